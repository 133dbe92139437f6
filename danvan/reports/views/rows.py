"""The rows of the table that is filled in: what stands in each, what stands beside it, and what became of it when it was sent."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from danvan.audit.doer import SYSTEM, known_as
from danvan.lib.numbers import qualified
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.checks import printed
from danvan.reports.forms.figures import FigureForm
from danvan.reports.models import Report
from danvan.reports.papers.figures import Place
from danvan.reports.rules import KEPT
from danvan.reports.selectors import Row, table, typable
from danvan.reports.selectors import adjusting as adjustments
from danvan.reports.selectors.past import Beside
from danvan.reports.selectors.proposals import Proposal, proposals
from danvan.reports.selectors.review import Thread, by_cell
from danvan.reports.selectors.versions import EMPTY, Version, versions
from danvan.reports.services import Sending
from danvan.reports.services.drafts import EDITABLE
from danvan.reports.wording import definition_in, name_of
from danvan.units.access import Acting


@dataclass
class Line:
    """One row: a figure to fill in (it has a form), or one that is counted or computed. `below` is the sum of the units below.

    When it was sent: `wrong` if it could not be taken, `met` what somebody else wrote there meanwhile, `written` if it is new.
    """

    row: Row
    name: str
    href: str
    now: Version
    form: FigureForm | None = None
    below: Row | None = None
    threads: list[Thread] = field(default_factory=list)
    adjusted: adjustments.Shown | None = None
    adjustable: bool = False
    before: str = ""
    year: str = ""
    proposed: Proposal | None = None
    met: Version | None = None
    wrong: bool = False
    written: bool = False

    @property
    def code(self) -> str:
        """Of its indicator."""
        return self.row.indicator.code

    @property
    def definition(self) -> str:
        """What its indicator means, in the reader's language."""
        return definition_in(self.row.indicator)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Field and message, for the summary on top."""
        if self.met:
            return [("hold-mine", _("vừa được sửa; chọn số nào được giữ"))]
        errors = self.form.errors.items() if self.form and self.wrong else ()
        return [(name if name != "__all__" else "value", str(text)) for name, texts in errors for text in texts]

    @property
    def theirs(self) -> str:
        """What somebody else wrote meanwhile, as printed."""
        fact = self.met.fact if self.met else None
        if fact is None or fact.value is None:
            return _("để trống")
        return qualified(printed(fact.value, self.row.indicator.scale), fact.qualifier)

    @property
    def their_name(self) -> str:
        """Who wrote it."""
        return known_as(self.met.entered.by_label if self.met and self.met.entered else SYSTEM.label)

    def take(self, refused: Refused | None, met: Version | None, *, written: bool) -> None:
        """What became of the row when it was sent."""
        if refused and self.form:
            self.form.refuse(refused)
        self.met, self.written = met, written
        self.wrong = self.wrong or refused is not None or met is not None

    def having(self, sent: "Line | None") -> "Line":
        """The row as it stands, with what was typed in it and could not be taken."""
        return replace(self, form=sent.form, met=sent.met, wrong=True) if sent and sent.wrong else self


@dataclass
class Group:
    """The rows of one group under its heading."""

    code: str
    title: str | Promise
    lines: list[Line]

    @property
    def typed(self) -> bool:
        """Is anything here to be filled in?"""
        return any(line.form for line in self.lines)


def grouped(rows: Iterable[Row]) -> list[Row]:
    """In the order of the table: group after group, each with its rows together."""
    by_group: dict[str, list[Row]] = {}
    for row in rows:
        by_group.setdefault(row.indicator.group, []).append(row)
    return [row for some in by_group.values() for row in some]


def of_codes(rows: Iterable[Row], codes: Collection[str]) -> list[Row]:
    """Those of the indicators, in their order."""
    return [row for row in rows if row.indicator.code in codes]


def lines_of(report: Report, rows: Collection[Row], sent: Mapping[str, Any] | None = None) -> list[Line]:
    """The rows with their forms: two queries."""
    place, standing = Place(report.unit, report.period), versions(report, [row.indicator.pk for row in rows])
    lines = []
    for row in rows:
        now = standing.get(row.indicator.pk, EMPTY)
        line = Line(row, name_of(row.indicator), place.address(row.indicator.code), now)
        if report.state in EDITABLE and typable(row, report):
            line.form = FigureForm(sent, indicator=row.indicator, now=now)
        lines.append(line)
    return lines


def dressed(report: Report, rows: Collection[Row], past: Beside) -> list[Line]:
    """The rows with everything that stands beside them. A bounded number of queries."""
    lines = lines_of(report, rows)
    below = {row.indicator.pk: row for row in table(report.unit, report.period, form=report.form)} if report.unit.level in KEPT else {}
    said, adjusted = by_cell(report, figures=True), adjustments.standing(report)
    proposed = proposals(report, rows) if report.state in EDITABLE else {}
    for line in lines:
        one = line.row.indicator
        line.before, line.year = past.of(one, past.before), past.of(one, past.year)
        line.proposed = proposed.get(one.pk)
        line.below, line.threads = below.get(one.pk), said.get(one.code, [])
        line.adjusted = adjustments.shown(adjusted[one.pk]) if one.pk in adjusted else None
        line.adjustable = report.state in EDITABLE and line.now.fact is not None and adjustments.is_counted(line.now.fact)
    return lines


def save(who: Acting, report: Report, rows: Collection[Row], sent: Mapping[str, str]) -> dict[str, Line]:
    """Enter the rows that may be typed; what is refused or was changed by somebody else is marked and keeps no other from being saved."""
    lines = {line.code: line for line in lines_of(report, rows, sent) if line.form}
    sound = []
    for line in lines.values():
        assert line.form
        line.wrong = not line.form.given_up and not line.form.is_valid()
        if not line.wrong and not line.form.given_up:
            sound.append(line.form.cell())
    done = services.enter(by=who, report=report, cells=sound, sending=_sending(sent))
    for code, line in lines.items():
        line.take(done.refused.get(code), done.met.get(code), written=code in done.written)
    return lines


def _sending(sent: Mapping[str, str]) -> Sending:
    turn = sent.get("turn", "")
    return Sending(sent.get("page", "")[:40], int(turn) if turn.isdecimal() and len(turn) < 16 else 0)
