"""Pages about the matter itself: kind, topic, text, whether it may be published."""

import re
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.petitions.models import MayPublish, Topic
from danvan.portal.forms.base import HintedForm, LongText, PageForm, chosen_label

TEXT_LIMIT = 1500
TEXT_LEAST = 10
# A Vietnamese identity number: twelve digits that begin with a province code below 100.
IDENTITY_NUMBER = re.compile(r"(?<!\d)0\d{11}(?!\d)")

COMPLAINT, RECOMMENDATION, DENUNCIATION, UNKNOWN = "complaint", "recommendation", "denunciation", "unknown"


class KindForm(HintedForm):
    """What the person thinks it is. An officer classifies in the end."""

    heading = gettext_lazy("Bạn muốn gửi gì?")
    why = gettext_lazy(
        "Luật quy định cách giải quyết và thời hạn riêng cho từng loại. Nếu bạn chọn chưa đúng, cán bộ sẽ phân loại lại giúp bạn."
    )

    more = "portal:help"

    kind = forms.ChoiceField(
        label=gettext_lazy("Loại ý kiến"),
        widget=forms.RadioSelect,
        choices=(
            (RECOMMENDATION, gettext_lazy("Kiến nghị, phản ánh")),
            (COMPLAINT, gettext_lazy("Khiếu nại")),
            (DENUNCIATION, gettext_lazy("Tố cáo")),
            (UNKNOWN, gettext_lazy("Tôi không biết")),
        ),
        error_messages={
            "required": gettext_lazy("Hãy chọn một loại. Nếu chưa rõ, chọn “Tôi không biết”."),
            "invalid_choice": gettext_lazy("Hãy chọn một loại trong danh sách."),
        },
    )
    hints = {
        RECOMMENDATION: gettext_lazy("Đề nghị làm, sửa hoặc xem xét một việc: đường hỏng, rác thải, điện nước, thủ tục, chính sách."),
        COMPLAINT: gettext_lazy(
            "Bạn cho rằng một quyết định hoặc việc làm của cơ quan, cán bộ là trái luật và xâm phạm quyền lợi của chính bạn."
        ),
        DENUNCIATION: gettext_lazy("Báo cho cơ quan biết một người đã vi phạm pháp luật. Danh tính của bạn được niêm phong."),
        UNKNOWN: gettext_lazy("Bạn cứ gửi. Cán bộ đọc rồi phân loại và báo lại cho bạn."),
    }

    def rows(self) -> list[tuple[str, str]]:
        """Kind."""
        return [(_("Loại ý kiến"), chosen_label(self.fields["kind"], self.draft.kind))]


class TopicForm(HintedForm):
    """Twelve matters, and one more."""

    heading = gettext_lazy("Việc bạn nêu thuộc lĩnh vực nào?")
    why = gettext_lazy("Để chuyển đúng người phụ trách ngay từ đầu.")

    topic = forms.ChoiceField(
        label=gettext_lazy("Lĩnh vực"),
        widget=forms.RadioSelect,
        choices=Topic.choices,
        error_messages={
            "required": gettext_lazy("Hãy chọn một lĩnh vực. Nếu không có, chọn “Việc khác”."),
            "invalid_choice": gettext_lazy("Hãy chọn một lĩnh vực trong danh sách."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [(value, capfirst(str(label))) for value, label in Topic.choices]  # type: ignore[attr-defined]  # a ChoiceField

    def rows(self) -> list[tuple[str, str]]:
        """Topic."""
        return [(_("Lĩnh vực"), chosen_label(self.fields["topic"], self.draft.get("viec", "topic")))]


class TextForm(PageForm):
    """What happened and what the person asks for."""

    heading = gettext_lazy("Bạn muốn nói điều gì?")
    why = gettext_lazy("Cán bộ chỉ biết những gì bạn viết ở đây. Viết đơn giản như nói chuyện là được.")

    text = LongText(
        label=gettext_lazy("Nội dung"),
        max_length=TEXT_LIMIT,
        help_text=gettext_lazy(
            "Việc gì, ở đâu, từ khi nào, bạn mong cơ quan làm gì. Tối đa 1.500 ký tự. "
            "Không ghi số căn cước, tôn giáo, dân tộc, bệnh tật hay tên trẻ em."
        ),
        widget=forms.Textarea(attrs={"rows": 10, "data-limit": TEXT_LIMIT}),
        error_messages={"required": gettext_lazy("Hãy viết điều bạn muốn gửi.")},
    )

    def clean_text(self) -> str:
        """Long enough to be understood, no identity number."""
        text = str(self.cleaned_data["text"])
        if len(text) < TEXT_LEAST:
            raise forms.ValidationError(_("Nội dung quá ngắn. Hãy viết rõ việc gì và ở đâu."))
        if IDENTITY_NUMBER.search(text):
            raise forms.ValidationError(_("Có một dãy 12 chữ số giống số căn cước. Hãy xóa số đó: chúng tôi không cần và không lưu."))
        return text

    def rows(self) -> list[tuple[str, str]]:
        """The text, whole."""
        return [(_("Nội dung"), str(self.draft.get("noi-dung", "text", "")))]


class PublishForm(HintedForm):
    """Whether the matter and its answer may be read by others."""

    heading = gettext_lazy("Có được công khai nội dung này không?")
    why = gettext_lazy("Nhiều người có thể gặp cùng một việc. Chỉ công khai bản đã biên tập, bỏ tên, địa chỉ và mọi điều nhận ra được bạn.")

    may_publish = forms.ChoiceField(
        label=gettext_lazy("Công khai"),
        widget=forms.RadioSelect,
        choices=(
            (MayPublish.YES.value, gettext_lazy("Có, sau khi bỏ tên")),
            (MayPublish.NO.value, gettext_lazy("Không")),
            (MayPublish.ASK.value, gettext_lazy("Hỏi lại tôi trước")),
        ),
        error_messages={
            "required": gettext_lazy("Hãy chọn Có, Không hoặc Hỏi lại tôi trước."),
            "invalid_choice": gettext_lazy("Hãy chọn Có, Không hoặc Hỏi lại tôi trước."),
        },
    )

    def rows(self) -> list[tuple[str, str]]:
        """The choice."""
        return [(_("Công khai"), chosen_label(self.fields["may_publish"], self.draft.get("cong-khai", "may_publish")))]
