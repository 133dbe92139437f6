"""The page of one case with everything on it: few questions, nothing lost on the way, nothing shown that may not be read."""

from datetime import date
from typing import Any

import pytest
from django.db.models import Model, Q
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from danvan.audit.doer import CITIZEN
from danvan.documents.models import TimeLimit
from danvan.files import services as files
from danvan.files.tests.samples import photo, upload
from danvan.lib import clock
from danvan.petitions import services
from danvan.petitions.models import (
    Answer,
    Attachment,
    Bundle,
    Conflict,
    Extension,
    Feedback,
    Instruction,
    Message,
    NotifyBy,
    Pause,
    Petition,
    PetitionKind,
    Sender,
    Stay,
    Verdict,
)
from danvan.petitions.rules import ACTS, Act
from danvan.petitions.selectors import clocks_of, steps_of
from danvan.petitions.selectors.held import facts_of, held_by
from danvan.petitions.services import SenderData, process
from danvan.petitions.services.process import case_of
from danvan.petitions.tests.factories import Cast, accepted, received, registered
from danvan.petitions.tests.test_pages import browser

DAY = date(2026, 9, 7)
BY_MAIL = SenderData(name="Nguyễn Thị Lan", address="Thôn Đoài", mail="lan@example.vn", notify_by=NotifyBy.MAIL)


MOST = 15


def everything(play: Cast) -> Petition:
    """A complaint with something of every kind on it: it came from the neighbours, was decided and contested, opened again, extended, paused; the
    superior presses for it, letters and files went to and fro, a part was split off, and it goes on above.
    """
    petition = passed_on(play)
    petition = services.classify(by=play.clerk, petition=petition, kind=PetitionKind.COMPLAINT)
    petition = services.check(by=play.clerk, petition=petition, eligible=True, within_authority=True, known_on=DAY)
    petition = services.accept(by=play.clerk, petition=petition)
    for text in ("Xin bổ sung bản đồ.", "Xin bổ sung ảnh."):
        services.ask(by=play.clerk, petition=petition, text=text)
        services.reply(by=CITIZEN, petition=petition, text=f"Tôi gửi. {text}")
    pictures = [files.store(upload(photo("PNG"), f"anh-{number}.png", "image/png"), by=play.clerk) for number in (1, 2)]
    services.attach(by=play.clerk, petition=petition, files=pictures)
    due = date(2026, 9, 30)
    services.instruct(by=play.superior, unit=play.tree.province, petition=petition, kind="report", text="Báo cáo.", due_on=due)
    for number in ("1/QĐ", "2/QĐ"):
        services.answer(by=play.leader, petition=petition, text=f"Quyết định {number}.", number=number)
        services.say(by=CITIZEN, petition=petition, verdict=Verdict.DISAGREED, text=f"Không đồng ý với {number}")
        petition = services.reopen(by=play.leader, petition=petition, ground="by_superior", public_note="Giải quyết lại.")
    moved(play, petition)
    kin(play, petition)
    return Petition.objects.get(pk=petition.pk)


def passed_on(play: Cast) -> Petition:
    """In the book of the commune, handed on by the one beside it."""
    petition = registered(play.neighbour, sender=BY_MAIL)
    ground = ACTS[Act.TRANSFER].grounds_for("", DAY)[0].code
    petition = services.transfer(by=play.neighbour, petition=petition, ground=ground, to=play.unit)
    return services.register(by=play.clerk, petition=petition)


def moved(play: Cast, petition: Petition) -> None:
    """The term now running was extended and stopped, and the law that it keeps has a newer version."""
    running = process.running_clock(petition)
    assert running is not None
    services.extend(by=play.leader, petition=petition, ground="complex", reason="Vụ việc phức tạp.", days=running.days + 5)
    services.pause(by=play.leader, petition=petition, ground="obstacle", note="Người khiếu nại ốm.")
    services.resume(by=play.leader, petition=petition)
    TimeLimit.objects.filter(pk=running.limit_id).update(valid_to=DAY)


