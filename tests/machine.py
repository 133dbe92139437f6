"""What this machine has."""

import os
import shutil

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def browser() -> str:
    """The path of a browser: `CHROMIUM`, or the first known name on the path. Empty when there is none."""
    named = os.environ.get("CHROMIUM", "")
    return named or next((path for path in map(shutil.which, BROWSERS) if path), "")


def examples(number: int) -> int:
    """How many random stories are told: all on SQLite; on PostgreSQL, where the same rules write and read through the same models, a third of them.

    Not for texts, numbers and moments on their way through a database: those are each engine's own, and all are tried on both.
    """
    return max(2, number // 3) if os.environ.get("TEST_POSTGRES") else number


def in_ci() -> bool:
    """True where a skip counts as a failure."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}
