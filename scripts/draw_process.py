"""Write docs/process.md from the table of the process: the diagram, every act with what it needs, and the duties that begin with it."""

import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danvan.config.settings")
django.setup()

from django.utils.translation import override  # noqa: E402 - settings first

from danvan.petitions.models import OPEN_STATES, State  # noqa: E402
from danvan.petitions.rules import SIDES, TABLE, Rule  # noqa: E402

PAGE = Path(__file__).resolve().parents[1] / "docs" / "process.md"
HEAD = """# The process of a petition

*Written by `scripts/draw_process.py` from `danvan/petitions/rules/table.py`, the one table that everything asks; a test compares.* Names of acts and
states are the product's own words. An act without an arrow leaves the state as it is.
"""


def page() -> str:
    """The whole page."""
    with override("vi"):
        return "\n".join([HEAD, "```mermaid", *diagram(), "```", "", *acts(), "", *duties(), ""])


def diagram() -> list[str]:
    """The states, and one arrow for each pair of states with the acts that lead over it."""
    over: dict[tuple[str, str], list[str]] = {}
    for rule in TABLE:
        for before in rule.before or ("[*]",):
            if rule.after and rule.after != before:
                over.setdefault((str(before), str(rule.after)), []).append(str(rule.label))
    lines = ["stateDiagram-v2", *(f'    state "{state.label}" as {state}' for state in State)]
    lines += [f"    {before} --> {after}: {', '.join(labels)}" for (before, after), labels in over.items()]
    return lines + [f"    {state} --> [*]" for state in State if state not in OPEN_STATES]


def acts() -> list[str]:
    """A line for each act."""
    head = ["## Acts", "", "| Act | From | To | Who | Kinds | Grounds of the law |", "|---|---|---|---|---|---|"]
    return head + [_act(rule) for rule in TABLE]


def _act(rule: Rule) -> str:
    before = ", ".join(str(State(one).label) for one in rule.before) or "–"
    after = str(State(rule.after).label) if rule.after else "="
    who = "the sender" if not rule.duties else ", ".join(str(duty.label) for duty in rule.duties) + (" (above)" if rule.above else "")
    kinds = ", ".join(f"`{kind}`" for kind in rule.kinds) or "all"
    grounds = "; ".join(str(ground.article) for ground in {one.article: one for one in rule.grounds}.values()) or "–"
    return f"| {rule.label} | {before} | {after} | {who} | {kinds} | {grounds} |"


def duties() -> list[str]:
    """A line for each duty that runs beside the main clock."""
    labels = {rule.act: rule.label for rule in TABLE}
    head = ["## Duties of the law that begin with an act", "", "| Begins with | Kinds | Step | Counted from |", "|---|---|---|---|"]
    return head + [
        f"| {labels[side.act]} | {', '.join(f'`{kind}`' for kind in side.kinds)} | `{side.step}` | "
        f"{'the day the decision takes effect' if side.from_effect else 'the act'} |"
        for side in SIDES
    ]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
