"""An officer's own lists, and whether shortcuts are on."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from danvan.lib.refusal import Refused
from danvan.petitions import access
from danvan.petitions.forms.filters import kept_query
from danvan.petitions.models import SavedView
from danvan.petitions.selectors.kept import saved_views
from danvan.petitions.services.views import drop_view, keep_view, rename_view, use_keys
from danvan.ui.forms import show_refusal


class NameForm(forms.Form):
    """What a list is called, and the filters it stands for."""

    name = forms.CharField(label=gettext_lazy("Tên danh sách"), max_length=60)
    replace = forms.BooleanField(label=gettext_lazy("Thay danh sách đã có cùng tên"), required=False)
    query = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None, *, new: bool, initial: dict[str, str]) -> None:
        """Whether to replace another of that name is asked of who was told that there is one."""
        super().__init__(data, initial=initial)
        if data is None or not new:
            del self.fields["replace"]


def mine(request: HttpRequest) -> HttpResponse:
    """The officer's lists: open, rename, delete."""
    who = access.reading(request)
    return render(request, "petitions/views.html", {"who": who, "views": saved_views(who.user.pk)})


def keep(request: HttpRequest) -> HttpResponse:
    """Give the present filters (`?...` of the list) a name."""
    who = access.reading(request)
    query = kept_query(request.GET if request.method == "GET" else QueryDict(request.POST.get("query", "")[:2000]))
    form = NameForm(request.POST or None, new=True, initial={"query": query})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            view = keep_view(user=who.user, name=said["name"], query=query, replace=said["replace"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu danh sách “%(name)s”.") % {"name": view.name})
            return redirect(f"{reverse('petitions:list')}?{view.query}")
    return render(request, "petitions/view_name.html", {"who": who, "form": form, "query": query})


def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name for one of them."""
    who = access.reading(request)
    view = get_object_or_404(SavedView, pk=pk, user=who.user)
    form = NameForm(request.POST or None, new=False, initial={"name": view.name, "query": view.query})
    if request.method == "POST" and form.is_valid():
        try:
            rename_view(user=who.user, view=view, name=form.cleaned_data["name"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return redirect("petitions:views")
    return render(request, "petitions/view_name.html", {"who": who, "form": form, "view": view, "query": view.query})


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one of them."""
    who = access.reading(request)
    view = get_object_or_404(SavedView, pk=pk, user=who.user)
    drop_view(user=who.user, view=view)
    messages.success(request, _("Đã xóa danh sách “%(name)s”.") % {"name": view.name})
    return redirect("petitions:views")


@require_POST
def keys(request: HttpRequest) -> HttpResponse:
    """Shortcuts on (`bat=1`) or off."""
    who = access.reading(request)
    use_keys(user=who.user, on=request.POST.get("bat") == "1")
    return redirect(f"{reverse('petitions:list')}?{kept_query(QueryDict(request.POST.get('tu', '')[:2000]))}")
