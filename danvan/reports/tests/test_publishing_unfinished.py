"""Publishing before all reports are in: said in words, known by who publishes, with a reason that everybody reads."""

import pytest
from django.test import Client
from django.urls import reverse

from danvan.audit.doer import SYSTEM
from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.models import Form, Obligation, Publication, Report
from danvan.reports.selectors.reported import reported_for
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, PERIOD, Book, Tree, filed
from danvan.reports.tests.test_page_publishing import DAY, lines, page, publisher, seen, send
from danvan.reports.tests.test_publishing import submitted

__all__ = ["lines"]
pytestmark = pytest.mark.django_db
WHY = "Chủ tịch tỉnh yêu cầu nêu số sớm"


def land(lines: Book, communes: int, reported: int) -> Tree:
    """A province with so many communes, some of which have reported."""
    made = factories.tree(communes)
    with clock.standing_at(AFTER):
        for commune in made.communes[:reported]:
            filed(lines.form, commune, {lines.typed: "31"}, root=made.province)
    return made


def own_report(tree: Tree) -> None:
    """The province sends its own."""
    with clock.standing_at(AFTER):
        owed = Obligation.objects.get(unit=tree.province, period__key=PERIOD)
        report = services.start(by=SYSTEM, obligation=owed)
        services.type_figure(by=SYSTEM, report=report, indicator=report.form.indicators.get(code="T1"), value="3")
        submitted(report)


def press(tree: Tree, reason: str = "", knowing: str = "") -> str:
    """What comes back when what was just shown is published."""
    client = publisher(tree.province)
    text = page(client, "edition", tree.province.key, PERIOD)
    return send(client, "edition", tree.province.key, PERIOD, seen=seen(text), reason=reason, knowing=knowing)[1]


def test_the_preview_says_on_each_form_who_gave_and_names_the_few_that_did_not(lines: Book) -> None:
    tree = land(lines, 4, 2)
    text = page(publisher(tree.province), "edition", tree.province.key, PERIOD)
    assert "Chưa đủ báo cáo" in text
    assert "<strong>Mẫu thử:</strong> 2/4 đơn vị đã gửi báo cáo; còn thiếu: Xã Xã 002, Xã Xã 003." in text
    assert "Báo cáo của chính Tỉnh Ninh Bình chưa gửi." in text
    assert 'name="knowing"' in text


def test_one_province_that_was_asked_is_not_the_country(lines: Book) -> None:
    tree = land(lines, 2, 2)
    own_report(tree)
    [one] = reported_for(tree.centre, factories.period())
    assert one.filing is not None
    assert (one.filing.filed, one.filing.expected, one.unasked, one.complete) == (1, 1, 1, False)
    text = page(publisher(tree.centre), "edition", tree.centre.key, PERIOD)
    assert "Chưa đủ báo cáo" in text
    assert "1 tỉnh, thành phố không phải gửi báo cáo này" in text


def test_many_that_are_missing_are_counted_and_their_names_folded_away(lines: Book) -> None:
    tree = land(lines, 14, 1)
    text = page(publisher(tree.province), "edition", tree.province.key, PERIOD)
    assert "1/14 đơn vị đã gửi báo cáo; còn thiếu 13 đơn vị." in text
    assert text.count("<li>Xã Xã 0") == 13


def test_one_press_does_not_publish_what_is_not_complete(lines: Book) -> None:
    tree = land(lines, 4, 1)
    assert "Đánh dấu rằng bạn biết điều đó" in press(tree)
    assert "Đánh dấu rằng bạn biết điều đó" in press(tree, reason=WHY)
    kept = press(tree, knowing="on", reason="...")
    assert "Ghi lý do vẫn công bố" in kept
    assert 'name="knowing"' in kept
    assert "checked" in kept
    assert not Publication.objects.exists()


def test_who_knows_it_publishes_with_a_reason_that_is_kept_audited_and_read_by_everybody(client: Client, lines: Book) -> None:
    tree = land(lines, 4, 1)
    assert "Đã công bố" in press(tree, knowing="on", reason=WHY)
    made = Publication.objects.get()
    assert (made.reason, made.filed, made.expected) == (WHY, 1, 4)
    data = Entry.objects.get(act="reports.publication.publish").data
    assert (data["reason"], data["filed"], data["complete"]) == (WHY, "1/4", False)
    public = client.get(reverse("portal:figures_unit", args=(tree.province.key, PERIOD))).content.decode()
    assert "Công bố khi 1/4 đơn vị đã gửi." in public
    assert f"Lý do công bố khi chưa đủ báo cáo: {WHY}" in public
    assert "Đính chính, lần công bố" not in public


def test_complete_figures_ask_for_nothing_more(client: Client, lines: Book) -> None:
    tree = land(lines, 4, 4)
    own_report(tree)
    text = page(publisher(tree.province), "edition", tree.province.key, PERIOD)
    assert "Đã đủ báo cáo" in text
    assert "4/4 đơn vị đã gửi báo cáo." in text
    assert "Báo cáo của chính Tỉnh Ninh Bình đã gửi." in text
    assert 'name="knowing"' not in text
    assert "Đã công bố" in press(tree)
    assert "Công bố khi" not in client.get(reverse("portal:figures_unit", args=(tree.province.key, PERIOD))).content.decode()
    assert Entry.objects.get(act="reports.publication.publish").data["complete"] is True


def test_a_correction_of_what_is_still_not_complete_asks_for_the_mark_too(lines: Book) -> None:
    tree = land(lines, 4, 3)
    press(tree, knowing="on", reason=WHY)
    with clock.standing_at(DAY):
        filed(lines.form, tree.communes[3], {lines.typed: "55"}, root=tree.province)
    assert "vì sao công bố khi chưa đủ báo cáo" in page(publisher(tree.province), "edition", tree.province.key, PERIOD)
    assert "Đánh dấu rằng bạn biết điều đó" in press(tree, reason="Thêm Xã 003")
    assert "Đã công bố" in press(tree, reason="Thêm Xã 003", knowing="on")


def test_each_form_is_told_by_itself_and_the_calendar_publishes_on_its_day_whatever_is_in(lines: Book) -> None:
    tree = land(lines, 3, 3)
    own_report(tree)
    other = Form.objects.create(code="other", name="Mẫu khác", title="Báo cáo", levels=["commune"], due={"commune": {"": "days 5"}})
    other.indicators.set([lines.stock])
    with clock.standing_at(AFTER):
        filed(other, tree.communes[0], {lines.stock: "4"}, root=tree.province)
    said = [
        (one.form.code, one.filing and (one.filing.filed, one.filing.expected), one.own)
        for one in reported_for(tree.province, factories.period())
    ]
    assert said == [("test", (3, 3), True), ("other", (1, 3), None)]
    with clock.standing_at(DAY):
        with pytest.raises(Refused) as refused:
            services.publish(by=SYSTEM, root=tree.province, period=factories.period(), knowing=False)
        assert refused.value.field == "knowing"
        [made] = [one for one in services.publish_due(by=SYSTEM) if one.root_id == tree.province.pk]
    assert Report.objects.filter(unit=tree.province).count() == 1
    assert made.reason == ""
