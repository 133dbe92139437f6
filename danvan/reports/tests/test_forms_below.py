"""A province's number says on which form the units below gave it, and which of its own reports answered a correction, where several forms say it."""

import json

import pytest

from danvan.reports import services
from danvan.reports.models import Form, Obligation, Report, Takeover
from danvan.reports.papers.files import build
from danvan.reports.services import Corrected
from danvan.reports.tests.factories import PERIOD, period
from danvan.reports.tests.page_world import World, begun, browser, place, world
from danvan.reports.tests.test_across_forms import second

__all__ = ["second", "world"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def gardens(world: World, second: Form) -> Report:
    """The maker gives T1 in its report on the second form alone, which is received; the province says the sum in its report on the first."""
    report = begun(world, second)
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="12")
    services.submit(by=world.maker, report=report)
    return services.accept(by=world.receiver, report=report)


def above(world: World) -> Report:
    """The province's own report on the first form, sent."""
    report = world.draft(world.tree.province)
    services.type_figure(by=world.receiver, report=report, indicator=world.book.typed, value="1")
    return services.submit(by=world.receiver, report=report)


def corrected(world: World, report: Report, value: str = "20") -> None:
    cell = Corrected(world.book.typed, value, "Đếm sót một vườn", "Sổ theo dõi vườn mẫu")
    services.file_correction(by=world.maker, report=report, cells=[cell], seen=report.revision)


def number(world: World, code: str = "T1") -> str:
    html: str = browser(world.receiver).get(place("number", world.tree.province.key, PERIOD, code)).content.decode()
    return html


def row_of(html: str, name: str) -> str:
    return next(part for part in html.split("<tr>") if f"{name}</th>" in part)


def test_a_part_that_was_given_on_another_form_says_on_which(world: World, gardens: Report) -> None:
    above(world)
    world.filed(world.tree.communes[1], {world.book.typed: "5"})
    page = number(world)
    assert "Theo mẫu: Vườn mẫu" in row_of(page, "Xã 000")
    assert "Theo mẫu" not in row_of(page, "Xã 001")
    assert "Theo mẫu" not in row_of(page, "Số của chính đơn vị")
    assert "Theo mẫu" not in number(world, "T2")


def test_a_number_that_one_form_alone_asks_for_names_none(world: World, gardens: Report) -> None:
    assert "Theo mẫu" not in number(world, "T8")


def test_a_correction_on_another_form_names_both_forms(world: World, gardens: Report) -> None:
    province = above(world)
    corrected(world, gardens)
    told = Takeover.objects.get(report=province)
    page = number(world)
    assert "Xã 000 (Vườn mẫu) đính chính ngày" in page
    assert "</a> (Vườn mẫu), " in page
    assert "Mẫu thử: chờ tiếp nhận hoặc giải trình" in page
    assert "Đã vào tổng" not in page
    content = json.loads(build(world.tree.province, period(), "json", form=world.book.form).content)
    assert "(Vườn mẫu) đính chính ngày" in "".join(content["notes"])
    services.explain_correction(by=world.receiver, takeover=told, sentence="Báo cáo này đã chốt số trước.")
    page = number(world)
    assert "Mẫu thử: không tiếp nhận, đã giải trình" in page
    assert page.count('<p class="what">13 → 21</p>') == 1


def test_each_report_of_the_province_that_says_the_number_is_told_by_its_form(world: World, second: Form, gardens: Report) -> None:
    first = above(world)
    second.levels = ["commune", "province"]
    second.save()
    owed = Obligation.objects.create(form=second, period=period(), unit=world.tree.province, due_on=period().last_day)
    other = services.start(by=world.receiver, obligation=owed)
    services.type_figure(by=world.receiver, report=other, indicator=second.indicators.get(code="T8"), value="1")
    services.submit(by=world.receiver, report=other)
    corrected(world, gardens)
    services.take_over(by=world.receiver, report=first)
    page = number(world)
    assert page.count('<p class="what">13 → 21</p>') == 1
    assert "Mẫu thử: đã tiếp nhận vào báo cáo" in page
    assert "Vườn mẫu: chờ tiếp nhận hoặc giải trình" in page


def test_a_correction_on_the_form_of_the_province_s_own_report_names_none(world: World) -> None:
    report = services.accept(by=world.receiver, report=world.filed(figures={world.book.typed: "12"}))
    above(world)
    corrected(world, report)
    page = number(world)
    assert "(Mẫu thử)" not in page
    assert '<p class="small">Chờ tiếp nhận hoặc giải trình</p>' in page
