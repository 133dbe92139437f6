"""What an indicator meant in a period: the book keeps every version, and a reader of an old report gets the one of its time."""

from collections.abc import Iterable
from datetime import date

from danvan.reports.contents import DAYS, FIXED, LINKS, IndicatorContent, columns_of
from danvan.reports.models import Indicator, IndicatorKind, IndicatorVersion


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
    found: dict[int, IndicatorVersion] = {}
    for version in IndicatorVersion.objects.filter(indicator__in=list(indicators)).order_by("valid_from", "number"):
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
