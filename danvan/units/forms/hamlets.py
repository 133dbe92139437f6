"""Hamlets and street groups."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.ui.forms import DayField
from danvan.units.models import Kind

BIGGEST = 512 * 1024


class HamletForm(forms.Form):
    """One hamlet or street group."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Loại"),
        choices=[(Kind.HAMLET.value, Kind.HAMLET.label), (Kind.STREET_GROUP.value, Kind.STREET_GROUP.label)],
        widget=forms.RadioSelect,
        initial=Kind.HAMLET,
    )
    name = forms.CharField(label=gettext_lazy("Tên"), max_length=120, help_text=gettext_lazy("Không ghi chữ “thôn”, “tổ dân phố”."))
    valid_from = DayField(label=gettext_lazy("Có từ ngày"))


class ImportForm(forms.Form):
    """Many at once from a CSV file."""

    file = forms.FileField(
        label=gettext_lazy("Tệp CSV"),
        help_text=gettext_lazy("Dòng đầu: loai,ten,tu_ngay. Lưu từ Excel bằng “CSV UTF-8”. Cột tu_ngay có thể để trống."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )
    valid_from = DayField(label=gettext_lazy("Có từ ngày (nếu tệp không ghi)"))

    def clean_file(self) -> UploadedFile[bytes]:
        """Its text must be readable; it is then in `text`."""
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        if (upload.size or 0) > BIGGEST:
            raise forms.ValidationError(_("Tệp lớn quá 512 KB."))
        try:
            self.text: str = upload.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("Tệp không đọc được: hãy lưu lại bằng “CSV UTF-8”.")) from error
        return upload

    def refused_lines(self, errors: list[tuple[int, str]]) -> None:
        """Tell what is wrong, line by line, beside the field."""
        shown: list[Any] = [_("Dòng %(line)s: %(what)s") % {"line": line, "what": what} for line, what in errors[:20]]
        self.add_error("file", shown)
