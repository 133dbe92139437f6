"""Which indicators a table has: read once, without doubling rows, formulas with their parts."""

from collections.abc import Collection, Sequence

from danvan.reports.models import Form, FormLine, FormState, Indicator, Obligation, PeriodRow, Tally
from danvan.reports.rules import KEPT
from danvan.reports.selectors.meaning import as_of
from danvan.reports.spoken import language
from danvan.units.models import Unit, valid_on

# What the book and the entry read and no table of figures shows: left in the database.
OF_THE_BOOK = ("owner", "local", "valid_from", "valid_to", "exhaustive", "summed", "unbounded", "disclosure")


def unread() -> list[str]:
    """The columns of the book that a table of figures does not show in the reader's language."""
    return [*OF_THE_BOOK, *(f"{name}_{code}" for name in ("name", "definition") for code in ("en", "ru") if code != language())]


def indicators_of(unit: Unit, period: PeriodRow, form: Form | None = None) -> list[Indicator]:
    """What the forms of the period ask of the unit or of those below it; of every published form where none was opened. Two queries."""
    return indicators_asked([form.pk] if form else list(owed_on(unit, period)), period)


def indicators_asked(forms: Sequence[int], period: PeriodRow, *, without: Sequence[str] = ()) -> list[Indicator]:
    """What these forms ask; every published form where there are none; `without` some columns that the reader has no use for. One query, or two."""
    lines = FormLine.objects.filter(form__in=forms) if forms else FormLine.objects.filter(form__state=FormState.PUBLISHED)
    rows = Indicator.objects.filter(valid_on(period.last_day), pk__in=lines.values("indicator")).defer(*without)
    return as_of(rows, period.last_day)


def owed_on(unit: Unit, period: PeriodRow) -> dict[int, int]:
    """Each form of the period -> how many units at or below this one owe a report on it. One query."""
    if unit.level in KEPT:
        return dict(Tally.objects.filter(unit=unit, period=period).values_list("form_id", "expected"))
    return dict.fromkeys(Obligation.objects.filter(unit=unit, period=period).values_list("form_id", flat=True), 1)


def asked_among(units: Collection[int], period: PeriodRow, indicator: Indicator) -> set[int]:
    """Those of the units that owe the indicator for the period, themselves or for units below them. Two queries."""
    asks = {"period": period, "unit__in": units, "form__lines__indicator": indicator}
    found = set(Obligation.objects.filter(**asks).values_list("unit_id", flat=True))
    return found | set(Tally.objects.filter(**asks).values_list("unit_id", flat=True))


def all_of(period: PeriodRow) -> list[Indicator]:
    """Every indicator of the book that a form asks for and that adds up."""
    used = Indicator.objects.filter(valid_on(period.last_day), pk__in=FormLine.objects.values("indicator")).exclude(kind="own")
    return as_of(used.defer(*unread()), period.last_day)
