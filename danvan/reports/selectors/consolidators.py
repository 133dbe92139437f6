"""Who receives and sums up a form: the body that it names, and nobody beside it (decision 0035)."""

from typing import Protocol

from danvan.lib import clock
from danvan.reports.models import Form
from danvan.reports.rules import FILING
from danvan.units.models import Body, Duty, Unit


class Worker(Protocol):
    """Somebody in a post (units.access.Acting)."""

    @property
    def unit(self) -> Unit: ...
    @property
    def body(self) -> Body: ...
    def may(self, duty: Duty) -> bool: ...


def kinds_for(who: Worker) -> set[str]:
    """What a form may say of who consolidates it for the post to be meant: nothing, the post's own kind of body, or one that its unit has not.

    So a form never names somebody who is not there: then whoever carries the duty acts. One query.
    """
    there = set(Body.objects.on(clock.today()).filter(unit=who.unit).values_list("kind", flat=True))
    return {"", who.body.kind} | (set(Body.Kind.values) - there)


def consolidates(who: Worker, form: Form) -> bool:
    """Does the post receive, send back and sum up reports on the form in its unit? No query where the form names its body, or none."""
    if not who.may(Duty.CONSOLIDATE):
        return False
    return is_meant(who, form)


def is_meant(who: Worker, form: Form) -> bool:
    """The same without the duty: is the post of the body that the form names?"""
    return form.consolidator in ("", who.body.kind) or form.consolidator in kinds_for(who)


def sums_up(form: Form, unit: Unit) -> bool:
    """Is the unit's own report on the form put together from those of units below? Then it is the named body's to make."""
    return unit.level in FILING and any(level in form.levels for level in FILING[: FILING.index(unit.level)])


def makes(who: Worker, form: Form, unit: Unit) -> bool:
    """Does the post make the unit's report on the form? Where it is put together from others, only in the body that the form names."""
    return who.may(Duty.FILE_REPORT) and (not sums_up(form, unit) or is_meant(who, form))


def named(form: Form, unit: Unit) -> str:
    """The body of the unit that the form names, as it is called today; the kind of body in words where the unit has none."""
    there = Body.objects.on(clock.today()).filter(unit=unit, kind=form.consolidator).order_by("pk").values_list("name", flat=True)
    return there.first() or str(Body.Kind(form.consolidator).label)
