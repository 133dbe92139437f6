"""Drawings that a form asks for: chosen without code, on page and paper alike, none where none is wanted."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import docx as python_docx
import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.papers import Chart, Map, Paper
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.contents import USUAL, FormContent, HeadingContent, IllustrationContent, form_content
from danvan.reports.models import Form, Illustration, Indicator
from danvan.reports.papers.files import build as build_file
from danvan.reports.papers.told import paper_of
from danvan.reports.services.forms import Part
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, PERIOD, counted_figure, filed, indicator, period
from danvan.reports.tests.page_world import World, browser, place
from danvan.reports.tests.page_world import build as built
from danvan.units.models import Duty, Unit
from danvan.units.tests.factories import officer
from tests.told import told_once


@pytest.fixture
def land(db: None) -> Iterator[World]:
    """A province whose three communes report 3, 8 and nothing happened."""
    with counted_figure(), clock.standing_at(AFTER):
        yield reported()


@told_once
def reported() -> World:
    """Its communes have places."""
    made = built(3)
    for number, commune in enumerate(made.tree.communes):
        Unit.objects.filter(pk=commune.pk).update(longitude=105.9 + number / 20, latitude=18.3)
    for commune, value in zip(made.tree.communes, ("3", "8", "0"), strict=True):
        filed(made.book.form, commune, {made.book.typed: value}, root=made.tree.province)
    return made


def asking(form: Form, *drawings: tuple[str, Indicator | None, bool]) -> None:
    """The form asks for these: kind, indicator, under its heading or in the annex."""
    form.illustrations.all().delete()
    heading = form.headings.get()
    for at, (kind, one, under) in enumerate(drawings):
        Illustration.objects.create(form=form, kind=kind, indicator=one, heading=heading if under else None, position=at)


def drawn(paper: Paper) -> tuple[list[Chart | Map], list[Chart | Map]]:
    """The drawings in the text and in the annex."""
    text = [one for one in paper.blocks if isinstance(one, Chart | Map)]
    return text, [one for annex in paper.annexes for one in annex.blocks if isinstance(one, Chart | Map)]


def test_the_form_says_what_is_drawn_and_where(land: World) -> None:
    asking(land.book.form, ("units", land.book.typed, True), ("map", land.book.typed, False))
    text, annex = drawn(paper_of(land.tree.province, period()))
    assert [(one.spec.title, [point.text for point in one.spec.points]) for one in text if isinstance(one, Chart)] == [
        ("T1 theo đơn vị", ["8", "3", "0"])
    ]
    [only] = annex
    assert isinstance(only, Map)
    assert only.alt == "Xã Xã 000: 3 cuộc; Xã Xã 001: 8 cuộc; Xã Xã 002: 0 cuộc."


def test_page_and_paper_show_the_same_drawings(land: World) -> None:
    asking(land.book.form, ("units", land.book.typed, True), ("map", land.book.typed, False))
    page = browser(land.receiver).get(place("read", land.tree.province.key, PERIOD)).content.decode()
    assert page.count("<strong>T1 theo đơn vị</strong>") == 2
    assert page.count('class="map areas"') == 2  # the form's own, and the one that compares
    assert page.index("T1 theo đơn vị") < page.index('id="phu-luc"')


def test_a_map_stands_in_docx_and_pdf_as_a_picture_with_its_words(land: World) -> None:
    asking(land.book.form, ("map", land.book.typed, False))
    said = "Xã Xã 000: 3 cuộc; Xã Xã 001: 8 cuộc; Xã Xã 002: 0 cuộc."
    document = python_docx.Document(io.BytesIO(build_file(land.tree.province, period(), "docx").content))
    pictures = [shape._inline.docPr for shape in document.inline_shapes]
    assert [one.get("descr") for one in pictures] == [said]
    assert "không phải là đường địa giới hành chính" in "\n".join(one.text for one in document.paragraphs)
    pdf = pypdf.PdfReader(io.BytesIO(build_file(land.tree.province, period(), "pdf").content))
    tree = pdf.root_object["/StructTreeRoot"]
    assert said in "".join(_alternatives(tree))


def _alternatives(element: object) -> Iterator[str]:
    element = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(element, list):
        for one in element:
            yield from _alternatives(one)
    elif isinstance(element, dict):
        if "/Alt" in element:
            yield str(element["/Alt"])
        if "/K" in element:
            yield from _alternatives(element["/K"])


def test_a_form_without_drawings_prints_none(land: World) -> None:
    land.book.form.illustrations.all().delete()
    paper = paper_of(land.tree.province, period())
    assert drawn(paper) == ([], [])
    last = paper.blocks[-1]
    assert "biểu đồ" not in str(last)


def test_the_parts_of_a_whole_are_told_with_their_shares_and_what_belongs_to_none(land: World) -> None:
    whole = indicator("W1", measure="mô hình")
    parts = [indicator(f"P{one}", measure="mô hình", whole=whole) for one in range(1, 4)]
    for one in (whole, *parts):
        land.book.form.lines.create(indicator=one)
    report = land.draft(land.tree.province)
    for one, value in zip((whole, *parts), ("286", "59", "74", "5"), strict=True):
        services.type_figure(by=SYSTEM, report=report, indicator=one, value=value, source=services.SourceData("Báo cáo"))
    asking(land.book.form, ("parts", whole, False))
    _text, [chart] = drawn(paper_of(land.tree.province, period(), draft=report))
    assert isinstance(chart, Chart)
    assert chart.spec.title == "W1: các phần của 286 mô hình"
    assert [(point.label, point.text) for point in chart.spec.points] == [
        ("P1 (20,6%)", "59"),
        ("P2 (25,9%)", "74"),
        ("P3 (1,7%)", "5"),
        ("Chưa phân loại (51,7%)", "148"),
    ]


def test_a_line_over_the_periods_goes_through_what_is_known(land: World) -> None:
    filed(land.book.form, land.commune, {land.book.typed: "9"}, key="2026-Q2")
    asking(land.book.form, ("line", land.book.typed, False))
    _text, [chart] = drawn(paper_of(land.commune, period()))
    assert isinstance(chart, Chart)
    assert (chart.spec.kind, [(point.label, point.text) for point in chart.spec.points]) == ("line", [("Q2/2026", "9"), ("Q3/2026", "3")])


@pytest.mark.parametrize("kind", ["units", "map"])
def test_units_are_never_set_side_by_side_by_what_people_bring(land: World, kind: str) -> None:
    Indicator.objects.filter(pk=land.book.typed.pk).update(figure="petitions.received")
    asking(land.book.form, (kind, land.book.typed, False))
    assert drawn(paper_of(land.tree.province, period())) == ([], [])
    asking(land.book.form, (kind, None, False))
    _text, annex = drawn(paper_of(land.tree.province, period()))
    titles = [one.drawn.title if isinstance(one, Map) else one.spec.title for one in annex]
    assert titles
    assert "T1 theo đơn vị" not in titles


MINE = FormContent(
    name="Báo cáo chuyên đề",
    title="Báo cáo chuyên đề",
    levels=("commune",),
    frequencies=("quarter",),
    due={"commune": {"": "days 2"}},
    headings=(HeadingContent("I", "I", "Việc nổi bật", indicators=("T1",)),),
    annex=("T2",),
)


@pytest.mark.parametrize(
    ("drawing", "words"),
    [
        (IllustrationContent("pie"), "Chọn một cách vẽ"),
        (IllustrationContent("units", "T5"), "không có trong mẫu"),
        (IllustrationContent("units", "T1", "IX"), "không còn trong mẫu"),
        (IllustrationContent("parts", "T1"), "không có các phần"),
        (IllustrationContent("units", "T2"), "không được dùng để so"),
        (IllustrationContent("map", "T2"), "không được dùng để so"),
    ],
)
def test_a_drawing_that_makes_no_sense_is_refused_by_its_number(land: World, drawing: IllustrationContent, words: str) -> None:
    Indicator.objects.filter(code="T2").update(figure="petitions.received")
    with pytest.raises(Refused, match=words) as refused:
        services.new_form(by=SYSTEM, code="cd", content=replace(MINE, illustrations=(*USUAL, drawing)), owner=None)
    assert refused.value.field == "illustrations"
    assert "Hình 3:" in refused.value.message


def test_a_heading_with_a_drawing_is_not_taken_away_under_it(land: World) -> None:
    content = replace(MINE, illustrations=(IllustrationContent("units", "T1", "I"),))
    draft = services.new_form(by=SYSTEM, code="cd", content=content, owner=None)
    assert form_content(draft) == content
    with pytest.raises(Refused, match="bỏ hình ấy trước"):
        services.save_draft(by=SYSTEM, form=draft, change=lambda now: replace(now, headings=(), annex=("T1", "T2")), part=Part.HEADINGS)
    assert form_content(draft) == content
    copy = services.copy_form(by=SYSTEM, form=draft, code="cd2", name="Bản hai", owner=None)
    assert form_content(copy).illustrations == content.illustrations


def keeper(land: World) -> Client:
    """Who keeps the province's forms."""
    client = Client()
    client.force_login(officer(land.tree.province, Duty.KEEP_BOOK, Duty.CONSOLIDATE).user)
    return client


