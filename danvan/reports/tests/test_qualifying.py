"""The word of a source beside a published number: kept where the number is told, true where it is rounded, and silent of what is hidden."""

from collections.abc import Mapping
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.reports import services
from danvan.reports.editions import SHOWN, Stood
from danvan.reports.gate import Family
from danvan.reports.models import Fact, Publication, PublishedCell, Qualifier, Report
from danvan.reports.qualifying import Words, as_rounded, words
from danvan.reports.selectors.giving import moved
from danvan.reports.selectors.outdated import outdated
from danvan.reports.services import publishing
from danvan.reports.tests.factories import Book, Tree, period
from danvan.reports.tests.test_gate import CENTRE, OPEN, PARTED, PROVINCES, Q1, SINGLE, Seeded, World, chances, some
from danvan.reports.tests.test_publishing import OCTOBER_15, lines, publish, report
from danvan.reports.tests.test_publishing import place as land
from danvan.reports.threads import Line

__all__ = ["land", "lines"]
pytestmark = pytest.mark.django_db
Cells = Mapping[Line, Stood]


def said(edition: Publication, code: str) -> dict[str, tuple[object, str]]:
    """Unit -> the number or its mark, and the word."""
    cells = PublishedCell.objects.filter(publication=edition, indicator__code=code).select_related("unit")
    return {one.unit.name: (one.mark or one.public, one.word) for one in cells}


def spoken(made: list[Report], code: str, *told: str) -> None:
    """What the offices wrote beside their numbers."""
    for one, word in zip(made, told, strict=True):
        Fact.objects.filter(report=one, indicator__code=code).update(qualifier=word)


def test_a_number_is_published_with_its_word_and_the_total_with_that_of_its_parts(lines: Book, land: Tree) -> None:
    made = report(lines, land, [30, 45, 60, 75], opened=[250, 4, 7, 0])
    spoken(made, "T7", "about", "", "", "")
    spoken(made, "T1", "over", "", "over", "")
    edition = publish(land.province)
    assert said(edition, "T7") == {
        "Xã 000": (250, "about"),
        "Xã 001": (4, ""),
        "Xã 002": (7, ""),
        "Xã 003": (0, ""),
        "Ninh Bình": (261, "about"),
    }
    assert said(edition, "T1")["Xã 000"] == (30, "over")
    assert said(edition, "T1")["Ninh Bình"] == (210, "over")


def test_the_centre_tells_the_word_of_the_province_that_published(lines: Book, land: Tree) -> None:
    spoken(report(lines, land, [30, 45, 60, 75]), "T1", "about", "", "", "")
    publish(land.province)
    assert said(publish(land.centre), "T1") == {"Việt Nam": (210, "about")}


def test_of_a_number_that_is_not_told_no_word_is_told_and_its_total_does_not_betray_one(lines: Book, land: Tree) -> None:
    spoken(report(lines, land, [5, 16, 27, 40]), "T1", "about", "over", "", "")
    edition = publish(land.province)
    assert said(edition, "T1") == {
        "Xã 000": ("<10", ""),
        "Xã 001": ("hidden", ""),
        "Xã 002": (25, ""),
        "Xã 003": (40, ""),
        "Ninh Bình": (90, ""),
    }


@pytest.mark.parametrize(
    ("word", "count", "expected"),
    [
        ("over", 2200, "over"),
        ("over", 2202, "over"),  # more than 2.202 is more than 2.200
        ("over", 2203, "about"),  # need not be more than 2.205
        ("under", 2203, "under"),
        ("under", 2202, "about"),
        ("about", 2200, "about"),
    ],
)
def test_beside_a_rounded_number_a_word_is_only_what_stays_true(word: str, count: int, expected: str) -> None:
    assert as_rounded(word, count) == expected


def test_a_number_that_a_further_edition_keeps_keeps_its_word(lines: Book, land: Tree) -> None:
    """A change of less than ten is not told, so nothing may say that there was one."""
    made = report(lines, land, [30, 45, 60, 75])
    spoken(made, "T1", "about", "", "", "")
    publish(land.province)
    Fact.objects.filter(report=made[0], indicator=lines.typed).update(value=33, qualifier="over")
    Fact.objects.filter(report=made[1], indicator=lines.typed).update(value=95)
    edition = publish(land.province, reason="Xã sửa số")
    assert said(edition, "T1")["Xã 000"] == (30, "about")


