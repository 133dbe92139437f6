"""Who signs a paper of a unit on a day."""

from datetime import date

from django.db.models import Q, QuerySet

from danvan.lib import clock
from danvan.reports.models import Every, Regime, Report, Signing
from danvan.units.models import Body, Holding, Post, Unit
from danvan.units.selectors.bodies import posts_of

SHOWN = 20


def day_of(report: Report | None) -> date:
    """The day that stands on the paper: that of its signature, else the one on which it was sent; of what was not sent, today."""
    if report and report.signed_on:
        return report.signed_on
    if report and report.submitted_at:
        return report.submitted_at.astimezone(clock.VIETNAM).date()
    return clock.today()


def signing_on(unit: Unit, day: date, form: str, regime: str = Regime.PARTY) -> Signing | None:
    """What the unit had said by the day: of the form (by its code), else of all forms of its regime; None where it never said anything."""
    every = every_of(regime)
    asked = Q(form__in=[form, every]) | Q(form="")
    known = Signing.objects.filter(asked, unit=unit, valid_from__lte=day).select_related("post__body")
    held = [one for one in known if one.form or _meant(one) == every]
    return max(held, key=lambda one: (one.form not in ("", every), one.valid_from, one.pk), default=None)


def every_of(regime: str) -> Every:
    """All forms of the regime: papers of the State, or all others."""
    return Every.STATE if regime == Regime.STATE else Every.PARTY


def _meant(one: Signing) -> Every:
    """Of what was said of every form before the regimes were told apart: the one whose body signs."""
    state = one.post is not None and one.post.body.kind == Body.Kind.PEOPLES_COMMITTEE
    return Every.STATE if state else Every.PARTY


def name_of_holder(post: Post | int | None, day: date) -> str:
    """Who holds the post on the day; nobody, or more than one: room for a name."""
    held = list(Holding.objects.on(day).filter(post=post).select_related("user")[:2]) if post else []
    return held[0].user.full_name if len(held) == 1 else ""


def posts_with_names(unit: Unit, day: date) -> list[tuple[int, str]]:
    """The posts of the unit on the day and who holds each, for a choice."""
    posts = list(posts_of(unit, day).order_by("body__name", "title", "pk"))
    held: dict[int, list[str]] = {}
    for one in Holding.objects.on(day).filter(post__in=posts).select_related("user"):
        held.setdefault(one.post_id, []).append(one.user.full_name)
    return [(one.pk, f"{one} ({', '.join(held[one.pk])})" if one.pk in held else str(one)) for one in posts]


def signings_of(unit: Unit) -> QuerySet[Signing]:
    """What the unit said, latest first."""
    return Signing.objects.filter(unit=unit).select_related("post")[:SHOWN]
