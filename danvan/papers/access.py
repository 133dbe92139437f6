"""Who may look at the wording of papers, and who may change their office's."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from danvan.papers.models import Template
from danvan.papers.registry import PaperKind, registry
from danvan.units.access import Acting, acting, acting_with, must_act_in
from danvan.units.models import Duty


def open_paper(request: HttpRequest, code: str) -> tuple[Acting, PaperKind]:
    """Who looks, and the paper. Wordings tell nothing of anybody: every officer may read them. Raises Http404 for an unknown paper."""
    return acting(request), _kind(code)


def open_for_change(request: HttpRequest, code: str) -> tuple[Acting, PaperKind]:
    """The same for whoever may change the wording of their own unit; PermissionDenied otherwise."""
    who, kind = editing(request), _kind(code)
    return who, kind


def editing(request: HttpRequest) -> Acting:
    """Who may change wordings and numbers of their own unit."""
    who = acting_with(request, Duty.EDIT_PAPERS)
    must_act_in(who, [who.unit])
    return who


def open_version(request: HttpRequest, code: str, pk: int) -> tuple[Acting, PaperKind, Template]:
    """A version of the reader's own unit."""
    who, kind = open_paper(request, code)
    return who, kind, get_object_or_404(Template, pk=pk, code=kind.code, unit=who.unit)


def open_version_for_change(request: HttpRequest, code: str, pk: int) -> tuple[Acting, PaperKind, Template]:
    """The same, to make it the wording in force again."""
    who, kind = open_for_change(request, code)
    return who, kind, get_object_or_404(Template, pk=pk, code=kind.code, unit=who.unit)


def may_edit(who: Acting) -> bool:
    """Shall the page offer to change?"""
    return who.may(Duty.EDIT_PAPERS) and who.acts_in(who.unit)


def _kind(code: str) -> PaperKind:
    found = registry.get(code)
    if found is None:
        raise Http404
    return found
