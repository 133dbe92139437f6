"""What a report is called, by its kind: its subject, its period and, where it plans ahead, the tasks of what comes. Pure; Vietnamese, as the paper is."""

from datetime import timedelta

from danvan.lib import periods
from danvan.lib.periods import Period
from danvan.lib.text import mid_sentence

TYPE = "Báo cáo"
# A form whose headings name tasks plans ahead; a thematic one does not.
AHEAD = ("nhiệm vụ", "phương hướng")


def plans(headings: list[str]) -> bool:
    """Does one of the headings (by title) speak of what comes next?"""
    return any(title.casefold().startswith(AHEAD) for title in headings)


def subject(title: str, period: Period) -> str:
    """ "công tác dân vận quý III năm 2026"; of a term "tổng kết công tác dân vận nhiệm kỳ 2020-2025". `title` is the form's."""
    what = title.strip().removeprefix(TYPE).removeprefix(TYPE.upper()).strip() or "công tác dân vận"
    word = "tổng kết " if periods.is_term(period) and not what.casefold().startswith(("tổng kết", "sơ kết")) else ""
    return f"{word}{mid_sentence(what)} {mid_sentence(periods.label(period))}"


def summary(title: str, period: Period, *, ahead: bool) -> str:
    """The subject and, if the report plans `ahead`, the tasks of the coming period: "…, nhiệm vụ quý IV năm 2026"."""
    coming = _coming(period) if ahead else ""
    return f"{subject(title, period)}, {coming}" if coming else subject(title, period)


def _coming(period: Period) -> str:
    """What the tasks are for; empty where no next period follows by itself (a run of days, of a few years)."""
    year = period.last.year
    if periods.is_term(period):
        return f"phương hướng, nhiệm vụ nhiệm kỳ {year}-{year + periods.TERM_YEARS}"
    if period.length == "year":
        return f"phương hướng, nhiệm vụ năm {year + 1}"
    if period.length == "nine":
        return f"nhiệm vụ 3 tháng cuối năm {year}"
    return (
        f"nhiệm vụ {mid_sentence(periods.label(_next(period)))}" if period.length in (periods.MONTH, periods.QUARTER, periods.HALF) else ""
    )


def _next(period: Period) -> Period:
    """The month, quarter or half that follows, as the calendar names it: the days of a regime stand in the title already."""
    day = periods.nominal(period).last + timedelta(days=1)
    return periods.containing(period.length, day)
