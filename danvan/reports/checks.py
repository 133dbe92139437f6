"""What figures must answer before they leave: pure rules over plain numbers. A check asks for a sentence; it never changes a number.

Every figure is a whole number of 10^-scale units of its indicator. A question carries the numbers it is about (`basis`): when one of them
changes, the sentence that was given no longer answers it.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import sqrt
from statistics import fmean, median
from typing import Protocol

from django.utils.translation import gettext as _

from danvan.lib.numbers import local
from danvan.reports.over_time import ADDED, FIRST, LAST, ONCE, bounds, held

# A change by more than a fifth asks for a sentence, unless chance alone moves so small a count (twice the spread of two counts).
FIFTH = 0.2
CHANCE = 2.0
# Iglewicz and Hoaglin: a modified z-score past 3.5 stands apart. Fewer sisters than this say nothing.
APART = 3.5
SISTERS = 8
# Where sisters are too few, a unit is looked at beside its own past: as many periods of the kind at least.
HISTORY = 6
PERCENT = "%"


class Sign(StrEnum):
    """How the sum of the left indicators must stand to the sum of the right ones."""

    EQUAL = "equal"
    AT_MOST = "at_most"
    NEEDS = "needs"  # more than nought on the left needs more than nought on the right


class Relation(Protocol):
    """A declared relation between indicators (models.Relation)."""

    code: str
    left: list[str]
    sign: str
    right: list[str]


@dataclass(frozen=True, slots=True)
class Past:
    """A figure to compare with: when (in words), how much, whether a divided unit's share was estimated for it, and the word that stands before it."""

    when: str
    value: int
    estimated: bool = False
    qualifier: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of one report with everything a check may compare it with. `ways`: the period put together from shorter ones, each way whole.

    `within`: where none of the ways is known whole, some shorter periods in it. `over_time`: how it comes of them.
    `closed`: what stood at the end of the period before, as the indicator `closing` says, of what opens with it.
    `history`: what the unit gave in its last periods of the kind, where sisters are too few. `bounded`: a part in its whole, in per cent.
    `below`: what those come to whose reports this one takes in. `most`: more than that no unit of its level has.
    """

    code: str
    name: str
    value: int | None
    scale: int = 0
    measure: str = ""
    over_time: str = ADDED
    before: Past | None = None
    year: Past | None = None
    sisters: tuple[int, ...] = ()
    history: tuple[int, ...] = ()
    ways: tuple[tuple[Past, ...], ...] = ()
    within: tuple[Past, ...] = ()
    closing: str = ""
    closed: Past | None = None
    moved: Past | None = None
    bounded: bool = False
    below: Past | None = None
    most: int | None = None

    @property
    def text(self) -> str:
        """The figure as printed."""
        return printed(self.value or 0, self.scale)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of one figure: by which check, in which words, about which numbers. `about`: the figures that these are, where they are several."""

    check: str
    code: str
    words: str
    basis: tuple[int, ...]
    about: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """One name for one question about these numbers."""
        said = ",".join(map(str, self.basis))
        return f"{self.check}-{self.code}-{hashlib.sha256(said.encode()).hexdigest()[:10]}"


@dataclass(frozen=True, slots=True)
class Whole:
    """An indicator that others are parts of. `exhaustive`: together they are exactly it; otherwise they may only not exceed it."""

    code: str
    parts: tuple[str, ...]
    exhaustive: bool = True


Lines = Mapping[str, Line]


def questions(lines: Lines, relations: Iterable[Relation], wholes: Iterable[Whole]) -> list[Question]:
    """Every question the figures raise, in the order of the lines."""
    found = [*_parts(lines, wholes), *broken(lines, relations)]
    for line in lines.values():
        found += [one for check in OF_A_LINE if (one := check(line))]
    places = {code: place for place, code in enumerate(lines)}
    return sorted(found, key=lambda one: places[one.code])


def printed(value: int, scale: int) -> str:
    """A figure as papers print it."""
    return local(Decimal(value).scaleb(-scale), scale)


# ---- parts and whole --------------------------------------------------------------------------------------------------------------------


