"""What an officer is told whose report went with its period while a page of it was open: what happened, what was typed, what can be done."""

import json
import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from danvan.reports.access import ReportGone, own_report
from danvan.reports.models import Form, Heading, Indicator, Qualifier, Report
from danvan.reports.selectors.taken_back import TakenBack
from danvan.reports.wording import name_of, title_of

View = Callable[..., HttpResponseBase]
GONE = 410
# Fields of a row that say something, in the order in which they are read: the word before the number first.
ROW = re.compile(r"(?P<code>.+)-(?P<field>qualifier|value|source_title|source_publisher|source_on|source_locator)")
FIELDS = ("qualifier", "value", "source_title", "source_publisher", "source_on", "source_locator")
# What is longer than any button's value was typed by somebody.
NOT_TYPED = (
    "csrfmiddlewaretoken",
    "revision",
    "page",
    "turn",
    "row",
    "seen",
    "save",
    "next",
    "nothing",
    "accept",
    "start",
    "confirm",
    "payload",
)


def told(view: View) -> View:
    """The page of a report: where that is no more, the page that says so and holds what was sent."""
    return _watched(view, _page)


def told_cells(view: View) -> View:
    """The same for what an open page sends by itself: it shows the words and keeps the cells."""
    return _watched(view, _message)


def _watched(view: View, answer: Callable[[HttpRequest, TakenBack, Mapping[str, Any]], HttpResponse]) -> View:
    @wraps(view)
    def watched(request: HttpRequest, pk: int, **more: Any) -> HttpResponseBase:
        try:
            return view(request, pk=pk, **more)
        except ReportGone as gone:
            return answer(request, gone.told, more)
        except Report.DoesNotExist:  # it went between the look and the act
            try:
                own_report(request, pk)
            except ReportGone as gone:
                return answer(request, gone.told, more)
            raise

    return watched


def _message(request: HttpRequest, gone: TakenBack, more: Mapping[str, Any]) -> HttpResponse:
    kept = _("Những ô chưa lưu vẫn còn trong trình duyệt này: bấm Lưu hoặc tải lại trang để xem và chép lại.")
    return JsonResponse({"message": f"{gone.words} {kept}"}, status=GONE)


def _page(request: HttpRequest, gone: TakenBack, more: Mapping[str, Any]) -> HttpResponse:
    typed = _typed(request.POST, gone.form, str(more.get("code", ""))) if request.method == "POST" else []
    indicators = gone.form.indicators.all()
    context = {
        "gone": gone,
        "again": gone.owed,
        "begun": getattr(gone.owed, "report", None),
        "typed": typed,
        "shown": json.dumps([code for code, _label, _text in typed if code]),
        "names": json.dumps({one.code: f"{one.code} {name_of(one)}" for one in indicators}, ensure_ascii=False),
        "cells": f"{request.user.pk}:{gone.report}:",
        "drafts": json.dumps([f"loi-van-{gone.report}-", f"giai-trinh-{gone.report}"]),
    }
    return render(request, "reports/gone.html", context, status=GONE)


def _typed(post: Mapping[str, str], form: Form, code: str) -> list[tuple[str, str, str]]:
    """What was sent: the code of a figure or nothing, what it is called, what was typed."""
    rows: dict[str, dict[str, str]] = {}
    texts: list[tuple[str, str, str]] = []
    for name, value in post.items():
        found = ROW.fullmatch(name)
        if found and value.strip():
            rows.setdefault(found["code"], {})[found["field"]] = value.strip()
        elif value.strip() and name not in NOT_TYPED and not re.fullmatch(r".+-(seen|met|hold|same)", name):
            texts.append(("", _label(form, code), value.strip()))
    names = {one.code: f"{one.code} {name_of(one)}" for one in Indicator.objects.filter(code__in=rows)} if rows else {}
    figures = [(code, names[code], _figure(said)) for code, said in rows.items() if code in names and said.get("value")]
    return [*figures, *texts]


def _figure(said: Mapping[str, str]) -> str:
    words = {**said, "qualifier": str(dict(Qualifier.choices).get(said["qualifier"], "")) if said.get("qualifier") else ""}
    number = " ".join(words[field] for field in FIELDS[:2] if words.get(field))
    return "; ".join([number, *(words[field] for field in FIELDS[2:] if words.get(field))])


def _label(form: Form, code: str) -> str:
    heading = Heading.objects.filter(form=form, code=code).first() if code else None
    return title_of(heading) if heading else _("Nội dung đã gõ")
