"""Two forms filed for one period: each has its own denominator, its own paper and its own page; none hides behind the other."""

import json
import re
from datetime import timedelta

import pytest

from danvan.lib import clock
from danvan.reports import services
from danvan.reports.models import Form, Obligation, Report, Takeover
from danvan.reports.papers.files import build
from danvan.reports.papers.told import told
from danvan.reports.selectors import unfilled
from danvan.reports.selectors.filing_matrix import by_form
from danvan.reports.selectors.since import since
from danvan.reports.tests.factories import PERIOD, explained, period
from danvan.reports.tests.page_world import World, begun, browser, gardens, place, world

__all__ = ["world"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(world: World) -> Form:
    return gardens(world)


def filed(world: World, form: Form) -> Report:
    """The maker's report on the second form, submitted."""
    return services.submit(by=world.maker, report=begun(world, form, "8642"))


def page(world: World, name: str, mau: str = "", unit: str = "") -> str:
    """A page of the quarter, of the province unless said, about the form."""
    address = place(name, unit or world.tree.province.key, PERIOD)
    html: str = browser(world.receiver).get(address + (f"?mau={mau}" if mau else "")).content.decode()
    return html


def test_each_form_has_its_own_list_and_denominator(world: World, second: Form) -> None:
    world.filed()
    filed(world, second)
    first, other = page(world, "below"), page(world, "below", "vuon-mau")
    assert "1/3 đơn vị đã gửi báo cáo" in first
    assert "1/3 đơn vị đã gửi báo cáo" in other
    assert first.count('type="checkbox"') == other.count('type="checkbox"') == 1
    assert 'href="?mau=vuon-mau"' in first
    assert 'href="?mau=vuon-mau" aria-current="page"' in other
    mine = browser(world.receiver).get(place("list")).content.decode()
    assert mine.count("1/3 báo cáo đã gửi") >= 2
    assert "2/6" not in mine
    assert "Quý III năm 2026: Vườn mẫu" in mine
    assert f"{place('below', world.tree.province.key, PERIOD)}?mau=vuon-mau" in mine


def test_the_report_on_the_second_form_is_read_and_printed_by_its_own_name(world: World, second: Form) -> None:
    world.filed(figures={world.book.typed: "12"})
    filed(world, second)
    mine, read = browser(world.maker), place("read", world.commune.key, PERIOD)
    assert f"{read}?mau=vuon-mau" in mine.get(place("list")).content.decode()
    other = mine.get(f"{read}?mau=vuon-mau").content.decode()
    assert "Báo cáo vườn mẫu" in other
    assert "8.642" in other
    assert "T1" not in other.split("<h1")[1]
    assert f"{place('download', world.commune.key, PERIOD, 'docx')}?dia-gioi=then&amp;mau=vuon-mau" in other
    told = mine.get(f"{place('download', world.commune.key, PERIOD, 'json')}?mau=vuon-mau")
    assert '"T8"' in b"".join(told).decode()
    assert "8.642" not in mine.get(read).content.decode().split("<h1")[1]


def test_the_paper_of_each_form_prints_the_check_code_of_the_number_s_page(world: World, second: Form) -> None:
    """The state's form asks for T1 too: its figure stands in the report that was filed first, and both papers name that one."""
    second.indicators.add(world.book.typed)
    world.filed(figures={world.book.typed: "12"})
    filed(world, second)
    printed: dict[str, set[str]] = {}
    for form in (world.book.form, second):
        said = json.loads(build(world.commune, period(), "json", form=form).content)
        for one in said["figures"]:
            if one["digest"]:
                printed.setdefault(one["code"], set()).add(one["digest"])
    assert {"T1", "T8"} <= printed.keys()
    for code, digests in printed.items():
        [digest] = digests
        page_of_number = browser(world.receiver).get(place("number", world.commune.key, PERIOD, code)).content.decode()
        assert digest[:16] in page_of_number


def test_a_correction_is_told_to_every_report_above_that_says_the_figure(world: World, second: Form) -> None:
    """The province reports on both forms, and both ask for T1: each of its reports has to be brought up to date, or to say why not."""
    second.indicators.add(world.book.typed)
    second.levels = ["commune", "province"]
    second.save()
    report = services.accept(by=world.receiver, report=world.filed(figures={world.book.typed: "12"}))
    first = world.draft(world.tree.province)
    services.write(by=world.receiver, report=first, heading=world.book.heading, text="Ổn định.")
    services.submit(by=world.receiver, report=first)
    owed = Obligation.objects.create(form=second, period=period(), unit=world.tree.province, due_on=period().last_day)
    other = services.start(by=world.receiver, obligation=owed)
    services.type_figure(by=world.receiver, report=other, indicator=second.indicators.get(code="T8"), value="1")
    services.submit(by=world.receiver, report=other)
    cell = services.Corrected(world.book.typed, "20", "Cộng sót", "Sổ")
    services.file_correction(by=world.maker, report=report, cells=[cell], seen=1)
    waiting = Takeover.objects.filter(unit=world.tree.province, state=Takeover.State.WAITING)
    assert {one.report: one.cells for one in waiting} == {one: [{"code": "T1", "was": 12, "now": 20}] for one in (first, other)}
    services.take_over(by=world.receiver, report=other)
    other.refresh_from_db()
    assert other.frozen is not None
    assert other.frozen["table"]["T1"]["value"] == "20"
    assert waiting.get().report == first


def test_words_of_the_second_form_are_news_too(world: World, second: Form) -> None:
    world.filed()
    other = services.start(by=world.maker, obligation=second.obligations.get(unit=world.commune))
    heading = second.headings.get()
    services.write(by=world.maker, report=other, heading=heading, text="Có 12 vườn mẫu.")
    services.submit(by=world.maker, report=other)
    looked = clock.now()
    with clock.standing_at(looked + timedelta(hours=1)):
        services.send_back(by=world.receiver, report=other, reason="Ghi rõ hơn.")
        services.write(by=world.maker, report=other, heading=heading, text="Có 13 vườn mẫu.")
        services.submit(by=world.maker, report=other)
    [told] = since([world.commune.pk], period(), looked).words
    assert told == f"{second.label}: {heading.label}"


def test_a_draft_of_one_form_is_not_shown_for_the_other(world: World, second: Form) -> None:
    report = world.draft()
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="7719")
    mine, read = browser(world.maker), place("read", world.commune.key, PERIOD)
    assert "bản đang lập" in mine.get(read).content.decode().lower()
    other = mine.get(f"{read}?mau=vuon-mau").content.decode()
    assert "Bắt đầu lập" in other
    assert "7.719" not in other.split("<h1")[1]


