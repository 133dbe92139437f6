"""Bodies and posts on a day."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Case, IntegerField, Prefetch, QuerySet, Value, When

from danvan.lib import clock
from danvan.lib.asking import compiled_once
from danvan.units.models import Body, BodyName, Holding, Post, Unit, valid_on

if TYPE_CHECKING:
    from danvan.accounts.models import User


# As the kinds are declared: the Party committee first, others last.
BY_KIND = Case(*[When(kind=kind, then=Value(place)) for place, kind in enumerate(Body.Kind.values)], output_field=IntegerField())


def bodies_of(unit: Unit, on: date) -> QuerySet[Body]:
    """The organisations in the unit on the day, with their names then (`names_then`) and posts with holders (`posts_then`, `holdings_then`)."""
    then = Prefetch("names", BodyName.objects.on(on), to_attr="names_then")
    posts = Prefetch("posts", Post.objects.on(on), to_attr="posts_then")
    held = Prefetch("posts_then__holdings", Holding.objects.on(on).select_related("user"), to_attr="holdings_then")
    found = Body.objects.on(on).filter(unit=unit).order_by(BY_KIND, "id")
    return found.prefetch_related(then).prefetch_related(posts).prefetch_related(held)


def body_name(body: Body, on: date) -> str:
    """What the body was called on the day: Ban Dân vận until 2 February 2025, Ban Tuyên giáo và Dân vận since."""
    row = _name_row(body, on)
    return row.name if row else body.name


def body_symbol(body: Body, on: date) -> str:
    """Its mark in document numbers on the day."""
    row = _name_row(body, on)
    return row.symbol if row else body.symbol


def posts_of(unit: Unit | int, on: date) -> QuerySet[Post]:
    """The posts in the unit's bodies on the day."""
    return Post.objects.on(on).filter(valid_on(on, "body__"), body__unit=unit).select_related("body")


def holders(post: Post, on: date) -> list["User"]:
    """Who holds the post on the day."""
    return [row.user for row in Holding.objects.on(on).filter(post=post).select_related("user")]


def posts_now(user: "User", on: date | None = None) -> list[Post]:
    """The posts a person may act through: held, and post, body and unit all standing on the day. One short query: one person's posts are few."""
    day = on or clock.today()
    return list({one.post_id: one.post for one in _held(user.pk) if _stands(one, day)}.values())


@compiled_once
def _held(user: int) -> QuerySet[Holding]:
    """All that a person holds or held, with what each belongs to."""
    return Holding.objects.filter(user_id=user).select_related("post__body__unit").order_by("post_id")


def _stands(held: Holding, day: date) -> bool:
    return all(one.holds_on(day) for one in (held, held.post, held.post.body, held.post.body.unit))


def _name_row(body: Body, on: date) -> BodyName | None:
    rows = list(body.names.order_by("valid_from"))
    return next((row for row in rows if row.holds_on(on)), rows[0] if rows and on < rows[0].valid_from else None)
