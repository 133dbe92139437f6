"""Forms of the lookup: the code, and what the sender may do afterwards."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.lib import codes
from danvan.portal.forms.base import LongText
from danvan.portal.forms.files import FILES_AT_MOST, GivenFiles

REFERENCE = re.compile(r"\s*KN\d{2}[\s\-]*\d{5,}(-\d+)?\s*", re.IGNORECASE)


class CodeForm(forms.Form):
    """The secret code, in any grouping and case. A slip of the pen is told apart from a code that is nobody's."""

    code = forms.CharField(
        label=gettext_lazy("Mã bí mật"),
        help_text=gettext_lazy("15 ký tự in trên phiếu, ví dụ 7F3K-9Q2M-4TXP-CW2. Gạch nối, dấu cách, chữ hoa hay thường đều được."),
        max_length=60,
        widget=forms.TextInput(
            attrs={"class": "code", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "data-from-fragment": ""}
        ),
        error_messages={
            "required": gettext_lazy("Hãy gõ mã bí mật in trên phiếu."),
            "max_length": gettext_lazy("Mã chỉ có 15 ký tự. Hãy xem lại phiếu."),
        },
    )

    def clean_code(self) -> str:
        """The code as it was issued."""
        typed = str(self.cleaned_data["code"])
        if REFERENCE.fullmatch(typed):
            raise forms.ValidationError(_("Đây là mã đơn, ai cũng thấy được. Hãy gõ mã bí mật 15 ký tự in trên phiếu."))
        code = codes.normalise(typed)
        if code is None:
            raise forms.ValidationError(_("Mã viết chưa đúng: thiếu, thừa hoặc nhầm một ký tự. Hãy so lại từng ký tự với phiếu."))
        return code

    def unknown(self) -> str:
        """What to say of a well-formed code that is nobody's."""
        return _("Mã viết đúng nhưng không có đơn nào mang mã này. Hãy xem lại có phải phiếu của nơi khác không.")


class DisagreeForm(forms.Form):
    """Why the answer does not help."""

    text = LongText(
        label=gettext_lazy("Điều gì chưa đúng hoặc chưa đủ?"),
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 4, "data-limit": 1500}),
        error_messages={"required": gettext_lazy("Hãy viết điều gì chưa đúng hoặc chưa đủ.")},
    )


class MoreFilesForm(forms.Form):
    """Files added to an open petition."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"] = GivenFiles(
            label=_("Ảnh hoặc tệp"),
            help_text=_("Mỗi lần tối đa 3 tệp: ảnh, PDF, Word, Excel. Không chụp giấy tờ tùy thân."),
            error_messages={"required": _("Hãy chọn ít nhất một tệp."), "empty": _("Tệp này rỗng. Hãy chọn tệp khác.")},
        )

    def clean_files(self) -> list[Any]:
        """No more than three at a time."""
        given: list[Any] = self.cleaned_data["files"]
        if len(given) > FILES_AT_MOST:
            raise forms.ValidationError(_("Tối đa %(most)s tệp. Hãy bỏ bớt rồi chọn lại.") % {"most": FILES_AT_MOST})
        return given


class ReplyForm(forms.Form):
    """A letter to the office, with files if wished."""

    letter = LongText(
        label=gettext_lazy("Thư của bạn"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4, "data-limit": 3000}),
        error_messages={"required": gettext_lazy("Hãy viết nội dung thư.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["papers"] = GivenFiles(
            label=_("Ảnh hoặc tệp"),
            required=False,
            help_text=_("Tối đa 3 tệp: ảnh, PDF, Word, Excel. Không chụp giấy tờ tùy thân."),
        )

    def clean_papers(self) -> list[Any]:
        """No more than three at a time."""
        given: list[Any] = self.cleaned_data["papers"] or []
        if len(given) > FILES_AT_MOST:
            raise forms.ValidationError(_("Tối đa %(most)s tệp. Hãy bỏ bớt rồi chọn lại.") % {"most": FILES_AT_MOST})
        return given


class GoUpForm(forms.Form):
    """Why it goes to the superior."""

    higher = LongText(
        label=gettext_lazy("Bạn không đồng ý điểm nào, hoặc việc quá hạn thế nào?"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5, "data-limit": 3000}),
        error_messages={"required": gettext_lazy("Hãy viết điều bạn không đồng ý.")},
    )


class WithdrawForm(forms.Form):
    """Taking it back, on purpose."""

    sure = forms.BooleanField(
        label=gettext_lazy("Tôi muốn rút, cơ quan không phải giải quyết nữa"),
        error_messages={"required": gettext_lazy("Hãy đánh dấu để chắc chắn rằng bạn muốn rút.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=300,
        required=False,
        error_messages={"max_length": gettext_lazy("Lý do dài quá 300 ký tự.")},
    )
