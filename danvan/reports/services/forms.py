"""Forms written whole: a draft made, changed, published, retired."""

from collections.abc import Callable, Collection
from dataclasses import asdict, replace
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports.contents import FormContent, HeadingContent, form_content
from danvan.reports.illustrating import check_illustrations
from danvan.reports.models import Form, FormLine, FormState, Heading, Illustration, Indicator, Obligation
from danvan.reports.rules import digest
from danvan.reports.rules_book import check_form, ready_to_publish
from danvan.reports.selectors.book import needs
from danvan.units.models import Unit

Change = Callable[[FormContent], FormContent]


def stands_on(form: Form) -> bool:
    """Does anybody owe, or has anybody filed, a report on this version?"""
    return Obligation.objects.filter(form=form).exists()


@transaction.atomic
def put(form: Form, content: FormContent) -> Form:
    """Write the content into a form on which nothing stands yet: its row, headings, lines and drawings, whole. Eight queries."""
    for name, value in content.columns.items():
        setattr(form, name, value)
    form.save()
    form.illustrations.all().delete()
    form.lines.all().delete()
    form.headings.all().delete()
    by_code = Indicator.objects.in_bulk(content.codes, field_name="code")
    headings = Heading.objects.bulk_create([_heading(form, place, one) for place, one in enumerate(content.headings, start=1)])
    lines = [(heading, code) for heading, one in zip(headings, content.headings, strict=True) for code in one.indicators]
    every = [*lines, *((None, code) for code in content.annex)]
    FormLine.objects.bulk_create(
        FormLine(form=form, indicator=by_code[code], heading=heading, position=place)
        for place, (heading, code) in enumerate(every, start=1)
    )
    under = {heading.code: heading for heading in headings}
    Illustration.objects.bulk_create(
        Illustration(form=form, kind=one.kind, indicator=by_code.get(one.indicator), heading=under.get(one.heading), position=place)
        for place, one in enumerate(content.illustrations, start=1)
    )
    return form


def _heading(form: Form, position: int, content: HeadingContent) -> Heading:
    row = {name: value for name, value in vars(content).items() if name != "indicators"}
    return Heading(form=form, position=position, **row | {"comparisons": list(content.comparisons)})


@transaction.atomic
def new_form(*, by: Doer, code: str, content: FormContent, owner: Unit | None) -> Form:
    """Begin a form, as a draft that nobody but its keepers sees. Refused, by field, for a code that is taken and for what makes no sense."""
    _check(code, content, forms_with(code))
    made = put(Form(code=code, owner=owner, state=FormState.DRAFT, local=True), content)
    _told("add", by, made)
    return made


def copy_form(*, by: Doer, form: Form, code: str, name: str, owner: Unit | None) -> Form:
    """Begin a form as a copy of another, under its own code and name."""
    return new_form(by=by, code=code, content=replace(form_content(form), name=name), owner=owner)


@transaction.atomic
def revise(*, by: Doer, form: Form) -> Form:
    """The draft of the form's next version, made on the first call. The version in use stays as it is until the draft is published."""
    versions = list(Form.objects.select_for_update().filter(code=form.code).order_by("version"))
    newest = versions[-1]
    if newest.state == FormState.DRAFT:
        return newest
    draft = Form(code=form.code, version=newest.version + 1, owner=newest.owner, state=FormState.DRAFT, local=True)
    made = put(draft, form_content(newest))
    _told("revise", by, made)
    return made


class Part(StrEnum):
    """What of a draft one page changes: two people may work on different parts at once."""

    SETTINGS = "settings"
    DUE = "due"
    UNITS = "units"
    HEADINGS = "headings"
    PLACES = "places"
    COLUMNS = "columns"
    ILLUSTRATIONS = "illustrations"


@transaction.atomic
def save_draft(*, by: Doer, form: Form, change: Change, part: Part, seen: str = "") -> Form:
    """Change one part of a draft. Refused, by field, for what makes no sense; Refused for a form that was published: that never changes.

    `change` makes the new content of the one that stands now. `seen`: the token of the part that was worked on; Refused where somebody else has
    saved another since.
    """
    held = _draft(form)
    before = form_content(held)
    if seen and seen != token(before, part):
        raise Refused(_("Người khác vừa lưu mẫu này. Nội dung bạn gõ còn nguyên dưới đây, chưa lưu; lưu lần nữa thì thay bản của họ."))
    content = change(before)
    _check(held.code, content)
    if content != before:
        put(held, content)
        _told("save", by, held)
    return held


