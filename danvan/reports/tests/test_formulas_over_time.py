"""A formula that adds what happened and what there was at a moment: each by its own rule, over periods and up the tree."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.contents import IndicatorContent, indicator_content
from danvan.reports.forms.book import IndicatorForm
from danvan.reports.models import Form, Indicator, PeriodRow
from danvan.reports.rules_book import check_indicator
from danvan.reports.selectors import THEN, TODAY, matrix, table
from danvan.reports.selectors.answers import Cell
from danvan.reports.selectors.asked import Asked
from danvan.reports.selectors.borders import Settled
from danvan.reports.selectors.crosstab import Choice, CrossTable, crosstab
from danvan.reports.selectors.lineage import Lines, Maker
from danvan.reports.selectors.meaning import linked
from danvan.reports.selectors.shares import Shares
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, Tree, filed, indicator
from danvan.reports.wording import over_time_of
from danvan.units.models import Duty, Level, Unit
from danvan.units.tests.factories import officer

QUARTERS = ("2026-Q1", "2026-Q2", "2026-Q3")
# What came, what was settled, what there was at both ends; in hand by either end, what goes out of the book, how much is settled.
PLAIN = {"IN": ("flow", "added"), "OUT": ("flow", "added"), "HAD": ("stock", "first"), "LEFT": ("stock", "last")}
FORMULAS = {"HAND": ("IN + HAD", ""), "SAME": ("OUT + LEFT", ""), "GONE": ("IN + HAD - LEFT", ""), "PART": ("OUT", "IN + HAD")}


# --- the arithmetic, over any periods and units


@dataclass(frozen=True)
class Unsaid:
    """The book above as rows that are not saved."""

    rows: dict[str, Indicator]

    @classmethod
    def made(cls) -> "Unsaid":
        rows = {code: Indicator(pk=pk, code=code, kind=kind, over_time=rule) for pk, (code, (kind, rule)) in enumerate(PLAIN.items(), 1)}
        for pk, (code, (top, bottom)) in enumerate(FORMULAS.items(), len(rows) + 1):
            one = Indicator(pk=pk, code=code, kind="ratio", numerator=top, denominator=bottom)
            one.operands = {name: rows[name] for name in one.codes}
            rows[code] = one
        return cls(rows)


# For each unit: what there was when it began, and period by period what came and what share of all in hand was settled.
FLOWS = st.tuples(st.integers(0, 500), st.integers(0, 100))
STORIES = st.integers(1, 5).flatmap(
    lambda periods: st.lists(st.tuples(st.integers(0, 500), st.lists(FLOWS, min_size=periods, max_size=periods)), min_size=1, max_size=5)
)


def told(stories: list[tuple[int, list[tuple[int, int]]]], gone: frozenset[tuple[int, int]] = frozenset()) -> CrossTable:
    """The table of what the units gave. `gone`: unit and period of which nothing was given."""
    rows = Unsaid.made().rows
    periods = [
        PeriodRow(pk=number, key=f"2026-{number:02}", kind="month", first_day=date(2026, number, 1), last_day=date(2026, number, 28))
        for number in range(1, len(stories[0][1]) + 1)
    ]
    units = [Unit(pk=number) for number in range(1, len(stories) + 1)]
    cells: dict[tuple[int, int], dict[int, Cell]] = {(one.pk, row.pk): {} for one in periods for row in rows.values()}
    for unit, (had, flows) in zip(units, stories, strict=True):
        for period, (came, percent) in zip(periods, flows, strict=True):
            out = (had + came) * percent // 100
            for code, value in {"IN": came, "OUT": out, "HAD": had, "LEFT": had + came - out}.items():
                if (unit.pk, period.pk) not in gone:
                    cells[period.pk, rows[code].pk][unit.pk] = Cell(value, 1, "", "typed")
            had += came - out
    meant = {one.pk: {row.pk: row for row in rows.values()} for one in periods}
    return CrossTable(
        choice=Choice(tuple(units), tuple(rows.values()), tuple(periods), THEN),
        names={},
        notes=(),
        over_units=True,
        over_periods=True,
        question=Asked((), THEN, Lines({}, {one.pk: [Maker(one.pk, Level.COMMUNE, date(2025, 7, 1), None)] for one in units}, {})),
        settled={key: Settled(some, ()) for key, some in cells.items()},
        meant=meant,
        values=cells,
        shares=Shares(cells, {}),
        gave={},
    )


@given(STORIES)
def test_of_many_periods_and_units_what_was_carried_over_counts_once_and_both_ends_agree(
    stories: list[tuple[int, list[tuple[int, int]]]],
) -> None:
    """All in hand is what there was on the first day and all that came; and it is all that was settled and what is left on the last day."""
    found = told(stories)
    rows = {one.code: one for one in found.choice.indicators}
    first, came = sum(had for had, _flows in stories), sum(one for _had, flows in stories for one, _percent in flows)
    whole = {code: found.entry(row, None, None).value for code, row in rows.items()}
    assert whole["HAND"] == first + came == whole["SAME"]
    assert whole["GONE"] == whole["OUT"]
    assert whole["PART"] is None if not first + came else 0 <= (whole["PART"] or 0) <= 1
    assert not any(found.entry(rows[code], None, None).partial for code in FORMULAS)


@given(STORIES)
def test_the_units_together_are_the_sum_of_the_units_and_one_period_is_itself(stories: list[tuple[int, list[tuple[int, int]]]]) -> None:
    found = told(stories)
    rows = {one.code: one for one in found.choice.indicators}
    for code in ("HAND", "SAME", "GONE"):
        below = [found.entry(rows[code], unit, None).value for unit in found.choice.units]
        assert found.entry(rows[code], None, None).value == sum(one for one in below if one is not None)
        assert None not in below
    if len(found.choice.periods) == 1:
        [period] = found.choice.periods
        for code in ("HAND", "SAME", "GONE"):
            assert [found.entry(rows[code], None, period).value] == [found.entry(rows[code], None, None).value]


@given(STORIES.filter(lambda told: len(told) > 1), st.data())
def test_a_total_of_which_a_report_is_missing_says_of_how_many_it_is(
    stories: list[tuple[int, list[tuple[int, int]]]], data: st.DataObject
) -> None:
    gone = (data.draw(st.integers(1, len(stories))), data.draw(st.integers(1, len(stories[0][1]))))
    found = told(stories, frozenset({gone}))
    row = next(one for one in found.choice.indicators if one.code == "HAND")
    entry = found.entry(row, None, None)
    units, periods = len(stories), len(stories[0][1])
    # Where the first quarter is missing, so is a part of what was carried over: that is the weakest.
    share = (units - 1, units) if gone[1] == 1 else (units * periods - 1, units * periods)
    assert (entry.known, entry.parts) == share
    assert entry.partial


# --- in the book and in reports


@pytest.fixture
def tree(db: None) -> Iterator[Tree]:
    with clock.standing_at(AFTER):
        yield factories.tree()


@pytest.fixture
def rows(tree: Tree) -> dict[str, Indicator]:
    """The book above, written as its keeper writes it."""
    for code, (kind, rule) in PLAIN.items():
        indicator(code, kind=kind, over_time=rule, definition="Cách hiểu.", group="A", measure="đơn")
    plain = replace(indicator_content(Indicator.objects.get(code="IN")), kind="ratio", over_time="")
    for code, (top, bottom) in FORMULAS.items():
        share = {"measure": "%", "scale": 1} if bottom else {}
        content = replace(plain, numerator=top, denominator=bottom, **share)  # type: ignore[arg-type]
        services.add_indicator(by=SYSTEM, code=code, content=content, owner=None)
    form = Form.objects.create(
        code="hand",
        name="Mẫu",
        title="Báo cáo",
        levels=["commune", "province"],
        due={"commune": {"": "days 5"}, "province": {"": "days 9"}},
    )
    found = {one.code: one for one in linked(Indicator.objects.filter(code__in=(*PLAIN, *FORMULAS)))}
    form.indicators.set(found.values())
    return found


FIGURES = {0: ((7, 3, 4, 6), (6, 4, 4, 6), (6, 5, 8, 3)), 1: ((0, 2, 1, 1), (1, 8, 2, 7), (7, 1, 8, 0))}  # had, came, settled, left


def three_quarters(tree: Tree, rows: dict[str, Indicator]) -> None:
    form = Form.objects.get(code="hand")
    for place, said in FIGURES.items():
        for key, figures in zip(QUARTERS, said, strict=True):
            given_ = dict(zip(("HAD", "IN", "OUT", "LEFT"), map(str, figures), strict=True))
            filed(form, tree.communes[place], {rows[code]: value for code, value in given_.items()}, key=key, root=tree.province)


@pytest.mark.parametrize("borders", [THEN, TODAY])
def test_quarters_in_a_table_come_to_what_the_nine_months_say(tree: Tree, rows: dict[str, Indicator], borders: str) -> None:
    three_quarters(tree, rows)
    periods = tuple(factories.period(key) for key in QUARTERS)
    formulas_ = tuple(rows[code] for code in FORMULAS)
    found = crosstab(Choice((*tree.communes[:2], tree.other), formulas_, periods, borders))
    whole = {code: [found.entry(rows[code], one, None).text for one in tree.communes[:2]] for code in FORMULAS}
    assert whole == {"HAND": ["19", "11"], "SAME": ["19", "11"], "GONE": ["16", "11"], "PART": ["84,2", "100,0"]}
    above = crosstab(Choice((tree.province,), formulas_, periods, borders))
    assert [above.entry(rows[code], tree.province, None).number for code in FORMULAS] == ["30", "30", "27", "90,0"]
    assert [above.entry(rows["HAND"], tree.province, one).number for one in periods] == ["12", "19", "19"]


def test_the_year_beside_its_quarters_reads_the_same_in_the_matrix_and_in_a_report_of_nine_months(
    tree: Tree, rows: dict[str, Indicator]
) -> None:
    three_quarters(tree, rows)
    periods = [factories.period(key) for key in QUARTERS]
    below = matrix(tree.province, periods, indicators=[rows[code] for code in FORMULAS])
    said = [[below.text(one, rows[code]) for code in FORMULAS] for one in tree.communes[:2]]
    assert said == [["19", "19", "16", "84,2"], ["11", "11", "11", "100,0"]]
    form = Form.objects.get(code="hand")
    for place, (had, came, out, left) in {0: (7, 12, 16, 3), 1: (0, 11, 11, 0)}.items():
        figures = {"HAD": had, "IN": came, "OUT": out, "LEFT": left}
        filed(form, tree.communes[place], {rows[code]: str(value) for code, value in figures.items()}, key="2026-9M", root=tree.province)
    nine = table(tree.province, factories.period("2026-9M"), form=form)
    assert [nine.row(code).text for code in FORMULAS] == ["30", "30", "27", "90,0"]


def test_the_book_says_which_indicator_of_a_formula_goes_over_time_how(rows: dict[str, Indicator]) -> None:
    assert over_time_of(rows["HAND"]).endswith(": IN: cộng các kỳ; HAD: lấy số đầu kỳ")
    assert over_time_of(rows["GONE"]).endswith(": IN: cộng các kỳ; HAD: lấy số đầu kỳ; LEFT: lấy số cuối kỳ")


def test_what_was_counted_at_the_beginning_stays_that_while_a_formula_adds_it_to_another_beginning(rows: dict[str, Indicator]) -> None:
    indicator("HAD2", kind="stock", over_time="first", measure="đơn")
    one = Indicator.objects.get(code="HAND")
    content = replace(indicator_content(one), numerator="HAD + HAD2")
    services.change_indicator(by=SYSTEM, indicator=one, content=content, valid_from=AFTER, reason="Đề nghị")
    had = Indicator.objects.get(code="HAD")
    with pytest.raises(Refused, match="số đầu kỳ không cộng với số cuối kỳ") as refused:
        services.change_indicator(
            by=SYSTEM, indicator=had, content=replace(indicator_content(had), over_time="last"), valid_from=AFTER, reason="Đề nghị"
        )
    assert refused.value.field == "over_time"


def national() -> dict[str, IndicatorContent]:
    services.load_book(by=SYSTEM)
    return {one.code: indicator_content(one) for one in Indicator.objects.select_related("whole")}


def test_the_examples_that_the_page_gives_are_accepted(tree: Tree) -> None:
    """In the help beside the field, and in what is said of a formula that cannot be read or is missing."""
    known = national()
    said = replace(known["C18"], kind="ratio", over_time="", figure="", numerator="")
    with pytest.raises(Refused) as missing:
        check_indicator("NEW", said, known, ())
    with pytest.raises(Refused) as unreadable:
        check_indicator("NEW", replace(said, numerator="C18 * 2"), known, ())
    texts = (str(IndicatorForm.base_fields["numerator"].help_text), missing.value.message, unreadable.value.message)
    examples = [re.search(r"C18[C0-9 +-]*[0-9]", text.rpartition(":")[2] if "ví dụ" not in text else text) for text in texts]
    assert [one[0] for one in examples if one] == ["C18 + C19 - C20"] * 3
    for example in ("C18 + C19 - C20", "C18 + C19", "C18 + C19 - C19B"):
        check_indicator("NEW", replace(said, numerator=example), known, ())
    check_indicator("NEW", replace(said, numerator="C25", denominator="C18 + C19", measure="%", scale=1), known, ())


def test_the_keeper_adds_all_to_be_handled_through_the_page_and_it_opens(tree: Tree) -> None:
    national()
    keeper = Client()
    keeper.force_login(officer(tree.centre, Duty.KEEP_BOOK).user)
    typed = {
        "code": "C18X",
        "group": "C",
        "number": "18",
        "name": "Đơn phải xử lý",
        "measure": "đơn",
        "definition": "Nhận và kỳ trước chuyển sang.",
    }
    typed |= {"kind": "ratio", "numerator": "C18 + C19", "scale": "0", "valid_from": "01/01/2026"}
    answer = keeper.post(reverse("reports:indicator_new"), typed, follow=True)
    assert answer.redirect_chain, answer.context["form"].errors
    page = answer.content.decode()
    assert "C18: cộng các kỳ; C19: lấy số đầu kỳ" in page
    made = Indicator.objects.get(code="C18X")
    assert (made.numerator, made.scale, Decimal(made.number)) == ("C18 + C19", 0, Decimal(18))
