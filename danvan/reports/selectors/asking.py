"""Which indicators a table has: read once, without doubling rows, ratios with their parts."""

from django.db.models import QuerySet

from danvan.reports.models import Form, FormLine, FormState, Indicator, Obligation, PeriodRow, Tally
from danvan.reports.rules import KEPT
from danvan.reports.selectors.meaning import as_of
from danvan.units.models import Unit, valid_on


def indicators_of(unit: Unit, period: PeriodRow, form: Form | None = None) -> list[Indicator]:
    """What the forms of the period ask of the unit or of those below it; of every published form where none was opened. Two queries."""
    forms = [form.pk] if form else _opened(unit, period)
    lines = FormLine.objects.filter(form__in=forms) if forms else FormLine.objects.filter(form__state=FormState.PUBLISHED)
    rows = Indicator.objects.filter(valid_on(period.last_day), pk__in=lines.values("indicator"))
    return as_of(linked(rows), period.last_day)


def _opened(unit: Unit, period: PeriodRow) -> list[int]:
    kept = unit.level in KEPT
    opened: QuerySet[Tally] | QuerySet[Obligation] = (Tally if kept else Obligation).objects.filter(unit=unit, period=period)
    return list(opened.values_list("form_id", flat=True))


def linked(indicators: QuerySet[Indicator]) -> list[Indicator]:
    """The rows with the numerators and denominators of ratios in hand: those among them as they are, any other in one more query."""
    rows = list(indicators)
    known = {one.pk: one for one in rows}
    wanted = {part for one in rows for part in (one.numerator_id, one.denominator_id) if part} - known.keys()
    known |= Indicator.objects.in_bulk(wanted) if wanted else {}
    for one in rows:
        one.numerator = known[one.numerator_id] if one.numerator_id else None
        one.denominator = known[one.denominator_id] if one.denominator_id else None
    return rows


def all_of(period: PeriodRow) -> list[Indicator]:
    """Every indicator of the book that a form asks for and that adds up."""
    used = Indicator.objects.filter(valid_on(period.last_day), pk__in=FormLine.objects.values("indicator")).exclude(kind="own")
    return as_of(linked(used), period.last_day)
