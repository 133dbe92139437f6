"""The paper of a filed report says what was signed, whatever its totals have become since; what they are now stands beside."""

import io
import json
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from danvan.lib.papers import Number, Table
from danvan.reports import rules, services
from danvan.reports.models import Report, Submission
from danvan.reports.papers.files import build
from danvan.reports.papers.told import told, written
from danvan.reports.selectors import THEN
from danvan.reports.selectors.filed import filed, last_filed
from danvan.reports.services import Corrected
from danvan.reports.tests.factories import PERIOD, period
from danvan.reports.tests.page_world import World, browser, place, world

__all__ = ["world"]

pytestmark = pytest.mark.django_db


def reported(world: World) -> tuple[Report, Report]:
    """A commune's report, received, of 12; and the province's above it, submitted, of 12 and its own 1. The other communes have not filed."""
    report = services.accept(by=world.receiver, report=world.filed(figures={world.book.typed: "12", world.book.stock: "7"}))
    higher = world.draft(world.tree.province)
    services.type_figure(by=world.receiver, report=higher, indicator=world.book.typed, value="1")
    return report, services.submit(by=world.receiver, report=higher)


def corrected(world: World, report: Report, value: str) -> None:
    cell = Corrected(world.book.typed, value, "Cộng sót một thôn", "Sổ họp thôn tháng 8")
    services.file_correction(by=world.maker, report=report, cells=[cell], seen=report.revision)


def plain(world: World, unit: Any = None, **said: Any) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(build(unit or world.tree.province, period(), "json", **said).content)
    return content


def figure(content: dict[str, Any], code: str) -> dict[str, Any]:
    return next(one for one in content["figures"] if one["code"] == code)


def test_the_paper_says_what_was_signed_and_what_the_total_is_now(world: World) -> None:
    report, higher = reported(world)
    before = plain(world)
    corrected(world, report, "20")
    world.filed(world.tree.communes[1], {world.book.typed: "5"})
    content = plain(world)
    told_now = figure(content, "T1")
    assert (told_now["value"], told_now["reported"]) == ("13", figure(before, "T1")["reported"])
    assert "Số hiện nay: 26." in told_now["note"]
    assert "Báo cáo đã gửi ghi" not in told_now["note"]
    assert content["completeness"] == before["completeness"]
    assert content["digest"] == higher.digest
    page = browser(world.receiver).get(place("read", world.tree.province.key, PERIOD)).content.decode()
    assert ">26<" in page
    assert "Báo cáo đã gửi ghi 13" in page


def by_unit(content: bytes) -> dict[str, str]:
    """Unit -> its typed figure, from the workbook."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Theo đơn vị").to_python()
    head = next(row for row in rows if row[0] == "Đơn vị")
    at = next(place for place, title in enumerate(head) if str(title).startswith("T1 "))
    return {str(row[0]): str(row[at]).removesuffix(".0") for row in rows[rows.index(head) + 1 :]}


def test_the_units_below_stand_in_it_with_the_figures_that_they_had_then(world: World) -> None:
    report, _higher = reported(world)
    before = by_unit(build(world.tree.province, period(), "xlsx").content)
    corrected(world, report, "20")
    world.filed(world.tree.communes[1], {world.book.typed: "5"})
    assert by_unit(build(world.tree.province, period(), "xlsx").content) == before
    kept = last_filed(Report.objects.get(unit=world.tree.province))
    assert kept is not None
    with override("vi"):
        paper = written(told(world.tree.province, period(), filed=kept), None)
    table = next(
        block for annex in paper.annexes[1:] for block in annex.blocks if isinstance(block, Table) and "T1" in block.columns[2].title
    )
    lines = [line for line in table.rows if isinstance(line, tuple)]
    together = lines[-1][2]
    assert (together.text if isinstance(together, Number) else together) == "13"
    assert [line[2] for line in lines[:-1] if line[2] not in ("–", "")] == ["12", "1"]  # the commune's, and the province's own


def test_every_submission_can_be_had_again_as_it_was(world: World) -> None:
    report, higher = reported(world)
    corrected(world, report, "20")
    taken = services.take_over(by=world.receiver, report=higher)
    first, second = Submission.objects.filter(report=taken).order_by("revision")
    for submission, value in ((first, "13"), (second, "21")):
        content = plain(world, filed=filed(taken, submission))
        assert (figure(content, "T1")["value"], content["revision"], content["digest"]) == (value, submission.revision, submission.digest)
    own = Submission.objects.get(report=report, revision=1)
    report.refresh_from_db()
    mine = plain(world, world.commune, filed=filed(report, own))
    assert (figure(mine, "T1")["value"], figure(mine, "T2")["value"]) == ("12", "7")
    assert "Số hiện nay: 20." in figure(mine, "T1")["note"]
    client = browser(world.receiver)
    page = client.get(place("submission", taken.pk, 1)).content.decode()
    for kind in ("docx", "pdf", "xlsx", "json"):
        address = place("submission_file", taken.pk, 1, kind)
        assert address in page
        assert client.get(address).status_code == 200
    assert json.loads(client.get(place("submission_file", taken.pk, 1, "json")).content)["revision"] == 1
    assert client.get(place("submission_file", taken.pk, 9, "json")).status_code == 404
    assert client.get(place("submission_file", taken.pk, 1, "exe")).status_code == 404
    assert browser(world.stranger).get(place("submission_file", taken.pk, 1, "json")).status_code == 404


def test_what_was_kept_of_the_units_below_has_its_hash_in_what_was_signed(world: World) -> None:
    _report, higher = reported(world)
    kept = Submission.objects.get(report=higher)
    assert kept.content["below"] == rules.digest(kept.below)
    assert kept.below[world.commune.key]["T1"][0] == 12
    assert Submission.objects.exclude(report=higher).exclude(below={}).count() == 0


def test_a_submission_of_an_earlier_release_tells_its_own_table_and_the_units_as_they_are(world: World) -> None:
    report, higher = reported(world)
    Submission.objects.update(below={})
    corrected(world, report, "20")
    assert figure(plain(world), "T1")["value"] == "13"
    assert Decimal(by_unit(build(world.tree.province, period(), "xlsx", borders=THEN).content)[world.commune.full_name]) == 20
    assert higher.revision == 1
