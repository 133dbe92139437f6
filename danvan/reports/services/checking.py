"""The sentences that a report's figures owe to the checks."""

from collections.abc import Callable, Collection, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports.models import Answer, Report
from danvan.reports.selectors.checked import Asked, open_questions, questions_of, said_of
from danvan.reports.services.drafts import locked

# Key of a question -> its sentence; or what gives these for the questions that are owed.
Sentences = Mapping[str, str] | Callable[[Sequence[Asked]], Mapping[str, str]]
SHORTEST, LONGEST = 10, 1000
# So many different letters stand in the shortest sentence that says why.
FEWEST_LETTERS = 4


def wrong_sentence(text: str) -> str:
    """What is wrong with a sentence that explains a number: it is words, neither a mark or two nor one letter over and over. Empty: nothing."""
    letters = [letter for letter in text.casefold() if letter.isalpha()]
    if len(letters) < SHORTEST or len(set(letters)) < FEWEST_LETTERS:
        return _("Ghi một câu nói rõ vì sao, ít nhất %(count)s chữ cái.") % {"count": SHORTEST}
    return _("Giải trình dài quá %(count)s ký tự.") % {"count": LONGEST} if len(text) > LONGEST else ""


class AnswersRefused(Refused):
    """Some sentences were refused, so none was kept. `errors`: key of the question -> what is wrong with its sentence; `asked`: these questions."""

    def __init__(self, errors: dict[str, str], asked: Sequence[Asked] = ()) -> None:
        super().__init__(next(iter(errors.values())), field="questions")
        self.errors, self.asked = errors, list(asked)


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


def open_keys(report: Report) -> set[str]:
    """The keys of the questions that have no sentence."""
    return {one.question.key for one in open_questions(report)}


def raised_since(report: Report, stood: Collection[str]) -> tuple[list[Answer], list[Asked]]:
    """The sentences of a report whose figures have just changed that still hold, and the questions without one that were not among those that `stood`
    open: what a check asked before and nobody answered is no debt of the change.
    """
    every = questions_of(report)
    return said_of(every), [one for one in every if one.answer is None and one.question.key not in stood]


def answered_since(report: Report, stood: Collection[str], sentences: Sentences, by: Doer) -> list[Answer]:
    """The sentences of a locked, filed report whose figures have just changed: those that still hold, and one for each question raised since.

    Raises AnswersRefused for each that has none, or none that says anything.
    """
    with override("vi"):  # as it is frozen and printed
        holding, owed = raised_since(report, stood)
    asked = {one.question.key: one for one in owed}
    told = sentences(owed) if callable(sentences) else sentences
    given = {key: told.get(key, "").strip() for key in asked}
    if errors := {key: wrong for key, text in given.items() if (wrong := _wrong(key, text, asked))}:
        raise AnswersRefused(errors, owed)
    return [*holding, *(_keep(report, asked[key], text, by) for key, text in given.items())]


def _wrong(key: str, text: str, asked: Mapping[str, Asked]) -> str:
    if key not in asked:
        return _("Số liệu vừa thay đổi nên câu hỏi này đã khác. Hãy đọc lại câu hỏi rồi ghi giải trình.")
    return wrong_sentence(text)


def _is_new(one: Asked, text: str) -> bool:
    return one.answer is None or one.answer.text != text


def _keep(report: Report, one: Asked, text: str, by: Doer) -> Answer:
    fields = {"basis": list(one.question.basis), "asked": one.question.words, "text": text, "by_label": by.label, "at": clock.now()}
    answer, _made = Answer.objects.update_or_create(report=report, indicator=one.indicator, check_code=one.question.check, defaults=fields)
    return answer
