"""What the pages of this room share: one page that asks for a form and calls one service."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from danvan.lib.refusal import Refused
from danvan.ui.forms import show_refusal


@dataclass(frozen=True)
class Question:
    """A page with one form: its words, where back leads, what is said when it is done and where that leads."""

    title: str
    button: str
    back: str
    back_label: str
    done: str
    to: str
    lead: str = ""
    danger: bool = False
    more: dict[str, Any] = field(default_factory=dict)


def ask(
    request: HttpRequest,
    form: forms.Form,
    question: Question,
    perform: Callable[[dict[str, Any]], object],
    template: str = "units/form.html",
) -> HttpResponse:
    """Show the form; when it is sent and valid, perform. What a service refuses stands beside its field and nothing typed is lost."""
    if request.method == "POST" and form.is_valid() and performed(form, perform):
        messages.success(request, question.done)
        return redirect(question.to)
    return render(request, template, {"form": form, "question": question, **question.more})


def performed(form: forms.Form, perform: Callable[[dict[str, Any]], object]) -> bool:
    """Whether the service did it; if not, the form carries why."""
    try:
        perform(form.cleaned_data)
    except Refused as refused:
        show_refusal(form, refused)
        return False
    return True
