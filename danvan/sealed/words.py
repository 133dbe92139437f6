"""What the log's acts on an envelope are called on its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from danvan.audit.doer import known_as
from danvan.audit.models import Entry

ACTS = {
    "sealed.envelope.deposited": _("Đã niêm phong"),
    "sealed.envelope.resealed": _("Niêm phong lại cho những người giữ hiện nay"),
    "sealed.envelope.rescued": _("Niêm phong lại bằng khóa khôi phục"),
    "sealed.envelope.scheduled": _("Ghi ngày xóa nội dung"),
    "sealed.envelope.barred": _("Loại người có liên quan khỏi phong bì"),
    "sealed.envelope.moving": _("Vụ việc chuyển đi, phong bì chờ bàn giao"),
    "sealed.envelope.moved": _("Đã bàn giao cho nơi nhận"),
    "sealed.envelope.wiped": _("Đã xóa nội dung"),
    "sealed.opening.asked": _("Đề nghị mở"),
    "sealed.opening.granted": _("Đồng ý mở cho riêng người đề nghị"),
    "sealed.opening.refused": _("Không đồng ý mở"),
    "sealed.opening.viewed": _("Đã xem danh tính"),
    "sealed.opening.file_viewed": _("Đã tải tệp niêm phong"),
    "sealed.opening.closed": _("Đóng trước hạn"),
    "sealed.opening.expired": _("Hết thời gian mở, bản riêng đã xóa"),
}
READINGS = {"sealed.opening.viewed", "sealed.opening.file_viewed"}


@dataclass(frozen=True)
class Line:
    """One line of a history: when, what, who; `opening` leads to the request it belongs to; `reading` marks that somebody read."""

    at: datetime
    label: str
    who: str
    opening: int | None
    reading: bool


def lines(entries: Iterable[Entry]) -> list[Line]:
    """The history in words. A citizen's or the system's own act says so without a name."""
    return [
        Line(
            entry.at,
            str(ACTS.get(entry.act, entry.act)),
            known_as(entry.by_label),
            entry.data.get("opening"),
            entry.act in READINGS,
        )
        for entry in entries
    ]
