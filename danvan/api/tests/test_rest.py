"""REST: units as of a day, law, answers, petitions within a key's unit, the look-up by code."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from danvan.accounts.models import Attempt
from danvan.api import services
from danvan.api.models import Scope
from danvan.api.rest import track
from danvan.api.tests.factories import SECRET_WORDS, bearer, key, published
from danvan.audit.doer import SYSTEM
from danvan.lib import clock, codes
from danvan.petitions import services as petitions
from danvan.petitions.models import Conflict, Petition, PetitionKind, State
from danvan.petitions.tests.factories import Cast, accepted, bring, classified, received, registered
from danvan.portal.views import lookup
from danvan.units.models import Kind, Level
from danvan.units.tests.factories import ROUND, unit

PETITIONS = "/api/v1/petitions"
MOST_QUERIES = 15


def items(client: Client, address: str, headers: dict[str, str] | None = None, **asked: str) -> list[dict[str, Any]]:
    """The rows of a list's first page."""
    answer = client.get(address, asked, headers=headers or {})
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_units_are_told_as_they_were_on_the_day(play: Cast, client: Client) -> None:
    now = items(client, "/api/v1/units", level="commune")
    before = items(client, "/api/v1/units", level="commune", on="2025-06-30")
    assert [one["full_name"] for one in now] == ["Xã Đông Sơn", "Xã Nam Sơn", "Xã Bắc Sơn", "Phường Vĩnh Yên"]
    assert [one["name"] for one in before] == ["Đông Sơn", "Tây Sơn", "Nam Sơn", "Bắc Sơn"]
    assert (now[0]["code"], now[0]["parent"]) == ("90000", play.tree.province.key)
    assert before[0]["parent"] == play.tree.district.key
    assert len(items(client, "/api/v1/units", below=play.tree.province.key)) == 4


def test_topics_limits_and_answers_need_no_key_and_set_no_cookie(play: Cast, client: Client) -> None:
    answer = published(play)
    assert len(items(client, "/api/v1/topics")) == 13
    assert {one["matter"] for one in items(client, "/api/v1/limits", matter="denunciation", on="2026-07-02")} == {"denunciation"}
    (row,) = items(client, "/api/v1/answers", unit=play.unit.key, topic="roads", published_from="2026-09-07", published_to="2026-09-07")
    assert (row["id"], row["title"], row["answer"]) == (answer.pk, "Sửa đường vào thôn", "Đã sửa xong mặt đường.")
    assert items(client, "/api/v1/answers", published_from="2026-09-08") == []
    assert not client.get("/api/v1/answers").cookies
    assert client.get("/api/v1/answers")["Cache-Control"] == "public, max-age=300"


def test_a_key_reads_what_lies_within_its_unit_as_a_worklist_shows_it(play: Cast, client: Client) -> None:
    petition = accepted(play.clerk, text=SECRET_WORDS)
    received(play.tree.far)
    (row,) = items(client, PETITIONS, bearer(key(play.tree.province)))
    assert (row["reference"], row["state"]["code"], row["kind"]["code"]) == (petition.reference, State.ACCEPTED, "recommendation")
    assert (row["book"], row["unit"]) == ("1/2026", {"key": play.unit.key, "name": "Xã Đông Sơn"})
    assert SECRET_WORDS not in json.dumps(row, ensure_ascii=False)


def test_another_units_key_finds_nothing(play: Cast, client: Client) -> None:
    petition = received(play.unit)
    other = bearer(key(play.tree.b))
    assert items(client, PETITIONS, other) == []
    assert client.get(f"{PETITIONS}/{petition.reference}", headers=other).status_code == 404
    assert client.get(PETITIONS, {"unit": play.unit.key}, headers=other).json()["items"] == []


def test_one_petition_comes_with_its_clocks_and_public_timeline(play: Cast, client: Client) -> None:
    petition = accepted(play.clerk)
    found = client.get(f"{PETITIONS}/{petition.reference}", headers=bearer(key(play.unit))).json()
    assert [line["act"] for line in found["timeline"]][:2] == ["receive", "register"]
    assert found["clocks"][0]["first_due_on"] == "2026-09-21"
    assert "note" not in found["timeline"][0]


