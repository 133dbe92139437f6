"""Components as template tags, built in: no template has to load them. `/ui/` shows them all."""

from collections.abc import Hashable, Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField
from django.http import QueryDict
from django.template import Context, Node, defaulttags
from django.template.base import Parser, Token
from django.template.loader import render_to_string
from django.urls import get_urlconf, reverse
from django.utils.formats import get_format
from django.utils.html import conditional_escape, format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info, ngettext
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.lib.charts import ChartSpec, bars
from danvan.lib.stacks import StackSpec, stacks
from danvan.ui.forms import errors_with_targets
from danvan.ui.icons import ICONS
from danvan.ui.paging import Page

register = template.Library()

TONES = {"neutral", "accent", "warm", "info", "success", "warning", "danger"}
# What the messages framework calls it -> tone and icon.
LEVELS = {"success": ("success", "check"), "warning": ("warning", "alert"), "error": ("danger", "alert")}
SOON = 3
_CURRENT = ' aria-current="true"'
LANGUAGE = (
    '<li><button name="language" value="{0}" lang="{0}" aria-label="{1}"{2}>'
    '<span class="long">{1}</span><span class="brief">{3}</span></button></li>'
)


@register.tag
def url(parser: Parser, token: Token) -> Node:
    """Django's own; what takes no arguments is looked up once, since a page asks for a dozen."""
    node = defaulttags.url(parser, token)
    name = node.view_name
    fixed = isinstance(name.var, str) and not (name.filters or node.args or node.kwargs or node.asvar)
    return Address(str(name.var)) if fixed else node


class Address(Node):
    """The address of a page that has only one."""

    child_nodelists = ()

    def __init__(self, name: str) -> None:
        self.name = name

    def render(self, context: Context) -> SafeString:
        """The address; NoReverseMatch if there is none."""
        return _address(self.name, get_urlconf())


@cache
def _address(name: str, addresses: str | None) -> SafeString:
    return conditional_escape(reverse(name, addresses))


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing of `ui.icons`; without a label it is decoration and hidden from screen readers."""
    return _drawn(name, str(label))


@lru_cache(maxsize=500)
def _drawn(name: str, label: str) -> SafeString:
    """Drawn once: a page shows forty of them."""
    role = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" focusable="false" {}>{}</svg>',
        role,
        mark_safe(ICONS[name]),
    )


@register.simple_tag
def doors(those: Iterable[Hashable], kind: str = "") -> SafeString:
    """The entries of a menu; `kind` is the class of their items. Drawn once for each place where a reader may stand."""
    return _doors_drawn(tuple(those), kind)


@lru_cache(maxsize=500)
def _doors_drawn(those: tuple[Hashable, ...], kind: str) -> SafeString:
    return SafeString(render_to_string("ui/parts/doors.html", {"doors": those, "class": kind}).strip())


@register.filter
def number(value: object) -> str:
    """A whole number grouped as the language does (1.204, 1,204); anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int):
        return str(value)
    return f"{value:,}".replace(",", str(get_format("THOUSAND_SEPARATOR")))


@register.filter(name="get")
def get_from(known: dict[str, str], key: str) -> str:
    """What a dictionary holds under a key that is itself a value; nothing where it holds none."""
    return known.get(key, "")


@register.simple_tag
def language_buttons() -> SafeString:
    """A button for each language, by its own name."""
    now = get_language()
    return mark_safe("".join(LANGUAGE.format(code, name, _CURRENT if code == now else "", capfirst(code)) for code, name in _languages()))


@cache
def _languages() -> list[tuple[str, str]]:
    return [(code, capfirst(str(get_language_info(code)["name_local"]))) for code, _name in settings.LANGUAGES]


@register.simple_tag
def badge(text: object, tone: str = "neutral") -> SafeString:
    """A tag with a tone: neutral, accent, warm, info, success, warning, danger. The text says it all (a capital begins it), colour only helps."""
    shown = tone if tone in TONES else "neutral"
    return format_html('<span class="ds-tag badge" data-color="{}">{}</span>', shown, capfirst(number(text)))


@register.simple_tag
def due(day: date | datetime | None, on: date | None = None, stopped: date | bool | None = None) -> SafeString:
    """How a legal due date stands on a day (default today): icon, words and tone.

    `stopped` is the day the clock stopped (the matter is done), or True while it is paused.
    """
    if not day:
        return badge(_("Không có hạn"))
    day = day.date() if isinstance(day, datetime) else day
    return _due(str(get_language()), day, on or clock.today(), stopped)


