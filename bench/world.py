"""The world that is measured: communes, indicators, quarters and a figure for each, written in bulk through the product's own tables."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.db import connection, transaction

from danvan.accounts.models import User
from danvan.audit.doer import SYSTEM
from danvan.lib import periods
from danvan.lib.text import alphabetical
from danvan.reports import totals
from danvan.reports.models import Form, Indicator, Obligation, PeriodRow, Report, ReportState
from danvan.units import paths, services
from danvan.units.access import Acting
from danvan.units.models import Body, Duty, Kind, Post, Unit, UnitName, UnitParent

COMMUNES = Path(__file__).resolve().parents[1] / "danvan" / "units" / "data" / "communes_2025.csv"
SINCE = date(2010, 1, 1)
LAST_YEAR = 2029
NATION = 3321
# Of the last quarter 258 of 3,321 reports are still missing (facts/reports.md: 6,616,200 figures).
MISSING = 258 / NATION


@dataclass(frozen=True)
class Size:
    """How much to build."""

    communes: int = NATION
    indicators: int = 100
    quarters: int = 20

    @property
    def full(self) -> bool:
        """Is it the national size?"""
        return self == Size()


@dataclass
class World:
    """What was built."""

    size: Size
    nation: Unit
    provinces: list[Unit]
    communes: list[int]
    indicators: list[Indicator]
    quarters: list[PeriodRow]
    form: Form
    facts: int


def province_sizes(communes: int) -> list[int]:
    """Communes per province: the real sizes, scaled down (each province keeps at least one)."""
    with COMMUNES.open(encoding="utf-8", newline="") as file:
        real = sorted(Counter(row["parent"] for row in csv.DictReader(file)).values())
    sizes = [max(1, size * communes // NATION) for size in real]
    sizes[-1] += communes - sum(sizes)
    return sizes


def build(size: Size) -> World:
    """Units, indicators, periods, obligations, reports, figures. One transaction for each quarter."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -1048576")
    nation, provinces, communes = _units(province_sizes(size.communes))
    form, indicators = _indicators(size.indicators)
    quarters = _quarters(size.quarters)
    world = World(size, nation, provinces, communes, indicators, quarters, form, 0)
    world.facts = _reports(world)
    return world


def officer_of(unit: Unit) -> Acting:
    """Somebody who reads, sums up and files the reports of the unit and of all below it."""
    body = services.open_body(
        by=SYSTEM, unit=unit, kind=Body.Kind.PEOPLES_COMMITTEE, name=f"Committee of {unit.name}", symbol="C", valid_from=SINCE
    )
    post = services.open_post(by=SYSTEM, body=body, title="Officer", reach=Post.Reach.UNIT, duties=tuple(Duty), valid_from=SINCE)
    user = User.objects.create_user(f"bench-{unit.pk}", full_name=f"Officer of {unit.name}")
    services.appoint(by=SYSTEM, post=post, user=user, valid_from=SINCE)
    return Acting(user, post)


