"""The procedure of opening: a request with its ground, the decision of a second person, a copy for the asker only, its end."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.sealed import crypto, packing, rules, selectors
from danvan.sealed.models import Copy, Envelope, Handover, Key, Opening, Part
from danvan.sealed.opened import Opened
from danvan.sealed.services import sealing

State = Opening.State


@dataclass(frozen=True)
class Shown:
    """What the asker reads: the identity by part, and the names of the files."""

    identity: dict[str, str] = field(repr=False)
    files: list[str] = field(repr=False)


@transaction.atomic
def ask(*, by: Doer, envelope: Envelope, ground: str, words: str, hours: int) -> Opening:
    """Ask to read an identity. In: a ground of `rules.Ground`, why in words, for how many hours (one of `rules.HOURS`).

    Whether the doer has to do with the case is `access`. Refused without a key of one's own (it is what the answer is sealed to),
    without words, for a second request beside an open one, or if nobody but the asker could decide.
    """
    envelope = sealing.locked(envelope)
    sealing.must_not_be_barred(by, envelope)
    _must_not_be_leaving(envelope)
    key = _key_of(by)
    if ground not in rules.Ground.values:
        raise Refused(_("Hãy chọn căn cứ."), field="ground")
    if not words.strip():
        raise Refused(_("Hãy ghi lý do cần biết danh tính."), field="words")
    if hours not in rules.HOURS:
        raise Refused(_("Hãy chọn thời gian mở."), field="hours")
    if not selectors.keepers_at(envelope.kept_by, clock.today()).people - {key.user_id} - sealing.barred(envelope):
        raise Refused(_("Không còn người giữ niêm phong nào khác để quyết định. Hãy báo %(unit)s.") % {"unit": envelope.kept_by.full_name})
    _no_other(by, envelope, key.user_id)
    opening = Opening.objects.create(
        envelope=envelope,
        asker_id=key.user_id,
        asker_key=key,
        asker_label=by.label,
        ground=ground,
        words=words.strip(),
        hours=hours,
        asked_at=clock.now(),
    )
    _log("asked", by, envelope, opening, {"ground": ground, "hours": hours})
    return opening


@transaction.atomic
def grant(*, by: Doer, opening: Opening, opened: Opened) -> Opening:
    """Agree: seal what the envelope holds to the asker's key, until the hours are over.

    In: the opened key of a recipient who is not the asker. Refused for anybody else, if it was decided already, or if the asker's key
    is no longer used. The one who agrees does not see the content.
    """
    envelope, opening = _to_decide(by, opening)
    sealing.must_own(by, opened)
    _must_not_be_leaving(envelope)
    if opening.asker_key.retired_at is not None:
        raise Refused(_("Người đề nghị đã thay khóa; cần đề nghị lại."))
    for part, plain in sealing.read(envelope, opened).items():
        Copy.objects.create(opening=opening, part=part, sealed=crypto.seal(plain, [opening.asker_key.public]))
    opening.state, opening.expires_at = State.GRANTED, clock.now() + timedelta(hours=opening.hours)
    _decided(by, opening, ["expires_at"])
    _log("granted", by, envelope, opening, {"until": opening.expires_at.isoformat(timespec="minutes")})
    return opening


@transaction.atomic
def refuse(*, by: Doer, opening: Opening, reason: str) -> Opening:
    """Disagree, with the reason. Refused for the asker, for who keeps no seal here, without a reason, or if it was decided already."""
    envelope, opening = _to_decide(by, opening)
    if not reason.strip():
        raise Refused(_("Hãy ghi lý do không đồng ý."), field="reason")
    opening.state, opening.reason = State.REFUSED, reason.strip()
    _decided(by, opening, ["reason"])
    _log("refused", by, envelope, opening, {})
    return opening


@transaction.atomic
def show(*, by: Doer, opening: Opening, opened: Opened) -> Shown:
    """Read the identity, once more logged. Only the asker, with the key that asked, before the hours are over; Refused otherwise."""
    opening = _readable(by, opening, opened)
    identity = packing.unpack_identity(_copy(opening, Part.IDENTITY, opened))
    files = [name for name, _content in _files(opening, opened)]
    _log("viewed", by, opening.envelope, opening, {})
    return Shown(identity, files)


@transaction.atomic
def show_file(*, by: Doer, opening: Opening, opened: Opened, number: int) -> tuple[str, bytes]:
    """One file of the envelope by its place (from 1): name and content. As `show`; Refused if there is no such file."""
    opening = _readable(by, opening, opened)
    files = _files(opening, opened)
    if not 1 <= number <= len(files):
        raise Refused(_("Không có tệp này."))
    _log("file_viewed", by, opening.envelope, opening, {"file": number})
    return files[number - 1]


@transaction.atomic
def close(*, by: Doer, opening: Opening) -> None:
    """End a request or a grant before its time: the asker, or a recipient of the unit. The copy is wiped."""
    envelope, opening = _locked(opening)
    if opening.asker_id != by.user_id:
        sealing.must_keep(by, envelope.kept_by)
    if opening.state not in (State.ASKED, State.GRANTED):
        raise Refused(_("Đề nghị này đã kết thúc."))
    sealing.end(opening)
    _log("closed", by, envelope, opening, {})


@transaction.atomic
def expire(*, by: Doer, opening: Opening) -> bool:
    """End a grant whose hours are over and wipe its copy; whether there was something to end."""
    envelope, opening = _locked(opening)
    if opening.state != State.GRANTED or opening.lasts(clock.now()):
        return False
    sealing.end(opening)
    _log("expired", by, envelope, opening, {})
    return True


def _must_not_be_leaving(envelope: Envelope) -> None:
    """The case went to another unit, perhaps because it is about this one: nothing is opened here any more."""
    if envelope.handovers.filter(state=Handover.State.WAITING).exists():
        raise Refused(_("Phong bì đang chờ bàn giao cho đơn vị khác; chỉ mở được ở đó."))


def _key_of(by: Doer) -> Key:
    key = selectors.working_key(by.user_id)
    if key is None:
        raise Refused(_("Bạn cần có khóa của riêng mình trước: danh tính chỉ được niêm phong lại cho khóa đó."))
    return key


def _no_other(by: Doer, envelope: Envelope, asker: int) -> None:
    """The person's earlier request must have ended; one whose hours are over ends here."""
    now = clock.now()
    for opening in Opening.objects.filter(envelope=envelope, asker=asker, state__in=(State.ASKED, State.GRANTED)):
        if opening.state == State.ASKED or opening.lasts(now):
            raise Refused(_("Bạn đã có một đề nghị đang chờ hoặc đang mở cho phong bì này."))
        sealing.end(opening)
        _log("expired", by, envelope, opening, {})


