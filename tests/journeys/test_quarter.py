"""A province officer's quarter in the browser: 69 communes, reminders, three returned, two corrected, summed up, submitted, printed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import docx
import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from danvan.audit import selectors as audit
from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.reports import services, totals
from danvan.reports.models import Form, Heading, Indicator, Obligation, Report, ReportState
from danvan.reports.selectors.checked import open_questions
from danvan.reports.tests.page_world import browser
from danvan.units.access import Acting
from danvan.units.models import Duty, Level, Unit
from danvan.units.tests.factories import officer
from tests.browser import axe, fits, saved
from tests.visitor import Visitor

HOME, QUARTER = "/lam-viec/bao-cao/", "2026-Q3"
FIELDS = ("H68B", "H68C", "H68D", "H68E")
UNSORTED = "Hai mô hình mới đăng ký chưa phân lĩnh vực."


@dataclass
class Cast:
    """The province's officer, its 69 communes in the order of their names, and officers in the first three."""

    province: Unit
    receiver: Acting
    communes: list[Unit]
    reporters: list[Acting]

    @property
    def board(self) -> str:
        """Where the province follows its communes."""
        return f"{HOME}{self.province.key}/{QUARTER}/"


@pytest.fixture
def cast(real_units: None, transactional_db: None) -> Iterator[Cast]:
    """Hà Tĩnh of today with a form of seven indicators from the book; the quarter is just over."""
    services.load_book(by=SYSTEM)
    form = Form.objects.create(
        code="quy",
        name="Báo cáo quý",
        title="Báo cáo công tác dân vận quý",
        levels=["commune", "province"],
        due={"commune": {"": "days 5"}, "province": {"": "days 10"}},
    )
    form.indicators.set(Indicator.objects.filter(code__in=("A1", "H68", *FIELDS)))
    for place, title in enumerate(("Kết quả công tác", "Nhiệm vụ kỳ tới"), start=1):
        Heading.objects.create(form=form, code=f"{place}", number=f"{place}", title=title, position=place)
    province = Unit.objects.get(key="2004:42")
    communes = list(Unit.objects.below(province).filter(level=Level.COMMUNE, valid_to=None).order_by("name", "pk"))
    assert len(communes) == 69
    clock.fix("2026-10-01")
    receiver = officer(province, Duty.FILE_REPORT, Duty.CONSOLIDATE)
    yield Cast(province, receiver, communes, [officer(one, Duty.FILE_REPORT) for one in communes[:3]])
    clock.fix("")


def documents(place: int) -> int:
    """What the commune at that place reports for A1."""
    return 2 + place % 3


@pytest.mark.long
@pytest.mark.browser
def test_a_province_officers_whole_quarter(cast: Cast, page: Page, live_server: LiveServer, tmp_path: Path) -> None:
    sits(page, cast.receiver, live_server)
    opens_the_campaign(page, cast)
    communes_file(cast.communes[3:61], "2026-10-03")
    reminders_go_out(page, cast)
    sits(page, cast.reporters[0], live_server)
    a_commune_fills_in(page)
    communes_file([*cast.communes[1:3], *cast.communes[61:]], "2026-10-06")
    sits(page, cast.receiver, live_server)
    three_are_returned(page, cast)
    sits(page, cast.reporters[0], live_server)
    is_sent_again(page)
    for reporter in cast.reporters[1:]:
        is_sent_again_without_script(Visitor(reporter.user))
    sits(page, cast.receiver, live_server)
    all_are_received(page, cast)
    is_summed_up_and_submitted(page, cast)
    for reporter, number in zip(cast.reporters[1:], ("7", "9"), strict=True):
        is_corrected(reporter, number)
    corrections_are_answered(page, cast)
    assert_printed(page, cast, tmp_path)
    assert totals.check() == []
    assert audit.verify().whole


def sits(page: Page, who: Acting, server: LiveServer) -> None:
    """Another person at the browser, signed in."""
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": browser(who).cookies["sessionid"].value, "url": server.url}])


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def look(page: Page) -> None:
    axe(page)
    fits(page)


def opens_the_campaign(page: Page, cast: Cast) -> None:
    page.goto(HOME)
    page.get_by_role("link", name="Mở kỳ báo cáo").click()
    page.get_by_label("Mẫu báo cáo").select_option(label="Báo cáo quý")
    page.get_by_label("Kỳ", exact=True).fill(QUARTER)
    press(page, "Xem trước khi mở")
    press(page, "Mở kỳ")
    expect(page.get_by_text("Đã mở kỳ: 70 đơn vị")).to_be_visible()
    page.goto(f"{cast.board}cap-duoi/")
    expect(page.get_by_text("0/69").first).to_be_visible()
    expect(page.get_by_role("row", name=re.compile(cast.communes[5].full_name))).to_contain_text("05/10/2026")


