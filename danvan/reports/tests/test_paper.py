"""The report as a paper: whose head, which words, every figure with its reference, at least one chart."""

from datetime import date

import pytest
from django.utils.translation import override

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.charts import ChartSpec
from danvan.lib.papers import Chart, Heading, Letterhead, Note, Paper, Paragraph, Table
from danvan.reports import services
from danvan.reports.models import Form
from danvan.reports.papers.files import build as build_file
from danvan.reports.papers.told import paper_of
from danvan.reports.tests.factories import AFTER, OLD, PERIOD, book, counted_figure, filed, period, unit
from danvan.reports.tests.page_world import World, world
from danvan.units.models import Body, Unit
from danvan.units.services import establish, open_body

__all__ = ["world"]


def of(world: World, where: Unit) -> Paper:
    """The paper of a unit for the quarter."""
    return paper_of(where, period())


def text(paper: Paper) -> str:
    """All running words."""
    lines = []
    for block in paper.blocks:
        if isinstance(block, Heading | Note):
            lines.append(block.text)
        if isinstance(block, Paragraph):
            lines.append("".join(run if isinstance(run, str) else run.text for run in block.runs))
    return "\n".join(lines)


def charts(paper: Paper) -> list[ChartSpec]:
    """The charts, which stand in the first annex."""
    assert not any(isinstance(block, Chart) for block in paper.blocks)
    return [block.spec for block in paper.annexes[0].blocks if isinstance(block, Chart)]


def printed(paper: Paper) -> list[tuple[str, str]]:
    """The figures in the text: reference and number."""
    return [(number.ref, number.text) for number in paper.numbers()]


@pytest.mark.parametrize(
    ("day", "issuer", "symbol"),
    [(date(2023, 10, 6), "Ban Dân vận", "BDVTU"), (date(2026, 10, 6), "Ban Tuyên giáo và Dân vận", "BTGDVTU")],
)
@pytest.mark.django_db
def test_the_head_of_a_province_names_the_commission_of_the_day(day: date, issuer: str, symbol: str) -> None:
    with counted_figure(), clock.standing_at(day):
        said = book()
        province = unit("province", "Hà Tĩnh", unit("centre", "Việt Nam"))
        establish(by=SYSTEM, unit=province, on=date(2020, 1, 1))
        filed(said.form, province, {said.typed: "29"}, f"{day.year}-9M")
        paper = paper_of(province, period(f"{day.year}-9M"))
    assert (paper.letterhead, paper.upper, paper.issuer) == (Letterhead.PARTY, "Tỉnh ủy Hà Tĩnh", issuer)
    assert paper.symbol.endswith(f"-BC/{symbol}")
    assert (paper.place, paper.day) == ("Hà Tĩnh", day)
    assert paper.authority_line() == ""
    assert "Thường trực Tỉnh ủy Hà Tĩnh" in paper.recipients
    assert paper.attached_line().endswith(f"của {issuer} Tỉnh ủy Hà Tĩnh)")


def test_a_commune_reports_as_its_party_committee_under_the_party_of_its_province(world: World) -> None:
    establish(by=SYSTEM, unit=world.commune, on=date(2025, 7, 1))
    world.filed()
    paper = of(world, world.commune)
    assert (paper.upper, paper.issuer) == ("Đảng bộ tỉnh Ninh Bình", "Đảng ủy xã Xã 000")
    assert paper.authority_line() == "T/M Ban Thường vụ"
    assert paper.kept_at == "Lưu Văn phòng Đảng ủy xã Xã 000"


@pytest.mark.django_db
def test_where_there_is_only_a_peoples_committee_the_layout_is_the_states() -> None:
    with counted_figure(), clock.standing_at(AFTER):
        said = book()
        commune = unit("commune", "Đông Hà", unit("province", "Quảng Trị", unit("centre", "Việt Nam")))
        open_body(
            by=SYSTEM, unit=commune, kind=Body.Kind.PEOPLES_COMMITTEE, name="Ủy ban nhân dân xã Đông Hà", symbol="UBND", valid_from=OLD
        )
        filed(said.form, commune, {said.typed: "1"})
        paper = paper_of(commune, period())
    assert (paper.letterhead, paper.symbol[-8:]) == (Letterhead.STATE, "/BC-UBND")
    assert paper.authority_line() == "TM. Ủy ban nhân dân"


def test_a_closed_unit_whose_bodies_nobody_entered_has_those_of_its_time(world: World) -> None:
    former = world.tree.former[0]
    filed(world.book.form, former, {world.book.typed: "29"}, "2023-9M", levels=["province"])
    paper = paper_of(former, period("2023-9M"))
    # Filed today for a time when the province still stood.
    assert (paper.upper, paper.issuer) == ("Tỉnh ủy Hà Nam", "Ban Dân vận")


