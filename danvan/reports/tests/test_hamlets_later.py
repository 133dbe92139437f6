"""What changes in a hamlet after its commune has filed: the commune is told, takes it into its own figure or says why not, and every level follows."""

import pytest

from danvan.audit.doer import SYSTEM
from danvan.lib.refusal import Refused
from danvan.reports import frozen, services, totals
from danvan.reports.models import Correction, Fact, Report, ReportState, Revision, Takeover, Total
from danvan.reports.selectors import waiting_for
from danvan.reports.selectors.checked import open_questions
from danvan.reports.services import Corrected
from danvan.reports.tests.factories import PERIOD, explained
from danvan.reports.tests.page_world import browser, place
from danvan.reports.tests.test_hamlets import Village, village

__all__ = ["village"]

State, Kind = Takeover.State, Correction.Kind


def corrected(village: Village, report: Report, value: str, reason: str = "Đếm sót một hộ") -> Correction | None:
    """The hamlet's report, received and corrected."""
    services.accept(by=village.commune, report=report)
    report.refresh_from_db()
    cell = Corrected(village.book.typed, value, reason, "Sổ họp thôn tháng 8")
    return services.file_correction(by=village.head, report=report, cells=[cell], seen=report.revision)


def sent_up(village: Village) -> Report:
    """The commune's report, sent."""
    return services.submit(by=village.commune, report=village.report(village.tree.communes[0]))


def told(village: Village) -> Takeover:
    """What the commune has been told last."""
    return Takeover.objects.filter(unit=village.tree.communes[0]).order_by("-id")[0]


def total(village: Village) -> int:
    """What the province has."""
    return Total.objects.get(unit=village.tree.province, indicator=village.book.typed).value


def test_a_correction_in_a_hamlet_waits_at_its_commune_and_changes_nothing_above_by_itself(village: Village) -> None:
    first = village.filed(village.hamlets[0], "4")
    village.filed(village.hamlets[1], "5")
    commune = sent_up(village)
    corrected(village, first, "6")
    one = told(village)
    assert (one.state, one.report, one.cells) == (State.WAITING, commune, [{"code": "T1", "was": 9, "now": 11}])
    assert set(Takeover.objects.values_list("unit", flat=True)) == {commune.unit_id}
    assert (village.own(commune), total(village)) == (9, 9)
    assert [each.pk for each in waiting_for(village.commune).to_answer] == [one.pk]


def test_what_the_commune_takes_over_goes_up_with_its_reason_and_every_level_is_told(village: Village) -> None:
    first = village.filed(village.hamlets[0], "4")
    commune = sent_up(village)
    province = village.filed(village.tree.province, "1")
    corrected(village, first, "6")
    taken = services.take_over(by=village.commune, report=commune)
    assert (taken.revision, village.own(commune), total(village)) == (2, 6, 7)
    assert frozen.is_whole(taken)
    revision = Revision.objects.get(fact__report=commune)
    assert (revision.old, revision.new, revision.number) == (4, 6, 2)
    assert (revision.reason, revision.evidence) == ("Thôn Đông: Đếm sót một hộ", "Báo cáo của Thôn Đông, lần gửi 2")
    assert (told(village).state, told(village).revision) == (State.TAKEN, 2)
    above = Takeover.objects.get(unit=village.tree.province)
    assert (above.state, above.report, above.cells) == (State.WAITING, province, [{"code": "T1", "was": 5, "now": 7}])
    assert above.correction.reason == "Thôn Đông: Đếm sót một hộ"
    assert totals.check() == []
    with pytest.raises(Refused, match="Không còn"):
        services.take_over(by=village.commune, report=commune)


def test_a_hamlet_that_files_late_waits_at_its_commune(village: Village) -> None:
    village.filed(village.hamlets[0], "4")
    commune = sent_up(village)
    village.filed(village.hamlets[1], "3")
    one = told(village)
    assert (one.correction.kind, one.state, one.cells) == (Kind.LATE, State.WAITING, [{"code": "T1", "was": 4, "now": 7}])
    services.take_over(by=village.commune, report=commune)
    assert (village.own(commune), total(village)) == (7, 7)
    assert Revision.objects.get(fact__report=commune).reason == "Thôn Đoài: gửi lần đầu, sau báo cáo của cấp trên"


def test_a_hamlet_that_files_late_is_news_to_nobody_while_the_commune_is_still_at_work(village: Village) -> None:
    commune = village.report(village.tree.communes[0])
    village.filed(village.hamlets[0], "4")
    assert not Correction.objects.exists()
    services.submit(by=village.commune, report=commune)
    assert village.own(commune) == 4


