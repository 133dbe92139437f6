"""A report that has left says so, and leads where it may still be changed; who receives is called by the right name."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from danvan.audit.doer import SYSTEM
from danvan.reports import services
from danvan.reports.models import Form, FormState, Report
from danvan.reports.tests.page_world import World, browser, links, place, world
from danvan.reports.tests.test_adjusting import change
from danvan.units.models import Duty
from danvan.units.tests.factories import officer

__all__ = ["world"]
pytestmark = pytest.mark.django_db


def read(client: object, name: str, *args: object) -> str:
    answer = client.get(place(name, *args))  # type: ignore[attr-defined]
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_received_report_shows_no_work_to_do_and_leads_to_the_correction(world: World) -> None:
    report = world.filed()
    services.accept(by=world.receiver, report=report)
    text = read(browser(world.maker), "edit", report.pk)
    for word in ("Chưa làm", "Đang làm", "chưa nhập", "trả lại"):
        assert word not in text
    assert "Đã khóa" in text
    assert "Để trống" in text
    assert place("correct", report.pk) in links(text, "dinh-chinh")


def test_a_report_not_yet_received_is_asked_to_be_opened_again(world: World) -> None:
    report = world.filed()
    text = read(browser(world.maker), "edit", report.pk)
    assert "đề nghị nơi nhận mở lại" in text
    assert links(text, "de-nghi")


def test_the_centre_receives_as_the_centre(world: World) -> None:
    services.open_period(by=SYSTEM, form=world.book.form, period_key="2026-Q3", root=world.tree.centre, levels=["province"])
    owed = world.owed(world.tree.province)
    report = services.start(by=world.receiver, obligation=owed)
    services.type_figure(by=world.receiver, report=report, indicator=world.book.typed, value="5")
    text = read(browser(world.receiver), "check", report.pk)
    assert "Trung ương thấy báo cáo" in text
    assert "Việt Nam thấy" not in text


def test_only_forms_that_the_unit_may_open_are_offered(world: World) -> None:
    own = Form.objects.create(code="own", name="Mẫu của tỉnh khác", title="B", owner=world.tree.other, levels=["commune"])
    Form.objects.create(code="ours", name="Mẫu của tỉnh", title="B", owner=world.tree.province, levels=["commune"])
    text = read(browser(world.receiver), "open")
    assert "Mẫu thử" in text
    assert "Mẫu của tỉnh<" in text
    assert own.name not in text


def test_nothing_or_everything_is_ticked_for_the_paper(world: World) -> None:
    world.filed()
    client = browser(world.receiver)
    address = place("print", world.tree.province.key, "2026-Q3")
    ticked, bare = (client.get(address + query).content.decode() for query in ("?chon-het=1", "?bo-het=1"))
    assert ticked.count(" checked") == ticked.count('name="chi-tieu"') > 0
    assert bare.count(" checked") == 0


def test_the_workbook_shows_the_count_and_what_was_adjusted(world: World) -> None:
    report = world.draft()
    fact = report.facts.get(indicator=world.book.counted)
    services.adjust(by=world.maker, report=report, indicator=world.book.counted, change=change("+2"), seen=fact.value or 0)
    answer = browser(world.maker).get(place("sheet_template", report.pk))
    page = load_workbook(BytesIO(answer.content))["Số liệu"]
    row = next(row for row in page.iter_rows(values_only=True) if row[0] == "T3")
    assert row[3] == 5
    assert row[5] == "Đếm được 3, điều chỉnh +2 thành 5."


def test_of_two_who_save_a_draft_the_second_is_told_and_keeps_what_was_typed(world: World) -> None:
    keeper = officer(world.tree.centre, Duty.KEEP_BOOK)
    client = browser(keeper)
    world.book.form.due |= {"district": {"": "days 8"}}
    world.book.form.save(update_fields=["due"])
    draft = services.revise(by=keeper, form=world.book.form)
    pages = [client.get(place("form_headings", draft.pk)) for _person in range(2)]
    typed = {bound.html_name: bound.value() or "" for row in pages[0].context["asked"] for bound in row}
    typed |= {bound.html_name: bound.value() for bound in pages[0].context["asked"].management_form}
    first, second = (
        {**typed, "seen": page.context["seen"], "form-0-title": title} for page, title in zip(pages, ("Một", "Hai"), strict=True)
    )
    assert client.post(place("form_headings", draft.pk), first).status_code == 302
    refused = client.post(place("form_headings", draft.pk), second)
    text = refused.content.decode()
    assert "Người khác vừa lưu mẫu này" in text
    assert 'value="Hai"' in text
    assert draft.headings.get(code="I").title == "Một"
    again = client.post(place("form_headings", draft.pk), {**second, "seen": refused.context["seen"]})
    assert again.status_code == 302
    assert draft.headings.get(code="I").title == "Hai"
    assert Form.objects.get(pk=draft.pk).state == FormState.DRAFT
    assert Report.objects.count() == 0
