"""The pages of the book and of forms: read by every officer, changed by who keeps them."""

import importlib
from dataclasses import replace

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from danvan.audit.doer import SYSTEM
from danvan.reports import services
from danvan.reports.contents import indicator_content
from danvan.reports.models import Form, FormState, Indicator, Obligation
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, Book, Tree, filed
from danvan.units.models import Duty, Unit
from danvan.units.tests.factories import officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("after")]


@pytest.fixture
def book() -> Book:
    made = factories.book()
    Indicator.objects.update(definition="Cách hiểu.", figure="", group="A")
    made.form.due |= {"district": {"": "days 8"}}
    made.form.save(update_fields=["due"])
    return made


def at_work(unit: Unit, *duties: Duty) -> Client:
    client = Client()
    client.force_login(officer(unit, *duties).user)
    return client


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"reports:{name}", args=args))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def typed(client: Client, name: str, *args: object) -> dict[str, object]:
    """What the form of a page sends if nothing is touched."""
    form = client.get(reverse(f"reports:{name}", args=args)).context
    asked = form["form"] if form.get("asked") is None else form["asked"]
    return {bound.html_name: bound.value() for bound in asked if bound.value() is not None and bound.value() is not False} | {
        bound.html_name: f"{bound.value():%d/%m/%Y}" for bound in asked if hasattr(bound.value(), "strftime")
    }


def test_the_book_is_read_by_any_officer_in_a_bounded_number_of_queries(
    tree: Tree, book: Book, django_assert_max_num_queries: object
) -> None:
    client = at_work(tree.communes[0], Duty.FILE_REPORT)
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        text = page(client, "book")
    assert "T1" in text
    assert "Thêm chỉ tiêu" not in text
    services.load_book(by=SYSTEM)
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        text = page(client, "book")
    assert "– H68B" in text
    assert "· Hệ thống" in page(client, "indicator", "H68B")
    assert "mỗi lá đơn một lần" in text


def test_a_change_is_looked_at_first_and_nothing_is_saved(tree: Tree, book: Book) -> None:
    services.open_period(by=SYSTEM, form=book.form, period_key="2026-Q4", root=tree.province)
    client = at_work(tree.centre, Duty.KEEP_BOOK)
    said = typed(client, "indicator_change", "T1") | {"definition": "Nghĩa mới.", "applies_from": "04/10/2026", "reason": "Hướng dẫn"}
    answer = client.post(reverse("reports:indicator_change", args=["T1"]), said | {"look": "1"}).content.decode()
    assert "<ins>Nghĩa mới.</ins>" in answer
    assert "T4" in answer  # the ratio that rests on it
    assert "Mẫu thử" in answer
    assert "4 báo cáo phải gửi" in answer
    assert Indicator.objects.get(code="T1").definition == "Cách hiểu."
    done = client.post(reverse("reports:indicator_change", args=["T1"]), said)
    assert done.status_code == 302
    text = page(client, "indicator", "T1")
    assert "<del>Cách hiểu.</del>" in text
    assert "Bản 2, áp dụng từ 04/10/2026" in text


def test_a_refused_change_stands_beside_its_field_with_what_was_typed(tree: Tree, book: Book) -> None:
    filed(book.form, tree.communes[0], {book.typed: "3"}, key="2026-Q3", root=tree.province)
    client = at_work(tree.centre, Duty.KEEP_BOOK)
    said = typed(client, "indicator_change", "T1") | {"definition": "Nghĩa mới.", "applies_from": "01/09/2026", "reason": "Hướng dẫn"}
    answer = client.post(reverse("reports:indicator_change", args=["T1"]), said)
    assert answer.status_code == 200
    assert "30/09/2026" in answer.context["form"].errors["applies_from"][0]
    assert "Nghĩa mới." in answer.content.decode()


@pytest.mark.parametrize("duty", [Duty.CONSOLIDATE, Duty.FILE_REPORT])
def test_the_duty_is_needed_to_keep_the_book(tree: Tree, book: Book, duty: Duty) -> None:
    client = at_work(tree.centre, duty)
    for name, args in (("indicator_new", ()), ("form_new", ()), ("indicator_change", ("T1",)), ("form_publish", (book.form.pk,))):
        assert client.get(reverse(f"reports:{name}", args=args)).status_code == 403, name


