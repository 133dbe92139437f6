"""Sending once, the receipt, and the secret code that stays with the sender."""

import json
import logging
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from danvan.accounts.models import Attempt
from danvan.audit.models import Entry
from danvan.lib import clock, codes
from danvan.petitions.models import Petition, PetitionKind
from danvan.petitions.selectors import by_secret
from danvan.petitions.tests.factories import cast, received
from danvan.portal.models import DraftFile, Slip
from danvan.portal.tests.conftest import MONDAY
from danvan.portal.tests.factories import ADDRESS, NAME, TEXT, Person, photo, text_of

RECEIPT = "/gui-y-kien/bien-nhan/"


def test_what_was_said_becomes_one_petition_at_the_place_chosen(person: Person) -> None:
    person.said = {"anh": {"files": [photo()]}}
    assert person.send()["Location"] == RECEIPT
    petition = Petition.objects.get()
    assert (petition.unit, petition.place, petition.topic, petition.text) == (person.unit, "trước nhà văn hóa", "roads", TEXT)
    assert (petition.channel, petition.may_publish, petition.kind) == ("web", "yes", "")
    assert (petition.sender.name, petition.sender.address, petition.sender.phone) == (NAME, ADDRESS, "0912345678")
    assert petition.attachments.count() == 1
    assert not DraftFile.objects.exists()


