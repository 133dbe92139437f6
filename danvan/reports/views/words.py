"""The words under a heading: written by the officer, with sentences drafted from the figures to take or leave, and a notice when a cited figure changed."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from danvan.lib.refusal import Refused
from danvan.reports import citing, services
from danvan.reports.access import own_report
from danvan.reports.citing import Stale
from danvan.reports.drafting import Sentence
from danvan.reports.forms.filling import WordsForm
from danvan.reports.models import Heading, Report, Words
from danvan.reports.papers.figures import Place, under
from danvan.reports.selectors import Row, Table, words_below
from danvan.reports.selectors.consolidators import sums_up
from danvan.reports.selectors.doubted import doubted
from danvan.reports.selectors.drafts import draft_table, kept, readable, said, sentences_of
from danvan.reports.selectors.review import by_cell
from danvan.reports.services.drafts import EDITABLE
from danvan.reports.views.entry import common
from danvan.reports.wording import measure_beside, name_of, title_of
from danvan.ui.forms import show_refusal

TONES = {"risen": "info", "fallen": "info", "same": "neutral", "first": "accent", "stated": "neutral", "missing": "warning"}
# The paper is Vietnamese unless the officer asks for a draft in another language.
LANGUAGES = dict(settings.LANGUAGES)


@dataclass(frozen=True)
class Beside:
    """A figure beside the words: what it is, what it says, where it opens."""

    row: Row
    name: str
    href: str
    measure: str


@dataclass(frozen=True)
class Offered:
    """A drafted sentence in pieces (text, address of the figure it cites), the key its button sends, what it tells."""

    key: str
    pieces: list[tuple[str, str]]
    label: str
    tone: str


@dataclass(frozen=True)
class Changed:
    """A written sentence whose figure changed: what it said, what the figure says now, and the sentence drafted anew."""

    key: str
    code: str
    href: str
    old: str
    new: str
    sentence: str
    drafted: str


def words(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The words under one heading, beside the figures, what the units below wrote, and sentences drafted by rule."""
    who, report = own_report(request, pk)
    heading = get_object_or_404(Heading, form=report.form, code=code, takes_text=True)
    written = report.words.filter(heading=heading).first() or Words(report=report, heading=heading)
    with override(_language(request)):
        drafted = sentences_of(report, _lines(heading)) if report.state in EDITABLE else []
    form = WordsForm(request.POST if request.method == "POST" else None, initial={"text": written.text})
    form.keep_as(f"loi-van-{report.pk}-{heading.code}")
    following = report.form.headings.filter(takes_text=True, position__gt=heading.position).first()
    if request.method == "POST" and form.is_valid():
        text, stood = _asked(request, form.cleaned_data["text"], drafted), written.text
        try:
            services.write(by=who, report=report, heading=heading, text=text, renewed=request.POST.get("keep", ""))
        except Refused as refused:
            show_refusal(form, refused)
        else:
            # Said once: saving the same words again goes on.
            again = text.strip() != stood and bool(doubted({heading.pk: text}, report))
            return _written(request, report, heading, following, again=again)
    figures = draft_table(report)
    context = common(report) | {"form": form, "heading": heading, "heading_title": title_of(heading), "next": following}
    context |= {"present": written.text, "figures": _beside(report, heading, figures), "gathered": _gathered(report, heading)}
    context |= {"offered": _offered(report, written.text, drafted), "changed": _changed(report, written, figures, drafted)}
    old = {one.sentence for one in context["changed"]}
    doubts = doubted({heading.pk: str(form["text"].value() or "")}, report, figures).get(heading.pk, []) if context["editable"] else []
    context["doubts"] = [one for one in doubts if one.sentence not in old]
    context |= {"languages": LANGUAGES.items(), "language": _language(request)}
    context |= {"threads": by_cell(report, figures=False).get(heading.code, [])}
    return render(request, "reports/words.html", context)


def _lines(heading: Heading) -> list[int]:
    return [line.indicator_id for line in heading.lines.all()]


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("tieng", "")
    return asked if asked in LANGUAGES else "vi"


