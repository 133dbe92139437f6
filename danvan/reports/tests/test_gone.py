"""A period is taken back while somebody has its report open: they are told in words, and what they typed is not lost."""

import html
import re
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from danvan.audit.models import Entry
from danvan.reports import services
from danvan.reports.access import own_report
from danvan.reports.models import Campaign, Report
from danvan.reports.selectors.taken_back import is_about, taken_back
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.reports.views.gone import told

__all__ = ["world"]

pytestmark = pytest.mark.django_db
WHY = "Mở nhầm mẫu."


def taken(world: World) -> Report:
    """The maker has begun and typed nothing yet; then the province takes the opening back."""
    report = world.draft()
    services.take_back(by=world.receiver, campaign=Campaign.objects.get(form=world.book.form, period__key="2026-Q3"), reason=WHY)
    return report


def said(answer: Any) -> str:
    assert answer.status_code == 410, answer.status_code
    return re.sub(r"\s+", " ", html.unescape(answer.content.decode()))


def test_what_an_open_page_sends_by_itself_is_answered_with_a_message(world: World) -> None:
    report = taken(world)
    answer = browser(world.maker).post(place("cells", report.pk), {"row": "T1", "T1-value": "12", "revision": "0"})
    assert answer.status_code == 410
    message = answer.json()["message"]
    assert message.startswith("Tỉnh Ninh Bình đã hủy mở kỳ Quý III năm 2026 của mẫu “Mẫu thử” lúc ")
    assert "vẫn còn trong trình duyệt này" in message


def test_a_whole_page_that_is_saved_comes_back_with_everything_typed(world: World) -> None:
    report = taken(world)
    typed = {
        "T1-value": "12",
        "T1-qualifier": "over",
        "T1-source_title": "Sổ họp",
        "T2-value": " ",
        "T1-seen": "x",
        "save": "",
        "revision": "0",
    }
    page = said(browser(world.maker).post(place("fill", report.pk), typed))
    assert "đã hủy mở kỳ Quý III năm 2026" in page
    assert WHY in page
    assert f"<dt>Người hủy</dt><dd>{world.receiver.label}</dd>" in page
    assert '<dt>T1 T1</dt><dd class="typed">hơn 12; Sổ họp</dd>' in page
    assert "T2 T2</dt>" not in page
    assert "Nếu việc hủy là nhầm, hãy trao đổi với Tỉnh Ninh Bình" in page


def test_words_come_back_under_the_name_of_their_heading(world: World) -> None:
    report = taken(world)
    text = "Tình hình nhân dân ổn định.\nBa hội nghị <đối thoại>."
    page = browser(world.maker).post(place("words", report.pk, world.book.heading.code), {"text": text, "save": ""})
    assert page.status_code == 410
    assert f'<dt>Tình hình</dt><dd class="typed">{html.escape(text)}</dd>' in page.content.decode()


@pytest.mark.parametrize("name", ["edit", "fill", "check", "paste", "sheet"])
def test_every_page_of_the_report_says_what_became_of_it(world: World, name: str) -> None:
    report = taken(world)
    page = said(browser(world.maker).get(place(name, report.pk)))
    assert "Kỳ báo cáo đã bị hủy mở" in page
    assert "Những gì bạn vừa gửi" not in page


def test_once_the_period_is_opened_again_the_page_leads_to_the_new_report(world: World) -> None:
    report = taken(world)
    services.open_period(by=world.receiver, form=world.book.form, period_key="2026-Q3", root=world.tree.province)
    page = said(browser(world.maker).get(place("fill", report.pk)))
    assert "Kỳ này đã được mở lại cho đơn vị." in page
    assert place("begin", world.owed(world.commune).pk) in page
    again = world.draft()
    assert place("edit", again.pk) in said(browser(world.maker).get(place("fill", report.pk)))


def test_others_learn_nothing_and_what_never_was_is_not_there(world: World) -> None:
    report = taken(world)
    for who in (world.neighbour, world.stranger):
        assert browser(who).post(place("cells", report.pk), {}).status_code == 404
        assert browser(who).get(place("edit", report.pk)).status_code == 404
    assert browser(world.maker).get(place("edit", report.pk + 100)).status_code == 404
    assert taken_back(report.pk + 100) is None


def test_the_log_names_the_reports_that_went_and_a_line_of_an_earlier_release_the_units_alone(world: World) -> None:
    report = taken(world)
    line, begun = Entry.objects.get(act="reports.period.take_back"), Entry.objects.get(act="reports.report.start", subject_id=report.pk)
    assert line.data["reports"] == [report.pk]
    old = Entry(data={name: value for name, value in line.data.items() if name != "reports"})
    assert is_about(old, report.pk, begun)
    assert not is_about(Entry(data={**old.data, "period": "2026-Q2"}), report.pk, begun)
    assert not is_about(line, report.pk + 1, begun)


def test_what_is_taken_back_between_the_look_and_the_act_is_told_too(world: World, rf: RequestFactory) -> None:
    """The page was answered for, and while it waited for the lock the report went."""
    report = world.draft()

    def words(request: HttpRequest, pk: int) -> HttpResponse:
        who, held = own_report(request, pk)
        services.take_back(by=world.receiver, campaign=Campaign.objects.get(form=world.book.form, period__key="2026-Q3"), reason=WHY)
        services.write(by=who, report=held, heading=world.book.heading, text=request.POST["text"])
        return HttpResponse()

    request = rf.post(place("edit", report.pk), {"text": "Ổn định."})
    client = browser(world.maker)
    request.user, request.session = world.maker.user, client.session
    page = said(told(words)(request, pk=report.pk))
    assert WHY in page
    assert '<dd class="typed">Ổn định.</dd>' in page
