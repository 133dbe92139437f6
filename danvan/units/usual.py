"""The bodies that every unit of a level usually has, and what they were called when. Names are data: official Vietnamese, never translated."""

from datetime import date
from typing import NamedTuple

from danvan.lib import clock
from danvan.units.models import EARLIEST, Body, Kind, Level

# Decision 240-QĐ/TW of 24 January 2025: the commissions for propaganda and for mass mobilization became one, at work from 3 February 2025.
ONE_COMMISSION = date(2025, 2, 3)
COMMISSION_INSTRUMENT = "240-QĐ/TW"
# Since the two-level government the commune Party committee has a Party-building board, which does this work (recalled, not read).
TWO_LEVELS = date(2025, 7, 1)

KIND_NAMES: dict[str, str] = {
    Kind.NATION: "Trung ương",
    Kind.PROVINCE: "tỉnh",
    Kind.CITY: "thành phố",
    Kind.DISTRICT: "huyện",
    Kind.URBAN_DISTRICT: "quận",
    Kind.TOWN: "thị xã",
    Kind.PROVINCIAL_CITY: "thành phố",
    Kind.COMMUNE: "xã",
    Kind.WARD: "phường",
    Kind.TOWNSHIP: "thị trấn",
    Kind.ISLAND_DISTRICT: "huyện đảo",
    Kind.SPECIAL_ZONE: "đặc khu",
}
COMMITTEES: dict[str, tuple[str, str]] = {
    Kind.PROVINCE: ("Tỉnh ủy", "TU"),
    Kind.CITY: ("Thành ủy", "TU"),
    Kind.DISTRICT: ("Huyện ủy", "HU"),
    Kind.URBAN_DISTRICT: ("Quận ủy", "QU"),
    Kind.TOWN: ("Thị ủy", "ThU"),
    Kind.PROVINCIAL_CITY: ("Thành ủy", "ThU"),
}
MEMBERS: dict[str, tuple[tuple[str, str], ...]] = {
    Level.CENTRE: (
        ("Tổng Liên đoàn Lao động Việt Nam", "TLĐ"),
        ("Trung ương Hội Nông dân Việt Nam", "HNDTW"),
        ("Trung ương Đoàn Thanh niên Cộng sản Hồ Chí Minh", "TWĐTN"),
        ("Trung ương Hội Liên hiệp Phụ nữ Việt Nam", "ĐCT"),
        ("Trung ương Hội Cựu chiến binh Việt Nam", "CCBTW"),
    ),
    Level.PROVINCE: (
        ("Liên đoàn Lao động {place}", "LĐLĐ"),
        ("Hội Nông dân {place}", "HND"),
        ("Đoàn Thanh niên Cộng sản Hồ Chí Minh {place}", "ĐTN"),
        ("Hội Liên hiệp Phụ nữ {place}", "HPN"),
        ("Hội Cựu chiến binh {place}", "HCCB"),
    ),
    Level.COMMUNE: (
        ("Công đoàn {place}", "CĐ"),
        ("Hội Nông dân {place}", "HND"),
        ("Đoàn Thanh niên Cộng sản Hồ Chí Minh {place}", "ĐTN"),
        ("Hội Liên hiệp Phụ nữ {place}", "HPN"),
        ("Hội Cựu chiến binh {place}", "HCCB"),
    ),
}


class Named(NamedTuple):
    """What a body was called since a day."""

    since: date
    name: str
    symbol: str
    instrument: str = ""


class UsualBody(NamedTuple):
    """A body to open; the names that held from the opening on, in order."""

    kind: Body.Kind
    names: tuple[Named, ...]

    @property
    def now(self) -> Named:
        """The name in force today; the first one if the body opens later, the last one if it has ended."""
        return [self.names[0], *(named for named in self.names if named.since <= clock.today())][-1]


