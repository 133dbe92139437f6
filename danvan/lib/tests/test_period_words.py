"""Periods as people write them, in three languages."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from danvan.lib import period_words, periods
from danvan.lib.periods import Period

YEARS = st.integers(1900, 2200)
SOME_DAY = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@st.composite
def named(draw: st.DrawFn) -> Period:
    """A period named after its year, or years, of a regime that begins on whatever day."""
    year = draw(YEARS)
    ends = [
        *(f"-{month:02}" for month in range(1, 13)),
        "-Q1",
        "-Q2",
        "-Q3",
        "-Q4",
        "-6M",
        "-6M2",
        "-9M",
        "",
        f"..{year + draw(st.integers(1, 12))}",
    ]
    return periods.begun_on(periods.parse(f"{year}{draw(st.sampled_from(ends))}"), draw(st.integers(1, 28)))


@st.composite
def from_day_to_day(draw: st.DrawFn) -> Period:
    """Two days, or a term of office between them."""
    first = draw(SOME_DAY)
    if draw(st.booleans()):
        return periods.parse(f"T{first}..{first + timedelta(days=draw(st.integers(365, 3650)))}")
    return periods.parse(f"{first}..{first + timedelta(days=draw(st.integers(0, 900)))}")


@given(period=named() | from_day_to_day(), shown=st.sampled_from(["vi", "en", "ru"]), page=st.sampled_from(["vi", "en", "ru"]))
def test_whatever_a_page_calls_a_period_is_read_back_as_it(period: Period, shown: str, page: str) -> None:
    """Also on a page in another language: people copy."""
    with translation.override(shown):
        label = periods.label(period)
    with translation.override(page):
        assert period_words.read(label) == period
        assert period_words.read(label.upper()) == period


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        (
            "2026-Q3",
            "Quý III năm 2026; quy 3/2026; Q3 2026; Q3/2026; 2026 Q3; quarter 3/2026; third quarter of 2026; 3rd quarter 2026; III quarter 2026",
        ),
        (
            "2026-Q1",
            "quý 1/2026; 1 квартал 2026; I квартал 2026 г.; первый квартал 2026 года; 1-й квартал 2026; 1 кв. 2026; 3 tháng đầu năm 2026",
        ),
        ("2026-Q4", "Q4 2026; quý IV/2026; четвёртый квартал 2026 года; 3 tháng cuối năm 2026"),
        (
            "2026-10",
            "Tháng 10 năm 2026; 10/2026; tháng 10/2026; October 2026; Oct 2026; month 10 of 2026; октябрь 2026 года; за октябрь 2026 г.",
        ),
        ("2026-06", "tháng 6/2026; 6.2026; June 2026; 6/2026"),
        ("2026-05", "May 2026; май 2026; tháng 5 năm 2026"),
        (
            "2026-6M",
            "6 tháng đầu năm 2026; sáu tháng đầu năm 2026; first half of 2026; H1 2026; first 6 months of 2026; first six months of 2026",
        ),
        (
            "2026-6M",
            "1 полугодие 2026; первое полугодие 2026 года; I полугодие 2026 г.; 6 месяцев 2026 года; nửa đầu năm 2026; 6 months of 2026",
        ),
        (
            "2026-6M2",
            "6 tháng cuối năm 2026; second half of 2026; H2 2026; last 6 months of 2026; второе полугодие 2026 года; nửa cuối năm 2026",
        ),
        (
            "2026-9M",
            "9 tháng đầu năm 2026; 9 tháng năm 2026; 9 months of 2026; nine months of 2026; first 9 months of 2026; 9 месяцев 2026",
        ),
        ("2026", "năm 2026; year 2026; 2026 год; 2026 г.; 12 tháng năm 2026; 12 months of 2026"),
        ("2020..2025", "nhiệm kỳ 2020-2025; term 2020-2025; the term of office 2020-2025; срок полномочий 2020-2025"),
        ("2021..2023", "các năm 2021-2023; years 2021-2023; 2021-2023 годы; 2021-2023 гг."),
        (
            "2026-05-01..2026-05-20",
            "từ 01/05/2026 đến 20/05/2026; từ ngày 1/5 đến hết ngày 20/5/2026; 01/05 - 20/05/2026; 01-05-2026 - 20-05-2026; from 1 May to 20 May 2026",
        ),
        (
            "2026-05-01..2026-05-20",
            "from 01/05/2026 to 20/05/2026; from 1 May 2026 through 20 May 2026; с 01.05.2026 по 20.05.2026; с 1 мая по 20 мая 2026 года",
        ),
        (
            "T2021-07-06..2026-04-05",
            "nhiệm kỳ từ 06/07/2021 đến 05/04/2026; term 06/07/2021 to 05/04/2026; срок полномочий с 06.07.2021 по 05.04.2026",
        ),
        ("2026-06-15..2026-09-14", "từ 15/6/2026 đến 14/9/2026; from 15/06/2026 to 14/09/2026; с 15.06.2026 по 14.09.2026"),
        ("2026-Q3@15", "2026-Q3@15; Quý III năm 2026 (từ 15/06/2026 đến 14/09/2026); quarter 3 of 2026 (15/06/2026 to 14/09/2026)"),
    ],
)
def test_a_period_is_read_from_what_people_write(key: str, texts: str) -> None:
    for text in texts.split("; "):
        assert period_words.read(text).key == key, text


def test_words_mean_the_period_of_the_regime_and_a_key_means_itself() -> None:
    for text in ("Quý III năm 2026", "Q3 2026", "3 квартал 2026"):
        assert period_words.read(text, first=15).key == "2026-Q3@15"
    assert period_words.read("2026-Q3", first=15).key == "2026-Q3"
    assert period_words.read("từ 01/07/2026 đến 30/09/2026", first=15).key == "2026-07-01..2026-09-30"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "hôm qua",
            "năm sau",
            "quý V năm 2026",
            "quý 5/2026",
            "tháng 13/2026",
            "Q3",
            "quarter 2026",
            "third half of 2026",
            "7 months of 2026",
        ),
        *(
            "last quarter of 2026",
            "third 2026",
            "первые 7 месяцев 2026",
            "квартал 2026",
            "nhiệm kỳ 2020-2024",
            "các năm 2025-2021",
            "Q1 Q2 2026",
        ),
        *(
            "quý I và quý II năm 2026",
            "May quarter 2026",
            "30/02/2026",
            "từ 14/9/2026 đến 15/6/2026",
            "Quý III năm 2026 (từ 15/06/2026 đến 15/09/2026)",
        ),
        *("the 2026 of 2025 and 2024", "9 May 2026", "từ 01/05 đến 20/05", "quý từ 01/05/2026 đến 20/05/2026", "1/5, 10/5 và 20/5/2026"),
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        period_words.read(text)
