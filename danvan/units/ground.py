"""Where the communes of today lie: the middle of each, from the data file of the product, read once. For drawings of the whole country."""

import csv
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from danvan.lib.maps import Name

FILE = Path(__file__).parent / "data" / "communes_2025.csv"


@cache
def by_province() -> dict[str, tuple[tuple[float, float], ...]]:
    """Longitude and latitude, degrees, of every commune whose place is known, under the key of its province of 1 July 2025."""
    found: dict[str, list[tuple[float, float]]] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["lon"] and row["lat"]:
                found.setdefault(row["parent"], []).append((float(row["lon"]), float(row["lat"])))
    return {key: tuple(points) for key, points in found.items()}


@cache
def middles() -> tuple[tuple[float, float], ...]:
    """The same of the whole country."""
    return tuple(point for points in by_province().values() for point in points)


def sea_names() -> tuple[Name, ...]:
    """The archipelagos and the sea, on every map of the country."""
    return (
        Name(112.1, 16.5, (_("Quần đảo Hoàng Sa"), _("(Việt Nam)")), round=(0.9, 0.7)),
        Name(114.2, 9.6, (_("Quần đảo Trường Sa"), _("(Việt Nam)")), round=(1.7, 1.7)),
        Name(112.4, 13.6, (_("Biển Đông"),)),
    )