def test_a_province_keeps_its_own_and_not_the_national_ones(tree: Tree, book: Book) -> None:
    client = at_work(tree.province, Duty.KEEP_BOOK)
    assert client.get(reverse("reports:indicator_change", args=["T1"])).status_code == 403
    said = {"code": "NB1", "group": "A", "number": "1", "name": "Hòa giải", "measure": "cuộc", "definition": "Cuộc hòa giải thành."}
    said |= {"kind": "flow", "scale": "0", "valid_from": "01/01/2026"}
    assert client.post(reverse("reports:indicator_new"), said).status_code == 302
    assert Indicator.objects.get(code="NB1").owner == tree.province
    other = at_work(tree.other, Duty.KEEP_BOOK)
    assert other.get(reverse("reports:indicator_change", args=["NB1"])).status_code == 403


def test_an_office_makes_a_form_page_by_page_and_its_communes_receive_it(tree: Tree, book: Book) -> None:
    client = at_work(tree.province, Duty.KEEP_BOOK, Duty.CONSOLIDATE)
    said = {"code": "nhanh-thang", "name": "Báo cáo nhanh", "title": "Báo cáo nhanh công tác dân vận", "regime": "own"}
    said |= {"frequencies": "month", "first_day": "15", "levels": "commune"}
    assert client.post(reverse("reports:form_new"), said).status_code == 302
    form = Form.objects.get(code="nhanh-thang")
    rows = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"}
    rows |= {"form-0-number": "II", "form-0-title": "Việc sau", "form-0-place": "2", "form-0-takes_text": "on"}
    rows |= {
        "form-1-number": "I",
        "form-1-title": "Việc trước",
        "form-1-place": "1",
        "form-1-guidance": "Nêu ba việc.",
        "form-1-takes_text": "on",
    }
    assert client.post(reverse("reports:form_headings", args=[form.pk]), rows).status_code == 302
    codes = {one.title: one.code for one in form.headings.all()}
    assert list(codes) == ["Việc trước", "Việc sau"]
    put = {"at-T1": codes["Việc trước"], "at-T2": "*", "at-T4": codes["Việc trước"]}
    assert client.post(reverse("reports:form_indicators", args=[form.pk]), put).status_code == 302
    seen = page(client, "form_look", form.pk)
    for words in ("Nêu ba việc.", "T1 T1 (cuộc)", "từ 15/09/2026 đến 14/10/2026", "Chỉ ở phụ lục"):
        assert words in seen
    printed = client.get(reverse("reports:form_look", args=[form.pk]), {"tep": "docx"})
    assert printed.content.startswith(b"PK")
    assert at_work(tree.communes[0], Duty.FILE_REPORT).get(reverse("reports:form", args=[form.pk])).status_code == 404  # a draft
    assert client.post(reverse("reports:form_publish", args=[form.pk]), {"reason": ""}).status_code == 302
    assert Form.objects.get(pk=form.pk).state == FormState.DRAFT, "T4 is worked out of T3, which is not there"
    assert "T4 tính ra từ chỉ tiêu chưa có trong mẫu: T3." in page(client, "form", form.pk)
    client.post(reverse("reports:form_indicators", args=[form.pk]), {"complete": "1"})
    assert client.post(reverse("reports:form_publish", args=[form.pk]), {"reason": ""}).status_code == 302
    asked = {"form": form.pk, "period": "2026-09@15"}
    look = client.post(reverse("reports:open"), asked)
    opened = client.post(reverse("reports:open"), asked | {"da-xem": look.context["seen"]})
    assert opened.status_code == 302
    assert set(Obligation.objects.filter(form=form).values_list("unit", flat=True)) == {one.pk for one in tree.communes}


