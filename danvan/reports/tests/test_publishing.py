"""Figures as they are published: through the gate, frozen, corrected and withdrawn in the open."""

import csv
from dataclasses import replace
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from danvan.audit.doer import SYSTEM
from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.lib.disclosure import APART, HIDDEN, SMALL
from danvan.lib.refusal import Refused
from danvan.reports import rules, services
from danvan.reports.disclosing import told
from danvan.reports.models import Disclosure, Form, Indicator, Publication, PublishedCell, Report
from danvan.reports.selectors.checked import open_questions
from danvan.reports.selectors.publishing import Archive, ground
from danvan.reports.selectors.relations import equalities
from danvan.reports.services import publishing
from danvan.reports.services.book import DATA
from danvan.reports.services.relations import RelationContent
from danvan.reports.tests.attack import learnt
from danvan.reports.tests.factories import AFTER, PERIOD, Book, Tree, book, filed, indicator, period, started, tree
from danvan.units.models import Unit

pytestmark = pytest.mark.django_db
OCTOBER_15 = date(2026, 10, 15)


@pytest.fixture
def lines() -> Book:
    """T1 people (protected), T2 people at the end, T5 money (with decimals), T6 of the unit alone; the others as in the book."""
    made = book()
    made.form.indicators.add(indicator("T7", disclosure="open"))
    return made


@pytest.fixture
def place() -> Tree:
    """A province with four communes."""
    return tree(4)


def report(lines: Book, place: Tree, values: list[int], key: str = PERIOD, opened: list[int] | None = None) -> list[Report]:
    """Each commune reports its count."""
    seven = Indicator.objects.get(code="T7")
    made = []
    with clock.standing_at(AFTER):
        for commune, value, acts in zip(place.communes, values, opened or [2] * 4, strict=True):
            one = started(lines.form, commune, key, root=place.province)
            for line, count in ((lines.typed, value), (seven, acts)):
                services.type_figure(by=SYSTEM, report=one, indicator=line, value=str(count), source=services.SourceData("Sổ"))
            made.append(submitted(one))
    return made


def submitted(one: Report) -> Report:
    """Sent, with a sentence for whatever the checks ask about."""
    if asked := open_questions(one):
        sentences = {each.question.key: "Địa bàn rộng, việc nhiều hơn quý trước." for each in asked}
        services.explain(by=SYSTEM, report=one, sentences=sentences)
    return services.submit(by=SYSTEM, report=one)


def publish(root: Unit, key: str = PERIOD, *, reason: str = "", on: date = OCTOBER_15) -> Publication:
    """On the day of the calendar."""
    with clock.standing_at(on):
        return services.publish(by=SYSTEM, root=root, period=period(key), reason=reason)


def shown(publication: Publication, code: str = "T1") -> dict[tuple[str, bool], object]:
    """Unit and whether whole -> the number or its mark."""
    cells = PublishedCell.objects.filter(publication=publication, indicator__code=code).select_related("unit")
    return {(cell.unit.name, cell.whole): cell.public if not cell.mark else cell.mark for cell in cells}


def correct(lines: Book, place: Tree, made: Report, value: str) -> None:
    """The province sends the report back, the commune sends another figure."""
    with clock.standing_at(OCTOBER_15):
        services.send_back(by=SYSTEM, report=made, reason="Rà soát lại.")
        source = services.SourceData("Sổ")
        services.type_figure(by=SYSTEM, report=made, indicator=lines.typed, value=value, source=source)
        submitted(made)


def test_small_counts_are_hidden_with_a_companion_and_acts_of_authorities_stand_as_they_are(lines: Book, place: Tree) -> None:
    report(lines, place, [3, 16, 27, 40], opened=[1, 0, 7, 4])
    made = publish(place.province)
    assert shown(made) == {
        ("Xã 000", False): SMALL,
        ("Xã 001", False): HIDDEN,
        ("Xã 002", False): 25,
        ("Xã 003", False): 40,
        ("Ninh Bình", True): 85,
    }
    assert shown(made, "T7")["Xã 001", False] == 0
    assert shown(made, "T7")["Ninh Bình", True] == 12
    assert (made.expected, made.filed) == (4, 4)


