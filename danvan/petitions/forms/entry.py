"""Entering for somebody at the desk."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.petitions import services
from danvan.petitions.forms import fields
from danvan.petitions.forms.acts import store
from danvan.petitions.models import Channel, MayPublish, PetitionKind
from danvan.petitions.services import Receipt, SenderData
from danvan.ui.forms import DayField
from danvan.units.access import Acting

CHANNELS = [(value, label) for value, label in Channel.choices if value != Channel.WEB]
SENDER = ("name", "address", "phone", "representatives")


class EntryForm(forms.Form):
    """One person or a group; a denunciation takes nobody's identity. `submission` makes a repeated click the same petition."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(label=_("Nguồn đến"), choices=CHANNELS, initial=Channel.DESK, widget=forms.RadioSelect)
    letter_on = DayField(label=_("Ngày viết đơn"), required=False)
    denunciation = forms.BooleanField(
        label=_("Đây là tố cáo"),
        required=False,
        help_text=_(
            "Họ tên, địa chỉ và tệp có bút tích được niêm phong ngay khi lưu: sau đó chỉ người giữ niêm phong của đơn vị mở được, theo thủ tục."
        ),
    )
    name = forms.CharField(label=_("Họ và tên người gửi"), max_length=120, required=False)
    address = forms.CharField(label=_("Địa chỉ"), max_length=200, required=False)
    phone = forms.CharField(
        label=_("Điện thoại"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "class": "w-m"}),
    )
    people = forms.IntegerField(label=_("Số người cùng đơn"), min_value=1, max_value=100000, initial=1)
    representatives = fields.words(
        _("Người đại diện"),
        rows=2,
        required=False,
        help_text=_("Khi nhiều người cùng đơn: họ tên, mỗi dòng một người; kèm văn bản cử đại diện."),
    )
    topic = fields.topic()
    title = forms.CharField(label=_("Tóm tắt"), max_length=160, required=False, help_text=_("Một câu, không ghi tên người gửi."))
    text = fields.words(_("Nội dung"), rows=8, most=20000, help_text=_("Đọc lại cho người gửi nghe trước khi lưu."))
    place = forms.CharField(label=_("Nơi xảy ra"), max_length=200, required=False)
    may_publish = forms.ChoiceField(
        label=_("Người gửi có đồng ý công khai nội dung sau khi bỏ tên không?"), choices=MayPublish.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["files"] = fields.files()
        self.fields["handwriting"] = fields.files(_("Tệp có bút tích, họ tên người tố cáo"))
        self.fields["handwriting"].help_text = _("Chỉ khi là tố cáo: bản chụp đơn viết tay. Được niêm phong, không lưu cùng tài liệu kèm.")
        self.initial.setdefault("submission", uuid4())

    GROUPS = (
        (_("Đơn"), ("channel", "letter_on", "denunciation")),
        (_("Người gửi"), ("name", "address", "phone", "people", "representatives")),
        (_("Nội dung"), ("topic", "title", "text", "place", "files", "handwriting", "may_publish")),
    )

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields in three blocks for the page."""
        return [(title, [self[name] for name in names]) for title, names in self.GROUPS]

    def perform(self, who: Acting) -> Receipt:
        """Call the service. Raises Refused."""
        said = self.cleaned_data
        submission: UUID = said["submission"]
        letter_on: date | None = said["letter_on"]
        sealed = bool(said["denunciation"])
        files = said["files"] if sealed else [*said["files"], *said["handwriting"]]
        return services.receive(
            by=who,
            submission=submission,
            unit=who.unit,
            sender=SenderData(**{name: said[name] for name in SENDER}),
            kind=PetitionKind.DENUNCIATION if sealed else "",
            files=store(files, by=who),
            handwriting=[(one.name or "", one.read()) for one in said["handwriting"]] if sealed else (),
            letter_on=letter_on,
            entered_by=who.post,
            **{name: said[name] for name in ("channel", "topic", "title", "text", "place", "people", "may_publish")},
        )