def _parts(lines: Lines, wholes: Iterable[Whole]) -> Iterator[Question]:
    for whole in wholes:
        line = lines.get(whole.code)
        known = [lines[code] for code in whole.parts if code in lines and lines[code].value is not None]
        if line is None or line.value is None or not known:
            continue
        total = total_of(known, line.scale)
        if total > line.value or (total < line.value and whole.exhaustive):
            silent = [code for code in whole.parts if code in lines and lines[code].value is None] if total < line.value else []
            figures = (line, *known)
            basis, about = tuple(one.value or 0 for one in figures), tuple(one.code for one in figures)
            yield Question("parts", whole.code, _parts_words(line, known, total, silent), basis, about)


def total_of(lines: Iterable[Line], scale: int) -> int:
    """The sum in 10^-scale units; parts may have other scales (a finer remainder is cut)."""
    return int(sum((Decimal(one.value or 0).scaleb(scale - one.scale) for one in lines), Decimal(0)))


def _parts_words(line: Line, known: Sequence[Line], total: int, silent: Sequence[str]) -> str:
    if len(known) == 1:
        said = _("Tổng ghi %(whole)s, nhưng riêng phần %(codes)s ghi %(parts)s.")
    else:
        said = _("Tổng ghi %(whole)s, nhưng các phần %(codes)s cộng lại %(parts)s = %(total)s.")
    words = {
        "whole": line.text,
        "parts": " + ".join(one.text for one in known),
        "codes": ", ".join(one.code for one in known),
        "total": printed(total, line.scale),
    }
    return f"{said % words} {_('Chưa có số: %(codes)s.') % {'codes': ', '.join(silent)}}" if silent else said % words


# ---- declared relations -----------------------------------------------------------------------------------------------------------------


def broken(lines: Lines, relations: Iterable[Relation]) -> Iterator[Question]:
    """What the relations ask: each that does not hold and of which every figure is there."""
    for one in relations:
        sides = [_limit(code) if is_number(code) else lines.get(code) for code in (*one.left, *one.right)]
        known = [line for line in sides if line is not None and line.value is not None]
        if len(known) != len(sides):
            continue
        left, right = total_of(known[: len(one.left)], 6), total_of(known[len(one.left) :], 6)
        if not holds(one.sign, left, right):
            basis, about = tuple(line.value or 0 for line in known), tuple(line.code for line in known if line.code)
            yield Question(f"relation.{one.code}", one.left[0], _relation_words(one, known), basis, about)


def is_number(code: str) -> bool:
    """A side may be a number instead of a code: a percentage is at most 100."""
    return re.fullmatch(r"\d{1,12}(\.\d{1,4})?", code) is not None


def _limit(text: str) -> Line:
    scale = len(text.partition(".")[2])
    return Line("", "", int(text.replace(".", "")), scale)


def holds(sign: str, left: int, right: int) -> bool:
    """Does the relation hold between the two sums?"""
    if sign == Sign.EQUAL:
        return left == right
    return left <= right if sign == Sign.AT_MOST else not left > 0 or right > 0


def _relation_words(one: Relation, known: Sequence[Line]) -> str:
    left, right = known[: len(one.left)], known[len(one.left) :]
    words = {"left": _side(left), "right": _side(right)}
    if one.sign == Sign.EQUAL:
        return _("%(left)s phải bằng %(right)s.") % words
    if one.sign == Sign.AT_MOST:
        return _("%(left)s không thể lớn hơn %(right)s.") % words
    return _("Có %(left)s thì phải có %(right)s.") % words


def _side(lines: Sequence[Line]) -> str:
    return " + ".join(f"{one.code} ({one.name}) {one.text}" if one.code else one.text for one in lines)


def changed_much(old: int, new: int, *, scale: int = 0, measure: str = "") -> bool:
    """More than a fifth, and (for whole counts) more than chance moves two such counts: sqrt(old + new) is the spread of their difference."""
    difference = abs(new - old)
    if difference <= FIFTH * abs(old):
        return False
    if scale or measure == PERCENT:
        return True
    return difference > CHANCE * sqrt(abs(old) + abs(new))


