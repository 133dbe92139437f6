"""Draw docs/pictures/map.svg: the rooms as they stand on the map, and how many imports lead from each down to each, counted by grimp."""

import configparser
import html
import sys
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "pictures" / "map.svg"
WIDTH, ROW, BOX, LEFT, TOP = 1040, 74, 58, 210, 20
Edges = dict[tuple[str, str], int]


def layers() -> list[list[str]]:
    """The map from top to bottom."""
    config = configparser.ConfigParser(comment_prefixes=(";",))
    config.read(ROOT / ".importlinter")
    lines = config["importlinter:contract:map"]["layers"].split("\n")
    return [[room.strip() for room in line.split("|")] for line in lines if line.strip()]


def edges() -> Edges:
    """Number of imports from one room to another; tests do not count."""
    graph = grimp.build_graph("danvan", cache_dir=None)
    found: Edges = {}
    for module in graph.modules:
        for other in graph.find_modules_directly_imported_by(module):
            pair = (_room(module), _room(other))
            if ".tests" not in module and all(pair) and pair[0] != pair[1]:
                found[pair] = found.get(pair, 0) + 1
    return dict(sorted(found.items()))


def _room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def caption(room: str) -> str:
    """What the room says of itself: the first sentence of its docstring."""
    text = (ROOT / "danvan" / room / "__init__.py").read_text(encoding="utf-8")
    sentence = text.split('"""')[1].split(". ")[0] if '"""' in text else ""
    return " ".join(sentence.split()).rstrip(".")


def places(rows: list[list[str]]) -> dict[str, tuple[float, float, float]]:
    """Left, top and width of each room's box."""
    space = WIDTH - LEFT - 20
    found: dict[str, tuple[float, float, float]] = {}
    for number, row in enumerate(rows):
        wide = (space - 16 * (len(row) - 1)) / len(row)
        for column, room in enumerate(row):
            found[room] = (LEFT + column * (wide + 16), TOP + number * ROW, wide)
    return found


def box(room: str, at: tuple[float, float, float], links: Edges) -> str:
    """One room: its name, its caption, whom it uses and how often."""
    x, y, wide = at
    letters = int(wide / 6.3)
    uses = ", ".join(f"{other} {count}" for (one, other), count in sorted(links.items(), key=lambda each: -each[1]) if one == room)
    lines = [("name", room, 18), ("text", caption(room), 34), ("uses", f"→ {uses}" if uses else "uses no room", 50)]
    texts = "".join(
        f'<text class="{kind}" x="{x + 12:.0f}" y="{y + down:.0f}">{html.escape(_cut(text, letters))}</text>' for kind, text, down in lines
    )
    return f'<rect x="{x:.0f}" y="{y:.0f}" width="{wide:.0f}" height="{BOX}" rx="8"/>{texts}'


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: letters - 1].rstrip(" ,") + "…"


def arc(pair: tuple[str, str], count: int, at: dict[str, tuple[float, float, float]]) -> str:
    """A line on the left from the upper room to the lower: the wider, the more imports; the further out, the further down it reaches."""
    above, below = at[pair[0]][1] + BOX / 2, at[pair[1]][1] + BOX / 2
    out = LEFT - 18 - (below - above) / ROW * 15
    thick = min(1 + count / 8, 7)
    path = f"M{LEFT} {above:.0f} C{out:.0f} {above:.0f} {out:.0f} {below:.0f} {LEFT} {below:.0f}"
    return f'<path d="{path}" stroke-width="{thick:.1f}"><title>{pair[0]} → {pair[1]}: {count}</title></path>'


def drawing() -> str:
    """The whole picture."""
    rows, links = layers(), edges()
    at = places(rows)
    height = TOP + len(rows) * ROW
    style = (
        "text{font-family:'Be Vietnam Pro',system-ui,sans-serif;fill:#1d2b2a}.name{font-weight:600;font-size:15px}.text{font-size:12px}"
        ".uses{font-size:11.5px;fill:#44605c}rect{fill:#f2f7f5;stroke:#9dbbb3}path{fill:none;stroke:#0b6b5d;opacity:.38}"
    )
    arcs = "".join(arc(pair, count, at) for pair, count in links.items())
    boxes = "".join(box(room, at[room], links) for row in rows for room in row)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="The map of rooms">'
    return f'{head}<style>{style}</style><rect width="{WIDTH}" height="{height}" style="fill:#fff;stroke:none"/>{arcs}{boxes}</svg>\n'


if __name__ == "__main__":
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(drawing(), encoding="utf-8")
    sys.stdout.write(f"{PICTURE.relative_to(ROOT)}\n")
