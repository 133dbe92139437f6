"""Filling in as two people and a bad line do it: nothing is covered, nothing is written twice, nothing that was typed is lost."""

from typing import Any

from danvan.audit.models import Entry
from danvan.reports import services
from danvan.reports.models import Entered, Fact, Report
from danvan.reports.selectors.versions import EMPTY, versions
from danvan.reports.services import Cell, Sending, SourceData, Typed
from danvan.reports.tests.factories import PERIOD, filed, indicator
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.units.access import Acting

__all__ = ["world"]


def key(report: Report, code: str) -> str:
    """The version a page opened now reads the cell at."""
    pk = report.form.indicators.get(code=code).pk
    return versions(report, [pk]).get(pk, EMPTY).key


def enter(who: Acting, report: Report, value: str, seen: str, *, code: str = "T1", sending: Sending | None = None, over: str = "") -> Any:
    """One cell of a page."""
    cell = Cell(Typed(report.form.indicators.get(code=code), value), seen, over)
    return services.enter(by=who, report=report, cells=[cell], sending=sending or Sending())


def value(code: str = "T1") -> int | None:
    return Fact.objects.get(indicator__code=code).value


# ---- the service ------------------------------------------------------------------------------------------------------------------------


def test_a_cell_that_somebody_else_wrote_since_it_was_read_is_met_and_not_covered(world: World) -> None:
    report = world.draft()
    seen = key(report, "T1")
    services.type_figure(by=world.receiver, report=report, indicator=world.book.typed, value="9")
    done = enter(world.maker, report, "12", seen)
    assert (done.written, list(done.met)) == ([], ["T1"])
    assert done.met["T1"].entered.by_label == world.receiver.label
    assert value() == 9
    assert enter(world.maker, report, "12", seen, over=done.met["T1"].key).written == ["T1"]
    assert value() == 12


def test_a_choice_made_over_one_version_does_not_reach_the_next(world: World) -> None:
    report = world.draft()
    seen = key(report, "T1")
    services.type_figure(by=world.receiver, report=report, indicator=world.book.typed, value="9")
    shown = key(report, "T1")
    services.type_figure(by=world.receiver, report=report, indicator=world.book.typed, value="10")
    assert list(enter(world.maker, report, "12", seen, over=shown).met) == ["T1"]
    assert value() == 10


def test_what_arrived_and_is_sent_again_is_not_written_again_nor_over_what_is_newer(world: World) -> None:
    report = world.draft()
    seen = key(report, "T1")
    enter(world.maker, report, "12", seen, sending=Sending("trang", 1))
    lines = Entry.objects.count()
    assert enter(world.maker, report, "12", seen, sending=Sending("trang", 2)).kept == ["T1"]
    assert Entry.objects.count() == lines
    for number in ("9", "0", ""):
        services.type_figure(by=world.receiver, report=report, indicator=world.book.typed, value=number)
    again = enter(world.maker, report, "12", seen, sending=Sending("trang", 2))
    assert (again.written, list(again.met)) == ([], ["T1"])
    assert value() is None


def test_a_page_whose_answer_was_lost_goes_on_where_it_was_and_its_late_batch_covers_nothing(world: World) -> None:
    report = world.draft()
    seen = key(report, "T1")
    enter(world.maker, report, "12", seen, sending=Sending("trang", 1))
    assert enter(world.maker, report, "13", seen, sending=Sending("trang", 3)).written == ["T1"]
    assert list(enter(world.maker, report, "1", seen, sending=Sending("trang", 2)).met) == ["T1"]
    assert enter(world.maker, report, "", seen, sending=Sending("trang", 4)).written == ["T1"]
    assert value() is None


def test_a_cell_left_as_it_was_is_nobodys_business(world: World) -> None:
    report = world.draft()
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="3")
    seen = key(report, "T1")
    services.type_figure(by=world.receiver, report=report, indicator=world.book.typed, value="9")
    assert enter(world.maker, report, "3", seen).kept == ["T1"]
    assert value() == 9


def test_a_figure_counted_anew_or_given_another_source_is_another_version(world: World) -> None:
    report = world.draft()
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="3")
    before = key(report, "T1")
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="3", source=SourceData("Sổ"))
    assert key(report, "T1") != before
    Fact.objects.filter(indicator=world.book.typed).update(value=4)
    assert key(report, "T1").split(":")[0] == "2"
    assert len({before, key(report, "T1")}) == 2


