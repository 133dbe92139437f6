"""The doors: only those that exist, the current one marked."""

import pytest

from danvan.config.navigation import address, doors

HOUSE = [("ui:style", "Trang mẫu", ""), ("ui:style_staff", "Cán bộ", ""), ("nowhere:home", "Không có", "")]


def test_a_room_that_is_not_there_has_no_door() -> None:
    assert [door.label for door in doors(HOUSE, "/")] == ["Trang mẫu", "Cán bộ"]


@pytest.mark.parametrize(
    ("path", "label", "exact"), [("/ui/", "Trang mẫu", True), ("/ui/cong-chuc/", "Cán bộ", True), ("/ui/cong-chuc/sau/", "Cán bộ", False)]
)
def test_the_nearest_door_is_the_current_one(path: str, label: str, exact: bool) -> None:
    (here,) = [door for door in doors(HOUSE, path) if door.current]
    assert (here.label, here.exact) == (label, exact)


def test_elsewhere_no_door_is_current() -> None:
    assert not any(door.current for path in ("/khac/", "/ui/loi/404/") for door in doors(HOUSE, path))


def test_an_unknown_page_has_no_address() -> None:
    assert address("nowhere:home") == ""
