"""What the officer who publishes sees: every figure as it is, as people would read it, as they read it now, and why."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from danvan.reports import checks
from danvan.reports.models import Indicator, PublishedCell
from danvan.reports.reasons import Reason, Why, reason
from danvan.reports.selectors import published
from danvan.reports.selectors.names import listed_in
from danvan.reports.services.publishing import Plan
from danvan.reports.threads import Line, Place
from danvan.reports.wording import name_of, published_text

# What an edition says in a cell: the number, or the mark for it, and the word beside it.
Said = tuple[int | None, str, str]
# As many neighbours are named as one reads at a glance.
NAMED = 2


@dataclass(frozen=True)
class Look:
    """One figure: as it is today, what the edition stands on, what people would read, what they read now, and why."""

    name: str
    total: bool
    now: str
    kept: str
    shown: str
    before: str
    changed: bool
    why: str


@dataclass(frozen=True)
class Summary:
    """One indicator of the edition: its total as `Look`, and how many figures of it are treated in which way."""

    code: str
    name: str
    way: str
    total: Look | None
    plain: int
    rounded: int
    small: int
    companions: int
    secret: int
    changed: int


class Preview:
    """An edition worked out and not yet published, beside the one before. Reads the edition before once and the names once."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.root: Place = (plan.ground.root.pk, True)
        self.parts = plan.ground.parts
        self.before = _cells_of(plan)
        self.family = {one: group.family for group in plan.groups for one in group.family.indicators}
        self.ways = {one: str(group.way(one).label) for group in plan.groups for one in group.family.indicators}
        self.known = {one.pk: one for one in plan.indicators}
        ids = {unit for unit, _whole in self.parts} | {plan.ground.root.pk}
        self.names = listed_in(ids, plan.ground.period)
        self.lines: dict[int, list[Line]] = {}
        for line in (*plan.cells, *(one for one in self.before if one not in plan.cells)):
            self.lines.setdefault(line[1], []).append(line)

    def summaries(self) -> list[Summary]:
        """Every indicator of the edition, or of the one before, in the order of the book."""
        return [self._summary(one) for one in self.plan.indicators if one.pk in self.lines]

    def looks(self, indicator: Indicator) -> list[Look]:
        """The figures of one indicator: the total first, then by name."""
        places = {unit: place for place, unit in enumerate(self.names)}
        lines = sorted(self.lines.get(indicator.pk, ()), key=lambda line: (line[0] != self.root, places[line[0][0]], line[0]))
        return [self._look(line, indicator) for line in lines]

    def _summary(self, one: Indicator) -> Summary:
        ways = Counter(self._reason(line).why for line in self.lines[one.pk] if line in self.plan.cells)
        total = (self.root, one.pk)
        hidden = sum(ways[why] for why in (Why.BEFORE, Why.UNITS, Why.PARTS, Why.TIME))
        return Summary(
            code=one.code,
            name=name_of(one),
            way=self.ways[one.pk],
            total=self._look(total, one) if total in self.lines[one.pk] else None,
            plain=ways[Why.PLAIN],
            rounded=ways[Why.ROUNDED],
            small=ways[Why.SMALL],
            companions=hidden,
            secret=ways[Why.NOBODY],
            changed=sum(self._changed(line) for line in self.lines[one.pk]) if self.plan.before else 0,
        )

    def _look(self, line: Line, one: Indicator) -> Look:
        there = line in self.plan.cells
        found = self._reason(line) if there else None
        now, stands = self._now(line), self.plan.cells[line].value if there else None
        return Look(
            name=self.names[line[0][0]] + ("" if line[0] != (self.root[0], False) else " " + _("(riêng cơ quan cấp này)")),
            total=line[0] == self.root,
            now="–" if now is None else checks.printed(now, one.scale),
            kept=self._kept(line, one, stands) if stands is not None and now is not None and stands != now else "",
            shown=self._text(self._said(line), one),
            before=self._text(self.before.get(line), one),
            changed=bool(self.plan.before) and self._changed(line),
            why=self._words(found, line) if found else _("Không còn trong bản này."),
        )

    def _kept(self, line: Line, one: Indicator, stands: int) -> str:
        """Why the figure that stands is another than that of the reports: a part keeps what it said before, a total adds what its parts say."""
        if line[0] != self.root:
            return _("Giữ số của bản trước: thay đổi dưới 10 không được nêu.")
        words = {"sum": checks.printed(stands, one.scale)}
        return _("Cộng các số đứng ở bản này, được %(sum)s: nơi thay đổi dưới 10 giữ số của bản trước.") % words

    def _said(self, line: Line) -> Said | None:
        if line not in self.plan.cells:
            return None
        return self.plan.public(line), self.plan.cells[line].mark, self.plan.words.get(line, "")

    def _changed(self, line: Line) -> bool:
        return self._said(line) != self.before.get(line)

    def _text(self, said: Said | None, one: Indicator) -> str:
        if said is None:
            return "–"
        value, mark, word = said
        return published_text(None if value is None else Decimal(value).scaleb(-one.scale), mark, one.scale, word)

    def _now(self, line: Line) -> int | None:
        """The figure as reports say it now; of the whole the sum of its offices and of what its parts published."""
        if line[0] != self.root:
            borrowed = self.plan.cells.get(line) if line[0][1] else None
            return borrowed.value if borrowed else self.plan.counts.get(line)
        there = [self._now((place, line[1])) for place in self.parts]
        known = [value for value in there if value is not None]
        return sum(known) if known else None

    def _reason(self, line: Line) -> Reason:
        was = self.before.get(line)
        as_it_is = line[1] in self.plan.open
        family = self.family[line[1]]
        places = (self.root, *self.parts)
        return reason(line, self.plan.cells, family, places, as_it_is=as_it_is, was=was[1] if was else None)

    def _words(self, found: Reason, line: Line) -> str:
        words = {"beside": self._beside(found.beside, line), "indicator": name_of(self.known[line[1]])}
        return {
            Why.PLAIN: _("Việc của cơ quan: nguyên số."),
            Why.ROUNDED: _("Làm tròn đến 5."),
            Why.SMALL: _("Số nhỏ, có thể chỉ ra một người."),
            Why.NOBODY: _("Không công bố ở cấp này."),
            Why.BEFORE: _("Đã không công bố ở bản trước, nên vẫn không."),
            Why.UNITS: _("Để không lấy tổng trừ ra được: %(beside)s.") % words,
            Why.PARTS: _("Để không suy ra được số của cùng nơi: %(beside)s.") % words,
            Why.TIME: _("Để không ghép với kỳ khác, bản khác mà ra số nhỏ."),
        }[found.why]

    def _beside(self, lines: Iterable[Line], line: Line) -> str:
        """The neighbours in words: other units by their names, other indicators by theirs."""
        rows = list(lines)
        names = [self.names[place[0]] if place != line[0] else name_of(self.known[one]) for place, one in rows]
        more = len(rows) - NAMED
        said = ", ".join(names[:NAMED])
        return (
            said
            if more <= 0
            else ngettext("%(names)s và %(count)s số nữa", "%(names)s và %(count)s số nữa", more) % {"names": said, "count": more}
        )


def _cells_of(plan: Plan) -> Mapping[Line, Said]:
    """What the edition before shows, with the totals its parts had published. One query; none for a first edition."""
    if plan.before is None:
        return {}
    shown = {one for group in plan.groups for one in group.family.indicators} | {one.pk for one in plan.left_out}
    rows = PublishedCell.objects.filter(published.beside([plan.before]), indicator__in=shown)
    named = rows.values_list("unit_id", "whole", "indicator_id", "public", "mark", "word")
    return {((unit, whole), one): (public, mark, word) for unit, whole, one, public, mark, word in named}
