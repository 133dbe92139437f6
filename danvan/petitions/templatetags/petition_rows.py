"""The rows of a list of petitions, drawn without a template: a page of twenty-five took three times as long through one."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from html import escape
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from danvan.petitions.models import Petition
from danvan.ui.templatetags.ui import badge, due

register = template.Library()
# Of what is drawn from a row only its reference, its title, names of units and posts are anybody's own words: these are escaped.
CHOICE = '<input class="ds-input" type="checkbox" form="nhieu-don" name="don" value="{}" aria-label="{}">\n'
ROW = '<li>\n{}<div class="what"><a href="{}">{}: {}</a>\n<span class="soft small">{}</span></div>\n<div class="state">{}</div>\n</li>'


@register.simple_tag(takes_context=True)
def petition_rows(context: Context, rows: Iterable[Petition], chooses: object = None) -> SafeString:
    """The rows as items of a list, as the officer `who` of the page sees them; with a box to tick if the page `chooses`."""
    drawing = _Drawing(context["who"].unit.pk, choosing=bool(chooses))
    return mark_safe("".join(drawing.row(one) for one in rows))


class _Drawing:
    """What the rows of one page share is put together once: words, badges, due dates, names of units."""

    def __init__(self, own_unit: int, *, choosing: bool) -> None:
        self.own_unit, self.choosing = own_unit, choosing
        self.known: dict[object, Any] = {}
        self.address, _zero, _slash = reverse("petitions:detail", args=(0,)).rpartition("0")

    def row(self, one: Petition) -> str:
        """One item."""
        reference = escape(one.reference)
        box = CHOICE.format(one.pk, self.to_choose % {"reference": reference}) if self.choosing else ""
        told = " · ".join(self.told(one))
        return ROW.format(box, f"{self.address}{one.pk}/", reference, escape(one.list_title), told, "".join(self.tags(one)))

    def told(self, one: Petition) -> Iterable[str]:
        """Whose, about what, since when, with whom, and what is due."""
        topic = self.topic(one)
        if one.unit_id != self.own_unit:
            yield self.unit(one)
            yield topic
        else:
            yield capfirst(topic)
        yield self.received % {"day": f"{one.received_on:%d/%m/%Y}"}
        if one.people > 1:
            yield _("%(people)s người") % {"people": one.people}
        if one.holder:
            yield escape(one.holder.title)
        if duty := getattr(one, "duty", ""):
            yield _("việc đến hạn: %(duty)s") % {"duty": escape(duty)}

    def tags(self, one: Petition) -> Iterable[str]:
        """What the sender said of the answer, the state, how the due date stands."""
        if one.verdict:
            yield self.once(("verdict", one.verdict), lambda: badge(one.get_verdict_display(), _verdict_tone(one)))
        yield self.once(("state", one.state), lambda: badge(one.get_state_display(), one.tone))
        if one.owed:
            yield self.paused if getattr(one, "paused", False) else self.until(one.due_on)

    def until(self, day: date | None) -> str:
        """A due date, worked out once for all rows that have it."""
        return self.once(("due", day), lambda: due(day))

    def topic(self, one: Petition) -> str:
        """The label of its matter."""
        return self.once(("topic", one.topic), lambda: escape(str(one.get_topic_display())))

    def unit(self, one: Petition) -> str:
        """The name of its unit."""
        return self.once(("unit", one.unit_id), lambda: escape(one.unit.full_name))

    def once(self, key: object, made: Any) -> str:
        """What was drawn before for this key, or draw it now."""
        if key not in self.known:
            self.known[key] = made()
        return str(self.known[key])

    @cached_property
    def to_choose(self) -> str:
        """The label of the box."""
        return escape(_("Chọn đơn %(reference)s"))

    @cached_property
    def received(self) -> str:
        """The words for the day of reception."""
        return _("nhận %(day)s")

    @cached_property
    def paused(self) -> str:
        """What stands in place of a due date while the clock stands still."""
        return badge(_("Tạm đình chỉ"))


def _verdict_tone(one: Petition) -> str:
    return "warm" if one.verdict == "disagreed" else "success"
