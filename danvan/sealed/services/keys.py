"""A person's own key: made, opened, closed, its passphrase changed, retired. Nobody else has a part in it."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.accounts.models import User
from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.sealed import crypto, rules, selectors
from danvan.sealed.models import Key, Opening, OpenKey
from danvan.sealed.opened import Opened
from danvan.sealed.services import sealing


def make_key(*, by: Doer, user: User, passphrase: str, accept_loss: bool = False) -> Key:
    """A new key of the person, locked by the passphrase; an earlier one is retired.

    Refused for somebody else's key, a weak passphrase (field "passphrase"), or while the earlier key alone opens some envelope,
    unless `accept_loss` says that these may be lost.
    """
    _own(by, user)
    must_be_strong(passphrase, user)
    pair = crypto.new_pair()
    return keep_key(by=by, user=user, public=pair.public, locked=_locked(pair.private, passphrase), accept_loss=accept_loss)


@transaction.atomic
def keep_key(*, by: Doer, user: User, public: str, locked: str, accept_loss: bool = False) -> Key:
    """Keep a pair whose private half is locked already. See `make_key`."""
    _own(by, user)
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    before = Key.objects.working().select_for_update().filter(user=user).first()
    if before is not None:
        _retire(by, before, accept_loss=accept_loss)
    key = Key.objects.create(user=user, public=public, locked=locked, made_at=clock.now())
    audit.record("sealed.key.made", by=by, subject=key, data={"public": public})
    return key


@transaction.atomic
def retire_key(*, by: Doer, key: Key, accept_loss: bool = False) -> None:
    """The key is used no more and its private half is deleted. Refused while it alone opens some envelope, unless `accept_loss`."""
    key = Key.objects.select_for_update(of=("self",)).select_related("user").get(pk=key.pk)
    _own(by, key.user)
    if key.retired_at is None:
        _retire(by, key, accept_loss=accept_loss)


def change_passphrase(*, by: Doer, key: Key, old: str, new: str) -> None:
    """Lock the same key by another passphrase. Refused if the old one is wrong (field "old") or the new one weak (field "passphrase")."""
    _own(by, key.user)
    must_be_strong(new, key.user)
    _relock(by=by, key=key, locked=_locked(_unlocked(key, old, "old"), new))


def open_key(*, by: Doer, key: Key, passphrase: str, session: str) -> tuple[Opened, str]:
    """Open one's key for one browser and one sign-in (`session`). Out: the opened key, and what the browser's cookie is to hold.

    The private half is sealed to a key pair that exists only in the cookie: the database alone does not read it, nor does the cookie.
    Refused with a wrong passphrase (field "passphrase").
    """
    _own(by, key.user)
    opened = Opened(key, _unlocked(key, passphrase, "passphrase"))
    return opened, keep_open(by=by, opened=opened, session=session)


@transaction.atomic
def close_key(*, by: Doer) -> None:
    """Close one's key: what the cookie still holds opens nothing any more."""
    found = OpenKey.objects.select_for_update(of=("self",)).select_related("key").filter(user=by.user_id).first()
    if found is not None:
        found.delete()
        audit.record("sealed.key.closed", by=by, subject=found.key)


def session_mark(session_key: str) -> str:
    """A hash of the sign-in's own key: enough to see that it is the same one."""
    return hashlib.sha256(session_key.encode()).hexdigest()


@transaction.atomic
def keep_open(*, by: Doer, opened: Opened, session: str) -> str:
    """Keep a key in hand open for one browser and one sign-in. Out: what the browser's cookie is to hold. See `open_key`."""
    _own(by, opened.key.user)
    browser, now = crypto.new_pair(), clock.now()
    sealed = crypto.seal(opened.private.encode("ascii"), [browser.public])
    kept = {"key": opened.key, "session": session_mark(session), "sealed": sealed, "opened_at": now, "used_at": now}
    OpenKey.objects.update_or_create(user_id=opened.key.user_id, defaults=kept)
    audit.record("sealed.key.opened", by=by, subject=opened.key)
    return browser.private


@transaction.atomic
def _relock(*, by: Doer, key: Key, locked: str) -> None:
    found = Key.objects.select_for_update().get(pk=key.pk)
    if found.retired_at is not None:
        raise Refused(_("Khóa này đã ngừng dùng."))
    found.locked = locked
    found.save(update_fields=["locked"])
    audit.record("sealed.key.relocked", by=by, subject=found)


def _retire(by: Doer, key: Key, *, accept_loss: bool) -> None:
    lost = selectors.only_opened_by(key)
    if lost and not accept_loss:
        raise Refused(
            _("Chỉ khóa này mở được %(count)d phong bì. Hãy nhờ niêm phong lại cho người khác trước, hoặc xác nhận chấp nhận mất.")
            % {"count": lost},
            field="accept_loss",
        )
    for opening in Opening.objects.select_for_update().filter(asker_key=key, state__in=(Opening.State.ASKED, Opening.State.GRANTED)):
        sealing.end(opening)
    OpenKey.objects.filter(key=key).delete()
    key.retired_at, key.locked = clock.now(), ""
    key.save(update_fields=["retired_at", "locked"])
    audit.record("sealed.key.retired", by=by, subject=key, data={"envelopes_lost": lost})


def _own(by: Doer, user: User) -> None:
    if by.user_id != user.pk:
        raise Refused(_("Khóa là của riêng mỗi người; không ai làm thay được."))


def _unlocked(key: Key, passphrase: str, field: str) -> str:
    try:
        return crypto.unlock(key.locked, passphrase)
    except crypto.Unreadable:
        raise Refused(_("Câu mật khẩu không đúng. Hãy kiểm tra chữ hoa, chữ thường và bộ gõ tiếng Việt."), field=field) from None
    except crypto.Busy:
        raise Refused(_busy(), field=field) from None


def _locked(private: str, passphrase: str) -> str:
    try:
        return crypto.lock(private, passphrase)
    except crypto.Busy:
        raise Refused(_busy(), field="passphrase") from None


def _busy() -> str:
    return _("Máy chủ đang quá bận. Hãy thử lại sau ít phút.")


def must_be_strong(passphrase: str, user: User) -> None:
    """Refused (field "passphrase") with everything that is wrong with a new passphrase."""
    found = rules.weaknesses(passphrase, names=(user.username, user.full_name))
    if user.check_password(passphrase):
        found.append(_("Không dùng lại mật khẩu đăng nhập: máy chủ thấy mật khẩu ấy mỗi lần bạn đăng nhập."))
    if found:
        raise Refused(" ".join(found), field="passphrase")
