"""What must never happen: the plaintext anywhere but before its asker, or a way in with the database, the files and the settings."""

import logging
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from danvan.audit.doer import SYSTEM
from danvan.audit.models import Entry
from danvan.sealed import crypto, services
from danvan.sealed.models import Contribution, Copy, Key, OpenKey, Recovery, Share
from danvan.sealed.session import COOKIE
from danvan.sealed.tests.factories import IDENTITY, NAME, PASSPHRASE, SCAN, STREET, Kept, deposited, granted, keeper, opened
from danvan.sealed.tests.test_pages import browser, text, with_key

MARKERS = [NAME, STREET, *IDENTITY.values(), PASSPHRASE, "AGE-SECRET-KEY-1"]


def dump() -> bytes:
    """Every cell of every table, as bytes: what a stolen database holds. (A virtual table of SQLite keeps its rows in tables of its own.)"""
    found: list[bytes] = []
    with connection.cursor() as cursor:
        virtual = set()
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'")
            virtual = {row[0] for row in cursor.fetchall()}
        for table in set(connection.introspection.table_names(cursor)) - virtual:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found.extend(_bytes(cell) for row in cursor.fetchall() for cell in row)
    return b"\n".join(found)


def _bytes(cell: object) -> bytes:
    return bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()


def seen(where: bytes) -> list[str]:
    """The markers found, as text, as JSON writes it, and in hex."""
    forms = {marker: (marker.encode(), marker.encode("unicode_escape"), marker.encode().hex().encode()) for marker in MARKERS}
    found = [marker for marker, ways in forms.items() if any(way in where for way in ways)]
    return [*found, "scan"] if SCAN in where or SCAN.hex().encode() in where else found


def everything_happened(cast: Kept) -> None:
    """A life of envelopes: asked, granted, read, sealed again, handed over, recovered, refused, wiped."""
    services.set_recovery(by=cast.first, unit=cast.unit, custodians=[cast.second.user, cast.handler.user], needed=2)
    envelope = deposited(cast.unit)
    opening = granted(cast, envelope)
    services.show(by=cast.handler, opening=opening, opened=cast.opened(cast.handler))
    services.show_file(by=cast.handler, opening=opening, opened=cast.opened(cast.handler), number=1)
    opened(keeper(cast.unit, "Thứ ba"))
    services.reseal(by=cast.first, seat=cast.unit, opened=cast.opened(cast.first))
    rescue = services.start_rescue(by=cast.first, recovery=Recovery.objects.get(), reason="Thử.")
    services.contribute(by=cast.second, rescue=rescue, opened=cast.opened(cast.second))
    moving = deposited(cast.unit, "KN26-00002")
    for name in ("Nhận một", "Nhận hai"):
        opened(keeper(cast.tree.b, name))
    handover = services.hand_over(by=cast.handler, envelope=moving, to_unit=cast.tree.b)
    services.complete_handover(by=cast.first, handover=handover, opened=cast.opened(cast.first))
    services.wipe(by=SYSTEM, envelope=deposited(cast.unit, "KN26-00003"))


def test_the_search_for_markers_finds_one_that_is_there(cast: Kept) -> None:
    cast.first.user.email = "a@b.vn"
    cast.first.user.full_name = NAME
    cast.first.user.save()
    assert seen(dump()) == [NAME]


def test_the_markers_are_nowhere_in_the_database_the_log_the_files_and_what_was_written_out(
    cast: Kept, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    everything_happened(cast)
    reader, decider = with_key(cast, cast.handler), with_key(cast, cast.first)
    opening = Copy.objects.first().opening  # type: ignore[union-attr]
    assert NAME in reader.post(reverse("sealed:show", args=[opening.pk])).content.decode()
    for client in (decider, browser(cast.second), browser(cast.arranger)):
        for name in ("home", "list", "export"):
            assert not seen(b"".join(client.get(reverse(f"sealed:{name}"))))
    assert not seen(text(decider, "envelope", opening.envelope_id).encode())
    call_command("sealed", "status")
    call_command("sealed", "purge")
    out, err = capfd.readouterr()
    assert not seen(dump())
    assert not seen("".join(str((entry.act, entry.by_label, entry.data)) for entry in Entry.objects.all()).encode())
    assert not seen((caplog.text + out + err).encode())
    for path in (one for one in Path(settings.VAR).rglob("*") if one.is_file()):
        assert not seen(path.read_bytes()), path


def test_an_error_while_the_identity_is_in_hand_tells_nothing_of_it(cast: Kept, caplog: pytest.LogCaptureFixture) -> None:
    opening = granted(cast, deposited(cast.unit))
    client = with_key(cast, cast.handler)
    client.raise_request_exception = False
    Copy.objects.filter(opening=opening).update(sealed=crypto.seal(b"{ broken " + NAME.encode(), [cast.opened(cast.handler).key.public]))
    response = client.post(reverse("sealed:show", args=[opening.pk]))
    assert response.status_code == 500
    assert not seen(response.content)
    assert not seen(caplog.text.encode())


def test_the_database_and_the_settings_together_decrypt_nothing(cast: Kept) -> None:
    everything_happened(cast)
    with_key(cast, cast.first)
    ciphertexts = [bytes(row.sealed) for model in (OpenKey, Copy, Share, Contribution) for row in model.objects.all()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM sealed_content")
        ciphertexts += [bytes(row[0]) for row in cursor.fetchall()]
    assert len(ciphertexts) > 8
    texts = {
        settings.SECRET_KEY,
        settings.CODE_PEPPER,
        *Key.objects.values_list("public", flat=True),
        *Key.objects.values_list("locked", flat=True),
    }
    texts |= {session.session_key for session in Session.objects.all()} | {row.session for row in OpenKey.objects.all()}
    for ciphertext in ciphertexts:
        for secret in texts:
            with pytest.raises(crypto.Unreadable):
                crypto.unseal(ciphertext, secret)


def test_the_settings_do_not_unlock_a_private_key() -> None:
    pair = crypto.new_pair()
    locked = crypto.lock(pair.private, PASSPHRASE)
    for secret in (settings.SECRET_KEY, settings.CODE_PEPPER):
        with pytest.raises(crypto.Unreadable):
            crypto.unlock(locked, secret)


def test_a_made_up_or_damaged_cookie_opens_nothing_and_breaks_nothing(cast: Kept) -> None:
    client = with_key(cast, cast.first)
    good = client.cookies[COOKIE].value
    for cookie in ("", "x", good[:-1], crypto.new_pair().private, "AGE-SECRET-KEY-1" + "Q" * 58):
        client.cookies[COOKIE] = cookie
        assert "Mở khóa" in text(client, "home")


def test_acts_that_change_something_take_no_get(cast: Kept) -> None:
    opening = granted(cast, deposited(cast.unit))
    client = with_key(cast, cast.handler)
    for name, arguments in (("show", [opening.pk]), ("show_file", [opening.pk, 1]), ("grant", [opening.pk]), ("close", [opening.pk])):
        assert client.get(reverse(f"sealed:{name}", args=arguments)).status_code == 405
    assert client.get(reverse("sealed:key_close")).status_code == 405


def test_the_room_asks_for_the_forms_own_mark_against_other_sites(cast: Kept) -> None:
    opening = granted(cast, deposited(cast.unit))
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.handler.user)
    assert client.post(reverse("sealed:show", args=[opening.pk])).status_code == 403


def test_the_named_room_imports_nothing_of_the_case() -> None:
    folder = Path(services.__file__).parents[1]
    code = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py") if "tests" not in path.parts)
    assert "danvan.petitions" not in code
