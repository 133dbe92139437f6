"""Where the communes of today lie: the middle of each, from the data file of the product, read once. For drawings of the whole country."""

import csv
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "communes_2025.csv"


@cache
def middles() -> tuple[tuple[float, float], ...]:
    """Longitude and latitude, degrees, of every commune whose place is known."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [(row["lon"], row["lat"]) for row in csv.DictReader(file)]
    return tuple((float(east), float(north)) for east, north in rows if east and north)
