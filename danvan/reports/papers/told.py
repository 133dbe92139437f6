"""A unit's report for a period as one paper: read on the page, printed as DOCX and PDF, tabulated as XLSX."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial

from django.utils.translation import gettext as _
from django.utils.translation import override

from danvan.lib import periods
from danvan.lib.papers import Annex, Block, Heading, Item, Note, Paper, Paragraph
from danvan.reports import citing, marks
from danvan.reports.contents import USUAL
from danvan.reports.models import FILED, Form, Illustration, Obligation, PeriodRow, Report, Tally, Words
from danvan.reports.models import Heading as FormHeading
from danvan.reports.papers import filing, titles
from danvan.reports.papers.annex import annexes
from danvan.reports.papers.charts import Illustrated, below_of, illustrated
from danvan.reports.papers.explained import Explained, explained, explained_by, explained_now
from danvan.reports.papers.figures import Place, blocks_of, references, under, valued, worded
from danvan.reports.papers.head import head_of
from danvan.reports.rules import KEPT
from danvan.reports.selectors import THEN, Completeness, Matrix, Row, adjusting, completeness, table
from danvan.reports.selectors.answers import Table as Figures
from danvan.reports.selectors.cells import own_reports
from danvan.reports.selectors.columns import Compared, asked_columns, columns, earlier_of, now_of
from danvan.reports.selectors.corrections import notes_for
from danvan.reports.selectors.covering import NOBODY, Covered, covered
from danvan.reports.selectors.drafts import Before, draft_table
from danvan.reports.selectors.elsewhere import beside, noted
from danvan.reports.selectors.filed import Filed
from danvan.reports.selectors.given import Given, given
from danvan.reports.selectors.hamlets import gathers
from danvan.reports.selectors.past import around
from danvan.reports.selectors.signing import day_of, signing_on
from danvan.reports.selectors.stale import Left, frozen_in
from danvan.reports.spoken import language, spoken
from danvan.units.models import Unit

TYPE_NAME = titles.TYPE
# What officers write is Vietnamese, whatever language the page is read in.
WRITTEN = "vi"


@dataclass(frozen=True)
class Told:
    """Everything a report says, gathered once: page, paper and workbook are made from it."""

    place: Place
    figures: Figures
    filing: Completeness
    report: Report | None
    form: Form | None
    words: dict[str, str]
    draft: bool
    illustrated: tuple[Illustrated, ...]
    headings: tuple[FormHeading, ...]
    explained: Explained
    stale: dict[str, list[Left]] = field(default_factory=dict)
    covered: Covered = NOBODY
    wrote: tuple[str, ...] = ()
    below: Matrix | None = None
    compared: tuple[Compared, ...] = ()
    earlier: tuple[Before, ...] = ()

    @property
    def beside_annex(self) -> tuple[Compared, ...]:
        """The columns of the annex."""
        return self.beside(self.form.comparisons if self.form else ())

    def beside(self, wanted: Collection[str]) -> tuple[Compared, ...]:
        """The columns that the annex, or a heading, asks for."""
        return tuple(one for one in self.compared if one.kind in wanted)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The indicators."""
        return self.figures.rows

    def drawn(self, heading: str = "") -> list[Block]:
        """The drawings under a heading (by its code), or in the annex."""
        return [one.block for one in self.illustrated if one.heading == heading]


