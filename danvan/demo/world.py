"""Builds the demonstration world: one province of today with a year behind it, and five real periods of the past."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from danvan.accounts.models import User
from danvan.audit.doer import SYSTEM
from danvan.demo import campaigns, cases, formal, hamlets, lives, post, reading, seals, sessions
from danvan.demo.people import PASSWORD, Office, SignIn, operator, staff, state_desk
from danvan.demo.stage import Life, Stage
from danvan.documents.selectors import calendar
from danvan.lib import clock, periods
from danvan.petitions.rules.performance import release_day
from danvan.petitions.services import releasing
from danvan.reports.services import publishing
from danvan.units import selectors
from danvan.units.models import Holding, Kind, Level, Unit

# A Friday. The world is told up to this day, and `make demo` lets the server stand at it.
FIXED_DAY = date(2026, 11, 20)
YEAR_BEFORE = date(2025, 11, 21)
PROVINCE = "2004:42"  # Hà Tĩnh: kept its borders in 2025, 69 communes since
# Closed on 14 September 2026.
STATE_QUARTER = "2026-Q3@15"
SEED = 20261120

Say = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """How much happens: petitions in the year, more in the last weeks of two offices, communes that did not file the last quarter, other provinces
    that report to the centre.
    """

    petitions: int = 260
    lively: int = 36
    missing: int = 6
    communes: int | None = None
    elsewhere: int = len(reading.ELSEWHERE)


def exists() -> bool:
    """Was the world told already?"""
    return User.objects.filter(username="tinh.baocao").exists()


@transaction.atomic
def build(say: Say, size: Size | None = None) -> None:
    """Tell the world through the services, whole or not at all. In: where to say how far it is; how much."""
    size = size or Size()
    chance = random.Random(SEED)
    with clock.standing_at(YEAR_BEFORE - timedelta(days=30)):
        say("Mở cơ quan, chức danh của tỉnh và các xã, phường")
        centre, province, communes = _offices(size)
        for office in communes[:2]:
            hamlets.begin(office, hamlets.NAMES if office.unit.kind == Kind.COMMUNE else hamlets.NAMES[: hamlets.FEW])
        village = next(office for office in communes[:2] if office.unit.kind == Kind.COMMUNE)
        heads = hamlets.heads(village)
    say("Nhập năm kỳ có thật (2016-2023)")
    cases.tell()
    days = calendar(range(2025, 2028))
    stage = Stage(days, FIXED_DAY)
    _petitions(stage, communes, province, chance, size)
    _reports(stage, communes, province, chance, size)
    _reading(stage, centre, province, size)
    stage.begin(_morning_after(hamlets.KEY), hamlets.month(province, village, heads))
    # A chance of its own: what happens at receptions changes nothing else in the world.
    sessions.begin(stage, communes, province, days, random.Random(SEED + 1))
    if post.is_kept():
        stage.begin(clock.moment(YEAR_BEFORE, 8), post.mornings())
    say("Kể một năm của tỉnh")
    stage.run(lambda when, told: say(f"  {when:%d/%m/%Y}: {told} việc"))


def _offices(size: Size) -> tuple[Office, Office, list[Office]]:
    province = Unit.objects.get(key=PROVINCE)
    centre = Unit.objects.get(level=Level.CENTRE)
    units = list(selectors.children(province, FIXED_DAY, level=Level.COMMUNE)[: size.communes])
    ward = next(unit for unit in units if unit.kind == Kind.WARD)
    commune = next(unit for unit in units if unit.kind == Kind.COMMUNE)
    open_to_all = {ward.pk: "phuong", commune.pk: "xa"}
    units.sort(key=lambda unit: unit.pk not in open_to_all)
    communes = [
        staff(unit, open_to_all.get(unit.pk, f"x{unit.code}"), password=PASSWORD if unit.pk in open_to_all else None) for unit in units
    ]
    operator(province, "tinh.quantri", PASSWORD)
    operator(centre, "tw.quantri", PASSWORD)
    nation = staff(centre, "tw", password=PASSWORD)
    above = staff(province, "tinh", password=PASSWORD)
    state_desk(province, "tinh.vanphong", PASSWORD)
    seals.begin(above, "tinh", password=PASSWORD)
    return nation, above, communes


def _petitions(stage: Stage, communes: list[Office], province: Office, chance: random.Random, size: Size) -> None:
    """A year for the whole province, and a full desk today for the two offices that people can sign in to."""
    for _number in range(size.petitions):
        _petition(stage, chance.choice(communes), province, chance, YEAR_BEFORE)
    for office in communes[:2]:
        stage.begin(clock.moment(FIXED_DAY - timedelta(days=24), 9), formal.denunciation_life(office))
        stage.begin(clock.moment(FIXED_DAY - timedelta(days=58), 10), formal.complaint_life(office, province))
        for _number in range(size.lively):
            _petition(stage, office, province, chance, FIXED_DAY - timedelta(days=70))
        for _number in range(3):
            _petition(stage, office, province, chance, FIXED_DAY - timedelta(days=1))


def _petition(stage: Stage, office: Office, province: Office, chance: random.Random, first: date) -> None:
    when = clock.moment(lives.year_of(first, FIXED_DAY, chance), chance.randint(7, 20), chance.randint(0, 59))
    stage.begin(when, lives.petition_life(office, province, lives.draw(chance), chance))


def _reports(stage: Stage, communes: list[Office], province: Office, chance: random.Random, size: Size) -> None:
    for number, key in enumerate(("2026-Q1", "2026-Q2", "2026-Q3"), start=1):
        last = key == "2026-Q3"
        stage.begin(
            _morning_after(key),
            _campaign(stage, key, communes, province, chance, missing=size.missing if last else 0, number=number, last=last),
        )
        stage.begin(clock.moment(release_day(periods.parse(key)), 8), _published(key))
        stage.begin(clock.moment(release_day(periods.parse(key)) + timedelta(days=5), 8), _figures())
    stage.begin(_morning_after(STATE_QUARTER), _state_quarter(STATE_QUARTER, communes, province, chance))


def _reading(stage: Stage, centre: Office, province: Office, size: Size) -> None:
    """What there is to read and compare; with a chance of its own, so that it changes nothing else in the world."""
    others = reading.other_provinces("2026-Q2", centre, random.Random(SEED + 2), count=size.elsewhere)
    stage.begin(_morning_after("2026-Q2") + timedelta(hours=9), others)
    stage.begin(_morning_after("2026-Q2") + timedelta(days=40), reading.thematic(province, random.Random(SEED + 4)))
    stage.begin(_morning_after("2026-Q3") + timedelta(days=30), reading.kept_table(province, ("2026-Q1", "2026-Q2", "2026-Q3")))
    stage.begin(_morning_after("2026-Q3") + timedelta(days=31), reading.divided(province))
    stage.begin(_morning_after("2026-Q3") + timedelta(days=32), reading.own_book(province))


def _state_quarter(key: str, communes: list[Office], province: Office, chance: random.Random) -> Life:
    """The State's own quarter: ten communes have filed from counts, the two that people can sign in to have not."""
    campaigns.open_state_quarter(key, province, communes[2:12], chance)
    yield 0


