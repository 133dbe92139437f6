"""Published answers found by place, matter and words: only what was edited for the public is looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from danvan.lib import clock
from danvan.lib.maps import Dot, MapSpec
from danvan.lib.text import alphabetical, fold
from danvan.petitions.models import Answer, Topic
from danvan.portal import selectors
from danvan.units import ground
from danvan.units import selectors as units
from danvan.units.models import Level, Unit
from danvan.units.selectors.names import nearest_day

WORDS = 6
MOST_SIGNS = 80
ORDER = ("-published_on", "-id")
FEED = 30
MAPPED = 400


@dataclass(frozen=True)
class Wanted:
    """What the reader looks for; nonsense counts as nothing."""

    words: str = ""
    place: Unit | None = None
    topic: str = ""

    @classmethod
    def read(cls, params: QueryDict) -> Self:
        """From an address."""
        topic = params.get("viec", "")
        key = params.get("noi", "")[:40]
        found = Unit.objects.filter(key=key, level__in=(Level.PROVINCE, Level.COMMUNE)).first() if key else None
        return cls(" ".join(params.get("q", "").split())[:MOST_SIGNS], found, topic if topic in Topic.values else "")

    def __bool__(self) -> bool:
        return bool(self.words or self.place or self.topic)


def answers(wanted: Wanted) -> QuerySet[Answer]:
    """Those that fit."""
    return _fitting(selectors.published(), wanted)


def _fitting(rows: QuerySet[Answer], wanted: Wanted) -> QuerySet[Answer]:
    if wanted.topic:
        rows = rows.filter(petition__topic=wanted.topic)
    if wanted.place is not None:
        rows = rows.filter(petition__unit__in=Unit.objects.below(wanted.place, _day(wanted.place)).values("pk"))
    for word in fold(wanted.words).split()[:WORDS]:
        rows = rows.filter(public_folded__contains=word)
    return rows


def _day(place: Unit) -> date:
    """Today, or the last day of a unit that ended."""
    return nearest_day(place, clock.today())


@dataclass(frozen=True)
class Spot:
    """A unit with published answers."""

    unit: Unit
    label: str
    count: int


def spots(wanted: Wanted) -> list[Spot]:
    """How many answers stand published of each unit, in the order of names: three questions, whatever there is."""
    there = Answer.objects.filter(published_on__isnull=False, published_on__lte=clock.today()).order_by()
    counts: dict[int, int] = dict(_fitting(there, wanted).values_list("petition__unit").annotate(n=Count("pk")))
    found = list(Unit.objects.filter(pk__in=counts))
    labels = units.path_labels(found, clock.today())
    return [Spot(unit, labels[unit.pk], counts[unit.pk]) for unit in sorted(found, key=lambda unit: alphabetical(unit.name))]


def country(found: Sequence[Spot], wanted: Wanted) -> MapSpec:
    """The country with a disc where something was answered; the two archipelagos named as on the State's maps."""
    dots = [_dot(spot, wanted) for spot in sorted(found, key=lambda spot: -spot.count)[:MAPPED] if _is_placed(spot.unit)]
    return MapSpec(_("Nơi có trả lời đã công khai"), ground.middles(), dots, ground.sea_names())


def _is_placed(unit: Unit) -> bool:
    return unit.latitude is not None and unit.longitude is not None


def _dot(spot: Spot, wanted: Wanted) -> Dot:
    label = ngettext("%(place)s: %(number)d trả lời", "%(place)s: %(number)d trả lời", spot.count) % {
        "place": spot.label,
        "number": spot.count,
    }
    return Dot(spot.unit.longitude or 0, spot.unit.latitude or 0, spot.count, label, address(wanted, spot.unit))


def address(wanted: Wanted, place: Unit) -> str:
    """The list of the place, other choices kept."""
    params = QueryDict(mutable=True)
    params.update({name: value for name, value in (("q", wanted.words), ("viec", wanted.topic)) if value})
    params["noi"] = place.key
    return f"{reverse('portal:answers')}?{params.urlencode()}"


def choices(wanted: Wanted) -> list[tuple[str, str]]:
    """What the field of places offers: the provinces, and the commune that was chosen."""
    offered: list[tuple[Any, str]] = [(unit.key, unit.full_name) for unit in selectors.provinces(clock.today())]
    if wanted.place is not None and wanted.place.key not in dict(offered):
        offered.insert(0, (wanted.place.key, units.path_label(wanted.place, clock.today())))
    return offered
