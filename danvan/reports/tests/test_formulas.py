"""Formulas over figures: read, refused, worked out after the roll-up, kept by version, and never more public than their parts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.disclosure import HIDDEN
from danvan.lib.refusal import Refused
from danvan.reports import formulas, selectors, services
from danvan.reports.contents import IndicatorContent, indicator_content
from danvan.reports.models import Disclosure, Indicator, IndicatorVersion
from danvan.reports.selectors import THEN, TODAY, State
from danvan.reports.selectors.checked import questions_of
from danvan.reports.selectors.crosstab import Choice, crosstab
from danvan.reports.selectors.meaning import as_of, linked
from danvan.reports.selectors.published import MISSING, Shown, worked_out
from danvan.reports.tests.factories import AFTER, Book, Tree, filed, indicator, period, started
from danvan.units.models import Duty
from danvan.units.tests.factories import officer

DAY = date(2026, 10, 3)
CODES = st.sampled_from(("A1", "B-2", "C.3", "D4", "E5"))
TERMS = st.lists(st.tuples(st.sampled_from((1, -1)), CODES), min_size=1, max_size=5, unique_by=lambda one: one[1])
NUMBERS = st.fixed_dictionaries({code: st.integers(-(10**9), 10**9).map(Decimal) for code in ("A1", "B-2", "C.3", "D4", "E5")})


# --- the text


@given(TERMS)
def test_what_is_written_is_read_again(some: list[formulas.Term]) -> None:
    assert formulas.terms(formulas.written(some)) == tuple(some)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", ()),
        ("c18+C19 − C20", ((1, "C18"), (1, "C19"), (-1, "C20"))),
        ("- A – B-2", ((-1, "A"), (-1, "B-2"))),
        ("NB-1", ((1, "NB-1"),)),
    ],
)
def test_people_write_it_in_several_ways(text: str, terms: tuple[formulas.Term, ...]) -> None:
    assert formulas.terms(text) == terms


@pytest.mark.parametrize(
    ("text", "bit"), [("C18 C19", "C19"), ("C18 +", "+"), ("(C18", "(C18"), ("C18 * 2", "*"), ("+ + A", "+"), ("7", "7")]
)
def test_what_is_no_sum_is_named(text: str, bit: str) -> None:
    with pytest.raises(formulas.Unreadable) as stopped:
        formulas.terms(text)
    assert stopped.value.bit == bit


def test_a_formula_is_shown_with_brackets_where_they_change_what_it_says() -> None:
    assert formulas.shown("A + B - C", "") == "A + B − C"
    assert formulas.shown("A + B", "C - D") == "(A + B) / (C − D)"
    assert formulas.shown("A", "B", lambda code: {"A": "3", "B": "4"}[code]) == "3 / 4"


# --- the arithmetic


@given(TERMS, NUMBERS)
def test_a_sum_is_the_sum(some: list[formulas.Term], numbers: dict[str, Decimal]) -> None:
    text = formulas.written(some)
    assert formulas.worked_out(text, "", numbers, scale=0, percent=True) == sum(sign * numbers[code] for sign, code in some)


@given(TERMS, TERMS, NUMBERS)
def test_a_ratio_is_one_sum_divided_by_the_other_to_half_a_last_place(
    top: list[formulas.Term], bottom: list[formulas.Term], numbers: dict[str, Decimal]
) -> None:
    above, below = (sum(sign * numbers[code] for sign, code in side) for side in (top, bottom))
    found = formulas.worked_out(formulas.written(top), formulas.written(bottom), numbers, scale=1, percent=True)
    if not below:
        assert found is None
    else:
        assert found is not None
        assert abs(2 * (found * below - 1000 * above)) <= abs(below)


@given(TERMS, NUMBERS, CODES)
def test_a_missing_part_makes_it_missing_and_never_nought(some: list[formulas.Term], numbers: dict[str, Decimal], gone: str) -> None:
    text, known = formulas.written(some), {code: one for code, one in numbers.items() if code != gone}
    found = formulas.worked_out(text, "", known, scale=0, percent=False)
    assert (found is None) == (gone in {code for _sign, code in some})


@given(TERMS, st.lists(NUMBERS, min_size=1, max_size=6))
def test_worked_out_above_is_the_sum_of_what_is_worked_out_below(some: list[formulas.Term], units: list[dict[str, Decimal]]) -> None:
    text = formulas.written(some)
    above = {code: sum((one[code] for one in units), Decimal(0)) for code in units[0]}
    below = [formulas.worked_out(text, "", one, scale=0, percent=False) for one in units]
    assert formulas.worked_out(text, "", above, scale=0, percent=False) == sum(one for one in below if one is not None)


# --- in the book


@pytest.fixture
def lines(book: Book) -> dict[str, Indicator]:
    """P, Q and R, typed; N = P + Q - R, S = (P - R) / (P + Q) in per cent."""
    made = {code: indicator(code, definition="Cách hiểu.", group="A") for code in ("P", "Q", "R")}
    made["N"] = indicator("N", kind="ratio", numerator="P + Q - R", definition="Cách hiểu.", group="A")
    made["S"] = indicator(
        "S", kind="ratio", numerator="P - R", denominator="P + Q", measure="%", scale=1, definition="Cách hiểu.", group="A"
    )
    book.form.indicators.add(*made.values())
    return made


def said(code: str, **changes: object) -> IndicatorContent:
    return replace(indicator_content(Indicator.objects.get(code=code)), **changes)  # type: ignore[arg-type]


def change(code: str, day: date, **changes: object) -> IndicatorVersion:
    one = Indicator.objects.get(code=code)
    return services.change_indicator(by=SYSTEM, indicator=one, content=said(code, **changes), valid_from=day, reason="Hướng dẫn mới")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"numerator": "P + NO"}, "numerator", "Không có chỉ tiêu NO"),
        ({"numerator": "P + N"}, "numerator", "chính chỉ tiêu này"),
        ({"numerator": "P + S"}, "numerator", "S cũng tính theo công thức"),
        ({"numerator": "P + T6"}, "numerator", "T6"),
        ({"numerator": "P + P"}, "numerator", "một lần"),
        ({"numerator": "P + T2 + O"}, "numerator", "bị tính hai lần"),
        ({"numerator": "P - T2 - O"}, "numerator", "bị tính hai lần"),
        ({"numerator": "P + T5"}, "numerator", "cùng đơn vị tính và số lẻ"),
        ({"numerator": "P (Q"}, "numerator", r"\(Q"),
        ({"numerator": ""}, "numerator", "Ghi công thức"),
        ({"denominator": "R - T5"}, "denominator", "cùng đơn vị tính và số lẻ"),
        ({"denominator": "O + T2"}, "denominator", "bị tính hai lần"),
        ({"measure": "hộ"}, "measure", "cùng đơn vị tính"),
        ({"scale": 1}, "scale", "số lẻ"),
        ({"figure": "petitions.received"}, "figure", "không đếm"),
        ({"kind": "flow", "numerator": ""}, "kind", "không đổi được"),
        ({"numerator": "P + L"}, "numerator", "L có trong sổ từ 01/01/2027; công thức không áp dụng trước ngày đó được"),
        ({"numerator": "P + E"}, "numerator", "chỉ có trong sổ từ"),
    ],
)
def test_a_formula_that_makes_no_sense_is_refused_beside_its_field(
    lines: dict[str, Indicator], changes: dict[str, object], field: str, words: str
) -> None:
    indicator("L", valid_from=date(2027, 1, 1))
    indicator("E", valid_to=date(2027, 1, 1))
    indicator("O", kind="stock", over_time="first")
    with pytest.raises(Refused, match=words) as refused:
        change("N", DAY, **changes)
    assert refused.value.field == field


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "ratio", "numerator": "Q - T1"}, "kind"),
        ({"kind": "own"}, "kind"),
        ({"measure": "hộ"}, "measure"),
        ({"scale": 2}, "scale"),
        ({"valid_to": "2027-01-01"}, "valid_to"),
    ],
)
def test_what_a_formula_rests_on_stays_fit_for_it(lines: dict[str, Indicator], changes: dict[str, object], field: str) -> None:
    """So no circle can come about either: a part never becomes a formula."""
    with pytest.raises(Refused, match="Công thức của N") as refused:
        change("P", DAY, **changes)
    assert refused.value.field == field


@pytest.mark.django_db
def test_an_office_writes_a_new_formula_and_old_periods_keep_the_one_before(lines: dict[str, Indicator], book: Book, tree: Tree) -> None:
    change("N", date(2026, 10, 1), numerator="P - R")
    with clock.standing_at(AFTER):
        for key in ("2026-Q3", "2026-Q4"):
            filed(book.form, tree.communes[0], {lines["P"]: "10", lines["Q"]: "5", lines["R"]: "2"}, key=key, root=tree.province)
    then, now = (selectors.table(tree.province, period(key), form=book.form).row("N") for key in ("2026-Q3", "2026-Q4"))
    assert [then.value, now.value] == [Decimal(13), Decimal(8)]
    assert [one.numerator for one in (then.indicator, now.indicator)] == ["P + Q - R", "P - R"]
    formula = linked(Indicator.objects.filter(code="N"))
    for borders in (THEN, TODAY):
        found = crosstab(Choice((tree.province, tree.communes[0]), tuple(formula), (period("2026-Q3"), period("2026-Q4")), borders))
        assert [
            found.entry(formula[0], one, period(key)).number for one in (tree.province, tree.communes[0]) for key in ("2026-Q3", "2026-Q4")
        ] == ["13", "8"] * 2
        over = Choice((tree.communes[0],), tuple(formula), (period("2026-Q3"), period("2026-Q4")), borders)
        assert crosstab(over).entry(formula[0], tree.communes[0], None).text == "–", "two formulas have no sum"
        for one in (tree.province, tree.communes[0]):
            assert [point.text for point in selectors.trend(one, formula[0], borders=borders).points] == ["13", "8"]
    with pytest.raises(Refused, match="31/12/2026"):
        change("N", date(2026, 12, 31), numerator="P")


# --- read


@pytest.mark.django_db
def test_it_is_worked_out_of_what_the_parts_add_up_to_and_missing_where_one_is(lines: dict[str, Indicator], book: Book, tree: Tree) -> None:
    filed(book.form, tree.communes[0], {lines["P"]: "30", lines["Q"]: "10", lines["R"]: "5"}, root=tree.province)
    filed(book.form, tree.communes[1], {lines["P"]: "10", lines["Q"]: "50"}, root=tree.province)
    below, lacking, above = (selectors.table(one, period(), form=book.form) for one in (*tree.communes[:2], tree.province))
    assert [below.row(code).text for code in "NS"] == ["35", "62,5"]
    assert [lacking.row(code).state for code in "NS"] == [State.MISSING] * 2
    assert [above.row(code).text for code in "NS"] == ["95", "35,0"]
    assert above.row("N").reported == 1
    today = selectors.table(tree.province, period(), borders=TODAY, form=book.form)
    assert [today.row(code).text for code in "NS"] == ["95", "35,0"]


@pytest.mark.django_db
def test_in_todays_borders_the_parts_are_put_together_first(lines: dict[str, Indicator], book: Book, tree: Tree) -> None:
    for one, (p, q, r) in zip(tree.former, (("10", "1", "2"), ("20", "2", "4"), ("30", "3", "6")), strict=True):
        filed(book.form, one, {lines["P"]: p, lines["Q"]: q, lines["R"]: r}, key="2025-Q2", levels=["province"])
    rows = linked([lines["N"], lines["S"]])
    table = crosstab(Choice((tree.province,), tuple(rows), (period("2025-Q2"),), TODAY))
    assert [table.entry(one, tree.province, period("2025-Q2")).number for one in rows] == ["54", "72,7"]
    assert table.entry(rows[0], tree.province, period("2025-Q2")).value == 54


@pytest.mark.django_db
def test_an_opened_number_shows_its_formula_its_parts_and_their_values(lines: dict[str, Indicator], book: Book, tree: Tree) -> None:
    filed(book.form, tree.communes[0], {lines["P"]: "30", lines["Q"]: "10", lines["R"]: "5"}, root=tree.province)
    number = selectors.opened(tree.province, period(), lines["S"])
    assert number.formula.startswith("(P − R) / (P + Q)")
    assert {row.indicator.code: row.value for row in number.formula_rows} == {"P": 30, "Q": 10, "R": 5}
    client = Client()
    client.force_login(officer(tree.province, Duty.FILE_REPORT).user)
    text = client.get(reverse("reports:number", args=(tree.province.key, period().key, "S"))).content.decode()
    assert "(30 − 5) / (30 + 10) = 62,5" in text


@pytest.mark.django_db
def test_a_share_above_a_hundred_is_asked_about_without_anybody_declaring_it(lines: dict[str, Indicator], book: Book, tree: Tree) -> None:
    report = started(book.form, tree.communes[0], root=tree.province)
    for code, value in (("P", "30"), ("Q", "0"), ("R", "45")):
        services.type_figure(by=SYSTEM, report=report, indicator=lines[code], value=value)
    assert [one.question.check for one in questions_of(report) if one.indicator.code == "S"] == []
    Indicator.objects.filter(code="S").update(numerator="R")
    [asked] = [one for one in questions_of(report) if one.indicator.code == "S"]
    assert (asked.question.check, asked.question.basis) == ("share", (1500,))
    services.explain(by=SYSTEM, report=report, sentences={asked.question.key: "Có tồn kỳ trước."})
    assert [one.answer.text for one in questions_of(report) if one.answer] == ["Có tồn kỳ trước."]
    Indicator.objects.filter(code="S").update(unbounded=True)
    assert not [one for one in questions_of(report) if one.indicator.code == "S"]


# --- published


def _shown(**numbers: int | None) -> dict[str, Shown]:
    return {code: Shown(None, HIDDEN) if value is None else Shown(Decimal(value)) for code, value in numbers.items()}


def _net(bottom: str = "", disclosure: str = Disclosure.PROTECTED) -> Indicator:
    one = Indicator(code="N", kind="ratio", numerator="P - Q", denominator=bottom)
    one.operands = {code: Indicator(code=code, disclosure=disclosure) for code in one.codes}
    return one


def test_a_difference_is_told_only_where_all_its_parts_are_and_a_count_of_its_size_would_be() -> None:
    assert worked_out(_net(), _shown(P=100, Q=40)).value == 60
    assert worked_out(_net(), _shown(P=100, Q=None)) == Shown(None, HIDDEN)
    assert worked_out(_net(), _shown(P=100, Q=95)) == Shown(None, HIDDEN)
    assert worked_out(_net(disclosure=Disclosure.OPEN), _shown(P=100, Q=95)).value == 5
    assert worked_out(_net(), {"P": Shown(Decimal(1)), "Q": Shown(None, MISSING)}) == Shown(None, MISSING)
    assert worked_out(_net("P - R"), _shown(P=100, Q=40, R=90)) == Shown(None, HIDDEN)


@given(st.dictionaries(st.sampled_from(("P", "Q", "R")), st.one_of(st.none(), st.integers(0, 10**6)), min_size=3))
def test_the_public_formula_depends_on_public_numbers_alone(numbers: dict[str, int | None]) -> None:
    found = worked_out(_net("R"), _shown(**numbers))
    if None in numbers.values():
        assert found.value is None


# --- the pages


@pytest.fixture
def keeping(tree: Tree) -> Iterator[Client]:
    client = Client()
    client.force_login(officer(tree.centre, Duty.KEEP_BOOK).user)
    with clock.standing_at(AFTER):
        yield client


@pytest.mark.django_db
def test_the_keeper_writes_a_formula_and_sees_it_in_words_before_saving(keeping: Client, lines: dict[str, Indicator]) -> None:
    address = reverse("reports:indicator_change", args=("N",))
    bound = keeping.get(address).context["form"]
    typed = {one.html_name: one.value() for one in bound if one.value() is not None and one.value() is not False}
    typed |= {name: f"{value:%d/%m/%Y}" for name, value in typed.items() if isinstance(value, date)}
    typed |= {"numerator": "p+q − t1", "reason": "Hướng dẫn mới"}
    answer = keeping.post(address, typed | {"look": "1"})
    assert answer.context["form"].errors == {}
    text = answer.content.decode()
    assert "<del>P P + Q Q − R R</del> → <ins>P P + Q Q − T1 T1</ins>" in text
    wrong = keeping.post(address, typed | {"numerator": "P * 2", "look": "1"})
    assert wrong.context["form"].errors["numerator"]
    assert "P * 2" in wrong.content.decode()
    unknown = keeping.post(address, typed | {"numerator": "P + ZZ"})
    assert "ZZ" in unknown.context["form"].errors["numerator"][0]
    unfit = keeping.post(address, typed | {"numerator": "P + T5", "look": "1"})
    assert "cùng đơn vị tính" in unfit.context["form"].errors["numerator"][0]
    assert keeping.post(address, typed).status_code == 302
    [now] = as_of([Indicator.objects.get(code="N")], date(2030, 1, 1))
    assert (now.numerator, sorted(now.operands)) == ("P + Q - T1", ["P", "Q", "T1"])
    shown = keeping.get(reverse("reports:indicator", args=("T1",))).content.decode()
    assert reverse("reports:indicator", args=("N",)) in shown