def test_a_unit_that_owes_reports_on_two_forms_is_one_unit(lines: Book, place: Tree) -> None:
    """Of 34 provinces 35 owed a report, since one owed two."""
    report(lines, place, [3, 16, 27, 40])
    second = Form.objects.create(code="second", name="Mẫu hai", title="Báo cáo", levels=["commune"], due={"commune": {"": "days 5"}})
    second.indicators.set([lines.stock])
    with clock.standing_at(AFTER):
        filed(second, place.communes[0], {lines.stock: "12"}, root=place.province)
    made = publish(place.province)
    assert (made.expected, made.filed) == (4, 4)


def test_what_cannot_be_guarded_is_not_published(lines: Book, place: Tree) -> None:
    never = indicator("T8", disclosure=Disclosure.NEVER)
    assert {
        pk for one in told([lines.typed, lines.stock, lines.decimal, lines.own, lines.ratio, never]) for pk in one.family.indicators
    } == {
        lines.typed.pk,
        lines.stock.pk,
    }


def test_parts_of_what_is_protected_are_protected_with_it(lines: Book) -> None:
    whole = indicator("W1", disclosure="protected", exhaustive=True)
    part, other = indicator("W2", disclosure="open", whole=whole), indicator("W3", disclosure="province", whole=whole)
    (found,) = told([whole, part, other])
    assert not found.open
    assert found.family.parts == {whole.pk: (part.pk, other.pk)}
    assert found.secret(((1, False), other.pk), "commune")
    assert not found.secret(((1, False), other.pk), "province")


def test_a_sum_that_a_province_declares_between_its_own_indicators_is_seen(lines: Book, place: Tree) -> None:
    """Young people and others are together all who came: beside two shown numbers a hidden one would be told."""
    some = [indicator(code, owner=place.province) for code in ("N1", "N2", "N3")]
    lines.form.indicators.add(*some)
    counts = {"N1": (3, 16, 27, 40), "N2": (20, 31, 33, 52)}
    counts["N3"] = (23, 47, 60, 92)
    with clock.standing_at(AFTER):
        for place_number, commune in enumerate(place.communes):
            one = started(lines.form, commune, root=place.province)
            for line in some:
                value = str(counts[line.code][place_number])
                services.type_figure(by=SYSTEM, report=one, indicator=line, value=value, source=services.SourceData("Sổ"))
            submitted(one)
        plain = publishing.plan(place.province, period())
        said = RelationContent(left=("N1", "N2"), sign="equal", right=("N3",), valid_from=date(2026, 1, 1))
        services.add_relation(by=SYSTEM, owner=place.province, content=said)
        tied = publishing.plan(place.province, period())
    small = ((place.communes[0].pk, False), some[0].pk)
    beside = [((place.communes[0].pk, False), one.pk) for one in some[1:]]
    assert [plain.public(line) for line in (small, *beside)] == [None, 20, 25]
    assert tied.public(small) is None
    assert None in [tied.public(line) for line in beside]
    with clock.standing_at(OCTOBER_15):
        made = services.publish(by=SYSTEM, root=place.province, period=period())
    assert made.left_out == []
    elsewhere = {one.pk for one in place.communes} | {place.other.pk}
    assert not any(one.roots & elsewhere for one in equalities(some, period().last_day))


def test_the_calendar_and_the_reason_are_asked_for(lines: Book, place: Tree) -> None:
    report(lines, place, [30, 16, 27, 40])
    with pytest.raises(Refused, match="15/10/2026"):
        publish(place.province, on=date(2026, 10, 14))
    with pytest.raises(Refused, match="tỉnh hoặc trung ương"):
        publish(place.communes[0])
    publish(place.province)
    with pytest.raises(Refused, match="lý do") as refused:
        publish(place.province)
    assert refused.value.field == "reason"
    with pytest.raises(Refused, match="không đổi"):
        publish(place.province, reason="Xem lại")
    with clock.standing_at(AFTER):
        started(lines.form, place.province, "2026-09")
    with pytest.raises(Refused, match="quý"):
        publish(place.province, "2026-09")


def test_a_small_correction_waits_and_a_large_one_is_a_further_edition(lines: Book, place: Tree) -> None:
    reports = report(lines, place, [30, 16, 27, 40])
    first = publish(place.province)
    correct(lines, place, reports[0], "34")
    with pytest.raises(Refused, match="không đổi"):
        publish(place.province, reason="Đính chính")
    correct(lines, place, reports[2], "50")
    second = publish(place.province, reason="Xã 002 báo cáo thiếu")
    first.refresh_from_db()
    assert (first.current, second.revision, second.reason) == (False, 2, "Xã 002 báo cáo thiếu")
    assert shown(second)["Xã 000", False] == 30
    assert shown(second)["Ninh Bình", True] == 135  # 30 + 16 + 50 + 40
    assert Entry.objects.filter(act="reports.publication.publish").count() == 2


