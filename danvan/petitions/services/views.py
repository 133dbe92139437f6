"""An officer's own lists and way of working. No line of the log tells of them: nothing happens to any petition."""

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.accounts.models import User
from danvan.lib.refusal import Refused
from danvan.petitions.models import Preference, SavedView

MOST = 20
LONGEST = 500


@transaction.atomic
def keep_view(*, user: User, name: str, query: str, replace: bool = False) -> SavedView:
    """Keep the filters under a name. Raises Refused (field `name`), also for a name that stands for another list, unless that one is to be replaced."""
    name = _named(name)
    if len(query) > LONGEST:
        raise Refused(_("Bộ lọc này quá dài, không lưu được."), field="name")
    own = list(SavedView.objects.select_for_update().filter(user=user))
    held = next((one for one in own if one.name == name), None)
    if held is not None and held.query != query and not replace:
        words = {"name": name}
        raise Refused(_("Bạn đã có danh sách “%(name)s”. Đặt tên khác, hoặc chọn thay danh sách đó.") % words, field="name")
    if held is None and len(own) >= MOST:
        raise Refused(_("Mỗi người lưu nhiều nhất %(most)d danh sách. Hãy xóa bớt.") % {"most": MOST}, field="name")
    return SavedView.objects.update_or_create(user=user, name=name, defaults={"query": query})[0]


@transaction.atomic
def rename_view(*, user: User, view: SavedView, name: str) -> SavedView:
    """Another name. Raises Refused (field `name`) if the officer has a list of that name."""
    name = _named(name)
    if SavedView.objects.select_for_update().filter(user=user, name=name).exclude(pk=view.pk).exists():
        raise Refused(_("Bạn đã có danh sách tên này."), field="name")
    view.name = name
    view.save(update_fields=["name"])
    return view


def drop_view(*, user: User, view: SavedView) -> None:
    """Forget it."""
    SavedView.objects.filter(user=user, pk=view.pk).delete()


def use_keys(*, user: User, on: bool) -> None:
    """Shortcuts on or off for this officer, on every machine (WCAG 2.1.4)."""
    Preference.objects.update_or_create(user=user, defaults={"keys": on})


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused(_("Hãy đặt tên cho danh sách."), field="name")
    return name[:60]
