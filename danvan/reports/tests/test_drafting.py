"""Sentences drafted from figures: every number in them is a figure, nothing missing becomes nought, each language counts as it should."""

import csv
import re
from decimal import Decimal
from itertools import pairwise

import pytest
from django.utils.translation import override
from django.utils.translation.trans_real import translation
from hypothesis import given
from hypothesis import strategies as st

from danvan.lib import periods
from danvan.lib.numbers import printed
from danvan.reports.drafting import Barrier, Change, Earlier, Figure, Known, sentences
from danvan.reports.measures import counted, english_form, noun, russian_form
from danvan.reports.services.book import DATA

NUMBER = re.compile(r"\d[\d.,\u00a0]*\d|\d")
ZERO_WORDS = ("không phát sinh", "không có", "none", "nothing", "не было", "нет")
QUARTER, LAST, YEAR = (periods.parse(key) for key in ("2026-Q3", "2026-Q2", "2025-Q3"))


def values(decimals: int) -> st.SearchStrategy[Decimal]:
    """Figures of an indicator, in its own measure."""
    return st.integers(0, 10**7).map(lambda raw: Decimal(raw).scaleb(-decimals))


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    """Any figure with anything to compare it with."""
    decimals = draw(st.sampled_from((0, 0, 1, 2)))
    measure = draw(st.sampled_from(("đơn", "mô hình", "%", "triệu đồng", "thứ lạ")))
    earlier = tuple(
        Earlier(
            period,
            draw(known(decimals)),
            draw(st.sampled_from((Barrier.NONE, Barrier.NONE, *Barrier))),
            today=draw(st.booleans()),
            year=period is YEAR,
        )
        for period in draw(st.sampled_from(((), (LAST,), (LAST, YEAR))))
    )
    first = draw(st.booleans()) and not any(one.known.value is not None for one in earlier)
    return Figure("C18", "Tên", measure, decimals, draw(st.booleans()), draw(known(decimals)), earlier, first)


def known(decimals: int) -> st.SearchStrategy[Known]:
    """A figure of one period, or none."""
    counts = st.tuples(st.integers(0, 130), st.integers(0, 130)).map(sorted)
    words = st.sampled_from(("", "", "about", "over", "under"))
    return st.builds(
        lambda value, word, some: Known(value, word if value is not None else "", *some), st.none() | values(decimals), words, counts
    )


def said_of(figure: Figure, language: str) -> set[str]:
    """Every number that a sentence about the figure may hold."""
    every = [figure.now, *(one.known for one in figure.earlier)]
    numbers = [one.value for one in every if one.value is not None]
    now = figure.now.value
    moves = [abs(now - one.known.value) for one in figure.earlier if now is not None and one.known.value is not None]
    shares = [
        printed(100 * abs(now - one.known.value) / one.known.value, 1, language)
        for one in figure.earlier
        if now is not None and one.known.value
    ]
    counts = {str(part) for one in every for part in (one.reported, one.expected)}
    return {printed(number, figure.decimals, language) for number in [*numbers, *moves]} | set(shares) | counts


@pytest.mark.parametrize("language", ["vi", "en", "ru"])
@given(figure=figures())
def test_every_number_in_a_sentence_is_one_of_the_figures(language: str, figure: Figure) -> None:
    with override(language):
        told = sentences([figure])
        labels = {periods.label(one.period) for one in figure.earlier}
    for sentence in told:
        text = re.sub(r"\[C18\]", "", sentence.text)
        for number in NUMBER.findall(text):
            years = number in ("2025", "2026") and labels
            assert years or number in said_of(figure, language), (number, sentence.text)


@pytest.mark.parametrize("language", ["vi", "en", "ru"])
@given(figure=figures())
def test_what_nobody_gave_is_never_called_nought(language: str, figure: Figure) -> None:
    silent = Figure(figure.code, "Tên", figure.measure, figure.decimals, figure.stock, Known(None))
    with override(language):
        (sentence,) = sentences([silent])
    assert sentence.change is Change.MISSING
    assert not NUMBER.search(sentence.text.replace("C18", ""))
    assert not any(word in sentence.text for word in ZERO_WORDS)


@pytest.mark.parametrize("language", ["vi", "en", "ru"])
@given(figure=figures())
def test_each_sentence_cites_its_figure_and_stands_alone(language: str, figure: Figure) -> None:
    with override(language):
        told = sentences([figure])
    assert [sentence.codes for sentence in told] == [("C18",)]
    assert told[0].text.count("[C18]") == 1
    assert told[0].text.endswith(".")
    assert "%(" not in told[0].text


@given(figure=figures())
def test_only_exact_numbers_are_called_risen_or_fallen(figure: Figure) -> None:
    (sentence,) = sentences([figure])
    if sentence.change in (Change.RISEN, Change.FALLEN):
        before = figure.earlier[0].known
        assert not before.qualifier
        assert not figure.now.qualifier
        assert before.value is not None
        assert figure.now.value is not None
        assert (figure.now.value > before.value) == (sentence.change is Change.RISEN)


