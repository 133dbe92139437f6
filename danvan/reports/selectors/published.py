"""Figures as they were published, for everybody: nothing is counted when somebody looks, and the exact counts are never read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from danvan.lib.disclosure import HIDDEN, LEAST
from danvan.reports import formulas
from danvan.reports.editions import SECRET, SHOWN
from danvan.reports.models import Disclosure, Indicator, IndicatorKind, PeriodRow, Publication, PublishedCell
from danvan.reports.selectors.meaning import as_of
from danvan.reports.wording import WITHDRAWN
from danvan.units.models import Unit, UnitParent, valid_on
from danvan.units.selectors import stood_for

MISSING = "missing"
# What is divided by fewer than this many is not told.
RATIO_LEAST = 30


@dataclass(frozen=True)
class Shown:
    """A published figure: the number with the word of its source, or the mark that stands for it."""

    value: Decimal | None
    mark: str = SHOWN
    word: str = ""


NONE = Shown(None, MISSING)
Figures = dict[tuple[int, bool, int], Shown]  # unit, whole, indicator


def editions() -> QuerySet[Publication]:
    """The latest edition of each unit and period, withdrawn ones too."""
    return Publication.objects.filter(current=True).select_related("root", "period")


def edition_of(unit: Unit, period: str) -> Publication | None:
    """The edition in which the unit's figures stand: its own, or that of the unit above it in the period."""
    own = editions().filter(root=unit, period__key=period).first()
    if own is not None:
        return own
    held = PublishedCell.objects.filter(unit=unit, whole=False, publication__period__key=period, publication__current=True)
    there = list(editions().filter(pk__in=held.values("publication")))
    if not there or ended_within(unit, there[0].period):
        return there[0] if there else None
    above = set(UnitParent.objects.filter(valid_on(there[0].period.last_day), unit=unit).values_list("parent", flat=True))
    return next((one for one in there if one.root_id in above), None)


def ended_within(unit: Unit, period: PeriodRow) -> bool:
    """Was the unit no more when the period was over?"""
    return unit.valid_to is not None and unit.valid_to <= period.last_day


def apart(unit: Unit, period: PeriodRow) -> list[Unit]:
    """Units that ended within the period, that the unit stands for, and that stand published by themselves. Two queries at most."""
    ended = [pk for pk in stood_for(unit.pk, period.last_day) if pk != unit.pk]
    standing = Q(publication__period=period, publication__current=True, publication__withdrawn_on__isnull=True)
    told = PublishedCell.objects.filter(standing, unit__in=ended).exclude(mark=SECRET)
    return list(Unit.objects.filter(pk__in=told.values("unit"), valid_to__lte=period.last_day).order_by("sort_key", "pk")) if ended else []


def figures(publications: Sequence[Publication], *, unit: Unit | None = None, indicator: Indicator | None = None) -> Figures:
    """What the editions show. One query. What is for nobody is not there at all; what a part took back since says so."""
    rows = cells(publications)
    if unit is not None:
        rows = rows.filter(unit=unit)
    if indicator is not None:
        rows = rows.filter(indicator=indicator)
    named = rows.values_list("unit_id", "whole", "indicator_id", "public", "mark", "word", "indicator__scale", "publication__withdrawn_on")
    return {
        (pk, whole, one): Shown(None, WITHDRAWN) if withdrawn else _shown(public, mark, word, scale)
        for pk, whole, one, public, mark, word, scale, withdrawn in named
    }


def cells(publications: Sequence[Publication]) -> QuerySet[PublishedCell]:
    """The cells people may see, with the totals that parts published themselves."""
    return PublishedCell.objects.filter(beside(publications)).exclude(mark=SECRET)


def beside(publications: Sequence[Publication]) -> Q:
    """The cells of the editions, and the totals that their parts published themselves."""
    parts = Publication.parts.through.objects.filter(from_publication__in=publications).values("to_publication")
    return Q(publication__in=publications) | Q(publication__in=parts, whole=True)


def _shown(public: int | None, mark: str, word: str, scale: int) -> Shown:
    return Shown(None if public is None else Decimal(public).scaleb(-scale), mark, word)


def indicators(publication: Publication) -> list[Indicator]:
    """The indicators of an edition as they were meant in its period, and the formulas that can be worked out of them."""
    there = cells([publication])
    return readable(there, publication.period.last_day)


