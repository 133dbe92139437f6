"""What people type in this room. Passphrases are never put back into a page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.accounts.models import User
from danvan.lib import clock
from danvan.sealed import rules
from danvan.ui.forms import DayField
from danvan.units.models import Duty, Holding, Unit

MOST_TYPED = 200
Label = Any  # text, or text to be translated later


def secret(label: Label, **options: Any) -> forms.CharField:
    """A field for a passphrase. `new` passphrases are not filled in by a browser that knows the sign-in."""
    complete = options.pop("complete", "off")
    widget = forms.PasswordInput(attrs={"autocomplete": complete, "autocapitalize": "none", "spellcheck": "false"})
    return forms.CharField(label=label, max_length=MOST_TYPED, strip=False, widget=widget, **options)


def sentences(label: Label, **options: Any) -> forms.CharField:
    """A few sentences."""
    return forms.CharField(label=label, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), **options)


class NewPassphrase(forms.Form):
    """A new passphrase, twice."""

    passphrase = secret(
        _("Câu mật khẩu"),
        complete="new-password",
        help_text=_(
            "Ít nhất 16 ký tự: bốn, năm từ không liên quan nhau. Không dùng lại mật khẩu đăng nhập. Không ai, kể cả máy chủ, lấy lại được."
        ),
    )
    again = secret(_("Nhập lại câu mật khẩu"), complete="new-password")

    def clean(self) -> dict[str, Any]:
        """Both the same."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("passphrase") and cleaned.get("again") and cleaned["passphrase"] != cleaned["again"]:
            self.add_error("again", _("Hai lần nhập không giống nhau."))
        return cleaned


class MakeForm(NewPassphrase):
    """A new key. `accept_loss` is asked only where an earlier key alone opens something."""

    accept_loss = forms.BooleanField(
        label=_("Tôi hiểu: phong bì chỉ khóa cũ mở được có thể mất vĩnh viễn"),
        required=False,
        help_text=_("Chỉ đánh dấu khi đã quên câu mật khẩu cũ và không còn cách nào khác."),
    )

    def __init__(self, *args: Any, lost: int = 0, **options: Any) -> None:
        super().__init__(*args, **options)
        if not lost:
            del self.fields["accept_loss"]


class OpenForm(forms.Form):
    """The passphrase."""

    passphrase = secret(_("Câu mật khẩu"))


class ChangeForm(NewPassphrase):
    """The old passphrase and a new one."""

    old = secret(_("Câu mật khẩu hiện dùng"))
    field_order = ("old", "passphrase", "again")


class RetireForm(forms.Form):
    """Give the key up."""

    accept_loss = forms.BooleanField(label=_("Chấp nhận mất những phong bì chỉ khóa này mở được"), required=False)

    def __init__(self, *args: Any, lost: int = 0, **options: Any) -> None:
        super().__init__(*args, **options)
        if not lost:
            del self.fields["accept_loss"]


class AskForm(forms.Form):
    """Ask to open an envelope."""

    ground = forms.ChoiceField(
        label=_("Căn cứ"),
        choices=rules.Ground.choices,
        widget=forms.RadioSelect,
        help_text=_("Luật Tố cáo số 25/2018/QH14; số điều chưa đối chiếu văn bản."),
    )
    words = sentences(
        _("Vì sao cần biết danh tính"),
        help_text=_("Người quyết định và lịch sử phong bì thấy phần này. Không ghi điều gì về người tố cáo."),
    )
    hours = forms.TypedChoiceField(
        label=_("Mở trong bao lâu"),
        choices=[(hours, _("%(hours)d giờ") % {"hours": hours}) for hours in rules.HOURS],
        coerce=int,
        initial=8,
        widget=forms.RadioSelect,
    )


class RefuseForm(forms.Form):
    """Why not."""

    reason = sentences(_("Lý do không đồng ý"))


class NameForm(forms.Form):
    """Who keeps the seal of a unit, from when."""

    holding = forms.ModelChoiceField(
        label=_("Người được cử"),
        queryset=Holding.objects.none(),
        empty_label=_("Chọn"),
        help_text=_("Chỉ những chức danh được giao việc giữ niêm phong."),
    )
    valid_from = DayField(label=_("Từ ngày"))
    valid_to = DayField(label=_("Đến trước ngày"), required=False)

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = self.fields["holding"]
        assert isinstance(chosen, forms.ModelChoiceField)
        held = (
            Holding.objects.on(clock.today())
            .filter(post__body__unit=unit)
            .select_related("user", "post__body")
            .order_by("user__full_name", "id")
        )
        chosen.queryset = held.filter(pk__in=[one.pk for one in held if Duty.KEEP_SEAL.value in one.post.duties])


class EndForm(forms.Form):
    """The first day without."""

    on = DayField(label=_("Không còn từ ngày"))


class RecoveryForm(forms.Form):
    """Who together brings lost keys back."""

    custodians = forms.CharField(
        label=_("Người giữ mảnh khóa"),
        help_text=_("Tên đăng nhập của hai đến năm người, cách nhau bằng dấu phẩy. Mỗi người phải có khóa; nên ở các cơ quan khác nhau."),
        max_length=400,
    )
    needed = forms.TypedChoiceField(
        label=_("Cần đủ bao nhiêu người"),
        choices=[(2, _("hai người")), (3, _("ba người"))],
        coerce=int,
        widget=forms.RadioSelect,
        initial=2,
    )

    def clean_custodians(self) -> list[User]:
        """The accounts of those names, in the order typed."""
        typed = [name.strip() for name in self.cleaned_data["custodians"].replace(";", ",").split(",") if name.strip()]
        found = {user.username: user for user in User.objects.filter(username__in=typed, is_active=True)}
        unknown = [name for name in typed if name not in found]
        if unknown:
            raise forms.ValidationError(_("Không có tài khoản: %(names)s.") % {"names": ", ".join(unknown)})
        return [found[name] for name in dict.fromkeys(typed)]


class ReasonForm(forms.Form):
    """Why a rescue is begun."""

    reason = sentences(_("Lý do khôi phục"))