def of(value: str | None, last: str | None, year: str | None = None, **more: object) -> str:
    """The sentence about petitions received, for a quarter."""
    earlier = [Earlier(LAST, Known(Decimal(last) if last is not None else None))]
    if year is not None:
        earlier.append(Earlier(YEAR, Known(Decimal(year)), year=True))
    fields: dict[str, object] = {"measure": "đơn", "decimals": 0, "stock": False, "name": "Đơn tiếp nhận", **more}
    now = fields.pop("now", Known(Decimal(value) if value is not None else None))
    return sentences([Figure(code="C18", now=now, earlier=tuple(earlier), **fields)])[0].text.replace("\u00a0", " ")  # type: ignore[arg-type]


def test_sentences_read_as_an_officer_would_write_them() -> None:
    with override("vi"):
        assert (
            of("37", "32", "39") == "Đơn tiếp nhận: 37 đơn [C18], tăng 5 đơn (15,6%) so với quý II năm 2026 (32), "
            "giảm 2 đơn (5,1%) so với cùng kỳ năm 2025 (39)."
        )
        assert of("0", "3") == "Đơn tiếp nhận: không phát sinh [C18], giảm 3 đơn so với quý II năm 2026 (3)."
        assert of("7", "7") == "Đơn tiếp nhận: 7 đơn [C18], bằng quý II năm 2026."
        assert of(None, "7") == "Đơn tiếp nhận: chưa có số liệu [C18]; quý II năm 2026: 7 đơn."
        assert of("66.7", "63.5", measure="%", decimals=1) == (
            "Đơn tiếp nhận: 66,7% [C18], tăng 3,2 điểm phần trăm so với quý II năm 2026 (63,5%)."
        )
        about = Known(Decimal(250), "about", 63, 69)
        assert of("250", "240", now=about).startswith(
            "Đơn tiếp nhận: khoảng 250 đơn [C18], quý II năm 2026: 240 đơn; 63/69 đơn vị có số liệu"
        )


def test_across_a_changed_border_numbers_are_in_todays_borders_or_not_compared() -> None:
    def across(**more: object) -> str:
        before = Earlier(LAST, Known(Decimal(8)), **more)  # type: ignore[arg-type]
        return sentences([Figure("C18", "Đơn", "đơn", 0, False, Known(Decimal(9)), (before,))])[0].text.replace("\u00a0", " ")

    with override("vi"):
        assert across(today=True) == "Đơn: 9 đơn [C18], tăng 1 đơn so với quý II năm 2026 (8) theo địa giới hiện nay."
        assert "ước tính theo tỷ lệ phần chia" in across(today=True, estimated=True)
        assert "không so sánh được" in across(barrier=Barrier.CUT, today=True)
        assert "(8)" not in across(barrier=Barrier.PART, today=True)


@given(st.integers(0, 10**9))
def test_russian_numbers_take_the_form_that_the_languages_own_rule_names(number: int) -> None:
    rule = translation("ru").plural  # the rule of gettext's own catalogue
    assert russian_form(Decimal(number)) == ("one", "few", "many", "many")[rule(number)]


@pytest.mark.parametrize(
    ("number", "qualifier", "words"),
    [
        ("1", "", "1 обращение"),
        ("2", "", "2 обращения"),
        ("5", "", "5 обращений"),
        ("11", "", "11 обращений"),
        ("21", "", "21 обращение"),
        ("112", "", "112 обращений"),
        ("21", "about", "около 21 обращения"),
        ("22", "over", "более 22 обращений"),
        ("22", "under", "почти 22 обращения"),
        ("1635", "", "1 635 обращений"),
        ("2.5", "", "2,5 обращения"),
    ],
)
def test_russian_counts_agree_with_their_noun(number: str, qualifier: str, words: str) -> None:
    with override("ru"):
        value = Decimal(number)
        assert counted(value, -int(value.as_tuple().exponent), "đơn", "ru", qualifier=qualifier).replace("\u00a0", " ") == words


@given(st.integers(0, 10**6), st.sampled_from(("đơn", "giấy khen", "mô hình", "người")))
def test_neighbouring_russian_hundreds_count_alike(number: int, measure: str) -> None:
    pairs = pairwise(noun(Decimal(number + 100 * step), measure, "ru") for step in range(3))
    assert all(one == other for one, other in pairs)


def test_english_has_one_and_many_and_an_unknown_measure_stays_as_entered() -> None:
    with override("en"):
        assert counted(Decimal(1), 0, "mô hình", "en") == "1\u00a0model"
        assert counted(Decimal(1635), 0, "mô hình", "en", qualifier="about") == "about 1,635\u00a0models"
        assert counted(Decimal(3), 0, "thứ lạ", "en") == "3\u00a0thứ lạ"
    assert english_form(Decimal("1.5")) == "other"


def test_every_unit_of_measure_of_the_shipped_book_has_its_forms_in_each_language() -> None:
    with (DATA / "indicators.csv").open(encoding="utf-8", newline="") as file:
        used = {line["measure"] for line in csv.DictReader(file)} - {"%"}
    assert {measure for measure in used for language in ("en", "ru") if noun(Decimal(2), measure, language) == measure} <= {
        "km",
        "ha",
        "m²",
    }
