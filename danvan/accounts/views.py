"""Log in, log out, change the password."""

from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from danvan.accounts.forms import LoginForm, PasswordForm
from danvan.accounts.models import User
from danvan.accounts.signals import password_changed


class Login(views.LoginView):
    """Asks for user name and password; who is logged in already goes on to their work."""

    template_name = "accounts/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True


class Logout(views.LogoutView):
    """Ends the session; by POST only."""

    http_method_names = ["post", "options"]


class Password(views.PasswordChangeView):
    """Changes one's own password; other sessions of the user end."""

    template_name = "accounts/password.html"
    form_class = PasswordForm
    success_url = reverse_lazy("accounts:password")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Save, let the log know, say so."""
        answer = super().form_valid(form)
        password_changed.send(sender=User, user=form.user, by_operator=False)
        messages.success(self.request, _("Đã đổi mật khẩu."))
        return answer
