"""The real map of 1 July 2025: communes of Hà Nam that ended within a running period, one with its report filed, one without; Ninh Bình sums both."""

from datetime import date

import pytest

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.reports import services, totals
from danvan.reports.counting import scope
from danvan.reports.models import Obligation, Report, Total
from danvan.reports.selectors import TODAY, table
from danvan.reports.selectors.numbers import opened
from danvan.reports.services.following import due_day
from danvan.reports.tests import factories
from danvan.reports.tests.factories import Book, period
from danvan.reports.tests.recount import every_total_is_a_plain_recount_and_a_rebuild, everybody_who_owes_is_counted_once
from danvan.units.models import Level, Lineage, Unit
from danvan.units.selectors import by_code, by_key, centre, parent_of, stands_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_units")]

KEY = "2025-Q3@15"  # 15 June to 14 September 2025
BEFORE, AFTER, OVER = date(2025, 6, 20), date(2025, 7, 2), date(2025, 9, 16)


def merged_whole() -> tuple[Unit, Unit, Unit]:
    """A commune of today's Ninh Bình, and two of old Hà Nam that went into it whole."""
    old = Unit.objects.below(by_key("2004:35"), BEFORE).filter(level=Level.COMMUNE)
    edges = (
        Lineage.objects.filter(predecessor__in=old, whole=True)
        .order_by("successor", "predecessor")
        .select_related("successor", "predecessor")
    )
    gone: dict[Unit, list[Unit]] = {}
    for edge in edges:
        gone.setdefault(edge.successor, []).append(edge.predecessor)
    heir, (one, other, *_more) = next((heir, some) for heir, some in gone.items() if len(some) > 1)
    return heir, one, other


def owe_as_before(book: Book, communes: list[Unit]) -> None:
    """As when the period was opened on the map of then, before the change was known: each commune owes to its district."""
    for one in communes:
        due = due_day(book.form, period(KEY), one.level)
        Obligation.objects.create(form=book.form, period=period(KEY), unit=one, receiver=parent_of(one, BEFORE), due_on=due)
    totals.tally_anew(period(KEY))


def filed(book: Book, where: Unit, flow: str, stock: str) -> Report:
    report = services.start(by=SYSTEM, obligation=Obligation.objects.get(unit=where, period__key=KEY))
    for one, value in ((book.typed, flow), (book.stock, stock)):
        services.type_figure(by=SYSTEM, report=report, indicator=one, value=value)
    return services.submit(by=SYSTEM, report=report)


def sums(book: Book, where: Unit) -> tuple[int | None, int | None]:
    found = dict(Total.objects.filter(unit=where, period__key=KEY).values_list("indicator", "value"))
    return found.get(book.typed.pk), found.get(book.stock.pk)


def test_the_province_of_today_sums_what_ended_within_the_period_once_in_both_borders() -> None:
    heir, early, silent = merged_whole()
    province, nation = by_code("37", AFTER), centre()
    with factories.counted_figure():
        with clock.standing_at(BEFORE):
            book = factories.book()
            book.form.first_day = 15
            book.form.save(update_fields=["first_day"])
            owe_as_before(book, [early, silent])
            services.accept(by=SYSTEM, report=filed(book, early, "3", "5"))
            factories.acts(early, 1, BEFORE)
            factories.acts(silent, 2, BEFORE)
        with clock.standing_at(AFTER):
            services.open_period(by=SYSTEM, form=book.form, period_key=KEY, root=province)
            first = {one.unit_id: one for one in Obligation.objects.filter(unit__in=[early, silent]).select_related("covered_by")}
            assert (first[early.pk].receiver_id, first[early.pk].covered_by) == (province.pk, None)
            assert (first[silent.pk].receiver_id, first[silent.pk].covered_by) == (province.pk, Obligation.objects.get(unit=heir))
            assert sums(book, province) == sums(book, nation) == (3, 5)
        with clock.standing_at(OVER):
            report = filed(book, heir, "4", "12")
            counted = scope(report)
            assert silent.pk in counted
            assert early.pk not in counted
            assert report.facts.get(indicator=book.counted).value == 2
            assert sums(book, province) == sums(book, nation) == (7, 12)
            assert_read(book, province, heir, early)
            every_total_is_a_plain_recount_and_a_rebuild()
            everybody_who_owes_is_counted_once(nation.pk)


def assert_read(book: Book, province: Unit, heir: Unit, early: Unit) -> None:
    """The province as it was and in today's borders, the heir in today's, the number opened to its parts."""
    row = period(KEY)
    for said in (table(province, row), table(province, row, borders=TODAY), table(heir, row, borders=TODAY)):
        assert (said.row("T1").text, said.row("T2").text) == ("7", "12")
    parts = {one.name: one.text for one in opened(province, row, book.typed).parts if one.value is not None}
    assert parts == {heir.full_name: "4", f"{early.full_name} (đến 30/06/2025)": "3"}


def test_the_records_of_every_commune_of_then_are_in_one_report_where_nobody_of_then_owed() -> None:
    """A period opened when the change was known: only units of today owe, and between them they count every unit that ended, each once."""
    province = by_code("37", AFTER)
    with factories.counted_figure(), clock.standing_at(AFTER):
        book = factories.book()
        book.form.first_day = 15
        book.form.save(update_fields=["first_day"])
        owed = services.open_period(by=SYSTEM, form=book.form, period_key=KEY, root=province)
        counted = [pk for one in owed for pk in scope(Report(obligation=one, form=one.form, unit=one.unit, period=one.period))]
    ended = Unit.objects.filter(valid_to=date(2025, 7, 1), level__in=(Level.PROVINCE, Level.DISTRICT, Level.COMMUNE))
    ours = {one.unit_id for one in owed}
    wanted = {pk for pk, now in stands_for(ended.values_list("pk", flat=True), AFTER).items() if now in ours}
    assert len(counted) == len(set(counted))
    assert wanted <= set(counted)
    assert {pk for pk in counted if pk not in ours} == wanted
