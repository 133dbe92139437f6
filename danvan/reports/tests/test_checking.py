"""A check asks for a sentence: kept with the report, frozen, printed, and asked for anew when a number changes."""

import json
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.checks import Line, questions
from danvan.reports.models import Answer, Form, Indicator, Relation, Report, ReportState, Submission
from danvan.reports.selectors.checked import known_of, lines_of, open_questions, questions_of
from danvan.reports.services.checking import AnswersRefused
from danvan.reports.tests.factories import MERGED, Book, edge, started, unit
from danvan.reports.tests.factories import filed as give
from danvan.reports.tests.page_world import World, browser, build, place, world
from danvan.units.models import Unit

__all__ = ["world"]

SOURCE = services.SourceData("Sổ theo dõi")


def filed(world: World, where: Unit, key: str, value: str, on: date) -> Report:
    """The unit's report of a period with one typed figure, submitted on the day."""
    with clock.standing_at(on):
        root = where if where.valid_to else world.tree.province
        owed = services.open_period(by=SYSTEM, form=world.book.form, period_key=key, root=root, levels=["commune"])
        report = services.start(by=SYSTEM, obligation=next(one for one in owed if one.unit_id == where.pk))
        services.type_figure(by=SYSTEM, report=report, indicator=world.book.typed, value=value, source=SOURCE)
        return services.submit(by=SYSTEM, report=report)


def drafted(world: World, value: str) -> Report:
    """The maker's draft with a figure four times that of the quarter before."""
    filed(world, world.commune, "2026-Q2", "10", date(2026, 7, 3))
    report = world.draft()
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value=value)
    return report


def only(report: Report) -> str:
    """The key of the report's one open question."""
    (asked,) = open_questions(report)
    return asked.question.key


@pytest.mark.parametrize(("measure", "asks"), [("cuộc", True), ("triệu đồng", False), ("ha", False)])
def test_a_number_that_no_commune_has_is_asked_about_though_nothing_is_known_to_compare_it_with(
    world: World, measure: str, asks: bool
) -> None:
    Indicator.objects.filter(pk=world.book.typed.pk).update(measure=measure)
    report = world.draft()
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="1000000")
    assert open_questions(report) == []
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="1000000000000")
    assert [(one.question.check, one.question.basis) for one in open_questions(report)] == ([("huge", (10**12,))] if asks else [])


def test_a_report_stays_until_each_question_has_its_sentence(world: World) -> None:
    report = drafted(world, "40")
    with pytest.raises(Refused, match=r"Còn 1 câu hỏi kiểm tra chưa có giải trình: T1\.") as refused:
        services.submit(by=world.maker, report=report)
    assert refused.value.field == "questions"
    assert Report.objects.get(pk=report.pk).state == ReportState.DRAFT
    services.explain(by=world.maker, report=report, sentences={only(report): "Quý này tổ chức thêm đợt tuyên truyền."})
    sent = services.submit(by=world.maker, report=report)
    assert sent.frozen
    (answer,) = sent.frozen["answers"]
    assert answer["asked"] == "Quý II năm 2026 là 10, kỳ này 40 (tăng 300%)."
    assert answer["text"] == "Quý này tổ chức thêm đợt tuyên truyền."
    assert answer["numbers"] == [10, 40]
    assert Submission.objects.get(report=report).content["answers"] == [answer]


def test_when_the_number_changes_the_question_opens_anew(world: World) -> None:
    report = drafted(world, "40")
    services.explain(by=world.maker, report=report, sentences={only(report): "Quý này tổ chức thêm đợt tuyên truyền."})
    assert open_questions(report) == []
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="41")
    (asked,) = open_questions(report)
    assert asked.stale is not None
    with pytest.raises(Refused):
        services.submit(by=world.maker, report=report)
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="40")
    assert open_questions(report) == []


def test_a_sentence_for_numbers_that_changed_meanwhile_is_refused_and_nothing_is_kept(world: World) -> None:
    report = drafted(world, "40")
    key = only(report)
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="50")
    with pytest.raises(AnswersRefused, match="câu hỏi này đã khác"):
        services.explain(
            by=world.maker, report=report, sentences={key: "Một câu đủ dài để giải trình.", only(report): "Một câu khác, cũng đủ dài."}
        )
    assert not Answer.objects.exists()


