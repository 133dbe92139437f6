"""Between acceptance and the decision: verification, dialogue, suspension."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions.models import Petition, State
from danvan.petitions.rules import Act
from danvan.petitions.services import clocks
from danvan.petitions.services.process import begin, close, current_stay, finish, need, need_ground
from danvan.petitions.services.wording import lint_reply


@transaction.atomic
def order_verification(*, by: Doer, petition: Petition, team: str, number: str = "", note: str = "") -> Petition:
    """Decide who verifies (L02/2011 Art. 29; L25/2018 Art. 31). `team` is for officers only: the sender reads that it is being verified."""
    petition = begin(petition, Act.ORDER_VERIFICATION)
    team = need(team, _("Hãy ghi tổ hoặc người được giao xác minh."), "team")
    data = {"number": number.strip()} if number.strip() else {}
    return finish(petition, Act.ORDER_VERIFICATION, by=by, note=_joined(team, note), data=data)


@transaction.atomic
def report_verification(*, by: Doer, petition: Petition, findings: str, number: str = "") -> Petition:
    """The report of those who verified; officers only."""
    petition = begin(petition, Act.REPORT_VERIFICATION)
    findings = need(findings, _("Hãy ghi kết quả xác minh."), "findings")
    data = {"number": number.strip()} if number.strip() else {}
    return finish(petition, Act.REPORT_VERIFICATION, by=by, note=findings, data=data)


@transaction.atomic
def dialogue(*, by: Doer, petition: Petition, held_on: date, minutes: str, came: bool, place: str = "") -> Petition:
    """The dialogue about a complaint (L02/2011 Art. 30, 39).

    `came` false: the complainant was invited and did not come without good reason, which since 1 July 2026 does not block the settlement
    (Art. 30.6 as amended by L136/2025).
    """
    petition = begin(petition, Act.DIALOGUE)
    if not (petition.accepted_on or petition.received_on) <= held_on <= clock.today():
        raise Refused(_("Ngày đối thoại phải từ ngày thụ lý đến hôm nay."), field="held_on")
    minutes = need(minutes, _("Hãy ghi nội dung, kết quả đối thoại."), "minutes")
    data = {"held": held_on.isoformat(), "came": came} | ({"place": place.strip()} if place.strip() else {})
    return finish(petition, Act.DIALOGUE, by=by, note=minutes, data=data)


@transaction.atomic
def suspend(*, by: Doer, petition: Petition, ground: str, public_note: str, number: str = "") -> Petition:
    """End the settlement by decision, for a ground of the law (L02/2011 Art. 11a; L25/2018 Art. 34). The parties read why."""
    petition = begin(petition, Act.SUSPEND)
    chosen = need_ground(Act.SUSPEND, ground, petition.kind)
    need(public_note, _("Hãy viết lý do, căn cứ cho người gửi."), "public_note")
    lint_reply(petition, public_note, "public_note")
    stay = current_stay(petition)
    clocks.stop_all(petition)
    clocks.start_sides(petition, Act.SUSPEND)
    petition.ground = chosen.code
    data = {"ground": chosen.code} | ({"number": number.strip()} if number.strip() else {})
    fields = [*close(petition, State.SUSPENDED, by=by), "ground"]
    return finish(petition, Act.SUSPEND, by=by, save=fields, stay=stay, public_note=public_note, data=data)


def _joined(*parts: str) -> str:
    return "\n".join(part.strip() for part in parts if part.strip())
