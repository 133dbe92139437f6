"""How every form of the product looks: the renderer, and what templates ask of a bound field."""

from collections.abc import Mapping, Sequence
from copy import copy
from html import escape as plain_escape
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BaseForm, BoundField
from django.forms.renderers import EngineMixin
from django.forms.utils import flatatt
from django.template.backends.django import DjangoTemplates
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from danvan.lib.refusal import Refused
from danvan.ui import refusals as refusals  # what Django's fields say when they refuse

OURS = Path(__file__).parent / "templates"
DJANGOS = Path(forms.__file__).parent / "templates"
SELECTED = '<select name="{}"{}>{}\n</select>'
CHOICE, GROUP = '\n  <option value="{}"{}>{}</option>', '\n  <optgroup label="{}">{}\n  </optgroup>'
INPUT = '<input type="{}" name="{}"{}{}>'
WIDGETS = "django/forms/widgets/"
SELECT = f"{WIDGETS}select.html"
# Django draws each of these with two templates, one in the other.
INPUTS = {f"{WIDGETS}{kind}.html" for kind in ("text", "search", "hidden", "number", "date", "email", "tel")}
FILES = (forms.ClearableFileInput, forms.FileInput)
MOST_FILES = 10


class Field(BoundField):
    """A bound field that knows which shape it takes on the page and wears the design system's class."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Django's own attributes (required, aria-invalid, aria-describedby) and our class."""
        built = super().build_widget_attrs(attrs, widget)
        own = (widget or self.field.widget).attrs.get("class", "")
        if "class" not in built and not self.is_hidden:
            built["class"] = f"ds-input {own}".strip()
        return built

    @property
    def shape(self) -> str:
        """`choices` (radio or checkbox list), `check` (one box), `file` or `line` (everything else)."""
        widget = self.field.widget
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return "choices"
        if isinstance(widget, forms.CheckboxInput):
            return "check"
        return "file" if isinstance(widget, FILES) else "line"

    @property
    def limit(self) -> int | None:
        """How many characters a text area takes, for the counter; None elsewhere."""
        if not isinstance(self.field.widget, forms.Textarea):
            return None
        length = self.field.widget.attrs.get("maxlength") or getattr(self.field, "max_length", None)
        return int(length) if length else None

    @property
    def target(self) -> str:
        """The id that an error link jumps to: of a list of choices, the first."""
        return f"{self.auto_id}_0" if self.shape == "choices" else str(self.id_for_label or self.auto_id)


class DayField(forms.DateField):
    """A day typed as people write it: 21/9/2026 (dots and hyphens too). What was typed wrongly stays in the field."""

    FORMATS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}))
        options.setdefault("help_text", _("Ví dụ: 21/9/2026"))
        options.setdefault("error_messages", {"invalid": _("Ghi ngày, tháng, năm, ví dụ 21/9/2026.")})
        super().__init__(input_formats=self.FORMATS, **options)


class FilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files up to `MOST_FILES`; cleaned to a list. What a file may be is decided where it is stored."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[bytes]"]:
        """Each file by itself."""
        uploads = [one for one in (data if isinstance(data, Sequence) and not isinstance(data, str) else [data]) if one]
        if len(uploads) > MOST_FILES:
            raise forms.ValidationError(_("Mỗi lần chọn tối đa %(most)d tệp.") % {"most": MOST_FILES})
        if not uploads and self.required:
            raise forms.ValidationError(_("Chọn ít nhất một tệp."))
        return [super(FilesField, self).clean(one, initial) for one in uploads]


class Renderer(EngineMixin):
    """Fields and errors from our templates; widgets from Django's, unless we have a better one of the same name."""

    backend = DjangoTemplates
    form_template_name = "ui/form/form.html"
    field_template_name = "ui/form/field.html"
    formset_template_name = "django/forms/formsets/div.html"
    bound_field_class = Field

    @cached_property
    def engine(self) -> DjangoTemplates:
        """Our folder first, then Django's own form templates."""
        options = {"builtins": ["django.templatetags.i18n", "django.templatetags.static", "danvan.ui.templatetags.ui"]}
        return DjangoTemplates({"NAME": "forms", "DIRS": [OURS, DJANGOS], "APP_DIRS": False, "OPTIONS": options})

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """The template as text. Lines and lists to choose from are drawn without one: Django's asks for two more templates for every choice."""
        if template_name == SELECT:
            return drawn_select(context["widget"])
        if template_name in INPUTS:
            return drawn_input(context["widget"])
        return str(self.get_template(template_name).render(context, request=request)).strip()


