"""A number with its unit of measure: as each language counts it, and how large it may be. No database: the forms of the words stand in data/measures.csv."""

import csv
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from danvan.lib.numbers import printed, qualified
from danvan.units.models import Level

DATA = Path(__file__).resolve().parent / "data" / "measures.csv"
# A no-break space: a number never parts from its word at the end of a line.
SPACE = "\u00a0"
POINTS = "điểm phần trăm"
# Of what is counted, more than this no unit of a level has: a commune has some ten thousand people, a province a few millions, the country a hundred.
LARGEST = {Level.HAMLET: 10**5, Level.COMMUNE: 10**6, Level.PROVINCE: 10**8, Level.CENTRE: 10**9}
# Sums of money, areas and lengths may well be larger.
MONEY, MEASURED = "đồng", {"m", "m²", "m2", "m³", "m3", "mét", "mét vuông", "km", "km²", "ha", "kg", "tấn"}


@lru_cache(maxsize=1)
def _forms() -> dict[str, dict[str, str]]:
    with DATA.open(encoding="utf-8", newline="") as file:
        return {line["measure"]: line for line in csv.DictReader(file)}


def english_form(value: Decimal) -> str:
    """ "one" for exactly one, else "other"."""
    return "one" if value == 1 else "other"


def russian_form(value: Decimal, *, genitive: bool = False) -> str:
    """Which form of the noun a Russian number asks for: one (1, 21), few (2-4, 22-24), many (0, 5-20, 25), part (a number with decimals).

    `genitive`: after "около" and "более" the whole stands in the genitive: 1 and 21 take its singular (part), all others its plural (many).
    """
    number = abs(value)
    if number != number.to_integral_value():
        return "part"
    tens, ones = int(number) % 100, int(number) % 10
    if ones == 1 and tens != 11:
        return "part" if genitive else "one"
    if ones in (2, 3, 4) and tens not in (12, 13, 14) and not genitive:
        return "few"
    return "many"


def largest(level: str, measure: str) -> int | None:
    """What a unit of the level has at most of what is counted in the measure; None where nobody can say."""
    word = measure.casefold()
    return None if MONEY in word or word in MEASURED else LARGEST.get(Level(level))


def noun(value: Decimal, measure: str, language: str, *, qualifier: str = "") -> str:
    """The unit of measure beside the number; as it was entered where the language has no forms of it."""
    forms = _forms().get(measure)
    if forms is None or language[:2] not in ("en", "ru"):
        return measure
    if language[:2] == "en":
        return forms[f"en_{english_form(value)}"]
    return forms[f"ru_{russian_form(value, genitive=qualifier in ('about', 'over'))}"]


def named(measure: str, language: str) -> str:
    """The unit of measure by itself, as a heading says it: "petitions", "обращение"; as it was entered where the language has no word for it."""
    forms = _forms().get(measure)
    if forms is None or language[:2] not in ("en", "ru"):
        return measure
    return forms["en_other"] if language[:2] == "en" else forms["ru_one"]


def counted(value: Decimal, decimals: int, measure: str, language: str, *, qualifier: str = "") -> str:
    """ "37 đơn", "about 250 models", "21 обращение", "66,7%". Call it with the language active: the qualifier's word comes from there."""
    number = qualified(printed(value, decimals, language), qualifier)
    return f"{number}{after(value, decimals, measure, language, qualifier=qualifier)}"


def after(value: Decimal, decimals: int, measure: str, language: str, *, qualifier: str = "") -> str:
    """What follows a printed number, with the space between them: a word; a per cent sign clings to its number but in Russian."""
    if measure == "%":
        return f"{SPACE}%" if language[:2] == "ru" else "%"
    return f"{SPACE}{beside(value, decimals, measure, language, qualifier=qualifier)}"


def beside(value: Decimal | None, decimals: int, measure: str, language: str, *, qualifier: str = "") -> str:
    """The unit of measure for what stands beside the number already: "1 document", "3 документа"; by itself where there is no number."""
    if value is None:
        return named(measure, language)
    return noun(_as_printed(value, decimals), measure, language, qualifier=qualifier)


def _as_printed(value: Decimal, decimals: int) -> Decimal:
    """ "5,0" reads as a number with decimals: its word follows what is printed, not the value."""
    whole = value == value.to_integral_value()
    return value + Decimal("0.5") if decimals and whole else value
