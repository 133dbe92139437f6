"""Two senders at once send once; one that dies is replaced, and comes back to find its place taken."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.notices import rules, services
from danvan.notices.models import Delivery, Notice, Reason, State
from danvan.notices.services import sending
from danvan.notices.tests.factories import queued
from danvan.notices.tests.servers import MailServer

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(work: object, times: int) -> list[object]:
    """The same work in threads that start together."""
    ready = Barrier(times)

    def run(_number: int) -> object:
        ready.wait(timeout=60)
        try:
            return work()  # type: ignore[operator]
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_senders_that_run_at_once_send_each_mail_once(post_office: MailServer) -> None:
    numbers = {f"<{queued('mail').number}@danvan.example.vn>" for _number in range(12)}
    rounds = at_once(lambda: services.send_due(by=SYSTEM), 4)
    assert sum(done.sent for done in rounds if isinstance(done, services.Round)) == 12
    assert sorted(mail["Message-ID"] for mail in post_office.mails) == sorted(numbers)
    assert Delivery.objects.filter(result="sent").count() == Delivery.objects.count() == 12


def test_a_notice_queued_at_once_under_one_key_is_one() -> None:
    made = at_once(lambda: queued(key="petition:1").pk, 4)
    assert len(set(made)) == Notice.objects.count() == 1


def test_while_one_waits_for_an_answer_another_does_not_take_its_mail_and_no_row_is_locked(post_office: MailServer) -> None:
    notice = queued("mail")
    post_office.silent_at = "MAILED"
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(at_once, lambda: services.send_due(by=SYSTEM), 1)
        assert post_office.reached.wait(timeout=60)
        assert services.send_due(by=SYSTEM) == services.Round()
        assert services.forget(by=SYSTEM, about=notice) == 0  # writes to the table while the first waits
        post_office.release.set()
        first.result(timeout=120)
    assert len(post_office.mails) == 1


def test_after_a_sender_was_killed_the_mail_goes_out_once_more_under_its_number(post_office: MailServer) -> None:
    notice = queued("mail")
    taken = sending._take(by=SYSTEM)
    assert taken is not None
    sending._outcome(taken.notice)  # sent, and killed before it could be written down
    with clock.standing_at(clock.now() + rules.LEASE - timedelta(minutes=1)):
        assert services.send_due(by=SYSTEM) == services.Round()
    with clock.standing_at(clock.now() + rules.LEASE + timedelta(minutes=1)):
        assert services.send_due(by=SYSTEM) == services.Round(sent=1)
        assert services.send_due(by=SYSTEM) == services.Round()
    assert len(post_office.mails) == 2
    assert len({mail["Message-ID"] for mail in post_office.mails}) == 1
    assert list(notice.deliveries.values_list("result", "reason")) == [("failed", Reason.INTERRUPTED), ("sent", "")]


def test_a_message_that_kills_every_sender_is_given_up() -> None:
    notice, moment = queued(), clock.now()
    for _number in range(rules.MOST_TRIES):
        with clock.standing_at(moment):
            assert sending._take(by=SYSTEM) is not None
        moment += rules.LEASE + timedelta(seconds=1)
    with clock.standing_at(moment):
        assert sending._take(by=SYSTEM) is None
    notice.refresh_from_db()
    assert (notice.state, notice.reason) == (State.FAILED, Reason.INTERRUPTED)


def test_a_slow_sender_that_comes_back_late_with_success_ends_the_matter(settings: Settings) -> None:
    notice = queued()
    slow = sending._take(by=SYSTEM)
    with clock.standing_at(clock.now() + rules.LEASE * 2):
        quick = sending._take(by=SYSTEM)
    assert slow is not None
    assert quick is not None
    assert sending._settle(slow, (None, "late"), by=SYSTEM) == State.SENT
    assert sending._settle(quick, (Reason.TIMEOUT, ""), by=SYSTEM) == State.SENT
    notice.refresh_from_db()
    assert notice.state == State.SENT


def test_a_slow_sender_that_comes_back_late_with_failure_changes_nothing() -> None:
    notice = queued()
    slow = sending._take(by=SYSTEM)
    with clock.standing_at(clock.now() + rules.LEASE * 2):
        quick = sending._take(by=SYSTEM)
    assert slow is not None
    assert quick is not None
    assert sending._settle(quick, (None, ""), by=SYSTEM) == State.SENT
    assert sending._settle(slow, (Reason.REFUSED, ""), by=SYSTEM) == State.SENT
    notice.refresh_from_db()
    assert notice.state == State.SENT
