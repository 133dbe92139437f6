"""Who acts, through which post, and what that reaches. The first line of every staff view."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, resolve_url
from django.utils.translation import gettext as _

from danvan.accounts.models import User
from danvan.lib import clock
from danvan.units import plans
from danvan.units.models import Body, Duty, Event, Holding, Level, Post, Unit, UnitPath
from danvan.units.selectors.bodies import posts_now
from danvan.units.selectors.lineage import today as living_on

Found = TypeVar("Found")
SESSION_POST = "post"
# A unit and every closed unit that went into it, through all generations; a doubtful edge opens nothing. When a unit ended is asked of each by
# itself: joined, SQLite would read every unit of the country first. For the same reason `IN (...)` of one: with `=` it reads every lineage first, to
# build a filter for the few that are wanted.
ENDED = "(SELECT valid_to FROM units_unit WHERE id = {})"
_ORIGIN = f"""
        SELECT id FROM units_unit WHERE id = %s
        UNION
        SELECT predecessor_id FROM units_lineage JOIN origin ON successor_id IN (origin.id)
         WHERE units_lineage.doubt = '' AND {ENDED.format("predecessor_id")} <= %s
"""  # noqa: S608 - a constant text
ORIGINS = f"WITH RECURSIVE origin(id) AS ({_ORIGIN}) SELECT id FROM origin"  # noqa: S608 - a constant text
# Whoever stands below now; everything closed that went into it before; and what is closed and stood below an origin until its end. Told as one
# list of ids, for the same reason.
REACH = f"""
    WITH RECURSIVE standing(id) AS (
        SELECT unit_id FROM units_unitpath WHERE ancestor_id = %s AND valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)
    ), family(id) AS (
        SELECT id FROM standing
        UNION
        SELECT predecessor_id FROM units_lineage JOIN family ON successor_id IN (family.id) WHERE doubt = ''
    ), origin(id) AS ({_ORIGIN}), ended(id) AS (
        SELECT id FROM family
        UNION
        SELECT unit_id FROM units_unitpath WHERE ancestor_id IN (SELECT id FROM origin) AND valid_to = {ENDED.format("unit_id")}
    )
    SELECT id FROM standing
    UNION
    SELECT id FROM ended WHERE {ENDED.format("ended.id")} <= %s
"""  # noqa: S608 - a constant text


class LoginNeeded(Exception):
    """Nobody is logged in; the middleware turns this into the way to the login page and back."""


@dataclass(frozen=True)
class Acting:
    """A person in a post: the doer of everything an officer does (implements `audit.doer.Doer`)."""

    user: User
    post: Post
    # What was found out of the post's reach in this request: pages ask the same several times.
    known: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def user_id(self) -> int:
        """Whose account."""
        return self.user.pk

    @property
    def post_id(self) -> int:
        """In which post."""
        return self.post.pk

    @property
    def label(self) -> str:
        """Who and as what, for the log."""
        return f"{self.user.full_name}, {self.post.title}, {self.body.name}"[:200]

    @property
    def body(self) -> Body:
        """The body of the post."""
        return self.post.body

    @property
    def unit(self) -> Unit:
        """The unit of the body."""
        return self.post.body.unit

    @property
    def own_body_only(self) -> bool:
        """Whether the post is confined to the work of its own body."""
        return self.post.reach == Post.Reach.BODY

    @property
    def bodies(self) -> list[int]:
        """The bodies in which the person holds a post today, this one among them."""
        return self.once("bodies", lambda: sorted({post.body_id for post in posts_of(self.user)}))

    def may(self, duty: Duty) -> bool:
        """Whether the post carries the duty; where it may be done is `reaches` and `acts_in`."""
        return duty.value in self.post.duties

    def reaches(self, unit: Unit) -> bool:
        """May read the unit's things now: see `reach`."""
        if self.acts_in(unit):  # it stands below: most do, and this is the shorter question
            return True
        return self.once(("reaches", unit.pk, clock.today()), lambda: reach(self).filter(pk=unit.pk).exists())

    def acts_in(self, unit: Unit) -> bool:
        """May act in the unit now: it stands today, and it is the post's own unit or, if the post reaches down, below it."""
        today = clock.today()
        if not unit.holds_on(today):
            return False
        if self.own_body_only or unit.pk == self.unit.pk:
            return unit.pk == self.unit.pk
        below = UnitPath.objects.on(today).filter(unit=unit, ancestor=self.unit)
        return self.once(("acts", unit.pk, today), below.exists)

    def once(self, key: Hashable, ask: Callable[[], Found]) -> Found:
        """The answer to a question about the post's reach, asked once in a request."""
        if key not in self.known:
            self.known[key] = ask()
        found: Found = self.known[key]
        return found


