"""The page of a number tells what the unit said of it, in whichever of its reports for the period that was."""

import pytest
from django.urls import reverse

from danvan.reports import services
from danvan.reports.models import Form, Indicator, Relation, Report
from danvan.reports.selectors.checked import questions_of
from danvan.reports.tests import factories
from danvan.reports.tests.factories import PERIOD
from danvan.reports.tests.page_world import World, begun, browser, place, world
from danvan.reports.tests.test_across_forms import second

__all__ = ["second", "world"]

pytestmark = pytest.mark.django_db

SAID = "Sáu vườn còn chờ nghiệm thu."


@pytest.fixture
def parts(world: World, second: Form) -> list[Indicator]:
    """T1 of the first form is the sum of T8B and T8C, which the second asks for."""
    world.book.typed.exhaustive = True
    world.book.typed.save()
    made = [factories.indicator(code, name=f"Vườn loại {code}", whole=world.book.typed) for code in ("T8B", "T8C")]
    second.indicators.add(*made)
    return made


def sent_with_a_sentence(world: World, report: Report) -> Report:
    keys = [one.question.key for one in questions_of(report)]
    services.explain(by=world.maker, report=report, sentences=dict.fromkeys(keys, SAID))
    return services.submit(by=world.maker, report=report)


def number(world: World, code: str) -> str:
    html: str = browser(world.receiver).get(place("number", world.commune.key, PERIOD, code)).content.decode()
    return html.split("Giải trình khi kiểm tra")[1].split("</section>")[0] if "Giải trình khi kiểm tra" in html else ""


def test_a_total_tells_what_was_said_of_its_parts_in_another_form_s_report(world: World, second: Form, parts: list[Indicator]) -> None:
    world.filed(figures={world.book.typed: "10"})
    report = begun(world, second)
    for one, value in zip(parts, ("3", "1"), strict=True):
        services.type_figure(by=world.maker, report=report, indicator=one, value=value)
    assert number(world, "T1") == ""
    sent_with_a_sentence(world, report)
    told = number(world, "T1")
    assert SAID in told
    assert "các phần T8B, T8C cộng lại 3 + 1 = 4" in told
    assert "Theo mẫu: Vườn mẫu" in told
    assert f'href="{reverse("reports:number", args=[world.commune.key, PERIOD, "T8B"])}">T8B. Vườn loại T8B</a>' in told


def test_each_part_tells_it_too_and_names_no_form_where_its_own_report_says_it(world: World, second: Form, parts: list[Indicator]) -> None:
    world.filed(figures={world.book.typed: "10"})
    report = begun(world, second)
    for one, value in zip(parts, ("3", "1"), strict=True):
        services.type_figure(by=world.maker, report=report, indicator=one, value=value)
    sent_with_a_sentence(world, report)
    first, other, apart = (number(world, code) for code in ("T8B", "T8C", "T8"))
    assert SAID in first
    assert SAID in other
    assert "Theo mẫu" not in first + other
    assert "T8B. Vườn loại T8B" not in first
    assert "T8B. Vườn loại T8B" in other
    assert apart == ""


def test_what_a_relation_asked_is_told_at_each_of_its_figures(world: World, second: Form) -> None:
    Relation.objects.create(code="vuon", left=["T1"], sign="needs", right=["T8"], valid_from=factories.OLD)
    world.filed(figures={world.book.typed: "7", world.book.stock: "2"})
    sent_with_a_sentence(world, begun(world, second, "0"))
    assert SAID in number(world, "T8")
    told = number(world, "T1")
    assert SAID in told
    assert "Theo mẫu: Vườn mẫu" in told
    assert number(world, "T2") == ""


def test_a_report_that_was_sent_back_says_nothing_until_it_is_sent_again(world: World, second: Form, parts: list[Indicator]) -> None:
    world.filed(figures={world.book.typed: "10"})
    report = begun(world, second)
    services.type_figure(by=world.maker, report=report, indicator=parts[0], value="12")
    sent_with_a_sentence(world, report)
    assert SAID in number(world, "T1")
    services.send_back(by=world.receiver, report=report, reason="Xem lại số vườn.")
    assert number(world, "T1") == ""
