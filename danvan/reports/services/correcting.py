"""After a report was received: its unit asks to have it opened, or files a correction that becomes a new revision."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.files.models import File
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports import rules, totals
from danvan.reports.counting import count, figure_of, scope
from danvan.reports.models import (
    Answer,
    Correction,
    CorrectionRequest,
    Evidence,
    Fact,
    Indicator,
    Origin,
    Qualifier,
    Report,
    ReportState,
    Revision,
    Source,
)
from danvan.reports.selectors.adjusting import amount_of
from danvan.reports.selectors.checked import Asked
from danvan.reports.services.bound import settled
from danvan.reports.services.checking import Sentences, answered_since, open_keys, raised_since
from danvan.reports.services.drafts import add_up, asked
from danvan.reports.services.echoes import before, echo, refreeze
from danvan.reports.services.figures import FiguresRefused, note_entered
from danvan.reports.services.rewording import Reworded, reword, rewordings
from danvan.reports.services.submitting import send_back
from danvan.reports.services.telling import tell_publishers

Told = TypeVar("Told")
# As long as the title of a source may be; what is longer stands whole in its note.
TITLE = 300


@dataclass(frozen=True, slots=True)
class Corrected:
    """One cell as corrected: the new number as people write it (of a counted figure: empty, it is counted again), why, and on what evidence.

    A typed figure takes the evidence for its source, unless another `source` is named: the old source goes with the old number.
    """

    indicator: Indicator
    value: str
    reason: str
    evidence: str
    qualifier: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Old:
    """What a figure was before: its number, the word beside it, its source."""

    value: int | None = None
    word: str = ""
    source: Source | None = None


Changed = tuple[Corrected, Fact, Old]


@transaction.atomic
def file_correction(
    *,
    by: Doer,
    report: Report,
    cells: Sequence[Corrected],
    seen: int,
    words: Sequence[Reworded] = (),
    files: Sequence[File] = (),
    sentences: Sentences = MappingProxyType({}),
) -> Correction | None:
    """Correct figures and words of a received report: a new revision with a reason and evidence for each changed cell; the earlier one stays.

    `seen` is the revision that was on the screen: who corrects what somebody else has just corrected is refused. `files`: the documents on which it
    stands. `sentences`: key of a question that the checks ask about the new numbers -> its answer, or what gives these for the questions.

    Out: what it changes above, None if nothing. Raises FiguresRefused with a refusal for each wrong cell, by the code of its indicator or heading
    (fields: value, text, reason, evidence), AnswersRefused for each question left without its sentence, Refused for the whole.
    """

    def answering(held: Report, stood: Collection[str]) -> list[Answer]:
        return answered_since(held, stood, sentences, by)

    return _file(by, _locked(report), cells, words, answering, seen=seen, files=files)


@transaction.atomic
def foresee_correction(
    *,
    by: Doer,
    read: Callable[[Correction | None], Told],
    report: Report,
    cells: Sequence[Corrected],
    seen: int,
    words: Sequence[Reworded] = (),
) -> tuple[Told, list[Asked]]:
    """What a correction would do: filed for real, read, and rolled back, so that it cannot differ from the act. Out: what `read` makes of it, and the
    questions about its numbers that want a sentence. Refused as the act is, but for want of sentences.
    """
    owed: list[Asked] = []

    def noted(held: Report, stood: Collection[str]) -> list[Answer]:
        holding, raised = raised_since(held, stood)
        owed.extend(raised)
        return holding

    found = read(_file(by, _locked(report), cells, words, noted, seen=seen, files=()))
    transaction.set_rollback(True)
    return found, owed


def _locked(report: Report) -> Report:
    return (
        Report.objects.select_for_update(no_key=True, of=("self",)).select_related("form", "period", "unit", "obligation").get(pk=report.pk)
    )


def _file(
    by: Doer,
    held: Report,
    cells: Sequence[Corrected],
    words: Sequence[Reworded],
    answering: Callable[[Report, Collection[str]], list[Answer]],
    *,
    seen: int,
    files: Sequence[File],
) -> Correction | None:
    """The act on a locked report. `answering`: the sentences of the report once its figures have changed; given the keys of the questions that stood open."""
    _may_correct(held, (*cells, *words), seen)
    was = before(held)
    stood = open_keys(held) if cells else set()
    facts = {one.indicator_id: one for one in Fact.objects.filter(unit=held.unit, period=held.period).select_related("indicator", "source")}
    allowed = set(asked(held.form, held.unit.level, held.period.last_day))
    changed, errors = _changed(held, cells, facts, allowed)
    reworded, wrong = rewordings(held, words)
    if errors or wrong:
        raise FiguresRefused(errors | wrong)
    held.revision, held.submitted_at = held.revision + 1, clock.now()
    changed = revise(held, changed, allowed, by)
    note_entered(by, held, [cell.indicator for cell, fact, _old in changed if fact.origin == Origin.TYPED and not cell.indicator.summed])
    # Words last: what new sentences cite is said of the totals as they are now.
    otherwise = [*_other_sources(changed), *reword(held, reworded, by)]
    refreeze(held, by, answering(held, stood) if changed else None, files=files)
    settled(held, by)
    reasons = [*(cell.reason.strip() for cell, _fact, _old in changed), *(one.reason.strip() for one in words)]
    _record(held, changed, words, files, by)
    told = echo(by=by, was=was, kind=Correction.Kind.CORRECTED, reason="; ".join(dict.fromkeys(reasons)), otherwise=otherwise)
    if changed:
        tell_publishers(by=by, report=held, levels=was.levels)
    return told


def revise(held: Report, changed: Sequence[Changed], allowed: Collection[Indicator], by: Doer) -> list[Changed]:
    """Write changed figures of a locked report that stands at its new revision already: what they were is kept, the totals above follow.

    Out: they and the sums of which they are parts.
    """
    _write(changed)
    every = [*changed, *_summed(held, changed, allowed)]
    _note(held, every, by)
    totals.resum(held.period, held.unit_id, [fact.indicator_id for _cell, fact, _old in every], filing=False)
    return every


def _record(held: Report, changed: Sequence[Changed], words: Sequence[Reworded], files: Sequence[File], by: Doer) -> None:
    said: dict[str, Any] = {"revision": held.revision, "indicators": [cell.indicator.code for cell, _fact, _old in changed]}
    said |= {"headings": [one.heading.code for one in words], "files": [one.sha256 for one in files]}
    audit.record("reports.correction.file", by=by, subject=held, unit_id=held.unit_id, data=said)


def _may_correct(held: Report, cells: Sequence[Corrected | Reworded], seen: int) -> None:
    if held.state != ReportState.ACCEPTED:
        raise Refused(_("Chỉ đính chính báo cáo đã được nhận; báo cáo khác thì sửa ngay trong bản đang lập hoặc đề nghị trả lại."))
    if held.revision != seen:
        raise Refused(_("Báo cáo vừa có lần gửi mới hơn bản bạn đang xem. Hãy xem lại số hiện nay rồi đính chính."))
    if not cells:
        raise Refused(_("Chưa có số liệu, lời văn nào được sửa."))


def _changed(
    held: Report, cells: Sequence[Corrected], facts: dict[int, Fact], allowed: set[Indicator]
) -> tuple[list[Changed], dict[str, Refused]]:
    """The facts with their new values and their old ones; and what is wrong, by code."""
    changed: list[Changed] = []
    errors: dict[str, Refused] = {}
    for cell in cells:
        try:
            changed.append(_corrected(held, cell, facts.get(cell.indicator.pk), allowed))
        except Refused as refused:
            errors[cell.indicator.code] = refused
    return changed, errors


def _corrected(held: Report, cell: Corrected, fact: Fact | None, allowed: set[Indicator]) -> Changed:
    if cell.indicator not in allowed or cell.qualifier not in Qualifier.values:
        raise Refused(_("Mẫu báo cáo này không có chỉ tiêu %(code)s.") % {"code": cell.indicator.code}, field="value")
    if cell.indicator.summed:
        raise Refused(_("Chỉ tiêu này được tính bằng tổng các phần; hãy sửa các phần."), field="value")
    if not rules.worded(cell.reason):
        raise Refused(_("Ghi lý do sửa số này."), field="reason")
    if not cell.evidence.strip():
        raise Refused(_("Ghi căn cứ: văn bản, sổ, hồ sơ nào."), field="evidence")
    if fact is not None and fact.report_id != held.pk:
        raise Refused(_("Chỉ tiêu này đã có trong một báo cáo khác của cùng kỳ."), field="value")
    fact = fact or Fact(report=held, unit=held.unit, period=held.period, indicator=cell.indicator, origin=Origin.TYPED, live=True)
    old = Old(fact.value, fact.qualifier, fact.source)
    if fact.origin == Origin.COUNTED and figure_of(cell.indicator.figure):
        _count_again(held, fact)
    else:
        language = get_language() or "vi"
        fact.value = rules.parse_number(cell.value, scale=cell.indicator.scale, language=language, signed=cell.indicator.signed)
        fact.qualifier = cell.qualifier if fact.value is not None else ""
        fact.source = _source(cell, fact, old)
    if Old(fact.value, fact.qualifier, fact.source) == old:
        raise Refused(_("Số, mức độ và nguồn đều không khác bản đã báo cáo."), field="value")
    return cell, fact, old


def _source(cell: Corrected, fact: Fact, old: Old) -> Source | None:
    """The source of a typed figure as corrected: the one that is named, else the evidence of what is new. It is kept with the figure (`_write`)."""
    told = cell.source.strip() or (cell.evidence.strip() if (fact.value, fact.qualifier) != (old.value, old.word) else "")
    if not told or (old.source and told == old.source.title):
        return old.source
    return Source(title=told[:TITLE], note=told if len(told) > TITLE else "") if fact.value is not None else None


def _count_again(held: Report, fact: Fact) -> None:
    """A counted figure is corrected by correcting its records: it takes what they come to today, and keeps which they are and its adjustment."""
    figure = figure_of(fact.indicator.figure)
    assert figure is not None
    found = count(figure, scope(held), held.period.period)
    counted = found.value * 10**fact.indicator.scale
    try:
        fact.value = rules.adjusted(counted, amount_of(fact), code=fact.indicator.code, signed=fact.indicator.signed)
    except Refused as refused:
        raise Refused(refused.message, field="value") from refused
    Evidence.objects.update_or_create(fact=fact, defaults={"records": found.records, "counted_at": clock.now()})


def _write(changed: Sequence[Changed]) -> None:
    facts = [fact for _cell, fact, _old in changed]
    told = [(fact, fact.source) for fact in facts if fact.source and fact.source._state.adding]
    Source.objects.bulk_create([source for _fact, source in told])
    for fact, source in told:
        fact.source = source  # its key is known now
    Fact.objects.bulk_create([fact for fact in facts if fact._state.adding])
    Fact.objects.bulk_update(facts, ["value", "qualifier", "source"])


def _other_sources(changed: Sequence[Changed]) -> list[dict[str, object]]:
    """For whoever receives the report: the figures that stand on another source now, and else say what they said."""
    told = [(fact, old) for _cell, fact, old in changed if (fact.value, fact.qualifier) == (old.value, old.word)]
    return [
        {
            "code": fact.indicator.code,
            "source_was": old.source.title if old.source else "",
            "source": fact.source.title if fact.source else "",
        }
        for fact, old in told
    ]


def _summed(held: Report, changed: Sequence[Changed], allowed: Collection[Indicator]) -> list[Changed]:
    """The sums of which corrected figures are parts, added up anew, each for the reasons of its parts. No query where there is none."""
    wholes = {one.pk: one for one in allowed if one.summed and one.pk in {cell.indicator.whole_id for cell, _fact, _old in changed}}
    if not wholes:
        return []
    of_report = Fact.objects.filter(report=held, indicator__in=wholes)
    old = {pk: Old(value, word) for pk, value, word in of_report.values_list("indicator_id", "value", "qualifier")}
    add_up(held, wholes.values())
    of_report.update(live=True)
    sums = of_report.select_related("indicator")
    told = [(one, old.get(one.indicator_id, Old())) for one in sums]
    return [(_for_parts(one.indicator, changed), one, was) for one, was in told if (one.value, one.qualifier) != (was.value, was.word)]


def _for_parts(whole: Indicator, changed: Sequence[Changed]) -> Corrected:
    parts = [cell for cell, _fact, _old in changed if cell.indicator.whole_id == whole.pk]
    reason, evidence = ("; ".join(dict.fromkeys(getattr(one, name).strip() for one in parts)) for name in ("reason", "evidence"))
    return Corrected(whole, "", reason, evidence)


def _note(held: Report, changed: Sequence[Changed], by: Doer) -> None:
    """What changed is kept, with what it was, why, and on what evidence."""
    Revision.objects.bulk_create(
        [
            Revision(
                fact=fact,
                old=old.value,
                new=fact.value,
                old_word=old.word,
                new_word=fact.qualifier,
                source_was=old.source if fact.source_id != (old.source.pk if old.source else None) else None,
                reason=cell.reason.strip(),
                evidence=cell.evidence.strip(),
                number=held.revision,
                at=clock.now(),
                by_label=by.label,
            )
            for cell, fact, old in changed
        ]
    )


@transaction.atomic
def ask_to_correct(*, by: Doer, report: Report, reason: str, what: str) -> CorrectionRequest:
    """Ask the receiver to open a submitted report again, whole. Refused, by field: reason, what; and while one request waits."""
    held = Report.objects.select_for_update(no_key=True).get(pk=report.pk)
    if held.state not in (ReportState.SUBMITTED, ReportState.ACCEPTED):
        raise Refused(_("Báo cáo đang mở, sửa được ngay."))
    if not reason.strip():
        raise Refused(_("Ghi lý do đề nghị sửa."), field="reason")
    if not what.strip():
        raise Refused(_("Ghi rõ phần nào phải sửa."), field="what")
    if held.correction_requests.filter(state=CorrectionRequest.State.ASKED).exists():
        raise Refused(_("Đã có một đề nghị đang chờ nơi nhận quyết định."))
    asked_now = CorrectionRequest.objects.create(report=held, reason=reason.strip(), what=what.strip(), at=clock.now(), by_label=by.label)
    audit.record("reports.correction.ask", by=by, subject=held, unit_id=held.unit_id, data={"request": asked_now.pk})
    return asked_now


@transaction.atomic
def decide_request(*, by: Doer, request: CorrectionRequest, opens: bool, answer: str = "") -> CorrectionRequest:
    """Open the report (it goes back to its unit, its figures leave the totals) or say why not. Refused (field "answer") without a sentence."""
    held = CorrectionRequest.objects.select_for_update(no_key=True, of=("self",)).select_related("report").get(pk=request.pk)
    if held.state != CorrectionRequest.State.ASKED:
        raise Refused(_("Đề nghị này đã được quyết định."))
    if not opens and not answer.strip():
        raise Refused(_("Ghi vì sao không mở lại báo cáo."), field="answer")
    held.state = CorrectionRequest.State.OPENED if opens else CorrectionRequest.State.REFUSED
    held.answer, held.decided_at, held.decided_by = answer.strip(), clock.now(), by.label
    held.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    if opens:
        send_back(by=by, report=held.report, reason=_("Mở lại theo đề nghị của đơn vị: %(reason)s") % {"reason": held.reason})
    audit.record(f"reports.correction.{held.state}", by=by, subject=held.report, unit_id=held.report.unit_id, data={"request": held.pk})
    return held
