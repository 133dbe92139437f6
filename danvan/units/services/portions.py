"""How much of a divided unit went to each of its successors: declared by an office, by one measure at a time, with its source."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib.refusal import Refused
from danvan.units.models import Basis, Lineage, Portion, Unit
from danvan.units.rules import parts_per_million


@transaction.atomic
def declare_portions(*, by: Doer, unit: Unit, basis: str, weights: Mapping[int, int], source: str) -> list[Portion]:
    """The size of every part of a divided unit by one measure (people, households, hectares, hamlets), instead of what was declared before.

    In: successor id -> amount, one for each successor; where the amounts stand written. Out: the portions, adding up to a million.
    Raises Refused when the unit was not divided, a successor is left out, no amount is above nought or no source is named.
    """
    edges = list(Lineage.objects.select_for_update().filter(predecessor=unit).order_by("successor_id"))
    if len(edges) < 2:
        raise Refused(_("%(unit)s không bị chia cho nhiều đơn vị.") % {"unit": unit})
    if basis not in Basis.values:
        raise Refused(_("Hãy chọn cách tính."), field="basis")
    if not source.strip():
        raise Refused(_("Hãy ghi văn bản hoặc nguồn của các số lượng này."), field="source")
    parts = _shared([weights.get(edge.successor_id) for edge in edges])
    Portion.objects.filter(edge__in=edges, basis=basis).delete()
    made = Portion.objects.bulk_create(
        [Portion(edge=edge, basis=basis, ppm=ppm, source=source.strip()[:160]) for edge, ppm in zip(edges, parts, strict=True)]
    )
    data = {"basis": basis, "source": source.strip()[:160], "ppm": {str(one.edge.successor_id): one.ppm for one in made}}
    audit.record("units.portions.declared", by=by, subject=unit, unit_id=unit.pk, data=data)
    return made


def _shared(amounts: list[int | None]) -> list[int]:
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(amounts):
        raise Refused(_("Ghi số lượng cho mọi phần; phần không có gì ghi số 0."))
    if min(known) < 0 or sum(known) == 0:
        raise Refused(_("Số lượng phải là số không âm, và ít nhất một phần lớn hơn 0."))
    return parts_per_million(known)
