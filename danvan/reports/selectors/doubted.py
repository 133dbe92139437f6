"""What to look at again in the words of a report in the making: references that do not hold what the sentence says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from danvan.reports.doubting import Doubt, Why, doubts
from danvan.reports.models import Indicator, Report
from danvan.reports.selectors.answers import Row, Table
from danvan.reports.selectors.drafts import draft_table


@dataclass(frozen=True)
class Doubted:
    """A sentence and what is the matter with it, in words."""

    sentence: str
    words: str


def doubted(texts: Mapping[int, str], report: Report, table: Table | None = None) -> dict[int, list[Doubted]]:
    """Heading -> what is doubtful in its text. Nothing is asked where no text holds a bracket; `table` is the report's, if it was read already."""
    if not any("[" in text for text in texts.values()):
        return {}
    rows = {row.indicator.code: row for row in table or draft_table(report)}
    figures = {code: row.value for code, row in rows.items()}
    found = {heading: some for heading, text in texts.items() if (some := doubts(text, figures))}
    book = _in_the_book(one for some in found.values() for one in some)
    return {heading: [Doubted(one.sentence, _words(one, rows, book)) for one in some] for heading, some in found.items()}


def _in_the_book(some: Iterable[Doubt]) -> set[str]:
    unknown = {one.code for one in some if one.why == Why.UNKNOWN}
    return set(Indicator.objects.filter(code__in=unknown).values_list("code", flat=True)) if unknown else set()


def _words(one: Doubt, rows: Mapping[str, Row], book: set[str]) -> str:
    said = {"code": one.code, "said": one.said, "now": rows[one.code].text if one.code in rows else ""}
    if one.why == Why.OTHER:
        return _("[%(code)s]: câu ghi %(said)s, số liệu là %(now)s.") % said
    if one.why == Why.EMPTY:
        return _("[%(code)s]: chỉ tiêu này chưa có số liệu.") % said
    if one.why == Why.BROKEN:
        return _("%(said)s: mã trích số phải đứng một mình trong ngoặc vuông, viết là [%(code)s].") % said
    if one.code in book:
        return _("[%(code)s]: mẫu báo cáo này không có chỉ tiêu đó; mã in ra như chữ thường.") % said
    return _("[%(code)s]: sổ chỉ tiêu không có mã này; mã in ra như chữ thường.") % said
