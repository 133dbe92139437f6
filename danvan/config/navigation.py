"""The menus: the only place that knows every room's first page. A door whose room is not there is not shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from danvan.sealed import access as sealed
from danvan.units.access import Acting

# address name, label, icon
Spec = tuple[str, str | Promise, str]
PUBLIC: list[Spec] = [
    ("portal:start", _("Gửi ý kiến"), "message"),
    ("portal:lookup", _("Tra cứu"), "search"),
    ("portal:help", _("Trợ giúp"), "info"),
]
FOOT: list[Spec] = [
    ("portal:results", _("Kết quả giải quyết"), ""),
    ("portal:figures", _("Số liệu công bố"), ""),
    ("portal:answers", _("Trả lời đã công khai"), ""),
    ("portal:privacy", _("Quyền riêng tư"), ""),
    ("portal:accessibility", _("Khả năng tiếp cận"), ""),
    ("portal:help", _("Trợ giúp"), ""),
    ("api:docs", _("Dành cho phần mềm khác"), ""),
]
GATE: Spec = ("accounts:login", _("Dành cho cán bộ"), "lock")
BACK: Spec = ("desk:home", _("Bàn làm việc"), "home")
STAFF: list[Spec] = [
    ("desk:home", _("Việc hôm nay"), "home"),
    ("petitions:list", _("Đơn"), "inbox"),
    ("reception:calendar", _("Tiếp dân"), "calendar"),
    ("reports:list", _("Báo cáo"), "chart"),
    ("units:list", _("Đơn vị"), "tree"),
    ("documents:limits", _("Thời hạn và lịch"), "calendar"),
    ("desk:notices", _("Thông báo"), "message"),
    ("papers:list", _("Biểu mẫu"), "file"),
]

# Shown to those whose post has something to do there.
SEAL: Spec = ("sealed:home", _("Niêm phong"), "lock")


@dataclass(frozen=True)
class Door:
    """One entry of a menu. `current`: the reader is in that room; `exact`: on that very page."""

    url: str
    label: str
    icon: str
    current: bool
    exact: bool


class Menus:
    """Everything the headers ask for, worked out only when a template asks."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def public(self) -> list[Door]:
        """The doors of the public."""
        return doors(PUBLIC, self.request.path)

    def gate(self) -> list[Door]:
        """The one door of officers, apart from those of the public."""
        return doors([BACK if self._signed_in() else GATE], self.request.path)

    def foot(self) -> list[Door]:
        """The small print."""
        return doors(FOOT, self.request.path)

    @cached_property
    def staff(self) -> list[Door]:
        """The officer's menu; empty for a stranger."""
        if not self._signed_in():
            return []
        who: Acting | None = getattr(self.request, "_acting", None)
        seal = [SEAL] if who is not None and any(who.may(duty) for duty in sealed.ROOM) else []
        return doors([*STAFF, *seal], self.request.path)

    def person(self) -> str:
        """Who is signed in."""
        return str(self.request.user) if self._signed_in() else ""

    def post(self) -> str:
        """As what, if a view has found out (units.access keeps it on the request)."""
        return str(getattr(getattr(self.request, "_acting", None), "post", ""))

    def home(self) -> str:
        """The public's first page."""
        return address("portal:home") or "/"

    def desk(self) -> str:
        """The officer's first page."""
        return address("desk:home") or "/"

    def switch(self) -> str:
        """Where to act as another post, for a person who holds several."""
        return address("units:posts") if len(getattr(self.request, "_posts", ())) > 1 else ""

    def password(self) -> str:
        """Where to change the password."""
        return address("accounts:password")

    def sign_in(self) -> str:
        """Where to sign in."""
        return address("accounts:login")

    def sign_out(self) -> str:
        """Where to sign out (by POST)."""
        return address("accounts:logout")

    def _signed_in(self) -> bool:
        user = getattr(self.request, "user", None)
        return bool(user and user.is_authenticated)


def navigation(request: HttpRequest) -> dict[str, object]:
    """Template context: the menus, with the current door marked."""
    return {"nav": Menus(request)}


def doors(specs: Sequence[Spec], path: str) -> list[Door]:
    """The doors that exist; the current one is that with the longest address on the way to `path`.

    A hall that other doors open from (the desk) is current only on its own page.
    """
    found = [(address(name), str(label), icon) for name, label, icon in specs]
    found = [spec for spec in found if spec[0]]
    urls = {url for url, _label, _icon in found}
    halls = {url for url in urls if any(other != url and other.startswith(url) for other in urls)}
    here = max((url for url in urls if path == url or (path.startswith(url) and url not in halls)), key=len, default="")
    return [Door(url, label, icon, current=url == here, exact=url == path) for url, label, icon in found]


def address(name: str) -> str:
    """The address of a named page, or empty."""
    return _found(name, get_urlconf() or settings.ROOT_URLCONF)


@cache
def _found(name: str, addresses: str) -> str:
    """Looked up once for each set of addresses: every page asks for thirty."""
    try:
        return reverse(name, addresses)
    except NoReverseMatch:
        return ""
