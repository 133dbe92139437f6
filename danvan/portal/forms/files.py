"""Files given with a submission: what one may choose; what they contain is checked by room `files`."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.portal.forms.base import PageForm
from danvan.portal.models import DraftFile

FILES_AT_MOST = 3
ACCEPT = ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx"


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class GivenFiles(forms.FileField):
    """None, one or several uploads, as a list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=SeveralFiles(attrs={"multiple": True, "accept": ACCEPT}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Each upload checked as a single one would be."""
        given: Sequence[Any] = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not given:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [one for upload in given if (one := super(GivenFiles, self).clean(upload, initial))]


class FilesForm(PageForm):
    """Photos or papers, none to three."""

    heading = gettext_lazy("Bạn có ảnh hoặc giấy tờ gửi kèm không?")
    why = gettext_lazy("Một tấm ảnh thường giúp hiểu nhanh hơn. Không bắt buộc: có thể bổ sung sau bằng mã biên nhận.")

    template = "portal/page_files.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"] = GivenFiles(
            label=_("Ảnh hoặc tệp"),
            help_text=_("Tối đa 3 tệp: ảnh, PDF, Word, Excel. Vị trí chụp và thông tin máy ảnh được xóa. Không chụp giấy tờ tùy thân."),
            required=False,
            error_messages={"empty": _("Tệp này rỗng. Hãy chọn tệp khác.")},
        )

    def answer(self) -> dict[str, Any]:
        """Nothing in the session: the files stand in rows of their own."""
        return {}

    def kept(self) -> list[DraftFile]:
        """The files already given."""
        return list(DraftFile.objects.filter(draft=self.draft.submission).select_related("file"))

    def clean_files(self) -> list[UploadedFile[Any]]:
        """No more than may be kept."""
        given: list[UploadedFile[Any]] = self.cleaned_data["files"]
        if given and len(given) + len(self.kept()) > FILES_AT_MOST:
            raise forms.ValidationError(_("Tối đa %(most)s tệp. Hãy bỏ bớt rồi chọn lại.") % {"most": FILES_AT_MOST})
        return given

    def rows(self) -> list[tuple[str, str]]:
        """The names of the files."""
        return [(_("Ảnh, tệp kèm"), "\n".join(one.file.name for one in self.kept()))]
