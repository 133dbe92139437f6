"""Forms as data: made without code, copied, published, versioned under nobody; periods opened by their regime."""

from dataclasses import replace
from datetime import date

import pytest

from danvan.audit.doer import SYSTEM
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.contents import FormContent, HeadingContent, form_content
from danvan.reports.models import Fact, Form, FormState, Obligation
from danvan.reports.selectors.templates import form_in
from danvan.reports.services.forms import Part
from danvan.reports.tests.factories import Book, Tree

pytestmark = pytest.mark.django_db
MONTHLY = FormContent(
    name="Báo cáo nhanh tháng",
    title="Báo cáo nhanh công tác dân vận",
    levels=("commune",),
    frequencies=("month",),
    due={"commune": {"": "days 2"}},
    headings=(HeadingContent("I", "I", "Việc nổi bật", indicators=("T1",)),),
    annex=("T2",),
)


def made(tree: Tree, content: FormContent = MONTHLY, **more: object) -> Form:
    draft = services.new_form(by=SYSTEM, code="thang", content=content, owner=tree.province)
    return services.publish_form(by=SYSTEM, form=draft, reason="")


def test_an_office_makes_a_form_without_code_and_its_communes_owe_it(book: Book, tree: Tree) -> None:
    form = made(tree)
    assert form_content(form) == MONTHLY
    owed = services.open_period(by=SYSTEM, form=form, period_key="2026-09", root=tree.province)
    assert {one.unit for one in owed} == set(tree.communes)
    report = services.start(by=SYSTEM, obligation=owed[0])
    fact = services.type_figure(by=SYSTEM, report=report, indicator=book.typed, value="3")
    assert fact.value == 3


def test_a_form_of_one_office_is_not_opened_by_another(book: Book, tree: Tree) -> None:
    with pytest.raises(Refused, match="cơ quan khác") as refused:
        services.open_period(by=SYSTEM, form=made(tree), period_key="2026-09", root=tree.centre)
    assert refused.value.field == "form"


def test_a_draft_opens_no_period(book: Book, tree: Tree) -> None:
    draft = services.new_form(by=SYSTEM, code="thang", content=MONTHLY, owner=None)
    with pytest.raises(Refused) as refused:
        services.open_period(by=SYSTEM, form=draft, period_key="2026-09", root=tree.province)
    assert refused.value.field == "form"


def test_a_form_is_opened_only_for_the_periods_it_is_filed_for(book: Book, tree: Tree) -> None:
    with pytest.raises(Refused, match="tháng") as refused:
        services.open_period(by=SYSTEM, form=made(tree), period_key="2026-Q3", root=tree.province)
    assert refused.value.field == "period"


def test_a_regime_closed_on_the_14th_has_its_own_periods_and_working_days(book: Book, tree: Tree) -> None:
    state = made(tree, replace(MONTHLY, frequencies=("quarter",), first_day=15, due={"commune": {"": "working 2"}}))
    with pytest.raises(Refused, match="2025-Q3@15"):
        services.open_period(by=SYSTEM, form=state, period_key="2025-Q3", root=tree.province)
    owed = services.open_period(by=SYSTEM, form=state, period_key="2025-Q3@15", root=tree.province)
    assert (owed[0].period.first_day, owed[0].period.last_day) == (date(2025, 6, 15), date(2025, 9, 14))
    # Sunday 14 September 2025: two working days later is Tuesday.
    assert owed[0].due_on == date(2025, 9, 16)
    with pytest.raises(Refused, match="2025-Q3"):
        services.open_period(by=SYSTEM, form=book.form, period_key="2025-Q3@15", root=tree.province)


def test_both_regimes_stand_side_by_side_in_one_season(book: Book, tree: Tree) -> None:
    state = made(tree, replace(MONTHLY, frequencies=("quarter",), first_day=15))
    one, other = (
        services.open_period(by=SYSTEM, form=form, period_key=key, root=tree.communes[0])[0]
        for form, key in ((book.form, "2026-Q3"), (state, "2026-Q3@15"))
    )
    for owed, value in ((one, "5"), (other, "4")):
        report = services.start(by=SYSTEM, obligation=owed)
        services.type_figure(by=SYSTEM, report=report, indicator=book.typed, value=value)
        services.submit(by=SYSTEM, report=report)
    values = Fact.objects.filter(indicator=book.typed, live=True).values_list("period__key", "value")
    assert dict(values) == {"2026-Q3": 5, "2026-Q3@15": 4}


