"""Fields that several forms share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.petitions.models import PetitionKind, Topic
from danvan.ui.forms import FilesField


class YesNo(forms.TypedChoiceField):
    """A decision that must be taken: neither answer is chosen beforehand."""

    def __init__(self, *, yes: Any, no: Any, **options: Any) -> None:
        super().__init__(choices=(("yes", yes), ("no", no)), coerce=lambda value: value == "yes", widget=forms.RadioSelect, **options)


def words(label: Any, *, rows: int = 3, required: bool = True, help_text: Any = "", most: int = 4000) -> forms.CharField:
    """A text area."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, required=required, help_text=help_text, max_length=most)


def note(label: Any = None) -> forms.CharField:
    """The internal remark of an act."""
    return words(label or _("Ghi chú nội bộ"), rows=2, required=False, help_text=_("Chỉ cán bộ đọc."))


def files(label: Any = None, *, required: bool = False) -> FilesField:
    """Attachments."""
    return FilesField(
        label=label or _("Tài liệu kèm"), required=required, help_text=_("Ảnh, PDF, Word hoặc Excel. Thông tin vị trí trong ảnh bị xóa.")
    )


def kind(*, required: bool = True) -> forms.ChoiceField:
    """What kind of letter it is."""
    return forms.ChoiceField(label=_("Loại đơn"), choices=PetitionKind.choices, widget=forms.RadioSelect, required=required)


def topic(*, required: bool = True) -> forms.ChoiceField:
    """Which matter."""
    return forms.ChoiceField(label=_("Lĩnh vực"), choices=[("", _("Chọn")), *Topic.choices], required=required)
