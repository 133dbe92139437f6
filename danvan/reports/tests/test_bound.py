"""A figure of one period is bound to the unit's own reports of others: what a correction makes wrong there is told, and waits until it is answered."""

import re

import pytest

from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.models import Report, Takeover
from danvan.reports.selectors import waiting_for
from danvan.reports.selectors.checked import open_questions
from danvan.reports.services import Corrected
from danvan.reports.tests.factories import explained, filed
from danvan.reports.tests.page_world import World, browser, place, world

__all__ = ["world"]

pytestmark = pytest.mark.django_db
State = Takeover.State
QUARTERS = {"2026-Q1": "1", "2026-Q2": "4", "2026-Q3": "5"}


def year_so_far(world: World, nine: str = "10") -> dict[str, Report]:
    """The commune's three quarters and its nine months, received."""
    made = {}
    for key, value in (QUARTERS | {"2026-9M": nine}).items():
        report = filed(world.book.form, world.commune, {world.book.typed: value}, key, root=world.tree.province)
        made[key] = services.accept(by=world.receiver, report=report)
    return made


def corrected(world: World, report: Report, value: str) -> None:
    """The typed figure corrected; what the checks ask has its sentence."""
    report.refresh_from_db()
    cell = Corrected(world.book.typed, value, "Cộng sót một thôn", "Sổ họp thôn")
    explained(
        lambda sentences: services.file_correction(by=world.maker, report=report, cells=[cell], seen=report.revision, sentences=sentences)
    )


def told(report: Report) -> list[tuple[str, list[dict[str, object]]]]:
    """What the report was told, with what became of it."""
    return [(one.state, one.cells) for one in report.takeovers.order_by("id")]


def test_a_quarter_corrected_later_is_told_to_the_nine_months_that_hold_it(world: World) -> None:
    made = year_so_far(world)
    corrected(world, made["2026-Q2"], "6")
    assert told(made["2026-9M"]) == [(State.WAITING, [{"code": "T1", "was": 10, "now": 12}])]
    waits = waiting_for(world.maker).to_answer
    assert [one.report for one in waits] == [made["2026-9M"]]
    desk = browser(world.maker).get("/lam-viec/").content.decode()
    assert place("take_over", made["2026-9M"].pk) in desk
    for name, extra in (("read", ()), ("number", ("T1",))):
        page = browser(world.receiver).get(place(name, world.commune.key, "2026-9M", *extra)).content.decode()
        assert "Theo các kỳ liên quan, T1 là 12, báo cáo này ghi 10." in page
    quarter = browser(world.receiver).get(place("number", world.commune.key, "2026-Q2", "T1")).content.decode()
    assert "10 → 12" not in quarter


def test_the_number_of_a_long_period_shows_those_of_the_periods_in_it(world: World) -> None:
    made = year_so_far(world)
    page = browser(world.receiver).get(place("number", world.commune.key, "2026-9M", "T1")).content.decode()
    told = page.partition('id="ky-trong"')[2].partition("</section>")[0]
    assert re.findall(r'<th scope="row">([^<]+)</th><td class="number"><a href="[^"]+">([^<]+)</a>', told) == [
        ("Quý I năm 2026", "1"),
        ("Quý II năm 2026", "4"),
        ("Quý III năm 2026", "5"),
    ]
    page = browser(world.receiver).get(place("number", world.commune.key, "2026-Q1", "T1")).content.decode()
    assert 'id="ky-trong"' not in page
    assert made["2026-9M"].state == "accepted"


def test_the_preview_names_the_report_that_would_no_longer_agree(world: World) -> None:
    made = year_so_far(world)
    report = made["2026-Q2"]
    data = {"T1-value": "6", "T1-reason": "Cộng sót một thôn", "T1-evidence": "Sổ họp thôn", "seen": "1", "preview": ""}
    page = browser(world.maker).post(place("correct", report.pk), data).content.decode()
    assert "Báo cáo của đơn vị: " in page
    assert "9 tháng đầu năm 2026" in page
    assert "10 → 12" in page
    assert told(made["2026-9M"]) == []


def test_it_cannot_be_taken_over_only_corrected_or_explained(world: World) -> None:
    made = year_so_far(world)
    corrected(world, made["2026-Q2"], "6")
    nine = made["2026-9M"]
    with pytest.raises(Refused, match="không tự lấy theo kỳ khác"):
        services.take_over(by=world.maker, report=nine)
    address = place("take_over", nine.pk)
    page = browser(world.maker).get(address).content.decode()
    assert "Tiếp nhận" not in page.partition("<main")[2].partition("Không tiếp nhận")[0].replace("Tiếp nhận hoặc", "")
    assert place("correct", nine.pk) in page
    [one] = nine.takeovers.all()
    browser(world.maker).post(address, {"explain": str(one.pk), "sentence": "Chín tháng đã chốt theo sổ của xã."})
    assert told(nine)[0][0] == State.EXPLAINED
    page = browser(world.receiver).get(place("read", world.commune.key, "2026-9M")).content.decode()
    assert "Giải trình: Chín tháng đã chốt theo sổ của xã." in page


