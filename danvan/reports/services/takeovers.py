"""What a level does about what changed below it after it had reported: it takes the change over in a new revision, or says why not."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports.models import FILED, Correction, Fact, Indicator, Report, Takeover
from danvan.reports.selectors import hamlets
from danvan.reports.selectors.book import labels
from danvan.reports.selectors.declined import declined, kept_apart
from danvan.reports.selectors.names import names_on
from danvan.reports.services.bound import settled
from danvan.reports.services.checking import answered_since, wrong_sentence
from danvan.reports.services.correcting import Changed, Corrected, Old, revise
from danvan.reports.services.drafts import asked, summed, taken_in
from danvan.reports.services.echoes import before, echo, refreeze
from danvan.reports.services.figures import FiguresRefused
from danvan.reports.services.rewording import Change, Reworded, reword, rewordings
from danvan.reports.services.taken import mark_taken, take_in_of_hamlets
from danvan.reports.services.telling import tell_publishers


@transaction.atomic
def take_over(
    *,
    by: Doer,
    report: Report,
    words: Sequence[Reworded] = (),
    seen: int | None = None,
    sentences: Mapping[str, str] = MappingProxyType({}),
) -> Report:
    """Make a new revision of the level's own report that stands on the totals of this moment; every correction that waits for it is taken over.

    What was declined before is in these totals too, and so is taken over with it.
    A commune's own figures follow what its hamlets come to now, and every level above it is told. `words`: what the own prose says instead, in the
    same revision, told to whoever receives the report; `seen` is the revision that was on the screen then. `sentences`: key of a question that the
    checks ask about the numbers of now -> its answer. The earlier submission stays as it is.
    Refused when nothing waits (somebody was faster), the report is not submitted, or the commune typed another number than its hamlets give;
    FiguresRefused with a refusal for each heading (by its code) whose words are wrong, AnswersRefused for each question left without its sentence.
    """
    held = (
        Report.objects.select_for_update(no_key=True, of=("self",)).select_related("form", "period", "unit", "obligation").get(pk=report.pk)
    )
    was = before(held)
    waiting = _waiting(held)
    if held.state not in FILED:
        raise Refused(_("Báo cáo chưa gửi hoặc đã bị trả lại; khi gửi, báo cáo lấy số mới nhất."))
    if not waiting:
        raise Refused(_("Không còn đính chính nào chờ tiếp nhận."))
    reworded = _reworded(held, words, seen)
    held.revision, held.submitted_at = held.revision + 1, clock.now()
    changed = _from_hamlets(held, waiting, by) if hamlets.gathers(held.form, held.unit) else []
    otherwise = reword(held, reworded, by)
    refreeze(held, by, answered_since(held, (), sentences, by))
    if hamlets.gathers(held.form, held.unit):
        take_in_of_hamlets(held, by, apart=kept_apart(held))
    settled(held, by)
    mark_taken(Takeover.objects.filter(pk__in=[one.pk for one in waiting]), held, by)
    data = {"revision": held.revision, "corrections": [one.correction_id for one in waiting], "digest": held.digest}
    data |= {"headings": [one.heading.code for one, _words in reworded]} if reworded else {}
    audit.record("reports.correction.take_over", by=by, subject=held, unit_id=held.unit_id, data=data)
    if changed or otherwise:
        reasons = [*(cell.reason for cell, _fact, _old in changed), *(one.reason.strip() for one, _words in reworded)]
        echo(by=by, was=was, kind=Correction.Kind.CORRECTED, reason="; ".join(dict.fromkeys(reasons)), otherwise=otherwise)
    if changed:
        tell_publishers(by=by, report=held, levels=was.levels)
    return held


def _reworded(held: Report, words: Sequence[Reworded], seen: int | None) -> list[Change]:
    """The words of the locked report that are to change; Refused where somebody has sent it anew meanwhile, or they are wrong."""
    if words and seen is not None and seen != held.revision:
        raise Refused(_("Báo cáo vừa có lần gửi mới hơn bản bạn đang xem. Hãy xem lại lời văn hiện nay rồi sửa."))
    reworded, wrong = rewordings(held, words)
    if wrong:
        raise FiguresRefused(wrong)
    return reworded


def _waiting(held: Report) -> list[Takeover]:
    rows = Takeover.objects.select_for_update(no_key=True, of=("self",)).filter(report=held, state=Takeover.State.WAITING)
    found = list(rows.select_related("correction__report", "report").defer("correction__report__frozen", "report__frozen").order_by("id"))
    if found and all(one.bound for one in found):
        raise Refused(_("Số của kỳ này do đơn vị nhập, không tự lấy theo kỳ khác: hãy đính chính số ấy, hoặc giải trình vì sao để nguyên."))
    return [one for one in found if not one.bound]


def _from_hamlets(held: Report, waiting: Sequence[Takeover], by: Doer) -> list[Changed]:
    """The commune's figures as its hamlets give them now; what each was is kept, with whose change it follows."""
    indicators = asked(held.form, held.unit.level, held.period.last_day)
    facts = {one.indicator_id: one for one in Fact.objects.filter(unit=held.unit, period=held.period).select_related("indicator", "source")}
    _refuse_typed(held, waiting)
    before_it = {pk: Old(fact.value, fact.qualifier, fact.source) for pk, fact in facts.items()}
    behind = [*declined(held), *waiting]
    told = _told_of(held, behind)
    changed: list[Changed] = []
    for fact in taken_in(held, indicators, facts):
        fact.live = True
        changed.append((_following(fact.indicator, behind, told), fact, before_it.get(fact.indicator_id, Old())))
    return revise(held, changed, indicators, by)