def _asked(request: HttpRequest, text: str, drafted: list[Sentence]) -> str:
    """The text as it was typed, with the sentence that a button asked to add or to put in the place of another. Nothing else touches it."""
    post = request.POST
    if "insert_all" in post:
        for sentence in _missing(text, drafted):
            text = citing.appended(text, sentence.text)
    for sentence in drafted:
        if post.get("insert") == _key(sentence):
            text = citing.appended(text, sentence.text)
    if "renew" in post:
        text = _renewed(request, text, drafted)
    return text


def _renewed(request: HttpRequest, text: str, drafted: list[Sentence]) -> str:
    """The sentence named by the button, drafted anew; left alone, and said so, where the officer has changed it meanwhile."""
    key = request.POST["renew"]
    code = key.split(":")[0]
    anew = next((one.text for one in drafted if code in one.codes), "")
    old = next((one for one in citing.split(text) if citing.Cite(code, one, "").key == key), "")
    changed = citing.replaced(text, old, anew) if anew and old else None
    if changed is None:
        messages.warning(request, _("Câu này đã được sửa nên không thay. Phần đang viết được giữ nguyên."))
    return text if changed is None else changed


def _written(request: HttpRequest, report: Report, heading: Heading, following: Heading | None, *, again: bool) -> HttpResponse:
    """Where to go: on, or back where a button put a sentence in, and where the words that were kept are to be looked at `again`."""
    if again:
        messages.warning(request, _("Đã lưu lời văn. Có chỗ trích số cần xem lại."))
    if again or {"insert", "insert_all", "renew", "keep"} & set(request.POST):
        here = reverse("reports:words", args=[report.pk, heading.code])
        query = f"?tieng={_language(request)}" if "tieng" in request.GET else ""
        return redirect(f"{here}{query}#id_text")
    messages.success(request, _("Đã lưu lời văn."))
    if "next" in request.POST and following:
        return redirect("reports:words", report.pk, following.code)
    return redirect("reports:edit", report.pk)


def _beside(report: Report, heading: Heading, figures: Table) -> list[Beside]:
    """The figures with a value that stand under the heading."""
    place = Place(report.unit, report.period)
    found = [row for row in under(figures, heading) if row.value is not None]
    return [
        Beside(row, name_of(one), place.address(one.code), measure_beside(one, row.value, row.qualifier))
        for row in found
        for one in [row.indicator]
    ]


def _gathered(report: Report, heading: Heading) -> list[Any]:
    if not sums_up(report.form, report.unit):
        return []
    return [part for one in words_below(report) if one.heading.pk == heading.pk for part in one.parts]


def _missing(text: str, drafted: list[Sentence]) -> list[Sentence]:
    """The drafted sentences whose figures the text does not cite yet."""
    return [one for one in drafted if not set(citing.marks(text, one.codes)) & set(one.codes)]


def _key(sentence: Sentence) -> str:
    return ",".join(sentence.codes)


def _offered(report: Report, text: str, drafted: list[Sentence]) -> list[Offered]:
    place = Place(report.unit, report.period)
    return [Offered(_key(one), _pieces(one, place), one.change.label, TONES[one.change]) for one in _missing(text, drafted)]


def _pieces(sentence: Sentence, place: Place) -> list[tuple[str, str]]:
    """The sentence cut at its references, each with its address."""
    pieces: list[tuple[str, str]] = []
    rest = sentence.text
    for code in sentence.codes:
        before, mark, rest = rest.partition(f"[{code}]")
        pieces += [(before, ""), (mark, place.address(code))]
    return [piece for piece in (*pieces, (rest, "")) if piece[0]]


def _changed(report: Report, written: Words, figures: Table, drafted: list[Sentence]) -> list[Changed]:
    found = citing.stale(kept(written), said(figures)) if written.cited else []
    return [_change(one, report, figures, drafted) for one in found]


def _change(stale: Stale, report: Report, figures: Table, drafted: list[Sentence]) -> Changed:
    code = stale.cite.code
    decimals = {row.indicator.code: row.decimals for row in figures}.get(code, 0)
    return Changed(
        key=stale.cite.key,
        code=code,
        href=Place(report.unit, report.period).address(code),
        old=readable(stale.cite.said, decimals),
        new=readable(stale.now, decimals),
        sentence=stale.cite.sentence,
        drafted=next((one.text for one in drafted if code in one.codes), ""),
    )