def test_one_wrong_cell_keeps_no_other_from_being_written_and_the_log_gets_one_line(world: World) -> None:
    report = world.draft()
    cells = [
        Cell(Typed(world.book.typed, "mười"), "0:"),
        Cell(Typed(world.book.stock, "7"), "0:"),
        Cell(Typed(world.book.decimal, "1,5"), "0:"),
    ]
    lines = Entry.objects.count()
    done = services.enter(by=world.maker, report=report, cells=cells)
    assert (list(done.refused), done.written) == (["T1"], ["T2", "T5"])
    assert Entry.objects.count() == lines + 1
    assert set(Entered.objects.values_list("number", "by_label")) == {(1, world.maker.label)}


def test_a_group_without_events_is_typed_too(world: World) -> None:
    report = world.draft()
    seen = key(report, "T1")
    services.nothing_happened(by=world.receiver, report=report, group="T")
    assert list(enter(world.maker, report, "5", seen).met) == ["T1"]


# ---- the open page ----------------------------------------------------------------------------------------------------------------------


def send(who: Acting, report: Report, **fields: str) -> Any:
    """The rows that the fields name, as the open page sends them: `T1_value="5"`."""
    data: dict[str, Any] = {name.replace("_", "-", 1): text for name, text in fields.items()}
    data |= {"revision": report.revision, "row": sorted({name.partition("_")[0] for name in fields}), "page": "trang", "turn": "1"}
    return browser(who).post(place("cells", report.pk), data)


def test_the_cells_that_changed_are_saved_and_ratios_follow(world: World) -> None:
    report = world.draft()
    said = send(world.maker, report, T1_value="12", T1_seen="0:", T5_value="6,84", T5_seen="0:").json()
    assert {code: row["state"] for code, row in said["rows"].items()} == {"T1": "saved", "T5": "saved"}
    assert said["rows"]["T1"]["fields"]["T1-seen"] == key(report, "T1")
    assert said["computed"] == {"T4": "25,0"}
    assert value() == 12


def test_a_wrong_cell_says_why_and_a_met_one_says_who_and_both_numbers(world: World) -> None:
    report = world.draft()
    services.type_figure(by=world.receiver, report=report, indicator=world.book.stock, value="1200")
    rows = send(world.maker, report, T1_value="<b>mười", T1_seen="0:", T2_value="7", T2_seen="0:").json()["rows"]
    assert rows["T1"]["state"] == "wrong"
    assert "Chỉ ghi số" in rows["T1"]["said"]
    assert "<b>" not in rows["T1"]["said"]
    assert rows["T2"]["state"] == "met"
    assert all(words in rows["T2"]["said"] for words in (world.receiver.user.full_name, "Số vừa gõ: 7", "Số đang lưu: 1.200"))
    assert value("T2") == 1200


def test_the_other_persons_number_can_be_taken(world: World) -> None:
    report = world.draft()
    services.type_figure(by=world.receiver, report=report, indicator=world.book.stock, value="1200")
    row = send(world.maker, report, T2_value="7", T2_seen="0:", T2_hold="theirs").json()["rows"]["T2"]
    assert (row["state"], row["fields"]["T2-value"], row["fields"]["T2-seen"]) == ("saved", "1200", key(report, "T2"))


def test_only_the_makers_may_send_cells_and_only_to_the_round_they_opened(world: World) -> None:
    report = world.draft()
    assert send(world.neighbour, report, T1_value="5", T1_seen="0:").status_code == 404
    assert browser(world.maker).get(place("cells", report.pk)).status_code == 405
    report.revision = 3
    late = send(world.maker, report, T1_value="5", T1_seen="0:")
    assert (late.status_code, "lần gửi khác" in late.json()["message"]) == (409, True)
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="1")
    services.submit(by=world.maker, report=report)
    report.refresh_from_db()
    assert send(world.maker, report, T1_value="5", T1_seen="0:").status_code == 409
    assert value() == 1


