"""Of how many units directly below it the table of an edition is told."""

from collections.abc import Sequence

from danvan.reports.models import Publication
from danvan.units.models import Level, UnitParent


def direct(editions: Sequence[Publication]) -> dict[int, int]:
    """Edition -> those that owed a report; of the country all that stood on the period's last day, asked or not: one province that was asked is not the
    country. One query where an edition is the country's.
    """
    roots = {one.root_id for one in editions if one.root.level == Level.CENTRE}
    edges = list(UnitParent.objects.filter(parent__in=roots)) if roots else []

    def stood(one: Publication) -> int:
        return sum(edge.parent_id == one.root_id and edge.holds_on(one.period.last_day) for edge in edges)

    return {one.pk: max(one.expected, stood(one)) if one.expected else 0 for one in editions}