def analyse() -> None:
    """What a database does by itself in time: PostgreSQL gathers statistics, and the cache of SQLite is again the product's.

    Not within a transaction that is rolled back (a test): PostgreSQL would go on believing in rows that are gone, or in tables that are empty.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "postgresql" else "PRAGMA cache_size = -65536")


def make_totals() -> int:
    """All totals of all periods."""
    return totals.rebuild()


def _units(sizes: Sequence[int]) -> tuple[Unit, list[Unit], list[int]]:
    nation = Unit.objects.create(
        key="bench:nation", level="centre", kind=Kind.NATION, name="Nation", sort_key=alphabetical("Nation"), valid_from=SINCE
    )
    provinces = _under([(nation, f"Province {number}") for number in range(len(sizes))], "province", Kind.PROVINCE)
    wanted = [(province, f"Commune {number}") for province, size in zip(provinces, sizes, strict=True) for number in range(size)]
    communes = _under(wanted, "commune", Kind.COMMUNE)
    UnitName.objects.bulk_create(
        [
            UnitName(unit=one, kind=one.kind, name=one.name, folded=one.name.lower(), sort_key=one.sort_key, valid_from=SINCE)
            for one in (nation, *provinces, *communes)
        ],
        batch_size=500,
    )
    paths.rebuild([nation.pk])
    return nation, provinces, [one.pk for one in communes]


def _under(wanted: Sequence[tuple[Unit, str]], level: str, kind: Kind) -> list[Unit]:
    rows = [
        Unit(key=f"bench:{level}:{number}", level=level, kind=kind, name=name, sort_key=alphabetical(name), valid_from=SINCE)
        for number, (_parent, name) in enumerate(wanted)
    ]
    units = Unit.objects.bulk_create(rows, batch_size=500)
    edges = [UnitParent(unit=unit, parent=parent, valid_from=SINCE) for unit, (parent, _name) in zip(units, wanted, strict=True)]
    UnitParent.objects.bulk_create(edges, batch_size=500)
    return units


def _indicators(number: int) -> tuple[Form, list[Indicator]]:
    rows = [
        Indicator(
            code=f"Z{index}",
            group="Z",
            number=index,
            name=f"Indicator {index}",
            name_en=f"Indicator {index}",
            name_ru=f"Indicator {index}",
            measure="case",
            kind="stock" if index % 5 == 0 else "flow",
            over_time="last" if index % 5 == 0 else "added",
            valid_from=SINCE,
        )
        for index in range(1, number + 1)
    ]
    indicators = Indicator.objects.bulk_create(rows)
    form = Form.objects.create(code="bench", name="Bench", title="Bench", levels=["commune"], due={"commune": {"": "days 5"}})
    form.indicators.set(indicators)
    return form, indicators


def _quarters(number: int) -> list[PeriodRow]:
    last = LAST_YEAR * 4 + 3
    keys = [f"{index // 4}-Q{index % 4 + 1}" for index in range(last - number + 1, last + 1)]
    plain = [periods.parse(key) for key in keys]
    return PeriodRow.objects.bulk_create([PeriodRow(key=one.key, kind=one.kind, first_day=one.first, last_day=one.last) for one in plain])


def _reports(world: World) -> int:
    above = dict(UnitParent.objects.filter(unit__in=Unit.objects.filter(level="commune")).values_list("unit_id", "parent_id"))
    missing = round(len(world.communes) * MISSING)
    late = {world.communes[number * len(world.communes) // missing] for number in range(missing)}
    facts = 0
    for quarter in world.quarters:
        with transaction.atomic():
            facts += _quarter(world, quarter, above, late)
    return facts


def _quarter(world: World, quarter: PeriodRow, above: dict[int, int], late: set[int]) -> int:
    due = quarter.last_day + timedelta(days=5)
    owed = [Obligation(form=world.form, period=quarter, unit_id=unit, receiver_id=above[unit], due_on=due) for unit in world.communes]
    owed = Obligation.objects.bulk_create(owed, batch_size=500)
    filed = [one for one in owed if quarter is not world.quarters[-1] or one.unit_id not in late]
    Report.objects.bulk_create([_report(world, quarter, one) for one in filed], batch_size=500)
    return _facts(world, quarter)


def _report(world: World, quarter: PeriodRow, owed: Obligation) -> Report:
    return Report(
        obligation=owed,
        form=world.form,
        unit_id=owed.unit_id,
        period=quarter,
        state=ReportState.ACCEPTED,
        revision=1,
        filed_on=owed.due_on,
    )


def _facts(world: World, quarter: PeriodRow) -> int:
    """A figure for each report and indicator, in the order in which reports come in. One statement: both engines make their own ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO reports_fact (report_id, unit_id, period_id, indicator_id, value, origin, qualifier, live)
               SELECT r.id, r.unit_id, r.period_id, i.id, (r.unit_id * 31 + i.id * 17 + r.period_id * 7) %% 97, 'typed', '', TRUE
                 FROM reports_report r JOIN reports_formline m ON m.form_id = r.form_id JOIN reports_indicator i ON i.id = m.indicator_id
                WHERE r.form_id = %s AND r.period_id = %s ORDER BY r.id, i.id""",
            (world.form.pk, quarter.pk),
        )
        return int(cursor.rowcount)