def test_reminders_and_days_stand_by_form_and_the_way_back_keeps_it(world: World, second: Form) -> None:
    report = filed(world, second)
    assert "1 trong 3 báo cáo đã gửi" in page(world, "campaign", "vuon-mau")
    assert "0 trong 3 báo cáo đã gửi" in page(world, "campaign")
    back = browser(world.receiver).post(place("send_back", report.pk), {"reason": "Sai số vườn"})["Location"]
    assert back == f"{place('below', world.tree.province.key, PERIOD)}?mau=vuon-mau"


def test_with_one_form_there_is_nothing_to_choose(world: World) -> None:
    assert "mau=" not in page(world, "below").split("<main")[1].split("<aside")[0]
    assert "Mẫu báo cáo</a></li><li>" not in page(world, "read")


def test_forms_are_called_by_their_name_in_the_readers_language(world: World, second: Form) -> None:
    client = browser(world.receiver)
    client.cookies["django_language"] = "en"
    assert "Model gardens" in client.get(place("below", world.tree.province.key, PERIOD)).content.decode()


def test_a_figure_is_entered_once_and_shown_on_the_other_form_as_it_stands_there(world: World, second: Form) -> None:
    second.indicators.add(world.book.typed)
    report = world.draft()
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="7719")
    other = services.start(by=world.maker, obligation=second.obligations.get(unit=world.commune))
    page_ = browser(world.maker).get(place("fill", other.pk)).content.decode()
    assert 'name="T1-value"' not in page_
    assert "7.719" in page_
    assert "Nhập và sửa ở: Mẫu thử" in page_
    assert world.book.typed not in unfilled(other)
    services.type_figure(by=world.maker, report=other, indicator=second.indicators.get(code="T8"), value="1")
    services.accept(by=world.receiver, report=services.submit(by=world.maker, report=other))
    assert 'name="T1-value"' not in browser(world.maker).get(place("correct", other.pk)).content.decode()
    cell = services.Corrected(world.book.typed, "9", "Sai", "Sổ")
    with pytest.raises(services.FiguresRefused) as refused:
        services.file_correction(by=world.maker, report=other, cells=[cell], seen=1)
    assert "báo cáo khác" in str(refused.value.errors["T1"])


