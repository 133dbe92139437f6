"""What a unit gives on one form for a period belongs to its report on every other form that asks for it: page, paper, checks and questions."""

import io
import json
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override
from docx import Document
from python_calamine import CalamineWorkbook

from danvan.lib.refusal import Refused
from danvan.reports import rules, services, totals
from danvan.reports.models import Form, Obligation, Relation, Report, Submission, Takeover
from danvan.reports.papers.files import build
from danvan.reports.selectors import THEN, table, trend
from danvan.reports.selectors.checked import questions_of
from danvan.reports.selectors.filed import filed
from danvan.reports.tests import factories
from danvan.reports.tests.factories import PERIOD, period
from danvan.reports.tests.page_world import World, begun, browser, gardens, place, world

__all__ = ["world"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(world: World) -> Form:
    """It asks T1, T3 and their ratio T4 of the first form too."""
    return gardens(world, world.book.typed, world.book.counted, world.book.ratio)


def figure(world: World, form: Form, code: str, **more: Any) -> dict[str, Any]:
    content = json.loads(build(world.commune, period(), "json", form=form, **more).content)
    found: dict[str, Any] = next(one for one in content["figures"] if one["code"] == code)
    return found


def read(world: World, form: Form) -> str:
    html: str = browser(world.receiver).get(f"{place('read', world.commune.key, PERIOD)}?mau={form.code}").content.decode()
    return html.split("<h1")[1]


def test_a_figure_of_another_form_stands_in_the_filed_paper_with_that_form_s_name(world: World, second: Form) -> None:
    world.filed(figures={world.book.typed: "12"})
    report = services.submit(by=world.maker, report=begun(world, second))
    told = figure(world, second, "T1")
    assert (told["value"], told["state"], told["elsewhere"]) == ("12", "reported", "Mẫu thử")
    assert told["note"] == "Số lấy từ: Mẫu thử."
    assert figure(world, second, "T3")["value"] == "3"
    assert figure(world, second, "T4")["value"] == "25.0"
    [kept] = [line for line in report.frozen["elsewhere"] if line["code"] == "T1"] if report.frozen else []
    assert (kept["raw"], kept["form"], kept["form_name"], kept["sent"]) == (12, "test", "Mẫu thử", True)
    assert report.frozen is not None
    assert rules.digest(report.frozen) == report.digest
    word = Document(io.BytesIO(build(world.commune, period(), "docx", form=second).content))
    [line] = [[cell.text for cell in row.cells] for table in word.tables for row in table.rows if row.cells[0].text == "T1"][:1]
    assert "12" in line
    assert "Số lấy từ: Mẫu thử" in line
    book = CalamineWorkbook.from_filelike(io.BytesIO(build(world.commune, period(), "xlsx", form=second).content))
    [row] = [[str(cell) for cell in line] for line in book.get_sheet_by_name("Số liệu").to_python() if line[0] == "T1"]
    assert {"12.0", "Số lấy từ: Mẫu thử"} <= set(row)
    assert build(world.commune, period(), "pdf", form=second).content.startswith(b"%PDF")
    page = read(world, second)
    assert "Số lấy từ: Mẫu thử" in page
    assert "Báo cáo đã gửi ghi" not in page
    submission = browser(world.receiver).get(place("submission", report.pk, 1)).content.decode()
    assert "Số lấy từ: Mẫu thử" in submission
    assert ">12<" in submission


def test_what_the_other_form_has_not_sent_yet_is_signed_too_and_said_to_be_so(world: World, second: Form) -> None:
    other = world.draft()
    services.type_figure(by=world.maker, report=other, indicator=world.book.typed, value="12")
    report = begun(world, second)
    with override("vi"):
        draft = browser(world.maker).get(f"{place('read', world.commune.key, PERIOD)}?mau=vuon-mau").content.decode()
    assert "Số lấy từ: Mẫu thử (khi đó chưa gửi)" in draft
    services.submit(by=world.maker, report=report)
    told = figure(world, second, "T1")
    assert told["value"] == "12"
    assert told["note"] == "Số hiện nay: –. Số lấy từ: Mẫu thử (khi đó chưa gửi)."
    assert "Báo cáo đã gửi ghi 12" in read(world, second)
    services.submit(by=world.maker, report=other)
    assert "Số hiện nay" not in figure(world, second, "T1")["note"]


def test_a_submission_of_an_earlier_release_says_that_it_did_not_hold_the_figure(world: World, second: Form) -> None:
    world.filed(figures={world.book.typed: "12"})
    report = services.submit(by=world.maker, report=begun(world, second))
    assert report.frozen is not None
    old = {name: value for name, value in report.frozen.items() if name != "elsewhere"}
    Report.objects.filter(pk=report.pk).update(frozen=old)
    Submission.objects.filter(report=report).update(content=old)
    assert "Báo cáo đã gửi chưa có số này" in read(world, second)
    assert figure(world, second, "T1")["value"] is None
    assert figure(world, second, "T1", filed=filed(report, Submission.objects.get(report=report)))["note"] == "Số hiện nay: 12."


def sent_again(world: World, report: Report, value: str) -> Report:
    """Returned by the province and sent once more, with another number."""
    services.send_back(by=world.receiver, report=report, reason="Sai số cuộc.")
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value=value)
    return services.submit(by=world.maker, report=report)


