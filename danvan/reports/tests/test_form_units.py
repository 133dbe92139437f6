"""A form filed by chosen units only, say the coastal communes: who owes, who sums up, and what a merger makes of the choice."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from danvan.audit.doer import SYSTEM
from danvan.reports import services
from danvan.reports.contents import FormContent, HeadingContent
from danvan.reports.models import Form, Obligation
from danvan.reports.selectors import completeness
from danvan.reports.selectors.chosen import filers
from danvan.reports.services.forms import Part, revise
from danvan.reports.tests.factories import Tree, edge, tree, unit
from danvan.reports.tests.page_world import browser
from danvan.units.models import Duty, Unit
from danvan.units.tests.factories import officer

RULES = {"commune": {"": "days 5"}, "province": {"": "days 10"}}
HEADING = (HeadingContent(code="I", number="I", title="Tình hình"),)
COASTAL = FormContent(
    name="Ven biển", title="Báo cáo", levels=("commune", "province"), frequencies=("quarter",), due=RULES, headings=HEADING, regime="own"
)


@pytest.fixture
def land(db: None) -> Tree:
    return tree()


def made(*units: Unit) -> Form:
    """A national form for these units alone, in use."""
    content = replace(COASTAL, units=tuple(one.key for one in units))
    draft = services.new_form(by=SYSTEM, code="ven-bien", content=content, owner=None)
    return services.publish_form(by=SYSTEM, form=draft, reason="")


def owing(form: Form, root: Unit, key: str = "2026-Q3") -> set[Unit]:
    return {one.unit for one in services.open_period(by=SYSTEM, form=form, period_key=key, root=root)}


def test_only_the_chosen_units_owe_and_whoever_stands_above_them_sums_up(land: Tree) -> None:
    form = made(land.communes[0], land.communes[2])
    assert owing(form, land.centre) == {land.communes[0], land.communes[2], land.province}
    row = Obligation.objects.get(unit=land.province).period
    assert completeness(land.province, row, form=form).expected == 2


def test_a_form_that_chooses_nobody_is_filed_by_all(land: Tree) -> None:
    assert owing(made(), land.centre) == {*land.communes, land.province, land.other}


def test_a_chosen_unit_that_ended_is_followed_by_those_it_lives_on_in(land: Tree) -> None:
    old = unit("commune", "Xã cũ", land.former[0], until=date(2025, 7, 1))
    edge(old, land.communes[1])
    form = made(old)
    assert filers(form, date(2026, 9, 30)) == {land.communes[1].pk, land.province.pk, land.centre.pk}
    assert owing(form, land.province) == {land.communes[1], land.province}
    assert owing(form, land.centre, "2025-Q1") == {old, land.former[0]}  # the province it lay in then sums up


def test_a_new_version_keeps_the_choice(land: Tree) -> None:
    form = made(land.communes[0])
    assert revise(by=SYSTEM, form=form).units == [land.communes[0].key]


def test_the_page_chooses_among_the_units_of_the_office_and_says_so_on_the_form(land: Tree) -> None:
    draft = services.new_form(by=SYSTEM, code="tinh", content=COASTAL, owner=land.province)
    client = browser(officer(land.province, Duty.KEEP_BOOK))
    address = reverse("reports:form_units", args=[draft.pk])
    page = client.get(address)
    assert page.content.decode().count('type="checkbox"') == 3
    said = {"seen": page.context["seen"], "unit": [land.communes[1].key, "khong-co"]}
    assert client.post(address, said).status_code == 302
    draft.refresh_from_db()
    assert draft.units == [land.communes[1].key]
    shown = client.get(reverse("reports:form", args=[draft.pk])).content.decode()
    assert str(land.communes[1]) in shown
    assert client.post(address, said).status_code == 200  # worked on what was there before
    assert client.post(address, {"unit": []}).status_code == 302
    draft.refresh_from_db()
    assert draft.units == []


def test_the_centre_chooses_province_by_province_and_keeps_the_rest(land: Tree) -> None:
    draft = services.new_form(by=SYSTEM, code="nuoc", content=COASTAL, owner=None)
    far = unit("commune", "Xã xa", land.other)
    client = browser(officer(land.centre, Duty.KEEP_BOOK))
    address = reverse("reports:form_units", args=[draft.pk])
    for province, key in ((land.province, land.communes[0].key), (land.other, far.key)):
        assert client.post(f"{address}?o={province.key}", {"unit": [key]}).status_code == 302
    draft.refresh_from_db()
    assert draft.units == [land.communes[0].key, far.key]
    page = client.get(f"{address}?o={land.other.key}").content.decode()
    assert "Đã chọn ở nơi khác" in page


def test_settings_and_the_choice_of_units_do_not_stop_each_other(land: Tree) -> None:
    draft = services.new_form(by=SYSTEM, code="tinh", content=COASTAL, owner=land.province)
    client = browser(officer(land.province, Duty.KEEP_BOOK))
    address = reverse("reports:form_units", args=[draft.pk])
    seen = client.get(address).context["seen"]
    services.save_draft(by=SYSTEM, form=draft, change=lambda now: replace(now, name="Tên khác"), part=Part.SETTINGS)
    assert client.post(address, {"seen": seen, "unit": [land.communes[0].key]}).status_code == 302
    page = client.get(reverse("reports:form_settings", args=[draft.pk]))
    form = page.context["asked"]
    said = {name: form.initial.get(name) for name in form.fields if form.initial.get(name) not in (None, "")}
    assert client.post(reverse("reports:form_settings", args=[draft.pk]), said).status_code == 302
    draft.refresh_from_db()
    assert draft.units == [land.communes[0].key]
