"""Bodies, their names over time, posts and who holds them."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.accounts.models import User
from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib.refusal import Refused
from danvan.units import usual
from danvan.units.models import Body, BodyName, Duty, Holding, Post, Unit
from danvan.units.models.territory import Dated
from danvan.units.services.settling import settle_names


@transaction.atomic
def open_body(*, by: Doer, unit: Unit, kind: str, name: str, symbol: str = "", valid_from: date) -> Body:
    """An organisation in a unit from a day on. Raises Refused if the unit is not there then, or has one of that name."""
    name = " ".join(name.split())
    if not name:
        raise Refused(_("Hãy ghi tên cơ quan, tổ chức."), field="name")
    _must_stand(unit, valid_from, unit.full_name)
    if Body.objects.on(valid_from).filter(unit=unit, name=name).exists():
        raise Refused(_("%(unit)s đã có %(name)s.") % {"unit": unit.full_name, "name": name}, field="name")
    body = Body.objects.create(unit=unit, kind=kind, name=name, symbol=symbol, valid_from=valid_from, valid_to=unit.valid_to)
    BodyName.objects.create(body=body, name=name, symbol=symbol, valid_from=valid_from, valid_to=unit.valid_to)
    audit.record("units.body.opened", by=by, subject=body, unit_id=unit.pk, data={"name": name})
    return body


@transaction.atomic
def rename_body(*, by: Doer, body: Body, name: str, symbol: str = "", on: date, instrument: str = "") -> BodyName:
    """Another name from a day on, until the next name that is already known. The earlier name stays for earlier papers."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    _must_stand(body, on, body.name)
    current = body.names.filter(valid_from__lte=on).order_by("-valid_from").first()
    if current is not None and current.valid_from == on:
        current.name, current.symbol, current.instrument = name, symbol, instrument
        current.save(update_fields=["name", "symbol", "instrument"])
        row = current
    else:
        end = current.valid_to if current else None
        if current is not None:
            current.valid_to = on
            current.save(update_fields=["valid_to"])
        row = BodyName.objects.create(body=body, name=name, symbol=symbol, instrument=instrument, valid_from=on, valid_to=end)
    settle_names(by=by)
    audit.record("units.body.renamed", by=by, subject=body, unit_id=body.unit_id, data={"name": name, "from": on.isoformat()})
    return row


@transaction.atomic
def close_body(*, by: Doer, body: Body, on: date) -> None:
    """The body ends: `on` is the first day without it. Its posts and their holders end with it."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    _must_stand(body, on, body.name)
    _end(body, on)
    for row in [*body.names.all(), *body.posts.all(), *Holding.objects.filter(post__body=body)]:
        if row.valid_to is None or row.valid_to > on:
            _end(row, max(on, row.valid_from))
    audit.record("units.body.closed", by=by, subject=body, unit_id=body.unit_id, data={"from": on.isoformat()})


@transaction.atomic
def open_post(
    *, by: Doer, body: Body, title: str, reach: str = Post.Reach.UNIT, duties: Iterable[Duty | str] = (), valid_from: date
) -> Post:
    """A chair in a body from a day on, with what it may do. Raises Refused for an unknown duty or a body not there."""
    title = " ".join(title.split())
    if not title:
        raise Refused(_("Hãy ghi chức danh."), field="title")
    try:
        wanted = [Duty(duty).value for duty in duties]
    except ValueError as error:
        raise Refused(_("Có việc không nằm trong danh sách."), field="duties") from error
    _must_stand(body, valid_from, body.name)
    post = Post.objects.create(body=body, title=title, reach=reach, duties=wanted, valid_from=valid_from, valid_to=body.valid_to)
    audit.record("units.post.opened", by=by, subject=post, unit_id=body.unit_id, data={"title": title, "duties": wanted})
    return post


@transaction.atomic
def close_post(*, by: Doer, post: Post, on: date) -> None:
    """The post ends: `on` is the first day without it. Whoever holds it loses what it gave."""
    post = Post.objects.select_for_update().select_related("body").get(pk=post.pk)
    _must_stand(post, on, post.title)
    _end(post, on)
    for row in post.holdings.all():
        if row.valid_to is None or row.valid_to > on:
            _end(row, max(on, row.valid_from))
    audit.record("units.post.closed", by=by, subject=post, unit_id=post.body.unit_id, data={"from": on.isoformat()})


@transaction.atomic
def appoint(*, by: Doer, post: Post, user: User, valid_from: date, valid_to: date | None = None) -> Holding:
    """A person takes a post for a time. Raises Refused outside the post's own time, or if the person holds it already then."""
    post = Post.objects.select_for_update().select_related("body").get(pk=post.pk)
    _must_stand(post, valid_from, post.title)
    if valid_to is not None and valid_to <= valid_from:
        raise Refused(_("Ngày kết thúc phải sau ngày bắt đầu."), field="valid_to")
    if by.user_id == user.pk:
        raise Refused(_("Không tự giao chức danh cho chính mình; việc này phải do người khác làm."), field="user")
    if not user.is_active:
        raise Refused(_("Tài khoản này không còn được đăng nhập."), field="user")
    for held in post.holdings.filter(user=user):
        if (held.valid_to is None or held.valid_to > valid_from) and (valid_to is None or held.valid_from < valid_to):
            raise Refused(_("%(user)s đang giữ chức danh này.") % {"user": user.full_name}, field="user")
    holding = Holding.objects.create(post=post, user=user, valid_from=valid_from, valid_to=valid_to or post.valid_to)
    audit.record(
        "units.post.appointed", by=by, subject=post, unit_id=post.body.unit_id, data={"user": user.pk, "from": valid_from.isoformat()}
    )
    return holding