def told(
    unit: Unit,
    period: PeriodRow,
    *,
    form: Form | None = None,
    borders: str = THEN,
    draft: Report | None = None,
    filed: Filed | None = None,
    own: Sequence[Report] | None = None,
    owed: Mapping[int, int] | None = None,
) -> Told:
    """Gather. `draft` is the unit's own unfinished report, for its own eyes: its figures and words are shown before they are filed. `filed`: one
    submission of its report, told as it was.

    `own`, `owed`: what `own_reports` and `owed_on` gave, if they were asked already.
    """
    own = own_reports(unit, period) if own is None else own
    report = filed.report if filed else draft or filed_of(own, form)
    chosen = form or (report.form if report else _form(unit, period))
    place = Place(unit, period, borders, filed)
    near = cache(partial(around, period))
    figures, said = _in_progress(draft, own, owed, near) if draft else _as_sent(place, chosen, report, own, owed)
    # A unit that is today what it was then said in its own words what holds for both.
    same = borders == THEN or not figures.pieces
    asked = _asked(chosen)
    below = below_of(asked, figures.rows, place)
    drawn = illustrated(asked, figures.rows, place, below)
    headings = tuple(chosen.headings.prefetch_related("lines")) if chosen else ()
    wanted = asked_columns(chosen, headings)
    known = near() if wanted else ()
    earlier = earlier_of(unit, period, figures.rows, borders, wanted, known)
    compared = columns(unit, period, figures.rows, borders, wanted, draft, earlier, known)
    if filed:
        compared = filed.columns(compared, figures.rows)
        figures = replace(figures, rows=tuple(row.noted(now_of(compared, row.indicator)) for row in figures))
    figures = _marked(figures, (*(one.words for one in drawn), *(cell.text for one in compared for cell in one.cells.values())), said)
    who_filed = completeness(unit, period, form=chosen, names=names_known(place, figures, below))
    return Told(
        place=place,
        figures=figures,
        filing=filed.filing(who_filed) if filed else who_filed,
        report=report if borders == THEN else None,
        form=chosen,
        words=_words(report, draft) if same else {},
        draft=draft is not None,
        illustrated=drawn,
        headings=headings,
        explained=said,
        stale=frozen_in(report.frozen) if report and not draft and same else {},
        covered=covered(report) if report and borders == THEN else NOBODY,
        wrote=() if same else _wrote(figures, period),
        below=below,
        compared=compared,
        earlier=tuple(earlier),
    )


def _as_sent(
    place: Place, form: Form | None, report: Report | None, own: Sequence[Report], owed: Mapping[int, int] | None
) -> tuple[Figures, Explained]:
    """The table with what must be said beside its figures; and how they came to be, by the report's own frozen text."""
    figures = table(place.unit, place.period, borders=place.borders, form=form, own=own, owed=owed)
    if place.filed:
        figures = place.filed.figures(figures)
    elif place.borders == THEN:
        figures = beside(figures, report, own, draft=False)
    if place.borders != THEN:
        return figures, Explained()
    figures = noted(figures, report, own)
    return figures, explained_by(report, figures.rows)


def _in_progress(
    draft: Report, own: Sequence[Report], owed: Mapping[int, int] | None, near: Callable[[], Sequence[PeriodRow]]
) -> tuple[Figures, Explained]:
    """The same of a report that is not filed, as it stands now: what its unit gives is read once for both."""
    known = given(draft.unit, draft.period)
    figures = in_the_making(draft, own, known, owed)
    figures = noted(beside(figures, draft, own, draft=True), draft, own)
    return figures, explained_now(draft, figures.rows, known, near)


def names_known(place: Place, figures: Figures, below: Matrix | None) -> dict[int, str]:
    """The names on the period's last day that were read with the figures."""
    day = place.period.last_day
    return {place.unit.pk: figures.name, **({one.pk: below.names[one.pk] for one in below.units if one.holds_on(day)} if below else {})}


def in_the_making(draft: Report, own: Sequence[Report], known: Given | None = None, owed: Mapping[int, int] | None = None) -> Figures:
    """The table of a report that is not filed, with what must be said of the totals in it. `own`: the unit's reports of the period; `known`, `owed`: what
    it gives and what is owed, if that was asked already.
    """
    figures, form = draft_table(draft, known=known, owing=owed), draft.form
    indicators = [row.indicator for row in figures]
    told = draft.unit.level in KEPT or gathers(form, draft.unit)
    notes = notes_for(draft.unit, draft.period, indicators, form=form, named=len(own) > 1) if told else []
    return replace(figures, notes=tuple(notes))


def _marked(figures: Figures, texts: Iterable[str], said: Explained) -> Figures:
    """What was adjusted is said beside each figure, and what the mark means under the table."""
    beside = adjusting.notes(figures, figures.unit, said.adjusted)
    rows = tuple(row.noted(beside.get(row.indicator.code, "")) for row in figures)
    used = marks.any_marked(texts) or any(row.adjustments for row in rows)
    legend = (marks.legend(),) if used else ()
    return replace(figures, rows=rows, notes=(*figures.notes, *legend))


def paper_of(unit: Unit, period: PeriodRow, *, form: Form | None = None, borders: str = THEN, draft: Report | None = None) -> Paper:
    """The paper of a unit's report. Its words are official Vietnamese whatever language the reader uses."""
    with override("vi"):
        return written(told(unit, period, form=form, borders=borders, draft=draft))