def token(content: FormContent, part: Part) -> str:
    """Names one state of a part of a draft: who saves says which one was worked on. What stands where belongs to the headings it stands under."""
    headings = [{**asdict(one), "indicators": (), "comparisons": ()} for one in content.headings]
    said: dict[Part, dict[str, Any]] = {
        Part.SETTINGS: {name: value for name, value in content.columns.items() if name not in ("due", "units", "comparisons")},
        Part.UNITS: {"units": content.units},
        Part.DUE: content.due,
        Part.HEADINGS: {"headings": headings},
        Part.PLACES: {"under": [(one.code, one.indicators) for one in content.headings if one.indicators], "annex": content.annex},
        Part.COLUMNS: {"under": [(one.code, one.comparisons) for one in content.headings if one.comparisons], "annex": content.comparisons},
        Part.ILLUSTRATIONS: {"illustrations": [asdict(one) for one in content.illustrations]},
    }
    return digest(said[part])[:16]


@transaction.atomic
def publish_form(*, by: Doer, form: Form, reason: str) -> Form:
    """Put a draft into use. The version before it is retired; periods opened on it keep it.

    Refused for what makes no sense, and for an indicator that is worked out of others which the form lacks: nobody could fill it in.
    """
    held = _draft(form)
    content = form_content(held)
    _check(held.code, content)
    ready_to_publish(content, needs(content.codes))
    if held.version > 1 and not reason.strip():
        raise Refused(_("Ghi lý do thay đổi."), field="reason")
    moment = clock.now()
    Form.objects.published().filter(code=held.code).update(state=FormState.RETIRED, retired_at=moment)
    held.state, held.published_at, held.reason = FormState.PUBLISHED, moment, reason.strip()
    held.save(update_fields=["state", "published_at", "reason"])
    _told("publish", by, held)
    return held


@transaction.atomic
def retire_form(*, by: Doer, form: Form, reason: str) -> Form:
    """Take a form out of use: no period can be opened on it any more. Reports that stand on it go on."""
    held = Form.objects.select_for_update().get(pk=form.pk)
    if held.state != FormState.PUBLISHED:
        raise Refused(_("Chỉ mẫu đang dùng mới thôi dùng được."))
    if not reason.strip():
        raise Refused(_("Ghi lý do thôi dùng."), field="reason")
    held.state, held.retired_at, held.reason, held.local = FormState.RETIRED, clock.now(), reason.strip(), True
    held.save(update_fields=["state", "retired_at", "reason", "local"])
    _told("retire", by, held)
    return held


@transaction.atomic
def drop_draft(*, by: Doer, form: Form) -> None:
    """Throw a draft away. What was published before it stays in use."""
    held = _draft(form)
    _told("drop", by, held)
    held.illustrations.all().delete()
    held.lines.all().delete()
    held.delete()


def _draft(form: Form) -> Form:
    held = Form.objects.select_for_update().filter(pk=form.pk).first()
    if held is None or held.state != FormState.DRAFT:
        raise Refused(_("Mẫu đã ban hành thì không sửa; hãy lập bản mới."))
    return held


def forms_with(code: str) -> set[str]:
    """The code, if a form bears it."""
    return set(Form.objects.filter(code=code).values_list("code", flat=True))


def _check(code: str, content: FormContent, taken: Collection[str] = ()) -> None:
    known = Indicator.objects.in_bulk(content.codes, field_name="code")
    check_form(code, content, set(known), taken)
    if content.illustrations:
        wholes = Indicator.objects.filter(whole__in=known.values()).values_list("whole_id", flat=True)
        check_illustrations(content, known, set(wholes))


def _told(act: str, by: Doer, form: Form) -> None:
    audit.record(f"reports.form.{act}", by=by, subject=form, unit_id=form.owner_id, data={"form": form.code, "version": form.version})
