"""Reads shared by the people's pages: places, published answers."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from danvan.documents import selectors as documents
from danvan.documents.models import Matter, TimeLimit
from danvan.lib import clock
from danvan.lib.asking import compiled_once
from danvan.petitions import rules
from danvan.petitions.models import Answer
from danvan.units import selectors as units
from danvan.units.models import Level, Unit, valid_on

FOUND_AT_MOST = 200


@dataclass(frozen=True)
class Place:
    """A commune of today that answers to what was typed. `old` is the former name that led here, if its own did not."""

    unit: Unit
    label: str
    old: str = ""

    @property
    def hint(self) -> str:
        """Why this place was found, if its own name does not say so."""
        return _("Tên cũ: %(name)s") % {"name": self.old} if self.old else ""


def provinces(on: date) -> list[Unit]:
    """The provinces of the day, in the order of their names."""
    return sorted(Unit.objects.filter(valid_on(on), level=Level.PROVINCE), key=lambda unit: unit.sort_key)


def places(name: str, province: int, on: date, limit: int = FOUND_AT_MOST) -> list[Place]:
    """Communes of the day found by name (with or without accents, old names too), by province, or both.

    In: `province` 0 = anywhere. Out: own names of the day first. A number of queries that does not depend on how much is found.
    """
    below = Unit.objects.filter(pk=province).first() if province else None
    if name.strip():
        found = units.find(name, on=on, levels=[Level.COMMUNE], limit=limit, below=below)
    else:
        rows = Unit.objects.below(province, on).filter(valid_on(on), level=Level.COMMUNE)
        found = [units.Match(unit, "") for unit in sorted(rows, key=lambda unit: unit.sort_key)]
    labels = units.path_labels([match.unit for match in found], on)
    return [Place(match.unit, labels[match.unit.pk], match.by) for match in sorted(found, key=lambda match: bool(match.by))]


def standing(pk: int, on: date) -> Unit | None:
    """The unit, if it stands on the day."""
    return next((unit for unit in _unit(pk) if unit.holds_on(on)), None)


@compiled_once
def _unit(pk: int) -> QuerySet[Unit]:
    """The unit of this number."""
    return Unit.objects.filter(pk=pk)


def unit_label(pk: int, on: date) -> str:
    """A unit with what is above it; empty if there is none."""
    return next((units.path_label(unit, on) for unit in _unit(pk)), "")


def published() -> QuerySet[Answer]:
    """Answers that everybody may read: only edited texts are fetched, never what the sender wrote."""
    fields = ("public_title", "public_question", "public_text", "published_on", "answered_on", "petition__unit", "petition__topic")
    rows = Answer.objects.filter(published_on__isnull=False, published_on__lte=clock.today()).select_related("petition__unit")
    return rows.only(*fields, "petition__unit__name", "petition__unit__kind", "petition__unit__level", "petition__unit__key")


@dataclass(frozen=True)
class Former:
    """A former unit that lives on in one of today."""

    label: str
    whole: bool


def formers(unit: Unit) -> list[Former]:
    """The units it was made of, with what stood above them then; doubtful ones left out."""
    edges = [edge for edge in units.edges_to(unit) if not edge.doubt]
    labels = units.path_labels([edge.predecessor for edge in edges], unit.valid_from)
    return [Former(labels[edge.predecessor_id], edge.whole) for edge in edges]


@dataclass(frozen=True)
class Times:
    """The legal times a person should know before sending; None where the law (as entered) sets none."""

    notify: TimeLimit | None
    accept: TimeLimit | None
    settle: TimeLimit | None
    recommendation: TimeLimit | None


def times(on: date) -> Times:
    """As in force on the day."""
    return Times(
        notify=documents.limit(Matter.ANY, rules.NOTIFY, on),
        accept=documents.limit(Matter.COMPLAINT, rules.DECIDE, on),
        settle=documents.limit(Matter.COMPLAINT, rules.SETTLE, on),
        recommendation=documents.limit(Matter.RECOMMENDATION, rules.SETTLE, on),
    )


def contact_kept_days(on: date) -> int:
    """How many days after its end a matter's contact data is kept."""
    return (rules.purge_day(on, on) - on).days
