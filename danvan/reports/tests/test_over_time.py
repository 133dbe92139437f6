"""How figures of several periods come together: one rule, in tables, totals and checks, and who may change it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.papers import Number
from danvan.lib.refusal import Refused
from danvan.reports import over_time, services
from danvan.reports.contents import IndicatorContent, indicator_content
from danvan.reports.disclosing import told
from danvan.reports.models import Form, Indicator
from danvan.reports.over_time import ADDED, ANEW, FIRST, LAST, ONCE
from danvan.reports.selectors import THEN, TODAY, matrix
from danvan.reports.selectors.checked import questions_of
from danvan.reports.selectors.crosstab import Choice, CrossTable, crosstab
from danvan.reports.selectors.meaning import linked
from danvan.reports.tables.layout import Layout
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, Tree, filed, indicator, started

QUARTERS = ("2026-Q1", "2026-Q2", "2026-Q3")
NINE = "2026-9M"
JULY = date(2026, 7, 1)
COUNTS = st.integers(0, 1000)


@given(st.lists(st.frozensets(st.integers(0, 30)), min_size=1, max_size=6))
def test_each_rule_says_what_the_long_period_counts(quarters: list[frozenset[int]]) -> None:
    """Things that are there in a quarter: what is added counts them each time, what counts once as a set; the moments are those of the ends."""
    sizes = [len(some) for some in quarters]
    assert sum(over_time.behind(ADDED, sizes)) == sum(sizes)
    assert list(over_time.behind(LAST, sizes)) == sizes[-1:]
    assert list(over_time.behind(FIRST, sizes)) == sizes[:1]
    least, most = over_time.bounds(ONCE, sizes) or (0, -1)
    assert least <= len(frozenset().union(*quarters)) <= most
    assert over_time.bounds(ANEW, sizes) is None
    for rule in (ADDED, LAST, FIRST):
        assert over_time.bounds(rule, sizes) == (sum(over_time.behind(rule, sizes)),) * 2


@given(st.sampled_from((ADDED, LAST, FIRST)), st.lists(st.lists(COUNTS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_it_makes_no_difference_by_which_periods_a_long_one_is_put_together(rule: str, halves: list[list[int]]) -> None:
    """The year of its quarters is the year of its halves of their quarters."""
    whole = sum(over_time.behind(rule, [one for half in halves for one in half]))
    assert whole == sum(over_time.behind(rule, [sum(over_time.behind(rule, half)) for half in halves]))


@given(st.sampled_from((ADDED, LAST, FIRST, ONCE, ANEW)), COUNTS)
def test_a_single_period_is_itself_by_every_rule(rule: str, count: int) -> None:
    assert list(over_time.behind(rule, [count])) == [count]


def test_nothing_is_put_together_of_nothing() -> None:
    assert [over_time.bounds(rule, []) for rule in (ADDED, LAST, FIRST, ONCE, ANEW)] == [None] * 5


RULES = {"P": ("flow", ADDED), "Q": ("stock", LAST), "R": ("stock", FIRST), "S": ("flow", ONCE), "U": ("flow", ANEW)}
FIGURES = {"P": ("3", "4", "5"), "Q": ("10", "8", "9"), "R": ("7", "10", "8"), "S": ("6", "6", "2"), "U": ("1", "2", "1")}
# What nine months say: right by each rule.
RIGHT = {"P": "12", "Q": "9", "R": "7", "S": "11", "U": "5"}


@pytest.fixture
def tree(db: None) -> Iterator[Tree]:
    with clock.standing_at(AFTER):
        yield factories.tree()


@pytest.fixture
def ruled(tree: Tree) -> dict[str, Indicator]:
    """A form of five indicators, one of each rule, and a share of one that is counted once; R opens with the Q of the period before."""
    rows = {code: indicator(code, kind=kind, over_time=rule) for code, (kind, rule) in RULES.items()}
    Indicator.objects.filter(code="R").update(closing="Q")
    rows["R"].refresh_from_db()
    rows["V"] = indicator("V", kind="ratio", numerator="P", denominator="S", measure="%", scale=1, unbounded=True)
    form = Form.objects.create(
        code="ruled",
        name="Mẫu",
        title="Báo cáo",
        levels=["commune", "province"],
        due={"commune": {"": "days 5"}, "province": {"": "days 9"}},
    )
    form.indicators.set(rows.values())
    return rows


def form_of(rows: dict[str, Indicator]) -> Form:
    return Form.objects.get(lines__indicator=rows["P"])


def three_quarters(tree: Tree, rows: dict[str, Indicator]) -> None:
    for number, key in enumerate(QUARTERS):
        figures = {rows[code]: some[number] for code, some in FIGURES.items()}
        filed(form_of(rows), tree.communes[0], figures, key=key, root=tree.province)


def nine_months(tree: Tree, rows: dict[str, Indicator], said: dict[str, str]) -> list[tuple[str, str]]:
    """The checks that nine months with these figures raise, by code."""
    report = started(form_of(rows), tree.communes[0], NINE, root=tree.province)
    for code, value in said.items():
        services.type_figure(by=SYSTEM, report=report, indicator=rows[code], value=value)
    return [(one.question.check, one.question.code) for one in questions_of(report)]


def test_nine_months_that_are_right_by_the_rule_of_each_indicator_are_asked_nothing(tree: Tree, ruled: dict[str, Indicator]) -> None:
    three_quarters(tree, ruled)
    assert nine_months(tree, ruled, RIGHT) == []


def test_nine_months_that_add_up_what_is_no_sum_are_asked(tree: Tree, ruled: dict[str, Indicator]) -> None:
    three_quarters(tree, ruled)
    summed = {code: str(sum(map(int, some))) for code, some in FIGURES.items()}
    assert nine_months(tree, ruled, {**summed, "S": "15"}) == [("cumulative", "Q"), ("cumulative", "R"), ("cumulative", "S")]


def test_a_quarter_that_does_not_open_with_what_the_one_before_closed_with_wants_a_sentence(
    tree: Tree, ruled: dict[str, Indicator]
) -> None:
    form, commune = form_of(ruled), tree.communes[0]
    filed(form, commune, {ruled["Q"]: "10"}, key="2026-Q2", root=tree.province)
    report = started(form, commune, "2026-Q3", root=tree.province)
    services.type_figure(by=SYSTEM, report=report, indicator=ruled["R"], value="12")
    [asked] = questions_of(report)
    assert (asked.question.check, asked.question.code) == ("opening", "R")
    assert "Q của Quý II năm 2026 là 10, kỳ này ghi 12" in asked.question.words
    services.type_figure(by=SYSTEM, report=report, indicator=ruled["R"], value="10")
    assert questions_of(report) == []


def test_a_year_opens_with_what_ended_just_before_it_whatever_its_length(tree: Tree, ruled: dict[str, Indicator]) -> None:
    form, commune = form_of(ruled), tree.communes[0]
    filed(form, commune, {ruled["Q"]: "10"}, key="2025-Q4", root=tree.province)
    report = started(form, commune, "2026-6M", root=tree.province)
    services.type_figure(by=SYSTEM, report=report, indicator=ruled["R"], value="9", source=services.SourceData("Sổ theo dõi"))
    assert [one.question.check for one in questions_of(report)] == ["opening"]


def test_tables_over_several_periods_add_what_is_added_and_leave_the_rest_alone(tree: Tree, ruled: dict[str, Indicator]) -> None:
    three_quarters(tree, ruled)
    periods = tuple(factories.period(key) for key in reversed(QUARTERS))
    rows = linked(Indicator.objects.filter(pk__in=[one.pk for one in ruled.values()]).order_by("code"))
    table = crosstab(Choice((tree.communes[0],), tuple(rows), periods, THEN))
    totals = {one.code: table.entry(one, tree.communes[0], None).text for one in rows}
    assert totals == {"P": "12", "Q": "9", "R": "7", "S": "–", "U": "–", "V": "–"}
    assert {table.entry(one, tree.communes[0], None).remark for one in rows} == {""}
    assert any("S, U, V được tính riêng cho từng kỳ" in note for note in table.notes)
    alone = crosstab(Choice((tree.communes[0],), tuple(rows), periods[:1], THEN))
    assert not any("tính riêng" in note for note in alone.notes)
    below = matrix(tree.province, periods)
    assert {one.code: below.value(tree.communes[0], one) for one in rows} == {
        "P": Decimal(12), "Q": Decimal(9), "R": Decimal(7), "S": None, "U": None, "V": None,
    }  # fmt: skip


def test_the_rule_over_time_is_a_version_of_the_meaning_and_holds_from_its_day(tree: Tree, ruled: dict[str, Indicator]) -> None:
    filed(form_of(ruled), tree.communes[0], {ruled["P"]: "3"}, key="2026-Q2", root=tree.province)
    change(ruled["P"], JULY, over_time=ONCE)
    filed(form_of(ruled), tree.communes[0], {ruled["P"]: "4"}, key="2026-Q3", root=tree.province)
    assert total(tree, "P", ("2026-Q1", "2026-Q2")) == "3 (1/2)"
    assert total(tree, "P", ("2026-Q2", "2026-Q3")) == "–"


def total(tree: Tree, code: str, keys: tuple[str, ...]) -> str:
    [one] = linked(Indicator.objects.filter(code=code))
    table = crosstab(Choice((tree.communes[0],), (one,), tuple(factories.period(key) for key in keys), THEN))
    return table.entry(one, tree.communes[0], None).text


def change(one: Indicator, day: date, **said: object) -> None:
    held = Indicator.objects.get(pk=one.pk)
    content = replace(indicator_content(held), definition="Nghĩa.", **said)  # type: ignore[arg-type]
    services.change_indicator(by=SYSTEM, indicator=held, content=content, valid_from=day, reason="Công văn 3")


@pytest.mark.parametrize(
    ("code", "said", "field"),
    [
        ("P", {"over_time": FIRST}, "over_time"),
        ("Q", {"over_time": ONCE}, "over_time"),
        ("P", {"over_time": "never"}, "over_time"),
        ("P", {"closing": "Q"}, "closing"),
        ("R", {"closing": "P"}, "closing"),
        ("R", {"closing": "R"}, "closing"),
        ("R", {"closing": "NO"}, "closing"),
        ("Q", {"over_time": FIRST}, "over_time"),
        ("Q", {"measure": "ban"}, "over_time"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_beside_its_field(
    ruled: dict[str, Indicator], code: str, said: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        change(ruled[code], JULY, **said)
    assert refused.value.field == field


def test_which_moment_a_figure_is_of_stays_once_there_are_figures(tree: Tree, ruled: dict[str, Indicator]) -> None:
    """The totals of units that ended within a period rest on it."""
    filed(form_of(ruled), tree.communes[0], {ruled["R"]: "3", ruled["S"]: "1"}, key="2026-Q2", root=tree.province)
    with pytest.raises(Refused) as refused:
        change(ruled["R"], JULY, over_time=LAST, closing="")
    assert refused.value.field == "over_time"
    change(ruled["S"], JULY, over_time=ADDED)
    assert Indicator.objects.get(code="S").over_time == ADDED


@pytest.mark.django_db
def test_parts_that_are_exactly_their_whole_go_over_time_as_it_does() -> None:
    services.load_book(by=SYSTEM)
    with pytest.raises(Refused) as refused:
        change(Indicator.objects.get(code="H68B"), JULY, over_time=ONCE)
    assert refused.value.field == "whole"
    change(Indicator.objects.get(code="F52"), JULY, over_time=ADDED)


@pytest.mark.django_db
def test_the_book_says_of_each_indicator_of_the_law_how_it_goes_over_time() -> None:
    services.load_book(by=SYSTEM)
    by_rule: dict[str, set[str]] = {}
    for one in Indicator.objects.all():
        by_rule.setdefault(one.over_time, set()).add(one.code)
    assert by_rule[FIRST] == {"C19"}
    assert by_rule[LAST] == {"C19B", "E42", "E45", "E47", "E48", "G67A", "G67B", "G92", "H70", "J78", "K82"}
    assert by_rule[ONCE] == {"C24", "F54", "G61", "G63B", "H73"}
    assert by_rule[ANEW] == {"E38", "E46", "E46N", "F52"}
    assert by_rule[""] == {"C26", "E46P", "F52P", "G67", "L1"}
    opening, closing = (Indicator.objects.get(code=code) for code in ("C19", "C19B"))
    assert opening.closing == closing.code
    assert [one.nature for one in (opening, closing)] == ["có lúc bắt đầu kỳ", "có đến cuối kỳ"]


@pytest.mark.django_db
def test_what_the_next_period_opens_with_is_published_there_and_nowhere_else() -> None:
    services.load_book(by=SYSTEM)
    Indicator.objects.filter(code__in=("C19", "C19B")).update(figure="", disclosure="open")  # typed: their own room does not publish them
    closing = Indicator.objects.get(code="C19B")
    published = {pk for one in told(list(Indicator.objects.all())) for pk in one.family.indicators}
    assert closing.pk not in published
    assert Indicator.objects.get(code="C19").pk in published
    with pytest.raises(Refused, match="C19 của kỳ sau"):
        services.set_disclosure(by=SYSTEM, indicator=closing, disclosure="protected", reason="Đề nghị")


def test_a_version_from_before_there_were_rules_reads_as_usual_for_its_kind() -> None:
    said = {"group": "A", "number": 1, "name": "a", "name_en": "a", "name_ru": "a", "measure": "vụ"}
    assert [IndicatorContent(**said, kind=kind).over_time for kind in ("flow", "stock", "ratio", "own")] == [ADDED, LAST, "", ""]  # type: ignore[arg-type]


def half(tree: Tree, rows: dict[str, Indicator], said: dict[str, str]) -> None:
    """What the commune reports of nine months together."""
    filed(form_of(rows), tree.communes[0], {rows[code]: value for code, value in said.items()}, key=NINE, root=tree.province)


def over_quarters(tree: Tree, rows: dict[str, Indicator], *, borders: str = THEN, keys: tuple[str, ...] = QUARTERS) -> CrossTable:
    """The commune's quarters as a table with their totals."""
    periods = tuple(factories.period(key) for key in keys)
    told = linked(Indicator.objects.filter(pk__in=[one.pk for one in rows.values()]).order_by("code"))
    return crosstab(Choice((tree.communes[0],), tuple(told), periods, borders))


