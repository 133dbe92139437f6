"""Indicators and forms as plain values: what is compared, copied, kept as a version and loaded from files."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from danvan.reports.models import Drawing, Form, Heading, Indicator
from danvan.reports.over_time import usual


@dataclass(frozen=True)
class IndicatorContent:
    """What an indicator says, other indicators by their codes. The code itself and whose it is are not part of it: they never change."""

    group: str
    number: int
    name: str
    name_en: str
    name_ru: str
    measure: str
    kind: str
    over_time: str = ""
    closing: str = ""
    definition: str = ""
    definition_en: str = ""
    definition_ru: str = ""
    figure: str = ""
    numerator: str = ""
    denominator: str = ""
    whole: str = ""
    exhaustive: bool = False
    summed: bool = False
    scale: int = 0
    signed: bool = False
    unbounded: bool = False
    apportion: str = ""
    valid_from: str = ""
    valid_to: str = ""

    def __post_init__(self) -> None:
        """Who says nothing of time means what is usual for the kind; versions from before there was anything else to say do."""
        if not self.over_time:
            object.__setattr__(self, "over_time", usual(self.kind))

    def as_json(self) -> dict[str, Any]:
        """Plain JSON for a version."""
        return asdict(self)


# What names another indicator by its code.
LINKS = ("whole",)
DAYS = ("valid_from", "valid_to")
# What the stored whole numbers rest on: once reports hold some, it stays.
FIXED = ("kind", "scale", "measure")


def indicator_content(indicator: Indicator) -> IndicatorContent:
    """The indicator as it reads now. Ask with its links selected when there are several."""
    said: dict[str, Any] = {}
    for one in fields(IndicatorContent):
        value = getattr(indicator, one.name)
        if one.name in LINKS:
            value = value.code if value else ""
        elif one.name in DAYS:
            value = value.isoformat() if value else ""
        said[one.name] = value
    return IndicatorContent(**said)


def columns_of(content: IndicatorContent, by_code: dict[str, Indicator]) -> dict[str, Any]:
    """The content as columns of the row. Raises KeyError for a code that is not in the book."""
    row = content.as_json()
    for name in LINKS:
        row[name] = by_code[row[name]] if row[name] else None
    for name in DAYS:
        row[name] = date.fromisoformat(row[name]) if row[name] else None
    return row


@dataclass(frozen=True)
class HeadingContent:
    """A heading with the codes of the indicators under it, in their order, and the columns beside their figures (`models.Comparison`)."""

    code: str
    number: str
    title: str
    title_en: str = ""
    title_ru: str = ""
    guidance: str = ""
    guidance_en: str = ""
    guidance_ru: str = ""
    display: str = ""
    takes_text: bool = True
    indicators: tuple[str, ...] = ()
    comparisons: tuple[str, ...] = ()


@dataclass(frozen=True)
class IllustrationContent:
    """A drawing: its kind (`models.Drawing`), the code of its indicator (empty: the system chooses) and of its heading (empty: in the annex)."""

    kind: str
    indicator: str = ""
    heading: str = ""


# What a form begins with.
USUAL = (IllustrationContent(Drawing.UNITS.value), IllustrationContent(Drawing.COLUMNS.value))
ROWS = ("headings", "annex", "illustrations")


@dataclass(frozen=True)
class FormContent:
    """What a form says, whole. `annex`: the codes of indicators that stand under no heading; `comparisons`: the columns of the annex beside its figures.

    Code, version, state and whose it is are not part of it.
    """

    name: str
    title: str
    name_en: str = ""
    name_ru: str = ""
    regime: str = "party"
    basis: str = ""
    levels: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    frequencies: tuple[str, ...] = ()
    first_day: int = 1
    due: dict[str, dict[str, str]] = field(default_factory=dict)
    consolidator: str = ""
    comparisons: tuple[str, ...] = ()
    headings: tuple[HeadingContent, ...] = ()
    annex: tuple[str, ...] = ()
    illustrations: tuple[IllustrationContent, ...] = ()

    @property
    def columns(self) -> dict[str, Any]:
        """What stands on the form's own row."""
        row = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in ROWS}
        return {
            **row,
            "levels": list(self.levels),
            "units": list(self.units),
            "frequencies": list(self.frequencies),
            "comparisons": list(self.comparisons),
            "due": _copied(self.due),
        }

    @property
    def codes(self) -> list[str]:
        """The codes of all its indicators, in the order of the form."""
        return [code for heading in self.headings for code in heading.indicators] + list(self.annex)


def _copied(due: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {level: dict(rules) for level, rules in due.items()}


def form_content(form: Form) -> FormContent:
    """The form as it stands. Four queries."""
    row = {one.name: getattr(form, one.name) for one in fields(FormContent) if one.name not in ROWS}
    row |= {name: tuple(row[name]) for name in ("levels", "units", "frequencies", "comparisons")} | {"due": _copied(form.due)}
    placed: dict[int | None, list[str]] = {}
    lines = form.lines.order_by("position", "indicator__group", "indicator__number", "indicator__code")
    for heading, code in lines.values_list("heading_id", "indicator__code"):
        placed.setdefault(heading, []).append(code)
    headings = tuple(_heading_content(one, placed.get(one.pk, [])) for one in form.headings.order_by("position"))
    drawings = form.illustrations.order_by("position").values_list("kind", "indicator__code", "heading__code")
    illustrations = tuple(IllustrationContent(kind, code or "", under or "") for kind, code, under in drawings)
    return FormContent(**row, headings=headings, annex=tuple(placed.get(None, [])), illustrations=illustrations)


def _heading_content(heading: Heading, codes: Iterable[str]) -> HeadingContent:
    row = {one.name: getattr(heading, one.name) for one in fields(HeadingContent) if one.name != "indicators"}
    return HeadingContent(**row | {"comparisons": tuple(heading.comparisons), "indicators": tuple(codes)})
