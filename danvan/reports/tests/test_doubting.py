"""A reference beside another number, of no figure, or not written as one is said beside the words and before the report leaves; nothing is refused."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from danvan.reports import services
from danvan.reports.doubting import Why, doubts
from danvan.reports.models import Report, Words
from danvan.reports.selectors.doubted import doubted
from danvan.reports.selectors.drafts import sentences_of
from danvan.reports.tests.page_world import World, browser, place, world

__all__ = ["world"]

FIGURES = {"C18": Decimal(94), "A1": Decimal(2200), "E46": Decimal("48.4"), "G59": Decimal(1500), "A5": None, "C30": Decimal(0)}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Tiếp nhận 94 đơn [C18].", []),
        ("Đơn tiếp nhận 95 đơn [C18].", [Why.OTHER]),
        ("Quý III năm 2026 tiếp nhận 94 đơn [C18], ban hành 2.200 văn bản [A1].", []),
        ("Tỷ lệ 48,4 % [E46]; làm tròn 48 % [E46].", []),
        ("Tỷ lệ 49 % [E46].", [Why.OTHER]),
        ("Hơn 90 đơn [C18].", []),
        ("Hơn 60 đơn [C18].", [Why.OTHER]),
        ("Hỗ trợ 1,5 nghìn triệu đồng [G59].", []),
        ("In 2,200 papers [A1].", []),
        ("Chín mươi lăm đơn [C18].", []),
        ("Kiểm tra 7 cuộc [A5].", [Why.EMPTY]),
        ("Chưa có số liệu: cuộc kiểm tra [A5].", []),
        ("Quý II có 3 điểm, quý này không phát sinh [C30].", []),
        ("Theo [ZZ9] và [c18].", [Why.UNKNOWN, Why.UNKNOWN]),
        ("Ghi chú [1], [sic].", []),
        ("Tiếp nhận 94 đơn [C18 trong kỳ.", [Why.BROKEN]),
        ("Tiếp nhận 94 đơn [ C18] và [C18, A1].", [Why.BROKEN, Why.BROKEN]),
        ("Có 94 đơn [C18", [Why.BROKEN]),
    ],
)
def test_a_reference_is_doubted_where_it_does_not_hold_what_the_sentence_says(text: str, why: list[Why]) -> None:
    assert [one.why for one in doubts(text, FIGURES)] == why


def drafted(world: World) -> Report:
    report = world.draft()
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="12")
    return report


@pytest.mark.django_db
def test_words_that_say_another_number_are_kept_and_said_to_beside_the_field(world: World) -> None:
    report, client = drafted(world), browser(world.maker)
    address = place("words", report.pk, "I")
    text = "Tổ chức 13 cuộc [T1]. Xem thêm [ZZ9]."
    answer = client.post(address, {"text": text, "save": ""})
    assert answer["Location"] == f"{address}#id_text"
    assert Words.objects.get(report=report).text == text
    page = client.get(address).content.decode()
    assert "[T1]: câu ghi 13, số liệu là 12." in page
    assert "[ZZ9]: sổ chỉ tiêu không có mã này" in page
    assert page.index("[T1]: câu ghi 13") < page.index('name="save"')
    assert client.post(address, {"text": text, "save": ""})["Location"] == place("edit", report.pk)
    assert client.post(address, {"text": "Tổ chức 12 cuộc [T1].", "save": ""})["Location"] == place("edit", report.pk)
    assert "Chỗ trích số cần xem lại" not in client.get(address).content.decode()


@pytest.mark.django_db
def test_before_sending_the_same_is_among_the_things_to_look_at(world: World) -> None:
    report = drafted(world)
    services.write(by=world.maker, report=report, heading=world.book.heading, text="Tổ chức 13 cuộc [T1]. Có 5 đơn [T2].")
    page = browser(world.maker).get(place("check", report.pk)).content.decode()
    listed = page.split("Chỗ trích số cần xem lại")[1].split("Khi gửi")[0]
    assert "[T1]: câu ghi 13, số liệu là 12." in listed
    assert "[T2]: chỉ tiêu này chưa có số liệu." in listed
    assert place("words", report.pk, "I") in listed
    assert services.submit(by=world.maker, report=report).revision == 1


@pytest.mark.django_db
def test_what_changed_since_it_was_written_is_told_once(world: World) -> None:
    report = drafted(world)
    services.write(by=world.maker, report=report, heading=world.book.heading, text="Tổ chức 12 cuộc [T1].")
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="14")
    client = browser(world.maker)
    for page in (client.get(place("words", report.pk, "I")).content.decode(), client.get(place("check", report.pk)).content.decode()):
        assert "đã đổi" in page
        assert "Chỗ trích số cần xem lại" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en", "ru"])
def test_no_sentence_that_is_drafted_from_the_figures_is_doubted(world: World, language: str) -> None:
    report = drafted(world)
    services.type_figure(by=world.maker, report=report, indicator=world.book.stock, value="0")
    services.type_figure(by=world.maker, report=report, indicator=world.book.decimal, value="2200,5", qualifier="over")
    with override(language):
        text = "\n".join(one.text for one in sentences_of(report, list(report.form.indicators.values_list("pk", flat=True))))
    assert "[T1]" in text
    assert "[T5]" in text
    assert doubted({1: text}, report) == {}