def test_a_keeper_chooses_the_drawings_and_sees_them_with_made_up_numbers(land: World) -> None:
    draft = services.new_form(by=SYSTEM, code="cd", content=replace(MINE, illustrations=USUAL), owner=land.tree.province)
    client, address = keeper(land), place("form_illustrations", draft.pk)
    page = client.get(address).content.decode()
    seen = re.findall(r'name="seen" value="([^"]+)"', page)[0]
    rows = [("map", "T1", "I"), ("", "", ""), ("line", "T2", "")]
    data = {
        f"form-{at}-{name}": value for at, row in enumerate(rows) for name, value in zip(("kind", "indicator", "heading"), row, strict=True)
    }
    sent = data | {"form-TOTAL_FORMS": "3", "form-INITIAL_FORMS": "2", "seen": seen, "look": "1"}
    answer = client.post(address, sent)
    assert answer["Location"] == place("form_look", draft.pk)
    assert form_content(draft).illustrations == (IllustrationContent("map", "T1", "I"), IllustrationContent("line", "T2"))
    look = client.get(answer["Location"]).content.decode()
    assert look.count("<strong>Hình mẫu, số giả định") == 2
    assert 'class="map areas"' in look
    stale = client.post(address, sent)
    assert stale.status_code == 200
    assert "Người khác vừa lưu mẫu này" in stale.content.decode()
    for kind in ("docx", "pdf"):
        assert client.get(f"{place('form_look', draft.pk)}?tep={kind}").status_code == 200


