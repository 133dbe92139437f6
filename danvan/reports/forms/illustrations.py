"""The drawings of a form, as its keeper chooses them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.reports.contents import FormContent, IllustrationContent
from danvan.reports.illustrating import MOST
from danvan.reports.models import Drawing

NEW = 2
NONE = ("", gettext_lazy("Không vẽ"))
Choices = Sequence[tuple[str, str]]


class IllustrationForm(forms.Form):
    """One drawing; a row without a way of drawing is none."""

    kind = forms.ChoiceField(label=gettext_lazy("Cách vẽ"), choices=[NONE, *Drawing.choices], required=False)
    indicator = forms.ChoiceField(label=gettext_lazy("Chỉ tiêu"), required=False)
    heading = forms.ChoiceField(label=gettext_lazy("Đứng dưới"), required=False)

    def __init__(self, *args: Any, indicators: Choices, headings: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, first, known in (("indicator", _("Hệ thống chọn"), indicators), ("heading", _("Phụ lục"), headings)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", first), *known]

    def clean(self) -> dict[str, Any]:
        """What was chosen for no drawing is not thrown away unsaid; to take one away, choose nothing in the whole row."""
        said = super().clean() or {}
        if not said.get("kind") and not self.initial and (said.get("indicator") or said.get("heading")):
            self.add_error("kind", _("Chọn cách vẽ, hoặc để trống cả hình này."))
        return said


IllustrationForms = forms.formset_factory(IllustrationForm, extra=NEW, max_num=MOST, validate_max=True, absolute_max=MOST)


def illustrations_of(rows: Sequence[Mapping[str, Any]]) -> tuple[IllustrationContent, ...]:
    """The drawings as chosen, in their order."""
    return tuple(IllustrationContent(row["kind"], row["indicator"], row["heading"]) for row in rows if row.get("kind"))


def initial_of(content: FormContent) -> list[dict[str, Any]]:
    """What the form asks for now."""
    return [vars(one) for one in content.illustrations]
