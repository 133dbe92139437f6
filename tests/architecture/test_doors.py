"""The doors of a room: every staff view begins with who may, every service says who acts and leaves a line in the log."""

import ast
import functools
import inspect
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.architecture import house, waivers

STAFF_ROOMS = {"units", "documents", "petitions", "reports", "desk", "reception", "sealed", "papers", "notices"}


def called(node: ast.AST) -> set[str]:
    """The last names of everything called within."""
    return {
        call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
    }


def first_statement(view: Callable[..., Any]) -> ast.stmt:
    """The view's first statement after its docstring."""
    definition = ast.parse(textwrap.dedent(inspect.getsource(view))).body[0]
    assert isinstance(definition, ast.FunctionDef)
    body = definition.body
    return body[1] if ast.get_docstring(definition) and len(body) > 1 else body[0]


@functools.cache
def helpers() -> frozenset[str]:
    """Public functions of every room's access module that take the request."""
    names = set()
    for module in house.modules():
        if ".access" in module.__name__:
            for name, value in vars(module).items():
                if inspect.isfunction(value) and "request" in inspect.signature(value).parameters and not name.startswith("_"):
                    names.add(name)
    return frozenset(names)


def asks_first(view: Callable[..., Any]) -> bool:
    """True when the first statement calls an access helper."""
    return bool(called(first_statement(view)) & helpers())


def staff_views() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Name and function of each view of a staff room that has an address."""
    for _address, view in house.addresses():
        parts = view.__module__.split(".")
        if parts[0] == "danvan" and parts[1] in STAFF_ROOMS:
            yield f"{parts[1]}.{view.__name__}", view


def test_every_staff_view_first_asks_who_may() -> None:
    open_ones = {name for name, view in staff_views() if not inspect.isfunction(view) or not asks_first(view)}
    assert open_ones == waivers.LATE_VIEWS.keys()


def test_a_view_that_does_not_ask_is_seen() -> None:
    def careless(request: object) -> str:
        """Shows everything."""
        rows = list(str(request))
        return "".join(rows)

    assert not asks_first(careless)


def service_modules(package: Path = house.PACKAGE) -> Iterator[Path]:
    """services.py, or the files of services/."""
    for path in house.code(package):
        if path.name == "services.py" or path.parent.name == "services":
            yield path


def acts(path: Path) -> list[ast.FunctionDef]:
    """The services of a file: its public functions; in a folder `services/` only those that its door (`__init__`) hands out."""
    shown = handed_out(path) if path.parent.name == "services" else None
    found = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)]
    return [node for node in found if not node.name.startswith("_") and (shown is None or node.name in shown)]


def handed_out(path: Path) -> set[str] | None:
    """The names that the door of the folder imports from this file; a door that imports nothing leaves all of them open."""
    door = ast.parse((path.parent / "__init__.py").read_text(encoding="utf-8"))
    imports = [node for node in door.body if isinstance(node, ast.ImportFrom)]
    names = {alias.name for node in imports if (node.module or "").endswith(f".services.{path.stem}") for alias in node.names}
    return names if imports else None


def faults_of_act(node: ast.FunctionDef, recording: set[str]) -> Iterator[str]:
    """What a service lacks."""
    if node.args.args or node.args.posonlyargs:
        yield "takes arguments by position"
    if not any(argument.arg == "by" for argument in node.args.kwonlyargs):
        yield "does not say by whom"
    if not called(node) & recording:
        yield "leaves no line in the log"


@functools.cache
def recording_names(package: Path, room: str) -> set[str]:
    """Functions of the room from which the log is reached: `record`, and whatever calls one of them."""
    bodies: dict[str, set[str]] = {}
    for path in house.code(package / room):
        for function in house.functions(path):
            bodies.setdefault(function.name, set()).update(called(function.node))
    known, grown = {"record"}, True
    while grown:
        more = {name for name, calls in bodies.items() if calls & known} - known
        known, grown = known | more, bool(more)
    return known


def faulty_acts(package: Path = house.PACKAGE) -> dict[str, list[str]]:
    """Services with their faults, as `room.function`."""
    found = {}
    below = called_below(package)
    for path in service_modules(package):
        room = house.room_of(path, package)
        recording = recording_names(package, room) | below
        for node in acts(path):
            if faults := list(faults_of_act(node, recording)):
                found[f"{room}.{node.name}"] = faults
    return found


def called_below(package: Path) -> set[str]:
    """Acts of any room that themselves end in the log: calling one down the map leaves a line too."""
    paths = list(service_modules(package))
    logged = {room: recording_names(package, room) for room in {house.room_of(path, package) for path in paths}}
    return {node.name for path in paths for node in acts(path) if node.name in logged[house.room_of(path, package)]}


def test_every_service_says_who_acts_and_is_logged() -> None:
    found = faulty_acts()
    assert {name: faults for name, faults in found.items() if name not in waivers.SERVICES} == {}
    assert waivers.SERVICES.keys() - found.keys() == set(), "waivers no longer needed"


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("def close(petition, *, by):\n    record('x', by=by)", ["takes arguments by position"]),
        ("def close(*, petition):\n    record('x')", ["does not say by whom"]),
        ("def close(*, by, petition):\n    petition.save()", ["leaves no line in the log"]),
        ("def close(*, by, petition):\n    _end(petition)\n\ndef _end(petition):\n    audit.record('x')", []),
    ],
)
def test_a_careless_service_is_seen(tmp_path: Path, source: str, faults: list[str]) -> None:
    (tmp_path / "petitions").mkdir()
    (tmp_path / "petitions" / "services.py").write_text(source, encoding="utf-8")
    assert faulty_acts(tmp_path).get("petitions.close", []) == faults


# What would be frozen into the SQL of a question that is put together once.
MOMENTARY = {"clock", "timezone", "settings", "get_language", "_", "gettext"}


def compiled_once() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Each function that says a question of `lib.asking`."""
    for path in house.code():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                isinstance(by, ast.Name) and by.id == "compiled_once" for by in node.decorator_list
            ):
                yield f"{path.relative_to(house.ROOT)}:{node.name}", node


def test_a_question_put_together_once_depends_on_its_values_alone() -> None:
    found = dict(compiled_once())
    assert found
    for name, node in found.items():
        assert not {one.id for one in ast.walk(node) if isinstance(one, ast.Name)} & MOMENTARY, name
        assert not [one for one in ast.walk(node) if isinstance(one, ast.Attribute) and one.attr in {"today", "now"}], name
