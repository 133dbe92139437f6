"""Wordings of offices: the nearest one wins, versions stay, what is wrong is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.papers import services
from danvan.papers.models import Template
from danvan.papers.registry import Field, Registry
from danvan.papers.selectors import standing, wording_of
from danvan.papers.tests.conftest import DAY, Play
from danvan.papers.tests.factories import KIND, WORDING, changed
from danvan.units.models import Unit


def body(unit: Unit, days: int = 0) -> str:
    """The text that holds for the unit, some days from now."""
    return standing(KIND, unit, DAY + timedelta(days=days)).wording.body


def test_without_a_change_the_products_own_wording_holds(play: Play) -> None:
    held = standing(KIND, play.tree.a, DAY)
    assert held.wording == WORDING
    assert held.unit is None


def test_a_change_shows_in_its_own_office_and_not_in_its_neighbours(play: Play) -> None:
    changed(play.editor, body="Lời của xã")
    assert body(play.tree.a) == "Lời của xã"
    assert body(play.tree.b) == WORDING.body
    assert body(play.tree.province) == WORDING.body


def test_the_nearest_office_wins(play: Play) -> None:
    changed(play.superior, body="Lời của tỉnh")
    assert (body(play.tree.a), body(play.tree.b)) == ("Lời của tỉnh", "Lời của tỉnh")
    changed(play.editor, body="Lời của xã")
    assert (body(play.tree.a), body(play.tree.b)) == ("Lời của xã", "Lời của tỉnh")


def test_an_office_that_drops_its_wording_goes_back_to_the_one_above(play: Play) -> None:
    changed(play.superior, body="Lời của tỉnh")
    changed(play.editor, body="Lời của xã")
    services.drop(by=play.editor, code=KIND.code, unit=play.tree.a)
    assert body(play.tree.a) == "Lời của tỉnh"
    with pytest.raises(Refused):
        services.drop(by=play.editor, code=KIND.code, unit=play.tree.a)
    changed(play.editor, body="Lời mới của xã")
    assert body(play.tree.a) == "Lời mới của xã"


def test_a_wording_holds_from_its_day(play: Play) -> None:
    changed(play.editor, body="Nay")
    wording = replace(WORDING, body="Tuần sau")
    services.change(by=play.editor, code=KIND.code, unit=play.tree.a, wording=wording, valid_from=DAY + timedelta(days=7))
    assert [body(play.tree.a, days) for days in (0, 6, 7, 30)] == ["Nay", "Nay", "Tuần sau", "Tuần sau"]


def test_a_day_in_the_past_is_refused_beside_its_field(play: Play) -> None:
    with pytest.raises(Refused) as refused:
        services.change(by=play.editor, code=KIND.code, unit=play.tree.a, wording=WORDING, valid_from=DAY - timedelta(days=1))
    assert refused.value.field == "valid_from"


def test_every_version_stays_and_an_older_one_can_be_brought_back(play: Play) -> None:
    first = changed(play.editor, body="Một")
    changed(play.editor, body="Hai")
    again = services.restore(by=play.editor, template=first)
    assert body(play.tree.a) == "Một"
    assert list(Template.objects.filter(unit=play.tree.a).values_list("version", "body")) == [(1, "Một"), (2, "Hai"), (3, "Một")]
    assert wording_of(again) == wording_of(first)


def test_a_version_that_changes_nothing_is_refused(play: Play) -> None:
    changed(play.editor, body="Một")
    with pytest.raises(Refused, match="không có gì thay đổi"):
        changed(play.editor, body="Một")


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("body", "{{ settings.SECRET_KEY }}"),
        ("body", "{{ mat_khau }}"),
        ("body", "x" * 30_000),
        ("body", ""),
        ("recipients", "{{ x"),
        ("signer", "a\nb\nc\nd"),
        ("summary", "{{ ten }}\x00"),
    ],
)
def test_a_hostile_or_broken_wording_is_refused_beside_its_part(play: Play, part: str, text: str) -> None:
    with pytest.raises(Refused) as refused:
        services.change(by=play.editor, code=KIND.code, unit=play.tree.a, wording=replace(WORDING, **{part: text}))  # type: ignore[arg-type]  # texts
    assert refused.value.field == part
    assert Template.objects.count() == 0


def test_a_change_is_logged_without_its_words(play: Play) -> None:
    changed(play.editor, body="Lời của xã")
    entry = Entry.objects.get(act="papers.template.change")
    assert entry.unit_id == play.tree.a.pk
    assert entry.data == {"code": KIND.code, "version": 1, "from": DAY.isoformat()}
    assert entry.by_label == play.editor.label


def test_finding_a_wording_takes_one_query_however_many_versions(play: Play, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for turn in range(8):
        changed(play.editor, body=f"Lời {turn}")
        changed(play.superior, body=f"Tỉnh {turn}")
    with django_assert_num_queries(1):
        standing(KIND, play.tree.a, DAY)


def test_a_wording_of_last_year_still_tells_when_it_held(play: Play) -> None:
    with clock.standing_at(DAY - timedelta(days=400)):
        changed(play.editor, body="Năm ngoái")
    changed(play.editor, body="Năm nay")
    assert body(play.tree.a, -300) == "Năm ngoái"
    assert body(play.tree.a) == "Năm nay"


def test_a_paper_declared_twice_or_a_field_named_twice_is_an_error() -> None:
    registry = Registry()
    registry.add(KIND)
    with pytest.raises(ValueError, match="twice"):
        registry.add(KIND)
    with pytest.raises(ValueError, match="twice"):
        registry.add(replace(KIND, code="units.other", fields=(Field("a", "a", ""), Field("a", "b", ""))))
