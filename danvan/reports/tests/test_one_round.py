"""Who fills in a page of the book is told everything that is wrong in one round, each beside its field, and nothing typed is lost."""

import re

import pytest

from danvan.audit.doer import SYSTEM
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.contents import FormContent
from danvan.reports.models import Form, Group, Indicator
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.units.models import Duty
from danvan.units.tests.factories import officer

__all__ = ["world"]

WRONG_CODE = "Mã gồm chữ thường không dấu, số, dấu gạch nối, bắt đầu bằng chữ, nhiều nhất 24 ký tự."


def sent(world: World, name: str, said: dict[str, object], *arguments: object) -> str:
    """What the page says after it was sent by who keeps the province's book."""
    keeper = officer(world.tree.province, Duty.KEEP_BOOK)
    answer = browser(keeper).post(place(name, *arguments), said)
    assert answer.status_code == 200
    return answer.content.decode()


def faulty(page: str) -> set[str]:
    """The fields beside which something is said."""
    return {name for name in re.findall(r'id="id_([a-z_]+)_error"', page) if name}


def test_a_wrong_code_of_a_new_form_is_told_with_everything_else(world: World) -> None:
    page = sent(world, "form_new", {"code": "Mẫu Mới", "title": "Báo cáo tháng", "regime": "party", "first_day": "40"})
    assert faulty(page) == {"code", "name", "frequencies", "levels", "first_day"}
    assert WRONG_CODE in page
    assert all(f'value="{typed}"' in page for typed in ("Mẫu Mới", "Báo cáo tháng", "40"))
    assert not Form.objects.exclude(pk=world.book.form.pk).exists()


def test_a_code_that_another_form_has_is_told_with_everything_else(world: World) -> None:
    page = sent(world, "form_new", {"code": "test", "regime": "party", "first_day": "1", "levels": "commune", "frequencies": "month"})
    assert faulty(page) == {"code", "name", "title"}
    assert "Mã test đã có mẫu khác dùng." in page


def test_a_copy_is_told_of_its_code_and_name_at_once(world: World) -> None:
    page = sent(world, "form_copy", {"code": "Bản Sao", "name": ""}, world.book.form.pk)
    assert faulty(page) == {"code", "name"}
    assert 'value="Bản Sao"' in page


@pytest.mark.parametrize(("code", "words"), [("tt", "Mã bắt đầu bằng chữ hoa"), ("T1", "Mã T1 đã có trong sổ.")])
def test_a_wrong_code_of_a_new_indicator_is_told_with_everything_else(world: World, code: str, words: str) -> None:
    page = sent(world, "indicator_new", {"code": code, "name": "Cuộc gặp", "kind": "flow", "numerator": "C18 *", "scale": "9"})
    assert {"code", "number", "measure", "definition", "numerator", "scale", "valid_from"} <= faulty(page)
    assert words in page
    assert 'value="Cuộc gặp"' in page
    assert not Indicator.objects.filter(name="Cuộc gặp").exists()


def test_a_wrong_code_of_a_new_group_is_told_with_its_missing_name(world: World) -> None:
    page = sent(world, "group_new", {"code": "nhóm", "name": ""})
    assert faulty(page) == {"code", "name"}
    assert not Group.objects.exists()


@pytest.mark.django_db
def test_a_service_refuses_all_at_once_and_of_one_field_only_the_first() -> None:
    content = FormContent(
        name=" ",
        name_en="",
        name_ru="",
        title="",
        regime="party",
        basis="",
        consolidator="",
        levels=(),
        frequencies=(),
        first_day=30,
        due={},
    )
    with pytest.raises(Refused) as stopped:
        services.new_form(by=SYSTEM, code="Sai", content=content, owner=None)
    assert [one.field for one in stopped.value.every] == ["code", "name", "title", "levels", "frequencies", "first_day"]
    assert stopped.value.message == WRONG_CODE