def test_a_count_that_becomes_small_is_not_what_the_two_editions_differ_by(lines: Book, place: Tree) -> None:
    """3 and 16 are hidden; 40 becomes 5. Beside the first edition, the new total would give the 5."""
    reports = report(lines, place, [3, 16, 27, 40])
    publish(place.province)
    correct(lines, place, reports[3], "5")
    second = publish(place.province, reason="Đính chính")
    assert shown(second)["Xã 003", False] == SMALL
    assert known(place, lines.typed) == []
    assert shown(second)["Ninh Bình", True] == HIDDEN or shown(second)["Xã 002", False] == HIDDEN


def known(place: Tree, one: Indicator, key: str = PERIOD) -> list[object]:
    """What the attacker of `attack` learns of everything in the archive."""
    (group,) = told([one])
    every = replace(group.family, open_ended=frozenset({0}))  # so that the archive hands out what was shown as well
    return list(learnt(Archive(ground(place.province, period(key))).past(every), group.family, APART))


def test_quarters_and_the_half_year_together_tell_nothing(lines: Book, place: Tree) -> None:
    for key, values in (("2026-Q1", [3, 16, 27, 40]), ("2026-Q2", [12, 4, 31, 22]), ("2026-6M", [15, 20, 58, 62])):
        report(lines, place, values, key)
        publish(place.province, key)
    assert PublishedCell.objects.filter(mark=SMALL).exists()
    for key in ("2026-Q1", "2026-Q2", "2026-6M"):
        assert known(place, lines.typed, key) == []


def test_the_centre_adds_up_what_provinces_published(lines: Book, place: Tree) -> None:
    report(lines, place, [30, 16, 27, 40])
    with clock.standing_at(AFTER):
        filed(lines.form, place.other, {lines.typed: "22"}, root=place.centre)
    publish(place.province)
    made = publish(place.centre)
    assert shown(made) == {("Việt Nam", True): 115}  # 113: the other province has not published
    publish(place.other)
    second = publish(place.centre, reason="Thêm Hà Tĩnh")
    assert shown(second) == {("Việt Nam", True): 135}
    assert set(second.parts.values_list("root__name", flat=True)) == {"Ninh Bình", "Hà Tĩnh"}


def test_a_withdrawn_edition_stays_and_is_reckoned_with(lines: Book, place: Tree) -> None:
    reports = report(lines, place, [3, 16, 27, 40])
    made = publish(place.province)
    with clock.standing_at(OCTOBER_15):
        with pytest.raises(Refused):
            services.withdraw(by=SYSTEM, publication=made, reason=" ")
        services.withdraw(by=SYSTEM, publication=made, reason="Nhầm mẫu")
        with pytest.raises(Refused):
            services.withdraw(by=SYSTEM, publication=made, reason="Nhầm mẫu")
    correct(lines, place, reports[3], "5")
    publish(place.province, reason="Công bố lại")
    assert Publication.objects.filter(withdrawn_on=OCTOBER_15).count() == 1
    assert known(place, lines.typed) == []


def test_an_office_decides_how_an_indicator_is_published(lines: Book, place: Tree) -> None:
    services.set_disclosure(by=SYSTEM, indicator=lines.typed, disclosure=Disclosure.OPEN, reason="Văn bản mới")
    report(lines, place, [3, 16, 27, 40])
    assert shown(publish(place.province))["Xã 000", False] == 3
    with pytest.raises(Refused) as refused:
        services.set_disclosure(by=SYSTEM, indicator=lines.typed, disclosure="all", reason="Văn bản mới")
    assert refused.value.field == "disclosure"


def test_the_book_says_how_each_indicator_is_published() -> None:
    services.load_book(by=SYSTEM)
    by_code = dict(Indicator.objects.values_list("code", "disclosure"))
    assert (by_code["A1"], by_code["B13"], by_code["C20"], by_code["C22"]) == ("open", "protected", "never", "province")
    said = [line["code"] for line in publishing_lines()]
    assert sorted(said) == sorted(by_code)