@transaction.atomic
def end_holding(*, by: Doer, holding: Holding, on: date) -> None:
    """The person leaves the post: `on` is the first day without it."""
    holding = Holding.objects.select_for_update().select_related("post__body", "user").get(pk=holding.pk)
    if not holding.holds_on(on):
        raise Refused(_("%(user)s không giữ chức danh này vào ngày đó.") % {"user": holding.user.full_name}, field="on")
    _end(holding, on)
    body = holding.post.body
    audit.record(
        "units.post.left", by=by, subject=holding.post, unit_id=body.unit_id, data={"user": holding.user_id, "from": on.isoformat()}
    )


@transaction.atomic
def establish(*, by: Doer, unit: Unit, on: date) -> list[Body]:
    """The usual bodies of the unit's level from a day on (Party committee, commission, People's Committee and Council, Front and its
    member organisations, reception), with the names each had when. Those already there are kept. Out: all bodies of the unit then.
    """
    _must_stand(unit, on, unit.full_name)
    there = set(Body.objects.on(on).filter(unit=unit).values_list("name", flat=True))
    plans = [plan for plan in usual.bodies(unit.level, unit.kind, unit.name, on, unit.valid_to) if plan.now.name not in there]
    bodies = Body.objects.bulk_create(
        Body(unit=unit, kind=plan.kind, name=plan.now.name, symbol=plan.now.symbol, valid_from=on, valid_to=unit.valid_to) for plan in plans
    )
    BodyName.objects.bulk_create(row for body, plan in zip(bodies, plans, strict=True) for row in _names(body, plan.names))
    audit.record("units.bodies.established", by=by, subject=unit, unit_id=unit.pk, data={"count": len(bodies)})
    return list(Body.objects.on(on).filter(unit=unit))


def _names(body: Body, names: tuple[usual.Named, ...]) -> list[BodyName]:
    """One row per name; each ends where the next begins, the last where the body ends."""
    starts = [max(named.since, body.valid_from) for named in names]
    ends = [*starts[1:], body.valid_to]
    return [
        BodyName(body=body, name=named.name, symbol=named.symbol, instrument=named.instrument, valid_from=start, valid_to=end)
        for named, start, end in zip(names, starts, ends, strict=True)
    ]


def _must_stand(row: Dated, on: date, label: str) -> None:
    if not row.holds_on(on):
        raise Refused(_("%(what)s không tồn tại vào ngày %(day)s.") % {"what": label, "day": on.strftime("%d/%m/%Y")}, field="valid_from")


def _end(row: Dated, on: date) -> None:
    row.valid_to = on
    row.save(update_fields=["valid_to"])