def test_of_a_denunciation_only_that_it_is_one(play: Cast, client: Client) -> None:
    petition = classified(play.clerk, PetitionKind.DENUNCIATION, text=SECRET_WORDS, title="Tố cáo ông X")
    found = client.get(f"{PETITIONS}/{petition.reference}", headers=bearer(key(play.unit))).json()
    assert (found["title"], found["timeline"]) == ("Tố cáo, nội dung được bảo vệ", [])


def test_a_petition_in_which_somebody_of_the_office_is_named_is_in_no_software(play: Cast, client: Client) -> None:
    petition = registered(play.clerk)
    Conflict.objects.create(petition=petition, user=play.leader.user, entered_at=clock.now())
    made = bearer(key(play.tree.province))
    assert items(client, PETITIONS, made) == []
    assert client.get(f"{PETITIONS}/{petition.reference}", headers=made).status_code == 404


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"state": "received"}, 1),
        ({"state": "accepted"}, 1),
        ({"kind": "recommendation"}, 1),
        ({"topic": "water"}, 1),
        ({"overdue": "true"}, 2),
        ({"overdue": "false"}, 0),
        ({"received_from": "2026-09-08"}, 0),
        ({"received_to": "2026-09-07"}, 2),
    ],
)
def test_the_list_is_filtered(play: Cast, client: Client, asked: dict[str, str], count: int) -> None:
    accepted(play.clerk)
    received(play.unit, topic="water")
    made = bearer(key(play.unit))
    with clock.standing_at(date(2027, 9, 7)):
        assert len(items(client, PETITIONS, made, **asked)) == count


def test_every_error_has_one_shape(play: Cast, client: Client) -> None:
    made = key(play.unit)
    revoked = services.make_key(by=SYSTEM, unit=play.unit, name="x", owner="y", contact="z", scopes=["petitions.read"])
    services.revoke_key(by=SYSTEM, key=revoked.key)
    answers = [
        (client.get(PETITIONS), 401, "no_key"),
        (client.get(PETITIONS, headers={"Authorization": "Bearer dv_1"}), 401, "no_key"),
        (client.get(PETITIONS, headers=bearer(revoked)), 403, "not_allowed"),
        (client.get(PETITIONS, headers=bearer(key(play.unit, Scope.WRITE))), 403, "not_allowed"),
        (client.get(f"{PETITIONS}/KN00-1", headers=bearer(made)), 404, "not_found"),
        (client.get("/api/v1/nothing"), 404, "not_found"),
        (client.get("/api/v1/"), 404, "not_found"),
        (client.post("/api/v1/units"), 405, "wrong_method"),
        (client.get("/api/v1/units", {"limit": 10**30}), 422, "not_valid"),
        (client.get("/api/v1/units", {"limit": 101}), 422, "not_valid"),
        (client.get("/api/v1/units", {"on": "31/12/2025"}), 422, "not_valid"),
        (client.get("/api/v1/units", {"on": "0"}), 422, "not_valid"),
        (client.get("/api/v1/units", {"cursor": "nonsense"}), 422, "not_valid"),
        (client.get("/api/v1/units", {"below": "9999:1"}), 404, "not_found"),
        (client.get("/api/v1/units?below=%00"), 400, "bad_request"),
        (client.post("/api/v1/track", "{", content_type="application/json"), 400, "bad_request"),
        (client.post("/api/v1/track", b"\xff\xfe", content_type="application/json"), 400, "bad_request"),
        (client.post("/api/v1/track", b"[" * 100000, content_type="application/json"), 400, "bad_request"),
        (client.post("/api/v1/track", b" " * (3 * 1024 * 1024), content_type="application/json"), 400, "bad_request"),
        (client.post("/api/v1/track", "{}", content_type="application/json"), 422, "not_valid"),
        (client.post("/api/v1/track", {"code": "a\x00"}, content_type="application/json"), 404, "not_found"),
        (client.post("/api/v1/track", '{"code": "\\ud800"}', content_type="application/json"), 422, "not_valid"),
    ]
    for answer, status, code in answers:
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
        assert answer.json().keys() == {"code", "message", "fields"}
        assert answer["Cache-Control"] == "no-store"