def test_a_sentence_is_more_than_a_word(world: World) -> None:
    report = drafted(world, "40")
    with pytest.raises(AnswersRefused, match="ít nhất 10 chữ cái"):
        services.explain(by=world.maker, report=report, sentences={only(report): "đúng"})


def test_declared_relations_hold_between_figures_of_one_report(world: World) -> None:
    Relation.objects.create(code="t", left=["T1"], sign="at_most", right=["T2"], valid_from=date(2020, 1, 1))
    report = world.draft()
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="9")
    assert open_questions(report) == []
    services.type_figure(by=world.maker, report=report, indicator=world.book.stock, value="7")
    assert [one.question.check for one in open_questions(report)] == ["relation.t"]


def test_across_the_merger_today_is_compared_with_all_it_was_made_of(world: World) -> None:
    older = [unit("commune", name, world.tree.former[0], until=MERGED) for name in ("Xã Cũ Một", "Xã Cũ Hai")]
    for one in older:
        edge(one, world.commune)
    filed(world, older[0], "2025-Q2", "6", date(2025, 7, 2))
    now = period_draft(world, "2025-Q3")
    assert line(now, world.book).before is None, "one of two predecessors has not reported: nothing to compare with"
    filed(world, older[1], "2025-Q2", "5", date(2025, 7, 2))
    before = line(now, world.book).before
    assert before is not None
    assert (before.when, before.value, before.estimated) == ("Quý II năm 2025", 11, False)


def test_a_predecessor_that_was_cut_is_compared_by_its_share_or_not_at_all(world: World) -> None:
    older = unit("commune", "Xã Bị Chia", world.tree.former[0], until=MERGED)
    cut = edge(older, world.commune, whole=False, ppm=500_000)
    edge(older, world.tree.communes[1], whole=False, ppm=500_000)
    filed(world, older, "2025-Q2", "10", date(2025, 7, 2))
    now = period_draft(world, "2025-Q3")
    assert line(now, world.book).before is None, "the indicator declares no measure to divide it by"
    world.book.typed.apportion = "population"
    before = line(now, world.book).before
    assert before is not None
    assert (before.value, before.estimated) == (5, True)
    cut.portions.all().delete()
    assert line(now, world.book).before is None


def period_draft(world: World, key: str) -> Report:
    """The maker's commune's draft of a period."""
    owed = services.open_period(by=SYSTEM, form=world.book.form, period_key=key, root=world.tree.province, levels=["commune"])
    return services.start(by=SYSTEM, obligation=next(one for one in owed if one.unit_id == world.commune.pk))


def line(report: Report, book: Book) -> Line:
    """What the typed indicator of the report is compared with."""
    return lines_of(report, [book.typed], known_of(report))["T1"]


def test_nine_months_are_held_against_the_quarters_that_were_filed(world: World) -> None:
    filed(world, world.commune, "2026-Q1", "10", date(2026, 4, 2))
    filed(world, world.commune, "2026-Q2", "11", date(2026, 7, 2))
    filed(world, world.commune, "2026-Q3", "12", date(2026, 10, 2))
    report = period_draft(world, "2026-9M")
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="34")
    (asked,) = open_questions(report)
    assert asked.question.check == "cumulative"
    assert "cộng lại là 33, kỳ này ghi 34" in asked.question.words
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="33")
    assert open_questions(report) == []


def test_above_the_communes_the_whole_table_is_asked_about(world: World) -> None:
    Relation.objects.create(code="t", left=["T1"], sign="at_most", right=["T2"], valid_from=date(2020, 1, 1))
    report = world.draft(world.tree.province)
    services.type_figure(by=world.receiver, report=report, indicator=world.book.stock, value="3")
    assert open_questions(report) == []
    world.filed(figures={world.book.typed: "5"})
    (asked,) = open_questions(report)
    assert asked.question.basis == (5, 3)


