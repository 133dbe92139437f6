"""Fixtures of room `papers`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.papers.registry import registry
from danvan.papers.tests.factories import KIND, PROTECTED
from danvan.units.access import Acting
from danvan.units.models import Body, Duty, Post, Unit
from danvan.units.services import open_body, open_post
from danvan.units.tests.factories import Tree, officer, small_tree
from tests.told import told_once

DAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Play:
    """Who plays: an editor of commune `a`, one who may only look, one of the province above, one of the commune beside."""

    tree: Tree
    editor: Acting
    reader: Acting
    superior: Acting
    neighbour: Acting


@pytest.fixture
def kinds() -> Iterator[None]:
    """Two papers about units, declared for the test."""
    for kind in (KIND, PROTECTED):
        registry.papers.setdefault(kind.code, kind)
    yield
    for kind in (KIND, PROTECTED):
        registry.papers.pop(kind.code, None)


@pytest.fixture
def play(db: None, kinds: None) -> Iterator[Play]:
    """The cast, on 22 November 2026."""
    with clock.standing_at(DAY):
        yield cast()


@told_once
def cast() -> Play:
    """The cast."""
    tree = small_tree()
    return Play(
        tree,
        editor=officer(tree.a, Duty.EDIT_PAPERS, title="Chánh văn phòng"),
        reader=officer(tree.a, Duty.RECEIVE, title="Công chức tiếp công dân", kind=Body.Kind.RECEPTION),
        superior=officer(tree.province, Duty.EDIT_PAPERS, title="Chánh văn phòng tỉnh"),
        neighbour=officer(tree.b, Duty.EDIT_PAPERS, title="Chánh văn phòng xã bên"),
    )


@pytest.fixture
def party(play: Play) -> Acting:
    """An officer of the Party committee of commune `a`."""
    place = open_body(
        by=SYSTEM, unit=play.tree.a, kind=Body.Kind.PARTY_COMMITTEE, name="Đảng ủy xã A", symbol="ĐU", valid_from=date(2025, 7, 1)
    )
    post = open_post(by=SYSTEM, body=place, title="Bí thư", reach=Post.Reach.UNIT, duties=(Duty.EDIT_PAPERS,), valid_from=date(2025, 7, 1))
    return Acting(play.editor.user, Post.objects.select_related("body__unit").get(pk=post.pk))


@pytest.fixture
def bare(play: Play) -> Unit:
    """A commune where no body was entered."""
    return play.tree.c