def test_a_sending_asks_little_of_the_database_and_counts_the_network_with_the_petition(person: Person) -> None:
    received(person.unit)  # the year's first makes the counter
    person.walk()
    submission = person.submission()
    with CaptureQueriesContext(connection) as asked:
        person.press(submission)
    told = [one["sql"] for one in asked if not one["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]
    assert len(told) <= 20, "\n".join(told)
    # Written once, as it stays: nothing of it is written again in the same breath.
    assert not [sql for sql in told if sql.startswith('UPDATE "petitions_petition"')]
    assert Attempt.objects.filter(scope="send").count() == 1


def test_what_the_sender_calls_a_complaint_is_seen_in_the_title_and_classified_by_nobody_yet(person: Person) -> None:
    person.said = {"loai": {"kind": "complaint"}}
    person.send()
    petition = Petition.objects.get()
    assert petition.title == "Khiếu nại: đường sá, cầu cống"
    assert petition.kind not in PetitionKind.values


def test_until_an_officer_sums_it_up_a_petition_is_called_by_its_matter_not_by_the_senders_words(person: Person) -> None:
    person.client.cookies["django_language"] = "en"
    person.send()
    assert Petition.objects.get().title == "Đường sá, cầu cống"


def test_the_receipt_says_reference_code_office_due_date_and_law(person: Person) -> None:
    person.send()
    text = text_of(person.client.get(RECEIPT))
    code = person.code()
    found = by_secret(code)
    assert found == Petition.objects.get()
    assert code == codes.grouped(codes.normalise(code) or "")
    for shown in ("KN26-00001", "Xã Đông Sơn, Tỉnh Hà Bắc", "21/09/2026", "10 ngày làm việc", "Luật Tiếp công dân 42/2013/QH13", "Điều 28"):
        assert shown in text
    assert "data-print" in text


def test_pressing_the_button_again_gives_the_same_receipt(person: Person) -> None:
    person.walk()
    submission = person.submission()
    for _press in range(3):
        assert person.press(submission)["Location"] == RECEIPT
    assert Petition.objects.count() == 1
    assert person.code()


def test_the_page_of_answers_reached_by_the_back_button_leads_to_the_receipt(person: Person) -> None:
    person.send()
    assert person.client.get(reverse("portal:check"))["Location"] == RECEIPT


def test_a_second_request_that_started_before_the_first_ended_gets_the_same_code(person: Person) -> None:
    person.walk()
    submission, session = person.submission(), person.client.session
    draft = dict(session.items())
    person.press(submission)
    first = person.code()
    session = person.client.session
    session.clear()
    session.update(draft)
    session.save()
    assert person.press(submission)["Location"] == RECEIPT
    assert Petition.objects.count() == 1
    assert person.code() == first


def test_the_button_of_an_old_page_does_not_send_another_draft(person: Person) -> None:
    person.walk()
    old = person.submission()
    person.client.post(reverse("portal:discard"))
    person.walk()
    assert person.press(old)["Location"] == reverse("portal:check")
    assert not Petition.objects.exists()


def test_nothing_is_sent_while_a_page_is_unanswered(person: Person) -> None:
    person.walk(until="cong-khai")
    submission = json.loads(json.dumps(person.client.session["gui_y_kien"]))["submission"]
    assert person.press(submission)["Location"] == "/gui-y-kien/cong-khai/"
    assert not Petition.objects.exists()


def test_a_place_that_ceased_meanwhile_is_asked_for_again_and_nothing_else_is_lost(person: Person) -> None:
    person.walk()
    submission = person.submission()
    person.unit.valid_to = clock.today()
    person.unit.save()
    assert person.press(submission)["Location"] == "/gui-y-kien/noi/"
    assert not Petition.objects.exists()
    assert person.client.session["gui_y_kien"]["answers"]["noi-dung"]["text"] == TEXT


def test_another_browser_sees_no_receipt(person: Person) -> None:
    person.send()
    assert Client().get(RECEIPT)["Location"] == "/gui-y-kien/"


def test_a_copied_session_without_the_key_shows_no_code(person: Person) -> None:
    person.send()
    code = person.code()
    del person.client.cookies["phieu"]
    text = text_of(person.client.get(RECEIPT))
    assert code not in text
    assert "KN26-00001" in text


def test_after_half_an_hour_the_receipt_is_closed(person: Person) -> None:
    person.send()
    code = person.code()
    with clock.standing_at(clock.now() + timedelta(minutes=29)):
        assert code in text_of(person.client.get(RECEIPT))
    with clock.standing_at(clock.now() + timedelta(minutes=31)):
        text = text_of(person.client.get(RECEIPT))
    assert code not in text
    assert "Phiếu biên nhận đã đóng" in text


def test_the_qr_carries_the_code_behind_the_hash_sign_and_nowhere_else(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    def draw(text: str) -> str:
        drawn.append(text)
        return ""

    monkeypatch.setattr("danvan.portal.views.sending.qr", draw)
    person.send()
    code = person.code()
    assert drawn == [f"http://testserver/tra-cuu/#{code}"]


def test_the_code_is_in_no_log_no_session_no_table_and_no_address(person: Person, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    sent = person.send()
    shown = person.code()
    looked_up = person.look_up(shown)
    page = person.client.get(looked_up["Location"])
    plain = codes.normalise(shown) or ""
    said = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    marks = [plain, shown, plain.lower()]
    places = [*said, sent["Location"], looked_up["Location"], text_of(page), everything_stored()]
    assert not [mark for mark in marks for place in places if mark in place]


def test_the_audit_log_names_nobody(person: Person) -> None:
    person.send()
    log = json.dumps(list(Entry.objects.values("act", "by_label", "data")), ensure_ascii=False)
    assert "petitions" in log
    assert not [mark for mark in (NAME, ADDRESS, "0912345678", TEXT) if mark in log]


def test_after_sending_the_session_holds_no_answers(person: Person) -> None:
    person.send()
    kept = json.dumps(dict(person.client.session.items()))
    assert not [mark for mark in (NAME, ADDRESS, TEXT) if mark in kept]


def test_a_sending_that_fails_at_its_last_step_leaves_no_petition_and_the_draft_as_it_was(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.walk()
    submission = person.submission()

    def broken(*_args: object, **_named: object) -> str:
        raise RuntimeError("broken")

    with monkeypatch.context() as patched:
        patched.setattr("danvan.portal.services.seal", broken)
        with pytest.raises(RuntimeError, match="broken"):
            person.press(submission)
    assert not Petition.objects.exists()
    assert not Attempt.objects.filter(scope="send").exists()
    assert TEXT in person.client.get("/gui-y-kien/kiem-tra/").content.decode()
    assert person.press(person.submission())["Location"] == RECEIPT


def test_too_many_submissions_from_one_network_are_asked_to_wait_and_lose_nothing(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("danvan.portal.views.sending.SENDS_AT_MOST", 1)
    person.send()
    person.walk()
    text = text_of(person.press(person.submission()))
    assert "hãy gửi lại sau ít phút" in text
    assert TEXT in text


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_petition_and_both_clicks_see_the_code() -> None:
    with clock.standing_at(MONDAY):
        person = Person(Client(), cast().unit)
        person.walk()
        submission = person.submission()
    answers: list[HttpResponseBase] = []
    start = threading.Barrier(2)

    def click() -> None:
        try:
            with clock.standing_at(MONDAY):
                client = Client()
                client.cookies.update(person.client.cookies)
                start.wait(timeout=60)
                answers.append(client.post(reverse("portal:check"), {"submission": submission}))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _click in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert [answer.get("Location") for answer in answers] == [RECEIPT, RECEIPT]
    assert Petition.objects.count() == Slip.objects.count() == 1
    with clock.standing_at(MONDAY):
        assert person.code()


def everything_stored() -> str:
    """Every value of every table, sessions decoded: what a thief of the database would read."""
    values: list[Any] = [decoded(row) for row in Session.objects.all()]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if connection.vendor == "sqlite" and table == "petitions_search":
                continue  # holds no content of its own: what it keeps stands in its shadow tables, which are read
            cursor.execute(f'SELECT * FROM "{table}"')
            values += cursor.fetchall()
    return str(values)


def decoded(row: Session) -> dict[str, Any]:
    """The content of one session."""
    store: SessionBase = row.get_decoded()  # type: ignore[assignment]  # a mapping
    return dict(store.items())
