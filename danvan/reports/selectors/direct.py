"""Of how many units directly below it the table of an edition is told."""

from collections.abc import Sequence

from danvan.reports.models import Publication
from danvan.units.models import Level, UnitParent


def direct(editions: Sequence[Publication]) -> dict[int, int]:
    """Edition -> those that owed a report; of the country all that stood on the period's last day, asked or not: one province that was asked is not the
    country. One query where an edition is the country's.
    """
    roots = {one.root_id for one in editions if one.root.level == Level.CENTRE}
    known = list(UnitParent.objects.filter(parent__in=roots).values_list("parent_id", "valid_from", "valid_to")) if roots else []
    stood = {
        one.pk: sum(
            1
            for root, first, end in known
            if root == one.root_id and first <= one.period.last_day and (end is None or end > one.period.last_day)
        )
        for one in editions
        if one.root_id in roots and one.expected
    }
    return {one.pk: max(one.expected, stood.get(one.pk, 0)) for one in editions}