def reach(acting: Acting, on: date | None = None) -> QuerySet[Unit]:
    """The units whose things the post may read, as of the day (today).

    A post that reaches down: its unit and all below, the closed units that stood below it (or below what it was made of) when they
    ended, and everything that went into any of these. A post for its own body: its own unit and what went into that one. Never
    sideways: a unit that still stands is read only by what is above it now. What is closed is there to be read; see `Acting.acts_in`.
    """
    day = on or clock.today()
    return acting.once(("reach", day), lambda: _reach(acting, day)).all()


def _reach(acting: Acting, day: date) -> QuerySet[Unit]:
    return read_from(acting.unit.pk, day, own_body_only=True) if acting.own_body_only else reach_of(acting.unit, day)


def reach_of(unit: Unit, on: date | None = None) -> QuerySet[Unit]:
    """The same for a unit itself: what a post of it that reaches down may read, or a key that was made for it."""
    day = on or clock.today()
    if unit.level == Level.CENTRE:
        return Unit.objects.filter(valid_from__lte=day)
    return read_from(unit.pk, day, own_body_only=False)


def read_from(unit: int, on: date, *, own_body_only: bool) -> QuerySet[Unit]:
    """The same for the number of a unit that is not the centre."""
    text, values = (ORIGINS, (unit, on)) if own_body_only else (REACH, (unit, on, on, unit, on, on))
    return Unit.objects.filter(pk__in=RawSQL(text, values))  # noqa: S611 - constant texts, values as parameters


def posts_of(user: User) -> list[Post]:
    """The posts the person may act through today: held, and post, body and unit all standing."""
    return posts_now(user)


def acting(request: HttpRequest) -> Acting:
    """Who acts in this request, looked up once.

    Raises LoginNeeded if nobody is logged in, PermissionDenied if the person holds no post today. Of several posts the one
    chosen on the switch page (`units:posts`) counts, else the first.
    """
    known: Acting | None = getattr(request, "_acting", None)
    if known is not None:
        return known
    user = request.user
    if not isinstance(user, User):
        raise LoginNeeded
    posts = posts_of(user)
    if not posts:
        raise PermissionDenied(_("Hiện nay bạn không giữ chức danh nào nên chưa vào được trang làm việc."))
    chosen = request.session.get(SESSION_POST)
    who = Acting(user, next((post for post in posts if post.pk == chosen), posts[0]))
    who.known["bodies"] = sorted({post.body_id for post in posts})
    setattr(request, "_acting", who)  # noqa: B010 - the request is typed without it
    setattr(request, "_posts", posts)  # noqa: B010
    return who


def acting_with(request: HttpRequest, duty: Duty) -> Acting:
    """Who acts, if the post carries the duty; PermissionDenied otherwise."""
    who = acting(request)
    if not who.may(duty):
        raise PermissionDenied(_("Chức danh của bạn không được giao việc này: %(duty)s.") % {"duty": duty.label})
    return who


def choose_post(request: HttpRequest, post_id: int) -> Post:
    """Act through another of one's own posts from now on; PermissionDenied if it is not one."""
    if not isinstance(request.user, User):
        raise LoginNeeded
    for post in posts_of(request.user):
        if post.pk == post_id:
            request.session[SESSION_POST] = post.pk
            return post
    raise PermissionDenied(_("Bạn không giữ chức danh này."))