def test_a_correction_of_the_longer_report_answers_it(world: World) -> None:
    made = year_so_far(world)
    corrected(world, made["2026-Q2"], "6")
    corrected(world, made["2026-9M"], "12")
    [one] = made["2026-9M"].takeovers.all()
    assert (one.state, one.revision) == (State.TAKEN, 2)
    assert not waiting_for(world.maker).to_answer


def test_of_two_figures_each_is_answered_by_itself(world: World) -> None:
    book = world.book
    made = {}
    for key, value in (QUARTERS | {"2026-9M": "10"}).items():
        report = filed(book.form, world.commune, {book.typed: value, book.decimal: value}, key, root=world.tree.province)
        made[key] = services.accept(by=world.receiver, report=report)
    cells = [Corrected(one, "6", "Cộng sót một thôn", "Sổ họp thôn") for one in (book.typed, book.decimal)]
    explained(lambda said: services.file_correction(by=world.maker, report=made["2026-Q2"], cells=cells, seen=1, sentences=said))
    nine = made["2026-9M"]
    [(_state, both)] = told(nine)
    assert [cell["code"] for cell in both] == ["T1", "T5"]
    corrected(world, nine, "12")
    assert [(state, [cell["code"] for cell in some]) for state, some in told(nine)] == [(State.WAITING, ["T5"])]
    nine.refresh_from_db()
    cell = Corrected(book.decimal, "12", "Theo các quý", "Báo cáo các quý")
    explained(lambda said: services.file_correction(by=world.maker, report=nine, cells=[cell], seen=nine.revision, sentences=said))
    assert [state for state, _some in told(nine)] == [State.TAKEN]


def test_who_corrects_again_is_told_the_number_of_now(world: World) -> None:
    made = year_so_far(world)
    corrected(world, made["2026-Q2"], "6")
    corrected(world, made["2026-Q2"], "7")
    assert told(made["2026-9M"]) == [(State.WAITING, [{"code": "T1", "was": 10, "now": 13}])]


def test_a_report_that_is_sent_again_says_anew_what_was_explained(world: World) -> None:
    made = year_so_far(world)
    corrected(world, made["2026-Q2"], "6")
    nine = made["2026-9M"]
    [one] = nine.takeovers.all()
    services.explain_correction(by=world.maker, takeover=one, sentence="Chín tháng đã chốt theo sổ của xã.")
    services.send_back(by=world.receiver, report=nine, reason="Rà soát lại số quý II.")
    corrected(world, made["2026-Q2"], "7")
    asked = {each.question.key: "Chín tháng đã chốt theo sổ của xã." for each in open_questions(nine)}
    services.explain(by=world.maker, report=nine, sentences=asked)
    services.submit(by=world.maker, report=nine)
    assert [state for state, _cells in told(nine)] == [State.TAKEN]
    page = browser(world.receiver).get(place("read", world.commune.key, "2026-9M")).content.decode()
    assert "Theo các kỳ liên quan" not in page


def test_who_corrects_back_owes_nothing_any_more(world: World) -> None:
    made = year_so_far(world)
    corrected(world, made["2026-Q2"], "6")
    corrected(world, made["2026-Q2"], "4")
    assert told(made["2026-9M"]) == []


def test_what_was_told_and_explained_is_not_told_again_for_another_change(world: World) -> None:
    made = year_so_far(world)
    corrected(world, made["2026-Q2"], "6")
    [one] = made["2026-9M"].takeovers.all()
    services.explain_correction(by=world.maker, takeover=one, sentence="Chín tháng đã chốt theo sổ của xã.")
    cell = Corrected(world.book.stock, "3", "Chưa ghi số", "Sổ họp thôn")
    report = made["2026-Q1"]
    explained(lambda said: services.file_correction(by=world.maker, report=report, cells=[cell], seen=report.revision, sentences=said))
    assert [state for state, _cells in told(made["2026-9M"])] == [State.EXPLAINED]
    corrected(world, made["2026-Q1"], "2")
    assert told(made["2026-9M"])[1:] == [(State.WAITING, [{"code": "T1", "was": 10, "now": 13}])]
    page = browser(world.receiver).get(place("read", world.commune.key, "2026-9M")).content.decode()
    assert "T1 là 13, báo cáo này ghi 10" in page
    assert "T1 là 12" not in page


def test_a_quarter_that_comes_after_the_nine_months_is_told_too(world: World) -> None:
    services.accept(
        by=world.receiver, report=filed(world.book.form, world.commune, {world.book.typed: "3"}, "2026-9M", root=world.tree.province)
    )
    filed(world.book.form, world.commune, {world.book.typed: "4"}, "2026-Q1", root=world.tree.province)
    nine = Report.objects.get(unit=world.commune, period__key="2026-9M")
    assert told(nine) == [(State.WAITING, [{"code": "T1", "was": 3, "now": 4}])]