def test_a_published_form_is_changed_only_through_a_new_version(tree: Tree, book: Book) -> None:
    client = at_work(tree.centre, Duty.KEEP_BOOK)
    assert client.get(reverse("reports:form_settings", args=[book.form.pk])).status_code == 404
    client.post(reverse("reports:form_revise", args=[book.form.pk]))
    draft = Form.objects.get(code="test", state=FormState.DRAFT)
    said = typed(client, "form_settings", draft.pk) | {"name": "Mẫu thử mới", "frequencies": ["quarter"]}
    answer = client.post(reverse("reports:form_settings", args=[draft.pk]), said)
    assert answer.status_code == 302, answer.context["asked"].errors
    refused = client.post(reverse("reports:form_publish", args=[draft.pk]), {"reason": ""})
    assert "reason" in refused.context["asked"].errors
    client.post(reverse("reports:form_publish", args=[draft.pk]), {"reason": "Bớt kỳ"})
    book.form.refresh_from_db()
    assert (book.form.state, book.form.name) == (FormState.RETIRED, "Mẫu thử")
    text = page(client, "form", draft.pk)
    assert "Bớt kỳ" in text
    assert "Thôi dùng" in text


def test_a_form_is_copied_and_the_draft_thrown_away(tree: Tree, book: Book) -> None:
    client = at_work(tree.province, Duty.KEEP_BOOK)
    client.post(reverse("reports:form_copy", args=[book.form.pk]), {"code": "ban-sao", "name": "Bản sao"})
    copy = Form.objects.get(code="ban-sao")
    assert (copy.owner, copy.indicators.count()) == (tree.province, book.form.indicators.count())
    client.post(reverse("reports:form_drop", args=[copy.pk]))
    assert not Form.objects.filter(code="ban-sao").exists()
    assert "Mẫu thử" in page(client, "forms")


def draft_of(client: Client, book: Book) -> Form:
    """A copy of the test form, to work on."""
    client.post(reverse("reports:form_copy", args=[book.form.pk]), {"code": "ban-sao", "name": "Bản sao"})
    return Form.objects.get(code="ban-sao")


def seen_by(client: Client, name: str, form: Form) -> str:
    """The mark that the page sends back."""
    return str(client.get(reverse(f"reports:{name}", args=[form.pk])).context["seen"])


def test_who_works_on_one_part_of_a_draft_is_not_stopped_by_who_saves_another(tree: Tree, book: Book) -> None:
    client = at_work(tree.province, Duty.KEEP_BOOK)
    form = draft_of(client, book)
    code = form.headings.get().code
    put = {"seen": seen_by(client, "form_indicators", form), "at-T1": code}
    headings = {"seen": seen_by(client, "form_headings", form), "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1"}
    settings = typed(client, "form_settings", form.pk) | {"seen": seen_by(client, "form_settings", form), "basis": "Kế hoạch 12-KH/TU"}
    assert client.post(reverse("reports:form_settings", args=[form.pk]), settings).status_code == 302
    headings |= {"form-0-code": code, "form-0-title": "Tên khác", "form-0-place": "1"}
    assert client.post(reverse("reports:form_headings", args=[form.pk]), headings).status_code == 302
    assert client.post(reverse("reports:form_indicators", args=[form.pk]), put).status_code == 302
    form.refresh_from_db()
    heading = form.headings.get()
    assert (form.basis, heading.title, [line.indicator.code for line in heading.lines.all()]) == ("Kế hoạch 12-KH/TU", "Tên khác", ["T1"])
    again = client.post(reverse("reports:form_indicators", args=[form.pk]), put | {"at-T2": code})
    assert "Người khác vừa lưu mẫu này" in again.content.decode()


def test_an_indicator_is_not_put_under_a_heading_that_is_gone(tree: Tree, book: Book) -> None:
    client = at_work(tree.province, Duty.KEEP_BOOK)
    form = draft_of(client, book)
    answer = client.post(reverse("reports:form_indicators", args=[form.pk]), {"at-T1": "M9"})
    assert "Đề mục đã chọn không còn trong mẫu" in answer.content.decode()
    assert form.indicators.count() == book.form.indicators.count()


def test_words_for_a_new_heading_without_a_title_are_not_thrown_away(tree: Tree, book: Book) -> None:
    client = at_work(tree.province, Duty.KEEP_BOOK)
    form = draft_of(client, book)
    rows = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-guidance": "Nêu ba việc.", "form-0-takes_text": "on"}
    answer = client.post(reverse("reports:form_headings", args=[form.pk]), rows).content.decode()
    assert "Ghi tên đề mục, hoặc để trống cả dòng này." in answer
    assert "Nêu ba việc.</textarea>" in answer