def filed_of(own: Sequence[Report], form: Form | None = None) -> Report | None:
    """That of the unit's own reports (on the form) which is filed; the first of several."""
    filed = (one for one in own if one.state in FILED and (form is None or one.form_id == form.pk))
    return min(filed, key=lambda one: one.pk, default=None)


@dataclass(frozen=True)
class Body:
    """What a page shows of the paper: the text without its closing formula, and the first annex. Head, signature and references are the paper's."""

    title: str
    blocks: tuple[Block, ...]
    annex: tuple[Block, ...]


def body_of(said: Told) -> Body:
    """The page from what was gathered, in the active language."""
    first, *_others = _annexes(said, ())
    return Body(_title(said), tuple(_text(said)), first.blocks)


def _title(said: Told) -> str:
    """As the paper is called; in another language, by its form and period."""
    if language() == WRITTEN or said.form is None:
        return f"{TYPE_NAME.capitalize()} {summary(said)}".strip()
    return f"{said.form.label}: {periods.label(said.place.period.period)}"


def _about(said: Told) -> str:
    """What a table of the report is of."""
    return subject(said) if language() == WRITTEN else periods.label(said.place.period.period)


def written(said: Told, by_unit: Collection[str] | None = ()) -> Paper:
    """The paper from what was gathered, in the active language: a paper to be signed is made with Vietnamese active.

    `by_unit`: the indicators (codes) that an annex tells for each unit below; None = all that have a figure.
    """
    place, report = said.place, said.report
    signing = signing_on(place.unit, day_of(report), *((said.form.code, said.form.regime) if said.form else ("",)))
    head = head_of(place.unit, place.period, report, *((said.form.regime, said.form.consolidator) if said.form else ()), signing=signing)
    return replace(
        head.around(TYPE_NAME.upper(), summary(said), tuple(_blocks(said))),
        annexes=_annexes(said, by_unit),
        references=references(said.rows, place),
        references_note=_references_note(said),
    )


def _annexes(said: Told, by_unit: Collection[str] | None) -> tuple[Annex, ...]:
    also = (*said.drawn(), *explained(said.explained), *filing.at_the_end(said.filing))
    return annexes(said.figures, said.place, _about(said), by_unit, also, said.beside_annex)


def summary(said: Told) -> str:
    """ "công tác dân vận quý III năm 2026, nhiệm vụ quý IV năm 2026": as the kind of report asks."""
    ahead = titles.plans([heading.title for heading in said.headings])
    return titles.summary(said.form.title if said.form else "", said.place.period.period, ahead=ahead)


def subject(said: Told) -> str:
    """The same without what comes next, for sentences about the report."""
    return titles.subject(said.form.title if said.form else "", said.place.period.period)


def _form(unit: Unit, period: PeriodRow) -> Form | None:
    owed = Obligation.objects.filter(unit=unit, period=period).select_related("form").order_by("form_id").first()
    if owed:
        return owed.form
    tally = Tally.objects.filter(unit=unit, period=period).select_related("form").order_by("form_id").first()
    return tally.form if tally else Form.objects.published().order_by("id").first()


def _asked(form: Form | None) -> list[Illustration]:
    return list(form.illustrations.select_related("heading")) if form else [Illustration(kind=one.kind) for one in USUAL]


def _wrote(figures: Figures, period: PeriodRow) -> tuple[str, ...]:
    """In today's borders: the units of then that filed words; these stay with their unit. One query."""
    names = {piece.unit_id: piece.name for piece in figures.pieces}
    filed = Words.objects.exclude(text="").filter(report__unit__in=names, report__period=period, report__state__in=FILED)
    spoke = set(filed.values_list("report__unit_id", flat=True))
    return tuple(name for unit, name in names.items() if unit in spoke)


def _words(report: Report | None, draft: Report | None) -> dict[str, str]:
    if draft:
        return dict(draft.words.exclude(text="").values_list("heading__code", "text"))
    frozen = report.frozen if report else None
    return {one["heading"]: one["text"] for one in (frozen or {}).get("words", ())}


def _blocks(said: Told) -> Iterator[Block]:
    yield from _text(said)
    yield Paragraph((_closing(said),))


def _text(said: Told) -> Iterator[Block]:
    yield from _opening(said)
    yield from _parts(said)
    yield from _rest(said)


