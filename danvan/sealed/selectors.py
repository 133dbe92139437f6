"""Who keeps the seal where, what waits for whom. Nothing here reads a content."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from danvan.audit.models import Entry
from danvan.audit.selectors import trail
from danvan.lib.refusal import Refused
from danvan.sealed import rules
from danvan.sealed.models import Envelope, Handover, Key, Opening, Recipient, Recovery, Rescue, Share, Slot
from danvan.units.models import Unit, UnitPath, valid_on


@dataclass(frozen=True)
class Keepers:
    """The unit that keeps the seal, and the working keys of its recipients, one a person."""

    seat: Unit
    keys: list[Key]

    @property
    def people(self) -> set[int]:
        """Their user ids."""
        return {key.user_id for key in self.keys}

    def but(self, without: Collection[int]) -> "Keepers":
        """The same without some people."""
        return Keepers(self.seat, [key for key in self.keys if key.user_id not in without])


def named(unit: Unit, on: date) -> QuerySet[Recipient]:
    """Who is named to keep the seal of this very unit and holds the post on the day, with a key or not."""
    return _named(on).filter(unit=unit).select_related("user", "post__body", "unit")


def keepers_at(unit: Unit, on: date) -> Keepers:
    """The recipients of just this unit who have a working key; may be fewer than two."""
    return _keepers([unit], on)[0]


def recipients_of(unit: Unit, on: date, without: Collection[int] = ()) -> Keepers:
    """The recipients of the unit, else of the nearest unit above that has at least two with a key. Raises Refused if none has.

    `without`: user ids that do not count, since the case is about them.
    """
    found = nearest(unit, on, without)
    if found is None:
        raise Refused(
            _("Chưa nơi nào từ %(unit)s trở lên có đủ hai người giữ niêm phong đã tạo khóa, nên chưa nhận được danh tính cần giữ bí mật.")
            % {"unit": unit.full_name}
        )
    return found


def nearest(unit: Unit, on: date, without: Collection[int] = ()) -> Keepers | None:
    """The same, or None: whether a seal can be set at all."""
    above = UnitPath.objects.filter(valid_on(on), unit=unit).select_related("ancestor").order_by("depth")
    found = (one.but(without) for one in _keepers([row.ancestor for row in above], on))
    return next((one for one in found if len(one.keys) >= rules.LEAST_KEEPERS), None)


def keeps(user_id: int | None, unit: Unit, on: date) -> bool:
    """Is the person a recipient of this very unit on the day?"""
    return user_id is not None and _named(on).filter(unit=unit, user=user_id).exists()


def seats_of(user_id: int, on: date) -> list[Unit]:
    """The units whose seal the person keeps on the day."""
    return list(Unit.objects.filter(pk__in=_named(on).filter(user=user_id).values("unit")).order_by("sort_key", "id"))


def working_key(user_id: int | None) -> Key | None:
    """The person's key, if there is one."""
    return Key.objects.working().filter(user=user_id).first() if user_id is not None else None


def working_recovery(unit: Unit) -> Recovery | None:
    """The unit's recovery key, if there is one."""
    return Recovery.objects.filter(unit=unit, retired_at=None).first()


def publics(keepers: Keepers, recovery: Recovery | None) -> list[str]:
    """Everything an envelope of these keepers is to be sealed to."""
    return [key.public for key in keepers.keys] + ([recovery.public] if recovery else [])


def stale(seat: Unit, on: date) -> QuerySet[Envelope]:
    """Envelopes kept at the unit that are sealed to other keys than today's."""
    wanted = rules.fingerprint(publics(keepers_at(seat, on), working_recovery(seat)))
    return Envelope.objects.whole().filter(kept_by=seat).exclude(sealed_for=wanted).order_by("id")


def stale_counts(seats: list[Unit], on: date) -> dict[int, int]:
    """How many envelopes wait to be sealed again, by unit id; four queries, however many units."""
    recoveries = {one.unit_id: one for one in Recovery.objects.filter(unit__in=seats, retired_at=None)}
    wanted = {one.seat.pk: rules.fingerprint(publics(one, recoveries.get(one.seat.pk))) for one in _keepers(seats, on)}
    counted = Envelope.objects.whole().filter(kept_by__in=seats).order_by().values_list("kept_by", "sealed_for").annotate(n=Count("id"))
    found: dict[int, int] = defaultdict(int)
    for seat, mark, number in counted:
        found[seat] += number if mark != wanted[seat] else 0
    return dict(found)


def envelopes_about(about: str) -> QuerySet[Envelope]:
    """The envelopes of one case, by the caller's own key, oldest first."""
    return Envelope.objects.filter(about=about).select_related("unit", "kept_by").order_by("id")


