"""What a form holds: indicators with all they are worked out of, some parts of a whole, some in the annex alone, some that not every level sees."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.papers import Heading, Number, Paragraph
from danvan.lib.papers import Table as PaperTable
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.contents import FormContent, HeadingContent, form_content
from danvan.reports.models import Form, FormState, Indicator
from danvan.reports.papers.told import body_of, paper_of, told
from danvan.reports.preview import told_empty, whom
from danvan.reports.rules_book import completed, lacking
from danvan.reports.selectors.book import needs
from danvan.reports.selectors.checked import questions_of
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, Book, Tree, filed, indicator, period, started
from danvan.units.models import Duty
from danvan.units.tests.factories import officer

MONTHLY = FormContent(
    name="Báo cáo nhanh",
    title="Báo cáo nhanh công tác dân vận",
    levels=("commune", "province"),
    frequencies=("quarter",),
    due={"commune": {"": "days 2"}, "province": {"": "days 5"}},
    headings=(HeadingContent("I", "I", "Việc nổi bật", indicators=("T1",)),),
)


@pytest.fixture
def tree(db: None) -> Iterator[Tree]:
    with clock.standing_at(AFTER):
        yield factories.tree()


@pytest.fixture
def book(tree: Tree) -> Book:
    return factories.book()


def drafted(tree: Tree, under: tuple[str, ...] = ("T1",), annex: tuple[str, ...] = ()) -> Form:
    content = replace(MONTHLY, headings=(replace(MONTHLY.headings[0], indicators=under),), annex=annex)
    return services.new_form(by=SYSTEM, code="nhanh", content=content, owner=tree.province)


def published(tree: Tree, under: tuple[str, ...] = ("T1",), annex: tuple[str, ...] = ()) -> Form:
    return services.publish_form(by=SYSTEM, form=drafted(tree, under, annex), reason="")


def keeper(tree: Tree) -> Client:
    client = Client()
    client.force_login(officer(tree.province, Duty.KEEP_BOOK).user)
    return client


# --- what is worked out of others


def test_a_form_with_a_formula_and_without_its_parts_is_not_published_and_says_what_it_lacks(tree: Tree, book: Book) -> None:
    draft = drafted(tree, ("T4",))
    with pytest.raises(Refused, match="T4 tính ra từ chỉ tiêu chưa có trong mẫu: T3, T1"):
        services.publish_form(by=SYSTEM, form=draft, reason="")
    client = keeper(tree)
    for name in ("form", "form_indicators"):
        assert (
            "T4 tính ra từ chỉ tiêu chưa có trong mẫu: T3, T1." in client.get(reverse(f"reports:{name}", args=[draft.pk])).content.decode()
        )
    assert client.get(reverse("reports:form_publish", args=[draft.pk]))["Location"] == reverse("reports:form", args=[draft.pk])


def test_one_press_adds_what_is_lacking_before_what_needs_it_and_the_form_goes_out(tree: Tree, book: Book) -> None:
    draft, client = drafted(tree, ("T2", "T4"), ("T6",)), keeper(tree)
    answer = client.post(reverse("reports:form_indicators", args=[draft.pk]), {"complete": "1"}, follow=True)
    assert "Chưa ban hành được" not in answer.content.decode()
    content = form_content(draft)
    assert (content.headings[0].indicators, content.annex) == (("T2", "T3", "T1", "T4"), ("T6",))
    assert services.publish_form(by=SYSTEM, form=draft, reason="").state == FormState.PUBLISHED


def test_two_indicators_that_lack_the_same_get_it_once() -> None:
    said = replace(MONTHLY, headings=(HeadingContent("I", "I", "Một", indicators=("F", "G")),), annex=("H",))
    wants = {"F": ("A", "B"), "G": ("B", "C"), "H": ("C", "D")}
    assert lacking(said, wants) == {"F": ["A", "B"], "G": ["B", "C"], "H": ["C", "D"]}
    whole = completed(said, wants)
    assert (whole.headings[0].indicators, whole.annex) == (("A", "B", "F", "C", "G"), ("D", "H"))
    assert lacking(whole, wants) == {}


def test_a_sum_of_its_parts_needs_all_of_them(tree: Tree, book: Book) -> None:
    whole = indicator("W")
    for code in ("WA", "WB"):
        indicator(code, whole=whole)
    Indicator.objects.filter(pk=whole.pk).update(exhaustive=True, summed=True)
    with pytest.raises(Refused, match="W tính ra từ chỉ tiêu chưa có trong mẫu: WB"):
        published(tree, ("W", "WA"))


def test_the_forms_of_the_product_lack_nothing_and_one_published_before_goes_on(tree: Tree, book: Book) -> None:
    services.load_book(by=SYSTEM)
    contents = [form_content(one) for one in Form.objects.exclude(code="test")]
    assert len(contents) == 2
    assert [lacking(one, needs(one.codes)) for one in contents] == [{}, {}]
    old = Form.objects.create(code="cu", name="Mẫu cũ", title="Báo cáo", levels=["commune"], due={"commune": {"": "days 5"}})
    old.indicators.set([book.ratio])
    assert started(old, tree.communes[0], root=tree.province).form == old


# --- parts of a whole


@pytest.fixture
def parted(tree: Tree, book: Book) -> list[Indicator]:
    """W is exactly WA and WB."""
    whole = indicator("W", exhaustive=True)
    return [whole, indicator("WA", whole=whole), indicator("WB", whole=whole)]


def asked(tree: Tree, form: Form, figures: dict[Indicator, str]) -> list[str]:
    report = started(form, tree.communes[0], root=tree.province)
    for one, value in figures.items():
        services.type_figure(by=SYSTEM, report=report, indicator=one, value=value)
    return [one.question.words for one in questions_of(report) if one.question.check == "parts"]


def test_a_form_with_some_parts_of_a_whole_asks_only_that_they_do_not_exceed_it(tree: Tree, parted: list[Indicator]) -> None:
    whole, one, _other = parted
    form = published(tree, ("W", "WA"))
    assert asked(tree, form, {whole: "10", one: "3"}) == []
    assert asked(tree, form, {whole: "10", one: "12"}) == ["Tổng ghi 10, nhưng riêng phần WA ghi 12."]


def test_a_form_with_all_parts_asks_that_they_are_the_whole(tree: Tree, parted: list[Indicator]) -> None:
    whole, one, other = parted
    form = published(tree, ("W", "WA", "WB"))
    assert asked(tree, form, {whole: "10", one: "3"}) == ["Tổng ghi 10, nhưng riêng phần WA ghi 3. Chưa có số: WB."]
    assert asked(tree, form, {whole: "10", one: "3", other: "4"}) == ["Tổng ghi 10, nhưng các phần WA, WB cộng lại 3 + 4 = 7."]
    assert asked(tree, form, {whole: "7", one: "3", other: "4"}) == []


def test_a_form_that_lacks_one_part_beside_several_asks_what_is_left_over(tree: Tree, parted: list[Indicator]) -> None:
    whole, one, other = parted
    indicator("WC", whole=whole)
    form = published(tree, ("W", "WA", "WB"))
    assert asked(tree, form, {whole: "286", one: "133", other: "43"}) == ["Tổng ghi 286, nhưng các phần WA, WB cộng lại 133 + 43 = 176."]


def test_a_part_that_left_the_book_before_the_period_is_not_waited_for(tree: Tree, parted: list[Indicator]) -> None:
    whole, one, other = parted
    Indicator.objects.filter(pk=other.pk).update(valid_to=period().first_day)
    assert asked(tree, published(tree, ("W", "WA")), {whole: "10", one: "3"}) == ["Tổng ghi 10, nhưng riêng phần WA ghi 3."]


# --- the annex alone


def codes_in(blocks: Iterable[object]) -> set[str]:
    """The figures told in blocks of a paper."""
    found: set[str] = set()
    for block in blocks:
        if isinstance(block, Paragraph):
            found |= {run.ref for run in block.runs if isinstance(run, Number)}
        elif isinstance(block, PaperTable):
            found |= {str(row[0]) for row in block.rows if isinstance(row, tuple)}
    return found


def test_what_a_form_puts_in_the_annex_alone_stands_there_alone_on_page_paper_and_preview(tree: Tree, book: Book) -> None:
    form = published(tree, ("T1",), ("T2", "T5"))
    filed(form, tree.communes[0], {book.typed: "7", book.stock: "8", book.decimal: "9,25"}, root=tree.province)
    gathered = told(tree.communes[0], period(), form=form)
    page, paper = body_of(gathered), paper_of(tree.communes[0], period(), form=form)
    empty = body_of(told_empty(form, tree.province))
    for text in (page.blocks, paper.blocks, empty.blocks):
        assert codes_in(text) == {"T1"}
        assert "Số liệu khác" not in [one.text for one in text if isinstance(one, Heading)]
    for annex in (page.annex, paper.annexes[0].blocks, empty.annex):
        assert {"T1", "T2", "T5"} <= codes_in(annex)


# --- who sees it


def test_the_preview_says_which_indicators_not_every_level_sees(tree: Tree, book: Book) -> None:
    form = drafted(tree, ("T1", "T6"))
    assert [whom(one, form) for one in (book.typed, book.own)] == ["", "chỉ cấp tỉnh"]
    seen = keeper(tree).get(reverse("reports:form_look", args=[form.pk])).content.decode()
    assert "chỉ cấp tỉnh" in seen.lower()
    alone = Form(levels=["commune"])
    assert whom(book.own, alone) == "không cấp nào của mẫu này"
