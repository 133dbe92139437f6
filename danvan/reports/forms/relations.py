"""What a keeper of the book types to declare a relation between figures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.reports import formulas
from danvan.reports.checks import is_number
from danvan.reports.models import RelationSign
from danvan.reports.rules_book import unreadable
from danvan.reports.services.relations import RelationContent
from danvan.ui.forms import DayField

PLUS = " + "


class RelationForm(forms.Form):
    """Two sums and how they stand to each other."""

    left = forms.CharField(label=_("Vế trái"), max_length=200, help_text=_("Các chỉ tiêu theo mã, cộng với nhau, ví dụ: C27 + C28."))
    sign = forms.ChoiceField(label=_("Quan hệ"), choices=RelationSign.choices, widget=forms.RadioSelect)
    right = forms.CharField(label=_("Vế phải"), max_length=200, help_text=_("Cũng vậy, hoặc một số, ví dụ: 100."))
    valid_from = DayField(label=_("Áp dụng từ ngày"))
    valid_to = DayField(label=_("Thôi áp dụng từ ngày"), required=False, help_text=_("Để trống khi còn áp dụng. Ghi ngày để kết thúc."))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_left(self) -> tuple[str, ...]:
        """Codes that are added."""
        return _sum(self.cleaned_data["left"])

    def clean_right(self) -> tuple[str, ...]:
        """The same, or a number."""
        text = self.cleaned_data["right"].strip().replace(",", ".")
        return (text,) if is_number(text) else _sum(self.cleaned_data["right"])

    def content(self) -> RelationContent:
        """What was typed, as the service takes it."""
        return RelationContent(**{name: self.cleaned_data[name] for name in ("left", "sign", "right", "valid_from", "valid_to")})


def _sum(text: str) -> tuple[str, ...]:
    try:
        some = formulas.terms(text)
    except formulas.Unreadable as stopped:
        raise forms.ValidationError(unreadable(stopped)) from stopped
    if any(sign < 0 for sign, _code in some):
        raise forms.ValidationError(_("Chỉ cộng; chỉ tiêu phải trừ thì chuyển sang vế kia."))
    return tuple(code for _sign, code in some)


def typed(content: RelationContent) -> dict[str, Any]:
    """What a page shows of it in the form's fields."""
    sides = {"left": PLUS.join(content.left), "right": PLUS.join(content.right)}
    return {**sides, "sign": content.sign, "valid_from": content.valid_from, "valid_to": content.valid_to}
