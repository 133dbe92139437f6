"""Logging in and changing a password."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.forms import PasswordChangeForm as DjangoPasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from danvan.accounts import passwords, throttle
from danvan.accounts.models import User
from danvan.lib.refusal import Refused
from danvan.lib.text import fold

LOGIN = "login"
LOGIN_BLOCK = "login-block"
MINUTES = 15
TRIES = 7
# One network trying many names: an office behind one address still gets through on a Monday morning.
TRIES_OF_A_BLOCK = 60


class LoginForm(AuthenticationForm):
    """User name and password, slowed down after wrong tries."""

    username = forms.CharField(
        label=_("Tên đăng nhập"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"})
    )
    password = forms.CharField(
        label=_("Mật khẩu"), max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    error_messages = {
        "invalid_login": _("Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra chữ hoa, chữ thường và bộ gõ tiếng Việt."),
        "inactive": _("Tài khoản này đã ngừng sử dụng."),
    }

    def clean(self) -> dict[str, Any]:
        """Check the throttle, note the try, then look at the password; a right one clears the count."""
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not username or not password:
            return self.cleaned_data
        one, block = self._scopes(username)
        try:
            throttle.check(*one, limit=TRIES, minutes=MINUTES)
            throttle.check(*block, limit=TRIES_OF_A_BLOCK, minutes=MINUTES)
            # Noted before the password is looked at: a burst of requests at once cannot all slip through.
            throttle.note(*one)
            throttle.note(*block)
            throttle.check(*one, limit=TRIES + 1, minutes=MINUTES)
        except Refused as refused:
            raise ValidationError(refused.message, code="paused") from refused
        cleaned = super().clean()
        throttle.forget(*one)
        return cleaned

    def _scopes(self, username: str) -> tuple[tuple[str, str], tuple[str, str]]:
        assert self.request is not None, "the login form belongs to a request"
        return (LOGIN, throttle.who(self.request, also=fold(username))), (LOGIN_BLOCK, throttle.who(self.request))


class PasswordForm(DjangoPasswordChangeForm):
    """The old password and a new one, twice."""

    error_messages = {
        "password_incorrect": _("Mật khẩu hiện tại không đúng."),
        "password_mismatch": _("Hai lần nhập mật khẩu mới không giống nhau."),
    }
    field_order = ("old_password", "new_password1", "new_password2")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Mật khẩu hiện tại")
        self.fields["new_password1"].label = _("Mật khẩu mới")
        self.fields["new_password1"].help_text = _("Ít nhất 10 ký tự. Một câu ngắn dễ nhớ tốt hơn một từ khó nhớ.")
        self.fields["new_password2"].label = _("Nhập lại mật khẩu mới")
        self.fields["new_password2"].help_text = ""

    def validate_password_for_user(self, user: User, password_field_name: str = "") -> None:
        """Show what is wrong with the new password beside its first input, in our words."""
        password = self.cleaned_data.get("new_password1")
        if not password:
            return
        try:
            passwords.check(password, user)
        except ValidationError as error:
            self.add_error("new_password1", error)
