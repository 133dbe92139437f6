"""What a paper says of how its figures came to be: the sentences that answer checks."""

from dataclasses import dataclass
from typing import Any

from danvan.lib.papers import Band, Cell, Column, Table
from danvan.reports.models import Indicator, Report
from danvan.reports.selectors.checked import questions_of

Line = dict[str, Any]


@dataclass(frozen=True)
class Explained:
    """The sentences, as a frozen report keeps them, with the names of the indicators they are about."""

    answers: tuple[Line, ...] = ()
    names: tuple[tuple[str, str], ...] = ()

    def name_of(self, code: str) -> str:
        """Code and name of an indicator."""
        return f"{code} {dict(self.names).get(code, '')}".strip()


def explained_by(report: Report | None, draft: Report | None) -> Explained:
    """From the frozen text of a filed report; of a draft, as it stands."""
    if draft:
        return _named([_answer(one.indicator.code, one.question.words, one.answer.text) for one in questions_of(draft) if one.answer])
    return _named((report.frozen or {}).get("answers", ())) if report else Explained()


def _answer(code: str, asked: str, text: str) -> Line:
    return {"code": code, "asked": asked, "text": text}


def _named(answers: Any) -> Explained:
    codes = {one["code"] for one in answers}
    names = Indicator.objects.filter(code__in=codes).values_list("code", "name") if codes else ()
    return Explained(tuple(answers), tuple(names))


def explained(said: Explained) -> list[Table]:
    """What the annex prints; nothing where nothing was asked."""
    return [_answers(said)] if said.answers else []


def _answers(said: Explained) -> Table:
    columns = (Column("Chỉ tiêu", share=2), Column("Câu hỏi khi kiểm tra", share=2.6), Column("Giải trình của đơn vị", share=3))
    rows: tuple[tuple[Cell, ...] | Band, ...] = tuple((said.name_of(one["code"]), one["asked"], one["text"]) for one in said.answers)
    return Table("Giải trình số liệu", columns, rows, marks=False)
