"""Remarks on the cells of a report: threaded, settled, beside the cells where they are entered, kept; and what changed since the return."""

import pytest
from django.urls import reverse

from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.models import Comment, Report
from danvan.reports.selectors.review import by_cell, changed_since, differences, threads
from danvan.reports.tests.factories import PERIOD
from danvan.reports.tests.page_world import World, browser, place, world

__all__ = ["world"]

pytestmark = pytest.mark.django_db


def returned(world: World) -> tuple[Report, Comment]:
    """A report sent back with a remark on T1."""
    report = world.filed()
    remark = services.comment(by=world.receiver, report=report, cell=world.book.typed, text="Lớn hơn kỳ trước gấp đôi?")
    return services.send_back(by=world.receiver, report=report, reason="Xem T1"), remark


def test_a_remark_its_answer_and_its_end_stay_with_the_report(world: World) -> None:
    report, remark = returned(world)
    services.answer(by=world.maker, comment=remark, text="Có thêm một thôn mới.")
    services.resolve(by=world.receiver, comment=remark)
    services.resolve(by=world.receiver, comment=remark)
    one = threads(report)[0]
    assert (one.cell, one.figure, one.open, one.first.revision) == ("T1", True, False, 1)
    assert [reply.text for reply in one.answers] == ["Có thêm một thôn mới."]
    assert one.first.resolved_by == world.receiver.label
    services.answer(by=world.maker, comment=one.answers[0], text="Xin nói thêm.")
    assert threads(report)[0].open


def test_a_remark_says_something_about_a_cell_of_the_form(world: World) -> None:
    report = world.filed()
    for text in (" ", "x" * 2001):
        with pytest.raises(Refused) as refused:
            services.comment(by=world.receiver, report=report, cell=world.book.heading, text=text)
        assert refused.value.field == "text"
    world.book.form.indicators.remove(world.book.typed)
    with pytest.raises(Refused, match="không có ô đó"):
        services.comment(by=world.receiver, report=report, cell=world.book.typed, text="?")


def test_remarks_stand_beside_the_cells_where_they_are_entered(world: World) -> None:
    report, _remark = returned(world)
    services.comment(by=world.receiver, report=report, cell=world.book.heading, text="Thiếu tồn tại, hạn chế.")
    client = browser(world.maker)
    assert "Lớn hơn kỳ trước gấp đôi?" in client.get(place("group", report.pk, "T")).content.decode()
    assert "Thiếu tồn tại, hạn chế." in client.get(place("words", report.pk, "I")).content.decode()
    assert "2 nhận xét của nơi nhận chưa khép lại." in client.get(place("edit", report.pk)).content.decode()
    assert by_cell(report, figures=False).keys() == {"I"}


def test_the_receiver_sees_what_changed_since_the_return_cell_by_cell(world: World) -> None:
    report, _remark = returned(world)
    assert changed_since(report) == []
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="15", qualifier="about")
    services.write(by=world.maker, report=report, heading=world.book.heading, text="Dân đồng thuận.")
    services.submit(by=world.maker, report=report)
    changes = [(one.cell, one.figure, one.old, one.new) for one in changed_since(report)]
    assert changes == [("T1", True, "12", "khoảng 15"), ("I", False, "–", "Dân đồng thuận.")]
    page = browser(world.receiver).get(place("review", report.pk)).content.decode()
    assert "2 ô khác lần gửi trước" in page
    assert f'<a href="{place("number", world.commune.key, PERIOD, "T1")}">khoảng 15</a>' in page


def test_the_same_twice_is_no_difference() -> None:
    content = {"facts": [{"code": "A", "raw": 150, "scale": 1}], "words": [{"heading": "I", "text": "Lời"}]}
    assert differences(content, content) == []
    assert differences(content, {"facts": [], "words": []})[0].old == "15,0"


def test_the_pages_of_a_remark(world: World) -> None:
    report = world.filed()
    receiver, maker = browser(world.receiver), browser(world.maker)
    address = place("review", report.pk)
    assert "Mục này không được để trống" in receiver.post(f"{address}?o=T1", {"text": ""}).content.decode()
    receiver.post(f"{address}?o=T1", {"text": "Vì sao?"})
    remark = Comment.objects.get()
    assert receiver.post(f"{address}?o=khong", {"text": "Vì sao?"}).status_code == 200
    assert Comment.objects.count() == 1
    maker.post(place("comment_answer", remark.pk), {"text": "Vì thêm thôn."})
    assert maker.post(place("comment_resolve", remark.pk)).status_code == 404
    receiver.post(place("comment_resolve", remark.pk))
    remark.refresh_from_db()
    assert remark.resolved_at is not None
    for stranger in (world.neighbour, world.stranger):
        client = browser(stranger)
        assert client.get(address).status_code == 404
        assert client.post(place("comment_answer", remark.pk), {"text": "x"}).status_code == 404
    assert Comment.objects.count() == 2


def test_a_receiver_does_not_review_a_draft(world: World) -> None:
    assert browser(world.receiver).get(place("review", world.draft().pk)).status_code == 404


def test_sender_and_receiver_are_told_of_remarks_that_nobody_closed_before_the_report_goes_and_before_it_is_taken(world: World) -> None:
    report, remark = returned(world)
    words = "Còn 1 nhận xét chưa khép."
    assert words in browser(world.maker).get(place("check", report.pk)).content.decode()
    sent = services.submit(by=world.maker, report=report)
    client = browser(world.receiver)
    address = reverse("reports:read", args=[world.commune.key, PERIOD])
    many = reverse("reports:accept_many", args=[world.tree.province.key, PERIOD])
    assert words in client.get(address).content.decode()
    assert words in client.get(place("review", sent.pk)).content.decode()
    assert words in client.post(many, {"report": [sent.pk]}).content.decode()
    services.resolve(by=world.receiver, comment=remark)
    assert words not in client.get(address).content.decode()
    assert words not in client.post(many, {"report": [sent.pk]}).content.decode()
