"""Numbers as official Vietnamese papers print them, and as each language does."""

from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _


def vi(value: int | float | Decimal, decimals: int | None = None) -> str:
    """1635 as "1.635", 12.5 as "12,5". `decimals` fixes how many stand after the comma; without it, as many as there are."""
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if decimals is not None:
        text = f"{number:,.{decimals}f}"
    else:
        text = f"{number:,f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


# Thousands and decimal separators in print, by language; a space that does not break stands between Russian thousands.
PRINTED = {"vi": (".", ","), "en": (",", "."), "ru": ("\u00a0", ",")}


def printed(value: int | float | Decimal, decimals: int | None, language: str) -> str:
    """The number as the language prints it: 1635 as "1.635" (vi), "1,635" (en), "1 635" (ru). `decimals` as in `vi`."""
    thousands, point = PRINTED.get(language[:2], PRINTED["vi"])
    return vi(value, decimals).translate(str.maketrans(".,", thousands + point))


def local(value: int | float | Decimal, decimals: int | None = None) -> str:
    """The number as the active language prints it. (Papers are made with Vietnamese active.)"""
    return printed(value, decimals, get_language() or "vi")


def qualified(text: str, qualifier: str) -> str:
    """The printed number with its source's own word. `qualifier`: "" exact, "about", "over", "under". Raises KeyError for another."""
    return {"": "%(number)s", "about": _("khoảng %(number)s"), "over": _("hơn %(number)s"), "under": _("gần %(number)s")}[qualifier] % {
        "number": text
    }


def percent(part: int | float | Decimal, whole: int | float | Decimal, decimals: int = 1) -> str:
    """A share in print, "66,7%"; a dash where there is nothing to divide by."""
    if not whole:
        return "–"
    share = Decimal(str(part)) * 100 / Decimal(str(whole))
    return f"{local(share, decimals)}%"
