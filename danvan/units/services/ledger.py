"""Remembers every row that applying a change makes or alters, so that undoing gives back exactly what stood."""

from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import ForeignObjectRel, ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from danvan.lib.refusal import Refused


class Ledger:
    """Writes through itself and keeps the list; `stored()` goes into `Event.made`."""

    def __init__(self) -> None:
        self.created: list[list[Any]] = []
        self.changed: list[list[Any]] = []

    def made(self, row: models.Model) -> None:
        """A row that was created elsewhere for this change."""
        self.created.append([row._meta.label_lower, row.pk])

    def change(self, row: models.Model, **values: Any) -> None:
        """Set fields of a stored row and remember what they were."""
        before = {name: _plain(getattr(row, name)) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        self.changed.append([row._meta.label_lower, row.pk, before, {name: _plain(value) for name, value in values.items()}])

    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {"created": self.created, "changed": self.changed}


def take_back(made: dict[str, Any]) -> None:
    """Undo in reverse order. Raises Refused if somebody built on it since, so that nothing of theirs is lost."""
    for label, pk, before, after in reversed(made["changed"]):
        row = apps.get_model(label)._default_manager.select_for_update().get(pk=pk)
        if {name: _plain(getattr(row, name)) for name in after} != after:
            raise Refused(_("Không hủy được: sau khi ghi nhận đã có thay đổi khác trên “%(row)s”.") % {"row": row})
        for name, value in before.items():
            setattr(row, name, row._meta.get_field(name).to_python(value))
        row.save(update_fields=list(before))
    for label, pk in reversed(made["created"]):
        _remove(apps.get_model(label)._default_manager.get(pk=pk), {(name, one) for name, one in made["created"]})


def _remove(row: models.Model, ours: set[tuple[str, int]]) -> None:
    """Delete our own row; what is derived (paths, kept sums) goes with it, anything else that hangs on it is somebody's work."""
    for field in row._meta.get_fields(include_hidden=True):
        if (
            not isinstance(field, ForeignObjectRel)
            or getattr(field.related_model, "derived", False)
            or isinstance(field.related_model, str)
        ):
            continue
        found = field.related_model._default_manager.filter(**{field.field.name: row.pk})
        label = field.related_model._meta.label_lower
        strangers = [pk for pk in found.values_list("pk", flat=True) if (label, pk) not in ours]
        if strangers:
            words = {"row": row, "what": field.related_model._meta.verbose_name, "count": len(strangers)}
            raise Refused(_("Không hủy được: “%(row)s” đã được dùng (%(what)s: %(count)s).") % words)
    try:
        row.delete()
    except (ProtectedError, RestrictedError) as error:
        raise Refused(_("Không hủy được: “%(row)s” đã được dùng.") % {"row": row}) from error


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