def test_a_filed_report_keeps_what_it_signed_when_the_other_form_s_figure_changes(world: World, second: Form) -> None:
    other = world.filed(figures={world.book.typed: "7"})
    services.submit(by=world.maker, report=begun(world, second))
    services.send_back(by=world.receiver, report=other, reason="Sai số cuộc.")
    assert "Báo cáo đã gửi ghi 7" in read(world, second)
    assert (figure(world, second, "T1")["value"], figure(world, second, "T1")["note"].split(". ")[0]) == ("7", "Số hiện nay: –")
    services.type_figure(by=world.maker, report=other, indicator=world.book.typed, value="80")
    services.submit(by=world.maker, report=other)
    told = figure(world, second, "T1")
    assert told["value"] == "7"
    assert told["note"].startswith("Số hiện nay: 80.")
    page = read(world, second)
    assert ">80<" in page
    assert "Báo cáo đã gửi ghi 7" in page
    assert "Báo cáo đã gửi ghi 42,9" in page


def test_whoever_filed_it_is_told_and_takes_the_change_over_in_a_new_revision(world: World, second: Form) -> None:
    other = world.filed(figures={world.book.typed: "7"})
    report = services.submit(by=world.maker, report=begun(world, second))
    sent_again(world, other, "80")
    waiting = Takeover.objects.get(report=report)
    assert (waiting.unit, waiting.state, waiting.cells) == (world.commune, "waiting", [{"code": "T1", "was": 7, "now": 80}])
    mine = browser(world.maker)
    desk = mine.get(reverse("desk:home")).content.decode()
    assert "Mẫu thử (báo cáo khác của đơn vị)" in desk
    assert place("take_over", report.pk) in desk
    page = mine.get(place("take_over", report.pk)).content.decode()
    assert "7 → 80" in page
    assert "Gửi lại sau khi bị trả lại" in page
    assert "theo số mà báo cáo kia ghi hiện nay" in page
    assert "theo tổng hiện nay" not in page
    assert "1 thay đổi số liệu sau khi báo cáo này đã gửi" in mine.get(place("edit", report.pk)).content.decode()
    assert mine.post(place("take_over", report.pk), {"seen": "1"}).status_code == 302
    report.refresh_from_db()
    waiting.refresh_from_db()
    assert (report.revision, waiting.state) == (2, "taken")
    assert figure(world, second, "T1")["value"] == "80"
    assert "Số hiện nay" not in figure(world, second, "T1")["note"]
    first = Submission.objects.get(report=report, revision=1)
    assert figure(world, second, "T1", filed=filed(report, first))["value"] == "7"
    changed = mine.get(place("submission", report.pk, 2)).content.decode()
    assert "Khác lần gửi trước" in changed


def test_a_unit_may_explain_instead_and_the_sentence_stands_in_the_paper(world: World, second: Form) -> None:
    other = world.filed(figures={world.book.typed: "7"})
    report = services.submit(by=world.maker, report=begun(world, second))
    sent_again(world, other, "80")
    content = json.loads(build(world.commune, period(), "json", form=second).content)
    [note] = [one for one in content["notes"] if "T1" in one]
    assert note.startswith("Mẫu thử (báo cáo khác của đơn vị) đính chính ngày ")
    assert "T1: 7 → 80; báo cáo này chưa tiếp nhận" in note
    services.explain_correction(by=world.maker, takeover=Takeover.objects.get(report=report), sentence="Vườn mẫu đã chốt số trước đó.")
    assert "Vườn mẫu đã chốt số trước đó." in read(world, second)
    assert "Vườn mẫu đã chốt số trước đó." in "".join(json.loads(build(world.commune, period(), "json", form=second).content)["notes"])
    assert not json.loads(build(world.commune, period(), "json", form=world.book.form).content)["notes"]


