"""A small tree, a book of few indicators, a figure counted from audit entries, and a world with all of it. Built through services."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import QuerySet

from danvan.audit import services as audit
from danvan.audit.doer import SYSTEM
from danvan.audit.models import Entry
from danvan.figures.registry import Figure, registry
from danvan.lib import clock
from danvan.reports import services
from danvan.reports.contents import USUAL
from danvan.reports.models import Form, Heading, Illustration, Indicator, PeriodRow, Report
from danvan.reports.over_time import usual
from danvan.reports.selectors.checked import questions_of
from danvan.units.models import Basis, Event, Kind, Lineage, Portion, Unit
from danvan.units.services.units import NewUnit, open_unit
from danvan.units.tests.factories import officer
from tests.told import told_once

MERGED = date(2025, 7, 1)
OLD = date(2010, 1, 1)
PERIOD = "2026-Q3"
IN_PERIOD = date(2026, 8, 12)
AFTER = date(2026, 10, 3)
TEST_FIGURE = "tests.acts"
Made = TypeVar("Made")


def unit(level: str, name: str, parent: Unit | None = None, *, since: date = OLD, until: date | None = None, code: str = "") -> Unit:
    """A unit in the tree."""
    kinds = {"centre": Kind.NATION, "province": Kind.PROVINCE, "district": Kind.DISTRICT, "commune": Kind.COMMUNE, "hamlet": Kind.HAMLET}
    new = NewUnit(level=level, kind=kinds[level], name=name, code=code)
    return open_unit(by=SYSTEM, new=new, parent=parent, valid_from=since, valid_to=until)


def edge(before: Unit, after: Unit, *, whole: bool = True, ppm: int | None = None) -> Lineage:
    """One line of lineage on the day of the merger."""
    event, _made = Event.objects.get_or_create(
        kind=Event.Kind.ROUND, effective_on=MERGED, instrument="202/2025/QH15", state=Event.State.APPLIED
    )
    made = Lineage.objects.create(event=event, predecessor=before, successor=after, whole=whole)
    if ppm is not None:
        Portion.objects.create(edge=made, basis=Basis.POPULATION, ppm=ppm)
    return made


def acts(where: Unit, number: int, on: date = IN_PERIOD) -> list[Entry]:
    """Records that the test figure counts: entries in the log."""
    with clock.standing_at(on):
        return [audit.record("tests.act", by=SYSTEM, subject=where, unit_id=where.pk) for _number in range(number)]


def at_work(*units: Unit) -> None:
    """Somebody holds a post there: from then on, no record means that nothing happened."""
    for one in units:
        officer(one)


@contextmanager
def counted_figure() -> Iterator[Figure]:
    """Declare the test figure for a while."""

    def rows(first: date, last: date) -> QuerySet[Entry]:
        return Entry.objects.filter(
            act="tests.act", at__gte=clock.moment(first, 0), at__lt=clock.moment(date.fromordinal(last.toordinal() + 1), 0)
        )

    figure = registry.add(Figure(TEST_FIGURE, "Việc thử", "Đếm các việc thử.", rows))
    try:
        yield figure
    finally:
        del registry.figures[TEST_FIGURE]


def indicator(code: str, **fields: object) -> Indicator:
    """An indicator of group T. Its number starts at one in every test: a page takes no number above 999."""
    values: dict[str, object] = {
        "group": "T",
        "number": Indicator.objects.count() + 1,
        "name": code,
        "name_en": code,
        "name_ru": code,
        "measure": "cuộc",
    }
    said = {**values, "kind": "flow", "valid_from": OLD, **fields}
    return Indicator.objects.create(code=code, **{"over_time": usual(str(said["kind"])), **said})


@dataclass
class Book:
    """Indicators: T1 typed flow, T2 typed stock, T3 counted, T4 = T3/T1 in percent, T5 typed with two decimals, T6 of the unit alone."""

    form: Form
    typed: Indicator
    stock: Indicator
    counted: Indicator
    ratio: Indicator
    decimal: Indicator
    own: Indicator
    heading: Heading


@told_once
def book() -> Book:
    """A form of six indicators and one heading."""
    typed, stock, counted = indicator("T1"), indicator("T2", kind="stock"), indicator("T3", figure=TEST_FIGURE)
    ratio = indicator("T4", kind="ratio", numerator=counted.code, denominator=typed.code, scale=1, measure="%", unbounded=True)
    decimal, own = indicator("T5", scale=2), indicator("T6", kind="own", scale=2, signed=True, measure="%")
    form = Form.objects.create(
        code="test",
        name="Mẫu thử",
        title="Báo cáo",
        levels=["commune", "district", "province"],
        due={"commune": {"": "days 5"}, "province": {"": "days 10"}},
    )
    form.indicators.set([typed, stock, counted, ratio, decimal, own])
    Illustration.objects.bulk_create(Illustration(form=form, kind=one.kind, position=place) for place, one in enumerate(USUAL))
    heading = Heading.objects.create(form=form, code="I", number="I", title="Tình hình", position=1)
    return Book(form, typed, stock, counted, ratio, decimal, own, heading)


@dataclass
class Tree:
    """The centre, two provinces of today, the first with communes; the first was three provinces before the merger."""

    centre: Unit
    province: Unit
    other: Unit
    communes: list[Unit]
    former: list[Unit]


@told_once
def tree(communes: int = 3) -> Tree:
    """Names after the real case: Ninh Bình of today was Ninh Bình, Hà Nam and Nam Định."""
    centre = unit("centre", "Việt Nam")
    province = unit("province", "Ninh Bình", centre, since=MERGED, code="37")
    other = unit("province", "Hà Tĩnh", centre, code="42")
    former = [
        unit("province", name, centre, until=MERGED, code=code)
        for name, code in (("Hà Nam", "35"), ("Nam Định", "36"), ("Ninh Bình", "37"))
    ]
    for one in former:
        edge(one, province)
    below = [unit("commune", f"Xã {number:03}", province, since=MERGED) for number in range(communes)]
    return Tree(centre, province, other, below, former)


def started(form: Form, where: Unit, key: str = PERIOD, *, root: Unit | None = None, levels: list[str] | None = None) -> Report:
    """A draft of the unit's report (the period is opened for its root if it is not yet)."""
    owed = services.open_period(by=SYSTEM, form=form, period_key=key, root=root or where, levels=levels)
    return services.start(by=SYSTEM, obligation=next(one for one in owed if one.unit_id == where.pk))


def filed(form: Form, where: Unit, figures: dict[Indicator, str], key: str = PERIOD, **more: object) -> Report:
    """A submitted report with typed figures; what the checks ask has its sentence."""
    report = started(form, where, key, **more)  # type: ignore[arg-type]  # root and levels as they come
    for one, value in figures.items():
        services.type_figure(by=SYSTEM, report=report, indicator=one, value=value, source=services.SourceData("Báo cáo năm 2023"))
    asked = {one.question.key: "Đã đối chiếu với sổ theo dõi." for one in questions_of(report)}
    if asked:
        services.explain(by=SYSTEM, report=report, sentences=asked)
    return services.submit(by=SYSTEM, report=report)


def explained(act: Callable[[dict[str, str]], Made]) -> Made:
    """Do what the checks ask sentences for, with a sentence for each of their questions."""
    try:
        return act({})
    except services.AnswersRefused as wanted:
        return act(dict.fromkeys(wanted.errors, "Đã đối chiếu với sổ gốc."))


def period(key: str = PERIOD) -> PeriodRow:
    """The row of the period."""
    return services.period_of(key)
