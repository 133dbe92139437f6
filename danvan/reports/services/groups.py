"""Groups of indicators as an office keeps them: a new one, another name, away with one that nothing stands in."""

import re
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib.refusal import Refused
from danvan.reports.models import Group, Indicator
from danvan.reports.wording import GROUPS
from danvan.units.models import Unit

CODE = re.compile(r"[A-Z][A-Z0-9]{0,3}")


@dataclass(frozen=True)
class GroupContent:
    """The names of a group; the foreign ones may be empty, then the Vietnamese one is read."""

    name: str
    name_en: str = ""
    name_ru: str = ""


@transaction.atomic
def add_group(*, by: Doer, code: str, content: GroupContent, owner: Unit | None) -> Group:
    """A new group: of the national book (`owner` None) or of one office. Refused, by field, for a code that is taken or none, and for no name."""
    if words := code_fault(code):
        raise Refused(words, field="code")
    made, new = Group.objects.get_or_create(code=code, defaults={"owner": owner, "name": content.name})
    if not new:
        raise Refused(_taken(code), field="code")
    return _said(by, made, content, "reports.group.add")


def code_fault(code: str) -> str:
    """Why a new group may not bear the code; nothing if it may."""
    if not CODE.fullmatch(code):
        return _("Mã nhóm bắt đầu bằng chữ hoa không dấu, chỉ gồm chữ hoa, số, nhiều nhất 4 ký tự.")
    return _taken(code) if code in GROUPS or Group.objects.filter(code=code).exists() else ""


def _taken(code: str) -> str:
    return _("Mã nhóm %(code)s đã có.") % {"code": code}


@transaction.atomic
def name_group(*, by: Doer, code: str, content: GroupContent) -> Group:
    """Give a group another name, on every page and paper from now on; its code stays. Refused for no name, or a code that is no group's."""
    if code in GROUPS:
        Group.objects.get_or_create(code=code, defaults={"name": content.name})
    held = Group.objects.select_for_update(of=("self",), no_key=True).filter(code=code).first()
    if held is None:
        raise Refused(_("Không có nhóm này."))
    return _said(by, held, content, "reports.group.name")


@transaction.atomic
def drop_group(*, by: Doer, group: Group) -> None:
    """Take a group away: one of an office's own, in which no indicator stands; of the product's groups the other name."""
    if group.code not in GROUPS and Indicator.objects.filter(group=group.code).exists():
        raise Refused(_("Nhóm còn chỉ tiêu, kể cả chỉ tiêu đã thôi dùng; không bỏ được."))
    audit.record("reports.group.drop", by=by, subject=group, unit_id=group.owner_id, data={"code": group.code, "name": group.name})
    group.delete()


def _said(by: Doer, group: Group, content: GroupContent, act: str) -> Group:
    if not content.name.strip():
        raise Refused(_("Không để trống ô này."), field="name")
    for field, text in asdict(content).items():
        setattr(group, field, text.strip())
    group.save()
    audit.record(act, by=by, subject=group, unit_id=group.owner_id, data={"code": group.code} | asdict(content))
    return group