def test_a_new_version_leaves_opened_periods_on_the_old_one(book: Book, tree: Tree) -> None:
    first = made(tree)
    before = list(services.open_period(by=SYSTEM, form=first, period_key="2026-08", root=tree.communes[0]))
    draft = services.revise(by=SYSTEM, form=first)
    assert services.revise(by=SYSTEM, form=first) == draft
    services.save_draft(
        by=SYSTEM, form=draft, change=lambda now: replace(now, annex=(), due={"commune": {"": "days 9"}}), part=Part.SETTINGS
    )
    with pytest.raises(Refused) as refused:
        services.publish_form(by=SYSTEM, form=draft, reason=" ")
    assert refused.value.field == "reason"
    second = services.publish_form(by=SYSTEM, form=draft, reason="Bớt chỉ tiêu")
    first.refresh_from_db()
    assert (first.state, second.version, form_content(first)) == (FormState.RETIRED, 2, MONTHLY)
    again = services.open_period(by=SYSTEM, form=second, period_key="2026-08", root=tree.province)
    assert {one.form for one in again} == {first}
    assert [one.due_on for one in again if one.pk == before[0].pk] == [before[0].due_on]
    new = services.open_period(by=SYSTEM, form=second, period_key="2026-09", root=tree.province)
    assert {one.form for one in new} == {second}
    assert (form_in("thang", before[0].period), form_in("thang", new[0].period)) == (first, second)


def test_a_published_form_is_never_changed(book: Book, tree: Tree) -> None:
    form = made(tree)
    with pytest.raises(Refused, match="bản mới"):
        services.save_draft(by=SYSTEM, form=form, change=lambda now: replace(now, name="Khác"), part=Part.SETTINGS)
    with pytest.raises(Refused, match="bản mới"):
        services.drop_draft(by=SYSTEM, form=form)
    assert form_content(form) == MONTHLY


def test_a_retired_form_opens_nothing_new_and_goes_on_where_it_was_opened(book: Book, tree: Tree) -> None:
    form = made(tree)
    services.open_period(by=SYSTEM, form=form, period_key="2026-08", root=tree.communes[0])
    form = services.retire_form(by=SYSTEM, form=form, reason="Thôi chế độ tháng")
    with pytest.raises(Refused):
        services.open_period(by=SYSTEM, form=form, period_key="2026-09", root=tree.province)
    services.open_period(by=SYSTEM, form=form, period_key="2026-08", root=tree.province)
    assert Obligation.objects.filter(form=form).count() == len(tree.communes)


def test_a_copy_is_a_draft_with_everything_of_the_original(book: Book, tree: Tree) -> None:
    copy = services.copy_form(by=SYSTEM, form=made(tree), code="rieng", name="Bản riêng", owner=tree.other)
    assert (copy.state, copy.owner, copy.version) == (FormState.DRAFT, tree.other, 1)
    assert form_content(copy) == replace(MONTHLY, name="Bản riêng")
    services.drop_draft(by=SYSTEM, form=copy)
    assert not Form.objects.filter(code="rieng").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"levels": ()}, "levels"),
        ({"due": {}}, "due"),
        ({"due": {"commune": {"": "days 999"}}}, "due"),
        ({"due": {"commune": {"": "last 32"}}}, "due"),
        ({"due": {"commune": {"": "soon 3"}}}, "due"),
        ({"due": {"commune": {"month": "days 3"}}}, "due"),
        ({"frequencies": ("week",)}, "frequencies"),
        ({"first_day": 29}, "first_day"),
        ({"annex": ("T1",)}, "headings"),
        ({"annex": ("T999",)}, "headings"),
        ({"headings": (HeadingContent("I", "I", "Một"), HeadingContent("I", "II", "Hai"))}, "headings"),
    ],
)
def test_what_makes_no_sense_is_refused(book: Book, tree: Tree, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        services.new_form(by=SYSTEM, code="thang", content=replace(MONTHLY, **changes), owner=None)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_form_that_asks_nothing_is_not_published(book: Book, tree: Tree) -> None:
    with pytest.raises(Refused, match="chưa hỏi gì"):
        made(tree, replace(MONTHLY, annex=(), headings=(HeadingContent("I", "I", "Trống", takes_text=False),)))
