"""The pages of wordings: who may open and change, what they show, that nothing typed is lost."""

import io
from dataclasses import replace

import pypdf
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from danvan.papers import services
from danvan.papers.models import Outgoing, Template
from danvan.papers.registry import registry
from danvan.papers.selectors import wording_of
from danvan.papers.tests.conftest import Play
from danvan.papers.tests.factories import KIND, WORDING, changed, printed
from danvan.units.access import Acting

FORM = {
    "title": "THÔNG BÁO",
    "summary": "Về việc của {{ ten }}",
    "addressees": "",
    "body": "Lời riêng về {{ ten }}\nDòng hai",
    "recipients": "Như trên",
    "signer": "{{ chuc_danh_ky }}",
    "valid_from": "22/11/2026",
}


def browser(who: Acting) -> Client:
    """A signed-in browser."""
    client = Client()
    client.force_login(who.user)
    return client


def address(name: str, *more: object) -> str:
    """A page of the test's paper."""
    return reverse(f"papers:{name}", args=[KIND.code, *more])


def test_a_stranger_is_sent_to_the_login_page(play: Play, client: Client) -> None:
    for url in (reverse("papers:list"), address("paper"), address("change"), reverse("papers:outgoing"), address("sample", "pdf")):
        assert client.get(url).status_code == 302, url


def test_every_officer_reads_and_only_the_editor_of_the_unit_changes(play: Play) -> None:
    reader = browser(play.reader)
    assert reader.get(address("paper")).status_code == 200
    assert "Sửa mẫu" not in reader.get(address("paper")).content.decode()
    for url in (address("change"), reverse("papers:series")):
        assert reader.get(url).status_code == 403
    for url in (address("change"), address("preview"), address("drop")):
        assert reader.post(url, FORM).status_code == 403
    assert Template.objects.count() == 0


def test_an_unknown_paper_is_not_there(play: Play) -> None:
    client = browser(play.editor)
    for name in ("paper", "change", "compare"):
        assert client.get(reverse(f"papers:{name}", args=["units.nothing"])).status_code == 404


def test_the_list_shows_papers_by_room_and_whose_wording_holds(play: Play) -> None:
    page = browser(play.editor).get(reverse("papers:list")).content.decode()
    assert "Thông báo thử" in page
    assert "Chưa đối chiếu" in page
    changed(play.superior)
    page = browser(play.editor).get(reverse("papers:list")).content.decode()
    assert f"Mẫu của {play.tree.province.full_name}" in page


def test_the_page_of_a_paper_shows_it_with_samples_and_lists_its_fields(play: Play) -> None:
    page = browser(play.reader).get(address("paper")).content.decode()
    assert "Về việc của xã Mẫu" in page
    assert "{{ ten }}" in page
    assert "[bảng dong]" in page
    assert "Độc lập - Tự do - Hạnh phúc" in page


def test_a_change_is_kept_as_a_version_and_shown(play: Play) -> None:
    answer = browser(play.editor).post(address("change"), FORM, follow=True)
    assert "Đã lưu mẫu mới" in answer.content.decode()
    made = Template.objects.get(unit=play.tree.a)
    assert wording_of(made).body == FORM["body"]
    assert made.version == 1


def test_looking_first_keeps_nothing_and_loses_nothing(play: Play) -> None:
    page = browser(play.editor).post(address("change"), {**FORM, "look": "1"}).content.decode()
    assert "Xem trước, chưa lưu" in page
    assert "Lời riêng về xã Mẫu" in page
    assert "Lời riêng về {{ ten }}" in page
    assert Template.objects.count() == 0


@pytest.mark.parametrize("button", [{}, {"look": "1"}])
def test_a_fault_is_told_beside_its_field_with_its_line_and_nothing_is_lost(play: Play, button: dict[str, str]) -> None:
    typed = {**FORM, "body": "Dòng một giữ lại\n{{ khong_co }}", "recipients": "{{ x", **button}
    page = browser(play.editor).post(address("change"), typed).content.decode()
    assert "Dòng 2: không có mục “khong_co”" in page
    assert "Dòng 1: dấu {{ và }} phải đi thành cặp" in page
    assert "Dòng một giữ lại" in page
    assert 'id="id_body_error"' in page
    assert Template.objects.count() == 0


def test_a_script_typed_into_a_wording_is_shown_as_text(play: Play) -> None:
    page = browser(play.editor).post(address("change"), {**FORM, "body": "<script>alert(1)</script>", "look": "1"}).content.decode()
    assert "<script>alert" not in page


def test_the_pdf_of_what_was_typed_comes_without_keeping_it(play: Play) -> None:
    answer = browser(play.editor).post(address("preview"), FORM)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    assert answer["Content-Type"] == "application/pdf"
    assert "Lời riêng" in text
    assert Template.objects.count() == 0


