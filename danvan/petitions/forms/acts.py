"""One form per act. A form knows which service it calls; grounds come from the law's lists in `rules`."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from danvan.files import services as file_services
from danvan.files.models import File
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.lib.text import shorten
from danvan.petitions import services
from danvan.petitions.forms import fields
from danvan.petitions.models import Answer, MayPublish, Petition
from danvan.petitions.rules import ACTS, Act, Ground, longest
from danvan.petitions.services.process import need, running_clock
from danvan.units.access import Acting
from danvan.units.models import Duty, Level, Unit
from danvan.units.selectors import bodies, finding, tree

TITLE = 160


def store(uploads: Iterable["UploadedFile[bytes]"], *, by: Acting) -> list[File]:
    """The uploads as checked files. Raises Refused beside the field `files`."""
    return [file_services.store(upload, by=by) for upload in uploads]


class ActForm(forms.Form):
    """What every act's form has: the petition, who acts; `once`, the page's own number; `seen`, the last step when it was made."""

    act: ClassVar[Act]
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    once = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, petition: Petition, who: Acting, **options: Any) -> None:
        super().__init__(*args, **options)
        self.petition, self.who = petition, who
        if "ground" in self.fields:
            grounds = ACTS[self.act].grounds_for(petition.kind, clock.today())
            self.fields["ground"] = ground_field(grounds)
        self.prepare()

    def prepare(self) -> None:
        """Choices and first values that depend on the petition."""

    def said(self, *names: str) -> dict[str, Any]:
        """The cleaned values of these fields, as arguments."""
        return {name: self.cleaned_data[name] for name in names}

    @classmethod
    def prefill(cls, asked: QueryDict) -> dict[str, str]:
        """First values that the address of the page brings along."""
        del asked
        return {}

    def also(self) -> Sequence[int]:
        """Other petitions that the act changes, to be locked with this one."""
        return ()

    def perform(self) -> object:
        """Call the service. Raises Refused."""
        raise NotImplementedError

    @property
    def has_files(self) -> bool:
        """Must the form be sent as multipart?"""
        return self.is_multipart()


def ground_field(grounds: Iterable[Ground]) -> forms.ChoiceField:
    """The law's list, each reason with its article; what was not compared with the text says so."""
    known = list(grounds)
    # All from one article: said once above the list.
    articles = {_article(one) for one in known}
    shared = articles.pop() if len(articles) == 1 else ""
    choices = [(one.code, one.label if shared else f"{one.label} ({_article(one)})") for one in known]
    only = choices[0][0] if len(choices) == 1 else None
    return forms.ChoiceField(label=_("Căn cứ"), help_text=shared, choices=choices, widget=forms.RadioSelect, initial=only)


def _article(ground: Ground) -> str:
    return gettext("%(article)s; chưa đối chiếu văn bản") % {"article": ground.article} if ground.recalled else str(ground.article)


class AcceptForm(ActForm):
    act = Act.ACCEPT
    remote = forms.BooleanField(
        label=_("Vùng sâu, vùng xa đi lại khó khăn"),
        required=False,
        help_text=_("Thời hạn dài hơn, nếu luật có quy định. Pháp luật không có danh mục, nên cần lý do."),
    )
    remote_reason = forms.CharField(label=_("Lý do áp dụng"), max_length=200, required=False)
    public_note = fields.words(_("Thông tin cho người gửi"), required=False)
    note = fields.note()

    def perform(self) -> object:
        return services.accept(by=self.who, petition=self.petition, **self.said("remote", "remote_reason", "public_note", "note"))


class GroundForm(ActForm):
    """An ending with a ground and a word to the sender."""

    ground = forms.ChoiceField()
    public_note = fields.words(_("Người gửi sẽ đọc"), help_text=_("Nói rõ lý do và việc người gửi có thể làm tiếp."))
    note = fields.note()


class GuideForm(GroundForm):
    act = Act.GUIDE

    def perform(self) -> object:
        return services.guide(by=self.who, petition=self.petition, **self.said("ground", "public_note", "note"))