def communes_file(communes: list[Unit], day: str) -> None:
    """Offices whose pages others tell of: filled in and sent that day. The fourth has two models without a field, and says so."""
    clock.fix(day)
    everyone = list(Unit.objects.below(Unit.objects.get(key="2004:42")).filter(level=Level.COMMUNE, valid_to=None).order_by("name", "pk"))
    book = Indicator.objects.in_bulk(["A1", "H68", *FIELDS], field_name="code")
    owed = {one.unit_id: one for one in Obligation.objects.filter(period__key=QUARTER, unit__in=communes)}
    for commune in communes:
        place = everyone.index(commune)
        report = services.start(by=SYSTEM, obligation=owed[commune.pk])
        values = {"A1": documents(place), "H68": 6 if place == 3 else 4, **dict.fromkeys(FIELDS, 1)}
        services.type_figures(by=SYSTEM, report=report, figures=[services.Typed(book[code], str(value)) for code, value in values.items()])
        if place < 10:
            services.write(by=SYSTEM, report=report, heading=report.form.headings.get(code="1"), text=f"Kết quả của {commune.full_name}.")
        services.explain(by=SYSTEM, report=report, sentences={one.question.key: UNSORTED for one in open_questions(report)})
        services.submit(by=SYSTEM, report=report)


def reminders_go_out(page: Page, cast: Cast) -> None:
    """On the last day whoever is missing is reminded; the province sees whom and when, and how many had filed by each day, unit by unit."""
    clock.fix("2026-10-05")
    call_command("report", "remind", verbosity=0)
    page.goto(f"{cast.board}dot-thu/")
    expect(page.get_by_text("58 trong 69 báo cáo đã gửi").first).to_be_visible()
    expect(page.get_by_text("Đã nhắc 1 lần")).to_have_count(11)
    first = page.get_by_role("listitem").filter(has_text=cast.communes[0].full_name).first
    first.get_by_text("Đã nhắc 1 lần").click()
    expect(first.get_by_text("05/10/2026: 1 chức danh")).to_be_visible()
    page.get_by_text("Từng ngày bằng số").click()
    expect(page.get_by_role("row").filter(has_text="03/10/2026").first).to_contain_text(re.compile(r"58\s*58"))
    page.get_by_text("Từng đơn vị theo ngày").click()
    look(page)


def a_commune_fills_in(page: Page) -> None:
    page.goto(f"{HOME}?xem=cua-don-vi")
    press(page, "Bắt đầu lập")
    report = opened(page)
    types(page, report, {"A1": documents(0), "H68": 5, "H68B": 2, "H68C": 1, "H68D": 1, "H68E": 0})
    page.goto(report)
    page.get_by_role("link", name=re.compile("Kết quả công tác")).first.click()
    page.get_by_role("textbox", name="Nội dung").fill("Đối thoại định kỳ với nhân dân.")
    press(page, "Lưu")
    page.goto(report)
    page.get_by_role("link", name="Kiểm tra và gửi").click()
    press(page, "Gửi báo cáo")
    expect(page.get_by_text("câu hỏi kiểm tra chưa có giải trình").first).to_be_visible()
    explain(page, "Một mô hình chưa phân lĩnh vực.")
    press(page, "Gửi báo cáo")
    expect(page.get_by_text("Đã gửi báo cáo, lần 1").first).to_be_visible()


def explain(page: Page, sentence: str) -> None:
    """A sentence for each question that the checks ask."""
    boxes = page.get_by_role("textbox", name="Giải trình").all()
    assert boxes
    for box in boxes:
        box.fill(sentence)


def opened(page: Page) -> str:
    """The address of the report that was just opened."""
    page.wait_for_url(re.compile(r"/lap/\d+/$"))
    return page.url


def types(page: Page, report: str, values: dict[str, int]) -> None:
    """Type into the cells, whichever page of the report has them, and save."""
    for code, value in values.items():
        if not page.locator(f"[name={code}-value]").count():
            page.goto(f"{report}so-lieu/")
        page.locator(f"[name={code}-value]").fill(str(value))
    press(page, "Lưu")


def three_are_returned(page: Page, cast: Cast) -> None:
    for commune, code in zip(cast.communes[:3], ("H68E", "A1", "A1"), strict=True):
        page.goto(f"{cast.board}cap-duoi/")
        page.get_by_role("link", name=f"Xem xét báo cáo của {commune.full_name}", exact=True).click()
        page.get_by_role("link", name=re.compile(f"^Nhận xét về {code} ")).first.click()
        page.get_by_role("textbox", name="Nội dung").first.fill(f"Đề nghị rà soát {code}.")
        press(page, "Gửi nhận xét")
        page.get_by_role("link", name="Trả lại, kèm lý do").click()
        page.get_by_role("textbox", name="Lý do trả lại").fill("Rà soát các ô có nhận xét.")
        press(page, "Trả lại")
    expect(page.get_by_text("66/69").first).to_be_visible()


def is_sent_again(page: Page) -> None:
    """The remark stands by its cell; the model has its field now, so nothing is asked any more."""
    page.goto(f"{HOME}?xem=cua-don-vi")
    page.get_by_role("link", name=re.compile("Báo cáo quý")).first.click()
    report = opened(page)
    expect(page.get_by_text("Rà soát các ô có nhận xét.")).to_be_visible()
    types(page, report, {"H68E": 1})
    page.goto(report)
    page.get_by_role("link", name="Đọc và trả lời").click()
    page.get_by_text("Trả lời", exact=True).first.click()
    page.get_by_role("textbox", name="Nội dung").first.fill("Đã xếp vào lĩnh vực xây dựng hệ thống chính trị.")
    press(page, "Gửi trả lời")
    page.goto(report)
    page.get_by_role("link", name="Kiểm tra và gửi").click()
    press(page, "Gửi báo cáo")
    expect(page.get_by_text("Đã gửi báo cáo, lần 2").first).to_be_visible()


