"""The forms of verification, dialogue, suspension and what follows the end."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.lib import clock
from danvan.petitions import services
from danvan.petitions.forms import fields
from danvan.petitions.forms.acts import ActForm, GroundForm
from danvan.petitions.models import Clock
from danvan.petitions.rules import Act
from danvan.ui.forms import DayField


def _number() -> forms.CharField:
    return forms.CharField(label=_("Số văn bản"), max_length=40, required=False)


class OrderVerificationForm(ActForm):
    act = Act.ORDER_VERIFICATION
    team = fields.words(_("Tổ hoặc người xác minh"), help_text=_("Họ tên, chức vụ; nhiệm vụ của từng người. Chỉ cán bộ đọc."))
    number = _number()
    note = fields.note(_("Nội dung cần xác minh (nội bộ)"))

    def perform(self) -> object:
        return services.order_verification(by=self.who, petition=self.petition, **self.said("team", "number", "note"))


class ReportVerificationForm(ActForm):
    act = Act.REPORT_VERIFICATION
    findings = fields.words(_("Kết quả xác minh"), rows=8, most=20000, help_text=_("Chỉ cán bộ đọc."))
    number = _number()

    def perform(self) -> object:
        return services.report_verification(by=self.who, petition=self.petition, **self.said("findings", "number"))


class DialogueForm(ActForm):
    act = Act.DIALOGUE
    held_on = DayField(label=_("Ngày đối thoại"))
    place = forms.CharField(label=_("Nơi đối thoại"), max_length=160, required=False)
    came = fields.YesNo(
        label=_("Người khiếu nại có dự không?"),
        yes=_("Có dự"),
        no=_("Đã mời, vắng mặt không có lý do chính đáng; việc giải quyết vẫn tiếp tục"),
    )
    minutes = fields.words(_("Nội dung, kết quả đối thoại"), rows=8, most=20000, help_text=_("Chỉ cán bộ đọc; biên bản gửi các bên."))

    def prepare(self) -> None:
        self.initial.setdefault("held_on", clock.today())

    def perform(self) -> object:
        return services.dialogue(by=self.who, petition=self.petition, **self.said("held_on", "place", "came", "minutes"))


class SuspendForm(ActForm):
    act = Act.SUSPEND
    ground = forms.ChoiceField()
    number = _number()
    public_note = fields.words(_("Người gửi sẽ đọc"), help_text=_("Nói rõ lý do, căn cứ pháp luật và việc người gửi có thể làm tiếp."))

    def perform(self) -> object:
        return services.suspend(by=self.who, petition=self.petition, **self.said("ground", "number", "public_note"))


class FulfilForm(ActForm):
    """The duties that run now, ticked as they are done."""

    act = Act.FULFIL
    steps = forms.MultipleChoiceField(label=_("Việc đã làm"), widget=forms.CheckboxSelectMultiple)
    note = fields.note(_("Làm bằng cách nào (nội bộ)"))

    def prepare(self) -> None:
        running = Clock.objects.filter(petition=self.petition, stopped_on__isnull=True, main=False).select_related("limit")
        choices = [(one.limit.step, _due(one)) for one in running]
        self.fields["steps"].choices = choices  # type: ignore[attr-defined]  # a choice field
        if len(choices) == 1:
            self.initial.setdefault("steps", [choices[0][0]])

    def perform(self) -> object:
        return services.fulfil(by=self.who, petition=self.petition, **self.said("steps", "note"))


def _due(one: Clock) -> Any:
    return _("%(label)s (hạn %(day)s)") % {"label": one.limit.label, "day": f"{one.due_on:%d/%m/%Y}"}


class EnforceForm(ActForm):
    act = Act.ENFORCE
    execution = forms.ChoiceField(
        label=_("Việc thi hành"),
        choices=(("done", _("Đã thi hành xong")), ("partly", _("Đã thi hành một phần")), ("not_yet", _("Chưa thi hành"))),
        widget=forms.RadioSelect,
    )
    public_note = fields.words(_("Người gửi sẽ đọc"))
    note = fields.note()

    def perform(self) -> object:
        return services.enforce(by=self.who, petition=self.petition, **self.said("execution", "public_note", "note"))


class ArchiveForm(ActForm):
    act = Act.ARCHIVE
    note = fields.note()

    def perform(self) -> object:
        return services.archive(by=self.who, petition=self.petition, **self.said("note"))


class WithdrawPartForm(ActForm):
    act = Act.WITHDRAW_PART
    withdrawn = fields.words(
        _("Phần nội dung được rút"), help_text=_("Theo đơn rút hoặc biên bản có chữ ký, điểm chỉ. Người gửi đọc được.")
    )

    def perform(self) -> object:
        return services.withdraw_part(by=self.who, petition=self.petition, **self.said("withdrawn"))


class ReopenForm(GroundForm):
    act = Act.REOPEN

    def perform(self) -> object:
        return services.reopen(by=self.who, petition=self.petition, **self.said("ground", "public_note", "note"))


class UpholdForm(ActForm):
    act = Act.UPHOLD
    public_note = fields.words(
        _("Người gửi sẽ đọc"), rows=6, help_text=_("Đã xem lại những gì, vì sao giữ nguyên, người gửi có thể làm gì tiếp.")
    )

    def perform(self) -> object:
        return services.uphold(by=self.who, petition=self.petition, **self.said("public_note"))


class GoUpForm(ActForm):
    """The sender goes on with the code they have."""

    act = Act.GO_UP
    text = fields.words(
        _("Nội dung gửi cấp trên"),
        rows=8,
        most=20000,
        help_text=_("Không đồng ý điểm nào, hoặc quá hạn từ ngày nào. Không ghi tên người gửi."),
    )

    def perform(self) -> object:
        return services.go_up(by=self.who, petition=self.petition, **self.said("text"))


SETTLING_FORMS: dict[Act, type[ActForm]] = {
    form.act: form
    for form in (
        OrderVerificationForm,
        ReportVerificationForm,
        DialogueForm,
        SuspendForm,
        FulfilForm,
        EnforceForm,
        ArchiveForm,
        WithdrawPartForm,
        ReopenForm,
        UpholdForm,
        GoUpForm,
    )
}
