"""The colours keep their contrast, and the file is what its script writes."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CSS = ROOT / "danvan/ui/static/ui/css"
THEME = (CSS / "theme.css").read_text(encoding="utf-8")
DAY, NIGHT = (dict(re.findall(r"--ds-color-([a-z-]+):(#[0-9a-f]{6})", part)) for part in THEME.split("prefers-color-scheme:dark"))
HOURS = {"day": DAY, "night": NIGHT}
ROLES = ["accent", "warm", "neutral", "info", "success", "warning", "danger"]


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("hour", HOURS)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("text", ["text-subtle", "text-default"])
@pytest.mark.parametrize(
    "ground", ["background-default", "background-tinted", "surface-default", "surface-tinted", "surface-hover", "surface-active"]
)
def test_text_can_be_read_on_every_ground_of_its_role(hour: str, role: str, text: str, ground: str) -> None:
    assert contrast(HOURS[hour][f"{role}-{text}"], HOURS[hour][f"{role}-{ground}"]) >= 4.5


@pytest.mark.parametrize("hour", HOURS)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("base", ["base-default", "base-hover", "base-active"])
def test_words_can_be_read_on_filled_buttons(hour: str, role: str, base: str) -> None:
    assert contrast(HOURS[hour][f"{role}-base-contrast-default"], HOURS[hour][f"{role}-{base}"]) >= 4.5


@pytest.mark.parametrize("hour", HOURS)
@pytest.mark.parametrize("role", ROLES)
def test_soft_text_can_be_read_on_every_tinted_ground(hour: str, role: str) -> None:
    for ground in ("background-tinted", "surface-tinted"):
        assert contrast(HOURS[hour]["neutral-text-subtle"], HOURS[hour][f"{role}-{ground}"]) >= 4.5


@pytest.mark.parametrize("hour", HOURS)
@pytest.mark.parametrize("role", ROLES)
def test_frames_of_inputs_and_marks_stand_out(hour: str, role: str) -> None:
    assert contrast(HOURS[hour][f"{role}-border-default"], HOURS[hour]["neutral-background-default"]) >= 3


def test_the_theme_is_what_its_script_writes() -> None:
    made = runpy.run_path(str(ROOT / "scripts/build_theme.py"))["sheet"]()
    assert made == THEME


def test_every_token_we_use_exists() -> None:
    known = set(re.findall(r"(--[a-z0-9-]+)\s*:", "".join(path.read_text() for path in CSS.glob("*.css"))))
    used = set(re.findall(r"var\((--[a-z0-9-]+)\)", "".join(path.read_text() for path in CSS.glob("*.css"))))
    assert used <= known


def test_nothing_is_set_in_capitals_but_the_code_that_is_capitals() -> None:
    rules = [line for path in CSS.glob("*.css") for line in path.read_text().splitlines() if "text-transform: uppercase" in line]
    assert [line.split("{")[0].strip() for line in rules] == [".ds-input.code"]


def test_there_are_at_most_six_sheets() -> None:
    assert len(list(CSS.glob("*.css"))) <= 6


def test_words_can_be_read_on_the_bands() -> None:
    bands = re.findall(r"--band(?:-deep|-deepest)?:(#[0-9a-f]{6})", THEME)
    assert len(bands) == 6
    for band in bands:
        assert contrast("#ffffff", band) >= 4.5