def test_a_level_that_takes_a_correction_over_keeps_the_sentences_whose_numbers_did_not_change(world: World) -> None:
    Relation.objects.create(code="t", left=["T1"], sign="at_most", right=["T2"], valid_from=date(2020, 1, 1))
    below = services.accept(by=world.receiver, report=world.filed(figures={world.book.decimal: "5"}))
    above = world.draft(world.tree.province)
    for one, value in ((world.book.typed, "8"), (world.book.stock, "3")):
        services.type_figure(by=world.receiver, report=above, indicator=one, value=value)
    services.explain(by=world.receiver, report=above, sentences={only(above): "Tám cuộc trùng một mô hình."})
    services.submit(by=world.receiver, report=above)
    cell = services.Corrected(world.book.decimal, "6", "Cộng sót một thôn", "Sổ họp thôn tháng 8")
    services.file_correction(by=world.maker, report=below, cells=[cell], seen=1)
    taken = services.take_over(by=world.receiver, report=above)
    assert taken.frozen
    assert [one["text"] for one in taken.frozen["answers"]] == ["Tám cuộc trùng một mô hình."]


def test_the_page_asks_keeps_and_sends(world: World) -> None:
    report = drafted(world, "40")
    client, address = browser(world.maker), place("check", report.pk)
    page = client.get(address).content.decode()
    assert "Quý II năm 2026 là 10, kỳ này 40 (tăng 300%)." in page
    name = f"q-{only(report)}"
    short = client.post(address, {name: "đúng", "send": ""}).content.decode()
    assert "đúng</textarea>" in short
    assert "ít nhất 10 chữ cái" in short
    refused = client.post(address, {name: "", "send": ""}).content.decode()
    assert "Còn 1 câu hỏi kiểm tra chưa có giải trình" in refused
    assert client.post(address, {name: "Có thêm hai đợt tuyên truyền.", "save": ""})["Location"] == address
    assert "đã giải trình" in client.get(address).content.decode().lower()
    assert client.post(address, {"send": ""})["Location"] == place("edit", report.pk)
    assert Report.objects.get(pk=report.pk).state == ReportState.SUBMITTED


def test_what_was_typed_for_numbers_that_changed_stands_under_the_new_question(world: World) -> None:
    report = drafted(world, "40")
    name = f"q-{only(report)}"
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="50")
    page = browser(world.maker).post(place("check", report.pk), {name: "Có thêm hai đợt tuyên truyền.", "send": ""}).content.decode()
    assert "Có thêm hai đợt tuyên truyền.</textarea>" in page
    assert "câu hỏi này đã khác" in page
    assert not Answer.objects.exists()


def test_the_sentence_of_last_time_is_offered_and_says_that_it_is_old(world: World) -> None:
    early = filed(world, world.commune, "2026-Q1", "100", date(2026, 4, 2))
    assert early.frozen
    owed = services.open_period(by=SYSTEM, form=world.book.form, period_key="2026-Q2", root=world.tree.province, levels=["commune"])
    second = services.start(by=SYSTEM, obligation=next(one for one in owed if one.unit_id == world.commune.pk))
    services.type_figure(by=world.maker, report=second, indicator=world.book.typed, value="10", source=SOURCE)
    services.explain(by=world.maker, report=second, sentences={only(second): "Mùa vụ nên ít hội nghị."})
    services.submit(by=world.maker, report=second)
    report = world.draft()
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="60")
    client, address = browser(world.maker), place("check", report.pk)
    assert "Kỳ trước đã ghi: “Mùa vụ nên ít hội nghị.”" in client.get(address).content.decode()
    client.post(address, {f"same-{only(report)}": "on", "send": ""})
    sent = Report.objects.get(pk=report.pk)
    assert sent.frozen
    assert sent.frozen["answers"][0]["text"] == "Như kỳ trước: Mùa vụ nên ít hội nghị."


def test_the_receiver_reads_the_sentences_on_the_page_and_in_every_file(world: World) -> None:
    report = drafted(world, "40")
    services.explain(by=world.maker, report=report, sentences={only(report): "Quý này tổ chức thêm đợt tuyên truyền."})
    services.submit(by=world.maker, report=report)
    client = browser(world.receiver)
    page = client.get(place("read", world.commune.key, report.period.key)).content.decode()
    assert "Giải trình số liệu" in page
    assert "Quý này tổ chức thêm đợt tuyên truyền." in page
    told = json.loads(b"".join(client.get(place("download", world.commune.key, report.period.key, "json"))))
    assert [one["text"] for one in told["answers"]] == ["Quý này tổ chức thêm đợt tuyên truyền."]