def readable(there: QuerySet[PublishedCell], day: date) -> list[Indicator]:
    """The indicators of these cells as they were meant on the day, and the formulas of which every part is among them. A query, or three."""
    told = there.order_by().values("indicator").distinct()
    found = as_of(Indicator.objects.filter(Q(pk__in=told) | Q(valid_on(day), kind=IndicatorKind.FORMULA)), day)
    codes = {one.code for one in found if one.kind != IndicatorKind.FORMULA}
    return [one for one in found if codes.issuperset(one.codes)]


def dictionary() -> list[Indicator]:
    """The indicators that an edition told, and the formulas of these: what an office adds to its book is its own until it is published. Two queries."""
    told = {code for ways in Publication.objects.values_list("ways", flat=True) for code in ways}
    rows = Indicator.objects.filter(Q(code__in=told) | Q(kind=IndicatorKind.FORMULA)).exclude(disclosure=Disclosure.NEVER)
    there = [one for one in rows if not one.released]
    codes = {one.code for one in there if one.kind != IndicatorKind.FORMULA}
    return [one for one in there if codes.issuperset(one.codes)]


def shown_of(found: Figures, unit: int, whole: bool, indicator: Indicator) -> Shown:
    """The figure of a unit; formulas from published numbers only."""
    if indicator.kind != IndicatorKind.FORMULA:
        return found.get((unit, whole, indicator.pk), NONE)
    return worked_out(indicator, {one.code: found.get((unit, whole, one.pk), NONE) for one in indicator.operands.values()})


def worked_out(indicator: Indicator, parts: Mapping[str, Shown]) -> Shown:
    """A formula of published parts (by code), a function of what everybody can read: hidden where one of them is, and where it would say something of few.

    A divisor below `RATIO_LEAST` is not divided by. What is left of sums and differences is held to the threshold of a count itself, unless all parts
    are open: so a difference is never told where a count of its size would not be.
    """
    if any(part.value is None for part in parts.values()):
        return Shown(None, MISSING if any(part.mark == MISSING for part in parts.values()) else HIDDEN)
    numbers = {code: part.value for code, part in parts.items() if part.value is not None}
    if indicator.denominator and formulas.summed(indicator.denominator, numbers) < RATIO_LEAST:
        return Shown(None, HIDDEN)
    value = formulas.worked_out(indicator.numerator, indicator.denominator, numbers, scale=indicator.scale, percent=indicator.percent)
    if value is None:
        return NONE
    shown = Decimal(value).scaleb(-indicator.scale)
    # Of "over" less or divided by anything only "about" can be said (as `cells.worked_out`).
    word = "about" if any(part.word for part in parts.values()) else ""
    return Shown(None, HIDDEN) if _few(indicator, shown) else Shown(shown, word=word)


def _few(indicator: Indicator, shown: Decimal) -> bool:
    guarded = any(one.disclosure != Disclosure.OPEN for one in indicator.operands.values())
    return guarded and not indicator.denominator and 0 < abs(shown) < LEAST


def series(root: Unit, indicator: Indicator, kind: str, until: date) -> list[tuple[Publication, Shown]]:
    """The indicator of the unit with all below it, period by period of one kind, the earliest first. Two queries."""
    ordered = editions().filter(root=root, period__kind=kind, period__last_day__lte=until, withdrawn_on__isnull=True)
    found = list(ordered.order_by("-period__last_day")[:8])[::-1]
    rows = cells(found).filter(unit=root, whole=True, indicator=indicator).values_list("publication_id", "public", "mark", "word")
    held = {publication: _shown(public, mark, word, indicator.scale) for publication, public, mark, word in rows}
    return [(one, held.get(one.pk, NONE)) for one in found]


def lines(publications: Sequence[Publication]) -> Iterator[tuple[object, ...]]:
    """Every published cell of some editions for a file: one query, read as it goes. Editions come with their own cells only."""
    named = (
        "publication_id",
        "unit__key",
        "unit__name",
        "unit__level",
        "unit__valid_to",
        "whole",
        "indicator__code",
        "indicator__scale",
        "public",
        "word",
        "mark",
    )
    rows = PublishedCell.objects.filter(publication__in=publications).exclude(mark=SECRET)
    order = (
        "publication__period__last_day",
        "publication_id",
        "unit__key",
        "whole",
        "indicator__group",
        "indicator__number",
        "indicator__code",
    )
    yield from rows.order_by(*order).values_list(*named).iterator()
