"""The one page on which something is denounced. One page on purpose: a draft would lie in the session in clear."""

from typing import Any
from uuid import uuid4

from django import forms
from django.urls import reverse_lazy
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.petitions.models import Topic
from danvan.portal.forms.base import LongText
from danvan.portal.forms.files import FILES_AT_MOST, GivenFiles
from danvan.units.models import Unit
from danvan.units.selectors import finding

TEXT_LEAST, TEXT_MOST = 30, 5000
IDENTITY = ("name", "address", "phone")


class DenounceForm(forms.Form):
    """What happened, where, whether the commune's own leaders are meant; who tells it, sealed; or nobody named."""

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    place = forms.CharField(
        label=gettext_lazy("Xã, phường, đặc khu nơi xảy ra việc"),
        help_text=gettext_lazy("Ghi cả tỉnh nếu trùng tên. Ví dụ: xã An Khánh, Hà Nội."),
        max_length=120,
        widget=forms.TextInput(attrs={"data-suggest": reverse_lazy("portal:suggest"), "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Hãy ghi xã, phường nơi xảy ra việc.")},
    )
    leaders = forms.ChoiceField(
        label=gettext_lazy("Bạn tố cáo người đứng đầu hoặc chính cơ quan của xã này?"),
        choices=(("no", gettext_lazy("Không")), ("yes", gettext_lazy("Có: đơn được gửi thẳng lên cấp trên, xã không đọc được"))),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Hãy chọn một câu trả lời.")},
    )
    topic = forms.ChoiceField(label=gettext_lazy("Lĩnh vực"), error_messages={"required": gettext_lazy("Hãy chọn một lĩnh vực.")})
    text = LongText(
        label=gettext_lazy("Ai đã làm gì, khi nào, ở đâu, bạn biết bằng cách nào"),
        help_text=gettext_lazy("Không ghi tên, địa chỉ của bạn ở đây: phần này cán bộ giải quyết đọc được."),
        min_length=TEXT_LEAST,
        max_length=TEXT_MOST,
        widget=forms.Textarea(attrs={"rows": 10, "data-limit": TEXT_MOST}),
        error_messages={
            "required": gettext_lazy("Hãy viết điều bạn tố cáo."),
            "min_length": gettext_lazy("Hãy viết rõ hơn: ai, làm gì, khi nào, ở đâu."),
        },
    )
    withheld = forms.BooleanField(
        label=gettext_lazy("Tôi không nêu tên"),
        required=False,
        help_text=gettext_lazy(
            "Luật không giải quyết theo thủ tục tố cáo nếu không rõ người tố cáo; "
            "nếu nêu rõ người vi phạm và có chứng cứ, cơ quan vẫn kiểm tra (Luật Tố cáo, Điều 25)."
        ),
    )
    name = forms.CharField(label=gettext_lazy("Họ và tên"), max_length=120, required=False)
    address = forms.CharField(label=gettext_lazy("Địa chỉ"), max_length=200, required=False)
    phone = forms.CharField(
        label=gettext_lazy("Cách liên hệ khác"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Không có cũng được: cơ quan hỏi bạn qua hộp thư bằng mã bí mật."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (self.is_bound and self.data.get("withheld")):  # asked for, unless it is withheld on purpose
            for name in ("name", "address"):
                self.fields[name].required = True
                self.fields[name].error_messages["required"] = _("Hãy ghi, hoặc đánh dấu “Tôi không nêu tên”.")
        topics = [("", _("Chọn")), *((value, capfirst(str(label))) for value, label in Topic.choices)]
        self.fields["topic"].choices = topics  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["evidence"] = GivenFiles(
            label=_("Chứng cứ"),
            required=False,
            help_text=_("Tối đa 3 tệp, cán bộ giải quyết xem được. Vị trí và máy chụp trong ảnh được xóa."),
        )
        self.fields["handwriting"] = GivenFiles(
            label=_("Đơn viết tay có chữ ký"),
            required=False,
            help_text=_("Tối đa 3 ảnh. Chữ viết tay cũng cho biết bạn là ai, nên được niêm phong cùng tên."),
        )
        self.order_fields(("place", "leaders", "topic", "text", "evidence", "withheld", *IDENTITY, "handwriting"))

    def clean_place(self) -> str:
        """One unit of today; kept as `unit`."""
        typed = str(self.cleaned_data["place"])
        try:
            self.unit: Unit = finding.by_name(typed.replace("\x00", ""), clock.today())
        except Refused as refused:
            raise forms.ValidationError(refused.message) from refused
        return typed

    def clean_evidence(self) -> list[Any]:
        """No more than three."""
        return self._few("evidence")

    def clean_handwriting(self) -> list[Any]:
        """No more than three."""
        return self._few("handwriting")

    def _few(self, name: str) -> list[Any]:
        given: list[Any] = self.cleaned_data[name] or []
        if len(given) > FILES_AT_MOST:
            raise forms.ValidationError(_("Tối đa %(most)s tệp. Hãy bỏ bớt rồi chọn lại.") % {"most": FILES_AT_MOST})
        return given

    def clean(self) -> dict[str, Any]:
        """Named, or on purpose not: withheld means that nothing of the person is taken, whatever was typed before."""
        data = super().clean() or self.cleaned_data
        if data.get("withheld"):
            return data | dict.fromkeys(IDENTITY, "") | {"handwriting": []}
        return data