def _locked(opening: Opening) -> tuple[Envelope, Opening]:
    """Envelope first, then the request: the order of every act here."""
    return sealing.held(opening.envelope_id), Opening.objects.select_for_update(of=("self",)).select_related("asker_key").get(pk=opening.pk)


def _to_decide(by: Doer, opening: Opening) -> tuple[Envelope, Opening]:
    envelope, opening = _locked(opening)
    if opening.asker_id == by.user_id:
        raise Refused(_("Người đề nghị không tự quyết định; cần người giữ niêm phong thứ hai."))
    sealing.must_keep(by, envelope.kept_by)
    sealing.must_not_be_barred(by, envelope)
    if opening.state != State.ASKED:
        raise Refused(_("Đề nghị này đã có quyết định."))
    return envelope, opening


def _decided(by: Doer, opening: Opening, more: list[str]) -> None:
    opening.decider_id, opening.decider_label, opening.decided_at = by.user_id, by.label, clock.now()
    opening.save(update_fields=["state", "decider", "decider_label", "decided_at", *more])


def _readable(by: Doer, opening: Opening, opened: Opened) -> Opening:
    _envelope, opening = _locked(opening)
    if opening.asker_id != by.user_id:
        raise Refused(_("Chỉ người đề nghị được xem."))
    if not opening.lasts(clock.now()):
        raise Refused(_("Thời gian mở đã hết."))
    sealing.must_own(by, opened)
    return opening


def _copy(opening: Opening, part: Part, opened: Opened) -> bytes:
    try:
        return opened.reads(opening.copies.get(part=part).sealed)
    except crypto.Unreadable:
        raise Refused(_("Khóa đang mở không đọc được bản này.")) from None


def _files(opening: Opening, opened: Opened) -> list[tuple[str, bytes]]:
    if not opening.copies.filter(part=Part.FILES).exists():
        return []
    return packing.unpack_files(_copy(opening, Part.FILES, opened))


def _log(verb: str, by: Doer, envelope: Envelope, opening: Opening, data: dict[str, object]) -> None:
    """Every line stands on the envelope, so that its history is one list. No words, no content."""
    audit.record(f"sealed.opening.{verb}", by=by, subject=envelope, unit_id=envelope.unit_id, data={"opening": opening.pk, **data})
