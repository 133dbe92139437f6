"""Small builders that call services. Locking by passphrase takes a second, so pairs that a test never unlocks are locked by nobody's key."""

from dataclasses import dataclass
from datetime import date

from danvan.audit.doer import CITIZEN, SYSTEM
from danvan.sealed import crypto, services
from danvan.sealed.models import Envelope, Opening, Recipient
from danvan.sealed.opened import Opened
from danvan.units.access import Acting
from danvan.units.models import Duty, Holding, Unit
from danvan.units.tests.factories import Tree, officer, small_tree
from tests.told import told_once

PASSPHRASE = "suối đá chuồn chuồn 7 cầu tre"
# What must never be found anywhere: a name, a street, and the bytes of a scanned page.
NAME, STREET, SCAN = "Trương Mật Danh Kín", "Ngõ Không Ai Biết 99", b"\x89SCAN-chu-viet-tay-rieng\x00\x01"
IDENTITY = {"name": NAME, "address": STREET, "phone": "0987 000 111"}
SINCE = date(2026, 1, 1)
_locked: list[tuple[crypto.Pair, str]] = []


@dataclass(frozen=True)
class Kept:
    """Who plays: `first` and `second` keep the seal of commune `a`, each with an open key; `handler` works on cases there, with a key too;
    `arranger` names recipients; `stranger` keeps the seal of nothing.
    """

    tree: Tree
    first: Acting
    second: Acting
    handler: Acting
    arranger: Acting
    stranger: Acting
    keys: dict[int, Opened]

    @property
    def unit(self) -> Unit:
        """The commune where it happens."""
        return self.tree.a

    def opened(self, who: Acting) -> Opened:
        """The person's key in hand."""
        return self.keys[who.user_id]


@told_once
def kept(*, real: bool = False) -> Kept:
    """A small country whose commune `a` has two keepers of the seal. `real`: the first one's key opens with `PASSPHRASE`."""
    tree = small_tree()
    first, second = keeper(tree.a, "Phạm Giữ Một"), keeper(tree.a, "Lê Giữ Hai")
    handler = officer(tree.a, Duty.HANDLE, title="Người xác minh")
    keys = {who.user_id: (opened_for_real(who) if real and who is first else opened(who)) for who in (first, second, handler)}
    arranger = officer(tree.a, Duty.ARRANGE_UNITS, title="Quản trị")
    return Kept(tree, first, second, handler, arranger, officer(tree.b, Duty.HANDLE, title="Xã bên"), keys)


def keeper(unit: Unit, name: str = "") -> Acting:
    """Somebody named to keep the seal of the unit, without a key yet."""
    who = officer(unit, Duty.KEEP_SEAL, Duty.HANDLE, title=name or "Người giữ niêm phong", since=SINCE)
    appointed(who)
    return who


def appointed(who: Acting, since: date = SINCE) -> Recipient:
    """The person's post is named."""
    holding = Holding.objects.get(post=who.post, user=who.user)
    return services.name_recipient(by=SYSTEM, holding=holding, valid_from=since)


def opened(who: Acting) -> Opened:
    """A new key of the person, in hand."""
    pair = crypto.new_pair()
    nobody = crypto.seal(pair.private.encode(), [crypto.new_pair().public]).hex()
    return Opened(services.keep_key(by=who, user=who.user, public=pair.public, locked=nobody, accept_loss=True), pair.private)


def opened_for_real(who: Acting) -> Opened:
    """The same, locked by `PASSPHRASE`; one pair is locked once a process and goes to one person a test."""
    if not _locked:
        pair = crypto.new_pair()
        _locked.append((pair, crypto.lock(pair.private, PASSPHRASE)))
    pair, locked = _locked[0]
    return Opened(services.keep_key(by=who, user=who.user, public=pair.public, locked=locked), pair.private)


def deposited(unit: Unit, about: str = "KN26-00001", *, files: bool = True) -> Envelope:
    """An identity sealed in the unit."""
    return services.deposit(by=CITIZEN, unit=unit, about=about, identity=IDENTITY, files=[("don-viet-tay.jpg", SCAN)] if files else [])


def asked(who: Acting, envelope: Envelope, hours: int = 8) -> Opening:
    """A request to read it."""
    return services.ask(by=who, envelope=envelope, ground="work", words="Cần làm việc trực tiếp.", hours=hours)


def granted(cast: Kept, envelope: Envelope, hours: int = 8) -> Opening:
    """The handler asked, the first recipient agreed."""
    return services.grant(by=cast.first, opening=asked(cast.handler, envelope, hours), opened=cast.opened(cast.first))