def test_a_report_that_says_the_number_already_is_not_told(world: World, second: Form) -> None:
    other = world.filed(figures={world.book.typed: "7"})
    report = services.submit(by=world.maker, report=begun(world, second))
    sent_again(world, other, "7")
    assert not Takeover.objects.filter(report=report).exists()
    services.send_back(by=world.receiver, report=other, reason="Sai số cuộc.")
    services.type_figure(by=world.maker, report=other, indicator=world.book.typed, value="9")
    services.send_back(by=world.receiver, report=report, reason="Sai.")
    services.submit(by=world.maker, report=report)
    services.submit(by=world.maker, report=other)
    assert not Takeover.objects.filter(report=report).exists()
    assert figure(world, second, "T1")["value"] == "9"


def test_a_figure_first_given_after_the_report_was_filed_is_told_too(world: World, second: Form) -> None:
    report = services.submit(by=world.maker, report=begun(world, second))
    world.filed(figures={world.book.typed: "7"})
    assert [cell["code"] for cell in Takeover.objects.get(report=report).cells] == ["T1"]
    assert Takeover.objects.filter(report__isnull=True).count() == 0
    page = browser(world.maker).get(place("take_over", report.pk)).content.decode()
    assert "Gửi lần đầu, sau báo cáo này" in page
    assert "Báo cáo đã gửi chưa có số này" in read(world, second)


def test_a_province_s_own_report_on_another_form_is_told_as_well(world: World, second: Form) -> None:
    second.levels = ["commune", "province"]
    second.save()
    first = world.draft(world.tree.province)
    services.type_figure(by=world.receiver, report=first, indicator=world.book.typed, value="5")
    services.submit(by=world.receiver, report=first)
    owed = Obligation.objects.create(form=second, period=period(), unit=world.tree.province, due_on=period().last_day)
    other = services.start(by=world.receiver, obligation=owed)
    services.type_figure(by=world.receiver, report=other, indicator=second.indicators.get(code="T8"), value="1")
    services.submit(by=world.receiver, report=other)
    sent_again(world, first, "6")
    assert Takeover.objects.get(report=other).cells == [{"code": "T1", "was": 5, "now": 6}]


def related(left: str, sign: str, right: str) -> None:
    Relation.objects.create(code=f"r-{left}-{right}", left=[left], sign=sign, right=[right], valid_from=factories.OLD)


def test_the_checks_see_what_the_unit_gives_on_another_form(world: World, second: Form) -> None:
    """T1 stands in the report filed first, T8 in this one, whose form does not ask for T1 any more: the relation between them is asked here all the same."""
    related("T1", "needs", "T8")
    world.filed(figures={world.book.typed: "7"})
    second.indicators.remove(world.book.typed, world.book.ratio)
    report = begun(world, second, "0")
    [question] = [one.question for one in questions_of(report)]
    assert (question.check, question.code) == ("relation.r-T1-T8", "T8")
    assert "7" in question.words
    with pytest.raises(Refused) as refused:
        services.submit(by=world.maker, report=report)
    assert refused.value.field == "questions"
    page = browser(world.maker).get(place("check", report.pk)).content.decode()
    assert "#dong-T8" in page
    services.type_figure(by=world.maker, report=report, indicator=second.indicators.get(code="T8"), value="2")
    assert not questions_of(report)


def test_the_parts_of_a_whole_are_added_up_across_forms(world: World, second: Form) -> None:
    other = world.draft()
    services.type_figure(by=world.maker, report=other, indicator=world.book.typed, value="10")
    whole = world.book.typed
    whole.exhaustive = True
    whole.save()
    parts = [factories.indicator(code, whole=whole) for code in ("T8B", "T8C")]
    second.indicators.add(*parts)
    report = begun(world, second)
    for one, value in zip(parts, ("3", "1"), strict=True):
        services.type_figure(by=world.maker, report=report, indicator=one, value=value)
    [question] = [one.question for one in questions_of(report)]
    assert (question.check, question.code, question.basis) == ("parts", "T8B", (10, 3, 1))
    assert [one.question.basis for one in questions_of(other)] == [(10, 3, 1)]


