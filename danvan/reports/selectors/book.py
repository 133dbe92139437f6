"""What the keepers of the book ask: what a change would reach, and what changed when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from danvan.figures.registry import registry
from danvan.lib import clock, periods
from danvan.reports import formulas
from danvan.reports.contents import DAYS, IndicatorContent
from danvan.reports.models import Form, FormState, Indicator, IndicatorKind, IndicatorVersion, Obligation, PeriodRow, ReportState
from danvan.reports.rules_book import SIDES
from danvan.units.models import valid_on


@dataclass(frozen=True)
class Reached:
    """A period that a change of meaning would reach: how many reports are owed, and how many are under way."""

    label: str
    owed: int
    under_way: int


@dataclass(frozen=True)
class Affected:
    """What a change of an indicator from a day on would reach."""

    forms: Sequence[Form]
    indicators: Sequence[Indicator]
    periods: Sequence[Reached]


@dataclass(frozen=True)
class Change:
    """One thing that a version says otherwise than the one before."""

    label: str
    before: str
    after: str


def affected(indicator: Indicator, valid_from: date) -> Affected:
    """The forms that use it, the indicators that rest on it, and the opened periods that end on the day or later. Four queries."""
    forms = list(Form.objects.filter(lines__indicator=indicator).exclude(state=FormState.RETIRED).order_by("name", "version"))
    rests = Q(whole=indicator) | Q(pk__in=[one.pk for one in resting_on(indicator)])
    if indicator.whole_id:
        rests |= Q(pk=indicator.whole_id)
    under_way = Count("obligations", filter=Q(obligations__report__state__in=(ReportState.DRAFT, ReportState.RETURNED)))
    owed = Obligation.objects.filter(form__lines__indicator=indicator, period__last_day__gte=valid_from)
    rows = PeriodRow.objects.filter(pk__in=owed.values("period"), obligations__form__lines__indicator=indicator)
    counted = rows.annotate(owed=Count("obligations"), under_way=under_way).order_by("last_day")
    found = [Reached(periods.label(one.period), one.owed, one.under_way) for one in counted]
    return Affected(forms, list(Indicator.objects.filter(rests)), found)


def resting_on(indicator: Indicator) -> list[Indicator]:
    """The indicators whose formula names it. One query."""
    return [one for one in Indicator.objects.filter(kind=IndicatorKind.FORMULA) if indicator.code in one.codes]


def history(indicator: Indicator) -> list[tuple[IndicatorVersion, list[Change]]]:
    """Every version, the newest first, with what it changed against the one before. Two queries."""
    versions = list(indicator.versions.order_by("number"))
    contents = [IndicatorContent(**version.content) for version in versions]
    names = labels(code for one in contents for code in _codes(one))
    changes = [[], *(_differences(old, new, names) for old, new in pairwise(contents))]
    return list(zip(versions, changes, strict=False))[::-1]


def differences(before: IndicatorContent, after: IndicatorContent) -> list[Change]:
    """What two contents say differently, with the names of the fields. One query at most."""
    return _differences(before, after, labels((*_codes(before), *_codes(after))))


def _differences(before: IndicatorContent, after: IndicatorContent, names: Mapping[str, str]) -> list[Change]:
    old, new = before.as_json(), after.as_json()
    return [Change(_label(name), _shown(name, old[name], names), _shown(name, new[name], names)) for name in old if old[name] != new[name]]


def _codes(content: IndicatorContent) -> tuple[str, ...]:
    return formulas.codes(*(getattr(content, side) for side in SIDES))


def labels(codes: Iterable[str]) -> dict[str, str]:
    """Code -> code and name, of those in the book. One query at most."""
    wanted = set(codes)
    return {one.code: one.label for one in Indicator.objects.filter(code__in=wanted)} if wanted else {}


def _label(name: str) -> str:
    return str(getattr(Indicator._meta.get_field(name), "verbose_name", name))


def _shown(name: str, value: object, names: Mapping[str, str]) -> str:
    """A value in words: of a list by its label, of a figure by what it counts, a day as people write it."""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if name in DAYS and value:
        return f"{date.fromisoformat(str(value)):%d/%m/%Y}"
    if name in SIDES and value:
        return formulas.shown(str(value), "", lambda code: names.get(code, code))
    if name == "figure" and value in registry.figures:
        return str(registry.figures[str(value)].label)
    words = dict(getattr(Indicator._meta.get_field(name), "flatchoices", ()))
    return str(words.get(value, value)) if value != "" or value in words else "–"


def book_of() -> dict[str, list[Indicator]]:
    """The whole book by group, a part behind its whole. One query."""
    rows = list(Indicator.objects.select_related("whole", "owner"))
    parts: dict[int, list[Indicator]] = {}
    for one in rows:
        if one.whole_id:
            parts.setdefault(one.whole_id, []).append(one)
    groups: dict[str, list[Indicator]] = {}
    for one in rows:
        if not one.whole_id:
            groups.setdefault(one.group, []).extend((one, *parts.get(one.pk, ())))
    return groups


def needs(codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Of the indicators that the system works out: code -> those it is worked out of, a formula's and the parts of a sum. Two queries at most."""
    rows = list(Indicator.objects.filter(Q(kind=IndicatorKind.FORMULA) | Q(summed=True), code__in=list(codes)))
    found: dict[str, list[str]] = {one.code: list(one.codes) for one in rows if one.kind == IndicatorKind.FORMULA}
    if summed := [one.pk for one in rows if one.summed]:
        parts = Indicator.objects.filter(valid_on(clock.today()), whole__in=summed).order_by("number", "code")
        for whole, part in parts.values_list("whole__code", "code"):
            found.setdefault(whole, []).append(part)
    return {code: tuple(some) for code, some in found.items()}


def usable(form_owner: int | None) -> list[Indicator]:
    """The indicators that a form of the owner may hold: the national ones and its own. One query."""
    return list(Indicator.objects.filter(Q(owner__isnull=True) | Q(owner=form_owner)))


def linkable(owner: int | None) -> list[tuple[str, str]]:
    """The same to choose from, as (code, words)."""
    return [(one.code, f"{one.label} ({one.unit_of_measure})") for one in usable(owner)]