@lru_cache(maxsize=2000)
def _due(language: str, day: date, on: date, stopped: date | bool | None) -> SafeString:
    """Drawn once for a language, a day and a today: a list shows the same few days on every page."""
    tone, picture, words = _standing(day, on, stopped)
    return format_html(
        '<time class="ds-tag due" data-color="{}" datetime="{}" title="{}">{}{}</time>',
        tone,
        day.isoformat(),
        _("Hạn %(day)s") % {"day": f"{day:%d/%m/%Y}"},
        icon(picture),
        words,
    )


def _standing(day: date, on: date, stopped: date | bool | None) -> tuple[str, str, str]:
    """Tone, icon, words."""
    if stopped is True:
        return "neutral", "pause", _("Tạm dừng tính hạn")
    if stopped:
        return _done((stopped - day).days)
    left = (day - on).days
    if left < 0:
        return "danger", "alert", ngettext("Quá hạn %(days)d ngày", "Quá hạn %(days)d ngày", -left) % {"days": -left}
    if left == 0:
        return "warning", "clock", _("Hạn hôm nay")
    words = ngettext("Còn %(days)d ngày", "Còn %(days)d ngày", left) % {"days": left}
    return ("warning" if left <= SOON else "neutral"), "clock", words


def _done(late: int) -> tuple[str, str, str]:
    if late > 0:
        return "warning", "check", ngettext("Xong muộn %(days)d ngày", "Xong muộn %(days)d ngày", late) % {"days": late}
    return "success", "check", _("Xong đúng hạn")


@register.inclusion_tag("ui/parts/error_summary.html")
def error_summary(form: BaseForm | None) -> dict[str, object]:
    """What is wrong, on top of the page, each line a link to its field. Nothing for a form without errors."""
    return {"errors": errors_with_targets(form) if form is not None else []}


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """A form field with its label, help, message and input."""
    return SafeString(bound.as_field_group())


@register.inclusion_tag("ui/parts/pager.html")
def pager(page: Page) -> dict[str, object]:
    """Links to the rows before and after; nothing when all fit."""
    return {"page": page}


@register.inclusion_tag("ui/parts/empty.html")
def empty(text: str, hint: str = "", picture: str = "leaves") -> dict[str, object]:
    """An empty list, said kindly, with a small drawing. `picture`: leaves, done, search."""
    return {"text": text, "hint": hint, "picture": picture}


@register.inclusion_tag("ui/parts/stat.html")
def stat(label: str, value: object, href: str = "", tone: str = "neutral", note: str = "", unit: str = "") -> dict[str, object]:
    """A number that opens to its records. `unit`: what follows it, with the space before it."""
    return {"label": label, "value": value, "href": href, "tone": tone if tone in TONES else "neutral", "note": note, "unit": unit}


@register.inclusion_tag("ui/parts/bar.html")
def progress(value: float, total: float, label: str, tone: str = "accent") -> dict[str, object]:
    """A part of a whole, in words and as a bar."""
    return {"value": f"{value:g}", "total": f"{total or 1:g}", "label": label, "tone": tone}


@register.simple_tag
def chart(spec: ChartSpec) -> SafeString:
    """A chart as SVG, wide as its place; put it into a `figure.panel` with its caption."""
    return mark_safe(bars(spec))


@register.simple_tag
def drawing(svg: str) -> SafeString:
    """A picture that `lib` drew, every text in it escaped there."""
    return SafeString(svg)


@register.simple_tag
def stack_chart(spec: StackSpec) -> SafeString:
    """Bars made of parts as SVG, wide as their place; with its table below it."""
    return mark_safe(stacks(spec))


@register.inclusion_tag("ui/parts/alert.html")
def message(text: object, level: str = "info") -> dict[str, object]:
    """A message of the messages framework, as an alert."""
    tone, picture = LEVELS.get(level, ("info", "info"))
    return {"text": text, "tone": tone, "picture": picture}


@register.simple_tag
def back(url: str, label: str = "") -> SafeString:
    """The way back, on top of the page (block `back`)."""
    return format_html('<a class="back-link" href="{}">{}{}</a>', url, icon("arrow-left"), label or _("Quay lại"))


@register.simple_tag
def print_button(label: str = "") -> SafeString:
    """Prints the page; shows itself only where scripts run (elsewhere the browser's own menu prints)."""
    return format_html(
        '<button class="ds-button" data-variant="secondary" data-size="sm" type="button" data-print hidden>{}{}</button>',
        icon("print"),
        label or _("In trang này"),
    )


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The present query string with some parameters changed; None removes one. Any change goes back to the first page."""
    asked: QueryDict = context["request"].GET
    params: dict[str, Any] = {name: values for name, values in asked.lists() if name not in {"sau", "truoc", *changes}}
    params |= {name: str(value) for name, value in changes.items() if value is not None}
    return "?" + urlencode(params, doseq=True)
