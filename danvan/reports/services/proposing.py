"""Taking over what a long period comes to by the reports of the shorter ones: an act of a person, with its source."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.reports import rules
from danvan.reports.models import Report
from danvan.reports.selectors.desk import own_rows
from danvan.reports.selectors.proposals import Proposal, proposals
from danvan.reports.services.drafts import locked
from danvan.reports.services.figures import SourceData, Typed, type_figures

# As long as the name of a source may be.
LONGEST = 300


@transaction.atomic
def accept_proposals(*, by: Doer, report: Report, codes: Collection[str]) -> list[str]:
    """Enter what is proposed for those of the indicators that are still empty, each with the reports it comes from as its source. Out: their codes.

    What somebody typed meanwhile stays. Refused when the report is closed.
    """
    held = locked(report)
    found = proposals(held, [row for row in own_rows(held) if row.indicator.code in codes])
    typed = [Typed(one.indicator, rules.plain(one.value, one.indicator.scale), one.qualifier, _source(one)) for one in found.values()]
    if typed:
        type_figures(by=by, report=held, figures=typed)
    taken = [one.indicator.code for one in found.values()]
    audit.record("reports.figures.accept", by=by, subject=held, unit_id=held.unit_id, data={"figures": taken})
    return taken


def _source(one: Proposal) -> SourceData:
    """Sources are kept in Vietnamese, as papers print them."""
    with override("vi"):
        said = _("Báo cáo đã gửi của đơn vị: %(periods)s") % {"periods": ", ".join(past.when for past in one.parts)}
        if len(said) > LONGEST:
            words = {"first": one.parts[0].when, "last": one.parts[-1].when, "count": len(one.parts)}
            said = _("Báo cáo đã gửi của đơn vị: %(count)s kỳ, từ %(first)s đến %(last)s") % words
        return SourceData(title=said, note=one.uncovered)