def test_each_cell_of_the_matrix_leads_to_each_form_that_is_owed(world: World, second: Form) -> None:
    world.filed()
    html = page(world, "filing")
    read = place("read", world.commune.key, PERIOD)
    row = re.findall(r'<tr><th scope="row">Xã ' + world.commune.name + "</th>(.*?)</tr>", html, re.DOTALL)[0]
    assert re.findall(r'href="([^"]+)" aria-label="[^"]*: ([^,"]+), ([^,"]+),', row) == [
        (f"{read}?mau=test", "Mẫu thử", "đã gửi"),
        (f"{read}?mau=vuon-mau", "Vườn mẫu", "chưa gửi"),
    ]
    assert "Vườn mẫu</span>" in row


def test_a_province_in_the_matrix_of_the_centre_leads_to_each_form_too(world: World, second: Form) -> None:
    cells = by_form([world.tree.province], [period(PERIOD).pk])
    assert {form: one.expected for form, one in cells[world.tree.province.pk, period(PERIOD).pk].items()} == {
        world.book.form.pk: 4,
        second.pk: 3,
    }


def test_what_one_form_left_out_is_not_said_of_the_other_that_took_it_over(world: World, second: Form) -> None:
    second.indicators.add(world.book.typed)
    second.levels, second.due = ["commune", "province"], {"commune": {"": "days 9"}, "province": {"": "days 9"}}
    second.save()
    services.open_period(by=world.receiver, form=second, period_key=PERIOD, root=world.tree.province)
    services.accept(by=world.receiver, report=world.filed())
    above = [world.filed(world.tree.province, {world.book.stock: "2"})]
    other = services.start(by=world.receiver, obligation=second.obligations.get(unit=world.tree.province))
    services.type_figure(by=world.receiver, report=other, indicator=second.indicators.get(code="T8"), value="3")
    above.append(services.submit(by=world.receiver, report=other))
    report = Report.objects.get(unit=world.commune, form=world.book.form)
    cell = services.Corrected(world.book.typed, "20", "Cộng sót", "Sổ họp")
    explained(lambda said: services.file_correction(by=world.maker, report=report, cells=[cell], seen=1, sentences=said))
    explained(lambda said: services.take_over(by=world.receiver, report=above[0], sentences=said))
    services.explain_correction(
        by=world.receiver, takeover=Takeover.objects.get(report=above[1]), sentence="Chuyên đề đã chốt số trước đó."
    )
    first, second_notes = (told(world.tree.province, period(), form=one.form).figures.notes for one in above)
    assert not [note for note in first if "Chuyên đề đã chốt" in note]
    assert [note for note in second_notes if "Chuyên đề đã chốt" in note]
    number = browser(world.receiver).get(place("number", world.tree.province.key, PERIOD, "T1")).content.decode()
    assert "Vườn mẫu: Xã" in number
