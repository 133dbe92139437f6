"""The console script `danvan`: every command of the product, listed by theme."""

import os
import sys

from django.core.management import execute_from_command_line

# Theme -> our own commands, and those of Django that people need. Django's others stay reachable: `danvan COMMAND --help`.
THEMES: dict[str, dict[str, str]] = {
    "work": {
        "report": "build a unit's report for a period as DOCX, PDF, XLSX or JSON; open a period; check totals",
    },
    "data": {
        "units": "load the real units; show one as of a day; its lineage; import hamlets",
        "law": "load time limits, days off and worked weekend days",
        "demo": "make the demonstration world and print its sign-ins",
    },
    "server": {
        "serve": "serve the product with granian",
        "runserver": "serve for development, restarting as files change",
        "check": "check the settings; with --deploy, for production",
        "migrate": "bring the database to this version",
    },
    "upkeep": {
        "user": "add a user, or give one a new password",
        "backup": "write the database and all files into one archive, while the product runs",
        "restore": "put an archive back",
        "audit": "verify the log's chain of hashes",
        "petitions": "purge personal data past its day; recount deadlines; follow ended units; load reply templates; publish how units answer",
        "reception": "forget who came to the reception, past its day",
        "sealed": "wipe sealed identities and copies whose time is over; how each unit keeps its seal",
        "portal": "remove unsent drafts that are past their day",
        "notices": "send what waits in the outbox; show how it stands; empty old addresses",
        "api": "keys of other software: list, make, revoke",
        "files": "remove stored files that nothing refers to",
        "messages": "collect, check or compile the translations",
    },
}


def main() -> None:
    """Run a command; with no command, or --help, list them by theme."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danvan.config.settings")
    if sys.argv[1:] in ([], ["help"], ["--help"], ["-h"]):
        sys.stdout.write("\n".join(listing()))
        return
    execute_from_command_line(sys.argv)


def listing() -> list[str]:
    """The lines of `danvan --help`: one for each command, under its theme."""
    lines = ["danvan COMMAND [--help]", ""]
    for theme, commands in THEMES.items():
        lines += [f"{theme}:", *(f"  {name:<10} {line}" for name, line in commands.items()), ""]
    return lines


if __name__ == "__main__":
    main()