def test_what_is_about_another_form_s_figures_alone_is_asked_there(world: World, second: Form) -> None:
    related("T1", "at_most", "T2")
    other = world.draft()
    services.type_figure(by=world.maker, report=other, indicator=world.book.typed, value="12")
    services.type_figure(by=world.maker, report=other, indicator=world.book.stock, value="7")
    second.indicators.add(world.book.stock)
    assert [one.question.code for one in questions_of(other)] == ["T1"]
    assert not questions_of(begun(world, second))


def test_a_number_counts_the_reports_whose_form_asks_for_it(world: World, second: Form) -> None:
    """T8 is asked on the second form alone, which only one commune owes; all of them owe the first."""
    second.obligations.exclude(unit=world.commune).delete()
    totals.rebuild()
    services.submit(by=world.maker, report=begun(world, second))
    world.filed(world.tree.communes[1])
    client = browser(world.receiver)
    page = client.get(place("number", world.tree.province.key, PERIOD, "T8")).content.decode()
    assert "/3 báo cáo" not in page
    assert "/4 báo cáo" not in page
    assert "đơn vị chưa có số liệu" not in page
    assert page.count("Mẫu báo cáo không hỏi") == 2
    first = client.get(place("number", world.tree.province.key, PERIOD, "T1")).content.decode()
    assert "Có trong 1/4 báo cáo" in first
    assert "2 đơn vị chưa có số liệu" in first
    known = {row.indicator.code: (row.reported, row.expected) for row in table(world.tree.province, period())}
    assert (known["T8"], known["T1"]) == ((1, 1), (1, 4))
    line = trend(world.tree.province, second.indicators.get(code="T8"), until=period(), borders=THEN)
    assert [(one.reported, one.expected) for one in line.points] == [(1, 1)]
    today = trend(world.tree.province, second.indicators.get(code="T8"), until=period())
    assert [(one.reported, one.expected) for one in today.points] == [(1, 1)]


def test_a_figure_that_is_taken_away_is_told_and_one_that_stays_is_not_asked_again(world: World, second: Form) -> None:
    other = world.filed(figures={world.book.typed: "7"})
    report = services.submit(by=world.maker, report=begun(world, second))
    sent_again(world, other, "80")
    services.explain_correction(by=world.maker, takeover=Takeover.objects.get(report=report), sentence="Báo cáo này đã chốt số trước.")
    sent_again(world, other, "80")
    assert Takeover.objects.filter(report=report).count() == 1
    sent_again(world, other, "")
    waiting = Takeover.objects.get(report=report, state="waiting")
    assert waiting.cells == [{"code": "T1", "was": 7, "now": None}]


def test_a_figure_signed_from_a_draft_and_emptied_before_it_was_sent_is_told(world: World, second: Form) -> None:
    other = world.draft()
    for one, value in ((world.book.typed, "12"), (world.book.stock, "3")):
        services.type_figure(by=world.maker, report=other, indicator=one, value=value)
    report = services.submit(by=world.maker, report=begun(world, second))
    services.type_figure(by=world.maker, report=other, indicator=world.book.typed, value="")
    services.submit(by=world.maker, report=other)
    assert Takeover.objects.get(report=report).cells == [{"code": "T1", "was": 12, "now": None}]


def test_the_check_code_of_a_signed_number_stays_whatever_becomes_of_the_report_that_holds_it(world: World, second: Form) -> None:
    other = world.filed(figures={world.book.typed: "12"})
    report = services.submit(by=world.maker, report=begun(world, second))
    signed = filed(report, Submission.objects.get(report=report, revision=1))
    before = figure(world, second, "T1", filed=signed)["digest"]
    number = browser(world.receiver).get(place("number", world.commune.key, PERIOD, "T1")).content.decode()
    assert before[:16] in number
    services.send_back(by=world.receiver, report=other, reason="Thiếu một cuộc")
    assert figure(world, second, "T1", filed=signed)["digest"] == before
    services.type_figure(by=world.maker, report=other, indicator=world.book.typed, value="13")
    services.submit(by=world.maker, report=Report.objects.get(pk=other.pk))
    assert figure(world, second, "T1", filed=signed)["digest"] == before
