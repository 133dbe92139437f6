"""Keys that an office hands to other software: the list, a new one (shown once), taking one back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from danvan.api import access, selectors, services
from danvan.api.forms import KeyForm
from danvan.lib.refusal import Refused
from danvan.ui.forms import show_refusal
from danvan.ui.paging import page


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The keys of the unit, the newest first."""
    who = access.keeping(request)
    return render(request, "api/keys.html", {"who": who, "page": page(selectors.keys_of(who.unit), request, order=("-id",))})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make one. The key stands on the page that answers the form and nowhere else: not in the session, not in the log."""
    who = access.keeping(request)
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.make_key(by=who, unit=who.unit, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            response = render(request, "api/key_made.html", {"who": who, "made": made})
            response["Cache-Control"] = "no-store"
            return response
    return render(request, "api/key_new.html", {"who": who, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take it back."""
    who, key = access.open_key(request, pk)
    if request.method == "POST":
        services.revoke_key(by=who, key=key)
        messages.success(request, _("Đã thu hồi khóa %(key)s. Phần mềm đó không gọi được nữa.") % {"key": key.prefix})
        return redirect("api:keys")
    return render(request, "api/key_revoke.html", {"who": who, "key": key})
