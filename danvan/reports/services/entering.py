"""Figures entered from a page on which several people may work: what changed since the page read its cell is met, never covered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib.refusal import Refused
from danvan.reports import rules
from danvan.reports.models import Indicator, Report, Source
from danvan.reports.selectors.versions import EMPTY, Version, mark_in, marked, versions
from danvan.reports.services.drafts import locked
from danvan.reports.services.figures import ELSEWHERE, FiguresRefused, Sending, Typed, type_figures


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as a page sends it. `seen`: the version the cell was read at; `over`: another one that the person was shown and chose to replace."""

    typed: Typed
    seen: str
    over: str = ""


class Way(StrEnum):
    """How a block comes: the log tells them apart."""

    IMPORT = "reports.figures.import"
    PASTE = "reports.figures.paste"
    UNDO = "reports.figures.undo"


@dataclass
class Outcome:
    """What became of each cell, by code.

    Written; kept, because it says that already or the person left it as it was; refused and why; met, because it is no longer the one that was read.
    """

    written: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    refused: dict[str, Refused] = field(default_factory=dict)
    met: dict[str, Version] = field(default_factory=dict)


@transaction.atomic
def enter(*, by: Doer, report: Report, cells: Sequence[Cell], sending: Sending = ELSEWHERE) -> Outcome:
    """Enter what can be entered; a cell that is refused or met keeps no other from being entered. The same sent again changes nothing.

    Refused whole only when the report is closed. A number of queries that does not grow with the cells; one line in the log for all that is new.
    """
    held = locked(report)
    standing = versions(held, [one.typed.indicator.pk for one in cells])
    done = Outcome()
    fresh: list[Typed] = []
    for one in cells:
        now, mark = standing.get(one.typed.indicator.pk, EMPTY), _mark(one.typed)
        if mark == now.mark:
            done.kept.append(one.typed.indicator.code)
        elif now.key in (one.seen, one.over) or now.sent_by(sending.page, sending.turn):
            fresh.append(one.typed)
        elif mark == mark_in(one.seen):
            done.kept.append(one.typed.indicator.code)
        else:
            done.met[one.typed.indicator.code] = now
    _write(by, held, fresh, sending, done)
    return done


def _mark(typed: Typed) -> str | None:
    """What the cell would say; None for what is no number of the indicator."""
    one, source = typed.indicator, typed.source
    try:
        value = rules.parse_number(typed.value, scale=one.scale, language=get_language() or "vi", signed=one.signed)
    except Refused:
        return None
    row = (
        Source(title=source.title, publisher=source.publisher, published_on=source.published_on, locator=source.locator) if source else None
    )
    return marked(value, typed.qualifier, row)


def _write(by: Doer, held: Report, figures: Sequence[Typed], sending: Sending, done: Outcome) -> None:
    """Those that are taken. What is refused is known before anything is written."""
    taken = figures
    while taken:
        try:
            type_figures(by=by, report=held, figures=taken, sending=sending)
        except FiguresRefused as some:
            done.refused |= some.errors
            taken = [one for one in taken if one.indicator.code not in some.errors]
        else:
            done.written = [one.indicator.code for one in taken]
            return


@transaction.atomic
def put(*, by: Doer, report: Report, cells: Sequence[Cell], way: Way) -> list[Cell]:
    """Enter a block as one act: all of it, or nothing and Refused. Out: the cells that put back what stood there, to be entered the same way."""
    held = locked(report)
    ids = [one.typed.indicator.pk for one in cells]
    before = versions(held, ids)
    done = enter(by=by, report=held, cells=cells)
    if done.met:
        words = {"codes": ", ".join(done.met)}
        raise Refused(_("Số liệu vừa được sửa sau khi xem trước: %(codes)s. Chưa ghi gì; hãy xem trước lại.") % words)
    if done.refused:
        raise Refused("; ".join(f"{code}: {one.message}" for code, one in done.refused.items()))
    after = versions(held, ids)
    audit.record(way.value, by=by, subject=held, unit_id=held.unit_id, data={"figures": done.written})
    written = [one.typed.indicator for one in cells if one.typed.indicator.code in done.written]
    return [_back(one, before.get(one.pk, EMPTY), after[one.pk]) for one in written]


def _back(indicator: Indicator, before: Version, after: Version) -> Cell:
    fact = before.fact
    if fact is None or fact.value is None:
        return Cell(Typed(indicator, ""), after.key)
    return Cell(Typed(indicator, rules.plain(fact.value, indicator.scale), fact.qualifier, fact.source), after.key)
