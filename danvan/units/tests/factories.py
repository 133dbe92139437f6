"""Small builders that call services."""

from dataclasses import dataclass
from datetime import date
from itertools import count

from danvan.accounts.models import User
from danvan.audit.doer import SYSTEM
from danvan.lib.refusal import Refused
from danvan.units import services
from danvan.units.access import Acting
from danvan.units.models import EARLIEST, Body, Duty, Event, Kind, Level, Lineage, Post, Unit
from danvan.units.services.units import NewUnit
from tests.told import told_once

ROUND = date(2025, 7, 1)
_numbers = count(1)


@dataclass(frozen=True)
class Tree:
    """A small country. Old: province with one district of four communes, and a neighbour province. Since 1 July 2025: three communes.

    `old_a` and `old_b` went whole into `a`; `old_c` was divided between `b` and `c`; `old_d` went whole into `c`.
    `neighbour` is another province of today with one commune, `far`.
    """

    centre: Unit
    province: Unit
    neighbour: Unit
    district: Unit
    old_a: Unit
    old_b: Unit
    old_c: Unit
    old_d: Unit
    a: Unit
    b: Unit
    c: Unit
    far: Unit
    event: Event


@told_once
def small_tree() -> Tree:
    """The country of `Tree`, through services."""
    centre = unit(Level.CENTRE, Kind.NATION, "Việt Nam", None, key="vn")
    province = unit(Level.PROVINCE, Kind.PROVINCE, "Hà Bắc", centre, code="91")
    neighbour = unit(Level.PROVINCE, Kind.PROVINCE, "Hà Nam Ninh", centre, code="92")
    district = unit(Level.DISTRICT, Kind.DISTRICT, "Tiên Du", province, code="901", until=ROUND)
    old = [
        unit(Level.COMMUNE, Kind.COMMUNE, name, district, code=f"9000{place}", until=ROUND)
        for place, name in enumerate(("Đông Sơn", "Tây Sơn", "Nam Sơn", "Bắc Sơn"))
    ]
    new = [
        unit(Level.COMMUNE, Kind.COMMUNE, name, province, code=f"9000{place}", since=ROUND)
        for place, name in enumerate(("Đông Sơn", "Nam Sơn", "Bắc Sơn"))
    ]
    far = unit(Level.COMMUNE, Kind.WARD, "Vĩnh Yên", neighbour, code="95000", since=ROUND)
    event = Event.objects.create(kind=Event.Kind.ROUND, state=Event.State.APPLIED, effective_on=ROUND, instrument="thử")
    for before, after, whole in (
        (old[0], new[0], True),
        (old[1], new[0], True),
        (old[2], new[1], False),
        (old[2], new[2], False),
        (old[3], new[2], True),
    ):
        lineage(event, before, after, whole=whole)
    return Tree(
        centre=centre,
        province=province,
        neighbour=neighbour,
        district=district,
        old_a=old[0],
        old_b=old[1],
        old_c=old[2],
        old_d=old[3],
        a=new[0],
        b=new[1],
        c=new[2],
        far=far,
        event=event,
    )


def unit(
    level: Level,
    kind: Kind,
    name: str,
    parent: Unit | None,
    *,
    code: str = "",
    key: str = "",
    since: date = EARLIEST,
    until: date | None = None,
) -> Unit:
    """One unit."""
    new = NewUnit(level=level, kind=kind, name=name, code=code, key=key)
    return services.open_unit(by=SYSTEM, new=new, parent=parent, valid_from=since, valid_to=until)


def lineage(event: Event, before: Unit, after: Unit, *, whole: bool = True, doubt: str = "") -> Lineage:
    """One edge."""
    return Lineage.objects.create(event=event, predecessor=before, successor=after, whole=whole, main=whole, doubt=doubt)


def user(name: str = "") -> User:
    """A person who may log in, password "mat-khau-thu"."""
    number = next(_numbers)
    return User.objects.create_user(f"user{number}", "mat-khau-thu", full_name=name or f"Cán bộ {number}")


def body(unit: Unit, kind: Body.Kind = Body.Kind.PEOPLES_COMMITTEE, name: str = "", since: date | None = None) -> Body:
    """A body in the unit: the one of that name if it is there already."""
    wanted = name or f"{kind.label} {unit.name}"
    day = since or max(unit.valid_from, date(2020, 1, 1))
    try:
        return services.open_body(by=SYSTEM, unit=unit, kind=kind, name=wanted, symbol="UBND", valid_from=day)
    except Refused:
        return Body.objects.get(unit=unit, name=wanted)


def officer(
    unit: Unit,
    *duties: Duty,
    title: str = "Chuyên viên",
    reach: Post.Reach = Post.Reach.UNIT,
    person: User | None = None,
    kind: Body.Kind = Body.Kind.PEOPLES_COMMITTEE,
    since: date | None = None,
) -> Acting:
    """Somebody in a post of the unit's People's Committee, with these duties (none given: all of them)."""
    place = body(unit, kind)
    start = since or max(place.valid_from, date(2020, 1, 1))
    post = services.open_post(by=SYSTEM, body=place, title=title, reach=reach, duties=duties or tuple(Duty), valid_from=start)
    who = person or user()
    services.appoint(by=SYSTEM, post=post, user=who, valid_from=start)
    return Acting(who, Post.objects.select_related("body__unit").get(pk=post.pk))
