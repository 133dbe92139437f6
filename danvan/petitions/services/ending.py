"""Endings without an answer: guided, sent back, passed on, filed, withdrawn. Each with its ground in the law and a word to the sender."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions.models import Petition, State
from danvan.petitions.rules import ACTS, Act
from danvan.petitions.services import clocks
from danvan.petitions.services.instructing import carry_instructions
from danvan.petitions.services.intake import arrive
from danvan.petitions.services.process import begin, close, close_stay, current_stay, finish, need, need_ground
from danvan.petitions.services.sealing import follow
from danvan.petitions.services.wording import lint_reply
from danvan.units.models import Unit


@transaction.atomic
def guide(*, by: Doer, petition: Petition, ground: str, public_note: str, note: str = "") -> Petition:
    """Show the sender where to go or what is missing. `public_note` is what they read."""
    need(public_note, _("Hãy viết lời hướng dẫn cho người gửi."), "public_note")
    return _end(by, petition, Act.GUIDE, ground, public_note=public_note, note=note)


@transaction.atomic
def send_back(*, by: Doer, petition: Petition, ground: str, public_note: str, note: str = "") -> Petition:
    """Not accepted: a complaint by L02/2011 Art. 11, other letters by Circular 05/2021. The sender reads why."""
    need(public_note, _("Hãy viết lý do cho người gửi."), "public_note")
    return _end(by, petition, Act.SEND_BACK, ground, public_note=public_note, note=note)


@transaction.atomic
def file_away(*, by: Doer, petition: Petition, ground: str, note: str = "") -> Petition:
    """Keep it without handling, by a ground of the law."""
    return _end(by, petition, Act.FILE_AWAY, ground, note=note)


def _end(by: Doer, petition: Petition, act: Act, code: str, *, note: str = "", public_note: str = "", sent_to: str = "") -> Petition:
    petition = begin(petition, act)
    lint_reply(petition, public_note, "public_note")
    ground = need_ground(act, code, petition.kind)
    stay = current_stay(petition)
    clocks.stop_all(petition)
    petition.ground, petition.sent_to = ground.code, sent_to
    fields = [*close(petition, _after(act), by=by), "ground", "sent_to"]
    data = {"ground": ground.code} | ({"to": sent_to} if sent_to else {})
    return finish(petition, act, by=by, save=fields, stay=stay, note=note, public_note=public_note, data=data)


def _after(act: Act) -> State:
    after = ACTS[act].after
    if after is None:
        raise AssertionError(f"{act} ends nothing")
    return after


@transaction.atomic
def transfer(*, by: Doer, petition: Petition, ground: str, to: Unit | str, public_note: str = "", note: str = "") -> Petition:
    """Pass it to whom it belongs. A unit of the system goes on with it under the same receipt; a body outside is named in words."""
    if isinstance(to, Unit):
        return _hand_over(by, petition, ground, to, public_note=public_note, note=note)
    need(to, _("Hãy ghi cơ quan nhận."), "to")
    return _end(by, petition, Act.TRANSFER, ground, public_note=public_note, note=note, sent_to=to.strip())


def _hand_over(by: Doer, petition: Petition, code: str, to: Unit, *, public_note: str, note: str) -> Petition:
    petition = begin(petition, Act.HAND_OVER)
    lint_reply(petition, public_note, "public_note")
    ground = need_ground(Act.HAND_OVER, code, petition.kind)
    today = clock.today()
    if to.pk == petition.unit_id:
        raise Refused(_("Đơn đang ở chính đơn vị này."), field="to")
    if not _stands(to, today):
        raise Refused(_("Đơn vị nhận không còn hoạt động. Hãy chọn đơn vị hiện nay."), field="to")
    return pass_on(petition, Act.HAND_OVER, to=to, ground=ground.code, by=by, public_note=public_note, note=note)


def pass_on(petition: Petition, act: Act, *, to: Unit, ground: str, by: Doer, public_note: str = "", note: str = "") -> Petition:
    """The locked petition leaves its unit and arrives at another as if new, under the same receipt."""
    giver, stay = petition.unit, current_stay(petition)
    clocks.stop_all(petition)
    close_stay(petition, stay, State.TRANSFERRED)
    petition.unit, petition.sent_to, petition.ground, petition.holder = to, "", "", None
    petition.book_number = petition.book_year = petition.registered_on = petition.eligible = petition.within_authority = None
    follow(by=by, petition=petition, to=to)
    petition.accepted_on = None
    arrive(petition, clock.today())
    carry_instructions(petition, by=by)
    data = {"ground": ground, "from": giver.full_name, "from_unit": giver.pk, "to": to.full_name, "to_unit": to.pk}
    return finish(petition, act, by=by, save=_MOVED, stay=stay, note=note, public_note=public_note, data=data)


_MOVED = ["unit", "sent_to", "ground", "holder", "book_number", "book_year", "registered_on", "eligible", "within_authority", "accepted_on"]


def _stands(unit: Unit, day: date) -> bool:
    return unit.valid_from <= day and (unit.valid_to is None or unit.valid_to > day)


@transaction.atomic
def withdraw(*, by: Doer, petition: Petition, reason: str = "") -> Petition:
    """The sender takes it back, with the secret code or in writing at the desk (an officer then enters it)."""
    petition = begin(petition, Act.WITHDRAW)
    stay = current_stay(petition)
    clocks.stop_all(petition)
    return finish(petition, Act.WITHDRAW, by=by, save=close(petition, State.WITHDRAWN, by=by), stay=stay, note=reason)
