"""Relations between figures as an office declares them: from a day on they ask, until they are ended."""

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib.refusal import Refused
from danvan.reports.models import Indicator, Relation
from danvan.reports.rules_book import refuse, relation_faults
from danvan.reports.selectors.book import usable
from danvan.units.models import Unit


@dataclass(frozen=True)
class RelationContent:
    """What a relation says: the sum of the left codes, how it stands, to the sum of the right ones or a number; and when."""

    left: tuple[str, ...]
    sign: str
    right: tuple[str, ...]
    valid_from: date
    valid_to: date | None = None

    @property
    def mark(self) -> str:
        """A short name for what it says: a page keeps it, to see whether somebody else changed it meanwhile."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


@transaction.atomic
def add_relation(*, by: Doer, content: RelationContent, owner: Unit | None) -> Relation:
    """Declare a relation: for everybody (`owner` None) or for one office and all below it. Refused, by field, for what makes no sense."""
    checked(content, owner)
    made = Relation.objects.create(code=f"r-{secrets.token_hex(6)}", owner=owner, local=True, **columns_of(content))
    audit.record("reports.relation.add", by=by, subject=made, unit_id=owner.pk if owner else None, data=_said(content))
    return made


@transaction.atomic
def change_relation(*, by: Doer, relation: Relation, content: RelationContent, seen: str = "") -> Relation:
    """Say it otherwise, or end it. Reports that were filed keep their questions and sentences; open ones are asked by it at once.

    `seen`: the mark of what it said when somebody decided. Refused, by field: what makes no sense, nothing changed, changed by somebody else meanwhile.
    """
    held = Relation.objects.select_for_update(of=("self",)).select_related("owner").get(pk=relation.pk)
    before = content_of(held)
    if seen and seen != before.mark:
        raise Refused(_("Người khác vừa sửa quan hệ này: %(words)s. Hãy xem lại rồi quyết định.") % {"words": held}, field="left")
    if before == content:
        raise Refused(_("Quan hệ không có gì thay đổi."))
    checked(content, held.owner)
    for name, value in columns_of(content).items():
        setattr(held, name, value)
    held.local = True
    held.save(update_fields=["left", "sign", "right", "valid_from", "valid_to", "local"])
    data = {"code": held.code, "before": _said(before), "after": _said(content)}
    audit.record("reports.relation.change", by=by, subject=held, unit_id=held.owner_id, data=data)
    return held


def content_of(relation: Relation) -> RelationContent:
    """What it says now."""
    return RelationContent(tuple(relation.left), relation.sign, tuple(relation.right), relation.valid_from, relation.valid_to)


def checked(content: RelationContent, owner: Unit | None) -> None:
    """Refused, by field, for what makes no sense in the book of the owner."""
    known: dict[str, Indicator] = {one.code: one for one in usable(owner.pk if owner else None)}
    faults = list(relation_faults(content.left, content.sign, content.right, known))
    if content.valid_to and content.valid_to <= content.valid_from:
        faults.append(("valid_to", _("Ngày kết thúc phải sau ngày bắt đầu.")))
    refuse(faults)


def columns_of(content: RelationContent) -> dict[str, Any]:
    """As columns of the row."""
    return asdict(content) | {"left": list(content.left), "right": list(content.right)}


def _said(content: RelationContent) -> dict[str, Any]:
    until = content.valid_to.isoformat() if content.valid_to else ""
    return columns_of(content) | {"valid_from": content.valid_from.isoformat(), "valid_to": until}