def test_a_faulty_wording_comes_back_to_its_form_instead_of_a_pdf(play: Play) -> None:
    page = browser(play.editor).post(address("preview"), {**FORM, "body": "{{ khong_co }}"}).content.decode()
    assert "không có mục “khong_co”" in page


@pytest.mark.parametrize("form", ["pdf", "docx", "xlsx"])
def test_a_sample_can_be_taken_away(play: Play, form: str) -> None:
    answer = browser(play.reader).get(address("sample", form))
    assert answer.status_code == 200
    assert f"thong-bao-thu-MAU.{form}" in answer["Content-Disposition"]


def test_a_form_there_is_not_is_not_there(play: Play) -> None:
    assert browser(play.reader).get(address("sample", "exe")).status_code == 404


def test_the_comparison_tells_what_differs_from_the_products_own(play: Play) -> None:
    changed(play.editor, body="Dòng mới\nTrân trọng thông báo")
    page = browser(play.reader).get(address("compare")).content.decode()
    assert "Dòng mới" in page
    assert "[nếu có han] 2. Hạn: {{ han }}" in page


def test_an_older_version_is_looked_at_and_brought_back(play: Play) -> None:
    first = changed(play.editor, body="Bản thứ nhất")
    changed(play.editor, body="Bản thứ hai")
    client = browser(play.editor)
    page = client.get(address("version", first.pk)).content.decode()
    assert "Bản thứ nhất" in page
    assert "Bản thứ hai" in page
    client.post(address("restore", first.pk))
    assert Template.objects.get(unit=play.tree.a, version=3).body == "Bản thứ nhất"


def test_a_version_of_another_unit_is_not_there(play: Play) -> None:
    other = changed(play.neighbour)
    client = browser(play.editor)
    assert client.get(address("version", other.pk)).status_code == 404
    assert client.post(address("restore", other.pk)).status_code == 404


def test_dropping_goes_back_and_a_second_time_is_refused_in_words(play: Play) -> None:
    changed(play.editor)
    client = browser(play.editor)
    assert "Đã bỏ mẫu riêng" in client.post(address("drop"), follow=True).content.decode()
    assert "chưa có mẫu riêng" in client.post(address("drop"), follow=True).content.decode()


def test_the_register_of_numbers_shows_and_exports_the_units_own(play: Play) -> None:
    changed(play.editor, numbered=True)
    changed(play.neighbour, numbered=True)
    printed(play.editor)
    printed(play.neighbour, subject=play.tree.far)
    client = browser(play.reader)
    page = client.get(reverse("papers:outgoing")).content.decode()
    assert "01/TB-UBND" in page
    assert play.tree.far.name not in page
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(b"".join(client.get(reverse("papers:outgoing_file"))))).get_sheet_by_index(0).to_python()
    )
    assert rows[-1] == ["01/TB-UBND", "22/11/2026", play.editor.body.name, "thông báo thử", play.tree.a.name]


def test_the_start_of_a_series_is_set_and_never_back(play: Play) -> None:
    client = browser(play.editor)
    typed = {"body": play.editor.body.pk, "symbol": "TB", "last": "30"}
    assert "Số tiếp theo là 31" in client.post(reverse("papers:series"), typed, follow=True).content.decode()
    changed(play.editor, numbered=True)
    printed(play.editor)
    assert Outgoing.objects.get().number == 31
    page = client.post(reverse("papers:series"), {**typed, "last": "5"}).content.decode()
    assert "Hệ thống đã cấp đến số 31" in page


def test_a_body_of_another_unit_cannot_be_chosen(play: Play) -> None:
    typed = {"body": play.neighbour.body.pk, "symbol": "TB", "last": "30"}
    assert "Số tiếp theo" not in browser(play.editor).post(reverse("papers:series"), typed, follow=True).content.decode()


@pytest.mark.parametrize("more", [0, 12])
def test_pages_cost_the_same_however_many_versions_and_papers_there_are(
    play: Play, more: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for turn in range(more):
        registry.papers[f"units.more{turn}"] = replace(KIND, code=f"units.more{turn}")
        changed(play.editor, body=f"Lời {turn}")
        services.change(by=play.superior, code=f"units.more{turn}", unit=play.tree.province, wording=replace(WORDING, body="Khác"))
    client = browser(play.editor)
    try:
        for url in (reverse("papers:list"), address("paper"), address("change"), address("compare"), reverse("papers:outgoing")):
            with django_assert_max_num_queries(15):
                client.get(url)
    finally:
        for turn in range(more):
            registry.papers.pop(f"units.more{turn}")
