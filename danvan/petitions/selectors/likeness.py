"""Letters that may be about one matter: a bounded pool of candidates, scored one by one. What is protected is neither read nor proposed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from danvan.lib import clock
from danvan.petitions.access import not_about
from danvan.petitions.models import PROTECTED_KINDS, Petition, State
from danvan.petitions.models.search import Indexed
from danvan.petitions.rules.likeness import Letter, Likeness, compare, runs
from danvan.petitions.search import Terms
from danvan.units.access import Acting, reach
from danvan.units.models import Level, Unit, UnitPath, valid_on

# At most sixty letters are read and scored: the nearest in time of one matter, before and after, and those that share a run of words.
NEAREST, OF_EACH_RUN = 12, 6
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
    """The letters to compare with: three short lists, read as one."""
    day, pool = petition.received_on, _pool(who, petition)
    same = pool.filter(unit__in=_family(petition.unit).values("pk"), topic=petition.topic)
    before = same.filter(received_on__lte=day).order_by("-received_on", "-pk").values("pk")[:NEAREST]
    after = same.filter(received_on__gt=day).order_by("received_on", "pk").values("pk")[:NEAREST]
    chosen = Q(pk__in=before) | Q(pk__in=after) | by_words(petition)
    return list(pool.filter(chosen).select_related("unit", "bundle").only(*FIELDS, "unit__kind", "unit__name", "bundle__title"))


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


def _family(unit: Unit) -> QuerySet[Unit]:
    """The unit, what is above it and, below the centre, what is under it: where the same people write to."""
    today = clock.today()
    up = UnitPath.objects.filter(valid_on(today), unit=unit).values("ancestor")
    down = UnitPath.objects.filter(valid_on(today), ancestor=unit).values("unit")
    return Unit.objects.filter(Q(pk__in=up) | Q(pk__in=down)) if unit.level != Level.CENTRE else Unit.objects.filter(pk=unit.pk)


def by_words(petition: Petition) -> Q:
    """Letters that share a run of words with this one, whatever their matter: asked of the index, the newest few of each run.

    What is protected is not in the index.
    """
    found = Q()
    for run in runs(petition.text):
        terms = Terms((tuple(run),), (petition.unit_id,))
        found |= Q(pk__in=Indexed.objects.filter(words__finds=terms).order_by("-pk").values("pk")[:OF_EACH_RUN])
    return found


def why(likeness: Likeness) -> str:
    """What speaks for it, as an officer reads it: "gần như cùng một đơn; chữ giống 97 %; cùng nơi; cách 3 ngày"."""
    told = [_("gần như cùng một đơn")] if likeness.is_copy else []
    told.append(_("chữ giống %(share)d %%") % {"share": likeness.words})
    told += [_("cùng nơi")] * likeness.place + [_("khác nơi")] * likeness.apart + [_("cùng lĩnh vực")] * likeness.topic
    near = ngettext("cách %(days)d ngày", "cách %(days)d ngày", likeness.days) % {"days": likeness.days}
    return "; ".join([*told, near if likeness.days else _("cùng ngày")])
