"""The book of indicators: loaded, changed from a day on, never rewritten under what was reported."""

from dataclasses import replace
from datetime import date

import pytest
from django.db.models import CharField, Model
from django.utils.translation import override

from danvan.audit.doer import SYSTEM
from danvan.figures.registry import registry
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports import checks, selectors, services
from danvan.reports.contents import IndicatorContent, indicator_content
from danvan.reports.models import Fact, Form, FormState, Heading, Indicator, IndicatorVersion, Relation
from danvan.reports.selectors.meaning import as_of
from danvan.reports.selectors.numbers import definition_of
from danvan.reports.tests.factories import Tree, filed, started

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 3)


@pytest.fixture
def form() -> Form:
    services.load_book(by=SYSTEM)
    return Form.objects.published().get(code="party-periodic")


def content(code: str, **changes: object) -> IndicatorContent:
    return replace(indicator_content(Indicator.objects.get(code=code)), **changes)  # type: ignore[arg-type]


def change(code: str, valid_from: date, **changes: object) -> IndicatorVersion:
    indicator = Indicator.objects.get(code=code)
    return services.change_indicator(
        by=SYSTEM, indicator=indicator, content=content(code, **changes), valid_from=valid_from, reason="Hướng dẫn mới"
    )


def test_every_indicator_of_the_law_is_there_with_its_meaning_in_three_languages(form: Form) -> None:
    book = Indicator.objects.all()
    assert {one.number for one in book if one.group in "ABCDEFGHIJK"} >= set(range(1, 83))
    for name in ("definition", "definition_en", "definition_ru", "name_en", "name_ru", "measure"):
        assert [one.code for one in book if not getattr(one, name)] == []
    assert set(form.indicators.values_list("code", flat=True)) == set(book.values_list("code", flat=True))


def test_a_counted_indicator_is_defined_in_the_words_of_what_is_counted(form: Form) -> None:
    for one in Indicator.objects.exclude(figure=""):
        assert one.definition == str(registry[one.figure].meaning), one.code


def test_models_have_the_four_fields_and_what_has_none_as_exhaustive_parts(form: Form) -> None:
    models = Indicator.objects.get(code="H68")
    assert models.exhaustive
    assert [one.code for one in models.parts.all()] == ["H68B", "H68C", "H68D", "H68E", "H68F"]
    # A part that is protected would have its whole rounded with it.
    shut = [one.code for one in Indicator.objects.filter(whole__disclosure="open").exclude(disclosure="open")]
    assert shut == []


def test_an_indicator_an_office_changed_is_kept_when_the_book_is_loaded_again(form: Form) -> None:
    change("A5", DAY, definition="Cuộc kiểm tra theo chương trình năm.")
    loaded = services.load_book(by=SYSTEM)
    assert loaded.kept == ["A5 Cuộc kiểm tra"]
    assert Indicator.objects.get(code="A5").definition == "Cuộc kiểm tra theo chương trình năm."


def test_an_old_report_keeps_the_meaning_it_was_made_with(form: Form, tree: Tree) -> None:
    a5 = Indicator.objects.get(code="A5")
    before = a5.definition
    filed(form, tree.communes[0], {a5: "4"}, key="2026-Q2", root=tree.province)
    made = change("A5", date(2026, 7, 1), definition="Nghĩa mới.", name="Cuộc kiểm tra chuyên đề")
    assert (made.number, a5.versions.count()) == (2, 2)
    old = selectors.table(tree.communes[0], services.period_of("2026-Q2"), form=form).row("A5").indicator
    assert (old.name, definition_of(old)) == ("Cuộc kiểm tra", before)
    new = selectors.table(tree.communes[0], services.period_of("2026-Q3"), form=form).row("A5").indicator
    assert (new.name, definition_of(new)) == ("Cuộc kiểm tra chuyên đề", "Nghĩa mới.")
    assert selectors.opened(tree.communes[0], services.period_of("2026-Q2"), Indicator.objects.get(code="A5")).definition == before


def test_a_ratio_is_computed_by_the_formula_of_its_period(form: Form) -> None:
    change("F52P", date(2026, 7, 1), numerator="F51", denominator="F49")
    then, now = (as_of([Indicator.objects.get(code="F52P")], day)[0] for day in (date(2026, 6, 30), date(2026, 7, 1)))
    assert [(one.numerator, one.denominator) for one in (then, now)] == [("F52", "F51"), ("F51", "F49")]
    assert [sorted(one.operands) for one in (then, now)] == [["F51", "F52"], ["F49", "F51"]]


def test_a_new_meaning_cannot_reach_back_to_a_filed_report(form: Form, tree: Tree) -> None:
    filed(form, tree.communes[0], {Indicator.objects.get(code="A5"): "4"}, key="2026-Q2", root=tree.province)
    with pytest.raises(Refused, match="30/06/2026") as refused:
        change("A5", date(2026, 6, 30), definition="Nghĩa mới.")
    assert refused.value.field == "valid_from"
    with pytest.raises(Refused, match="30/06/2026") as refused:
        change("A5", date(2026, 7, 1), valid_to="2026-06-01")
    assert refused.value.field == "valid_to"


