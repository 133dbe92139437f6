"""A first wording from figures alone: one sentence for each, chosen by rule, in the active language. No database.

What a sentence may say: the figure, its change against the period before and against the same period of last year, how many units gave it, that
nothing happened, that nothing is known, that two numbers cannot be compared. It never says why, and never praises: that is the officer's part.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from danvan.lib import periods
from danvan.lib.numbers import printed
from danvan.lib.periods import Period
from danvan.lib.text import mid_sentence
from danvan.reports.measures import POINTS, counted
from danvan.reports.spoken import language

# A share of a small number says more than is known: below this the change is told without its per cent.
PERCENT_FROM = 10


class Change(StrEnum):
    """What the sentence tells of the figure, for the mark beside it."""

    RISEN = "risen"
    FALLEN = "fallen"
    SAME = "same"
    FIRST = "first"
    STATED = "stated"
    MISSING = "missing"

    @property
    def label(self) -> str:
        """For people."""
        return str(_CHANGES[self])


_CHANGES = {
    Change.RISEN: gettext_lazy("tăng"),
    Change.FALLEN: gettext_lazy("giảm"),
    Change.SAME: gettext_lazy("không đổi"),
    Change.FIRST: gettext_lazy("lần đầu có"),
    Change.STATED: gettext_lazy("chỉ nêu số"),
    Change.MISSING: gettext_lazy("chưa có số"),
}


class Barrier(StrEnum):
    """Why a number of an earlier period cannot be set beside today's."""

    NONE = ""
    CUT = "cut"  # a unit of then was divided and nobody knows by which share
    PART = "part"  # only some of the units of then gave it


@dataclass(frozen=True, slots=True)
class Known:
    """A figure of one period: empty `value` = not reported. `reported` of `expected` units gave it."""

    value: Decimal | None
    qualifier: str = ""
    reported: int = 1
    expected: int = 1


@dataclass(frozen=True, slots=True)
class Earlier:
    """The same figure in an earlier period. `today`: put together in today's borders; `estimated`: with shares of divided units.

    `year` = the same period of last year, told as such.
    """

    period: Period
    known: Known
    barrier: Barrier = Barrier.NONE
    today: bool = False
    estimated: bool = False
    year: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with what it is compared with. `percent`: its measure is per cent, changes are percentage points. `first`: none was ever given before.

    `computable` is False for a ratio whose denominator is nought: nothing is said of it.
    """

    code: str
    name: str
    measure: str
    decimals: int
    stock: bool
    now: Known
    earlier: tuple[Earlier, ...] = ()
    first: bool = False
    computable: bool = True

    @property
    def percent(self) -> bool:
        """Is it a share?"""
        return self.measure == "%"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One drafted sentence, the figures it cites, and what it tells of them."""

    codes: tuple[str, ...]
    text: str
    change: Change


def sentences(figures: Iterable[Figure]) -> list[Sentence]:
    """One sentence for each figure; those nobody gave, now or before, are named together in the last."""
    told = [figure for figure in figures if figure.computable]
    found = [_sentence(figure) for figure in told if figure.now.value is not None or _was(figure)]
    silent = [figure for figure in told if figure.now.value is None and not _was(figure)]
    return [*found, _silence(silent)] if silent else found


def _was(figure: Figure) -> list[Earlier]:
    return [one for one in figure.earlier if one.known.value is not None and not one.barrier]


def _sentence(figure: Figure) -> Sentence:
    if figure.now.value is None:
        before = "; ".join(_stated(figure, one) for one in _was(figure))
        words = {"name": figure.name, "mark": f"[{figure.code}]", "before": before}
        return Sentence((figure.code,), _("%(name)s: chưa có số liệu %(mark)s; %(before)s.") % words, Change.MISSING)
    words = {"name": figure.name, "number": _number(figure, figure.now), "mark": f"[{figure.code}]"}
    parts = [_("%(name)s: %(number)s %(mark)s") % words, *_compared(figure)]
    text = "; ".join(part for part in (", ".join(parts), coverage(figure)) if part) + "."
    return Sentence((figure.code,), text, _change(figure))


def _silence(figures: list[Figure]) -> Sentence:
    names = "; ".join(f"{mid_sentence(figure.name)} [{figure.code}]" for figure in figures)
    return Sentence(tuple(figure.code for figure in figures), _("Chưa có số liệu: %(names)s.") % {"names": names}, Change.MISSING)


def _number(figure: Figure, known: Known) -> str:
    assert known.value is not None
    if known.value == 0 and not known.qualifier and not figure.percent:
        return pgettext("trong câu", "không có") if figure.stock else pgettext("trong câu", "không phát sinh")
    return counted(known.value, figure.decimals, figure.measure, language(), qualifier=known.qualifier)


def _compared(figure: Figure) -> list[str]:
    if figure.first:
        return [_("lần đầu có số liệu")]
    return [against(figure, one) for one in figure.earlier]


def against(figure: Figure, one: Earlier) -> str:
    """One comparison of a figure that is known, by the first rule that fits: "tăng 5 đơn (15,6%) so với quý II năm 2026 (32)"."""
    return next(tell for fits, tell in _RULES if fits(figure, one))(figure, one)


