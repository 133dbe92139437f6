"""Pages about who sends: alone or together, who speaks for the group, how to be reached."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.portal.draft import GROUP
from danvan.portal.forms.base import HintedForm, LongText, PageForm, chosen_label
from danvan.portal.forms.matter import COMPLAINT

# The law on representatives of a group has a number we could not verify; an office may change it here.
MAX_REPRESENTATIVES = 5
ALONE = "alone"
PHONE = re.compile(r"\+?\d{8,15}")


class TogetherForm(HintedForm):
    """Alone or with others."""

    heading = gettext_lazy("Bạn gửi một mình hay cùng người khác?")
    why = gettext_lazy("Nếu nhiều người cùng nêu một việc, cơ quan cần biết ai thay mặt để làm việc.")

    together = forms.ChoiceField(
        label=gettext_lazy("Người gửi"),
        widget=forms.RadioSelect,
        choices=((ALONE, gettext_lazy("Tôi gửi một mình")), (GROUP, gettext_lazy("Tôi gửi cùng những người khác"))),
        error_messages={
            "required": gettext_lazy("Hãy chọn gửi một mình hay cùng người khác."),
            "invalid_choice": gettext_lazy("Hãy chọn gửi một mình hay cùng người khác."),
        },
    )

    def rows(self) -> list[tuple[str, str]]:
        """Alone or together."""
        return [(_("Người gửi"), chosen_label(self.fields["together"], self.draft.get("cung-gui", "together")))]


class GroupForm(PageForm):
    """How many, and who represents them."""

    heading = gettext_lazy("Có bao nhiêu người và ai đại diện?")
    why = gettext_lazy("Cơ quan sẽ làm việc với người đại diện. Không cần ghi tên tất cả mọi người.")

    people = forms.IntegerField(
        label=gettext_lazy("Số người cùng gửi, kể cả bạn"),
        min_value=2,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": gettext_lazy("Hãy ghi số người cùng gửi."),
            "invalid": gettext_lazy("Hãy ghi số người bằng chữ số, ví dụ 12."),
            "min_value": gettext_lazy("Gửi cùng người khác thì phải từ 2 người trở lên."),
            "max_value": gettext_lazy("Số người lớn quá. Hãy kiểm tra lại."),
        },
    )
    representatives = LongText(
        label=gettext_lazy("Người đại diện"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5, "data-limit": 1000}),
        error_messages={
            "required": gettext_lazy("Hãy ghi ít nhất một người đại diện."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = _("Mỗi dòng một người: họ tên, có thể thêm địa chỉ. Tối đa %(most)s người.")
        self.fields["representatives"].help_text = said % {"most": MAX_REPRESENTATIVES}

    def clean_representatives(self) -> str:
        """One a line, at most the constant."""
        names = [line.strip() for line in str(self.cleaned_data["representatives"]).splitlines() if line.strip()]
        if len(names) > MAX_REPRESENTATIVES:
            raise forms.ValidationError(_("Tối đa %(most)s người đại diện, mỗi người một dòng.") % {"most": MAX_REPRESENTATIVES})
        return "\n".join(names)

    def rows(self) -> list[tuple[str, str]]:
        """Number and representatives."""
        answer = self.draft.answers.get("dai-dien", {})
        return [(_("Số người"), str(answer.get("people", ""))), (_("Người đại diện"), str(answer.get("representatives", "")))]


class ContactForm(PageForm):
    """Name and address as the law asks, phone if wished. A recommendation may come without a name and is then a reflection."""

    heading = gettext_lazy("Bạn là ai và liên hệ thế nào?")

    name = forms.CharField(
        label=gettext_lazy("Họ và tên"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"max_length": gettext_lazy("Họ và tên dài quá 120 ký tự.")},
    )
    address = forms.CharField(
        label=gettext_lazy("Địa chỉ"),
        help_text=gettext_lazy("Thôn, tổ dân phố, xã, tỉnh: nơi nhận được văn bản trả lời."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
        error_messages={"max_length": gettext_lazy("Địa chỉ dài quá 200 ký tự.")},
    )
    withheld = forms.BooleanField(label=gettext_lazy("Tôi không muốn cho biết tên và địa chỉ"), required=False)
    phone = forms.CharField(
        label=gettext_lazy("Số điện thoại"),
        help_text=gettext_lazy("Chỉ để cán bộ hỏi thêm khi cần. Không có cũng được: bạn tra cứu bằng mã."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"max_length": gettext_lazy("Số điện thoại dài quá 20 ký tự.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.name_needed:
            del self.fields["withheld"]
        needed = self.name_needed or not (self.is_bound and self.data.get("withheld"))
        for name, message in self._wanted().items():
            self.fields[name].required = needed
            self.fields[name].error_messages["required"] = message

    def _wanted(self) -> dict[str, str]:
        if self.name_needed:
            return {
                "name": _("Luật yêu cầu người khiếu nại cho biết họ tên."),
                "address": _("Luật yêu cầu người khiếu nại cho biết địa chỉ."),
            }
        return {
            "name": _("Hãy ghi họ tên, hoặc đánh dấu “Tôi không muốn cho biết tên và địa chỉ”."),
            "address": _("Hãy ghi địa chỉ, hoặc đánh dấu “Tôi không muốn cho biết tên và địa chỉ”."),
        }

    @property
    def name_needed(self) -> bool:
        """A complaint cannot be settled without name and address."""
        return self.draft.kind == COMPLAINT

    @property
    def why(self) -> str:
        """Why it is asked, with the law."""
        if self.name_needed:
            return _(
                "Luật Khiếu nại yêu cầu đơn có họ tên và địa chỉ; từ ngày 01/7/2026 Luật số 136/2025/QH15 yêu cầu người khiếu nại "
                "cung cấp thông tin xác định được mình. Không cần số căn cước."
            )
        return _(
            "Từ ngày 01/7/2026 Luật số 136/2025/QH15 yêu cầu người kiến nghị cung cấp thông tin xác định được mình. "
            "Nếu bạn không muốn nêu tên, cơ quan vẫn nhận như một phản ánh, nhưng có thể không gửi được văn bản trả lời cho bạn."
        )

    def clean_phone(self) -> str:
        """Digits, spaces, dots and a leading plus; stored without the separators."""
        typed = str(self.cleaned_data.get("phone") or "")
        plain = re.sub(r"[\s.\-()]", "", typed)
        if plain and not PHONE.fullmatch(plain):
            raise forms.ValidationError(_("Số điện thoại chưa đúng. Ví dụ: 0912 345 678."))
        return plain

    def clean(self) -> dict[str, Any]:
        """Withheld means withheld, whatever was typed before."""
        data = super().clean() or self.cleaned_data
        if data.get("withheld"):
            data["name"] = data["address"] = ""
        return data

    def rows(self) -> list[tuple[str, str]]:
        """Name, address, phone."""
        answer = self.draft.answers.get("lien-he", {})
        return [
            (_("Họ và tên"), str(answer.get("name", ""))),
            (_("Địa chỉ"), str(answer.get("address", ""))),
            (_("Số điện thoại"), str(answer.get("phone", ""))),
        ]
