"""The document on which an adjusted figure stands, as a file: checked, frozen with the report, printed, downloaded by who may see the figure."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from danvan.files.models import File
from danvan.files.tests import samples
from danvan.reports.models import Adjustment, Report
from danvan.reports.papers.files import build
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.reports.tests.test_adjusting import WHY, adjustment_page, sent, typed
from danvan.units.models import Duty
from danvan.units.tests.factories import officer

__all__ = ["world"]

pytestmark = pytest.mark.django_db


def with_file(world: World, report: Report, **other: Any) -> Any:
    upload = SimpleUploadedFile("biên bản họp.pdf", samples.pdf(), content_type="application/pdf")
    return browser(world.maker).post(adjustment_page(report), {**typed(report), "files": [upload], **other})


def test_the_document_is_attached_and_downloaded_by_who_may_see_the_figure(world: World) -> None:
    report = world.draft()
    assert with_file(world, report).status_code == 302
    one = Adjustment.objects.get().files.get()
    address = place("adjustment_file", one.pk)
    assert address in browser(world.maker).get(adjustment_page(report)).content.decode()
    answer = browser(world.maker).get(address)
    assert answer.getvalue().startswith(b"%PDF")
    assert "attachment" in answer["Content-Disposition"]
    assert browser(world.receiver).get(address).status_code == 404  # a draft is its unit's own
    sent(world, report)
    received = browser(world.receiver).get(address)
    assert received.getvalue().startswith(b"%PDF")
    assert browser(world.neighbour).get(address).status_code == 404
    assert browser(world.stranger).get(address).status_code == 404
    reader = officer(world.tree.province, Duty.KEEP_BOOK)
    assert browser(reader).get(address).status_code == 404
    assert browser(reader).post(address).status_code == 405


def test_the_files_are_frozen_with_the_report_and_listed_on_paper(world: World) -> None:
    report = world.draft()
    with_file(world, report)
    stored = Adjustment.objects.get().files.get().file
    report = sent(world, report)
    line = next(one for one in (report.frozen or {})["facts"] if "adjustment" in one)
    assert line["adjustment"]["files"] == [{"name": stored.name, "sha256": stored.sha256}]
    paper = Document(BytesIO(build(report.unit, report.period, "docx").content))
    cells = [cell.text for grid in paper.tables for row in grid.rows for cell in row.cells]
    assert any(f"Tệp kèm: {stored.name} ({stored.sha256[:12]}…)" in text for text in cells)


def test_what_is_no_document_is_refused_beside_its_field_and_nothing_is_kept(world: World) -> None:
    report = world.draft()
    wrong = SimpleUploadedFile("chay.pdf", b"MZ not a document", content_type="application/pdf")
    answer = with_file(world, report, files=[wrong])
    assert answer.status_code == 200
    assert "files" in answer.context["form"].errors
    assert WHY in answer.content.decode()
    assert not Adjustment.objects.exists()
    assert not File.objects.exists()
    late = with_file(world, report, amount="0")
    assert "amount" in late.context["form"].errors
    assert not File.objects.exists()