def bodies(level: str, kind: str, name: str, on: date, until: date | None) -> list[UsualBody]:
    """The usual bodies of a unit opened on the day, in a unit that ends on `until`. Hamlets have none of their own."""
    if level == Level.HAMLET:
        return []
    place = place_name(kind, name)
    parts = _centre() if level == Level.CENTRE else _local(level, kind, name, place)
    parts += [(Body.Kind.MEMBER_ORGANISATION, [Named(EARLIEST, text.format(place=place), mark)]) for text, mark in _members(level)]
    return [UsualBody(body, _between(on, until, names)) for body, names in parts]


def place_name(kind: str, name: str) -> str:
    """ "tỉnh Hà Tĩnh", "phường 5": the kind in small letters, as inside the name of a body."""
    return f"{KIND_NAMES[kind]} {name}" if kind != Kind.NATION else KIND_NAMES[kind]


def _members(level: str) -> tuple[tuple[str, str], ...]:
    return MEMBERS.get(level, MEMBERS[Level.PROVINCE])


def _centre() -> list[tuple[Body.Kind, list[Named]]]:
    return [
        (Body.Kind.PARTY_COMMITTEE, [Named(EARLIEST, "Ban Chấp hành Trung ương Đảng", "TW")]),
        (
            Body.Kind.COMMISSION,
            [
                Named(EARLIEST, "Ban Dân vận Trung ương", "BDVTW"),
                Named(ONE_COMMISSION, "Ban Tuyên giáo và Dân vận Trung ương", "BTGDVTW", COMMISSION_INSTRUMENT),
            ],
        ),
        (Body.Kind.FRONT, [Named(EARLIEST, "Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam", "MTTW")]),
        (Body.Kind.RECEPTION, [Named(EARLIEST, "Ban Tiếp công dân Trung ương", "BTCDTW")]),
    ]


def _local(level: str, kind: str, name: str, place: str) -> list[tuple[Body.Kind, list[Named]]]:
    title, mark = COMMITTEES.get(kind, ("Đảng ủy", "ĐU"))
    committee = f"{title} {name}" if kind in COMMITTEES else f"{title} {place}"
    reception = "Bộ phận Tiếp công dân" if level == Level.COMMUNE else "Ban Tiếp công dân"
    return [
        (Body.Kind.PARTY_COMMITTEE, [Named(EARLIEST, committee, mark)]),
        (Body.Kind.COMMISSION, _commune_commission(committee, place) if level == Level.COMMUNE else _commission(committee, mark)),
        (Body.Kind.PEOPLES_COUNCIL, [Named(EARLIEST, f"Hội đồng nhân dân {place}", "HĐND")]),
        (Body.Kind.PEOPLES_COMMITTEE, [Named(EARLIEST, f"Ủy ban nhân dân {place}", "UBND")]),
        (Body.Kind.FRONT, [Named(EARLIEST, f"Ủy ban Mặt trận Tổ quốc Việt Nam {place}", "MTTQ")]),
        (Body.Kind.RECEPTION, [Named(EARLIEST, f"{reception} {place}", "TCD")]),
    ]


def _commission(committee: str, mark: str) -> list[Named]:
    return [
        Named(EARLIEST, f"Ban Dân vận {committee}", f"BDV{mark}"),
        Named(ONE_COMMISSION, f"Ban Tuyên giáo và Dân vận {committee}", f"BTGDV{mark}", COMMISSION_INSTRUMENT),
    ]


def _commune_commission(committee: str, place: str) -> list[Named]:
    return [
        Named(EARLIEST, f"Khối Dân vận {place}", "KDV"),
        Named(TWO_LEVELS, f"Ban Xây dựng Đảng {committee}", "BXDĐ"),
    ]


def _between(on: date, until: date | None, names: list[Named]) -> tuple[Named, ...]:
    """The name in force on the opening day and those after it."""
    current = max(place for place, named in enumerate(names) if named.since <= on)
    return tuple(named for named in names[current:] if until is None or named.since < until)
