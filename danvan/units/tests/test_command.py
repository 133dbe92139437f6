"""What `danvan units` answers at the shell."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from danvan.units.models import Lineage, Unit, UnitName, UnitPath
from danvan.units.tests import factories


def said(*words: str) -> str:
    out = StringIO()
    call_command("units", *words, stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.mark.usefixtures("real_units")
def test_a_second_load_changes_nothing_and_prints_the_same_counts() -> None:
    before = [model.objects.count() for model in (Unit, UnitName, UnitPath, Lineage)]
    told = said("load")
    assert "Đã thêm 0 đơn vị" in told
    assert "30/06/2025: 1 Trung ương, 63 cấp tỉnh, 696 cấp huyện, 10040 cấp xã" in told
    assert "01/07/2025: 1 Trung ương, 34 cấp tỉnh, 3321 cấp xã" in told
    assert [model.objects.count() for model in (Unit, UnitName, UnitPath, Lineage)] == before


@pytest.mark.usefixtures("real_units")
def test_a_load_over_a_unit_that_disagrees_is_refused() -> None:
    UnitName.objects.filter(unit__key="2025:37").update(name="Hoa Lư")
    with pytest.raises(CommandError, match="2025:37"):
        said("load")


@pytest.mark.usefixtures("real_units")
def test_the_former_binh_duong_is_shown_with_what_became_of_it() -> None:
    told = said("show", "Bình Dương", "--on", "2025-06-30")
    assert told.startswith("Tỉnh Bình Dương (mã 74), có đến hết 30/06/2025; nay thuộc Thành phố Hồ Chí Minh.")
    assert "2004:01711" in told


@pytest.mark.usefixtures("real_units")
def test_a_code_means_another_unit_on_another_day() -> None:
    assert json.loads(said("show", "37", "--on", "2025-06-30", "--json"))["key"] == "2004:37"
    assert json.loads(said("show", "37", "--on", "2025-07-01", "--json"))["key"] == "2025:37"


@pytest.mark.usefixtures("real_units")
def test_a_name_may_be_typed_without_accents_and_its_kind_narrows_it() -> None:
    assert json.loads(said("show", "tinh ninh thuan", "--json"))["today"][0]["key"] == "2025:56"


@pytest.mark.usefixtures("real_units")
def test_lineage_says_whole_part_and_doubt() -> None:
    told = said("lineage", "2025:00562")
    assert "Xã Lệ Chi, Huyện Gia Lâm, Thành phố Hà Nội: toàn bộ" in told
    assert "Xã Phú Sơn, Huyện Gia Lâm, Thành phố Hà Nội: một phần, chưa biết tỷ lệ" in told
    assert "Xã Đặng Xá, Huyện Gia Lâm, Thành phố Hà Nội: chưa chắc" in told


@pytest.mark.usefixtures("real_units")
def test_lineage_as_json_lists_the_three_provinces_of_ninh_binh() -> None:
    facts = json.loads(said("lineage", "Ninh Bình", "--json"))
    assert {edge["label"] for edge in facts["predecessors"]} == {"Tỉnh Ninh Bình", "Tỉnh Hà Nam", "Tỉnh Nam Định"}
    assert all(edge["whole"] for edge in facts["predecessors"])


@pytest.mark.usefixtures("real_units")
def test_namesakes_that_cannot_be_told_apart_are_listed_and_the_exit_code_is_1() -> None:
    with pytest.raises(CommandError) as refused:
        said("show", "phường 5", "--on", "2025-06-30")
    assert refused.value.returncode == 1


@pytest.mark.usefixtures("real_units")
def test_a_name_nobody_bears_is_refused() -> None:
    with pytest.raises(CommandError, match="Không có đơn vị nào"):
        said("show", "Atlantis")


@pytest.mark.usefixtures("real_units")
def test_search_leads_from_a_former_commune_to_todays() -> None:
    assert "Phường Sài Gòn, Thành phố Hồ Chí Minh (trước: Phường Bến Nghé)" in said("search", "ben nghe", "--on", "2026-11-20")


@pytest.mark.django_db
def test_hamlets_with_one_wrong_line_are_not_imported_at_all(tmp_path: Path) -> None:
    tree = factories.small_tree()
    file = tmp_path / "thon.csv"
    file.write_text("loai,ten,tu_ngay\nthôn,Đông,01/08/2025\nxóm,Tây,\nthôn,Đông,\n", encoding="utf-8")
    errors = StringIO()
    with pytest.raises(CommandError, match="2 dòng sai"):
        call_command("units", "import-hamlets", str(file), "--commune", tree.a.key, stdout=StringIO(), stderr=errors)
    assert "dòng 3" in errors.getvalue()
    assert "dòng 4" in errors.getvalue()
    assert not Unit.objects.filter(level="hamlet").exists()


@pytest.mark.django_db
def test_hamlets_from_a_clean_file_stand_under_their_commune(tmp_path: Path) -> None:
    tree = factories.small_tree()
    file = tmp_path / "thon.csv"
    file.write_text("Loại;Tên\nthôn;Đông\nTổ dân phố;Số 1\n", encoding="utf-8-sig")
    told = StringIO()
    call_command("units", "import-hamlets", str(file), "--commune", tree.a.key, stdout=told)
    assert "Đã nhập 2" in told.getvalue()
    assert {unit.full_name for unit in Unit.objects.below(tree.province).filter(level="hamlet")} == {"Thôn Đông", "Tổ dân phố Số 1"}