def _opening(said: Told) -> Iterator[Block]:
    if said.draft:
        yield Note(_("DỰ THẢO: số liệu và lời văn chưa gửi, còn có thể thay đổi."))
    if said.filing.expected:
        yield Note(filing.opening(said.filing))
    if few := filing.asked_of_few(said.rows, said.filing):
        yield Note(few)
    if said.covered.held:
        words = {"names": ", ".join(said.covered.held)}
        yield Note(_("Báo cáo gồm cả số liệu của đơn vị kết thúc trong kỳ, chưa tự gửi báo cáo: %(names)s.") % words)
    if said.covered.since:
        yield Note(taken_on(said))
    yield from (Note(note) for note in said.figures.notes)
    if said.wrote:
        yield Note(_("Lời văn của kỳ này nằm trong báo cáo của đơn vị khi đó: %(names)s.") % {"names": ", ".join(said.wrote)})
    if not valued(said.rows) and said.wrote:
        yield Note(_("Kỳ này chưa có số liệu nào được gửi."))
    elif not valued(said.rows) and not said.words:
        yield Note(_("Kỳ này chưa có số liệu hay lời văn nào được gửi."))
    elif not said.words and not said.draft and said.place.borders == THEN:
        why = _("báo cáo đã gửi chỉ có số liệu") if said.report else _("đơn vị chưa gửi báo cáo của mình cho kỳ này")
        yield Note(_("Chưa có phần lời văn: %(why)s.") % {"why": why})


def taken_on(said: Told) -> str:
    """Of units whose figures are not in the report, because it stands for them only since it was filed."""
    names = ", ".join(one.name for one in said.covered.since)
    said_so = _("Sau khi gửi, báo cáo này còn thay cho đơn vị kết thúc trong kỳ: %(names)s. Số liệu của đơn vị đó chưa có trong báo cáo.")
    return said_so % {"names": names}


def _parts(said: Told) -> Iterator[Block]:
    """Headings with what stands under them. While nobody has written, only headings with figures, and the part they belong to."""
    part: FormHeading | None = None
    for heading in said.headings:
        top = _level(heading.number) == 1
        if said.words or valued(under(said.rows, heading)) or said.drawn(heading.code):
            if part and not top:
                yield _heading(part)
            part = None
            yield from _under(heading, said)
        elif top:
            part = heading


def _under(heading: FormHeading, said: Told) -> Iterator[Block]:
    text = said.words.get(heading.code, "")
    codes = {row.indicator.code for row in valued(said.rows)}
    rows = under(said.rows, heading)
    yield _heading(heading)
    for line in text.splitlines():
        if line.strip():
            yield _line(line.strip(), codes, said.place)
    yield from (Note(one.words) for one in said.stale.get(heading.code, ()))
    # What the words say already is not said twice.
    told_already = set(citing.marks(text, codes))
    left = [row for row in rows if row.indicator.code not in told_already]
    yield from blocks_of(left, said.place, "", heading.display, said.beside(heading.comparisons))
    yield from said.drawn(heading.code)
    if heading.takes_text and not text and not valued(rows):
        yield Paragraph((_("Không có nội dung."),))


def _line(line: str, codes: Collection[str], place: Place) -> Paragraph | Item:
    """A line of words: an item of a list if it begins with a dash or a plus, as officers write them."""
    if line[:2] in ("- ", "– ", "+ ", "• "):
        return Item(worded(line[2:].lstrip(), codes, place), lang=WRITTEN)
    return Paragraph(worded(line, codes, place), lang=WRITTEN)


def _heading(heading: FormHeading) -> Heading:
    return Heading(heading.number, spoken(heading, "title"), _level(heading.number))


def _level(number: str) -> int:
    """Roman numerals head the parts; the rest stands under them."""
    return 1 if not number or set(number) <= set("IVX") else 2


def _rest(said: Told) -> Iterator[Block]:
    """Where no form says what stands where: all figures. What a form puts under no heading stands in its annex alone."""
    if said.form is None:
        yield from blocks_of(said.rows, said.place, _("Số liệu"))


def _closing(said: Told) -> str:
    where = "Số liệu đầy đủ và biểu đồ" if said.drawn() else "Số liệu đầy đủ"
    return f"Trên đây là báo cáo {subject(said)}. {where} ở Phụ lục"


def _references_note(said: Told) -> str:
    note = "Mỗi số liệu trong báo cáo mang một mã. Theo mã, bảng này cho biết cách hiểu, cách có và nơi mở số liệu đến từng hồ sơ trên hệ thống."
    if said.report and said.report.digest and not said.draft:
        note += f" Báo cáo gửi lần {said.report.revision}, mã băm SHA-256: {said.report.digest}."
    return note