class SendBackForm(GroundForm):
    act = Act.SEND_BACK

    def perform(self) -> object:
        return services.send_back(by=self.who, petition=self.petition, **self.said("ground", "public_note", "note"))


class FileAwayForm(ActForm):
    act = Act.FILE_AWAY
    ground = forms.ChoiceField()
    note = fields.note(_("Lý do cụ thể (nội bộ)"))

    def perform(self) -> object:
        return services.file_away(by=self.who, petition=self.petition, **self.said("ground", "note"))


class TransferForm(ActForm):
    act = Act.TRANSFER
    to = forms.CharField(label=_("Cơ quan nhận"), max_length=160)
    ground = forms.ChoiceField()
    public_note = fields.words(_("Người gửi sẽ đọc"), required=False)
    note = fields.note()
    field_order = ("to", "ground", "public_note", "note")

    def perform(self) -> object:
        return services.transfer(by=self.who, petition=self.petition, **self.said("to", "ground", "public_note", "note"))


class HandOverForm(ActForm):
    """Another unit of the system: the ones just above are offered, any other is found by its name."""

    act = Act.HAND_OVER
    above = forms.ChoiceField(label=_("Đơn vị nhận"), widget=forms.RadioSelect)
    to = forms.CharField(label=_("Tên đơn vị khác"), max_length=160, required=False, help_text=_("Ví dụ: xã Nghĩa Thuận, tỉnh Hà Tĩnh."))
    ground = forms.ChoiceField()
    public_note = fields.words(_("Người gửi sẽ đọc"), required=False)
    note = fields.note()
    field_order = ("above", "to", "ground", "public_note", "note")

    def prepare(self) -> None:
        self.superiors = [unit for unit in tree.ancestors(self.petition.unit, clock.today()) if unit.level != Level.CENTRE]
        offered = [(str(unit.pk), unit.full_name) for unit in self.superiors]
        self.fields["above"].choices = [*offered, ("other", _("Đơn vị khác"))]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["above"].initial = offered[0][0] if offered else "other"
        self.fields["to"].widget.attrs["data-suggest"] = reverse("units:suggest")

    def clean(self) -> dict[str, Any]:
        """One unit, found by its name where it is not one of those above."""
        said = super().clean() or self.cleaned_data
        said["unit"] = self._unit(str(said.get("above", "")), str(said.get("to", "")))
        return said

    def _unit(self, above: str, name: str) -> Unit | None:
        known = next((unit for unit in self.superiors if str(unit.pk) == above), None)
        if known is not None or above != "other":
            return known
        try:
            need(name, gettext("Hãy ghi tên đơn vị nhận."), "to")
            return finding.by_name(name, clock.today())
        except Refused as refused:
            self.add_error("to", refused.message)
            return None

    def perform(self) -> object:
        return services.transfer(
            by=self.who, petition=self.petition, to=self.cleaned_data["unit"], **self.said("ground", "public_note", "note")
        )


