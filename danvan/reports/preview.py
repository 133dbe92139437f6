"""A form before anybody files it: as a filing unit sees it, and as it prints, with noughts for figures and the guidance for words. Nothing is saved."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from danvan.lib import clock, periods
from danvan.lib.papers import docx, pdf
from danvan.reports.counting import figure_of
from danvan.reports.entries import Entry, entry
from danvan.reports.models import Form, Frequency, Indicator, PeriodRow
from danvan.reports.papers.explained import Explained
from danvan.reports.papers.figures import Place
from danvan.reports.papers.page import shown
from danvan.reports.papers.samples import samples
from danvan.reports.papers.told import Told, written
from danvan.reports.selectors import THEN, Completeness, Row, Table
from danvan.reports.selectors.answers import State
from danvan.reports.selectors.columns import asked_columns, empty
from danvan.reports.selectors.hamlets import asks
from danvan.reports.selectors.names import names_on
from danvan.units.models import Level, Unit

TYPES = {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "pdf": "application/pdf"}
# No row of the database: questions about it find nothing.
NO_ROW = 0


@dataclass(frozen=True)
class Seen:
    """What a page shows: the period it is shown for, the figures to enter by heading, each with which levels alone see it, the paper in blocks."""

    period: str
    figures: list[tuple[str, list[tuple[Entry, str]]]]
    words: list[tuple[str, str]]
    blocks: list[object]
    annex: list[object]


def sample_period(form: Form) -> PeriodRow:
    """The period of the form's first kind that runs today, as a row that is not saved."""
    regular = [kind for kind in form.frequencies if kind not in (Frequency.NINE, Frequency.SPAN, Frequency.TERM, Frequency.DAYS)]
    plain = periods.containing(regular[0] if regular else "year", clock.today(), first=form.first_day)
    return PeriodRow(pk=NO_ROW, key=plain.key, kind=plain.kind, first_day=plain.first, last_day=plain.last)


def told_empty(form: Form, unit: Unit) -> Told:
    """The form with nothing in it but noughts and guidance."""
    period = sample_period(form)
    rows = tuple(_nought(one) for one in form.indicators.all())
    name = names_on([unit.pk], clock.today())[unit.pk]
    headings = tuple(form.headings.prefetch_related("lines"))
    compared = empty(period.period, rows, asked_columns(form, headings))
    return Told(
        place=Place(unit, period),
        figures=Table(unit=unit, name=name, period=period, borders=THEN, rows=rows),
        filing=Completeness(unit, period, 0, 0, 0, 0),
        report=None,
        form=form,
        words={one.code: f"[{one.guidance or _('Lời văn của đơn vị lập báo cáo')}]" for one in headings if one.takes_text},
        draft=True,
        illustrated=samples(form, unit),
        headings=headings,
        explained=Explained(),
        compared=compared,
    )


def _nought(indicator: Indicator) -> Row:
    counted = "counted" if figure_of(indicator.figure) else "typed"
    return Row(indicator, Decimal(0), indicator.scale, "", "computed" if indicator.computed else counted, State.ZERO, 0, 0)


def preview(form: Form, unit: Unit) -> Seen:
    """The form as a page."""
    with override("vi"):
        said = told_empty(form, unit)
        paper = written(said)
    by_pk = {row.indicator.pk: (entry(row.indicator), whom(row.indicator, form)) for row in said.rows}
    placed = [(one, [by_pk[line.indicator_id] for line in one.lines.all()]) for one in said.headings]
    under = {each.indicator.pk for _heading, entries in placed for each, _whom in entries}
    figures = [(one.label, entries) for one, entries in placed if entries]
    loose = [one for pk, one in by_pk.items() if pk not in under]
    return Seen(
        period=periods.label(said.place.period.period),
        figures=[*figures, (_("Chỉ ở phụ lục"), loose)] if loose else figures,
        words=[(one.label, one.asks) for one in said.headings if one.takes_text],
        blocks=list(shown(paper.blocks)),
        annex=list(shown(paper.annexes[0].blocks)),
    )


def whom(indicator: Indicator, form: Form) -> str:
    """Which of the levels that file see the indicator, where not all of them do."""
    seeing = [str(Level(one).label) for one in form.levels if asks(indicator, one)]
    if len(seeing) == len(form.levels):
        return ""
    return _("chỉ %(levels)s") % {"levels": ", ".join(seeing)} if seeing else _("không cấp nào của mẫu này")


def printed(form: Form, unit: Unit, kind: str) -> tuple[bytes, str]:
    """The same as a file and its name. Raises `lib.papers.pdf.PrintingFailed` where a PDF cannot be set."""
    with override("vi"):
        paper = written(told_empty(form, unit))
    content = docx.render(paper) if kind == "docx" else pdf.render(paper)
    return content, f"mau-{slugify(form.code)}-v{form.version}.{kind}"