def test_a_report_that_went_back_and_comes_again_otherwise_waits_at_the_commune(village: Village) -> None:
    first = village.filed(village.hamlets[0], "4")
    village.filed(village.hamlets[1], "5")
    commune = sent_up(village)
    services.send_back(by=village.commune, report=first, reason="Tính lại.")
    assert (village.own(commune), total(village)) == (9, 9)
    services.type_figure(by=village.head, report=first, indicator=village.book.typed, value="2")
    services.submit(by=village.head, report=first)
    one = told(village)
    assert (one.correction.kind, one.correction.reason, one.cells) == (Kind.RETURNED, "Tính lại.", [{"code": "T1", "was": 9, "now": 7}])


def test_what_came_back_as_it_was_is_told_to_a_commune_that_had_filed_without_it(village: Village) -> None:
    first = village.filed(village.hamlets[0], "4")
    village.filed(village.hamlets[1], "5")
    services.send_back(by=village.commune, report=first, reason="Tính lại.")
    commune = sent_up(village)
    assert village.own(commune) == 5
    services.submit(by=village.head, report=first)
    assert told(village).cells == [{"code": "T1", "was": 5, "now": 9}]


def test_the_commune_may_explain_and_the_sentence_is_printed_with_its_report(village: Village) -> None:
    first = village.filed(village.hamlets[0], "4")
    commune = sent_up(village)
    corrected(village, first, "6")
    client = browser(village.commune)
    read = place("read", commune.unit.key, PERIOD)
    assert "Thôn Đông đính chính" in client.get(read).content.decode()
    services.explain_correction(by=village.commune, takeover=told(village), sentence="Đã báo cáo tỉnh, đưa vào kỳ sau.")
    page = client.get(read).content.decode()
    assert "T1: 4 → 6; chưa đưa vào báo cáo này. Giải trình: Đã báo cáo tỉnh, đưa vào kỳ sau." in page
    assert village.own(commune) == 4


def test_what_was_explained_comes_along_with_the_next_one_that_is_taken_over(village: Village) -> None:
    first, second = village.filed(village.hamlets[0], "4"), village.filed(village.hamlets[1], "5")
    commune = sent_up(village)
    corrected(village, first, "6")
    services.explain_correction(by=village.commune, takeover=told(village), sentence="Sẽ đưa vào kỳ sau.")
    corrected(village, second, "8", "Cộng nhầm")
    services.take_over(by=village.commune, report=commune)
    assert village.own(commune) == 14
    assert Revision.objects.get(fact__report=commune).reason == "Thôn Đông: Đếm sót một hộ; Thôn Đoài: Cộng nhầm"
    assert {one.state for one in commune.takeovers.all()} == {State.TAKEN}


def test_a_number_that_the_commune_typed_is_never_overwritten(village: Village) -> None:
    first = village.filed(village.hamlets[0], "4")
    commune = village.report(village.tree.communes[0])
    services.type_figure(by=village.commune, report=commune, indicator=village.book.typed, value="6")
    [asked] = open_questions(commune)
    services.explain(by=village.commune, report=commune, sentences={asked.question.key: "Thêm hai hộ ngoài thôn."})
    services.submit(by=village.commune, report=commune)
    corrected(village, first, "5")
    with pytest.raises(Refused, match="T1 T1: đơn vị đã nhập số khác"):
        services.take_over(by=village.commune, report=commune)
    commune.refresh_from_db()
    assert (commune.revision, village.own(commune), told(village).state) == (1, 6, State.WAITING)
    services.accept(by=village.province, report=commune)
    commune.refresh_from_db()
    cell = Corrected(village.book.typed, "5", "Theo số của thôn", "Báo cáo của thôn")
    services.file_correction(by=village.commune, report=commune, cells=[cell], seen=1)
    commune.refresh_from_db()
    services.take_over(by=village.commune, report=commune)
    assert (village.own(commune), told(village).state) == (5, State.TAKEN)


def corrected_both(village: Village, report: Report, typed: str, stock: str) -> None:
    """Two figures of the hamlet's report corrected at once; an empty one is left as it is."""
    if report.state != ReportState.ACCEPTED:
        services.accept(by=village.commune, report=report)
    report.refresh_from_db()
    values = ((village.book.typed, typed), (village.book.stock, stock))
    cells = [Corrected(one, value, "Đếm sót một hộ", "Sổ của thôn") for one, value in values if value]
    explained(lambda said: services.file_correction(by=village.head, report=report, cells=cells, seen=report.revision, sentences=said))


