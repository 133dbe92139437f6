"""Two requests at the same moment, on the database as it is served: one report, one submission, no lost figure in a total."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports import frozen, services, totals
from danvan.reports.contents import indicator_content
from danvan.reports.models import (
    Adjustment,
    Fact,
    Indicator,
    IndicatorVersion,
    Look,
    Reminder,
    Report,
    Revision,
    Submission,
    Takeover,
    Total,
)
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, PERIOD, started
from danvan.units.models import Unit
from danvan.units.tests.factories import officer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def figure() -> Iterator[None]:
    with factories.counted_figure(), clock.standing_at(AFTER):
        yield


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run them in threads that start together; a refusal is an answer like any other."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            barrier.wait(timeout=60)
            with clock.standing_at(AFTER):
                return work()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [one.result(timeout=120) for one in [pool.submit(run, work) for work in works]]


def test_two_communes_that_submit_at_once_both_enter_the_total() -> None:
    book, tree = factories.book(), factories.tree(4)
    reports = [started(book.form, one, root=tree.province) for one in tree.communes]
    for number, report in enumerate(reports, start=1):
        services.type_figure(by=SYSTEM, report=report, indicator=book.typed, value=str(number))
    at_once(*(lambda one=one: services.submit(by=SYSTEM, report=one) for one in reports))
    assert set(Total.objects.filter(indicator=book.typed).values_list("value", "reported")) == {(10, 4)}
    assert totals.check() == []


def test_one_report_submitted_twice_at_once_is_one_submission() -> None:
    book, tree = factories.book(), factories.tree(1)
    report = started(book.form, tree.communes[0])
    services.type_figure(by=SYSTEM, report=report, indicator=book.typed, value="3")
    at_once(*[lambda: services.submit(by=SYSTEM, report=report)] * 2)
    assert (Submission.objects.count(), Report.objects.get().revision) == (1, 1)


def test_a_report_begun_twice_at_once_is_one_report() -> None:
    book, tree = factories.book(), factories.tree(1)
    owed = services.open_period(by=SYSTEM, form=book.form, period_key=PERIOD, root=tree.communes[0])[0]
    found = at_once(*[lambda: services.start(by=SYSTEM, obligation=owed)] * 2)
    assert len({one.pk for one in found if isinstance(one, Report)}) == Report.objects.count() == 1


def test_a_figure_typed_while_the_report_is_submitted_is_in_it_or_refused() -> None:
    book, tree = factories.book(), factories.tree(1)
    report = started(book.form, tree.communes[0], root=tree.province)
    services.type_figure(by=SYSTEM, report=report, indicator=book.typed, value="3")
    _sent, typed = at_once(
        lambda: services.submit(by=SYSTEM, report=report),
        lambda: services.type_figure(by=SYSTEM, report=report, indicator=book.typed, value="5"),
    )
    fact = Fact.objects.get(indicator=book.typed)
    assert (fact.value, fact.live) == (3 if isinstance(typed, Refused) else 5, True)
    assert Total.objects.get(indicator=book.typed, unit=tree.province).value == fact.value


def adjustment(book: factories.Book, report: Report, amount: str) -> Callable[[], object]:
    change = services.AdjustmentData(amount, "missing", "Hai cuộc họp thôn chưa nhập vào hệ thống.", "15/BC-UBND", clock.today(), "UBND xã")
    return lambda: services.adjust(by=SYSTEM, report=report, indicator=book.counted, change=change, seen=3)


def test_two_adjustments_of_one_figure_at_once_are_one_and_a_refusal() -> None:
    book, tree = factories.book(), factories.tree(1)
    factories.acts(tree.communes[0], 3)
    report = started(book.form, tree.communes[0], root=tree.province)
    answers = at_once(adjustment(book, report, "+2"), adjustment(book, report, "+7"))
    assert sum(isinstance(one, Refused) for one in answers) == 1
    assert Fact.objects.get(indicator=book.counted).value == 3 + Adjustment.objects.get().amount


def test_an_adjustment_while_the_report_is_submitted_is_in_it_or_refused() -> None:
    book, tree = factories.book(), factories.tree(1)
    factories.acts(tree.communes[0], 3)
    report = started(book.form, tree.communes[0], root=tree.province)
    _sent, adjusted = at_once(lambda: services.submit(by=SYSTEM, report=report), adjustment(book, report, "+2"))
    wanted = 3 if isinstance(adjusted, Refused) else 5
    assert Total.objects.get(indicator=book.counted, unit=tree.province).value == wanted
    assert frozen.is_whole(Report.objects.get(pk=report.pk))


def test_a_period_opened_twice_at_once_owes_once() -> None:
    book, tree = factories.book(), factories.tree(3)
    at_once(*[lambda: services.open_period(by=SYSTEM, form=book.form, period_key=PERIOD, root=tree.province)] * 2)
    assert factories.period().obligations.count() == 4


def accepted_with(book: factories.Book, one: Unit, root: Unit, value: str) -> Report:
    report = started(book.form, one, root=root)
    services.type_figure(by=SYSTEM, report=report, indicator=book.typed, value=value)
    return services.accept(by=SYSTEM, report=services.submit(by=SYSTEM, report=report))


def correction(book: factories.Book, report: Report, value: str) -> Callable[[], object]:
    cell = services.Corrected(book.typed, value, "Cộng sót", "Sổ họp")
    return lambda: services.file_correction(by=SYSTEM, report=report, cells=[cell], seen=1)


def test_two_corrections_of_one_report_at_once_are_one_and_a_refusal() -> None:
    book, tree = factories.book(), factories.tree(1)
    report = accepted_with(book, tree.communes[0], tree.province, "3")
    answers = at_once(correction(book, report, "5"), correction(book, report, "8"))
    assert sum(isinstance(one, Refused) for one in answers) == 1
    assert (Submission.objects.count(), Revision.objects.count(), Report.objects.get(pk=report.pk).revision) == (2, 1, 2)
    assert totals.check() == []


def test_corrections_of_two_communes_and_their_taking_over_at_once_end_in_one_truth() -> None:
    book, tree = factories.book(), factories.tree(2)
    reports = [accepted_with(book, one, tree.province, "3") for one in tree.communes]
    province = accepted_with(book, tree.province, tree.province, "1")
    services.file_correction(by=SYSTEM, report=reports[0], cells=[services.Corrected(book.typed, "4", "Sót", "Sổ")], seen=1)
    at_once(correction(book, reports[1], "10"), lambda: services.take_over(by=SYSTEM, report=province))
    assert totals.check() == []
    said = Report.objects.get(pk=province.pk).frozen
    waiting = Takeover.objects.filter(report=province, state=Takeover.State.WAITING).count()
    assert said is not None
    # Either the second correction came first and was taken over too, or it waits, and the frozen report says what was true before it.
    assert (said["table"]["T1"]["value"], waiting) in {("15", 0), ("8", 1)}


def test_a_reminder_asked_for_twice_at_once_goes_out_once() -> None:
    book, tree = factories.book(), factories.tree(2)
    services.open_period(by=SYSTEM, form=book.form, period_key=PERIOD, root=tree.province)
    at_once(*[lambda: services.remind(by=SYSTEM)] * 2)
    assert Reminder.objects.count() == 2


def test_first_looks_at_once_make_one_mark_and_later_ones_answer_alike() -> None:
    tree, row = factories.tree(1), factories.period()
    who = officer(tree.province)

    def looking() -> object:
        return services.look(by=who, unit=tree.province, period=row)

    assert at_once(*[looking] * 4) == [None] * 4
    earlier = AFTER - timedelta(days=1)
    Look.objects.update(at=clock.moment(earlier))
    assert at_once(*[looking] * 4) == [clock.moment(earlier)] * 4
    assert [(one.before, one.at) for one in Look.objects.all()] == [(clock.moment(earlier), clock.moment(AFTER))]


def test_two_people_who_type_one_cell_at_once_are_one_number_and_a_question() -> None:
    book, tree = factories.book(), factories.tree(1)
    report = started(book.form, tree.communes[0])
    cells = [services.Cell(services.Typed(book.typed, value), "0:") for value in ("3", "5")]
    answers = at_once(*(lambda cell=cell: services.enter(by=SYSTEM, report=report, cells=[cell]) for cell in cells))
    assert sorted((len(one.written), len(one.met)) for one in answers if isinstance(one, services.Outcome)) == [(0, 1), (1, 0)]
    assert Fact.objects.get(indicator=book.typed).value in {3, 5}


def test_a_formula_over_an_indicator_and_the_end_of_that_indicator_at_once_are_one_change_and_a_refusal() -> None:
    part, plain = (factories.indicator(code, definition="Cách hiểu.", group="A") for code in ("P", "N"))
    formula = factories.indicator("S", kind="ratio", numerator="N", definition="Cách hiểu.", group="A")
    day = AFTER + timedelta(days=90)

    def rest_on_it() -> object:
        content = replace(indicator_content(formula), numerator="N + P")
        return services.change_indicator(by=SYSTEM, indicator=formula, content=content, valid_from=day, reason="Hướng dẫn mới")

    def end_it() -> object:
        content = replace(indicator_content(part), valid_to=day.isoformat())
        return services.change_indicator(by=SYSTEM, indicator=part, content=content, valid_from=day, reason="Không dùng nữa")

    answers = at_once(rest_on_it, end_it)
    assert sum(isinstance(one, Refused) for one in answers) == 1
    ended, rests = Indicator.objects.get(code="P").valid_to is not None, Indicator.objects.get(code="S").numerator == "N + P"
    assert (ended, rests) in {(True, False), (False, True)}
    assert plain.valid_to is None


def test_two_new_meanings_of_one_indicator_at_once_are_two_versions_and_the_book_says_the_newer_one() -> None:
    one = factories.indicator("P", definition="Cách hiểu.", group="A")
    day = AFTER + timedelta(days=90)

    def say(words: str) -> object:
        content = replace(indicator_content(one), definition=words)
        return services.change_indicator(by=SYSTEM, indicator=one, content=content, valid_from=day, reason="Hướng dẫn mới")

    answers = at_once(lambda: say("Tính cả họp trực tuyến."), lambda: say("Không tính họp trực tuyến."))
    made = sorted(answer.number for answer in answers if isinstance(answer, IndicatorVersion))
    assert len(made) == 2, answers
    assert list(one.versions.order_by("number").values_list("number", flat=True)) == [1, 2, 3]  # the meaning before, and these two
    newest = one.versions.order_by("number").last()
    assert newest is not None
    assert newest.content["definition"] == Indicator.objects.get(code="P").definition