def kin(play: Cast, petition: Petition) -> None:
    """It is the second letter of one matter, has a part of its own, and goes on above."""
    before, part, above = (received(unit) for unit in (play.unit, play.unit, play.tree.province))
    Petition.objects.filter(pk=petition.pk).update(previous=before, parent=before, bundle=bundle_of(play, before))
    Petition.objects.filter(pk=part.pk).update(parent=petition)
    Petition.objects.filter(pk=above.pk).update(previous=petition)


def bundle_of(play: Cast, petition: Petition) -> Bundle:
    """One matter of this letter and another."""
    return services.join(by=play.clerk, petition=petition, other=received(play.unit), title="Đường thôn Đoài")


@pytest.mark.parametrize("who", ["clerk", "leader", "superior", "neighbour"])
def test_a_case_with_everything_on_it_asks_few_questions(
    play: Cast, who: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    petition = everything(play)
    client = browser(getattr(play, who))
    client.get(petition.get_absolute_url())  # the first look asks the engine what it can do
    for name in ("detail", "sheet", "papers"):
        with django_assert_max_num_queries(MOST):
            assert client.get(reverse(f"petitions:{name}", args=[petition.pk])).status_code == 200


def test_what_hangs_on_a_case_is_what_the_database_holds(play: Cast) -> None:
    petition = everything(play)
    held, clocks = held_by(petition), clocks_of(petition)
    kinds: list[Any] = [Sender, Stay, Attachment, Answer, Feedback, Message, Instruction]
    lists: list[Any] = [*held][:-1]
    for kind, rows in zip(kinds, lists, strict=True):
        assert rows
        assert [fields_of(one) for one in rows] == [fields_of(one) for one in kind.objects.filter(petition=petition).order_by("pk")]
    assert [(one.reference, one.unit.full_name) for one in held.family] == [
        (one.reference, one.unit.full_name) for one in Petition.objects.filter(Q(parent=petition) | Q(previous=petition)).order_by("pk")
    ]
    assert [one.unit.full_name for one in held.stays] == [one.unit.full_name for one in petition.stays.order_by("pk")]
    for one in clocks:
        for kind in (Pause, Extension):
            mine = one.pauses if kind is Pause else one.extensions
            assert [fields_of(row) for row in mine.all()] == [fields_of(row) for row in kind.objects.filter(clock=one).order_by("pk")]
    assert any(one.pauses.all() for one in clocks)
    assert any(one.extensions.all() for one in clocks)


@pytest.mark.parametrize("make", ["everything", "received", "paused"])
def test_what_is_told_from_rows_that_were_read_is_what_the_database_tells(play: Cast, make: str) -> None:
    petition = {"everything": everything, "received": lambda play: received(play.unit), "paused": paused}[make](play)
    held, clocks, steps = held_by(petition), clocks_of(petition), list(steps_of(petition))
    assert facts_of(petition, held, clocks, steps) == process.facts_of(petition)
    assert case_of(petition, DAY, clocks, facts_of(petition, held, clocks, steps)) == case_of(petition, DAY)


def paused(play: Cast) -> Petition:
    """A complaint whose term stands still."""
    return services.pause(by=play.leader, petition=accepted(play.clerk, PetitionKind.COMPLAINT), ground="obstacle", note="Ốm.")


def fields_of(record: Model) -> dict[str, Any]:
    """Every column of a row."""
    return {one.attname: getattr(record, one.attname) for one in record._meta.concrete_fields}


def test_kin_in_which_the_officer_is_named_are_not_shown(play: Cast) -> None:
    petition = everything(play)
    part = petition.parts.get()
    address = part.get_absolute_url()
    assert f'href="{address}"' in browser(play.clerk).get(petition.get_absolute_url()).content.decode()
    Conflict.objects.create(petition=part, user=play.clerk.user, entered_at=clock.now())
    assert f'href="{address}"' not in browser(play.clerk).get(petition.get_absolute_url()).content.decode()
    assert f'href="{address}"' in browser(play.leader).get(petition.get_absolute_url()).content.decode()
