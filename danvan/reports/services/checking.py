"""The sentences that a report's figures owe to the checks."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports.models import Answer, Report
from danvan.reports.selectors.checked import Asked, questions_of
from danvan.reports.services.drafts import locked

SHORTEST, LONGEST = 10, 1000


class AnswersRefused(Refused):
    """Some sentences were refused, so none was kept. `errors`: key of the question -> what is wrong with its sentence."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(next(iter(errors.values())), field="questions")
        self.errors = errors


@transaction.atomic
def explain(*, by: Doer, report: Report, sentences: Mapping[str, str]) -> int:
    """Keep a sentence for each question, by its key. Out: how many were new.

    A key names the numbers it asks about: where one has changed since the page was made, that sentence is refused and the question is asked
    anew. Raises AnswersRefused with every refusal; then nothing is kept.
    """
    held = locked(report)
    with override("vi"):  # as it is frozen and printed
        asked = {one.question.key: one for one in questions_of(held)}
    given = {key: text.strip() for key, text in sentences.items() if text.strip()}
    errors = {key: wrong for key, text in given.items() if (wrong := _wrong(key, text, asked))}
    if errors:
        raise AnswersRefused(errors)
    kept = [_keep(held, asked[key], text, by) for key, text in given.items() if _is_new(asked[key], text)]
    if kept:
        said = [{"indicator": one.indicator.code, "check": one.check_code, "text": one.text} for one in kept]
        audit.record("reports.checks.explain", by=by, subject=held, unit_id=held.unit_id, data={"answers": said})
    return len(kept)


def _wrong(key: str, text: str, asked: Mapping[str, Asked]) -> str:
    if key not in asked:
        return _("Số liệu vừa thay đổi nên câu hỏi này đã khác. Hãy đọc lại câu hỏi rồi ghi giải trình.")
    if len(text) < SHORTEST:
        return _("Ghi thành một câu, ít nhất %(count)s chữ cái.") % {"count": SHORTEST}
    return _("Giải trình dài quá %(count)s chữ cái.") % {"count": LONGEST} if len(text) > LONGEST else ""


def _is_new(one: Asked, text: str) -> bool:
    return one.answer is None or one.answer.text != text


def _keep(report: Report, one: Asked, text: str, by: Doer) -> Answer:
    fields = {"basis": list(one.question.basis), "asked": one.question.words, "text": text, "by_label": by.label, "at": clock.now()}
    answer, _made = Answer.objects.update_or_create(report=report, indicator=one.indicator, check_code=one.question.check, defaults=fields)
    return answer
