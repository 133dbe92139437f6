"""Figures in a paper: sentences, tables, and what each number's reference says."""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.lib.papers import Band, Cell, Column, Note, Number, Paragraph, Reference, Run, Table
from danvan.lib.text import mid_sentence
from danvan.reports import citing
from danvan.reports.coverage import Counted, brief, mark
from danvan.reports.models import Display, Fact, Heading, Indicator, PeriodRow
from danvan.reports.selectors import THEN, Matrix, Row, matrix
from danvan.reports.selectors.answers import Table as Figures
from danvan.reports.selectors.columns import Compared, Said, notes
from danvan.reports.selectors.filed import Filed
from danvan.reports.selectors.filing import digest_of, holding
from danvan.reports.selectors.groups import group_titles
from danvan.reports.selectors.numbers import definition_of, formula_of
from danvan.reports.wording import name_of
from danvan.units.models import Unit

# More figures than this under one heading read better as a table.
IN_A_SENTENCE = 4
ORIGINS = {
    "counted": gettext_lazy("Đếm từ hồ sơ"),
    "typed": gettext_lazy("Nhập tay"),
    "mixed": gettext_lazy("Một phần đếm từ hồ sơ, một phần nhập tay"),
    "computed": gettext_lazy("Tính từ số liệu khác"),
}


@dataclass(frozen=True)
class Place:
    """Of whom and when the figures are: enough to say where each opens. `filed`: as a submission says them, not as they are now."""

    unit: Unit
    period: PeriodRow
    borders: str = THEN
    filed: Filed | None = None

    def address(self, code: str) -> str:
        """The page of one number, without the host."""
        path = reverse("reports:number", args=[self.unit.key, self.period.key, code])
        return path if self.borders == THEN else f"{path}?dia-gioi={self.borders}"


def below(place: Place, indicators: Sequence[Indicator] | None = None) -> Matrix:
    """The units below by indicators, as the paper says them."""
    live = matrix(place.unit, [place.period], indicators=indicators, borders=place.borders)
    return place.filed.matrix(live) if place.filed else live


def number(row: Row, place: Place) -> Number:
    """A figure with its reference."""
    return Number(row.marked, row.indicator.code, place.address(row.indicator.code), row.value)


def valued(rows: Iterable[Row]) -> list[Row]:
    """Those with a value, nought included."""
    return [row for row in rows if row.value is not None]


def blocks_of(
    rows: Sequence[Row], place: Place, title: str, display: str = Display.AUTO, beside: Sequence[Compared] = ()
) -> list[Paragraph | Table | Note]:
    """The figures under one heading: as the form says, else a sentence, or a table when there are many or columns stand `beside`. Nothing for none."""
    known = valued(rows)
    if not known:
        return []
    plain = display == Display.SENTENCE or (display == Display.AUTO and len(known) <= IN_A_SENTENCE and not beside)
    if plain:
        return [sentence(known, place)]
    return [_short_table(known, place, title, beside), *(Note(note) for note in notes(beside, known))]


def sentence(rows: Sequence[Row], place: Place) -> Paragraph:
    """ "Đơn tiếp nhận: 37 đơn; đơn đủ điều kiện: 35 đơn." """
    runs: list[Run] = []
    for position, row in enumerate(rows):
        name = name_of(row.indicator) if position == 0 else mid_sentence(name_of(row.indicator))
        measure = "%" if row.indicator.measure == "%" else f" {row.indicator.measure_of(row.value or Decimal(0))}"
        runs += [f"{name}: ", number(row, place), f"{measure}{_of_provinces(row)}{'.' if position == len(rows) - 1 else '; '}"]
    return Paragraph(tuple(runs))


def _of_provinces(row: Row) -> str:
    """ " (6/34 tỉnh)" behind a number of the country that some provinces gave; else nothing."""
    return f" ({mark(row.reported, row.expected, row.counted)})" if row.counted is Counted.PROVINCES else ""


def worded(line: str, codes: Collection[str], place: Place) -> tuple[Run, ...]:
    """A line of words whose references ("37 đơn [C18]") lead to what stands behind the figure."""
    runs: list[Run] = []
    end = 0
    for found in citing.MARK.finditer(line):
        if found[1] in codes:
            runs += [line[end : found.start()], Number("", found[1], place.address(found[1]))]
            end = found.end()
    return tuple(run for run in (*runs, line[end:]) if run)


def _short_table(rows: Sequence[Row], place: Place, title: str, beside: Sequence[Compared]) -> Table:
    columns = (
        Column(_("Mã"), "code", 0.5),
        Column(_("Chỉ tiêu"), share=3.4),
        Column(_("Đơn vị tính"), "measure", 0.9),
        *_numbers(beside),
    )
    lines = tuple(
        (
            row.indicator.code,
            name_of(row.indicator),
            f"{_measure(row)}{_of_provinces(row)}",
            number(row, place),
            *_beside(row, place, beside),
        )
        for row in rows
    )
    return Table(title, columns, lines, marks=False)


def _numbers(beside: Sequence[Compared]) -> list[Column]:
    """The column of the period's own figures and those that stand beside it."""
    own = _("Kỳ này") if beside else _("Số liệu")
    return [Column(own, "number", 0.9), *(Column(one.title, "number", 0.95) for one in beside)]


def _beside(row: Row, place: Place, beside: Sequence[Compared]) -> list[Cell]:
    """The row's cells in those columns; each number leads to itself in the table where it stands."""
    return [_compared(column.of(row.indicator), row, place) for column in beside]


