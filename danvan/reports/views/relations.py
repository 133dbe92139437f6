"""Relations between figures: read by every officer, declared and ended by who keeps the book, with a look at whom they would ask."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.access import keeper, keeps, relation_in_book
from danvan.reports.forms.relations import RelationForm, typed
from danvan.reports.models import Relation
from danvan.reports.selectors.relations import declared, in_words, outlook
from danvan.reports.services.relations import RelationContent, checked, columns_of, content_of
from danvan.ui.forms import show_refusal
from danvan.units.access import acting
from danvan.units.models import Duty, Unit


def relations(request: HttpRequest) -> HttpResponse:
    """All of them, those of everybody first, each in words."""
    who = acting(request)
    rows = declared()
    words = in_words(rows)
    shown = [(one, words[one.pk], keeps(who, one.owner_id)) for one in rows]
    return render(request, "reports/relations.html", {"rows": shown, "today": clock.today(), "may": who.may(Duty.KEEP_BOOK)})


def add(request: HttpRequest) -> HttpResponse:
    """A new relation of the keeper's book."""
    who, owner = keeper(request)
    form = RelationForm(request.POST or None, initial={"valid_from": clock.today().replace(month=1, day=1), "sign": "equal"})
    context: dict[str, Any] = {"form": form, "owner": owner}
    if request.method == "POST" and form.is_valid():
        try:
            if "look" in request.POST:
                return _looked(request, context, form.content(), owner)
            services.add_relation(by=who, content=form.content(), owner=owner)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã thêm quan hệ. Từ nay báo cáo đang lập được hỏi theo quan hệ này."))
            return redirect("reports:relations")
    return render(request, "reports/relation.html", context)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """The same relation said otherwise, or ended."""
    who, found = relation_in_book(request, pk)
    before = content_of(found)
    form = RelationForm(request.POST or None, initial=typed(before) | {"seen": before.mark})
    context: dict[str, Any] = {"form": form, "owner": found.owner, "relation": found}
    if request.method == "POST" and form.is_valid():
        try:
            if "look" in request.POST:
                return _looked(request, context, form.content(), found.owner)
            services.change_relation(by=who, relation=found, content=form.content(), seen=form.cleaned_data["seen"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã lưu quan hệ. Báo cáo đã gửi giữ nguyên câu hỏi và giải trình."))
            return redirect("reports:relations")
    return render(request, "reports/relation.html", context)


def _looked(request: HttpRequest, context: dict[str, Any], content: RelationContent, owner: Unit | None) -> HttpResponse:
    """Whom it would have asked; nothing is saved. Raises Refused."""
    checked(content, owner)
    seen = Relation(code="look", owner=owner, **columns_of(content))
    words = in_words([seen])
    return render(request, "reports/relation.html", context | {"outlook": outlook(seen), "words": words[seen.pk]})
