"""What an act done to many asks for, once for all of them."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.lib import clock
from danvan.petitions.forms import fields
from danvan.petitions.rules import Act
from danvan.petitions.services.bulk import Plan
from danvan.units.access import Acting
from danvan.units.models import Duty
from danvan.units.selectors import bodies


class ManyForm(forms.Form):
    """The page's own number; what else is asked depends on the act."""

    act: Act
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, who: Acting, **options: Any) -> None:
        super().__init__(*args, **options)
        self.who = who
        self.prepare()

    def prepare(self) -> None:
        """Fill the choices."""

    def plan(self) -> Plan:
        """What was asked for, of a valid form."""
        return Plan(self.act)


class AssignManyForm(ManyForm):
    """To whom, and what is asked of them."""

    act = Act.ASSIGN
    post = forms.TypedChoiceField(label=_("Giao cho"), coerce=int)
    note = fields.note(_("Yêu cầu (nội bộ)"))

    def prepare(self) -> None:
        """The posts of the unit that handle petitions."""
        there = bodies.posts_of(self.who.unit, clock.today())
        self.posts = {post.pk: post for post in there if {Duty.HANDLE, Duty.ANSWER} & set(post.duties)}
        choices = [("", _("Chọn")), *((pk, f"{post.title}, {post.body.name}") for pk, post in self.posts.items())]
        self.fields["post"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def plan(self) -> Plan:
        """With the post."""
        return Plan(self.act, post=self.posts[self.cleaned_data["post"]], note=self.cleaned_data["note"])


class AskManyForm(ManyForm):
    """One letter, sent to each sender apart."""

    act = Act.ASK
    text = fields.words(
        _("Nội dung hỏi"),
        help_text=_("Mỗi người gửi nhận riêng thư này trong mục Thư trao đổi. Không nêu tên, địa chỉ, số điện thoại của ai."),
    )

    def plan(self) -> Plan:
        """With the text."""
        return Plan(self.act, text=self.cleaned_data["text"])


class JoinManyForm(ManyForm):
    """The name of the matter, where there is none yet."""

    act = Act.JOIN
    title = forms.CharField(
        label=_("Tên vụ việc"), max_length=160, required=False, help_text=_("Để trống thì lấy tóm tắt của đơn đầu tiên.")
    )

    def plan(self) -> Plan:
        """With the name."""
        return Plan(self.act, title=self.cleaned_data["title"])


MANY: dict[str, type[ManyForm]] = {form.act.value: form for form in (AssignManyForm, AskManyForm, JoinManyForm)}