def _published(key: str) -> Life:
    """The figures of the quarter for everybody, on the day of the calendar."""
    releasing.release(by=SYSTEM, period=key)
    yield 0


def _figures() -> Life:
    """The reports of the quarter for everybody, once the province has sent its own: what `danvan report publish` does each day."""
    publishing.publish_due(by=SYSTEM)
    yield 0


def _campaign(
    stage: Stage, key: str, communes: list[Office], province: Office, chance: random.Random, *, missing: int, number: int, last: bool
) -> Life:
    owed = campaigns.open_quarter(key, province)
    yield 0
    stage.begin(clock.now() + timedelta(minutes=1), campaigns.reminders())
    absent = campaigns.missing_units(communes, chance, missing)
    for office in communes:
        plan = campaigns.draw(chance, missing=office.unit.pk in absent, adjusts=office is communes[0])
        life = campaigns.commune_life(office, province, owed[office.unit.pk], plan, chance, received=not last or chance.random() < 0.7)
        stage.begin(clock.now() + timedelta(minutes=chance.randint(1, 300)), life)
    if last:
        late = next(office for office in communes if office.unit.pk in absent) if absent else communes[-1]
        stage.begin(clock.now() + timedelta(days=2), campaigns.extension(province, owed[late.unit.pk]))
        stage.begin(clock.now() + timedelta(hours=6), reading.half_made(province, owed[province.unit.pk]))
        stage.begin(clock.now() + timedelta(days=6), reading.looked(province, owed[province.unit.pk]))
    else:
        when = clock.now() + timedelta(days=40)
        stage.begin(clock.now() + timedelta(days=33), reading.looked(province, owed[province.unit.pk]))
        office = communes[number + 1]
        mine = owed[office.unit.pk], owed[province.unit.pk]
        stage.begin(when, campaigns.correction(office, province, *mine, explained=number == 1))
        stage.begin(clock.now() + timedelta(hours=6), campaigns.province_life(province, owed[province.unit.pk], chance, number=number))


def _morning_after(key: str) -> datetime:
    return clock.moment(campaigns.first_day_after(periods.parse(key).last), 8)


def known_sign_ins() -> list[SignIn]:
    """Who may sign in to look around, from the database."""
    holdings = Holding.objects.filter(user__username__regex=r"^(phuong|xa|thon\d|tinh|tw)\.").select_related("user", "post__body")
    return [SignIn(one.user.username, str(one.post)) for one in holdings.order_by("post__body__unit__level", "id")]