def open_unit(request: HttpRequest, key: str, duty: Duty | None = None) -> tuple[Acting, Unit]:
    """Who acts and the unit. Its names are public, so every officer may look; with a duty the post must carry it and act in the unit now."""
    who = acting(request) if duty is None else acting_with(request, duty)
    unit = get_object_or_404(Unit, key=key)
    if duty is not None:
        must_act_in(who, [unit])
    return who, unit


def open_divided(request: HttpRequest, key: str) -> tuple[Acting, Unit]:
    """Who acts and a unit that was divided, for a post that arranges units and acts in everything the unit became. 404 if it was not divided."""
    who = acting_with(request, Duty.ARRANGE_UNITS)
    unit = get_object_or_404(Unit.objects.filter(successor_edges__whole=False).distinct(), key=key)
    must_act_in(who, living_on(unit))
    return who, unit


def open_body(request: HttpRequest, pk: int, duty: Duty | None = None) -> tuple[Acting, Body]:
    """The same for a body, by its unit."""
    who = acting(request) if duty is None else acting_with(request, duty)
    body = get_object_or_404(Body.objects.select_related("unit"), pk=pk)
    if duty is not None:
        must_act_in(who, [body.unit])
    return who, body


def open_post(request: HttpRequest, pk: int, duty: Duty) -> tuple[Acting, Post]:
    """The same for a post."""
    who = acting_with(request, duty)
    post = get_object_or_404(Post.objects.select_related("body__unit"), pk=pk)
    must_act_in(who, [post.body.unit])
    return who, post


def open_holding(request: HttpRequest, pk: int, duty: Duty) -> tuple[Acting, Holding]:
    """The same for somebody's holding of a post."""
    who = acting_with(request, duty)
    holding = get_object_or_404(Holding.objects.select_related("post__body__unit", "user"), pk=pk)
    must_act_in(who, [holding.post.body.unit])
    return who, holding


def open_event(request: HttpRequest, pk: int, duty: Duty) -> tuple[Acting, Event]:
    """Who acts and the change, for a post that carries the duty and reaches every unit that the change touches."""
    who = acting_with(request, duty)
    event = get_object_or_404(Event, pk=pk)
    if not may_arrange(who, event):
        raise PermissionDenied(_("Thay đổi này có đơn vị ngoài phạm vi của bạn."))
    return who, event


def may_arrange(who: Acting, event: Event) -> bool:
    """Whether the post may apply, undo or drop the change. What was loaded with the country has no plan and is nobody's to undo."""
    if not who.may(Duty.ARRANGE_UNITS) or not event.plan:
        return False
    units = plans.read(event.plan).touched
    return reach(who).filter(pk__in=units).count() == len(units)


def anyone(request: HttpRequest) -> None:
    """For the few answers that need no account: reading only."""
    if request.method not in {"GET", "HEAD"}:
        raise PermissionDenied


def must_act_in(who: Acting, units: Iterable[Unit]) -> None:
    """PermissionDenied if one of the units is not the post's to act in."""
    for unit in units:
        if not who.acts_in(unit):
            raise PermissionDenied(_("%(unit)s không thuộc phạm vi của bạn.") % {"unit": unit.full_name})


class AccessMiddleware:
    """Sends who is not logged in to the login page, and back to where they were going."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing on the way in."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """LoginNeeded becomes a redirect; anything else is not ours."""
        return redirect_to_login(_way_back(request)) if isinstance(exception, LoginNeeded) else None


def _way_back(request: HttpRequest) -> str:
    """Where to go after signing in: here, or to the page whose form was sent, since an address that only takes a form cannot be opened."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    sent_from = urlsplit(request.headers.get("Referer", ""))
    if sent_from.path and sent_from.netloc == request.get_host():
        return urlunsplit(("", "", sent_from.path, sent_from.query, ""))
    return resolve_url(settings.LOGIN_REDIRECT_URL)
