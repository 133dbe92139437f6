"""The console script `danvan`: every command of the product, listed by theme."""

import os
import sys

import django
from django.core.management import BaseCommand, execute_from_command_line, get_commands, load_command_class

# Theme -> our own commands and those of Django that people need. Django's others stay reachable: `danvan COMMAND --help`.
THEMES: dict[str, tuple[str, ...]] = {
    "work": ("petitions", "report"),
    "data": ("units", "law", "demo"),
    "server": ("serve", "runserver", "check"),
    "upkeep": ("migrate", "backup", "restore", "audit", "purge", "messages", "createuser"),
}


def main() -> None:
    """Run a command; with no command, or --help, list them by theme."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danvan.config.settings")
    if sys.argv[1:] in ([], ["help"], ["--help"], ["-h"]):
        django.setup()
        sys.stdout.write("\n".join(listing()))
        return
    execute_from_command_line(sys.argv)


def listing() -> list[str]:
    """The lines of `danvan --help`: one for each command there is, under its theme."""
    there = get_commands()
    lines = ["danvan COMMAND [--help]", ""]
    for theme, names in THEMES.items():
        lines += [f"{theme}:", *(f"  {name:<12} {first_line(name)}" for name in names if name in there), ""]
    return lines


def first_line(name: str) -> str:
    """What the command says of itself, up to its first full stop."""
    app = get_commands()[name]
    command = app if isinstance(app, BaseCommand) else load_command_class(app, name)
    return str(command.help).strip().split("\n")[0].split(". ")[0].rstrip(".")
