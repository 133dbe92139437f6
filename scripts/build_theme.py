#!/usr/bin/env python3
"""Write danvan/ui/static/ui/css/theme.css from eight hues (a maintainer's step: run it after changing a colour, then run the contrast test).

Colours are ramps of equal lightness in OKLCH, so that every role keeps the same contrast at the same step; names are those that
designsystemet's components read.
"""

import math
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "danvan/ui/static/ui/css/theme.css"

# role -> (hue in degrees, chroma at its strongest). Deep teal leads, clay warms; neither is a flag's colour.
ROLES = {
    "accent": (205, 0.085),
    "warm": (52, 0.12),
    "neutral": (215, 0.014),
    "info": (262, 0.12),
    "success": (152, 0.11),
    "warning": (75, 0.11),
    "danger": (27, 0.165),
}
Steps = dict[str, tuple[float, float]]
# step -> (lightness, part of the chroma)
STEPS: Steps = {
    "background-default": (1, 0),
    "background-tinted": (0.978, 0.1),
    "surface-default": (1, 0),
    "surface-tinted": (0.953, 0.22),
    "surface-hover": (0.92, 0.35),
    "surface-active": (0.88, 0.45),
    "border-subtle": (0.86, 0.4),
    "border-default": (0.6, 0.75),
    "border-strong": (0.47, 0.9),
    "text-subtle": (0.44, 0.95),
    "text-default": (0.29, 0.6),
    "base-default": (0.42, 1),
    "base-hover": (0.36, 0.9),
    "base-active": (0.3, 0.8),
    "base-contrast-subtle": (0.94, 0.2),
    "base-contrast-default": (1, 0),
}
# The same steps at night: light text on dark ground, light buttons with dark words.
NIGHT: Steps = {
    "background-default": (0.2, 0.22),
    "background-tinted": (0.235, 0.28),
    "surface-default": (0.245, 0.22),
    "surface-tinted": (0.3, 0.38),
    "surface-hover": (0.34, 0.42),
    "surface-active": (0.38, 0.45),
    "border-subtle": (0.42, 0.4),
    "border-default": (0.63, 0.6),
    "border-strong": (0.76, 0.6),
    "text-subtle": (0.83, 0.55),
    "text-default": (0.95, 0.14),
    "base-default": (0.8, 0.75),
    "base-hover": (0.86, 0.6),
    "base-active": (0.9, 0.45),
    "base-contrast-subtle": (0.34, 0.4),
    "base-contrast-default": (0.2, 0.3),
}
TYPE = {
    "2xl": (2.5, 1.3),
    "xl": (2.125, 1.32),
    "lg": (1.75, 1.35),
    "md": (1.4375, 1.4),
    "sm": (1.25, 1.45),
    "xs": (1.125, 1.5),
    "2xs": (1, 1.5),
}
BODY = {"xl": 1.375, "lg": 1.1875, "md": 1.0625, "sm": 0.9375, "xs": 0.875}
SIZES = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 18, 22, 26, 30)

HEAD = """/* Written by scripts/build_theme.py: change colours there. Order of layers: ours last, so that ours wins. */
@layer reset, tokens, ds.theme, ds.base, ds.components, base, parts, pages, print;
"""


def hex_of(lightness: float, chroma: float, hue: float) -> str:
    """OKLCH to #rrggbb; chroma shrinks until the colour fits the screen."""
    while True:
        channels = linear(lightness, chroma, hue)
        if all(-0.0005 <= value <= 1.0005 for value in channels) or chroma < 0.002:
            return "#" + "".join(f"{round(255 * gamma(min(1, max(0, value)))):02x}" for value in channels)
        chroma *= 0.96


def linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """OKLCH to linear light (Björn Ottosson's matrices)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def gamma(value: float) -> float:
    """Linear light to sRGB."""
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def colours(steps: Steps) -> list[str]:
    """--ds-color-<role>-<step> for every role."""
    return [
        f"--ds-color-{role}-{step}:{hex_of(lightness, chroma * part, hue)}"
        for role, (hue, chroma) in ROLES.items()
        for step, (lightness, part) in steps.items()
    ]


def type_scale() -> list[str]:
    """Line heights leave room for two marks on one letter (ễ, ữ)."""
    lines = []
    for name, (size, height) in TYPE.items():
        lines += [f"--ds-heading-{name}-font-size:{size}rem", f"--ds-heading-{name}-line-height:{height}"]
        lines += [f"--ds-heading-{name}-font-weight:600", f"--ds-heading-{name}-letter-spacing:0"]
    for name, size in BODY.items():
        lines += [f"--ds-body-{name}-font-size:{size}rem", f"--ds-body-{name}-line-height:1.6"]
        lines += [f"--ds-body-{name}-font-weight:400", f"--ds-body-{name}-letter-spacing:0"]
    return lines


SEMANTIC = """--ds-line-height-sm:1.4;--ds-line-height-md:1.55;--ds-line-height-lg:1.7;
--ds-font-weight-regular:400;--ds-font-weight-medium:600;--ds-font-weight-semibold:600;
--ds-border-radius-sm:4px;--ds-border-radius-md:6px;--ds-border-radius-lg:10px;--ds-border-radius-xl:16px;--ds-border-radius-default:6px;
--ds-border-radius-full:999px;--ds-border-width-default:1px;--ds-border-width-focus:3px;--ds-opacity-disabled:45%;
--ds-color-focus-inner:var(--ds-color-neutral-background-default);--ds-color-focus-outer:var(--ds-color-neutral-text-default);
--ds-link-color-visited:var(--ds-color-info-text-subtle);
--band:#005860;--band-deep:#04464c;--band-deepest:#00353a;--band-ink:#fff;--glow:#f2b27a"""
BANDS_AT_NIGHT = ["--band:#083c42", "--band-deep:#062e33", "--band-deepest:#042326"]


def sheet() -> str:
    """The whole file."""
    root = ";\n".join([*colours(STEPS), *type_scale(), SEMANTIC.replace("\n", "")])
    night = ";\n".join([*colours(NIGHT), *BANDS_AT_NIGHT])
    sizes = ";".join(f"--ds-size-{n}:calc(var(--ds-size-unit)*{n})" for n in SIZES)
    units = ":root{--ds-size-unit:.25rem}[data-size=sm]{--ds-size-unit:.21875rem;--ds-body-md-font-size:.9375rem}"
    units += "[data-size=md]{--ds-size-unit:.25rem}[data-size=lg]{--ds-size-unit:.28125rem;--ds-body-md-font-size:1.1875rem}"
    roles = "".join(role_map(role) for role in ROLES)
    day = f":root{{color-scheme:light;\n{root}}}\n{units}\n:root,[data-size]{{{sizes}}}\n{roles}"
    return f"{HEAD}@layer tokens{{\n{day}@media screen and (prefers-color-scheme:dark){{\n:root{{color-scheme:dark;\n{night}}}\n}}\n}}\n"


def role_map(role: str) -> str:
    """[data-color=role] lends its ramp to the components inside."""
    which = ":root,[data-color=accent]" if role == "accent" else f"[data-color={role}]"
    return which + "{" + ";".join(f"--ds-color-{step}:var(--ds-color-{role}-{step})" for step in STEPS) + "}\n"


if __name__ == "__main__":
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(sheet(), encoding="utf-8")
    print(f"{OUT.name}: {OUT.stat().st_size} bytes")