def _compared(said: Said, row: Row, place: Place) -> Cell:
    if said.value is None:
        return said.text
    there = Place(place.unit, said.period, said.borders).address(row.indicator.code) if said.period else ""
    return Number(said.text, "", there, said.value)


def full_table(figures: Figures, place: Place, beside: Sequence[Compared] = ()) -> Table:
    """Every indicator by group, those without a figure too."""
    columns = (
        Column(_("Mã"), "code", 0.8),
        Column(_("Chỉ tiêu"), share=2.85),
        Column(_("Đơn vị tính"), "measure", 0.9),
        *_numbers(beside),
        Column(_("Cách có"), share=1.3),
        Column(_("Ghi chú"), share=1.4),
    )
    titles = group_titles()
    lines: list[tuple[Cell, ...] | Band] = []
    group = ""
    for row in figures:
        if row.indicator.group != group:
            group = row.indicator.group
            lines.append(Band(titles.full(group)))
        lines.append(_full_line(row, place, beside))
    return Table("", columns, tuple(lines), marks=False)


def _full_line(row: Row, place: Place, beside: Sequence[Compared]) -> tuple[Cell, ...]:
    value: Cell = row.text if row.value is None else number(row, place)
    how = str(ORIGINS.get(row.origin, "")) if row.value is not None else _("chưa có")
    others = _beside(row, place, beside)
    return row.indicator.code, name_of(row.indicator), _measure(row), value, *others, mid_sentence(how), remark(row)


def _measure(row: Row) -> str:
    """In the form that the number beside it asks for."""
    return row.indicator.unit_of_measure if row.value is None else row.indicator.measure_of(row.value)


def remark(row: Row) -> str:
    """How many gave it, and what must be said of it."""
    share = brief(row.reported, row.expected, row.counted) if row.expected > 1 and row.value is not None else ""
    return ". ".join(part for part in (share, row.note.rstrip(".")) if part)


def references(rows: Iterable[Row], place: Place) -> tuple[Reference, ...]:
    """What stands behind each figure with a value."""
    known = valued(rows)
    sources = _sources(place)
    signed = _signed(known, place)
    return tuple(
        Reference(
            code=row.indicator.code,
            name=row.indicator.name,
            definition=definition_of(row.indicator),
            measure=row.indicator.measure,
            how=_how(row, sources.get(row.indicator.pk, "")),
            address=f"{settings.PUBLIC_URL}{place.address(row.indicator.code)}",
            digest=number_digest(row, place, signed.get(row.indicator.code, "")),
        )
        for row in known
    )


def _signed(rows: Sequence[Row], place: Place) -> dict[str, str]:
    """The hash of the filed report that holds each figure, by its code: of what was submitted those of then, as far as they were kept."""
    held = holding(place.unit, place.period, [row.indicator.pk for row in rows]) if place.borders == THEN else {}
    now = {row.indicator.code: held[row.indicator.pk] for row in rows if row.indicator.pk in held}
    found = {code: digest_of(report) for code, report in now.items()}
    if place.filed:
        then = place.filed.report
        found |= {code: digest_of(then) for code, report in now.items() if report.pk == then.pk}
        found |= {one["code"]: one["digest"] for one in place.filed.content.get("elsewhere", ()) if "digest" in one}
    return found


def _how(row: Row, source: str) -> str:
    parts = [str(ORIGINS.get(row.origin, ""))]
    if row.expected > 1 and row.origin != "computed":
        parts.append(row.share_words)
    if row.origin == "computed":
        parts.append(formula_of(row.indicator))
    if source:
        parts.append(f"nguồn: {source}")
    return "; ".join(part for part in parts if part) + "."


def _sources(place: Place) -> dict[int, str]:
    """The sources of the unit's own typed figures, by indicator."""
    facts = Fact.objects.filter(unit=place.unit, period=place.period, source__isnull=False).select_related("source")
    return {fact.indicator_id: cited(fact) for fact in facts}


def cited(fact: Fact) -> str:
    """A source in one line: title, publisher, day, place in it."""
    source = fact.source
    if source is None:
        return ""
    day = f"{source.published_on:%d/%m/%Y}" if source.published_on else ""
    return ", ".join(part for part in (source.title, source.publisher, day, source.locator) if part)


def number_digest(row: Row, place: Place, signed: str) -> str:
    """A check value of one figure: whose, when, what, how many gave it, and the hash of the filed report that holds it (`signed`; empty while there is
    none). Page and paper show the same.
    """
    content = [
        place.unit.key,
        place.period.key,
        place.borders,
        row.indicator.code,
        str(_plain(row.value)),
        row.qualifier,
        row.reported,
        signed,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _plain(value: Decimal | None) -> Decimal | None:
    return value.normalize() if value is not None else None


def under(rows: Iterable[Row], heading: Heading) -> list[Row]:
    """The rows that the form puts under the heading, in its order. Ask with `lines` prefetched when there are several headings."""
    places = {line.indicator_id: place for place, line in enumerate(heading.lines.all())}
    return sorted((row for row in rows if row.indicator.pk in places), key=lambda row: places[row.indicator.pk])


def of_groups(rows: Iterable[Row], groups: str) -> list[Row]:
    """The rows of some groups, in their order."""
    return [row for row in rows if row.indicator.group in groups]
