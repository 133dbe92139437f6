"""Bodies, posts and who holds them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.accounts.models import User
from danvan.ui.forms import DayField
from danvan.units.models import Body, Duty, Post


class BodyForm(forms.Form):
    """A new body."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại"), choices=Body.Kind.choices)
    name = forms.CharField(label=gettext_lazy("Tên"), max_length=160)
    symbol = forms.CharField(
        label=gettext_lazy("Ký hiệu trong số văn bản"), max_length=20, required=False, help_text=gettext_lazy("Ví dụ: UBND, TU, MTTQ")
    )
    valid_from = DayField(label=gettext_lazy("Có từ ngày"))


class RenameForm(forms.Form):
    """Another name from a day on."""

    name = forms.CharField(label=gettext_lazy("Tên mới"), max_length=160)
    symbol = forms.CharField(label=gettext_lazy("Ký hiệu trong số văn bản"), max_length=20, required=False)
    instrument = forms.CharField(label=gettext_lazy("Theo quyết định"), max_length=120, required=False)
    on = DayField(label=gettext_lazy("Từ ngày"))


class EndForm(forms.Form):
    """The first day without it."""

    on = DayField(label=gettext_lazy("Không còn từ ngày"))


class PostForm(forms.Form):
    """A new post."""

    title = forms.CharField(label=gettext_lazy("Chức danh"), max_length=120)
    reach = forms.ChoiceField(label=gettext_lazy("Phạm vi"), choices=Post.Reach.choices, widget=forms.RadioSelect, initial=Post.Reach.UNIT)
    duties = forms.MultipleChoiceField(
        label=gettext_lazy("Việc được làm"), choices=Duty.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    valid_from = DayField(label=gettext_lazy("Có từ ngày"))


class AppointForm(forms.Form):
    """Who takes the post, and when."""

    user = forms.CharField(label=gettext_lazy("Tên đăng nhập"), max_length=60)
    valid_from = DayField(label=gettext_lazy("Từ ngày"))
    valid_to = DayField(label=gettext_lazy("Đến trước ngày"), required=False)

    def clean_user(self) -> Any:
        """The account of that name."""
        found = User.objects.filter(username=self.cleaned_data["user"].strip(), is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("Không có tài khoản nào tên này đang được đăng nhập."))
        return found