def test_a_word_alone_can_be_corrected_and_the_correction_is_named(lines: Book, land: Tree) -> None:
    made = report(lines, land, [30, 45, 60, 75])
    first = publish(land.province)
    spoken(made, "T1", "over", "", "", "")
    edition = publish(land.province, reason="Xã ghi thiếu chữ hơn")
    assert (edition.revision, edition.digest != first.digest) == (2, True)
    assert {(one.unit, one.word_before, one.word_now) for one in moved(edition)} == {
        (land.province.key, "", "over"),
        (land.communes[0].key, "", "over"),
    }


def test_a_word_that_was_corrected_after_the_publication_outdates_it(lines: Book, land: Tree) -> None:
    made = report(lines, land, [30, 45, 60, 75])
    publish(land.province)
    with clock.standing_at(OCTOBER_15):
        services.send_back(by=SYSTEM, report=made[0], reason="Ghi rõ mức độ.")
        source = services.SourceData("Sổ")
        services.type_figure(by=SYSTEM, report=made[0], indicator=lines.typed, value="30", qualifier="over", source=source)
        services.submit(by=SYSTEM, report=made[0])
        [one] = outdated(land.province).values()
        assert one.figures == 1


def test_a_number_without_a_word_has_the_hash_it_had_before_there_were_words(lines: Book, land: Tree) -> None:
    spoken(report(lines, land, [30, 45, 60, 75]), "T1", "about", "", "", "")
    cells = publishing.said(publishing.plan(land.province, period()))["cells"]
    assert isinstance(cells, list)
    assert sorted({len(one) for one in cells}) == [5, 6]


def test_the_words_of_parts_that_the_system_adds_up_are_those_of_the_parts_that_are_told(lines: Book, land: Tree) -> None:
    """A sum of a hidden "about 6" and a told 40 says no "about": it would be the hidden one's."""
    cells = {((1, False), 1): Stood(46, SHOWN, None), ((1, False), 2): Stood(6, "<10", None), ((1, False), 3): Stood(40, SHOWN, None)}
    written = {((1, False), 1): (46, "about"), ((1, False), 2): (6, "about"), ((1, False), 3): (40, "")}
    assert words(cells, Words(written, summed={1: (2, 3)}), (9, True), [(1, False)]) == {}
    assert words(cells, Words(written), (9, True), [(1, False)]) == {((1, False), 1): "about"}


ANY = ("", "", "about", "over", "under")


def other_where_hidden(chance: Random, cells: Cells, known: Words) -> tuple[Cells, Words]:
    """Another world in which everything that is told reads the same: hidden counts are any, with any words."""
    hidden = {line for line, stood in cells.items() if stood.mark != SHOWN}
    there = {line: replace(stood, value=chance.randint(0, 60)) if line in hidden else stood for line, stood in cells.items()}
    said = {line: (there[line].value, chance.choice(ANY)) if line in hidden else known.written[line] for line in cells}
    return there, replace(known, written=said)


@some
@given(chances, st.sampled_from([SINGLE, PARTED, OPEN]), st.booleans())
def test_whatever_hidden_counts_are_and_whatever_words_stand_beside_them_readers_see_the_same(
    chance: Seeded, family: Family, summed: bool
) -> None:
    """The attack: a reader knows every published word, number and mark, and that words go with round numbers. All that is told of words is the same in
    every world that differs in hidden cells alone, the two worlds of the gate's proof among them: so they tell nothing more of these.
    """
    world = World(family, chance)
    told: dict[Line, str] = {}
    for root in (*PROVINCES, CENTRE):
        world.publish(root, Q1)
        if not world.published or world.published[-1].root != root:
            continue
        past = world.published[-1]
        written = {line: (stood.value, chance.choice(ANY)) for line, stood in past.cells.items()}
        borrowed = {line: told.get(line, "") for line in past.cells if line[0][1] and line[0][0] != root}
        known = Words(written, borrowed, summed=dict(family.parts) if summed else {})
        seen = words(past.cells, known, (root, True), past.parts)
        assert all(past.cells[line].mark == SHOWN for line in seen)
        cells, other = other_where_hidden(chance, past.cells, known)
        assert words(cells, other, (root, True), past.parts) == seen
        told |= seen


def test_every_word_of_a_figure_may_stand_beside_a_published_number() -> None:
    for word in Qualifier.values:
        PublishedCell(word=word).clean_fields(exclude={one.name for one in PublishedCell._meta.fields} - {"word"})
