"""Opening a period: a look first, words as people write them, years that cannot be meant, and a way back."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.models import Campaign, Form, Indicator, Obligation, PeriodRow, Report
from danvan.reports.selectors import completeness
from danvan.reports.tests import factories
from danvan.reports.tests.page_world import World, browser, world

__all__ = ["world"]

OPEN = "reports:open"


def asked(client: Client, world: World, period: str, seen: str = "") -> object:
    """What the page answers to a period that was typed."""
    return client.post(reverse(OPEN), {"form": world.book.form.pk, "period": period, "da-xem": seen})


def opened(world: World, period: str) -> Campaign:
    """The campaign of a period opened by way of the look."""
    client = browser(world.receiver)
    look = asked(client, world, period)
    assert asked(client, world, period, look.context["seen"]).status_code == 302  # type: ignore[attr-defined]
    return Campaign.objects.get(form=world.book.form, period__key=services.parsed(look.context["planned"].period.key).key)  # type: ignore[attr-defined]


def test_before_a_period_is_opened_the_page_says_how_many_owe_until_when_and_what_gives_pause(world: World) -> None:
    client = browser(world.receiver)
    before = Obligation.objects.count()
    look = asked(client, world, "Quý I năm 2026")
    text = look.content.decode()  # type: ignore[attr-defined]
    assert "Quý I năm 2026" in text
    assert "4 đơn vị phải gửi báo cáo." in text
    assert "hạn nộp 06/04/2026" in text  # the fifth is a Sunday
    assert "4/4 đơn vị quá hạn ngay khi mở" in text
    assert (Obligation.objects.count(), PeriodRow.objects.filter(key="2026-Q1").exists()) == (before, False)
    assert opened(world, "quý 1/2026").obligations.count() == 4


@pytest.mark.parametrize(
    ("language", "typed", "called"),
    [
        ("en", "Q1 2026", "Quarter I of 2026"),
        ("en", "first quarter of 2026", "Quarter I of 2026"),
        ("ru", "1 квартал 2026", "I квартал 2026 года"),
    ],
)
def test_a_period_is_typed_in_the_words_of_the_reader_s_language(world: World, language: str, typed: str, called: str) -> None:
    client = browser(world.receiver)
    client.cookies["django_language"] = language
    look = asked(client, world, typed)
    assert look.context["planned"].period.key == "2026-Q1"  # type: ignore[attr-defined]
    assert called in look.content.decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("language", "typed", "example"),
    [
        ("vi", "từ 01/05/2026 đến 20/05/2026", "chuyên đề: từ 01/05/2026 đến 20/05/2026"),
        ("en", "from 01/05/2026 to 20/05/2026", "a thematic report: from 01/05/2026 to 20/05/2026"),
        ("ru", "с 01.05.2026 по 20.05.2026", "тематический отчёт: с 01.05.2026 по 20.05.2026"),
    ],
)
def test_a_thematic_period_is_typed_by_its_two_days_as_the_field_shows(world: World, language: str, typed: str, example: str) -> None:
    client = browser(world.receiver)
    client.cookies["django_language"] = language
    assert example in client.get(reverse(OPEN)).content.decode()
    assert asked(client, world, typed).context["planned"].period.key == "2026-05-01..2026-05-20"  # type: ignore[attr-defined]


def test_the_list_of_forms_speaks_the_reader_s_language(world: World) -> None:
    Form.objects.filter(pk=world.book.form.pk).update(name_en="Periodic report", name_ru="Периодический отчёт")
    for language, name in (("vi", world.book.form.name), ("en", "Periodic report"), ("ru", "Периодический отчёт")):
        client = browser(world.receiver)
        client.cookies["django_language"] = language
        assert f">{name}</option>" in client.get(reverse(OPEN)).content.decode()


def test_a_look_at_one_period_opens_no_other(world: World) -> None:
    client = browser(world.receiver)
    seen = asked(client, world, "2026-Q4").context["seen"]  # type: ignore[attr-defined]
    assert asked(client, world, "2025-Q4", seen).status_code == 200  # type: ignore[attr-defined]
    assert not Obligation.objects.filter(period__key="2025-Q4").exists()


@pytest.mark.parametrize(
    ("typed", "words"), [("2036-Q1", "mới bắt đầu"), ("1999-Q1", "chưa có chỉ tiêu nào"), ("hôm qua", "không phải là kỳ")]
)
def test_a_year_that_cannot_be_meant_is_refused_beside_the_field(world: World, typed: str, words: str) -> None:
    Indicator.objects.update(valid_from=date(2010, 1, 1))
    answer = asked(browser(world.receiver), world, typed)
    assert words in answer.context["form"].errors["period"][0]  # type: ignore[attr-defined]
    assert answer.context["planned"] is None  # type: ignore[attr-defined]
    assert f'value="{typed}"' in answer.content.decode()  # type: ignore[attr-defined]


def test_indicators_that_the_book_did_not_have_then_are_named(world: World) -> None:
    Indicator.objects.filter(code="T2").update(valid_from=date(2026, 7, 1))
    assert "T2" in " ".join(asked(browser(world.receiver), world, "2026-Q1").context["planned"].doubts)  # type: ignore[attr-defined]


def test_a_period_opened_by_mistake_is_taken_back_while_nobody_has_begun(world: World) -> None:
    campaign = opened(world, "2026-Q4")
    draft = services.start(by=world.maker, obligation=campaign.obligations.get(unit=world.commune))  # a page was opened, nothing typed
    client = browser(world.receiver)
    address = reverse("reports:campaign_take_back", args=[campaign.pk])
    assert "4 đơn vị" in client.get(address).content.decode()
    assert "Ghi lý do hủy mở kỳ" in client.post(address, {"reason": ""}).content.decode()
    assert client.post(address, {"reason": "Mở nhầm quý."}).status_code == 302
    assert not Obligation.objects.filter(period__key="2026-Q4").exists()
    assert not Report.objects.filter(pk=draft.pk).exists()
    assert not PeriodRow.objects.filter(key="2026-Q4").exists()
    told = Entry.objects.get(act="reports.period.take_back")
    assert (told.data["reason"], told.data["period"], len(told.data["units"])) == ("Mở nhầm quý.", "2026-Q4", 4)
    assert opened(world, "2026-Q4").obligations.count() == 4  # and can be opened again


def test_it_is_not_taken_back_once_somebody_has_typed_and_it_says_who(world: World) -> None:
    world.draft()
    services.type_figure(by=world.maker, report=Report.objects.get(unit=world.commune), indicator=world.book.typed, value="3")
    campaign = Campaign.objects.get(period__key=factories.PERIOD, form=world.book.form)
    with pytest.raises(Refused, match=world.commune.name):
        services.take_back(by=world.receiver, campaign=campaign, reason="Nhầm.")
    assert completeness(world.tree.province, factories.period()).expected == 3


def test_only_who_opened_it_takes_it_back(world: World) -> None:
    campaign = Campaign.objects.get(period__key=factories.PERIOD, form=world.book.form)
    for who in (world.maker, world.neighbour, world.stranger):
        assert browser(who).get(reverse("reports:campaign_take_back", args=[campaign.pk])).status_code in (403, 404)
    assert clock.today() > date(2026, 9, 30)
