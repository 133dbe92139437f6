"""Words of a report that cite figures which say something else now: shown to whoever may mend them, and kept in the open with what is filed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from danvan.reports import citing
from danvan.reports.models import Fact, Report, Words
from danvan.reports.selectors.drafts import draft_table, kept, readable, said

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Left:
    """A sentence under a heading, the figure it cites, what that said when the sentence was written and what it says now, as printed."""

    heading: str
    code: str
    sentence: str
    was: str
    now: str

    @property
    def words(self) -> str:
        """As it is printed under the heading, in the active language."""
        said = {"code": self.code, "was": self.was, "now": self.now}
        return _("%(code)s: lời văn viết theo số %(was)s, số liệu của báo cáo này là %(now)s.") % said


def lines(report: Report, coming: Iterable[Fact] = ()) -> list[Line]:
    """The sentences that cite what their figures no longer say, as a frozen report keeps them. One query where nothing is cited, seven at most.

    `coming`: own figures as they are about to be.
    """
    words = report.words.exclude(text="").exclude(cited=[]).select_related("heading").order_by("heading__position")
    return among(report, words, coming)


def among(report: Report, words: Iterable[Words], coming: Iterable[Fact] = ()) -> list[Line]:
    """The same among words that were read already. Nothing is asked where they cite nothing."""
    cited = [(one.heading.code, kept(one)) for one in words if one.cited]
    if not cited:
        return []
    table = draft_table(report, coming)
    now, scales = said(table), {row.indicator.code: row.decimals for row in table}
    return [
        {"heading": heading, **_line(one), "scale": scales.get(one.cite.code, 0)}
        for heading, some in cited
        for one in citing.stale(some, now)
    ]


def _line(one: citing.Stale) -> Line:
    return {"code": one.cite.code, "sentence": one.cite.sentence, "was": one.cite.said, "now": one.now}


def told(some: Iterable[Line]) -> dict[str, list[Left]]:
    """Code of the heading -> its sentences, as printed in the active language."""
    found: dict[str, list[Left]] = {}
    for one in some:
        printed = (readable(one[name], one["scale"]) for name in ("was", "now"))
        found.setdefault(one["heading"], []).append(Left(one["heading"], one["code"], one["sentence"], *printed))
    return found


def frozen_in(content: Mapping[str, Any] | None) -> dict[str, list[Left]]:
    """What a filed report keeps of them, by heading."""
    return told((content or {}).get("stale", ()))
