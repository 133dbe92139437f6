"""What this machine has."""

import os
import shutil

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def browser() -> str:
    """The path of a browser: `CHROMIUM`, or the first known name on the path. Empty when there is none."""
    named = os.environ.get("CHROMIUM", "")
    return named or next((path for path in map(shutil.which, BROWSERS) if path), "")


def in_ci() -> bool:
    """True where a skip counts as a failure."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}
