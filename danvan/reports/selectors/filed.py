"""A report as it was submitted: its figures, what stood beside them, those of the units below, who had filed; whatever has become of the totals since."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from danvan.reports.coverage import Counted
from danvan.reports.models import Report, Submission
from danvan.reports.selectors import cells
from danvan.reports.selectors.answers import THEN, Cell, Completeness, Matrix, Missing, Row, State, Table
from danvan.reports.selectors.asked import asked, row_of
from danvan.reports.selectors.columns import Compared, Said, empty
from danvan.reports.selectors.names import names_on
from danvan.reports.selectors.tables import otherwise
from danvan.units.models import Unit

# value, word, adjusted, adjustments
Held = list[Any]
Below = Mapping[str, Mapping[str, Held]]
# column -> indicator (by code) -> as printed, number, what must be said of it
Beside = Mapping[str, Mapping[str, tuple[str, str | None, str]]]
# The column of the period's own figures among them.
OWN = "own"


def below_of(matrix: Matrix) -> dict[str, dict[str, Held]]:
    """Unit (by key) -> indicator (by code) -> its figure, to keep with a submission."""
    units, book = {one.pk: one.key for one in matrix.units}, {one.pk: one.code for one in matrix.indicators}
    found: dict[str, dict[str, Held]] = {}
    for (unit, indicator), cell in matrix.cells.items():
        if indicator in book:
            found.setdefault(units[unit], {})[book[indicator]] = [cell.value, cell.qualifier, cell.adjusted, cell.adjustments]
    return found


def compared_of(some: Iterable[Compared], rows: Sequence[Row]) -> dict[str, dict[str, tuple[str, str | None, str]]]:
    """Column -> indicator (by code) -> its cell, to keep with a submission; with the period's own figures, as printed. Nothing where no column stands.

    What nobody gave now or then is not kept: it is a dash of which nothing is said.
    """
    kept = {
        one.kind.value: {
            row.indicator.code: _cell_said(cell)
            for row in rows
            if (cell := one.of(row.indicator)).value is not None or row.value is not None
        }
        for one in some
    }
    own: dict[str, tuple[str, str | None, str]] = {
        row.indicator.code: (row.marked, str(row.value), "") for row in rows if row.value is not None
    }
    return {OWN: own, **kept} if kept else {}


def compared_then(report: Report, submission: Submission) -> tuple[list[str], dict[str, list[str]]]:
    """The titles of the columns that were kept with the submission, the period's own figures first; and indicator (by code) -> its cells, as printed then.
    Of a form without such columns, and of an earlier release: nothing.
    """
    kept: Beside = submission.compared
    heads = {one.kind.value: one.title for one in empty(report.period.period, (), [kind for kind in kept if kind != OWN])}
    codes = {code for cells in kept.values() for code, (_text, value, _remark) in cells.items() if value is not None}
    nothing = _cell_said(Said())
    cells = {code: [kept[kind].get(code, nothing)[0] for kind in (OWN, *heads)] for code in codes} if kept else {}
    return [_("Kỳ này"), *heads.values()] if kept else [], cells


def _cell_said(cell: Said) -> tuple[str, str | None, str]:
    return cell.text, None if cell.value is None else str(cell.value), cell.remark


@dataclass(frozen=True, eq=False)
class Filed:
    """One submission of a report: the report as it stood then, what was kept of the units below and of the columns beside its figures (nothing of a
    submission of an earlier release).
    """

    report: Report
    below: Below
    compared: Beside = field(default_factory=dict)

    @property
    def content(self) -> dict[str, Any]:
        """What was frozen."""
        return self.report.frozen or {}

    def figures(self, live: Table) -> Table:
        """The table with the numbers that were submitted; where the totals say something else now, with that beside them."""
        said = self.content.get("table")
        rows = self._own_rows(live) if said is None else [_as_said(row, said.get(row.indicator.code)) for row in live.rows]
        return replace(live, rows=tuple(rows))

    def _own_rows(self, live: Table) -> list[Row]:
        """Of a unit that stands above no other: its own figures and those that it gave in another form's report, and formulas over them."""
        elsewhere = {one["code"]: one for one in self.content.get("elsewhere", ())}
        return [_from(_now(then, row), elsewhere.get(row.indicator.code)) for then, row in zip(self.stood(live), live.rows, strict=True)]

    def stood(self, live: Table) -> list[Row]:
        """The same, without a word on what they are now."""
        unit, period = live.unit, live.period
        known = {row.indicator.code: row.indicator for row in live.rows}
        known |= {one.code: one for one in cells.with_operands(known.values())}
        question = asked([unit], THEN)
        told = lines_of(self.content)
        facts = {known[one["code"]].pk: one for one in told if one["code"] in known and one["raw"] is not None}
        values = {(period.pk, pk): {unit.pk: _own(one)} for pk, one in facts.items()}
        return [row_of(row.indicator, question.settled(row.indicator, period, values), unit.pk, row.expected, {}) for row in live.rows]

    def columns(self, live: Iterable[Compared], rows: Sequence[Row]) -> tuple[Compared, ...]:
        """The columns beside the rows as they stood then, each cell with what it is now; as they are now where none were kept."""
        if not self.compared:
            return tuple(live)
        return tuple(self._column(one, rows, self.compared[one.kind.value]) for one in live if one.kind.value in self.compared)

    def _column(self, live: Compared, rows: Sequence[Row], kept: Mapping[str, Sequence[Any]]) -> Compared:
        cells = {row.indicator.pk: _stood(kept.get(row.indicator.code), live.of(row.indicator)) for row in rows}
        return replace(live, cells=cells)

    def matrix(self, live: Matrix) -> Matrix:
        """The units below by the figures that they had then."""
        if not self.below:
            return live
        missing = self.below.keys() - {one.key for one in live.units}
        more = list(Unit.objects.filter(key__in=missing)) if missing else []
        names = live.names | (names_on([one.pk for one in more], live.periods[-1].last_day) if more else {})
        units = (*live.units, *more)
        kept = {
            (unit.pk, one.pk): _cell(self.below[unit.key][one.code])
            for unit in units
            for one in live.indicators
            if one.code in self.below.get(unit.key, {})
        }
        return replace(live, units=units, names=names, cells=kept, common={})

    def filing(self, live: Completeness) -> Completeness:
        """Who had filed."""
        said = self.content.get("completeness")
        if not said:
            return live
        missing = tuple(Missing(0, name, "", date.max, 0) for name in said["missing"])
        return replace(live, expected=said["expected"], filed=said["filed"], missing=missing)


