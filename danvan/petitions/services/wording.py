"""Replies: the words offices keep for them, and the check that none of them prints who wrote."""

import csv
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions.models import Petition, PetitionKind, ReplyTemplate, Sender
from danvan.petitions.rules import Act, Known
from danvan.petitions.rules.linter import PIECES, named_pieces
from danvan.petitions.rules.wording import REPLY_FIELDS, Filling, unknown
from danvan.petitions.services.process import need
from danvan.units.models import Unit

DAY = "d/m/Y"


def filling_of(petition: Petition) -> Filling:
    """What the letter puts into a template. The unit must be read with it."""
    with override(settings.LANGUAGE_CODE):  # what is sent is kept, whatever language the officer reads
        due = date_format(petition.due_on, DAY) if petition.due_on else _("(không có hạn)")
    return Filling(petition.reference, date_format(petition.received_on, DAY), petition.unit.full_name, due)


def known_of(petition: Petition, sender: Sender | None) -> Known:
    """What would give the sender away."""
    if sender is None:
        return Known(reference=petition.reference)
    listed = sender.representatives.replace(";", "\n").replace(",", "\n").splitlines()
    return Known([sender.name, *listed], sender.address, sender.phone, petition.reference)


def pieces_in(petition: Petition, sender: Sender | None, text: str) -> list[str]:
    """The pieces of a reply that print its sender, each with what it is, in the reader's words; empty = it may be sent."""
    return [f"{PIECES[one.kind]} “{one.text}”" for one in named_pieces(text, known_of(petition, sender), petition.place)]


def lint_reply(petition: Petition, text: str, field: str) -> None:
    """Raises Refused where a reply prints the sender's name, phone, house or identity number.

    A reply is read aloud, photographed and passed on; the code on the receipt says whose it is (participation.md 6.2).
    """
    found = pieces_in(petition, Sender.objects.filter(petition=petition.parent_id or petition.pk).first(), text) if text else []
    if found:
        raise Refused(
            _("Trả lời không in thông tin của người gửi. Hãy bỏ hoặc viết khác: %(found)s.") % {"found": "; ".join(found)}, field=field
        )


@transaction.atomic
def keep_template(*, by: Doer, unit: Unit | None, act: str, name: str, text: str, kind: str = "") -> ReplyTemplate:
    """New words for an act, of a unit or (without one) of the product. Of the same name they take the place of what is above them.

    Raises Refused (fields `act`, `kind`, `name`, `text`).
    """
    if act not in REPLY_FIELDS:
        raise Refused(_("Chọn một việc trong danh sách."), field="act")
    if kind and kind not in PetitionKind.values:
        raise Refused(_("Chọn loại đơn trong danh sách."), field="kind")
    name = need(name, _("Hãy đặt tên cho lời mẫu."), "name")
    text = need(text, _("Hãy viết lời mẫu."), "text")
    if strange := unknown(text):
        raise Refused(_("Không có mục điền nào tên %(names)s.") % {"names": ", ".join(strange)}, field="text")
    made = ReplyTemplate.objects.create(unit=unit, act=Act(act), kind=kind, name=name, text=text)
    _record("keep", made, by=by)
    return made


@transaction.atomic
def change_template(*, by: Doer, template: ReplyTemplate, unit: Unit, name: str, text: str, kind: str = "") -> ReplyTemplate:
    """The same with other words: a new row of the unit; the old one is retired for it, and stays to be read."""
    made = keep_template(by=by, unit=unit, act=template.act, name=name, text=text, kind=kind)
    if template.unit_id == unit.pk:
        _retire(template)
    elif (template.name, template.kind) != (made.name, made.kind):
        hide_template(by=by, template=template, unit=unit)
    return made


@transaction.atomic
def hide_template(*, by: Doer, template: ReplyTemplate, unit: Unit) -> ReplyTemplate:
    """The unit no longer uses it. What comes from above stays there for others: the unit keeps an empty, retired row of that name over it."""
    if template.unit_id == unit.pk:
        hidden = _retire(template)
    else:
        named = {"act": template.act, "kind": template.kind, "name": template.name}
        hidden = ReplyTemplate.objects.create(unit=unit, **named, text=template.text, retired_at=clock.now())
    _record("hide", hidden, by=by)
    return hidden


def _retire(template: ReplyTemplate) -> ReplyTemplate:
    locked = ReplyTemplate.objects.select_for_update().get(pk=template.pk)
    locked.retired_at = locked.retired_at or clock.now()
    locked.save(update_fields=["retired_at"])
    return locked


def _record(act: str, template: ReplyTemplate, *, by: Doer) -> None:
    data = {"act": template.act, "kind": template.kind, "name": template.name}
    audit.record(f"petitions.template.{act}", by=by, subject=template, unit_id=template.unit_id, data=data)


DATA = Path(__file__).parents[1] / "data" / "reply_templates.csv"


@transaction.atomic
def load_templates(*, by: Doer) -> int:
    """The product's own good words, from its data file: those that are not there yet. Out: how many were added.

    An office that does not want one hides it for itself; none is changed that stands.
    """
    there = set(ReplyTemplate.objects.filter(unit__isnull=True).values_list("act", "kind", "name"))
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["act"], row["kind"], row["name"]) not in there]
    for row in rows:
        keep_template(by=by, unit=None, act=row["act"], kind=row["kind"], name=row["name"], text=row["text"])
    return len(rows)
