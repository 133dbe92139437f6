"""What an indicator meant in a period: the book keeps every version, and a reader of an old report gets the one of its time."""

from collections.abc import Iterable
from copy import copy
from datetime import date

from danvan.reports.contents import DAYS, FIXED, LINKS, IndicatorContent, columns_of
from danvan.reports.models import Indicator, IndicatorKind, IndicatorVersion, PeriodRow


def as_of(indicators: Iterable[Indicator], day: date) -> list[Indicator]:
    """The indicators as they read in a period that ends on the day, linked. No query unless one of them changed since; then two."""
    rows = list(indicators)
    later = {one.pk: one for one in rows if one.meaning_from is not None and one.meaning_from > day}
    if later:
        versions = versions_on(later, day)
        codes = {code for version in versions.values() for code in _links(version)}
        by_code = Indicator.objects.in_bulk(codes, field_name="code")
        for pk, version in versions.items():
            _put_back(later[pk], version, by_code)
    return linked(rows)


def in_each(indicators: Iterable[Indicator], periods: Iterable[PeriodRow]) -> dict[int, list[Indicator]]:
    """Period (by id) -> the same indicators in their order, each as it read in that period, linked.

    No query unless one of them changed since the first of the periods; then three.
    """
    rows, days = list(indicators), {one.pk: one.last_day for one in periods}
    moved = [one.pk for one in rows if one.meaning_from and one.meaning_from > min(days.values())]
    if not moved:
        return dict.fromkeys(days, rows)
    versions = list(IndicatorVersion.objects.filter(indicator__in=moved).order_by("valid_from", "number"))
    by_code = Indicator.objects.in_bulk({code for one in versions for code in _links(one)}, field_name="code")
    found = {}
    for period, day in days.items():
        holds = _holding(versions, day)
        found[period] = [copy(one) if one.pk in holds else one for one in rows]
        for one in found[period]:
            if one.pk in holds:
                _put_back(one, holds[one.pk], by_code)
    linked(one for each in found.values() for one in each)
    return found


def linked(indicators: Iterable[Indicator]) -> list[Indicator]:
    """The indicators with those of their formulas in hand: those among them as they are, any other in one query."""
    rows = list(indicators)
    known = {one.code: one for one in rows}
    wanted = {code for one in rows for code in one.codes} - known.keys()
    known |= Indicator.objects.in_bulk(wanted, field_name="code") if wanted else {}
    for one in rows:
        one.operands = {code: known[code] for code in one.codes}
    return rows


def versions_on(indicators: Iterable[int], day: date) -> dict[int, IndicatorVersion]:
    """Of each indicator (by id) the version that counts for a period ending on the day: the latest begun by then, else the first. One query."""
    return _holding(IndicatorVersion.objects.filter(indicator__in=list(indicators)).order_by("valid_from", "number"), day)


def _holding(versions: Iterable[IndicatorVersion], day: date) -> dict[int, IndicatorVersion]:
    found: dict[int, IndicatorVersion] = {}
    for version in versions:
        if version.valid_from <= day or version.indicator_id not in found:
            found[version.indicator_id] = version
    return found


def _links(version: IndicatorVersion) -> list[str]:
    return [version.content[name] for name in LINKS if version.content[name]]


def _put_back(row: Indicator, version: IndicatorVersion, by_code: dict[str, Indicator]) -> None:
    """In memory only. Days of validity and what the stored numbers rest on stay the row's; on a formula rests none but that it is one."""
    stays = (*DAYS, "kind") if row.kind == IndicatorKind.FORMULA else (*DAYS, *FIXED)
    for name, value in columns_of(IndicatorContent(**version.content), by_code).items():
        if name not in stays:
            setattr(row, name, value)