def drawn_select(widget: Mapping[str, Any]) -> SafeString:
    """A list to choose from, as Django's template writes it; each choice begins with a capital."""
    drawn = ((name, "".join(map(_choice, choices))) for name, choices, _place in widget["optgroups"])
    inside = "".join(GROUP.format(escape(name), lines) if name else lines for name, lines in drawn)
    return mark_safe(SELECTED.format(escape(widget["name"]), flatatt(widget["attrs"]), inside))  # every part is escaped where it is written


class PlainSelect(forms.Select):
    """A list to choose from that is drawn as it is read: Django makes a table of every choice first, for templates that ask for it.

    What never changes (the choices a form is declared with) is drawn once for each language: copies for a request share it.
    """

    @property
    def choices(self) -> Any:
        """Value and label of each."""
        return self._choices

    @choices.setter
    def choices(self, said: Any) -> None:
        self._choices = said
        self.known: dict[str, list[tuple[str, str, str]]] = {}

    def __deepcopy__(self, memo: dict[int, Any]) -> "PlainSelect":
        """A copy of its own, with the same choices."""
        made = copy(self)
        made.attrs = self.attrs.copy()
        memo[id(self)] = made
        return made

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """As `drawn_select`, for choices without groups."""
        chosen = "" if value is None else str(value)
        lines = "".join(selected if key == chosen else plain for key, plain, selected in self._lines())
        return mark_safe(SELECTED.format(escape(name), flatatt(self.build_attrs(self.attrs, attrs)), lines))  # as above

    def _lines(self) -> list[tuple[str, str, str]]:
        """Each choice: its value, its line, its line when it is the chosen one."""
        language = str(get_language())
        if language not in self.known:
            said = [(str(key), plain_escape(str(key)), plain_escape(capfirst(str(label)))) for key, label in self.choices]
            self.known[language] = [
                (key, CHOICE.format(safe, "", label), CHOICE.format(safe, " selected", label)) for key, safe, label in said
            ]
        return self.known[language]


class PlainChoice(forms.ChoiceField):
    """One of a list that is drawn by `PlainSelect`. Its choices are replaced as a whole, never changed: copies share them."""

    widget = PlainSelect

    def __deepcopy__(self, memo: dict[int, Any]) -> "PlainChoice":
        """A copy that shares the choices."""
        return super(forms.ChoiceField, self).__deepcopy__(memo)


def drawn_input(widget: Mapping[str, Any]) -> SafeString:
    """A line to fill in, as Django's template writes it."""
    value = "" if widget["value"] is None else f' value="{escape(widget["value"])}"'
    return mark_safe(INPUT.format(escape(widget["type"]), escape(widget["name"]), value, flatatt(widget["attrs"])))  # as above


def _choice(option: Mapping[str, Any]) -> str:
    attrs = option["attrs"]
    return CHOICE.format(escape(option["value"]), flatatt(attrs) if attrs else "", escape(capfirst(str(option["label"]))))


def errors_with_targets(form: BaseForm) -> list[tuple[str, str]]:
    """(message, id of the field or empty) for every error, in the order of the fields, those of the whole form first."""
    found = [(str(text), "") for text in form.non_field_errors()]
    for bound in form:
        target = bound.target if isinstance(bound, Field) else bound.auto_id
        found += [(named(str(bound.label or ""), str(text)), target) for text in bound.errors]
    return found


def named(label: str, text: str) -> str:
    """The message with the name of its field in front, so that it can be understood alone."""
    if not label:
        return text
    return f"{label} {text}" if label[-1] in "?:.!" else f"{label}: {text}"


def show_refusal(form: BaseForm, refused: Refused) -> None:
    """Put all that a service refused, each beside its field (or on top, if it names none or one the form lacks). Nothing typed is lost."""
    for one in refused.every:
        form.add_error(one.field if one.field in form.fields else None, one.message)