def test_words_figures_and_completeness_are_all_there(world: World) -> None:
    report = world.draft()
    services.type_figure(by=SYSTEM, report=report, indicator=world.book.typed, value="2200", qualifier="over")
    services.write(by=SYSTEM, report=report, heading=world.book.heading, text="Đoạn một.\n\nĐoạn hai.")
    services.submit(by=SYSTEM, report=report)
    commune, province = of(world, world.commune), of(world, world.tree.province)
    assert "Đoạn một.\nĐoạn hai." in text(commune)
    assert ("T1", "hơn 2.200") in printed(commune)
    assert "1/3 đơn vị đã gửi báo cáo; còn thiếu: Xã Xã 001, Xã Xã 002." in text(province)
    assert ("T1", "hơn 2.200") in printed(province)


def test_every_figure_has_a_reference_that_says_how_it_was_obtained(world: World) -> None:
    report = world.draft()
    source = services.SourceData("Sổ tiếp công dân", publisher="Ủy ban nhân dân xã", published_on=date(2026, 9, 30), locator="trang 7")
    services.type_figure(by=SYSTEM, report=report, indicator=world.book.typed, value="4", source=source)
    sent = services.submit(by=SYSTEM, report=report)
    paper = of(world, world.commune)
    references = {one.code: one for one in paper.references}
    assert {number.ref for number in paper.numbers()} == set(references) == {"T1", "T3", "T4"}
    assert "Sổ tiếp công dân, Ủy ban nhân dân xã, 30/09/2026, trang 7" in references["T1"].how
    assert references["T3"].how == "Đếm từ hồ sơ."
    assert references["T3"].definition == "Đếm các việc thử."
    assert references["T3"].address.endswith(f"/{world.commune.key}/{PERIOD}/so/T3/")
    assert sent.digest in paper.references_note
    assert len({one.digest for one in references.values()}) == 3


def test_there_is_a_chart_by_unit_and_one_over_time(world: World) -> None:
    for place, commune in enumerate(world.tree.communes):
        world.filed(commune, {world.book.typed: str(place + 1)})
    assert [point.text for point in charts(of(world, world.tree.province))[0].points] == ["3", "2", "1"]
    owed = services.open_period(by=SYSTEM, form=world.book.form, period_key="2026-Q2", root=world.commune)
    earlier = services.start(by=SYSTEM, obligation=owed[0])
    services.type_figure(by=SYSTEM, report=earlier, indicator=world.book.typed, value="9", source=services.SourceData("Sổ"))
    services.submit(by=SYSTEM, report=earlier)
    chart = charts(of(world, world.commune))[0]
    assert (chart.kind, [point.text for point in chart.points]) == ("columns", ["9", "1"])


def test_a_single_figure_is_drawn_too_and_none_is_not(world: World) -> None:
    world.filed(world.tree.communes[1])
    assert charts(of(world, world.tree.communes[1]))
    empty = of(world, world.tree.communes[2])
    assert not charts(empty)
    assert "Kỳ này chưa có số liệu hay lời văn nào được gửi." in text(empty)


def test_a_draft_says_that_it_is_one(world: World) -> None:
    report = world.draft()
    services.type_figure(by=SYSTEM, report=report, indicator=world.book.typed, value="5")
    paper = paper_of(world.commune, period(), draft=report)
    assert "DỰ THẢO" in text(paper)
    assert ("T1", "5") in printed(paper)
    assert "DỰ THẢO" not in text(of(world, world.commune))


def test_the_paper_is_vietnamese_whatever_the_reader_reads(world: World) -> None:
    world.filed(figures={world.book.typed: "2200"})
    with override("ru"):
        paper = of(world, world.tree.province)
    assert "đơn vị đã gửi báo cáo" in text(paper)
    assert ("T1", "2.200") in printed(paper)


def test_the_real_form_prints_in_every_kind(world: World) -> None:
    services.load_book(by=SYSTEM)
    form = Form.objects.get(code="party-periodic")
    owed = services.open_period(by=SYSTEM, form=form, period_key="2026-08", root=world.tree.province)
    report = services.start(by=SYSTEM, obligation=next(one for one in owed if one.unit_id == world.commune.pk))
    services.nothing_happened(by=SYSTEM, report=report, group="A")
    services.submit(by=SYSTEM, report=report)
    for where in (world.commune, world.tree.province):
        for kind in ("docx", "pdf", "xlsx", "json"):
            assert build_file(where, period("2026-08"), kind).content


def test_headings_without_anything_under_them_wait_for_words(world: World) -> None:
    services.load_book(by=SYSTEM)
    form = Form.objects.get(code="party-periodic")
    owed = services.open_period(by=SYSTEM, form=form, period_key="2026-08", root=world.tree.province)
    report = services.start(by=SYSTEM, obligation=next(one for one in owed if one.unit_id == world.commune.pk))
    services.nothing_happened(by=SYSTEM, report=report, group="H")
    services.submit(by=SYSTEM, report=report)
    paper = paper_of(world.tree.province, period("2026-08"))
    assert [block.text for block in paper.blocks if isinstance(block, Heading)][:1] == ["II. Kết quả công tác dân vận"]
    table = next(block for block in paper.annexes[0].blocks if isinstance(block, Table))
    assert len(table.rows) > len(form.indicators.all())


def test_decimals_are_printed_with_a_comma(world: World) -> None:
    world.filed(figures={world.book.decimal: "6,84"})
    assert ("T5", "6,84") in printed(of(world, world.commune))
