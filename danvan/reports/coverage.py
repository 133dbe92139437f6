"""How many gave a number, and what is counted for it: reports, or provinces of the country. Plain; no database.

The country's number is made of provinces, of which only some may have been asked yet. Reports of every level together would say nothing of that: 75 of 103 may
be 69 communes of one province and six of thirty-four provinces.
"""

from enum import StrEnum

from django.utils.translation import gettext as _

Share = tuple[int, int]  # those that have the figure, those that should


class Counted(StrEnum):
    """What a share counts."""

    REPORTS = "reports"  # at and below the unit, of those that owe the figure
    PROVINCES = "provinces"  # of the country as it was on the period's last day, asked or not
    UNITS = "units"  # of a total: of the numbers that are added


def told(provinces: Share | None, reports: Share) -> tuple[int, int, Counted]:
    """The provinces while one of them lacks; when all are in it, the reports. `provinces`: None where none is in it, or it is not the country's."""
    if provinces and provinces[0] < provinces[1]:
        return *provinces, Counted.PROVINCES
    return *reports, Counted.REPORTS


def sentence(reported: int, expected: int, counted: Counted) -> str:
    """ "có trong 63/70 báo cáo"; of the country "có số liệu của 6/34 tỉnh, thành phố"."""
    words = {"reported": reported, "expected": expected}
    if counted is Counted.PROVINCES:
        return _("có số liệu của %(reported)s/%(expected)s tỉnh, thành phố") % words
    return _("có trong %(reported)s/%(expected)s báo cáo") % words


def brief(reported: int, expected: int, counted: Counted) -> str:
    """ "63/70 báo cáo", "6/34 tỉnh, thành phố"."""
    words = {"reported": reported, "expected": expected}
    if counted is Counted.PROVINCES:
        return _("%(reported)s/%(expected)s tỉnh, thành phố") % words
    return _("%(reported)s/%(expected)s báo cáo") % words


def mark(reported: int, expected: int, counted: Counted) -> str:
    """What stands behind a number in a table: "63/70" of reports, "6/34 tỉnh", "6/34 đơn vị"."""
    words = {"reported": reported, "expected": expected}
    if counted is Counted.PROVINCES:
        return _("%(reported)s/%(expected)s tỉnh") % words
    return _("%(reported)s/%(expected)s đơn vị") % words if counted is Counted.UNITS else f"{reported}/{expected}"
