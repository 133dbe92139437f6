"""The map of rooms: import-linter's contract, and what it cannot see."""

import ast
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.db import models
from django.test.utils import isolate_apps

from tests.architecture import house

USED_TEMPLATE = re.compile(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)[\"']")
TEMPLATE_NAME = re.compile(r"^[a-z_]+/[\w/-]+\.(?:html|txt)$")
OF_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html", "django"}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter over the package in that folder."""
    command = ["lint-imports", "--no-cache", "--config", str(house.ROOT / ".importlinter")]
    environment = {"PYTHONPATH": str(folder), "PATH": str(house.ROOT / ".venv/bin")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_rooms_import_downwards_only() -> None:
    done = lint_imports(house.ROOT)
    assert done.returncode == 0, done.stdout


def lazy_imports(path: Path) -> Iterator[str]:
    """Imports of our own inside a function: circles that were hidden. `ready()` is Django's own place for late ones."""
    for function in house.functions(path):
        if path.name == "apps.py" and function.name == "ready":
            continue
        for node in ast.walk(function.node):
            names = (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else []
            )
            yield from (f"{function}: {name}" for name in names if name.split(".")[0] == "danvan")


def test_nothing_of_ours_is_imported_lazily() -> None:
    assert [each for path in house.code() for each in lazy_imports(path)] == []


def upward_relations(some: Iterable[type[models.Model]]) -> Iterator[str]:
    """Relations, by class or by string, to a model of a room that stands above or beside."""
    for model in some:
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            if not field.is_relation or field.remote_field is None:
                continue
            target: object = field.remote_field.model  # a string while the other model is not known
            other = target.split(".")[0] if isinstance(target, str) and "." in target else getattr(target, "_meta", model._meta).app_label
            if other in house.ranks() and not house.may_use(model._meta.app_label, other):
                yield f"{model._meta.label}.{field.name} -> {other}"


def test_relations_point_downwards_only() -> None:
    assert list(upward_relations(house.models())) == []


@isolate_apps("danvan.units")
def test_a_relation_upwards_by_string_is_seen() -> None:
    class Planted(models.Model):
        report = models.ForeignKey("reports.Report", models.CASCADE)

        class Meta:
            app_label = "units"

        def __str__(self) -> str:
            return ""

    assert list(upward_relations([Planted])) == ["units.Planted.report -> reports"]


def upward_templates(package: Path) -> Iterator[str]:
    """Templates that include or extend one of a room above or beside, by tag or from a view."""
    for path in house.templates(package):
        for name in USED_TEMPLATE.findall(path.read_text(encoding="utf-8")):
            yield from _unless_below(path, name, package)
    for path in house.code(package):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and TEMPLATE_NAME.match(node.value):
                yield from _unless_below(path, node.value, package)


def _unless_below(path: Path, name: str, package: Path) -> Iterator[str]:
    other = name.split("/")[0]
    if other in house.ranks() and not house.may_use(house.room_of(path, package), other):
        yield f"{path.relative_to(package)}: {name}"


def test_templates_use_rooms_below_only() -> None:
    assert list(upward_templates(house.PACKAGE)) == []


def test_a_template_of_a_room_above_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "petitions" / "templates" / "petitions" / "page.html"
    page.parent.mkdir(parents=True)
    page.write_text('{% extends "ui/staff.html" %}{% include "reports/_row.html" %}', encoding="utf-8")
    (tmp_path / "units").mkdir()
    (tmp_path / "units" / "views.py").write_text('render(request, "desk/home.html")', encoding="utf-8")
    assert list(upward_templates(tmp_path)) == [
        "petitions/templates/petitions/page.html: reports/_row.html",
        "units/views.py: desk/home.html",
    ]


def test_templates_lie_under_the_name_of_their_room() -> None:
    names = [(house.room_of(path), path.relative_to(house.PACKAGE).parts[2]) for path in house.templates()]
    assert [each for each in names if each[0] != each[1] and each[1] not in OF_DJANGO] == []


def test_only_urls_and_views_know_views() -> None:
    allowed = {"urls", "views", "tests"}
    for path in house.code():
        parts = {part.removesuffix(".py").split("_")[0] for part in path.relative_to(house.PACKAGE).parts}
        if not parts & allowed:
            assert not re.search(r"^(from|import) danvan\.\w+\.views", path.read_text(encoding="utf-8"), re.MULTILINE), path


def test_there_is_no_drawer_for_everything() -> None:
    names = {path.stem for path in house.code()}
    assert not names & {"utils", "util", "helpers", "helper", "common", "misc"}


@pytest.mark.parametrize(
    ("room", "other", "wanted"), [("reports", "units", True), ("units", "reports", False), ("ui", "figures", False), ("ui", "ui", True)]
)
def test_the_map_is_read_as_it_is_meant(room: str, other: str, *, wanted: bool) -> None:
    assert house.may_use(room, other) is wanted
