"""What the checks look at: the rooms and their order, their files, functions, models, forms and addresses."""

import ast
import configparser
import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.forms.forms import BaseForm
from django.urls import URLPattern, URLResolver, get_resolver

import danvan

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "danvan"


@functools.cache
def ranks() -> dict[str, int]:
    """Room to its height on the map; rooms on one line have one height."""
    map_file = configparser.ConfigParser(comment_prefixes=(";",))
    map_file.read(ROOT / ".importlinter")
    lines = map_file["importlinter:contract:map"]["layers"].split("\n")
    layers = [line.split("|") for line in reversed(lines) if line.strip()]
    return {room.strip(): height for height, layer in enumerate(layers) for room in layer}


def may_use(room: str, other: str) -> bool:
    """True when `other` stands below `room`, or is the room itself."""
    return room == other or ranks()[room] > ranks()[other]


def room_of(path: Path, package: Path = PACKAGE) -> str:
    """The room that a file lies in."""
    return path.relative_to(package).parts[0]


def code(package: Path = PACKAGE, *, tests: bool = False) -> Iterator[Path]:
    """Python files of the rooms, without migrations; with tests only when asked."""
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).parts
        if "migrations" not in parts and (tests or "tests" not in parts):
            yield path


def templates(package: Path = PACKAGE) -> Iterator[Path]:
    """Every template of the rooms."""
    yield from sorted(path for path in package.glob("*/templates/**/*") if path.is_file())


@dataclass(frozen=True)
class Function:
    """A function somewhere in the code."""

    path: Path
    name: str
    node: ast.FunctionDef | ast.AsyncFunctionDef
    nested: bool

    @property
    def lines(self) -> int:
        """From `def` to its last line."""
        return (self.node.end_lineno or 0) - self.node.lineno + 1

    def __str__(self) -> str:
        return f"{self.path.name}:{self.node.lineno} {self.name}"


@functools.cache
def parsed(source: str) -> ast.Module:
    """The syntax of a source, to read only: many checks look at the same files."""
    return ast.parse(source)


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of a file."""
    tree = parsed(path.read_text(encoding="utf-8"))
    top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Function(path, node.name, node, id(node) not in top)


def models() -> list[type[Model]]:
    """Every model of ours."""
    return [model for model in apps.get_models(include_auto_created=False) if model.__module__.startswith("danvan.")]


@functools.cache
def modules() -> tuple[ModuleType, ...]:
    """Every module of the rooms, imported; tests and migrations left out."""
    found = []
    for entry in pkgutil.walk_packages(danvan.__path__, "danvan."):
        parts = entry.name.split(".")
        if not {"tests", "migrations", "wsgi"} & set(parts):
            found.append(importlib.import_module(entry.name))
    return tuple(found)


def forms() -> Iterator[type[BaseForm]]:
    """Every form class of ours."""
    modules()
    waiting: list[type[BaseForm]] = [BaseForm]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if form.__module__.startswith("danvan.") and ".tests." not in form.__module__:
            yield form


def addresses() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every address of the product with the view behind it, decorators taken off."""
    yield from _addresses(get_resolver(settings.ROOT_URLCONF).url_patterns, "")


def _addresses(patterns: list[Any], before: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern):
            view = pattern.callback
            while hasattr(view, "__wrapped__"):
                view = view.__wrapped__
            yield here, view