class AssignForm(ActForm):
    act = Act.ASSIGN
    post = forms.TypedChoiceField(label=_("Giao cho"), coerce=int)
    note = fields.note(_("Yêu cầu (nội bộ)"))

    def prepare(self) -> None:
        self.posts = {post.pk: post for post in bodies.posts_of(self.petition.unit, clock.today()) if _handles(post.duties)}
        choices = [("", _("Chọn")), *((pk, f"{post.title}, {post.body.name}") for pk, post in self.posts.items())]
        self.fields["post"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.initial.setdefault("post", self.petition.holder_id)

    def perform(self) -> object:
        return services.assign(by=self.who, petition=self.petition, post=self.posts[self.cleaned_data["post"]], **self.said("note"))


def _handles(duties: list[str]) -> bool:
    return bool({Duty.HANDLE, Duty.ANSWER} & set(duties))


class ExtendForm(ActForm):
    act = Act.EXTEND
    ground = forms.ChoiceField()
    days = forms.IntegerField(label=_("Tổng thời hạn mới (ngày)"), min_value=1)
    reason = fields.words(_("Lý do"), help_text=_("Người gửi đọc được lý do này."))
    field_order = ("ground", "days", "reason")

    def prepare(self) -> None:
        running = running_clock(self.petition)
        if running is None:
            return
        most = longest(running.limit, remote=self.petition.remote, now=running.days, already=running.extensions.count())
        self.initial.setdefault("days", most)
        told = {"now": running.days, "most": most or running.days}
        self.fields["days"].help_text = _("Hiện là %(now)d ngày; luật cho phép tối đa %(most)d ngày, tính từ ngày thụ lý.") % told

    def perform(self) -> object:
        return services.extend(by=self.who, petition=self.petition, **self.said("ground", "days", "reason"))


class PauseForm(ActForm):
    act = Act.PAUSE
    ground = forms.ChoiceField()
    note = fields.words(_("Lý do"), help_text=_("Người gửi đọc được lý do này."))
    field_order = ("ground", "note")

    def perform(self) -> object:
        return services.pause(by=self.who, petition=self.petition, **self.said("ground", "note"))


class ResumeForm(ActForm):
    act = Act.RESUME
    note = fields.note()

    def perform(self) -> object:
        return services.resume(by=self.who, petition=self.petition, **self.said("note"))


class AnswerForm(ActForm):
    act = Act.ANSWER
    number = forms.CharField(label=_("Số văn bản"), max_length=40, required=False, help_text=_("Ví dụ: 15/UBND-VP"))
    text = fields.words(
        _("Nội dung trả lời"), rows=10, most=20000, help_text=_("Người gửi đọc bằng mã biên nhận. Trả lời thẳng từng việc.")
    )

    def prepare(self) -> None:
        self.fields["files"] = fields.files(_("Văn bản kèm theo"))

    def perform(self) -> object:
        stored = store(self.cleaned_data["files"], by=self.who)
        return services.answer(by=self.who, petition=self.petition, files=stored, **self.said("text", "number"))


class PublishForm(ActForm):
    act = Act.PUBLISH
    title = forms.CharField(label=_("Tiêu đề công khai"), max_length=TITLE)
    question = fields.words(_("Việc được nêu"), rows=5, help_text=_("Viết lại, không tên, không số điện thoại, không địa chỉ."))
    text = fields.words(_("Trả lời"), rows=8, most=20000)
    consent = forms.BooleanField(label=_("Đã hỏi và người gửi đồng ý công khai"), required=False)

    def prepare(self) -> None:
        given = Answer.objects.filter(petition=self.petition).order_by("-id").first()
        self.initial.update(title=self.petition.title, question=shorten(self.petition.text, 2000), text=given.text if given else "")
        if self.petition.may_publish != MayPublish.ASK:
            del self.fields["consent"]

    def perform(self) -> object:
        consent = bool(self.cleaned_data.get("consent"))
        return services.publish(by=self.who, petition=self.petition, consent=consent, **self.said("title", "question", "text"))


class WithdrawForm(ActForm):
    act = Act.WITHDRAW
    reason = fields.words(
        _("Người gửi rút đơn bằng cách nào, vì sao"), help_text=_("Đơn rút hoặc biên bản có chữ ký, điểm chỉ của người gửi.")
    )

    def perform(self) -> object:
        return services.withdraw(by=self.who, petition=self.petition, **self.said("reason"))


class AttachForm(ActForm):
    act = Act.ATTACH
    ours = forms.BooleanField(label=_("Tài liệu của cơ quan, không phải của người gửi"), required=False)
    note = fields.note()

    def prepare(self) -> None:
        self.fields["files"] = fields.files(required=True)
        self.order_fields(["files", "ours", "note"])

    def perform(self) -> object:
        stored = store(self.cleaned_data["files"], by=self.who)
        return services.attach(
            by=self.who, petition=self.petition, files=stored, from_sender=not self.cleaned_data["ours"], **self.said("note")
        )


FORMS: dict[Act, type[ActForm]] = {
    form.act: form
    for form in (
        AcceptForm,
        GuideForm,
        SendBackForm,
        FileAwayForm,
        TransferForm,
        HandOverForm,
        AssignForm,
        ExtendForm,
        PauseForm,
        ResumeForm,
        AnswerForm,
        PublishForm,
        WithdrawForm,
        AttachForm,
    )
}
