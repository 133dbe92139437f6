"""Letters that may be about one matter: a bounded pool of candidates, scored one by one. What is protected is neither read nor proposed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from danvan.lib import clock
from danvan.petitions.access import not_about
from danvan.petitions.models import PROTECTED_KINDS, Petition, State
from danvan.petitions.models.search import Indexed
from danvan.petitions.rules.likeness import Letter, Likeness, compare, runs
from danvan.petitions.search import Terms, aside
from danvan.units.access import Acting, reach
from danvan.units.models import Level, UnitPath

# At most sixty letters are read and scored: of one matter the nearest in arrival before and after, at the unit and above it, and of some days
# below it; and those of the unit that share a run of words.
NEAREST, ABOVE, BELOW, OF_EACH_RUN = 8, 2, 6, 5
LEVELS_ABOVE = 2
# All are looked for among so many letters of a unit before this one and after it: what that costs does not grow with the unit.
AROUND = 500
DAYS_BELOW = 7
DAYS = 365
SHOWN = 5
FIELDS = ("reference", "title", "text", "place", "topic", "kind", "state", "received_on", "unit", "bundle", "due_on", "closed_on")


@dataclass(frozen=True)
class Proposal:
    """A letter that may be about the same, and what speaks for it, in words."""

    petition: Petition
    likeness: Likeness
    why: str


def letter_of(petition: Petition) -> Letter:
    """What of a petition is compared."""
    return Letter(petition.text, petition.place, petition.topic, petition.received_on)


def proposals(who: Acting, petition: Petition, *, most: int = SHOWN) -> list[Proposal]:
    """The letters most like this one within the officer's reach, best first; one query, however many there are."""
    if petition.is_protected or petition.state == State.SPLIT:
        return []
    return _best(letter_of(petition), candidates(who, petition), most)


def _best(letter: Letter, pool: Iterable[Petition], most: int) -> list[Proposal]:
    scored = [(compare(letter, letter_of(one)), one) for one in pool]
    near = sorted((pair for pair in scored if pair[0].is_near), key=lambda pair: (pair[0].rank, pair[1].pk), reverse=True)
    return [Proposal(one, likeness, why(likeness)) for likeness, one in near[:most]]


def candidates(who: Acting, petition: Petition) -> list[Petition]:
    """The letters to compare with: short lists, read as one."""
    return list(aside(_pool(who, petition)).filter(pk__in=_together([*by_words(petition), *_of_one_matter(petition)])))


def _together(lists: Iterable[QuerySet[Any]]) -> RawSQL:
    """The ids of several short lists: both engines then begin with these, and look at the rest of each row."""
    told = [one.values("pk").query.sql_with_params() for one in lists]
    parts = (f"SELECT pk FROM ({words}) part{place}" for place, (words, _values) in enumerate(told))  # noqa: S608 - Django's own
    return RawSQL(" UNION ".join(parts), [value for _words, values in told for value in values])  # noqa: S611


def _of_one_matter(petition: Petition) -> Iterator[QuerySet[Petition]]:
    """Where the same people write to: the unit itself, what is above it, and, below the centre, what is under it."""
    same = Petition.objects.filter(topic=petition.topic).exclude(kind__in=PROTECTED_KINDS).exclude(state=State.SPLIT)
    paths = UnitPath.objects.on(clock.today())
    yield from _around(same, petition, petition.unit_id, NEAREST)
    for depth in range(1, LEVELS_ABOVE + 1):
        above = Subquery(paths.filter(unit=petition.unit_id, depth=depth).values("ancestor")[:1])
        yield from _around(same, petition, above, ABOVE)
    if petition.unit.level != Level.CENTRE:
        below = paths.filter(ancestor=petition.unit_id, depth__gt=0).values("unit")
        few = timedelta(days=DAYS_BELOW)
        lately = same.filter(unit__in=below, received_on__range=(petition.received_on - few, petition.received_on + few))
        yield lately.order_by("-received_on", "-pk")[:BELOW]


def _around(letters: QuerySet[Petition], petition: Petition, unit: int | Subquery, most: int) -> Iterator[QuerySet[Petition]]:
    """Those of the unit that came last before the petition, and first after it."""
    there = letters.filter(unit=unit)
    yield there.filter(pk__lt=petition.pk, pk__gte=_end(petition, unit, "lt")).order_by("-pk")[:most]
    yield there.filter(pk__gt=petition.pk, pk__lte=_end(petition, unit, "gt")).order_by("pk")[:most]


def _pool(who: Acting, petition: Petition) -> QuerySet[Petition]:
    """What may be compared at all: within reach, open to reading, received within a year of it, and not tied to it already."""
    span = timedelta(days=DAYS)
    within = not_about(who, Petition.objects.filter(unit__in=reach(who).values("pk")))
    pool = within.filter(received_on__range=(petition.received_on - span, petition.received_on + span))
    tied = Q(pk=petition.pk) | Q(previous=petition.pk) | Q(parent=petition.pk)
    for name in ("parent", "bundle"):
        if key := getattr(petition, f"{name}_id"):
            tied |= Q(**{name: key})
    if petition.previous_id:
        tied |= Q(pk=petition.previous_id)
    pool = pool.exclude(kind__in=PROTECTED_KINDS).exclude(state=State.SPLIT)
    return (
        pool.exclude(pk__in=Petition.objects.filter(tied).values("pk"))
        .select_related("unit", "bundle")
        .only(*FIELDS, "unit__kind", "unit__name", "bundle__title")
    )


def by_words(petition: Petition) -> Iterator[QuerySet[Indexed]]:
    """Letters that share a run of words with this one, whatever their matter: asked of the index, the newest few of each run.

    What is protected is not in the index.
    """
    near = Indexed.objects.filter(pk__gte=_end(petition, petition.unit_id, "lt"), pk__lte=_end(petition, petition.unit_id, "gt")).order_by(
        "-pk"
    )
    for run in runs(petition.text):
        terms = Terms((tuple(run),), (petition.unit_id,))
        yield near.filter(words__finds=terms)[:OF_EACH_RUN]


def _end(petition: Petition, unit: int | Subquery, side: str) -> Coalesce:
    """The id that lies `AROUND` letters of the unit before this one (`lt`) or after it (`gt`)."""
    beyond = Petition.objects.filter(unit=unit, **{f"pk__{side}": petition.pk})
    last = beyond.order_by("-pk" if side == "lt" else "pk").values("pk")[AROUND - 1 : AROUND]
    return Coalesce(Subquery(last), 0 if side == "lt" else BigIntegerField.MAX_BIGINT)


def why(likeness: Likeness) -> str:
    """What speaks for it, as an officer reads it: "gần như cùng một đơn; chữ giống 97 %; cùng nơi; cách 3 ngày"."""
    told = [_("gần như cùng một đơn")] if likeness.is_copy else []
    told.append(_("chữ giống %(share)d %%") % {"share": likeness.words})
    told += [_("cùng nơi")] * likeness.place + [_("khác nơi")] * likeness.apart + [_("cùng lĩnh vực")] * likeness.topic
    near = ngettext("cách %(days)d ngày", "cách %(days)d ngày", likeness.days) % {"days": likeness.days}
    return "; ".join([*told, near if likeness.days else _("cùng ngày")])
