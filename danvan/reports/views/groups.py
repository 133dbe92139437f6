"""Groups of the book: read by every officer, added and named by who keeps the book."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.access import group_in_book, keeper, keeps
from danvan.reports.forms.groups import GroupForm, NamesForm
from danvan.reports.models import Group
from danvan.reports.selectors.groups import all_groups, names_of_product
from danvan.reports.wording import GROUPS
from danvan.ui.forms import show_refusal
from danvan.units.access import acting
from danvan.units.models import Duty


def groups(request: HttpRequest) -> HttpResponse:
    """All groups in their order, whose they are, how many indicators stand in each."""
    who = acting(request)
    rows = [(one, keeps(who, one.owner_id)) for one in all_groups()]
    return render(request, "reports/groups.html", {"rows": rows, "may": who.may(Duty.KEEP_BOOK)})


def add(request: HttpRequest) -> HttpResponse:
    """A new group of the keeper's book."""
    who, owner = keeper(request)
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_group(by=who, code=form.cleaned_data["code"], content=form.content(), owner=owner)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã thêm nhóm %(group)s.") % {"group": made})
            return redirect("reports:groups")
    return render(request, "reports/group.html", {"form": form, "owner": owner})


def change(request: HttpRequest, code: str) -> HttpResponse:
    """Another name for a group."""
    who, row = group_in_book(request, code)
    form = NamesForm(request.POST or None, initial=vars(row) if row else names_of_product(code))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.name_group(by=who, code=code, content=form.content())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu tên nhóm %(group)s.") % {"group": made})
            return redirect("reports:groups")
    return render(request, "reports/group.html", {"form": form, "code": code, "row": row, "product": code in GROUPS})


@require_POST
def drop(request: HttpRequest, code: str) -> HttpResponse:
    """Take away a group that nothing stands in, or the other name of one of the product's."""
    who, row = group_in_book(request, code)
    if isinstance(row, Group):
        try:
            services.drop_group(by=who, group=row)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, _("Đã bỏ."))
    return redirect("reports:groups")
