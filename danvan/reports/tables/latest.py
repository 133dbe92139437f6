"""The periods that an address names: each by its key, or the latest of a kind, worked out on the day on which the table is opened, so that a kept link stays
of use. And what it names that was never opened, in words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.lib import clock, periods
from danvan.lib.text import mid_sentence
from danvan.reports.models import PeriodRow

MOST_QUOTED = 12


@dataclass(frozen=True)
class Latest:
    """So many of a kind, the latest that were opened and have begun."""

    kind: str
    count: int
    label: Any


LATEST = {
    "4Q": Latest("quarter", 4, gettext_lazy("4 quý gần nhất đã mở")),
    "8Q": Latest("quarter", 8, gettext_lazy("8 quý gần nhất đã mở")),
    "12M": Latest("month", 12, gettext_lazy("12 tháng gần nhất đã mở")),
    "2Y": Latest("year", 2, gettext_lazy("2 năm gần nhất đã mở")),
    "5Y": Latest("year", 5, gettext_lazy("5 năm gần nhất đã mở")),
}


def rows(keys: Sequence[str]) -> tuple[list[PeriodRow], list[str]]:
    """The periods, oldest first; and what the latest ones are today, and which of the named are left out. A query, and one for each of the latest."""
    wanted = list(dict.fromkeys(key.upper() for key in keys))
    named = {one.key: one for one in PeriodRow.objects.filter(key__in=wanted)} if wanted else {}
    said, found = [], dict(named)
    for key in wanted:
        if key in LATEST:
            some = _latest(LATEST[key])
            found |= {one.key: one for one in some}
            said.append(_told(LATEST[key], some))
    said += _left_out([key for key in wanted if key not in LATEST and key not in named])
    return sorted(found.values(), key=lambda one: (one.last_day, -one.first_day.toordinal())), said


def _latest(one: Latest) -> list[PeriodRow]:
    """Of the calendar: a regime that closes on the 14th has quarters of its own, which share days with these."""
    begun = PeriodRow.objects.filter(kind=one.kind, first_day__lte=clock.today()).exclude(key__contains="@")
    return list(begun.order_by("-last_day")[: one.count])[::-1]


def _told(one: Latest, some: Sequence[PeriodRow]) -> str:
    words = {
        "latest": capfirst(str(one.label)),
        "day": f"{clock.today():%d/%m/%Y}",
        "periods": ", ".join(mid_sentence(each.label) for each in some),
    }
    if not some:
        return _("%(latest)s, tính ngày %(day)s: chưa có kỳ nào.") % words
    return _("%(latest)s, tính ngày %(day)s: %(periods)s.") % words


def _left_out(keys: Sequence[str]) -> list[str]:
    unopened, wrong = [], []
    for key in keys:
        try:
            unopened.append(mid_sentence(periods.label(periods.parse(key))))
        except ValueError:
            wrong.append(key)
    said = [_("Bỏ qua %(periods)s: kỳ chưa mở cho đơn vị nào.") % {"periods": ", ".join(unopened[:MOST_QUOTED])}] if unopened else []
    return said + ([_("Bỏ qua kỳ %(keys)s: không đọc được.") % {"keys": quoted(wrong)}] if wrong else [])


def quoted(words: Iterable[str]) -> str:
    """ "“A”, “B”", so many of them at most, each cut to what a line holds."""
    return ", ".join(f"“{word[:40]}”" for word in list(words)[:MOST_QUOTED])