def test_what_stored_numbers_rest_on_stays_once_there_are_some(form: Form, tree: Tree) -> None:
    change("A5", DAY, scale=1)
    filed(form, tree.communes[0], {Indicator.objects.get(code="A6"): "4"}, key="2026-Q2", root=tree.province)
    for name, value in (("scale", 1), ("measure", "lượt"), ("kind", "stock")):
        with pytest.raises(Refused, match="A6") as refused:
            change("A6", DAY, over_time="", **{name: value})
        assert refused.value.field == name


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"definition": " "}, "definition"),
        ({"kind": "ratio"}, "numerator"),
        ({"numerator": "A6"}, "numerator"),
        ({"kind": "ratio", "numerator": "A5", "denominator": "A6"}, "numerator"),
        ({"kind": "ratio", "numerator": "C26", "denominator": "A6"}, "numerator"),
        ({"figure": "nobody.counts"}, "figure"),
        ({"summed": True}, "summed"),
        ({"summed": True, "exhaustive": True}, "summed"),
        ({"whole": "A5"}, "whole"),
        ({"whole": "A6"}, "whole"),
        ({"whole": "H68B"}, "whole"),
        ({"scale": 5}, "scale"),
        ({"valid_to": "2009-01-01"}, "valid_to"),
        ({}, ""),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(form: Form, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        change("A5", DAY, **changes)
    assert refused.value.field == field
    assert IndicatorVersion.objects.filter(indicator__code="A5").count() == 1


def test_a_whole_declared_as_the_sum_of_its_parts_is_added_up_and_typed_by_nobody(form: Form, tree: Tree) -> None:
    change("H68", date(2026, 1, 1), summed=True)
    models, economy, culture = (Indicator.objects.get(code=code) for code in ("H68", "H68B", "H68C"))
    report = started(form, tree.communes[0], root=tree.province)
    with pytest.raises(Refused, match="tổng các phần"):
        services.type_figure(by=SYSTEM, report=report, indicator=models, value="3")
    services.type_figure(by=SYSTEM, report=report, indicator=economy, value="3")
    services.type_figure(by=SYSTEM, report=report, indicator=culture, value="4", qualifier="about")
    fact = Fact.objects.get(report=report, indicator=models)
    assert (fact.value, fact.qualifier, fact.origin) == (7, "about", "typed")
    assert models not in selectors.unfilled(report)
    services.submit(by=SYSTEM, report=report)
    assert selectors.table(tree.province, report.period, form=form).row("H68").text == "khoảng 7"


def test_an_office_enters_an_indicator_of_its_own(form: Form, tree: Tree) -> None:
    said = content("A5", name="Cuộc hòa giải ở cơ sở", definition="Cuộc hòa giải thành trong kỳ.")
    made = services.add_indicator(by=SYSTEM, code="NB1", content=said, owner=tree.province)
    assert (made.owner, made.versions.get().number) == (tree.province, 1)
    with pytest.raises(Refused, match="NB1") as refused:
        services.add_indicator(by=SYSTEM, code="NB1", content=said, owner=tree.province)
    assert refused.value.field == "code"
    with pytest.raises(Refused) as refused:
        services.add_indicator(by=SYSTEM, code="nb 2", content=said, owner=tree.province)
    assert refused.value.field == "code"


def test_the_products_own_change_of_a_form_never_reaches_reports_that_stand_on_it(form: Form, tree: Tree) -> None:
    started(form, tree.communes[0], root=tree.province)
    Form.objects.filter(pk=form.pk).update(title="Báo cáo cũ")
    with clock.standing_at(DAY):
        services.load_book(by=SYSTEM)
    old, new = Form.objects.filter(code=form.code).order_by("version")
    assert (old.title, old.state, new.state, new.version) == ("Báo cáo cũ", FormState.RETIRED, FormState.PUBLISHED, 2)


IMPOSSIBLE = [
    {"E46": 12, "E46N": 10},
    {"G67A": 120, "G67B": 100},
    {"D35": 5, "D34": 4},
    {"D33": 40, "D31": 0, "D32": 0},
    {"F51": 3, "F49": 0, "F50": 0},
    {"G62": 5, "G62B": 0},
    {"K81": 40, "K80": 0},
]


@pytest.mark.parametrize("figures", IMPOSSIBLE)
def test_what_cannot_be_is_asked_about(form: Form, figures: dict[str, int]) -> None:
    def asked(numbers: dict[str, int]) -> list[checks.Question]:
        return checks.questions({code: checks.Line(code, code, value) for code, value in numbers.items()}, Relation.objects.all(), ())

    assert asked(figures)
    assert not asked(dict.fromkeys(figures, 5))
    assert not asked(dict.fromkeys(figures, 0))


def test_every_heading_of_the_shipped_forms_has_its_name_and_guidance_in_each_language() -> None:
    services.load_book(by=SYSTEM)
    texts = ("title", "title_en", "title_ru", "guidance", "guidance_en", "guidance_ru")
    told = list(Heading.objects.exclude(guidance="").values_list(*texts))
    assert told
    assert [row for row in told if not all(row)] == []
    heading = Heading.objects.exclude(guidance="").first()
    assert heading
    for language, name in (("vi", "guidance"), ("en", "guidance_en"), ("ru", "guidance_ru")):
        with override(language):
            assert heading.asks == getattr(heading, name)


@pytest.mark.parametrize("model", [Indicator, Relation, Form, Heading])
def test_what_the_files_say_fits_the_columns_of_both_engines(model: type[Model]) -> None:
    """SQLite takes a text of any length; PostgreSQL would refuse the whole book."""
    services.load_book(by=SYSTEM)
    texts = [one for one in model._meta.get_fields() if isinstance(one, CharField)]
    long = [
        (one.pk, field.name)
        for one in model._default_manager.all()
        for field in texts
        if field.max_length and len(getattr(one, field.name)) > field.max_length
    ]
    assert not long
