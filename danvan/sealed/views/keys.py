"""One's own key: make, open, close, change the passphrase, retire."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from danvan.lib.refusal import Refused
from danvan.sealed import access, selectors, services, session
from danvan.sealed.forms import ChangeForm, MakeForm, OpenForm, RetireForm
from danvan.sealed.models import Key
from danvan.sealed.services.keys import must_be_strong
from danvan.ui.forms import show_refusal
from danvan.units.views.asking import Question, ask


@sensitive_post_parameters()
@never_cache
def make(request: HttpRequest) -> HttpResponse:
    """A key of one's own; an earlier one is retired."""
    who = access.entering(request)
    before = selectors.working_key(who.user_id)
    lost = selectors.only_opened_by(before) if before else 0
    title = _("Thay khóa") if before else _("Tạo khóa của bạn")
    question = _question(title, title, _("Đã tạo khóa. Hãy mở khóa để dùng."), {"page": "make", "before": before, "lost": lost})

    def perform(values: dict[str, Any]) -> object:
        return services.make_key(by=who, user=who.user, passphrase=values["passphrase"], accept_loss=values.get("accept_loss", False))

    return ask(request, MakeForm(request.POST or None, lost=lost), question, perform, "sealed/key.html")


@sensitive_post_parameters()
@never_cache
def open_key(request: HttpRequest) -> HttpResponse:
    """Open one's key for this browser."""
    who = access.entering(request)
    key = selectors.working_key(who.user_id)
    if key is None:
        return redirect("sealed:key_make")
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with session.guarded(who.user):
                _opened, private = services.open_key(
                    by=who, key=key, passphrase=form.cleaned_data["passphrase"], session=session.mark_of(request)
                )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Khóa của bạn đang mở trong trình duyệt này."))
            response = redirect(_next(request))
            session.keep(response, private)
            return response
    question = _question(_("Mở khóa của bạn"), _("Mở khóa"), "", {"page": "open"})
    return render(request, "sealed/key.html", {"form": form, "question": question, **question.more})


@require_POST
def close_key(request: HttpRequest) -> HttpResponse:
    """Close it."""
    who = access.entering(request)
    services.close_key(by=who)
    messages.success(request, _("Đã đóng khóa."))
    response = redirect("sealed:home")
    session.drop(response)
    return response


@sensitive_post_parameters()
@never_cache
def change(request: HttpRequest) -> HttpResponse:
    """Another passphrase for the same key."""
    who = access.entering(request)
    key = selectors.working_key(who.user_id)
    if key is None:
        return redirect("sealed:key_make")
    question = _question(_("Đổi câu mật khẩu"), _("Đổi câu mật khẩu"), _("Đã đổi câu mật khẩu."), {"page": "change"})
    found: Key = key

    def perform(values: dict[str, Any]) -> object:
        # Before the try is counted: a weak new passphrase is no guess at the old one.
        must_be_strong(values["passphrase"], who.user)
        with session.guarded(who.user):
            services.change_passphrase(by=who, key=found, old=values["old"], new=values["passphrase"])
        return None

    return ask(request, ChangeForm(request.POST or None), question, perform, "sealed/key.html")


@never_cache
def retire(request: HttpRequest) -> HttpResponse:
    """Give one's key up."""
    who = access.entering(request)
    key = selectors.working_key(who.user_id)
    if key is None:
        return redirect("sealed:home")
    lost = selectors.only_opened_by(key)
    question = _question(
        _("Ngừng dùng khóa"), _("Ngừng dùng khóa này"), _("Đã ngừng dùng khóa."), {"page": "retire", "lost": lost}, danger=True
    )
    found: Key = key

    def perform(values: dict[str, Any]) -> object:
        return services.retire_key(by=who, key=found, accept_loss=values.get("accept_loss", False))

    return ask(request, RetireForm(request.POST or None, lost=lost), question, perform, "sealed/key.html")


def _question(title: str, button: str, done: str, more: dict[str, Any], *, danger: bool = False) -> Question:
    home = reverse("sealed:home")
    return Question(
        title=title, button=button, back=home, back_label=_("Niêm phong danh tính"), done=done, to=home, danger=danger, more=more
    )


def _next(request: HttpRequest) -> str:
    """Back to where the key was needed, if that is a page of ours."""
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("sealed:home")