def test_a_wrong_choice_is_said_and_nothing_is_lost(land: World) -> None:
    draft = services.new_form(by=SYSTEM, code="cd", content=MINE, owner=land.tree.province)
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-kind": "parts", "form-0-indicator": "T1", "form-1-indicator": "T2"}
    page = keeper(land).post(place("form_illustrations", draft.pk), data).content.decode()
    assert "Chọn cách vẽ" in page
    data |= {"form-1-indicator": ""}
    page = keeper(land).post(place("form_illustrations", draft.pk), data).content.decode()
    assert "không có các phần" in page
    assert '<option value="parts" selected>' in page
    assert form_content(draft).illustrations == ()
    other = Client()
    other.force_login(officer(land.tree.other, Duty.KEEP_BOOK).user)
    assert other.get(place("form_illustrations", draft.pk)).status_code == 404


def test_a_new_form_begins_with_the_usual_two(land: World) -> None:
    settings = {
        "code": "moi",
        "name": "Mẫu mới",
        "title": "Báo cáo",
        "regime": "party",
        "frequencies": "quarter",
        "first_day": "1",
        "levels": "commune",
    }
    answer = keeper(land).post(reverse("reports:form_new"), settings)
    assert answer.status_code == 302
    assert form_content(Form.objects.get(code="moi")).illustrations == USUAL


def test_drawings_ask_the_same_number_of_questions_whatever_the_size(land: World) -> None:
    asking(land.book.form, ("units", land.book.typed, False), ("map", land.book.typed, False), ("columns", land.book.typed, False))
    asked = []
    for more in (0, 6):
        for number in range(more):
            sister = factories.unit("commune", f"Thêm {number}", land.tree.province, since=factories.MERGED)
            filed(land.book.form, sister, {land.book.typed: "3"}, root=land.tree.province)
        with CaptureQueriesContext(connection) as caught:
            paper_of(land.tree.province, period())
        asked.append(len(caught))
    assert asked[0] == asked[1], asked


def test_the_workbook_has_every_chart_and_a_map_as_its_table(land: World) -> None:
    filed(land.book.form, land.tree.communes[0], {land.book.typed: "9"}, key="2026-Q2", root=land.tree.province)
    asking(land.book.form, ("units", land.book.typed, True), ("map", land.book.typed, False), ("columns", land.book.typed, False))
    content = build_file(land.tree.province, period(), "xlsx").content
    book = load_workbook(io.BytesIO(content))
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        charts = [files.read(name).decode() for name in sorted(files.namelist()) if name.startswith("xl/charts/chart")]
        drawing = files.read("xl/drawings/drawing1.xml").decode()
    assert ["T1 theo đơn vị" in charts[0], "T1 qua các kỳ" in charts[1], len(charts)] == [True, True, 2]
    # The second begins below the end of the first.
    rows = [int(row) for row in re.findall(r"<xdr:row>(\d+)</xdr:row>", drawing)]
    assert rows[0] < rows[1] <= rows[2] < rows[3]
    lines = [[cell.value for cell in row] for row in book["T1 theo đơn vị"].iter_rows()]
    assert lines[0][0] == "T1 theo đơn vị"
    assert lines[2:] == [
        ["Đơn vị", "cuộc", "Mức trên bản đồ"],
        ["Xã Xã 000", 3, "mức 1"],
        ["Xã Xã 001", 8, "mức 2"],
        ["Xã Xã 002", 0, "không phát sinh"],
    ]