def _before(line: Line) -> Question | None:
    return _against("before", line, line.before)


def _year(line: Line) -> Question | None:
    return _against("year", line, line.year)


def _against(check: str, line: Line, past: Past | None) -> Question | None:
    if line.value is None or past is None or not changed_much(past.value, line.value, scale=line.scale, measure=line.measure):
        return None
    words = {"when": past.when, "old": printed(past.value, line.scale), "new": line.text, "change": _change(past.value, line.value)}
    text = _("%(when)s là %(old)s, kỳ này %(new)s (%(change)s).") % words
    if past.estimated:
        text = f"{text} " + _("Số kỳ trước của phần bị chia là ước tính.")
    return Question(check, line.code, text, (past.value, line.value))


def _change(old: int, new: int) -> str:
    if old == 0:
        return _("trước không có")
    share = local(Decimal(abs(new - old) * 100) / Decimal(abs(old)), 0)
    return (_("tăng %(share)s%%") if new > old else _("giảm %(share)s%%")) % {"share": share}


def _cumulative(line: Line) -> Question | None:
    """Nine months are three quarters, each indicator by its rule."""
    if line.value is None:
        return None
    for way in line.ways:
        limits = bounds(line.over_time, [one.value for one in way])
        if limits and not limits[0] <= line.value <= limits[1]:
            return Question("cumulative", line.code, _cumulative_words(line, way, limits), (line.value, *(one.value for one in way)))
    return _within(line)


def _within(line: Line) -> Question | None:
    """A term, or a year of which a quarter is missing, cannot contradict the periods in it that are known."""
    limits = held(line.over_time, [one.value for one in line.within])
    if limits is None or line.value is None or (limits[0] <= line.value and limits[1] in (None, line.value)):
        return None
    text = _cumulative_words(line, line.within, (limits[0], limits[0])) if limits[1] is not None else _held_words(line, limits[0])
    return Question("cumulative", line.code, text, (line.value, *(one.value for one in line.within)))


def _held_words(line: Line, least: int) -> str:
    parts = "; ".join(f"{one.when} {printed(one.value, line.scale)}" for one in line.within)
    words = {"parts": parts, "held": printed(least, line.scale), "now": line.text}
    return _("Riêng các kỳ đã gửi nằm trong kỳ này (%(parts)s) đã có %(held)s, kỳ này ghi %(now)s.") % words


def _cumulative_words(line: Line, way: Sequence[Past], limits: tuple[int, int]) -> str:
    parts = "; ".join(f"{one.when} {printed(one.value, line.scale)}" for one in way)
    least, most = (printed(one, line.scale) for one in limits)
    words = {"parts": parts, "first": way[0].when, "last": way[-1].when, "least": least, "most": most, "now": line.text}
    if line.over_time == LAST:
        return _("Số đến cuối kỳ phải bằng số của %(last)s là %(most)s, kỳ này ghi %(now)s.") % words
    if line.over_time == FIRST:
        return _("Số đầu kỳ phải bằng số của %(first)s là %(most)s, kỳ này ghi %(now)s.") % words
    if line.over_time == ONCE:
        said = _(
            "Mỗi đối tượng chỉ tính một lần trong kỳ. Theo các kỳ thành phần đã gửi (%(parts)s), số này từ %(least)s đến %(most)s; kỳ này ghi %(now)s."
        )
        return said % words
    return _("Các kỳ thành phần đã gửi (%(parts)s) cộng lại là %(most)s, kỳ này ghi %(now)s.") % words


def _opening(line: Line) -> Question | None:
    """A period begins with what stood at the end of the one before."""
    if line.value is None or line.closed is None or line.closed.value == line.value:
        return None
    words = {"code": line.closing, "when": line.closed.when, "old": printed(line.closed.value, line.scale), "now": line.text}
    text = _("Số đầu kỳ phải bằng số cuối kỳ trước: %(code)s của %(when)s là %(old)s, kỳ này ghi %(now)s.") % words
    return Question("opening", line.code, text, (line.closed.value, line.value))


