"""What a new revision of a report takes in with the figures of now, whether somebody asked for it or had declined it before."""

from collections.abc import Collection

from django.db.models import QuerySet

from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.reports.models import Report, Takeover
from danvan.reports.rules import KEPT
from danvan.reports.selectors.declined import open_of


def mark_taken(rows: QuerySet[Takeover], report: Report, by: Doer) -> None:
    """They are in the report as it stands now. One query."""
    rows.update(state=Takeover.State.TAKEN, revision=report.revision, decided_at=clock.now(), by_label=by.label)


def take_in(report: Report, by: Doer) -> None:
    """The report has just been frozen with its totals of now, or with what the unit's other forms say now: numbers that waited or were declined are in.

    What a commune's hamlets changed is not, unless its own figures follow (`take_in_of_hamlets`); words and another period never are. A query; two where
    there is something.
    """
    rows = open_of(report)
    _taken(rows if report.unit.level in KEPT else rows.filter(correction__report__unit=report.unit_id), report, by)


def take_in_of_hamlets(report: Report, by: Doer, *, apart: Collection[str]) -> None:
    """What a commune's hamlets changed, of a report that has just taken their figures in: all but what touches figures (by code) that the commune typed
    itself and that stay `apart`. Two queries at most.
    """
    _taken(open_of(report), report, by, apart)


def _taken(rows: QuerySet[Takeover], report: Report, by: Doer, apart: Collection[str] = ()) -> None:
    held: list[int] = []
    for one in rows:
        left = [cell for cell in one.cells if cell.get("code") in apart or "now" not in cell]
        if len(left) == len(one.cells):
            continue
        if any("now" in cell for cell in left):
            one.cells = left  # of what came together some is in, some is not
            one.save(update_fields=["cells"])
        else:
            held.append(one.pk)
    if held:
        mark_taken(Takeover.objects.filter(pk__in=held), report, by)