def coming(report: Report) -> list[Fact]:
    """What figures of a commune's filed report will be when it takes over what its hamlets changed, sums of parts with them; above the communes the totals
    say it already. Nothing is written.
    """
    if not hamlets.gathers(report.form, report.unit):
        return []
    indicators = asked(report.form, report.unit.level, report.period.last_day)
    facts = {one.indicator_id: one for one in Fact.objects.filter(unit=report.unit, period=report.period).select_related("indicator")}
    changed = taken_in(report, indicators, facts)
    facts |= {one.indicator_id: one for one in changed}
    moved = {one.indicator.whole_id for one in changed}
    parts = [one for one in facts.values() if one.value is not None]
    wholes = [
        facts.get(one.pk) or Fact(report=report, unit=report.unit, period=report.period, indicator=one)
        for one in indicators
        if one.summed and one.pk in moved
    ]
    return [*changed, *(summed(one, [part for part in parts if part.indicator.whole_id == one.indicator_id]) for one in wholes)]


def _refuse_typed(held: Report, waiting: Sequence[Takeover]) -> None:
    """What the commune typed itself is not overwritten: it explains why it differs, or corrects it."""
    moved = {str(cell["code"]) for one in waiting for cell in one.cells if "now" in cell}
    apart = [code for code in kept_apart(held) if code in moved]
    if apart:
        named = labels(apart)
        words = {"codes": ", ".join(named[code] for code in apart)}
        raise Refused(
            _(
                "%(codes)s: đơn vị đã nhập số khác với số cộng của thôn, tổ dân phố. Giải trình vì sao giữ nguyên, hoặc đính chính số của đơn vị."
            )
            % words
        )


def _told_of(held: Report, waiting: Iterable[Takeover]) -> dict[int, tuple[str, str]]:
    """Correction -> why it changed something, and where that is said: what stands as reason and evidence beside the commune's figure."""
    names = names_on({one.correction.report.unit_id for one in waiting}, held.period.last_day)
    with override("vi"):  # as it is frozen and printed
        return {one.correction_id: _said(one.correction, names) for one in waiting}


def _said(told: Correction, names: dict[int, str]) -> tuple[str, str]:
    words = {"name": names[told.report.unit_id], "why": told.reason or told.get_kind_display(), "revision": told.revision}
    return _("%(name)s: %(why)s") % words, _("Báo cáo của %(name)s, lần gửi %(revision)s") % words


def _following(indicator: Indicator, waiting: Sequence[Takeover], told: dict[int, tuple[str, str]]) -> Corrected:
    """For the reasons of those who changed the indicator, also of those who were declined before; else of all."""
    about = [one.correction_id for one in waiting if any(cell.get("code") == indicator.code for cell in one.cells)]
    said = [told[pk] for pk in about or told]
    reason, evidence = ("; ".join(dict.fromkeys(each[place] for each in said)) for place in (0, 1))
    return Corrected(indicator, "", reason, evidence)


@transaction.atomic
def explain_correction(*, by: Doer, takeover: Takeover, sentence: str) -> Takeover:
    """Leave the level's report as it is, and say why: the sentence is printed with it. Refused (field "sentence") when empty, and when answered."""
    held = Takeover.objects.select_for_update(no_key=True, of=("self",)).select_related("report").get(pk=takeover.pk)
    if held.state != Takeover.State.WAITING:
        raise Refused(_("Đính chính này đã được tiếp nhận hoặc giải trình rồi."))
    if wrong := wrong_sentence(sentence.strip()):
        raise Refused(wrong, field="sentence")
    held.state, held.sentence = Takeover.State.EXPLAINED, sentence.strip()
    held.decided_at, held.by_label = clock.now(), by.label
    held.save(update_fields=["state", "sentence", "decided_at", "by_label"])
    audit.record("reports.correction.explain", by=by, subject=held, unit_id=held.unit_id, data={"correction": held.correction_id})
    return held
