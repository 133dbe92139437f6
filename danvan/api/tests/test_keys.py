"""Keys of an office: who hands them out, that they are shown once, that they are closed for good."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from danvan.api import metering, services
from danvan.api.access import hash_of
from danvan.api.models import ApiKey, Scope, Usage
from danvan.api.tests.factories import bearer, key
from danvan.api.views import keys as pages
from danvan.audit.doer import SYSTEM
from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions.tests.factories import Cast
from danvan.units.access import Acting
from danvan.units.models import Duty, Post
from danvan.units.tests.factories import officer
from tests.architecture.test_doors import asks_first

LIST, NEW = "/lam-viec/khoa-api/", "/lam-viec/khoa-api/moi/"
SAID = {"name": "Ứng dụng Đô thị", "owner": "Công ty Thử", "contact": "hotro@vi-du.vn", "scopes": ["petitions.read"], "per_minute": "60"}


def signed_in(client: Client, who: Acting) -> Client:
    """The officer at the browser."""
    client.force_login(who.user)
    return client


def test_every_page_of_keys_first_asks_who_may() -> None:
    for view in (pages.listed, pages.new, pages.revoke):
        bare = view
        while hasattr(bare, "__wrapped__"):
            bare = bare.__wrapped__
        assert asks_first(bare)


def test_who_signs_answers_makes_a_key_that_is_shown_once_and_works(play: Cast, client: Client) -> None:
    signed_in(client, play.leader)
    page = client.post(NEW, SAID)
    made = ApiKey.objects.get()
    secret = page.context["made"].secret
    assert (made.unit, made.made_by, made.scopes) == (play.unit, play.leader.post, ["petitions.read"])
    assert secret in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert made.secret_hash == hash_of(secret)
    assert secret not in client.get(LIST).content.decode()
    assert Client().get("/api/v1/petitions", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    line = Entry.objects.get(act="api.key.make")
    assert (line.post_id, line.unit_id, secret in str(line.data)) == (play.leader.post_id, play.unit.pk, False)


@pytest.mark.parametrize(
    ("said", "words"), [({"scopes": []}, "không được để trống"), ({"name": " "}, "không được để trống"), ({"per_minute": "0"}, "1")]
)
def test_what_is_wrong_stands_beside_the_field_and_nothing_is_lost(play: Cast, client: Client, said: dict[str, object], words: str) -> None:
    page = signed_in(client, play.leader).post(NEW, SAID | said)
    assert words in page.content.decode()
    assert "Công ty Thử" in page.content.decode()
    assert not ApiKey.objects.exists()


def test_whoever_does_not_sign_answers_has_no_keys(play: Cast, client: Client) -> None:
    keeper = officer(play.unit, Duty.ARRANGE_UNITS)
    own_body = officer(play.unit, Duty.ANSWER, title="Trưởng bộ phận", reach=Post.Reach.BODY)
    for who in (keeper, own_body):
        assert signed_in(client, who).get(LIST).status_code == 403
        assert client.post(NEW, SAID).status_code == 403
    assert Client().get(LIST).status_code == 302


def test_a_revoked_key_is_closed_from_the_next_call_on(play: Cast, client: Client) -> None:
    made = key(play.unit)
    assert client.get("/api/v1/petitions", headers=bearer(made)).status_code == 200
    assert signed_in(client, play.leader).get(f"{LIST}{made.key.pk}/thu-hoi/").status_code == 200
    assert client.post(f"{LIST}{made.key.pk}/thu-hoi/").status_code == 302
    assert client.post(f"{LIST}{made.key.pk}/thu-hoi/").status_code == 302
    assert Client().get("/api/v1/petitions", headers=bearer(made)).status_code == 403
    assert Entry.objects.filter(act="api.key.revoke").count() == 1


def test_another_units_key_is_not_there(play: Cast, client: Client) -> None:
    made = key(play.tree.b)
    assert signed_in(client, play.leader).post(f"{LIST}{made.key.pk}/thu-hoi/").status_code == 404
    assert made.key.prefix not in client.get(LIST).content.decode()
    made.key.refresh_from_db()
    assert made.key.revoked_at is None


def test_the_list_makes_as_many_queries_for_many_keys_as_for_few(play: Cast, client: Client) -> None:
    signed_in(client, play.leader)

    def queries(count: int) -> int:
        for _ in range(count):
            metering.wait_for(key(play.unit).key)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(LIST).status_code == 200
        return len(seen)

    queries(1)
    assert queries(1) == queries(20) <= 15


@pytest.mark.parametrize("given", [{"scopes": ()}, {"scopes": ("everything",)}, {"name": ""}, {"per_minute": 0}, {"per_minute": 5000}])
def test_a_key_that_opens_nothing_or_names_nobody_is_refused(play: Cast, given: dict[str, object]) -> None:
    said: dict[str, object] = {"name": "x", "owner": "y", "contact": "z", "scopes": (Scope.WRITE,), **given}
    with pytest.raises(Refused):
        services.make_key(by=SYSTEM, unit=play.unit, **said)  # type: ignore[arg-type]


def test_a_minute_of_calls_is_counted_and_begins_anew(play: Cast) -> None:
    made = key(play.unit, per_minute=3).key
    with clock.standing_at(clock.moment(date(2026, 9, 7), 9, 0)):
        assert [metering.wait_for(made) for _ in range(5)] == [0, 0, 0, 60, 60]
    with clock.standing_at(clock.moment(date(2026, 9, 7), 9, 1)):
        assert metering.wait_for(made) == 0
        assert Usage.objects.get().calls == 1


def test_keys_at_the_shell(play: Cast) -> None:
    out = StringIO()
    call_command("api", "make-key", unit="90000", name="x", owner="y", contact="z", scope=["petitions.read"], stdout=out)
    made = ApiKey.objects.get()
    assert made.secret_hash == hash_of(out.getvalue().strip())
    call_command("api", "revoke-key", made.prefix, stdout=out)
    call_command("api", "keys", "--unit", "90000", stdout=out)
    assert "đã thu hồi" in out.getvalue()
    with pytest.raises(CommandError):
        call_command("api", "revoke-key", "dv_none")
    with pytest.raises(CommandError):
        call_command("api", "keys", "--unit", "nowhere")
