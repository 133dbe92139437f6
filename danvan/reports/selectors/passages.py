"""When reports went in and came back: every sending and every return, day by day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Q, When
from django.utils import timezone

from danvan.audit.models import Entry
from danvan.reports.models import Report, ReportState, Submission
from danvan.reports.selectors.filing import COVERED
from danvan.reports.selectors.since import RETURNED

OWN, HEIRS = "report__", "covered_by__report__"


def _moved(whose: str) -> Q:
    return Q(**{f"{whose}state": ReportState.RETURNED}) | Q(**{f"{whose}revision__gt": 1})


# Of an obligation the report that stands for it, where that may have come back (`moved`); none of most.
MOVED = Case(When(COVERED & _moved(HEIRS), then=F(f"{HEIRS}id")), When(~COVERED & _moved(OWN), then=F(f"{OWN}id")), default=None)


@dataclass(frozen=True, slots=True)
class Passage:
    """A report went in on the day; `back`: it was sent back on it."""

    day: date
    back: bool = False


def moved(report: Report) -> bool:
    """May it have come back: it stands returned, or was sent more than once? A correction is a sending too; `passages` tells them apart."""
    return report.state == ReportState.RETURNED or report.revision > 1


def passages(reports: Collection[int]) -> dict[int, tuple[Passage, ...]]:
    """Of those of the reports (ids) that ever came back: in turn each sending and each return, the first sending first. Two queries; none without reports.

    A correction is neither: what it corrects had gone in and stays in.
    """
    if not reports:
        return {}
    back = Entry.objects.filter(subject_kind=Report._meta.label_lower, subject_id__in=reports, act=RETURNED)
    told = [(pk, revision, True, at) for pk, revision, at in back.order_by().values_list("subject_id", "data__revision", "at")]
    if not told:
        return {}
    sent = Submission.objects.filter(report__in={one[0] for one in told}).order_by()
    told += [(pk, revision, False, at) for pk, revision, at in sent.values_list("report_id", "revision", "at")]
    found: dict[int, tuple[Passage, ...]] = {}
    # By revision, not by the clock: a return names the sending it answers.
    for pk, _revision, away, at in sorted(told):
        before = found.setdefault(pk, ())
        if away != (before[-1].back if before else True):
            found[pk] = (*before, Passage(timezone.localtime(at).date(), away))
    return found