def test_a_change_is_told_in_words_not_in_codes(tree: Tree, book: Book) -> None:
    client = at_work(tree.centre, Duty.KEEP_BOOK)
    said = typed(client, "indicator_change", "T5") | {
        "kind": "stock",
        "over_time": "",
        "valid_to": "01/01/2030",
        "reason": "Công văn 12",
        "look": "1",
    }
    text = client.post(reverse("reports:indicator_change", args=["T5"]), said).content.decode()
    assert "<del>phát sinh trong kỳ</del> → <ins>có đến cuối kỳ</ins>" in text
    assert "<ins>01/01/2030</ins>" in text


def test_units_of_measure_are_said_in_the_readers_language(tree: Tree, book: Book) -> None:
    Indicator.objects.filter(code="T1").update(measure="đơn")
    reader = at_work(tree.province)
    for language, word in (("vi", "đơn"), ("en", "petitions"), ("ru", "обращение")):
        for name, args in (("book", ()), ("indicator", ("T1",))):
            answer = reader.get(reverse(f"reports:{name}", args=args), headers={"accept-language": language})
            assert word in answer.content.decode(), (language, name)


def test_a_name_left_empty_in_a_language_stays_empty_and_follows_the_vietnamese_one(tree: Tree, book: Book) -> None:
    client = at_work(tree.province, Duty.KEEP_BOOK)
    new = {"code": "NB7", "group": "A", "number": "9", "name": "Thử một", "measure": "cuộc", "definition": "Cách hiểu."}
    new |= {"kind": "flow", "scale": "0", "valid_from": "01/01/2026"}
    assert client.post(reverse("reports:indicator_new"), new).status_code == 302
    assert Indicator.objects.filter(code="NB7", name_en="", name_ru="").exists()
    changed = typed(client, "indicator_change", "NB7") | {"name": "Đổi tên", "reason": "Gọi cho đúng"}
    assert client.post(reverse("reports:indicator_change", args=["NB7"]), changed).status_code == 302
    for language in ("en", "ru"):
        client.cookies["django_language"] = language
        assert "NB7 Đổi tên" in page(client, "indicator", "NB7")


def test_names_that_an_earlier_release_filled_in_become_empty_and_translations_stay(tree: Tree, book: Book) -> None:
    made = importlib.import_module("danvan.reports.migrations.0038_names_left_empty")
    book.typed.refresh_from_db()
    content = replace(indicator_content(book.typed), name="Thử một", name_en="Thử một", name_ru="Проба")
    one = services.add_indicator(by=SYSTEM, code="NB8", content=content, owner=tree.province)
    services.change_indicator(by=SYSTEM, indicator=one, content=replace(content, name="Đổi tên"), valid_from=AFTER, reason="Tên")
    made.empty(apps, None)
    one.refresh_from_db()
    assert (one.name, one.name_en, one.name_ru) == ("Đổi tên", "", "Проба")
    said = [
        (version.content["name"], version.content["name_en"], version.content["name_ru"]) for version in one.versions.order_by("number")
    ]
    assert said == [("Thử một", "", "Проба"), ("Đổi tên", "", "Проба")]
    book.typed.refresh_from_db()
    assert book.typed.name_en == "T1", "the product's own are left as the files say"


@pytest.mark.parametrize(
    ("number", "scale", "words"),
    [("một", "0", "Ghi một số nguyên."), ("1", "9", "Ghi số không lớn hơn 4."), ("0", "0", "Ghi số từ 1 trở lên.")],
)
def test_a_slip_in_a_number_of_the_book_is_told_in_plain_words(tree: Tree, book: Book, number: str, scale: str, words: str) -> None:
    client = at_work(tree.province, Duty.KEEP_BOOK)
    text = client.post(reverse("reports:indicator_new"), {"number": number, "scale": scale}).content.decode()
    assert words in text
    assert "Đảm bảo" not in text


def test_the_list_of_forms_names_each_kind_of_period_once(tree: Tree, book: Book) -> None:
    Form.objects.filter(pk=book.form.pk).update(frequencies=["year", "span", "term", "days"])
    text = page(at_work(tree.communes[0], Duty.FILE_REPORT), "forms")
    assert "năm; nhiều năm (tròn năm); nhiệm kỳ (từ ngày đến ngày); chuyên đề, đột xuất" in text
