"""What a keeper of the book types of a group of indicators."""

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.reports.services.groups import GroupContent, code_fault

NAME = 120


class NamesForm(forms.Form):
    """What a group is called."""

    name = forms.CharField(label=_("Tên"), max_length=NAME)
    name_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=NAME, required=False)
    name_ru = forms.CharField(label=_("Tên tiếng Nga"), max_length=NAME, required=False)

    def content(self) -> GroupContent:
        """What was typed, as the service takes it."""
        return GroupContent(**{name: self.cleaned_data[name] for name in ("name", "name_en", "name_ru")})


class GroupForm(NamesForm):
    """A new group."""

    code = forms.CharField(
        label=_("Mã nhóm"),
        max_length=4,
        help_text=_("Ví dụ: M, hoặc NB1. Các nhóm đứng theo thứ tự mã; mã không đổi được về sau."),
    )
    field_order = ("code", "name", "name_en", "name_ru")

    def clean_code(self) -> str:
        """Told with everything else on the page."""
        code: str = self.cleaned_data["code"].strip()
        if words := code_fault(code):
            raise forms.ValidationError(words)
        return code
