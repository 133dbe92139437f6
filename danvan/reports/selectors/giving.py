"""How many of the units directly below gave a published figure: told no more closely than the figure itself (decision 0052)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F

from danvan.lib.disclosure import HIDDEN, LEAST, SMALL, rounded
from danvan.reports.editions import SHOWN
from danvan.reports.models import Disclosure, Indicator, IndicatorKind, Publication, PublishedCell
from danvan.reports.selectors.published import MISSING, Shown
from danvan.units.models import Level

NONE = Shown(None, MISSING)


@dataclass(frozen=True)
class Giving:
    """`counts[publication, indicator]`: of how many of its parts the edition has a figure, whether that is told or not."""

    counts: dict[tuple[int, int], int]

    def of(self, edition: Publication, indicator: Indicator, shown: Shown) -> Shown:
        """In how many parts the figure of the root is, or why that is not told: where the figure is not, its count is not either."""
        if edition.expected == 0 or indicator.kind == IndicatorKind.OWN or shown.mark == MISSING:
            return NONE
        if shown.value is None:
            return Shown(None, HIDDEN)
        told = [self.guarded(edition, one) for one in indicator.addends]
        hidden = next((one for one in told if one.value is None), None)
        return hidden or min(told, key=lambda one: one.value or Decimal(0))

    def guarded(self, edition: Publication, indicator: Indicator) -> Shown:
        """Where readers see of every part whether it gave a figure, as it is; where the parts are for nobody, as a count of people would be told."""
        count = self.counts.get((edition.pk, indicator.pk), 0)
        if edition.ways.get(indicator.code) != Disclosure.PROVINCE or edition.root.level == Level.CENTRE:
            return Shown(Decimal(count))
        return Shown(None, SMALL) if count < LEAST else Shown(Decimal(rounded(count)))


def giving(editions: Sequence[Publication]) -> Giving:
    """Read it of some editions: their own parts, and the parts that published apart. Two queries."""
    own = PublishedCell.objects.filter(publication__in=editions, whole=False).exclude(unit=F("publication__root"))
    counts: dict[tuple[int, int], int] = {}
    for edition, indicator, number in own.order_by().values_list("publication_id", "indicator_id").annotate(Count("unit")):
        counts[edition, indicator] = number
    apart = Publication.parts.through.objects.filter(
        from_publication__in=editions,
        to_publication__cells__whole=True,
        to_publication__cells__unit=F("to_publication__root"),
    )
    named = apart.order_by().values_list("from_publication_id", "to_publication__cells__indicator_id")
    for edition, indicator, number in named.annotate(Count("to_publication")):
        counts[edition, indicator] = counts.get((edition, indicator), 0) + number
    return Giving(counts)


@dataclass(frozen=True)
class Moved:
    """A number, or the word beside it, that an edition says otherwise than the one before it; both were told."""

    unit: str
    whole: bool
    code: str
    before: int
    now: int
    scale: int
    word_before: str = ""
    word_now: str = ""


def moved(edition: Publication) -> list[Moved]:
    """What changed for readers since the edition before, the total first: only where both tell a number. Two queries; none of a first edition.

    Of an edition that was withdrawn nothing is repeated.
    """
    if edition.revision == 1:
        return []
    before = Publication.objects.filter(
        root=edition.root_id, period=edition.period_id, revision=edition.revision - 1, withdrawn_on__isnull=True
    )
    told = PublishedCell.objects.filter(publication__in=before, mark=SHOWN).values_list(
        "unit_id", "whole", "indicator_id", "public", "word"
    )
    was = {(unit, whole, indicator): (public, word) for unit, whole, indicator, public, word in told}
    if not was:
        return []
    rows = PublishedCell.objects.filter(publication=edition, mark=SHOWN).select_related("unit", "indicator")
    ordered = rows.order_by("-whole", "unit__sort_key", "unit_id", "indicator__group", "indicator__number", "indicator__code")
    found = []
    for one in ordered.only("unit__key", "whole", "public", "word", "indicator__code", "indicator__scale"):
        old, word = was.get((one.unit_id, one.whole, one.indicator_id), (None, ""))
        if old is not None and one.public is not None and (old, word) != (one.public, one.word):
            scale = one.indicator.scale
            found.append(Moved(one.unit.key, one.whole, one.indicator.code, old, one.public, scale, word, one.word))
    return found
