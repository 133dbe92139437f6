"""What an indicator is, said once and in three languages: on the page of the book, in the dictionary of open data, in those of tables to take away."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from danvan.reports import formulas
from danvan.reports.entries import how_of
from danvan.reports.models import Indicator, IndicatorKind
from danvan.reports.selectors.meaning import linked
from danvan.reports.selectors.numbers import definition_of, formula_of
from danvan.reports.wording import name_of, over_time_of

LANGUAGES = ("vi", "en", "ru")
# What is said in words, in each language: in the order of a table.
SAID = ("name", "measure", "definition", "how", "adds_up", "over_time", "formula_in_words", "parts_rule")
PLAIN = ("code", "kind", "decimals", "formula", "whole", "parts", "valid_from", "valid_to")


@dataclass(frozen=True)
class Term:
    """An indicator with its parts (their codes)."""

    indicator: Indicator
    parts: tuple[str, ...] = ()

    def said(self) -> dict[str, str]:
        """Its words in the reader's language, by the names in SAID."""
        one = self.indicator
        return {
            "name": name_of(one),
            "measure": one.unit_of_measure,
            "definition": definition_of(one),
            "how": str(how_of(one)[0]),
            "adds_up": formula_of(one),
            "over_time": over_time_of(one),
            "formula_in_words": in_words(one),
            "parts_rule": parts_rule(one) if self.parts else "",
        }

    def plain(self) -> dict[str, Any]:
        """What is the same in every language, by the names in PLAIN."""
        one = self.indicator
        return {
            "code": one.code,
            "kind": one.kind,
            "decimals": one.scale,
            "formula": formulas.shown(one.numerator, one.denominator) if one.kind == IndicatorKind.FORMULA else "",
            "whole": one.whole.code if one.whole else "",
            "parts": list(self.parts),
            "valid_from": one.valid_from.isoformat(),
            "valid_to": one.valid_to.isoformat() if one.valid_to else None,
        }

    def everything(self) -> dict[str, Any]:
        """For other programs: each text by language."""
        told = in_each_language(self.said)
        return self.plain() | {name: {language: told[language][name] for language in LANGUAGES} for name in SAID}


def terms(indicators: Iterable[Indicator]) -> list[Term]:
    """The indicators with what their formulas and parts name. Three queries at most."""
    rows = linked(indicators)
    parts: dict[int | None, list[str]] = {}
    for whole, code in Indicator.objects.filter(whole__in=[one.pk for one in rows]).values_list("whole_id", "code"):
        parts.setdefault(whole, []).append(code)
    wholes = Indicator.objects.in_bulk({one.whole_id for one in rows if one.whole_id})
    for one in rows:
        one.whole = wholes.get(one.whole_id) if one.whole_id else None
    return [Term(one, tuple(parts.get(one.pk, ()))) for one in rows]


def in_each_language(say: Callable[[], dict[str, str]]) -> dict[str, dict[str, str]]:
    """The same said in every language of the product."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = say()
    return found


def in_words(indicator: Indicator) -> str:
    """Its formula with names for codes; nothing where it has none. Ask with its operands linked."""
    if indicator.kind != IndicatorKind.FORMULA:
        return ""
    return formulas.shown(indicator.numerator, indicator.denominator, lambda code: f"“{name_of(indicator.operands[code])}”")


def parts_rule(whole: Indicator) -> str:
    """How its parts stand to it."""
    if whole.summed:
        return _("Được tính bằng tổng các phần.")
    return (
        _("Các phần phải cộng lại đúng bằng chỉ tiêu này.") if whole.exhaustive else _("Các phần cộng lại không được lớn hơn chỉ tiêu này.")
    )


HEADS = (*PLAIN, *(f"{name}_{language}" for name in SAID for language in LANGUAGES))


def lines(known: Sequence[Term]) -> list[list[str]]:
    """A line for each indicator, as HEADS say."""
    found = []
    for term in known:
        plain, told = term.plain(), in_each_language(term.said)
        words = [told[language][name] for name in SAID for language in LANGUAGES]
        found.append([*(" ".join(one) if isinstance(one, list) else str(one or "") for one in plain.values()), *words])
    return found