def _cut(figure: Figure, one: Earlier) -> str:
    return _("không so sánh được với %(period)s vì địa giới đã thay đổi, chưa rõ tỷ lệ phần chia") % {"period": _period(one)}


def _part(figure: Figure, one: Earlier) -> str:
    return _("không so sánh được với %(period)s vì chỉ một phần địa giới hiện nay có số liệu") % {"period": _period(one)}


def _absent(figure: Figure, one: Earlier) -> str:
    return _("%(period)s chưa có số liệu") % {"period": _period(one)}


def _stated(figure: Figure, one: Earlier) -> str:
    """Two numbers of which one is only about right are set side by side, not subtracted."""
    return _("%(period)s: %(was)s") % {"period": _period(one), "was": _number(figure, one.known)} + _borders(one)


def _same(figure: Figure, one: Earlier) -> str:
    return _("bằng %(period)s") % {"period": _period(one)} + _borders(one)


def _risen(figure: Figure, one: Earlier) -> str:
    return _("tăng %(by)s so với %(period)s (%(was)s)") % _moved(figure, one) + _borders(one)


def _fallen(figure: Figure, one: Earlier) -> str:
    return _("giảm %(by)s so với %(period)s (%(was)s)") % _moved(figure, one) + _borders(one)


def _moved(figure: Figure, one: Earlier) -> dict[str, str]:
    assert one.known.value is not None
    was = printed(one.known.value, figure.decimals, language())
    return {"by": _by(figure, one), "period": _period(one), "was": f"{was}%" if figure.percent else was}


def _by(figure: Figure, one: Earlier) -> str:
    """By how much: "5 đơn (15,6%)", "3,2 điểm phần trăm"."""
    difference = abs(difference_of(figure, one))
    if figure.percent:
        return counted(difference, figure.decimals, POINTS, language())
    # Only Vietnamese repeats the noun; elsewhere the case of a noun here would depend on the verb.
    vietnamese = language() == "vi"
    by = counted(difference, figure.decimals, figure.measure, "vi") if vietnamese else printed(difference, figure.decimals, language())
    share = percent_of_change(figure, one)
    return by if share is None else f"{by} ({printed(abs(share), 1, language())}%)"


def percent_of_change(figure: Figure, one: Earlier) -> Decimal | None:
    """By how many per cent of what it was a known figure has changed; None where what it was is too small for a share of it to say something."""
    was = one.known.value or Decimal(0)
    return 100 * difference_of(figure, one) / was if was >= PERCENT_FROM else None


def difference_of(figure: Figure, one: Earlier) -> Decimal:
    """What it is now less what it was; negative where it fell."""
    return (figure.now.value or Decimal(0)) - (one.known.value or Decimal(0))


def inexact(figure: Figure, one: Earlier) -> bool:
    """Is one of the two only about right?"""
    return bool(figure.now.qualifier or one.known.qualifier)


_RULES: tuple[tuple[Callable[[Figure, Earlier], bool], Callable[[Figure, Earlier], str]], ...] = (
    (lambda figure, one: one.barrier is Barrier.CUT, _cut),
    (lambda figure, one: one.barrier is Barrier.PART, _part),
    (lambda figure, one: one.known.value is None, _absent),
    (inexact, _stated),
    (lambda figure, one: difference_of(figure, one) == 0, _same),
    (lambda figure, one: difference_of(figure, one) > 0, _risen),
    (lambda figure, one: True, _fallen),
)


def _change(figure: Figure) -> Change:
    """By the first comparison: the period before, or the same period of last year where that is the period before."""
    if figure.first:
        return Change.FIRST
    one = figure.earlier[0] if figure.earlier else None
    if one is None or one.barrier or one.known.value is None or inexact(figure, one):
        return Change.STATED
    difference = difference_of(figure, one)
    return Change.SAME if difference == 0 else Change.RISEN if difference > 0 else Change.FALLEN


def coverage(figure: Figure) -> str:
    """ "63/69 đơn vị có số liệu": said while somebody is missing, now or then, since a change may only be that more or fewer units gave a number."""
    others = [one for one in figure.earlier if one.known.value is not None and not one.barrier and _share(one.known) != _share(figure.now)]
    told = "; ".join(f"{_period(one)}: {one.known.reported}/{one.known.expected}" for one in others)
    words = {"reported": figure.now.reported, "expected": figure.now.expected, "others": told}
    if told:
        return _("%(reported)s/%(expected)s đơn vị có số liệu (%(others)s)") % words
    return _("%(reported)s/%(expected)s đơn vị có số liệu") % words if _share(figure.now) else ""


def _share(known: Known) -> str:
    """How many of how many; empty when everyone gave it."""
    return "" if known.reported >= known.expected else f"{known.reported}/{known.expected}"


def _borders(one: Earlier) -> str:
    if one.estimated:
        return " " + _("theo địa giới hiện nay, ước tính theo tỷ lệ phần chia")
    return " " + _("theo địa giới hiện nay") if one.today else ""


def _period(one: Earlier) -> str:
    if one.year:
        return _("cùng kỳ năm %(year)s") % {"year": one.period.last.year}
    return mid_sentence(periods.label(one.period))
