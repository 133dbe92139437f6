"""The sentences that checks ask for, as one form: a field for each question."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.reports.selectors.checked import Asked
from danvan.reports.services.checking import LONGEST
from danvan.ui.forms import Field

TEXT, SAME = "q", "same"


class SentenceField(forms.CharField):
    """A sentence that the report needs before it leaves, though the page can be saved without it: shown as needed, never refused for being empty."""

    def validate(self, value: Any) -> None:
        """Empty is allowed here; `submit` is who asks."""


class AnswersForm(forms.Form):
    """`q-<key>` the sentence, `same-<key>` takes the sentence of an earlier period over.

    What was typed for a question whose numbers changed meanwhile stands under the new question, to be read again before it is saved.
    """

    def __init__(self, data: Mapping[str, Any] | None, *, asked: Sequence[Asked], name: str) -> None:
        carried = _carried(data, asked) if data is not None else {}
        super().__init__({**dict(data.items()), **carried} if data is not None else None)
        self.asked, self.carried = asked, carried
        for one in asked:
            self.fields[f"{TEXT}-{one.question.key}"] = _sentence(one, f"{name}-{one.question.check}-{one.question.code}")
            if one.said_before and not one.answer:
                label = gettext_lazy("Câu đã ghi vẫn đúng") if one.stale else gettext_lazy("Như kỳ trước")
                self.fields[f"{SAME}-{one.question.key}"] = forms.BooleanField(label=label, required=False)

    def clean(self) -> dict[str, Any]:
        """A sentence that was carried to another question is not saved unread."""
        cleaned = super().clean() or {}
        for name in self.carried:
            self.add_error(name, _("Số liệu vừa thay đổi nên câu hỏi này đã khác. Hãy đọc lại câu hỏi rồi ghi giải trình."))
        return cleaned

    def sentences(self) -> dict[str, str]:
        """Key of the question -> its sentence; what was said last time is said to be so."""
        return {one.question.key: self._sentence_of(one) for one in self.asked if self._sentence_of(one)}

    def _sentence_of(self, one: Asked) -> str:
        typed = str(self.cleaned_data.get(f"{TEXT}-{one.question.key}") or "").strip()
        if not typed and self.cleaned_data.get(f"{SAME}-{one.question.key}"):
            return one.stale.text if one.stale else as_before(one.last_time)
        return typed

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Key of a question -> what is wrong with its sentence."""
        for key, wrong in errors.items():
            self.add_error(f"{TEXT}-{key}", wrong)

    @property
    def wrong(self) -> list[tuple[str, str, str]]:
        """What is wrong, the field it is wrong in, and of which figure."""
        named = {f"{TEXT}-{one.question.key}": one.question.code for one in self.asked}
        return [(str(text), self[name].id_for_label, named[name]) for name, texts in self.errors.items() if name in named for text in texts]

    def rows(self) -> list[tuple[Asked, Field, Field | None]]:
        """Each question with its fields, for the page."""
        return [(one, self[f"{TEXT}-{one.question.key}"], self._same(one)) for one in self.asked]  # type: ignore[misc]  # our renderer's fields

    def _same(self, one: Asked) -> Any:
        name = f"{SAME}-{one.question.key}"
        return self[name] if name in self.fields else None


def as_before(text: str) -> str:
    """A sentence of an earlier period, said to be one (once)."""
    start = _("Như kỳ trước: ")
    return text if text.startswith(start) else f"{start}{text}"


def _sentence(one: Asked, name: str) -> SentenceField:
    return SentenceField(
        label=_("Giải trình"),
        max_length=LONGEST,
        initial=one.answer.text if one.answer else "",
        widget=forms.Textarea(attrs={"rows": 2, "data-draft": name}),
    )


def _carried(data: Mapping[str, Any], asked: Sequence[Asked]) -> dict[str, Any]:
    """What was typed for an earlier form of a question, under the question's present name."""
    found = {}
    for one in asked:
        name = f"{TEXT}-{one.question.key}"
        if name in data:
            continue
        older = f"{TEXT}-{one.question.check}-{one.question.code}-"
        for key, text in data.items():
            if key.startswith(older) and str(text).strip():
                found[name] = text
    return found