@pytest.mark.parametrize("borders", [THEN, TODAY])
def test_what_is_no_sum_is_told_by_the_report_of_the_longer_period_and_opens_there(
    tree: Tree, ruled: dict[str, Indicator], borders: str
) -> None:
    three_quarters(tree, ruled)
    half(tree, ruled, RIGHT)
    table = over_quarters(tree, ruled, borders=borders)
    totals = {one.code: table.entry(one, tree.communes[0], None) for one in table.choice.indicators}
    assert {code: one.text for code, one in totals.items()} == {"P": "12", "Q": "9", "R": "7", "S": "11", "U": "5", "V": "109,1"}
    assert [code for code, one in totals.items() if one.longer] == ["S", "U", "V"]
    assert totals["S"].remark == "theo báo cáo 9 tháng đầu năm 2026"
    number = Layout(table, "don-vi", "ky").number(totals["S"])
    assert isinstance(number, Number)
    assert f"/{NINE}/so/S/" in number.href
    assert "S, U, V không cộng qua các kỳ; số của cả các kỳ lấy từ báo cáo 9 tháng đầu năm 2026." in table.notes


def test_a_longer_report_that_holds_more_than_was_chosen_or_is_not_filed_tells_nothing(tree: Tree, ruled: dict[str, Indicator]) -> None:
    three_quarters(tree, ruled)
    started(form_of(ruled), tree.communes[0], NINE, root=tree.province)
    draft = over_quarters(tree, ruled)
    assert draft.entry(draft.choice.indicators[3], tree.communes[0], None).text == "–"
    half(tree, ruled, RIGHT)
    for keys in (QUARTERS[:2], (QUARTERS[0], QUARTERS[2])):
        table = over_quarters(tree, ruled, keys=keys)
        assert table.longer is None
        assert table.entry(table.choice.indicators[3], tree.communes[0], None).text == "–"


def test_half_of_a_year_is_asked_where_it_is_less_than_the_quarter_that_is_known(tree: Tree, ruled: dict[str, Indicator]) -> None:
    figures = {ruled[code]: some[2] for code, some in FIGURES.items()}
    filed(form_of(ruled), tree.communes[0], figures, key=QUARTERS[2], root=tree.province)
    assert nine_months(tree, ruled, {"P": "5", "Q": "9", "S": "2", "U": "0"}) == []
    report = started(form_of(ruled), tree.communes[0], NINE, root=tree.province)
    for code, value in {"P": "4", "Q": "8", "R": "90", "S": "1"}.items():
        services.type_figure(by=SYSTEM, report=report, indicator=ruled[code], value=value)
    asked = {one.question.code: one.question.words for one in questions_of(report)}
    assert asked["P"] == "Riêng các kỳ đã gửi nằm trong kỳ này (Quý III năm 2026 5) đã có 5, kỳ này ghi 4."
    assert asked["Q"] == "Số đến cuối kỳ phải bằng số của Quý III năm 2026 là 9, kỳ này ghi 8."
    assert sorted(asked) == ["P", "Q", "S"]  # the third quarter does not begin as nine months do
