"""Reading: which wording holds for an office, its versions, what was printed and which numbers were given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet

from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.papers import Paper
from danvan.papers.composing import compose, samples_of, values_of
from danvan.papers.heads import Head, head_of
from danvan.papers.models import PARTS, Outgoing, Printed, Template
from danvan.papers.registry import PaperKind, Wording, registry
from danvan.units.access import Acting
from danvan.units.models import Post, Unit, valid_on


@dataclass(frozen=True)
class Standing:
    """The wording that holds for an office on a day, and whose it is. `template` is None where it is the product's own."""

    wording: Wording
    template: Template | None = None

    @property
    def unit(self) -> Unit | None:
        """The office whose wording it is; None = the product's own."""
        return self.template.unit if self.template else None


def wording_of(template: Template) -> Wording:
    """The wording that a version keeps."""
    return Wording(**{part: getattr(template, part) for part in PARTS})


def standing(kind: PaperKind, unit: Unit, on: date) -> Standing:
    """The nearest office's own wording: the unit's, else that of the unit above it, and so on; else the product's. One query."""
    return all_standing([kind], unit, on)[kind.code]


def all_standing(kinds: Sequence[PaperKind], unit: Unit, on: date) -> dict[str, Standing]:
    """The same for several papers at once, by code."""
    line = Template.objects.on(on).filter(valid_on(on, "unit__descendant_paths__"), unit__descendant_paths__unit=unit)
    wanted = line.filter(code__in=[kind.code for kind in kinds]).select_related("unit")
    rows = wanted.order_by("unit__descendant_paths__depth", "-valid_from", "-version")
    standing_of: dict[tuple[str, int | None], Template] = {}
    for row in rows:
        standing_of.setdefault((row.code, row.unit_id), row)
    found: dict[str, Standing] = {}
    for row in standing_of.values():
        if not row.dropped:
            found.setdefault(row.code, Standing(wording_of(row), row))
    return {kind.code: found.get(kind.code, Standing(kind.wording)) for kind in kinds}


def versions(code: str, unit: Unit) -> QuerySet[Template]:
    """Every version an office made of a paper, newest first."""
    return Template.objects.filter(code=code, unit=unit).order_by("-version")


def reference_of(subject: Any, unit: Unit) -> tuple[str, int]:
    """How the register of printed papers points to a record: its model and number; a register's own rows point to the unit.

    A subject that wraps a record, to say more of it, holds it as `record`.
    """
    record = getattr(subject, "record", subject)
    return (record._meta.label_lower, record.pk) if isinstance(record, Model) else ("units.unit", unit.pk)


def printed_about(subject: Any, unit: Unit) -> QuerySet[Printed]:
    """The papers printed about a record, newest first."""
    kind, pk = reference_of(subject, unit)
    return Printed.objects.filter(about_kind=kind, about_id=pk).select_related("template", "outgoing", "unit").order_by("-id")


def outgoing_of(unit: Unit) -> QuerySet[Outgoing]:
    """The numbers a unit gave out."""
    return Outgoing.objects.filter(unit=unit)


def given_number(code: str, subject: Any, unit: Unit, occasion: str = "") -> Outgoing | None:
    """The number already given to this paper about this record, if any."""
    about_kind, about_id = reference_of(subject, unit)
    return Outgoing.objects.filter(unit=unit, code=code, about_kind=about_kind, about_id=about_id, occasion=occasion).first()


def post_of(by: Doer) -> Post | None:
    """The post somebody acts in."""
    if isinstance(by, Acting):
        return by.post
    return Post.objects.select_related("body").filter(pk=by.post_id).first() if by.post_id else None


def draft(code: str, subject: Any, *, by: Doer, unit: Unit, held: Standing | None = None) -> Paper:
    """The paper as it would be printed now. Nothing is recorded and no number is given. `held`: its wording, where the caller has it."""
    kind, today = registry[code], clock.today()
    head = head_of(unit, today, post=post_of(by), issuers=kind.issuers)
    return compose(kind, (held or standing(kind, unit, today)).wording, values_of(kind, subject), head)


def sample(kind: PaperKind, wording: Wording, unit: Unit, *, by: Doer | None = None) -> Paper:
    """A wording filled with the fields' samples."""
    return compose(kind, wording, samples_of(kind), _head(kind, unit, by))


def _head(kind: PaperKind, unit: Unit, by: Doer | None) -> Head:
    return head_of(unit, clock.today(), post=post_of(by) if by else None, issuers=kind.issuers)
