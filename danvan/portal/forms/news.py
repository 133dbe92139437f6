"""The page about news: shall the sender be told, and where. Asked only where this installation can send something."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from danvan.lib.refusal import Refused
from danvan.notices import addresses, channels
from danvan.petitions.models import NotifyBy
from danvan.portal.forms.base import PageForm, chosen_label

BY_CODE = "code"
FIELDS = {NotifyBy.MAIL: "mail", NotifyBy.SMS: "mobile"}


def offered() -> list[NotifyBy]:
    """The ways this installation can send news."""
    return [way for way in NotifyBy if channels.has(way)]


class NewsForm(PageForm):
    """By code only, which is the default, or a mail or short message that says no more than that there is news."""

    heading = gettext_lazy("Bạn có muốn được báo khi có tin mới không?")
    why = gettext_lazy("Tin báo chỉ có mã đơn, không có nội dung. Bạn vẫn đọc bằng mã bí mật.")

    by = forms.ChoiceField(
        label=gettext_lazy("Báo tin qua"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Hãy chọn một cách."),
            "invalid_choice": gettext_lazy("Hãy chọn một cách trong danh sách."),
        },
    )
    mail = forms.CharField(
        label=gettext_lazy("Thư điện tử"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    mobile = forms.CharField(
        label=gettext_lazy("Số điện thoại di động"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {NotifyBy.MAIL: _("Gửi thư điện tử"), NotifyBy.SMS: _("Nhắn tin đến điện thoại di động")}
        ways = offered()
        self.fields["by"].choices = [(BY_CODE, _("Không, tôi tự tra cứu bằng mã")), *((way.value, words[way]) for way in ways)]  # type: ignore[attr-defined]
        for way, name in FIELDS.items():
            if way not in ways:
                del self.fields[name]
        if "mobile" in self.fields:
            self.fields["mobile"].initial = self.draft.get("lien-he", "phone", "")

    def clean(self) -> dict[str, Any]:
        """The address of the chosen way, as the sender of notices takes it; the other is not kept."""
        data = super().clean() or self.cleaned_data
        chosen = data.get("by")
        for way, name in FIELDS.items():
            if name in self.fields:
                data[name] = self._address(way, name, str(data.get(name) or "")) if chosen == way else ""
        return data

    def _address(self, way: NotifyBy, name: str, typed: str) -> str:
        try:
            return addresses.canonical(way, typed)
        except Refused as refused:
            self.add_error(name, refused.message)
            return typed

    def answer(self) -> dict[str, Any]:
        """With the language the person reads: the notice speaks it too."""
        return {**self.cleaned_data, "language": get_language() or "vi"}

    def rows(self) -> list[tuple[str, str]]:
        """The way, and where to."""
        given = self.draft.answers.get("bao-tin", {})
        where = given.get("mail") or given.get("mobile") or ""
        chosen = chosen_label(self.fields["by"], given.get("by", ""))
        return [(_("Báo tin"), f"{chosen}: {where}" if where else chosen)]