def is_sent_again_without_script(who: Visitor) -> None:
    """The figure was right: the remark is answered, the report goes as it was."""
    who.go(f"{HOME}?xem=cua-don-vi")
    who.go(next(address for address in who.links("/lap/")))
    report = who.address
    who.follow("Đọc và trả lời")
    who.press("Gửi trả lời", {"Nội dung": "Số đúng với sổ theo dõi."})
    who.go(report)
    who.follow("Kiểm tra và gửi")
    who.press("Gửi báo cáo")


def all_are_received(page: Page, cast: Cast) -> None:
    page.goto(f"{cast.board}cap-duoi/")
    expect(page.get_by_text("69/69").first).to_be_visible()
    for box in page.locator("input[name=report]").all():
        box.check()
    press(page, "Nhận các báo cáo đã chọn")
    expect(page.get_by_role("heading", name=re.compile("Nhận 69 báo cáo"))).to_be_visible()
    press(page, "Nhận tất cả")
    expect(page.get_by_text("Đã nhận 69 báo cáo.").first).to_be_visible()
    assert Report.objects.filter(state=ReportState.ACCEPTED).count() == 69


def is_summed_up_and_submitted(page: Page, cast: Cast) -> None:
    """Own figure, words of the communes gathered, the sum that does not add up explained, sent."""
    page.goto(f"{HOME}?xem=cua-don-vi")
    press(page, "Bắt đầu lập")
    report = opened(page)
    types(page, report, {"A1": 3})
    page.goto(report)
    press(page, "Đưa lời văn cấp dưới vào đề mục trống")
    page.get_by_role("link", name=re.compile("Kết quả công tác")).first.click()
    expect(page.get_by_role("textbox", name="Nội dung").first).to_have_value(re.compile("Đối thoại định kỳ với nhân dân"))
    page.goto(report)
    page.get_by_role("link", name="Kiểm tra và gửi").click()
    explain(page, UNSORTED)
    press(page, "Gửi báo cáo")
    expect(page.get_by_text("Đã gửi báo cáo, lần 1").first).to_be_visible()


def is_corrected(reporter: Acting, number: str) -> None:
    """A commune finds a mistake in a received report: it sees what changes above, then sends the correction."""
    who, report = Visitor(reporter.user), Report.objects.get(unit=reporter.unit, period__key=QUARTER)
    who.go(f"{HOME}dinh-chinh/{report.pk}/")
    cell = {"A1-value": number, "A1-reason": "Cộng sót văn bản của Ban Thường vụ.", "A1-evidence": "Sổ văn bản đi"}
    who.press("Xem đính chính làm thay đổi gì ở cấp trên", cell)
    assert "Tỉnh Hà Tĩnh" in who.text
    who.press("Gửi đính chính")


def corrections_are_answered(page: Page, cast: Cast) -> None:
    """One is explained, the other taken over: a new revision of the province's own report."""
    page.goto(f"{HOME}dinh-chinh/")
    page.get_by_role("link", name="Tiếp nhận hoặc giải trình").first.click()
    panel = page.get_by_role("region", name=cast.communes[1].full_name)
    panel.get_by_text("Không tiếp nhận, giải trình").click()
    panel.get_by_role("textbox").fill("Sẽ nêu trong báo cáo năm.")
    panel.get_by_role("button", name="Ghi giải trình").click()
    press(page, "Tiếp nhận 1 đính chính vào báo cáo")
    expect(page.get_by_text("Đã tiếp nhận").first).to_be_visible()
    look(page)


def assert_printed(page: Page, cast: Cast, folder: Path) -> None:
    """Word and PDF tell the sums that the communes' own numbers come to, the sentence, and that all have filed."""
    page.goto(cast.board)
    documents_in_all = sum(map(documents, range(69))) - documents(1) - documents(2) + 7 + 9 + 3
    models = 5 + 6 + 67 * 4
    paper = docx.Document(BytesIO(saved(page, "a[href*='/tep/docx/']", folder).read_bytes()))
    rows = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
    word = "\n".join([*(one.text for one in paper.paragraphs), *(" | ".join(row) for row in rows)])
    pdf = "\n".join(one.extract_text() for one in PdfReader(saved(page, "a[href*='/tep/pdf/']", folder)).pages)
    for code, number in (("A1", documents_in_all), ("H68", models)):
        assert any(str(number) in row and any(re.search(rf"\b{code}\b", cell) for cell in row) for row in rows), (code, number, word)
        assert re.search(rf"\b{number}\b", pdf), pdf
    for text in ("69/69", UNSORTED):
        assert text in word
        assert text in re.sub(r"\s+", " ", pdf)
