"""Adjustments of counted figures, to be read: both numbers, beside each other."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from danvan.lib.text import mid_sentence
from danvan.reports.checks import Past, printed
from danvan.reports.counting import figure_of
from danvan.reports.marks import both, with_sign
from danvan.reports.models import Adjustment, Fact, Origin, Report
from danvan.reports.rules import KEPT
from danvan.reports.selectors.answers import Row
from danvan.units.models import Unit


@dataclass(frozen=True)
class Shown:
    """An adjustment as pages print it. `then`: what was counted when it was made, where the count has moved since; else empty."""

    one: Adjustment
    counted: str
    amount: str
    value: str
    then: str

    @property
    def words(self) -> str:
        """Both numbers in one sentence."""
        return both(self.counted, self.amount, self.value)

    @property
    def document(self) -> str:
        """On which document it stands."""
        return document_words(**_document(self.one))

    @property
    def files(self) -> list[tuple[int, str, int]]:
        """The document itself: number of the row, name and size of each file."""
        return [(one.pk, one.file.name, one.file.size) for one in self.one.files.all()]

    @property
    def moved(self) -> str:
        """What to look at again; empty while the count is as it was."""
        if not self.then:
            return ""
        return _("Khi điều chỉnh đếm được %(then)s, nay đếm được %(now)s.") % {"then": self.then, "now": self.counted}


def document_words(number: str, day: str, issuer: str) -> str:
    """A document in one line; its day as a frozen report keeps it (ISO)."""
    words = {"number": number, "day": f"{date.fromisoformat(day):%d/%m/%Y}", "issuer": issuer}
    return _("số %(number)s ngày %(day)s, %(issuer)s") % words


def files_words(files: Iterable[Mapping[str, str]]) -> str:
    """The files of an adjustment as a paper lists them, each with the beginning of its hash; empty without any."""
    listed = ", ".join(f"{one['name']} ({one['sha256'][:12]}…)" for one in files)
    return _("Tệp kèm: %(files)s") % {"files": listed} if listed else ""


def standing(report: Report) -> dict[int, Adjustment]:
    """Indicator -> the adjustment that stands, with its fact. One query."""
    rows = Adjustment.objects.standing().filter(fact__report=report).select_related("fact__indicator").prefetch_related("files__file")
    return {one.fact.indicator_id: one for one in rows}


def base_of(one: Adjustment) -> int:
    """What the records alone come to in the figure as it stands."""
    return (one.fact.value or 0) - one.amount


def is_counted(fact: Fact) -> bool:
    """Was the figure counted from records, so that it can be adjusted? (A sum of parts is not: its parts are.)"""
    counted = fact.origin == Origin.COUNTED and fact.value is not None
    return counted and not fact.indicator.summed and figure_of(fact.indicator.figure) is not None


def amount_of(fact: Fact) -> int:
    """By how much the figure differs from its records; 0 without an adjustment."""
    return fact.adjustments.standing().values_list("amount", flat=True).first() or 0


def shown(one: Adjustment) -> Shown:
    """For a page: one that stands on the count of now, a withdrawn one on that of its time."""
    scale = one.fact.indicator.scale
    base = one.counted if one.withdrawn_at else base_of(one)
    then = printed(one.counted, scale) if one.counted != base else ""
    return Shown(one, printed(base, scale), with_sign(one.amount, scale), printed(base + one.amount, scale), then)


def history(fact: Fact) -> list[Shown]:
    """Every adjustment the figure ever had, in order; at most the last stands. One query."""
    return [shown(one) for one in _with(fact, fact.adjustments.prefetch_related("files__file"))]


def _with(fact: Fact, some: Iterable[Adjustment]) -> Iterator[Adjustment]:
    for one in some:
        one.fact = fact
        yield one


def moved(report: Report, known: Mapping[int, Adjustment] | None = None) -> dict[int, Past]:
    """Indicator -> what was counted when it was adjusted (in words) and what is counted now, where the two differ. For the checks."""
    apart = {pk: one for pk, one in (standing(report) if known is None else known).items() if one.counted != base_of(one)}
    return {pk: Past(printed(one.counted, one.fact.indicator.scale), base_of(one)) for pk, one in apart.items()}


def _document(one: Adjustment) -> dict[str, str]:
    return {"number": one.document_number, "day": one.document_on.isoformat(), "issuer": one.document_issuer}


def said(one: Adjustment) -> dict[str, Any]:
    """An adjustment as a submitted report keeps it: plain values, numbers in 10^-scale units; files by name and hash, where there are some."""
    files = [{"name": each.file.name, "sha256": each.file.sha256} for each in one.files.all()]
    return {
        **({"files": files} if files else {}),
        "counted": base_of(one),
        "counted_then": one.counted,
        "amount": one.amount,
        "reason": one.reason,
        "sentence": one.sentence,
        "document": _document(one),
        "by": one.by_label,
        "at": one.at.isoformat(),
    }


def lines(report: Report, known: Mapping[int, Adjustment] | None = None) -> list[dict[str, Any]]:
    """The adjusted figures of a report in the making, in the shape a submitted one keeps them in. `known`: what `standing` gave."""
    found = sorted((standing(report) if known is None else known).values(), key=lambda one: one.fact.indicator.code)
    return [
        {"code": one.fact.indicator.code, "raw": one.fact.value, "scale": one.fact.indicator.scale, "adjustment": said(one)}
        for one in found
    ]


def notes(rows: Iterable[Row], unit: Unit, adjusted: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Code -> what a table says beside a figure that was adjusted, or holds some that were. `adjusted`: the unit's own, as its report keeps them."""
    found = {row.indicator.code: row.adjusted_words for row in rows if row.adjustments}
    for line in adjusted:
        one, scale = line["adjustment"], line["scale"]
        own = both(printed(one["counted"], scale), with_sign(one["amount"], scale), printed(line["raw"], scale))
        if unit.level in KEPT:
            own = _("Số của chính đơn vị: %(words)s") % {"words": mid_sentence(own)}
            own = f"{own} {found.get(line['code'], '')}".strip()
        found[line["code"]] = own
    return found