def to_decide(user_id: int, seats: list[Unit]) -> QuerySet[Opening]:
    """Requests that wait for a recipient of these units; one's own is another's to decide."""
    waiting = (
        Opening.objects.filter(state=Opening.State.ASKED, envelope__kept_by__in=seats)
        .exclude(asker=user_id)
        .exclude(envelope__barred__user=user_id)
    )
    return waiting.select_related("envelope__unit", "asker").order_by("asked_at", "id")


def asked_by(user_id: int) -> QuerySet[Opening]:
    """A person's own requests, newest first."""
    found = Opening.objects.filter(asker=user_id).exclude(envelope__barred__user=user_id)
    return found.select_related("envelope__unit", "decider").order_by("-id")


def waiting_handovers(user_id: int, seats: list[Unit]) -> QuerySet[Handover]:
    """What these units are to seal for another, as far as the person may know of it."""
    waiting = Handover.objects.filter(state=Handover.State.WAITING, envelope__kept_by__in=seats).exclude(envelope__barred__user=user_id)
    return waiting.select_related("envelope", "from_unit", "to_unit").order_by("asked_at", "id")


def coming_handovers(user_id: int, unit: Unit) -> QuerySet[Handover]:
    """What others are to seal for this unit, as far as the person may know of it."""
    waiting = Handover.objects.filter(state=Handover.State.WAITING, to_unit=unit).exclude(envelope__barred__user=user_id)
    return waiting.select_related("envelope", "from_unit", "to_unit").order_by("asked_at", "id")


def open_rescues(user_id: int) -> QuerySet[Rescue]:
    """Rescues going on that the person performs or holds shares for."""
    mine = Q(performer=user_id) | Q(recovery__in=Share.objects.filter(custodian=user_id).values("recovery"))
    return Rescue.objects.filter(mine, state=Rescue.State.OPEN).select_related("recovery__unit", "performer").order_by("id")


def holds_shares(user_id: int) -> bool:
    """Is the person a custodian of some recovery key?"""
    return Share.objects.filter(custodian=user_id).exists()


def only_opened_by(key: Key) -> int:
    """How many envelopes no other working key opens and no recovery key stands behind: lost if this key is lost."""
    others = Slot.objects.filter(key__retired_at=None).exclude(key=key).values("envelope")
    mine = Slot.objects.filter(key=key, envelope__wiped_at=None, envelope__recovery=None)
    return mine.exclude(envelope__in=others).count()


def custodians_of(recovery: Recovery) -> list[Share]:
    """One share of each custodian, with the person and whether their key still works."""
    first: dict[int, Share] = {}
    for share in Share.objects.filter(recovery=recovery).select_related("custodian", "key").order_by("custodian__full_name", "id"):
        first.setdefault(share.custodian_id, share)
    return list(first.values())


def history(envelope: Envelope) -> QuerySet[Entry]:
    """Everything that was asked, decided, read and done with an envelope, oldest first: the log itself."""
    return trail(envelope)


def state_of_seats(on: date) -> list[tuple[Unit, int, int, int, bool]]:
    """For the operator: each unit that keeps something, its recipients with a key, its envelopes, how many wait, has it a recovery key."""
    counted = dict(Envelope.objects.whole().order_by().values_list("kept_by").annotate(n=Count("id")))
    units = Unit.objects.filter(Q(pk__in=counted) | Q(pk__in=_named(on).values("unit"))).order_by("sort_key", "id")
    return [
        (unit, len(keepers_at(unit, on).keys), counted.get(unit.pk, 0), stale(unit, on).count(), working_recovery(unit) is not None)
        for unit in units
    ]


def _named(on: date) -> QuerySet[Recipient]:
    """Named, still in the post they were named for, and allowed to sign in."""
    held = valid_on(on, "post__holdings__") & Q(post__holdings__user=F("user"))
    return Recipient.objects.on(on).filter(held & valid_on(on, "post__") & valid_on(on, "post__body__"), user__is_active=True).distinct()


def _keepers(units: list[Unit], on: date) -> list[Keepers]:
    people: dict[int, set[int]] = defaultdict(set)
    for unit_id, user_id in _named(on).filter(unit__in=units).order_by().values_list("unit_id", "user_id"):
        people[unit_id].add(user_id)
    everyone = {user_id for some in people.values() for user_id in some}
    keys = {key.user_id: key for key in Key.objects.working().filter(user__in=everyone).order_by("id")}
    return [Keepers(unit, [keys[user_id] for user_id in sorted(people[unit.pk]) if user_id in keys]) for unit in units]
