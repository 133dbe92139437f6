"""Until when a form is filed: one rule for each level, or for each of its kinds of period. Pure: the calendar comes as an argument (decision 0035).

A rule is a word and a number, kept as text: "days 5" five days after the period's last day, "working 5" five working days after it, "last 20"
the 20th of the month in which the period ends, "next 20" the 20th of the month after that. What falls on a day off is due on the next working
day (Civil Code 2015, Article 148).
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.lib.workdays import CALENDAR, WORKING, Calendar

# Of all kinds of period for which no rule is said.
ANY = ""
# Of a level, or a form, of which nothing is said.
USUAL = "days 10"
LONGEST_WAIT = 120
LAST_OF_MONTH = 31
Rules = Mapping[str, Mapping[str, str]]  # level -> kind of period, or ANY -> rule


class Way(TextChoices):
    """How the number of a rule is meant."""

    DAYS = "days", gettext_lazy("ngày sau kỳ")
    WORKING = "working", gettext_lazy("ngày làm việc sau kỳ")
    LAST = "last", gettext_lazy("là ngày nộp, trong tháng cuối kỳ")
    NEXT = "next", gettext_lazy("là ngày nộp, trong tháng sau kỳ")


def written(way: str, number: int) -> str:
    """A rule as text."""
    return f"{way} {number}"


def read(rule: str) -> tuple[Way, int]:
    """Its way and number. Raises ValueError for what is no rule, or has no such number."""
    way, _space, number = rule.partition(" ")
    if not number.isdecimal() or len(number) > 3 or not _fits(Way(way), int(number)):
        raise ValueError(rule)
    return Way(way), int(number)


def _fits(way: Way, number: int) -> bool:
    return 1 <= number <= LAST_OF_MONTH if way in (Way.LAST, Way.NEXT) else number <= LONGEST_WAIT


def faulty(rules: Iterable[str]) -> bool:
    """Is one of them no rule?"""
    for rule in rules:
        try:
            read(rule)
        except ValueError:
            return True
    return False


def rule_for(due: Rules, level: str, kind: str) -> str:
    """The rule of the level for the kind of period (without the day on which it begins)."""
    rules = due.get(level, {})
    return rules.get(kind) or rules.get(ANY) or USUAL


def day(rule: str, last: date, calendar: Calendar) -> date:
    """The due day for a period that ends on `last`. `calendar`: the days off and worked from a month before it to a year after it."""
    way, number = read(rule)
    if way == Way.WORKING:
        return calendar.due(last, number, WORKING).day
    named = last + timedelta(days=number) if way == Way.DAYS else _on(last, number, after=way == Way.NEXT)
    return calendar.due(named - timedelta(days=1), 1, CALENDAR).day


def put_off(days: Mapping[str, date], first: date, calendar: Calendar) -> dict[str, date]:
    """The due days of levels when the earliest of them is `first` instead: each later one as many days after it as by rule, moved to a working day. Who
    was due later stays due later, so that every level has what it needs to compile. `calendar`: a year from `first` on.
    """
    moved: dict[str, date] = {}
    earliest = was = min(days.values())
    now = first
    for level, usual in sorted(days.items(), key=lambda one: one[1]):
        if usual > was:
            named = max(first + (usual - earliest), now + timedelta(days=1))
            was, now = usual, calendar.due(named - timedelta(days=1), 1, CALENDAR).day
        moved[level] = now
    return moved


def _on(last: date, number: int, *, after: bool) -> date:
    """The numbered day of the month of `last`, or of the month after; the last there is where the month is shorter."""
    first = last.replace(day=1)
    ahead = (first + timedelta(days=LAST_OF_MONTH)).replace(day=1)
    first = ahead if after else first
    until = (first + timedelta(days=LAST_OF_MONTH)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=number - 1), until)


def span(last: date) -> tuple[date, date]:
    """The days that the calendar must know for a period that ends on `last`."""
    return last.replace(day=1) - timedelta(days=1), last + timedelta(days=366)


def in_words(rule: str) -> str:
    """A rule as people say it."""
    way, number = read(rule)
    said = {
        Way.DAYS: _("%(number)s ngày sau kỳ"),
        Way.WORKING: _("%(number)s ngày làm việc sau kỳ"),
        Way.LAST: _("ngày %(number)s của tháng cuối kỳ"),
        Way.NEXT: _("ngày %(number)s của tháng sau kỳ"),
    }
    return said[way] % {"number": number}
