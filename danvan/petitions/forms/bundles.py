"""Tying letters of one matter together, and answering them at once."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from danvan.lib.refusal import Refused
from danvan.petitions import services
from danvan.petitions.forms import fields
from danvan.petitions.forms.acts import ActForm
from danvan.petitions.models import Answer, Bundle, Petition
from danvan.petitions.rules import Act
from danvan.petitions.rules.wording import PLACEHOLDERS, unknown
from danvan.petitions.selectors.worklist import for_officer
from danvan.units.access import Acting


class JoinForm(ActForm):
    """The other letter by its reference; a proposal of the case page brings it along (`?voi=`)."""

    act = Act.JOIN
    other = forms.CharField(label=_("Mã đơn cùng việc"), max_length=16, help_text=_("Ví dụ: KN26-00123."))
    title = forms.CharField(
        label=_("Tên vụ việc"),
        max_length=160,
        required=False,
        help_text=_("Để trống thì lấy tóm tắt của đơn kia. Không ghi tên người gửi."),
    )

    @classmethod
    def prefill(cls, asked: QueryDict) -> dict[str, str]:
        """What the address brings along."""
        return {"other": asked.get("voi", "")}

    def clean_other(self) -> Petition:
        """The letter of that reference, within the officer's reach."""
        found = for_officer(self.who).filter(reference__iexact=str(self.cleaned_data["other"]).strip()).select_related("unit").first()
        if found is None:
            raise forms.ValidationError(gettext("Không tìm thấy đơn có mã này trong phạm vi của bạn."))
        return found

    def also(self) -> Sequence[int]:
        """The other letter changes too."""
        return [self.cleaned_data["other"].pk]

    def perform(self) -> object:
        return services.join(by=self.who, petition=self.petition, **self.said("other", "title"))


class LeaveForm(ActForm):
    act = Act.LEAVE
    note = fields.note(_("Vì sao tách (nội bộ)"))

    def perform(self) -> object:
        return services.leave(by=self.who, petition=self.petition, **self.said("note"))


def placeholders_help() -> str:
    """The placeholders a text may hold, in words."""
    listed = "; ".join(f"{{{name}}} = {meaning}" for name, meaning in PLACEHOLDERS.items())
    return gettext("Mục điền tự động: %(listed)s.") % {"listed": listed}


class TogetherForm(forms.Form):
    """One answer for many letters: written, then looked at letter by letter, then sent."""

    number = forms.CharField(label=_("Số văn bản"), max_length=40, required=False, help_text=_("Ví dụ: 15/UBND-VP"))
    text = fields.words(_("Nội dung trả lời"), rows=10, most=20000)
    letters = forms.TypedMultipleChoiceField(coerce=int, required=False, widget=forms.MultipleHiddenInput)
    once = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, listed: Sequence[Petition], **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("once", uuid4())
        self.fields["text"].help_text = placeholders_help()  # read afresh in the reader's language
        self.fields["letters"].choices = [(one.pk, one.reference) for one in listed]  # type: ignore[attr-defined]  # a choice field

    def clean_text(self) -> str:
        """Braces hold placeholders only."""
        text = str(self.cleaned_data["text"])
        if strange := unknown(text):
            raise forms.ValidationError(gettext("Không có mục điền nào tên %(names)s.") % {"names": ", ".join(strange)})
        return text

    def perform(self, who: Acting, bundle: Bundle) -> list[Answer]:
        """Call the service. Raises Refused."""
        said = self.cleaned_data
        if not said["letters"]:
            raise Refused(gettext("Chọn ít nhất một đơn."), field="letters")
        return services.answer_together(by=who, bundle=bundle, **{name: said[name] for name in ("letters", "text", "number", "once")})