def test_what_the_book_calls_open_is_published_as_it_is_no_part_of_it_is_guarded() -> None:
    """A part without a rule of its own fell to the guarded default and drew its whole family into rounding: models, 1.743 told as 1.745."""
    services.load_book(by=SYSTEM)
    book = list(Indicator.objects.all())
    in_effect = {one: group.way(one) for group in told(book, equalities(book, OCTOBER_15)) for one in group.family.indicators}
    opened = {one.code: in_effect[one.pk] for one in book if one.disclosure == Disclosure.OPEN and one.pk in in_effect}
    assert {"A1", "H68", "H68F"} <= opened.keys()
    assert set(opened.values()) == {Disclosure.OPEN}


def publishing_lines() -> list[dict[str, str]]:
    """The data file."""
    with (DATA / "disclosure.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_what_its_own_room_publishes_is_told_here_by_no_decision_of_an_office() -> None:
    services.load_book(by=SYSTEM)
    book = list(Indicator.objects.all())
    released = {one.pk for one in book if one.released}
    assert {one.code for one in book if one.released} == {f"C{number}" for number in (18, 19, "19B", 20, 21, 23, 24, 25, 27, 28, 29)}
    part = indicator("C18A", whole=Indicator.objects.get(code="C18"))
    for way in Disclosure:
        for one in (*book, part):
            one.disclosure = way
        lines = {line for group in told([*book, part]) for line in group.family.indicators}
        assert not lines & {*released, part.pk}
        assert bool(lines) == (way != Disclosure.NEVER)
    with pytest.raises(Refused, match="Kết quả giải quyết"):
        services.set_disclosure(by=SYSTEM, indicator=Indicator.objects.get(code="C18"), disclosure="protected", reason="Văn bản mới")


def test_the_command_publishes_what_is_due_from_below(lines: Book, place: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    report(lines, place, [30, 16, 27, 40])
    with clock.standing_at(date(2026, 10, 14)):
        call_command("report", "publish")
    assert not Publication.objects.exists()
    with clock.standing_at(OCTOBER_15):
        call_command("report", "publish")
        call_command("report", "publish")
        with pytest.raises(CommandError):
            call_command("report", "publish", "--unit", "37", "--period", PERIOD)
        with pytest.raises(CommandError):
            call_command("report", "publish", "--unit", "37")
    assert [one.root.level for one in Publication.objects.order_by("pk")] == ["province", "centre"]
    assert "Ninh Bình" in capsys.readouterr().out


def test_where_there_is_nothing_to_tell_the_command_goes_on(lines: Book, place: Tree) -> None:
    """A report of money alone: nothing of it may be shown, and the other province is published all the same."""
    with clock.standing_at(AFTER):
        filed(lines.form, place.communes[0], {lines.decimal: "1,5"}, root=place.province)
        filed(lines.form, place.other, {lines.typed: "22"}, root=place.centre)
    with clock.standing_at(OCTOBER_15):
        made = services.publish_due(by=SYSTEM)
    assert [one.root.name for one in made] == ["Hà Tĩnh", "Việt Nam"]


def test_the_hash_is_over_what_people_see(lines: Book, place: Tree) -> None:
    report(lines, place, [30, 16, 27, 40])
    made = publish(place.province)
    again = publishing.said(publishing.plan(place.province, period()))
    assert made.digest == rules.digest(again)


def test_what_is_opened_within_a_year_does_not_tell_what_its_editions_hide(lines: Book, place: Tree) -> None:
    """The first quarter was protected; a half year in the open less an open second quarter would be the first."""
    report(lines, place, [3, 16, 27, 40], "2026-Q1")
    publish(place.province, "2026-Q1")
    services.set_disclosure(by=SYSTEM, indicator=lines.typed, disclosure=Disclosure.OPEN, reason="Văn bản mới")
    for key, values in (("2026-Q2", [12, 4, 31, 22]), ("2026-6M", [15, 20, 58, 62])):
        report(lines, place, values, key)
        assert SMALL in shown(publish(place.province, key)).values() or key == "2026-6M"
    lines.typed.refresh_from_db()
    lines.typed.disclosure = Disclosure.PROTECTED  # as the attacker knows it was
    assert known(place, lines.typed, "2026-6M") == []