# ---- beside others ----------------------------------------------------------------------------------------------------------------------


def modified_z(value: float, others: Sequence[int]) -> float:
    """How far the value stands from the median of the others, in robust units. 0 where all others are the same and so is it.

    0.6745 x distance / median absolute deviation; where more than half are the same, 1.2533 x the mean absolute deviation stands in for it.
    """
    middle = median(others)
    distances = [abs(one - middle) for one in others]
    if spread := median(distances):
        return float(0.6745 * (value - middle) / spread)
    if spread := fmean(distances):
        return float((value - middle) / (1.253314 * spread))
    return 0.0


def _sisters(line: Line) -> Question | None:
    if line.value is None or len(line.sisters) < SISTERS or abs(modified_z(line.value, line.sisters)) <= APART:
        return None
    middle = int(median(line.sisters))
    if not changed_much(middle, line.value, scale=line.scale, measure=line.measure):
        return None
    words = {"now": line.text, "middle": printed(middle, line.scale), "count": len(line.sisters)}
    text = _("Khác xa các đơn vị cùng cấp: ở đây %(now)s, mức giữa của %(count)s đơn vị đã gửi là %(middle)s.") % words
    # Sisters go on filing: the question stays the same one as long as this figure does.
    return Question("sisters", line.code, text, (line.value,))


def _history(line: Line) -> Question | None:
    """Far from what the unit itself used to give, where no sisters say more and the period before, or the same a year ago, was not asked about."""
    if (
        line.value is None
        or len(line.sisters) >= SISTERS
        or len(line.history) < HISTORY
        or abs(modified_z(line.value, line.history)) <= APART
    ):
        return None
    middle = int(median(line.history))
    if _before(line) or _year(line) or not changed_much(middle, line.value, scale=line.scale, measure=line.measure):
        return None
    words = {"now": line.text, "middle": printed(middle, line.scale), "count": len(line.history)}
    text = _("Khác xa các kỳ trước của đơn vị: kỳ này %(now)s, mức giữa của %(count)s kỳ trước là %(middle)s.") % words
    return Question("history", line.code, text, (line.value, middle))


def _share(line: Line) -> Question | None:
    """A part is not more than its whole."""
    if not line.bounded or line.value is None or line.value <= 100 * 10**line.scale:
        return None
    words = {"value": line.text}
    return Question("share", line.code, _("%(value)s phần trăm: một phần không thể lớn hơn tổng của nó.") % words, (line.value,))


def _huge(line: Line) -> Question | None:
    """A slip of digits, or of the unit of measure."""
    if line.most is None or line.value is None or line.value <= line.most * 10**line.scale:
        return None
    words = {"now": line.text, "most": printed(line.most, 0)}
    text = _("%(now)s: hơn %(most)s là quá lớn đối với một đơn vị cấp này. Xem lại số chữ số và đơn vị tính.") % words
    return Question("huge", line.code, text, (line.value,))


def _moved(line: Line) -> Question | None:
    if line.moved is None or line.value is None:
        return None
    words = {"then": line.moved.when, "now": printed(line.moved.value, line.scale)}
    text = _("Khi điều chỉnh đếm được %(then)s, nay đếm được %(now)s. Điều chỉnh còn đúng không?") % words
    return Question("moved", line.code, text, (line.moved.value, line.value))


def _below(line: Line) -> Question | None:
    """What is typed in place of the sum of those below."""
    if line.below is None or line.value is None or line.below.value == line.value:
        return None
    words = {"below": printed(line.below.value, line.scale), "when": line.below.when, "now": line.text}
    return Question("below", line.code, _("%(when)s cộng lại là %(below)s, ở đây ghi %(now)s.") % words, (line.below.value, line.value))


# What is asked of each figure by itself, in this order.
OF_A_LINE: tuple[Callable[[Line], Question | None], ...] = (
    _cumulative,
    _opening,
    _before,
    _year,
    _sisters,
    _history,
    _moved,
    _share,
    _huge,
    _below,
)
