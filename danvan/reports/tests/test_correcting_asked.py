"""What the checks ask of a correction, and of the level that takes it over: a number that a first filing would not let pass does not pass afterwards."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danvan.reports import services
from danvan.reports.models import Relation, Report, Takeover, Total
from danvan.reports.services import Corrected
from danvan.reports.tests import factories
from danvan.reports.tests.factories import OLD, PERIOD
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.reports.tests.test_correcting import above, accepted

__all__ = ["world"]

pytestmark = pytest.mark.django_db
State = Takeover.State


def asking(world: World, first: str = "5") -> Report:
    """A received report of a form in which T1 is never more than T2, which is 7."""
    Relation.objects.create(code="t", left=["T1"], sign="at_most", right=["T2"], valid_from=OLD)
    return accepted(world, first)


def test_the_preview_asks_what_the_checks_ask_about_the_new_numbers_and_saves_nothing(world: World) -> None:
    report = asking(world)
    typed = {"seen": "1", "T1-value": "9", "T1-reason": "Cộng sót một thôn", "T1-evidence": "Sổ họp thôn"}
    client, address = browser(world.maker), place("correct", report.pk)
    asked = client.post(address, typed | {"preview": ""}).content.decode()
    assert "T1 (T1) 9 không thể lớn hơn T2 (T2) 7." in asked
    assert "Kiểm tra hỏi" not in client.post(address, typed | {"T1-value": "6", "preview": ""}).content.decode()
    report.refresh_from_db()
    assert (report.revision, Total.objects.get(unit=world.tree.province, indicator=world.book.typed).value) == (1, 5)


def test_a_correction_that_raises_a_question_is_not_filed_without_its_sentence(world: World) -> None:
    report = asking(world)
    cell = Corrected(world.book.typed, "9", "Cộng sót", "Sổ họp")
    with pytest.raises(services.AnswersRefused) as wanted:
        services.file_correction(by=world.maker, report=report, cells=[cell], seen=1)
    assert [one.indicator.code for one in wanted.value.asked] == ["T1"]
    with pytest.raises(services.AnswersRefused):
        services.file_correction(
            by=world.maker, report=report, cells=[cell], seen=1, sentences=dict.fromkeys(wanted.value.errors, "." * 12)
        )
    report.refresh_from_db()
    assert (report.revision, Total.objects.get(unit=world.tree.province, indicator=world.book.typed).value) == (1, 5)
    told = dict.fromkeys(wanted.value.errors, "Hai cuộc họp chung với xã bên.")
    services.file_correction(by=world.maker, report=report, cells=[cell], seen=1, sentences=told)
    report.refresh_from_db()
    assert report.frozen is not None
    assert [one["text"] for one in report.frozen["answers"]] == ["Hai cuộc họp chung với xã bên."]
    number = browser(world.receiver).get(place("number", world.commune.key, PERIOD, "T1")).content.decode()
    assert "T1 (T1) 9 không thể lớn hơn T2 (T2) 7." in number.split("Giải trình khi kiểm tra")[1]
    assert "Hai cuộc họp chung với xã bên." in number


def test_the_page_of_a_correction_asks_for_the_sentence_beside_the_question_and_keeps_what_was_typed(world: World) -> None:
    report = asking(world)
    typed = {"seen": "1", "T1-value": "9", "T1-reason": "Cộng sót một thôn", "T1-evidence": "Sổ họp thôn"}
    client, address = browser(world.maker), place("correct", report.pk)
    page = client.post(address, typed | {"send": ""}).content.decode()
    assert "Ghi một câu nói rõ vì sao" in page
    assert 'value="9"' in page
    [name] = set(re.findall(r'name="(q-[^"]+)"', page))
    shown = client.post(address, typed | {"preview": "", name: "Hai cuộc họp chung với xã bên."}).content.decode()
    assert "Hai cuộc họp chung với xã bên." in shown
    sent = client.post(address, typed | {"send": "", name: "Hai cuộc họp chung với xã bên."})
    assert sent["Location"] == place("review", report.pk)


@pytest.mark.parametrize("act", ["preview", "send"])
def test_the_checks_are_asked_once_before_and_once_after_the_new_numbers_whether_a_correction_is_foreseen_or_sent(
    world: World, act: str
) -> None:
    report = asking(world)
    typed = {"seen": "1", "T1-value": "6", "T1-reason": "Cộng sót một thôn", "T1-evidence": "Sổ họp thôn"}
    with CaptureQueriesContext(connection) as caught:
        browser(world.maker).post(place("correct", report.pk), typed | {act: ""})
    report.refresh_from_db()
    assert report.revision == (2 if act == "send" else 1)
    assert sum('FROM "reports_relation"' in one["sql"] for one in caught) == 2


def test_who_takes_a_correction_over_answers_what_the_checks_ask_of_the_new_totals(world: World) -> None:
    report = asking(world, "1")
    province = above(world)
    factories.explained(
        lambda told: services.file_correction(
            by=world.maker, report=report, cells=[Corrected(world.book.typed, "40", "Cộng sót", "Sổ họp")], seen=1, sentences=told
        )
    )
    client, address = browser(world.receiver), place("take_over", province.pk)
    page = client.get(address).content.decode()
    [name] = set(re.findall(r'name="(q-[^"]+)"', page))
    refused = client.post(address, {name: "aaaaaaaaaaaa"}).content.decode()
    assert "Ghi một câu nói rõ vì sao" in refused
    assert "aaaaaaaaaaaa" in refused
    assert Takeover.objects.get(report=province).state == State.WAITING
    client.post(address, {name: "Xã đã họp thêm nhiều cuộc chung với xã bên."})
    assert Takeover.objects.get(report=province).state == State.TAKEN
    province.refresh_from_db()
    assert province.frozen is not None
    assert [one["text"] for one in province.frozen["answers"]] == ["Xã đã họp thêm nhiều cuộc chung với xã bên."]