def test_a_key_used_too_often_has_to_wait(play: Cast, client: Client) -> None:
    made = bearer(key(play.unit, per_minute=2))
    answers = [client.get(PETITIONS, headers=made) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "60"
    with clock.standing_at(clock.moment(date(2026, 9, 7), 9, 1)):
        assert client.get(PETITIONS, headers=made).status_code == 200


def look_up(client: Client, code: str) -> Any:
    """By code."""
    return client.post("/api/v1/track", {"code": code}, content_type="application/json")


def test_the_code_tells_its_holder_how_it_stands(play: Cast, client: Client) -> None:
    receipt = bring(play.unit)
    found = look_up(client, codes.grouped(receipt.secret or "").lower())
    assert found.json()["reference"] == receipt.petition.reference
    assert (found.json()["due_on"], found.json()["answers"]) == ("2026-09-21", [])
    assert found["Cache-Control"] == "private, no-store"
    assert "Lan" not in found.content.decode()


def test_the_holder_of_the_code_of_a_denunciation_learns_the_state_here_and_no_more(play: Cast, client: Client) -> None:
    receipt = bring(play.unit)
    petition = petitions.register(by=play.clerk, petition=receipt.petition)
    petitions.classify(by=play.clerk, petition=petition, kind=PetitionKind.DENUNCIATION)
    found = look_up(client, receipt.secret or "").json()
    assert (found["state"]["code"], found["timeline"], found["answers"]) == ("classified", [], [])


def test_guessing_is_slowed_down_together_with_the_portals_page(play: Cast, client: Client) -> None:
    assert (track.SCOPE, track.TRIES, track.PAUSE_MINUTES) == (lookup.SCOPE, lookup.TRIES, lookup.PAUSE_MINUTES)
    for _ in range(3):
        assert look_up(client, codes.new_code()).status_code == 404
    for _ in range(2):
        client.post("/tra-cuu/", {"code": codes.new_code()})
    refused = look_up(client, codes.new_code())
    assert (refused.status_code, refused["Retry-After"]) == (429, "900")
    assert Attempt.objects.filter(scope="lookup").count() == 5


def test_a_slip_of_the_pen_is_not_counted_as_guessing(play: Cast, client: Client) -> None:
    for _ in range(8):
        assert look_up(client, "7F3K").status_code == 404


def queries(call: Callable[[], object]) -> int:
    """How many statements a call makes."""
    with CaptureQueriesContext(
        connection,
    ) as seen:
        call()
    return len(seen)


@pytest.mark.parametrize("address", ["/api/v1/units", "/api/v1/limits", "/api/v1/answers", PETITIONS, "/open311/v2/requests.json"])
def test_a_list_makes_as_many_queries_for_many_rows_as_for_few(play: Cast, client: Client, address: str) -> None:
    made = key(play.tree.province)
    headers = bearer(made)
    client.get(address, headers=headers)

    def grow(count: int) -> None:
        for number in range(count):
            published(play)
            petitions_of(client, made.secret)
            unit(Level.HAMLET, Kind.HAMLET, f"Thôn {number}", play.unit, since=ROUND)

    grow(1)
    few = queries(lambda: client.get(address, headers=headers))
    grow(4)
    assert queries(lambda: client.get(address, headers=headers)) == few <= MOST_QUERIES


def petitions_of(client: Client, secret: str) -> None:
    """One more request through the key."""
    form = {"api_key": secret, "service_code": "roads", "description": "Đường hỏng.", "attribute[unit]": "90000"}
    assert client.post("/open311/v2/requests.json", form).status_code == 201


def test_one_petition_makes_few_queries(play: Cast, client: Client) -> None:
    petition, made = accepted(play.clerk), bearer(key(play.unit))
    client.get(PETITIONS, headers=made)
    assert queries(lambda: client.get(f"{PETITIONS}/{petition.reference}", headers=made)) <= MOST_QUERIES
    assert Petition.objects.count() == 1