@pytest.mark.parametrize("communes", [3, 14])
def test_asking_takes_as_many_queries_however_many_sisters(communes: int, db: None) -> None:
    with clock.standing_at(date(2026, 10, 3)):
        world = build(communes)
        for one in world.tree.communes[1:]:
            world.filed(one)
        report = world.draft()
        with CaptureQueriesContext(connection) as seen:
            questions_of(report)
        assert len(seen) <= 14, "\n".join(query["sql"] for query in seen)


def test_an_outlier_among_sisters_is_asked_about_and_stays_the_same_question(db: None) -> None:
    with clock.standing_at(date(2026, 10, 3)):
        world = build(12)
        for place_, one in enumerate(world.tree.communes[1:10]):
            world.filed(one, {world.book.typed: str(10 + place_)})
        report = world.draft()
        services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="400")
        (asked,) = open_questions(report)
        assert "mức giữa của 9 đơn vị đã gửi là 14" in asked.question.words
        services.explain(by=world.maker, report=report, sentences={asked.question.key: "Địa bàn rộng, nhiều thôn bản nhất tỉnh."})
        world.filed(world.tree.communes[10], {world.book.typed: "16"})
        assert open_questions(report) == []


@pytest.mark.django_db
def test_the_book_catches_the_published_286_models() -> None:
    services.load_book(by=SYSTEM)
    with clock.standing_at(date(2026, 10, 3)):
        form = Form.objects.get(code="party-periodic")
        where = unit("commune", "Xã Một", unit("province", "Tỉnh Một", unit("centre", "Việt Nam")))
        report = started(form, where, root=where, levels=["commune"])
        values = {"H68": "286", "H68B": "59", "H68C": "74", "H68D": "5", "H68E": "38"}
        figures = [services.Typed(Indicator.objects.get(code=code), value) for code, value in values.items()]
        services.type_figures(by=SYSTEM, report=report, figures=figures)
        (asked,) = open_questions(report)
        assert asked.question.basis == (286, 59, 74, 5, 38)
        assert asked.question.words.endswith("= 176. Chưa có số: H68F.")
        with pytest.raises(Refused, match="H68"):
            services.submit(by=SYSTEM, report=report)
        services.type_figures(by=SYSTEM, report=report, figures=[services.Typed(Indicator.objects.get(code="H68F"), "110")])
        assert not open_questions(report), "the 110 that have no field yet are a part of their own"
        services.type_figures(by=SYSTEM, report=report, figures=[services.Typed(Indicator.objects.get(code="H68F"), "")])
        services.explain(by=SYSTEM, report=report, sentences={asked.question.key: "110 mô hình chưa phân lĩnh vực."})
        assert services.submit(by=SYSTEM, report=report).state == ReportState.SUBMITTED


def test_a_unit_without_enough_sisters_is_looked_at_beside_its_own_past(world: World) -> None:
    quarters = [("2025-Q1", "5"), ("2025-Q2", "6"), ("2025-Q3", "5"), ("2025-Q4", "6"), ("2026-Q1", "5"), ("2026-Q2", "6")]
    form, typed, other = world.book.form, world.book.typed, world.tree.other
    for key, value in quarters:
        give(form, other, {typed: value}, key, levels=["province"])
    now = started(form, other, levels=["province"])
    services.type_figure(by=SYSTEM, report=now, indicator=typed, value="400", source=SOURCE)
    line = lines_of(now, [world.book.typed], known_of(now))["T1"]
    assert sorted(line.history) == [5, 5, 5, 6, 6, 6]
    # Beside the quarter before it is asked about already: one question is enough.
    assert [one.question.check for one in questions_of(now)] == ["before", "year"]
    assert [one.check for one in questions({"T1": replace(line, before=None, year=None)}, (), ())] == ["history"]