def filed(report: Report, submission: Submission) -> Filed:
    """The report as that submission says it."""
    then = copy(report)
    then.frozen, then.digest, then.revision, then.submitted_at = submission.content, submission.digest, submission.revision, submission.at
    then.number = submission.content.get("number", "")
    signed = submission.content.get("signed_on")
    then.signed_on = date.fromisoformat(signed) if signed else None
    return Filed(then, submission.below, submission.compared)


def last_filed(report: Report) -> Filed | None:
    """The report as it was last submitted. One query."""
    submission = Submission.objects.filter(report=report, revision=report.revision).first()
    return filed(report, submission) if submission else None


def lines_of(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a frozen report says of the unit alone: by itself, and by another form's report (`elsewhere`)."""
    return [*content.get("facts", ()), *content.get("elsewhere", ())]


def from_form(name: str, *, sent: bool) -> str:
    """Of a figure that another form's report gives: which."""
    return (_("Số lấy từ: %(form)s.") if sent else _("Số lấy từ: %(form)s (khi đó chưa gửi).")) % {"form": name}


def _from(row: Row, line: Mapping[str, Any] | None) -> Row:
    return row if line is None else replace(row, elsewhere=line["form_name"]).noted(from_form(line["form_name"], sent=line["sent"]))


def _as_said(row: Row, line: Mapping[str, Any] | None) -> Row:
    if line is None:
        state = State.MISSING if row.value is not None else row.state
        return _now(replace(row, value=None, state=state, qualifier="", origin="", reported=0, adjusted=0, adjustments=0, frozen=None), row)
    value = Decimal(line["value"])
    kept = {name: line[name] for name in ("origin", "adjusted", "adjustments") if name in line}
    kept["counted"] = Counted(line.get("counted", Counted.REPORTS))
    said = {
        "qualifier": line["qualifier"],
        "reported": line["reported"],
        "expected": line["expected"],
        **kept,
    }
    return _now(replace(row, value=value, state=State.REPORTED if value else State.ZERO, frozen=None, **said), row)


def _now(then: Row, live: Row) -> Row:
    """With what the figure is now, where that is something else."""
    note = live.note.removesuffix(otherwise(live)).strip()
    if (then.value, then.qualifier) == (live.value, live.qualifier):
        return replace(then, note=note)
    return replace(then, note=note).noted(_("Số hiện nay: %(now)s.") % {"now": live.marked})


def _stood(kept: Sequence[Any] | None, live: Said) -> Said:
    text, value, remark = kept or _cell_said(Said())
    return replace(
        live, text=text, value=None if value is None else Decimal(value), remark=remark, now="" if text == live.text else live.text
    )


def _own(line: Mapping[str, Any]) -> Cell:
    amount = line["adjustment"]["amount"] if "adjustment" in line else line.get("adjusted", 0)
    count = line.get("adjustments", int("adjustment" in line))
    return Cell(line["raw"], 1, line.get("qualifier", ""), line["origin"], adjusted=amount, adjustments=count)


def _cell(held: Held) -> Cell:
    value, word, adjusted, adjustments = held
    return Cell(value, 1, word, "", adjusted=adjusted, adjustments=adjustments)
