"""What a paper says of how its figures came to be: the sentences that answer checks, and the counts that were adjusted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from danvan.lib.papers import Band, Cell, Column, Table
from danvan.reports.checks import printed
from danvan.reports.marks import with_sign
from danvan.reports.models import Adjustment, Indicator, PeriodRow, Report
from danvan.reports.selectors import Row, adjusting
from danvan.reports.selectors.checked import Known, answered
from danvan.reports.selectors.given import Given

Line = dict[str, Any]


@dataclass(frozen=True)
class Explained:
    """The sentences and the adjusted figures, as a frozen report keeps them, with the names of the indicators they are about."""

    answers: tuple[Line, ...] = ()
    adjusted: tuple[Line, ...] = ()
    names: tuple[tuple[str, str], ...] = ()

    def name_of(self, code: str) -> str:
        """Code and name of an indicator."""
        return f"{code} {dict(self.names).get(code, '')}".strip()


def explained_by(report: Report | None, rows: Sequence[Row] = ()) -> Explained:
    """From the frozen text of a filed report. `rows`: its table, whose names need no asking."""
    known = {row.indicator.code: row.indicator.name for row in rows}
    frozen = (report.frozen or {}) if report else {}
    return _named(frozen.get("answers", ()), [line for line in frozen.get("facts", ()) if "adjustment" in line], known)


def explained_now(draft: Report, rows: Sequence[Row], given: Given, near: Callable[[], Sequence[PeriodRow]]) -> Explained:
    """Of a draft, as it stands. `given`: what its unit gives, `near`: the periods `around` its own, for what was answered."""
    # What was adjusted is marked on the figure itself.
    standing = adjusting.standing(draft) if any(one.adjusted_parts and one.report_id == draft.pk for one in given.facts) else {}
    asked = answered(draft, lambda: Known([row.indicator for row in rows], standing, given, near()))
    told = [_answer(one.indicator.code, one.question.words, one.answer.text) for one in asked if one.answer]
    return _named(told, adjusting.lines(draft, standing), {row.indicator.code: row.indicator.name for row in rows})


def _answer(code: str, asked: str, text: str) -> Line:
    return {"code": code, "asked": asked, "text": text}


def _named(answers: Sequence[Line], adjusted: Sequence[Line], known: dict[str, str]) -> Explained:
    codes = {one["code"] for one in (*answers, *adjusted)}
    others = Indicator.objects.filter(code__in=codes - known.keys()).values_list("code", "name") if codes - known.keys() else ()
    names = known | dict(others)
    return Explained(tuple(answers), tuple(adjusted), tuple((code, names[code]) for code in sorted(codes & names.keys())))


def explained(said: Explained) -> list[Table]:
    """What the annex prints; nothing where nothing was adjusted or asked."""
    return [*([_adjusted(said)] if said.adjusted else []), *([_answers(said)] if said.answers else [])]


def _adjusted(said: Explained) -> Table:
    columns = (
        Column(_("Chỉ tiêu"), share=2),
        Column(_("Đếm được"), "number", 0.8),
        Column(_("Điều chỉnh"), "number", 0.8),
        Column(_("Báo cáo"), "number", 0.8),
        Column(_("Lý do, giải trình"), share=2.6),
        Column(_("Căn cứ"), share=1.6),
    )
    rows: tuple[tuple[Cell, ...] | Band, ...] = tuple(_adjusted_line(said, line) for line in said.adjusted)
    return Table(_("Số đếm đã điều chỉnh"), columns, rows, marks=False)


def _adjusted_line(said: Explained, line: Line) -> tuple[Cell, ...]:
    one, scale = line["adjustment"], line["scale"]
    reason = str(Adjustment.Reason(one["reason"]).label)
    return (
        said.name_of(line["code"]),
        printed(one["counted"], scale),
        with_sign(one["amount"], scale),
        printed(line["raw"], scale),
        f"{reason[:1].upper()}{reason[1:]}: {one['sentence']}",
        ". ".join(part for part in (adjusting.document_words(**one["document"]), adjusting.files_words(one.get("files", ()))) if part),
    )


def _answers(said: Explained) -> Table:
    columns = (Column(_("Chỉ tiêu"), share=2), Column(_("Câu hỏi khi kiểm tra"), share=2.6), Column(_("Giải trình của đơn vị"), share=3))
    rows: tuple[tuple[Cell, ...] | Band, ...] = tuple((said.name_of(one["code"]), one["asked"], one["text"]) for one in said.answers)
    return Table(_("Giải trình số liệu"), columns, rows, marks=False)