def test_of_what_was_declined_only_the_figures_that_follow_the_hamlets_come_in(village: Village) -> None:
    first, second = village.filed(village.hamlets[0], "4"), village.filed(village.hamlets[1], "5")
    commune = village.report(village.tree.communes[0])
    services.type_figure(by=village.commune, report=commune, indicator=village.book.typed, value="20")
    [asked] = open_questions(commune)
    services.explain(by=village.commune, report=commune, sentences={asked.question.key: "Thêm mười một hộ ngoài thôn."})
    services.submit(by=village.commune, report=commune)
    corrected_both(village, first, "6", "3")
    services.explain_correction(by=village.commune, takeover=told(village), sentence="Để sang kỳ sau.")
    corrected_both(village, second, "", "2")
    page = browser(village.commune).get(place("take_over", commune.pk)).content.decode()
    also = page.partition('id="da-tu-choi"')[2].partition("</section>")[0]
    assert "T2 " in also
    assert "T1 " not in also
    explained(lambda said: services.take_over(by=village.commune, report=commune, sentences=said))
    left = [(one.state, [cell["code"] for cell in one.cells]) for one in commune.takeovers.order_by("id")]
    assert left == [(State.EXPLAINED, ["T1"]), (State.TAKEN, ["T2"])]


def test_the_pages_of_the_commune_lead_to_what_waits(village: Village) -> None:
    first = village.filed(village.hamlets[0], "4")
    commune = sent_up(village)
    client = browser(village.commune)
    assert place("corrections") in client.get(place("list")).content.decode()
    corrected(village, first, "6")
    taking = place("take_over", commune.pk)
    for page in (place("corrections"), place("edit", commune.pk), "/lam-viec/"):
        assert taking in client.get(page).content.decode()
    page = client.get(taking).content.decode()
    assert "4 → 6" in page
    assert "số mà đơn vị tự nhập thì giữ nguyên" in page
    number = place("number", commune.unit.key, PERIOD, "T1")
    apart = "Thôn, tổ dân phố đã gửi cộng lại là 6; báo cáo của đơn vị ghi 4."
    assert apart in client.get(number).content.decode()
    assert client.post(taking).status_code == 302
    assert apart not in client.get(number).content.decode()
    assert "Thôn Đông: Đếm sót một hộ" in client.get(number).content.decode()
    assert browser(village.head).get(taking).status_code == 404


def test_a_hamlet_may_ask_its_commune_to_open_its_report(village: Village) -> None:
    first = village.filed(village.hamlets[0], "4")
    asked = services.ask_to_correct(by=village.head, report=first, reason="Nhầm", what="T1 là 5")
    assert [one.pk for one in waiting_for(village.commune).asked] == [asked.pk]
    page = browser(village.commune).get("/lam-viec/").content.decode()
    assert place("decide_request", asked.pk) in page
    services.decide_request(by=village.commune, request=asked, opens=True)
    first.refresh_from_db()
    assert first.return_reason == "Mở lại theo đề nghị của đơn vị: Nhầm"


def test_the_preview_of_a_hamlets_correction_says_what_it_changes_in_the_commune(village: Village) -> None:
    first = village.filed(village.hamlets[0], "4")
    sent_up(village)
    services.accept(by=village.commune, report=first)
    said = {"seen": "1", "T1-value": "6", "T1-reason": "Đếm sót", "T1-evidence": "Sổ họp", "T1-qualifier": "", "preview": ""}
    page = browser(village.head).post(place("correct", first.pk), said).content.decode()
    assert "4 → 6" in page
    assert village.tree.communes[0].full_name in page
    assert not Correction.objects.exists()


def test_words_and_sources_of_a_hamlet_are_told_to_its_commune(village: Village) -> None:
    report = village.report(village.hamlets[0])
    services.type_figure(by=SYSTEM, report=report, indicator=village.book.typed, value="4")
    services.write(by=village.head, report=report, heading=village.book.heading, text="Ổn định.")
    services.submit(by=village.head, report=report)
    services.accept(by=village.commune, report=report)
    report.refresh_from_db()
    words = [services.Reworded(village.book.heading, "Có một vụ tranh chấp đất.", "Ghi thiếu", "Biên bản họp thôn")]
    services.file_correction(by=village.head, report=report, cells=[], words=words, seen=1)
    [cell] = told(village).cells
    assert cell["heading"] == "I"
    assert Fact.objects.get(report=report, indicator=village.book.typed).value == 4
