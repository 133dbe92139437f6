"""One dictionary in three languages, and one text for what an indicator means: edited in the book, read everywhere, versions kept."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.reports import services
from danvan.reports.contents import indicator_content
from danvan.reports.dictionary import HEADS, LANGUAGES, SAID, lines, terms
from danvan.reports.models import Indicator
from danvan.reports.papers.told import paper_of
from danvan.reports.selectors.meaning import as_of
from danvan.reports.selectors.numbers import definition_of
from danvan.reports.tests.factories import AFTER, OLD, PERIOD, indicator, period
from danvan.reports.tests.page_world import World, browser, place, world

__all__ = ["world"]
RATIO = "C26"


@pytest.fixture
def book(db: None) -> Iterator[None]:
    """The book of the product."""
    with clock.standing_at(AFTER):
        services.load_book(by=SYSTEM)
        yield


@pytest.mark.usefixtures("book")
def test_every_indicator_says_everything_in_three_languages() -> None:
    for term in terms(Indicator.objects.all()):
        said = term.everything()
        for name in ("name", "measure", "definition", "how", "adds_up"):
            assert all(said[name][language] for language in LANGUAGES), (said["code"], name)
        for name in ("formula_in_words", "parts_rule"):
            assert len({bool(said[name][language]) for language in LANGUAGES}) == 1, (said["code"], name)
        assert bool(said["formula"]) == bool(said["formula_in_words"]["vi"])
        assert bool(said["parts"]) == bool(said["parts_rule"]["vi"])


@pytest.mark.usefixtures("book")
def test_a_formula_is_told_by_names_and_a_whole_with_its_parts() -> None:
    known = {term.indicator.code: term.everything() for term in terms(Indicator.objects.all())}
    names = {code: known[code]["name"] for code in ("C24", "C25")}
    assert known[RATIO]["formula"] == "C25 / C24"
    for language in LANGUAGES:
        assert known[RATIO]["formula_in_words"][language] == f"“{names['C25'][language]}” / “{names['C24'][language]}”"
    assert known["H68"]["parts"] == [code for code, one in known.items() if one["whole"] == "H68"] != []


@pytest.mark.usefixtures("book")
def test_a_dictionary_asks_three_questions_whatever_its_size() -> None:
    few, many = list(Indicator.objects.filter(code__in=(RATIO, "H68", "H68B"))), list(Indicator.objects.all())
    asked = []
    for some in (few, many):
        with CaptureQueriesContext(connection) as caught:
            lines(terms(some))
        asked.append(len(caught))
    assert max(asked) <= 3, asked


def test_the_files_of_a_table_carry_it_in_every_language(world: World) -> None:
    world.filed(figures={world.book.typed: "4"})
    query = f"dv={world.commune.key}&ct=T1&ct=T4&ky={PERIOD}&dia-gioi=then"
    client = browser(world.maker)
    text = client.get(f"{place('table_file', 'tu-dien')}?{query}").content.decode("utf-8-sig")
    rows = {row["code"]: row for row in csv.DictReader(StringIO(text))}
    assert tuple(next(iter(rows.values()))) == HEADS
    assert rows["T4"]["formula"] == "T3 / T1"
    assert (rows["T4"]["adds_up_vi"], rows["T4"]["adds_up_en"]) == (
        "T3 / T1, tính sau khi cộng từ các đơn vị",
        terms([world.book.ratio])[0].everything()["adds_up"]["en"],
    )
    assert all(rows["certainty"][f"definition_{language}"] for language in LANGUAGES)
    plain = json.loads(client.get(f"{place('table_file', 'json')}?{query}").content)
    assert [one["code"] for one in plain["dictionary"]] == ["T1", "T4"]
    assert set(plain["dictionary"][0]) >= set(SAID)
    assert set(plain["columns"]["unit"]) == set(LANGUAGES)
    sheet = CalamineWorkbook.from_filelike(BytesIO(client.get(f"{place('table_file', 'xlsx')}?{query}").content)).get_sheet_by_name(
        "Từ điển"
    )
    assert "“T3” / “T1”" in sheet.to_python()[2]


def test_what_the_book_says_of_a_counted_indicator_is_what_officers_read_and_earlier_papers_keep_theirs(world: World) -> None:
    counted = world.book.counted
    assert definition_of(counted) == "Đếm các việc thử."  # the book says nothing: the words of what is counted
    Indicator.objects.filter(pk=counted.pk).update(definition="Nghĩa đầu.", definition_en="First meaning.", group="A")
    world.filed()
    held = Indicator.objects.get(pk=counted.pk)
    said = replace(indicator_content(held), definition="Nghĩa mới.", definition_en="New meaning.")
    services.change_indicator(by=SYSTEM, indicator=held, content=said, valid_from=date(2026, 10, 1), reason="Làm rõ")
    now = Indicator.objects.get(pk=counted.pk)
    assert definition_of(now) == "Nghĩa mới."
    with override("en"):
        assert definition_of(now) == "New meaning."
    [then] = as_of([Indicator.objects.get(pk=counted.pk)], period().last_day)
    assert definition_of(then) == "Nghĩa đầu."
    references = {one.code: one.definition for one in paper_of(world.commune, period()).references}
    assert references["T3"] == "Nghĩa đầu."
    page = browser(world.maker).get(place("indicator", "T3")).content.decode()
    assert "Nghĩa mới." in page
    assert "Đếm các việc thử." in page  # beside it, what the system counts


def test_the_page_of_the_book_tells_formula_and_parts(world: World) -> None:
    whole = indicator("W1", exhaustive=True, definition="Tổng.", valid_from=OLD)
    indicator("P1", whole=whole, definition="Một phần.")
    client = browser(world.maker)
    assert "“T3” / “T1”" in client.get(place("indicator", "T4")).content.decode()
    page = client.get(place("indicator", "W1")).content.decode()
    assert "Các phần phải cộng lại đúng bằng chỉ tiêu này." in page
    assert place("indicator", "P1") in page