def test_a_counted_figure_a_foreign_code_and_a_strange_turn_change_nothing(world: World) -> None:
    report = world.draft()
    data = {"revision": "0", "row": ["T3", "T9", "T4"], "T3-value": "99", "T9-value": "1", "turn": "9" * 40, "page": "x" * 99}
    assert browser(world.maker).post(place("cells", report.pk), data).json()["rows"] == {}
    assert value("T3") == 3


def test_a_batch_asks_the_database_the_same_number_of_times_whatever_its_size(world: World, django_assert_max_num_queries: Any) -> None:
    more = [indicator(f"T{number}") for number in range(10, 40)]
    world.book.form.indicators.add(*more)
    report = world.draft()
    client = browser(world.maker)
    for codes in (["T1"], ["T1", "T2", *(one.code for one in more)]):
        fields = {f"{code}-value": str(len(codes)) for code in codes} | {f"{code}-seen": key(report, code) for code in codes}
        with django_assert_max_num_queries(36):
            answer = client.post(place("cells", report.pk), {"revision": "0", "row": codes, **fields})
        assert {row["state"] for row in answer.json()["rows"].values()} == {"saved"}


# ---- the page without scripts -----------------------------------------------------------------------------------------------------------


def test_the_table_shows_every_group_with_last_period_and_last_year_beside(world: World) -> None:
    world.book.form.indicators.add(indicator("C18", group="C", number=18))
    filed(world.book.form, world.commune, {world.book.typed: "1200"}, "2026-Q2", root=world.tree.province)
    filed(world.book.form, world.commune, {world.book.typed: "800"}, "2025-Q3", root=world.tree.province)
    report = world.draft()
    page = browser(world.maker).get(place("fill", report.pk)).content.decode()
    assert all(
        part in page
        for part in ("Quý II năm 2026", "Quý III năm 2025", ">1.200<", ">800<", 'id="nhom-T"', 'id="nhom-C"', 'name="C18-value"')
    )
    assert 'name="T3-value"' not in page
    assert browser(world.neighbour).get(place("fill", report.pk)).status_code == 404


def test_the_table_costs_the_same_number_of_queries_at_any_length(world: World, django_assert_max_num_queries: Any) -> None:
    filed(world.book.form, world.commune, {world.book.typed: "1200"}, "2026-Q2", root=world.tree.province)
    report, client = world.draft(), browser(world.maker)
    for more in (0, 30):
        world.book.form.indicators.add(*(indicator(f"T{number}") for number in range(10, 10 + more)))
        with django_assert_max_num_queries(28):
            assert client.get(place("fill", report.pk)).status_code == 200


def test_without_scripts_two_people_are_asked_which_number_holds(world: World) -> None:
    report, client = world.draft(), browser(world.maker)
    services.type_figure(by=world.receiver, report=report, indicator=world.book.typed, value="9")
    sent = {"T1-value": "12", "T1-seen": "0:", "T2-value": "4", "T2-seen": "0:", "T5-value": "", "T5-seen": "0:"}
    page = client.post(place("fill", report.pk), sent).content.decode()
    assert "Số đang lưu: 9" in page
    assert 'href="#id_T1-hold-mine"' in page
    assert 'value="12"' in page
    assert (value(), value("T2")) == (9, 4)
    assert "Số đang lưu: 9" in client.post(place("fill", report.pk), sent).content.decode()
    chosen = {"T1-met": key(report, "T1"), "T1-hold": "mine"}
    assert client.post(place("fill", report.pk), sent | chosen).status_code == 302
    assert value() == 12


def test_a_saved_row_beside_a_wrong_one_stands_at_its_new_version(world: World) -> None:
    report, client = world.draft(), browser(world.maker)
    page = client.post(place("fill", report.pk), {"T1-value": "x", "T1-seen": "0:", "T2-value": "4", "T2-seen": "0:"}).content.decode()
    assert f'name="T2-seen" value="{key(report, "T2")}"' in page
    assert 'name="T1-seen" value="0:"' in page
    assert 'value="x"' in page


def test_a_province_sees_beside_its_own_cells_what_it_entered_itself(world: World) -> None:
    filed(world.book.form, world.tree.province, {world.book.typed: "7"}, "2026-Q2")
    report = world.draft(world.tree.province)
    page = browser(world.receiver).get(place("fill", report.pk)).content.decode()
    assert ">7<" in page
    assert report.period.key == PERIOD
