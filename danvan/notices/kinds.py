"""What may be said in a notice: a closed list of texts that tell nothing of a case but its number.

A phone lies on a table, a mailbox is shared, a gateway keeps what passes through it. So a notice says that there is news and where to read
it; what the news is stands behind the receipt's code or a sign-in. Nothing typed by a person can enter: see `checked`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Params = dict[str, str | int]
# A reference is a series, a year and a number (KN26-00012): no letters of a name fit.
REFERENCE = re.compile(r"[A-Z]{1,4}[0-9]{2}-[0-9]{1,9}")
MOST = {"days": 3660, "count": 10_000_000}


class Kind(models.TextChoices):
    """What a notice is for."""

    UPDATE = "update", _("có tin mới về đơn")
    UPDATE_SEALED = "update_sealed", _("có tin mới, không nêu việc gì")
    QUESTION = "question", _("cơ quan hỏi thêm")
    WAITING = "waiting", _("nhắc người gửi trả lời")
    OFFICER = "officer", _("việc mới cho cán bộ")
    REMINDER = "reminder", _("nhắc đơn đến hạn")
    REPORT = "report", _("nhắc báo cáo phải gửi")
    PUBLISHED = "published", _("số đã công bố nay khác")
    TEST = "test", _("gửi thử")


@dataclass(frozen=True)
class Wording:
    """The texts of a kind: a mail's subject and text (a webhook sends this text too), the short one, what they name, where they lead."""

    subject: Promise
    text: Promise
    short: Promise
    names: frozenset[str] = frozenset()
    page: str = ""


@dataclass(frozen=True)
class Rendered:
    """A wording in one language, filled in."""

    subject: str
    text: str
    short: str


LOOKUP, DESK, PUBLICATIONS = "portal:lookup", "desk:home", "reports:publications"
WORDINGS: dict[str, Wording] = {
    Kind.UPDATE: Wording(
        _("Có tin mới về đơn %(reference)s"),
        _("Có tin mới về đơn %(reference)s. Hãy tra cứu bằng mã biên nhận tại %(link)s"),
        _("Có tin mới về đơn %(reference)s. Tra cứu bằng mã biên nhận: %(link)s"),
        frozenset({"reference"}),
        LOOKUP,
    ),
    # Neither number nor address: whoever else reads this phone learns neither that something was sent nor where.
    Kind.UPDATE_SEALED: Wording(
        _("Bạn có tin mới"),
        _("Bạn có tin mới. Hãy mở lại nơi bạn đã gửi, bằng mã bạn giữ."),
        _("Bạn có tin mới. Hãy mở lại nơi bạn đã gửi, bằng mã bạn giữ."),
    ),
    Kind.QUESTION: Wording(
        _("Cơ quan cần hỏi thêm về đơn %(reference)s"),
        _("Cơ quan cần hỏi thêm về đơn %(reference)s. Hãy đọc và trả lời bằng mã biên nhận tại %(link)s"),
        _("Cơ quan cần hỏi thêm về đơn %(reference)s. Trả lời bằng mã biên nhận: %(link)s"),
        frozenset({"reference"}),
        LOOKUP,
    ),
    Kind.WAITING: Wording(
        _("Đơn %(reference)s chờ bạn trả lời"),
        _("Đơn %(reference)s chờ bạn trả lời. Số ngày còn lại: %(days)s. Hãy mở bằng mã biên nhận tại %(link)s"),
        _("Đơn %(reference)s chờ bạn trả lời, số ngày còn lại: %(days)s. Mở bằng mã biên nhận: %(link)s"),
        frozenset({"reference", "days"}),
        LOOKUP,
    ),
    Kind.OFFICER: Wording(
        _("Việc mới: %(reference)s"),
        _("Có việc mới trong danh sách của bạn: %(reference)s. Hãy mở bàn làm việc tại %(link)s"),
        _("Việc mới trong danh sách: %(reference)s. Bàn làm việc: %(link)s"),
        frozenset({"reference"}),
        DESK,
    ),
    Kind.REMINDER: Wording(
        _("Đơn sắp đến hạn: %(count)s"),
        _("Số đơn đến hạn trong %(days)s ngày tới: %(count)s. Hãy mở bàn làm việc tại %(link)s"),
        _("Số đơn đến hạn trong %(days)s ngày tới: %(count)s. Bàn làm việc: %(link)s"),
        frozenset({"days", "count"}),
        DESK,
    ),
    Kind.REPORT: Wording(
        _("Báo cáo phải gửi: %(count)s"),
        _("Số báo cáo đến hạn hoặc đã quá hạn: %(count)s. Hãy mở bàn làm việc tại %(link)s"),
        _("Số báo cáo đến hạn hoặc quá hạn: %(count)s. Bàn làm việc: %(link)s"),
        frozenset({"count"}),
        DESK,
    ),
    Kind.PUBLISHED: Wording(
        _("Số đã đổi sau khi công bố: %(count)s"),
        _("Báo cáo được đính chính, số đã công bố nay khác: %(count)s. Hãy xem và công bố lại tại %(link)s"),
        _("Số đã đổi sau khi công bố: %(count)s. Xem và công bố lại: %(link)s"),
        frozenset({"count"}),
        PUBLICATIONS,
    ),
    Kind.TEST: Wording(
        _("Tin gửi thử"),
        _("Đây là tin gửi thử từ %(link)s"),
        _("Đây là tin gửi thử từ %(link)s"),
        page="portal:home",
    ),
}
# A person who must stay unknown may not be found in the ledger either: see `addresses.masked` and `services.send_due`.
SEALED = frozenset({Kind.UPDATE_SEALED.value})


def checked(kind: str, params: Mapping[str, object] | None) -> Params:
    """The params of a kind, each of its one allowed shape.

    `reference`: a petition's number; `days`, `count`: whole numbers. Raises ValueError for an unknown kind, a name the kind does not use,
    one that is missing, and any value of another shape: free text cannot enter a notice.
    """
    if kind not in WORDINGS:
        raise ValueError(f"{kind!r} is no kind of notice")
    given = dict(params or {})
    if given.keys() != WORDINGS[kind].names:
        raise ValueError(f"a notice {kind!r} takes {sorted(WORDINGS[kind].names)}, not {sorted(given)}")
    return {name: _checked_one(name, value) for name, value in given.items()}


def _checked_one(name: str, value: object) -> str | int:
    if name == "reference" and isinstance(value, str) and REFERENCE.fullmatch(value):
        return value
    if name in MOST and isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST[name]:
        return value
    raise ValueError(f"{name!r} of a notice cannot be this value")


def render(kind: str, params: Params, language: str) -> Rendered:
    """The texts in a language (`vi`, `en`, `ru`)."""
    wording = WORDINGS[kind]
    with translation.override(language):
        said = {**params, "link": settings.PUBLIC_URL + reverse(wording.page) if wording.page else ""}
        return Rendered(str(wording.subject) % said, str(wording.text) % said, str(wording.short) % said)
