"""Pages that cannot go stale: settings, commands, figures, names and translations, compared with the code."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.utils import translation

from danvan.config import catalogues, cli
from danvan.figures.registry import registry
from scripts import draw_map, draw_process
from tests.architecture import house

READERS = {"env_text", "env_bool", "env_choice", "env_int", "env_list"}


def page(name: str) -> str:
    """The text of a page."""
    return (house.ROOT / name).read_text(encoding="utf-8")


def variables() -> Iterator[str]:
    """Names of environment variables that the product reads."""
    for path in house.code():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in READERS and isinstance(node.args[0], ast.Constant):
                yield str(node.args[0].value)


@pytest.mark.parametrize("name", sorted(set(variables())))
def test_every_setting_is_explained(name: str) -> None:
    assert f"`{name}`" in page("docs/operations.md")
    assert re.search(rf"^#? ?{name}=", page(".env.example"), re.MULTILINE)


def test_no_setting_is_explained_that_is_gone() -> None:
    named = set(re.findall(r"^#? ?([A-Z][A-Z_]+)=", page(".env.example"), re.MULTILINE))
    assert named - set(variables()) == {"NAME_FILE"}


def our_commands() -> set[str]:
    """Commands of our rooms."""
    return {name for name, app in get_commands().items() if str(app).startswith("danvan.")}


@pytest.mark.parametrize("name", sorted(our_commands()))
def test_every_command_is_explained_and_listed(name: str) -> None:
    assert f"`danvan {name}" in page("docs/operations.md")
    assert name in {each for names in cli.THEMES.values() for each in names}


def test_the_list_of_commands_says_what_each_does() -> None:
    lines = [line for line in cli.listing() if line.startswith("  ")]
    assert len(lines) >= len(our_commands())
    assert [line for line in lines if len(line.split()) < 3] == []


def test_no_command_is_listed_that_is_gone() -> None:
    assert {each for names in cli.THEMES.values() for each in names} - set(get_commands()) == set()


def test_every_figure_is_explained() -> None:
    explained = set(re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", page("docs/figures.md"), re.MULTILINE))
    assert explained == set(registry.figures)


@pytest.mark.parametrize("model", house.models(), ids=lambda model: model._meta.label)
def test_the_glossary_has_the_official_term_of_every_model(model: type) -> None:
    with translation.override("vi"):
        term = str(model._meta.verbose_name)  # type: ignore[attr-defined]
    assert re.search(rf"^\| [^|]*`{model.__name__}`[^|]*\| {re.escape(term)} \|", page("docs/glossary.md"), re.MULTILINE), term


def test_every_make_target_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z][a-z0-9-]*):", page("Makefile"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z][a-z0-9-]*)", page("README.md") + page("CONTRIBUTING.md"))) <= targets


def test_links_between_pages_lead_somewhere() -> None:
    for path in [house.ROOT / "README.md", house.ROOT / "CONTRIBUTING.md", *sorted((house.ROOT / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_changelog_begins_with_this_version() -> None:
    first = re.search(r"^## (\S+)", page("CHANGELOG.md"), re.MULTILINE)
    assert first is not None
    assert first[1] == re.search(r'__version__ = "(.+)"', page("danvan/__init__.py"))[1]  # type: ignore[index]


def test_every_text_is_translated() -> None:
    assert catalogues.faults(settings.PACKAGE / "locale", catalogues.texts(settings.PACKAGE)) == []


def test_the_picture_of_the_map_shows_every_room_and_road() -> None:
    picture = page("docs/pictures/map.svg")
    assert [room for row in draw_map.layers() for room in row if f">{room}</text>" not in picture] == []
    drawn = {tuple(pair.split(" → ")) for pair in re.findall(r"<title>(\w+ → \w+):", picture)}
    assert drawn == draw_map.edges().keys(), "run `make map`"


def test_the_page_of_the_process_is_the_table() -> None:
    assert page("docs/process.md") == draw_process.page(), "run `make map`"


@pytest.mark.parametrize("name", sorted(our_commands()))
def test_every_verb_of_a_command_is_explained(name: str) -> None:
    command = load_command_class(get_commands()[name], name)
    choices = [action.choices for action in command.create_parser("danvan", name)._actions if not action.option_strings and action.choices]
    text = page("docs/operations.md")
    assert [verb for verbs in choices for verb in verbs if not re.search(rf"`danvan {name} {verb}\b", text)] == []
