"""Words of a received report, corrected: the words under a heading as a part of the same revision as the figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports.models import Heading, Report, Rewording, Words
from danvan.reports.services.drafts import cited


@dataclass(frozen=True, slots=True)
class Reworded:
    """The words under one heading as corrected, why, and on what evidence."""

    heading: Heading
    text: str
    reason: str
    evidence: str


Change = tuple[Reworded, Words]


def rewordings(held: Report, some: Sequence[Reworded]) -> tuple[list[Change], dict[str, Refused]]:
    """The words of the locked report with what they are to be; and what is wrong, by the heading's code. Nothing is written. One query."""
    present = {one.heading_id: one for one in held.words.select_related("heading")} if some else {}
    changed: list[Change] = []
    errors: dict[str, Refused] = {}
    for one in some:
        words = present.get(one.heading.pk) or Words(report=held, heading=one.heading)
        try:
            _check(held, one, words)
            changed.append((one, words))
        except Refused as refused:
            errors[one.heading.code] = refused
    return changed, errors


def _check(held: Report, one: Reworded, words: Words) -> None:
    if one.heading.form_id != held.form_id or not one.heading.takes_text:
        raise Refused(_("Đề mục này không có phần lời văn."), field="text")
    if one.text.strip() == words.text:
        raise Refused(_("Lời văn này không khác bản đã báo cáo."), field="text")
    if not one.reason.strip():
        raise Refused(_("Ghi lý do sửa lời văn này."), field="reason")
    if not one.evidence.strip():
        raise Refused(_("Ghi căn cứ: văn bản, sổ, hồ sơ nào."), field="evidence")


def reword(held: Report, changed: Sequence[Change], by: Doer) -> list[dict[str, object]]:
    """Write them, and keep what stood there. The report stands at its new revision already. Out: what whoever receives the report is told."""
    moment = clock.now()
    kept = [
        Rewording(
            report=held,
            heading=one.heading,
            old=words.text,
            new=one.text.strip(),
            reason=one.reason.strip(),
            evidence=one.evidence.strip(),
            number=held.revision,
            at=moment,
            by_label=by.label,
        )
        for one, words in changed
    ]
    Rewording.objects.bulk_create(kept)
    for one, words in changed:
        words.text = one.text.strip()
        words.cited = cited(held, words)
        words.save()
    return [{"heading": one.heading.code, "title": one.heading.label} for one, _words in changed]
