"""A report under review: what was said about each cell, and what changed between two submissions, cell by cell."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from danvan.lib.numbers import qualified
from danvan.reports import checks, marks
from danvan.reports.models import Comment, Report, Submission
from danvan.reports.selectors.corrections import sources
from danvan.reports.selectors.filed import lines_of


@dataclass(frozen=True, slots=True)
class Thread:
    """A remark and its answers. `cell` is the code of the indicator or heading; `figure` says which of the two."""

    first: Comment
    answers: tuple[Comment, ...]
    cell: str
    figure: bool

    @property
    def open(self) -> bool:
        """Not settled yet."""
        return self.first.resolved_at is None


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that two submissions say differently; texts as printed, a dash where there was nothing."""

    cell: str
    figure: bool
    old: str
    new: str


def threads(report: Report) -> list[Thread]:
    """Every remark with its answers, oldest first: one query."""
    said = list(report.comments.select_related("indicator", "heading"))
    answers: dict[int, list[Comment]] = {}
    for one in said:
        if one.answers_id:
            answers.setdefault(one.answers_id, []).append(one)
    return [_thread(one, answers.get(one.pk, ())) for one in said if not one.answers_id]


def _thread(first: Comment, answers: Iterable[Comment]) -> Thread:
    cell = first.indicator.code if first.indicator else first.heading.code if first.heading else ""
    return Thread(first, tuple(answers), cell, first.indicator is not None)


def open_remarks(reports: Iterable[Report]) -> dict[int, int]:
    """Report -> how many remarks on its cells nobody closed; those without one are left out. One query."""
    rows = Comment.objects.filter(report__in=list(reports), answers__isnull=True, resolved_at__isnull=True)
    return dict(rows.order_by().values_list("report_id").annotate(Count("id")))


def by_cell(report: Report, *, figures: bool) -> dict[str, list[Thread]]:
    """Code of the cell -> its threads, of the figures or of the headings."""
    found: dict[str, list[Thread]] = {}
    for one in threads(report):
        if one.figure == figures:
            found.setdefault(one.cell, []).append(one)
    return found


def changed_since(report: Report) -> list[Change]:
    """What the last submission says otherwise than the one before; nothing for a first submission."""
    last = list(report.submissions.order_by("-revision").defer("below", "compared")[:2])
    return differences(last[1].content, last[0].content) if len(last) == 2 else []


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """The cells of two frozen reports that differ, figures first. Pure."""
    old, new = _figures(before), _figures(after)
    said, says = _words(before), _words(after)
    figures = [Change(code, True, old.get(code, "–"), new.get(code, "–")) for code in sorted(old.keys() | new.keys())]
    stood, stands = _sources(before), _sources(after)
    same = (code for code in sorted(old.keys() & new.keys()) if old[code] == new[code] and stood[code] != stands[code])
    figures += [Change(code, True, *sources(stood[code], stands[code])) for code in same]
    words = [Change(code, False, said.get(code, "–"), says.get(code, "–")) for code in sorted(said.keys() | says.keys())]
    return [one for one in (*figures, *words) if one.old != one.new]


def _figures(content: dict[str, Any]) -> dict[str, str]:
    return {line["code"]: printed(line) for line in lines_of(content) if line["raw"] is not None}


def printed(line: dict[str, Any]) -> str:
    """A figure of a frozen report with its word, and the mark of what was adjusted; a dash for none."""
    if line["raw"] is None:
        return "–"
    text = qualified(checks.printed(line["raw"], line["scale"]), line.get("qualifier", ""))
    return marks.marked(text, line.get("adjustments", int("adjustment" in line)))


def _sources(content: dict[str, Any]) -> dict[str, str]:
    return {line["code"]: line.get("source", {}).get("title", "") for line in lines_of(content) if line["raw"] is not None}


def _words(content: dict[str, Any]) -> dict[str, str]:
    return {one["heading"]: one["text"] for one in content.get("words", ())}


def submission(report: Report, revision: int) -> Submission | None:
    """One submission of the report, whole."""
    return report.submissions.filter(revision=revision).defer("below").first()
