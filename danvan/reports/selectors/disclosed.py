"""How indicators are, were and would be published."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from danvan.lib import clock, periods
from danvan.lib.disclosure import HIDDEN, LEAST, SMALL
from danvan.reports.disclosing import LOCAL, told
from danvan.reports.editions import SECRET
from danvan.reports.gate import Equality
from danvan.reports.models import Disclosure, Indicator, PublishedCell
from danvan.reports.selectors.relations import equalities
from danvan.reports.wording import name_of, way_of


@dataclass(frozen=True)
class Effect:
    """An indicator that would be published otherwise: the one decided on, or one that shares a sum with it."""

    code: str
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Latest:
    """What the figures of the latest published period are: how many, how many below ten, hidden beside them, and of communes; how many have a number."""

    label: str
    cells: int
    small: int
    beside: int
    local: int
    told: int


@dataclass(frozen=True)
class Outlook:
    """What a decision would change for the public."""

    effects: Sequence[Effect]
    latest: Latest | None
    # The year until whose end what was hidden is guarded further; None where nothing was.
    guarded: int | None


def outlook(indicator: Indicator, disclosure: str) -> Outlook:
    """What publishing it in that way would change from now on. Six queries at most."""
    book = list(Indicator.objects.all())
    sums = equalities(book, clock.today())
    before = _ways(book, sums)
    after = _ways([_with(one, disclosure) if one.pk == indicator.pk else one for one in book], sums)
    effects = [Effect(one.code, name_of(one), before[one.pk], after[one.pk]) for one in book if before[one.pk] != after[one.pk]]
    opens = disclosure == Disclosure.OPEN and indicator.disclosure != Disclosure.OPEN
    return Outlook(effects, _latest(indicator), _guarded(indicator) if opens else None)


def effective(book: Sequence[Indicator], day: date) -> dict[int, str]:
    """How each indicator would in effect be published on the day, in words: not only what the book says of it alone. Two queries."""
    return _ways(book, equalities(book, day))


def _with(indicator: Indicator, disclosure: str) -> Indicator:
    changed = copy(indicator)
    changed.disclosure = disclosure
    return changed


def _ways(book: Sequence[Indicator], sums: Sequence[Equality]) -> dict[int, str]:
    """How each indicator is in effect published: its own way, unless what shares a sum with it decides."""
    ways = {one.pk: str(way_of(one)) if one.released else _("không công bố") for one in book}
    return ways | {one: str(group.way(one).label) for group in told(book, sums) for one in group.family.indicators}


def _latest(indicator: Indicator) -> Latest | None:
    """The figures of the indicator in the editions of the latest period that has some."""
    rows = PublishedCell.objects.filter(indicator=indicator, publication__current=True, publication__withdrawn_on__isnull=True)
    newest = (
        rows.order_by("-publication__period__last_day", "-publication__period__first_day").select_related("publication__period").first()
    )
    if newest is None:
        return None
    period = newest.publication.period
    counted = rows.filter(publication__period=period).aggregate(
        cells=Count("pk"),
        small=Count("pk", filter=Q(count__lt=LEAST)),
        beside=Count("pk", filter=Q(mark=HIDDEN)),
        local=Count("pk", filter=Q(unit__level__in=LOCAL, whole=False)),
        told=Count("pk", filter=Q(mark="")),
    )
    return Latest(periods.label(period.period), **counted)


def _guarded(indicator: Indicator) -> int | None:
    """The latest year of which an edition hides a figure of it."""
    marked = PublishedCell.objects.filter(indicator=indicator, mark__in=(SMALL, HIDDEN, SECRET))
    day: date | None = marked.order_by("-publication__period__last_day").values_list("publication__period__last_day", flat=True).first()
    return day.year if day and day.year >= clock.today().year else None
