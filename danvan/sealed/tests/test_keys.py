"""A person's own key."""

from datetime import timedelta

import pytest

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.sealed import crypto, selectors, services
from danvan.sealed.models import Key, OpenKey
from danvan.sealed.services.keys import session_mark
from danvan.sealed.tests.factories import PASSPHRASE, deposited, kept, opened, opened_for_real
from danvan.units.tests.factories import officer, small_tree

pytestmark = pytest.mark.django_db


def test_a_key_is_made_by_its_owner_alone() -> None:
    tree = small_tree()
    one, other = officer(tree.a), officer(tree.a)
    with pytest.raises(Refused, match="của riêng mỗi người"):
        services.make_key(by=one, user=other.user, passphrase=PASSPHRASE)


def test_a_made_key_opens_with_its_passphrase_alone_and_only_ciphertext_is_kept() -> None:
    who = officer(small_tree().a)
    key = services.make_key(by=who, user=who.user, passphrase=PASSPHRASE)
    assert "SECRET" not in key.locked
    assert PASSPHRASE not in key.locked
    found, _cookie = services.open_key(by=who, key=key, passphrase=PASSPHRASE, session="s")
    assert crypto.public_of(found.private) == key.public
    with pytest.raises(Refused) as refused:
        services.open_key(by=who, key=key, passphrase=PASSPHRASE + " ", session="s")
    assert refused.value.field == "passphrase"


def test_the_sign_in_password_is_no_passphrase() -> None:
    who = officer(small_tree().a)
    who.user.set_password("mat khau dang nhap dai")
    with pytest.raises(Refused, match="mật khẩu đăng nhập"):
        services.make_key(by=who, user=who.user, passphrase="mat khau dang nhap dai")


def test_a_new_key_retires_the_old_and_its_private_half_is_gone() -> None:
    who = officer(small_tree().a)
    old, new = opened(who), opened(who)
    old.key.refresh_from_db()
    assert old.key.retired_at is not None
    assert old.key.locked == ""
    assert selectors.working_key(who.user_id) == new.key


def test_a_key_that_alone_opens_something_is_not_given_up_without_saying_so() -> None:
    cast = kept()
    deposited(cast.unit)
    services.retire_key(by=cast.second, key=cast.opened(cast.second).key)
    with pytest.raises(Refused) as refused:
        services.retire_key(by=cast.first, key=cast.opened(cast.first).key)
    assert refused.value.field == "accept_loss"
    services.retire_key(by=cast.first, key=cast.opened(cast.first).key, accept_loss=True)
    assert not Key.objects.working().filter(user=cast.first.user).exists()


def test_nobody_retires_anothers_key() -> None:
    cast = kept()
    with pytest.raises(Refused):
        services.retire_key(by=cast.second, key=cast.opened(cast.first).key)


def test_a_changed_passphrase_opens_the_same_key() -> None:
    who = officer(small_tree().a)
    key = opened_for_real(who).key
    services.change_passphrase(by=who, key=key, old=PASSPHRASE, new="bảy con vịt trời bơi ngược")
    key.refresh_from_db()
    assert crypto.public_of(crypto.unlock(key.locked, "bảy con vịt trời bơi ngược")) == key.public
    with pytest.raises(Refused) as refused:
        services.change_passphrase(by=who, key=key, old=PASSPHRASE, new="tám con vịt trời bơi ngược")
    assert refused.value.field == "old"


def test_an_open_key_is_read_by_neither_the_database_nor_the_cookie_alone() -> None:
    who = officer(small_tree().a)
    found = opened(who)
    cookie = services.keep_open(by=who, opened=found, session="phien")
    row = OpenKey.objects.get()
    assert found.private.encode() not in bytes(row.sealed)
    assert found.private != cookie
    assert crypto.unseal(row.sealed, cookie).decode() == found.private
    assert row.session == session_mark("phien") != "phien"


def test_closing_forgets_and_what_was_left_open_goes_after_a_quarter_of_an_hour() -> None:
    who = officer(small_tree().a)
    key = opened(who)
    services.keep_open(by=who, opened=key, session="s")
    services.close_key(by=who)
    assert not OpenKey.objects.exists()
    services.keep_open(by=who, opened=key, session="s")
    with clock.standing_at(clock.now() + timedelta(minutes=15)):
        assert services.purge(by=who).keys == 1
