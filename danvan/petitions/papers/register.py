"""The register of petitions received (sổ tiếp nhận đơn): a unit's book lines of a period."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from danvan.papers.registry import Column, Field, PaperKind, Rows, Values, Wording, registry
from danvan.petitions.models import PROTECTED_KINDS, Petition, Sender, Stay
from danvan.petitions.papers.facts import PROTECTED
from danvan.units.models import Unit

MOST = 5_000
COLUMNS = (
    Column("TT", 0.5),
    Column("Ngày vào sổ", 1.15),
    Column("Mã đơn", 1.35),
    Column("Họ tên, địa chỉ", 2),
    Column("Nội dung", 2.4),
    Column("Loại đơn", 1.1),
    Column("Số người", 0.6),
    Column("Nguồn đến", 0.8),
    Column("Kết quả xử lý", 1.2),
    Column("Ghi chú", 0.8),
)
SAMPLE = (
    (
        "1",
        "07/09/2026",
        "KN26-00123",
        "Nguyễn Thị Mẫu, thôn Đoài",
        "Đường thôn hỏng",
        "kiến nghị, phản ánh",
        "1",
        "trực tiếp",
        "đã trả lời",
        "",
    ),
    ("2", "08/09/2026", "KN26-00124", PROTECTED, PROTECTED, "tố cáo", "1", "bưu điện", "", ""),
)


@dataclass(frozen=True)
class Book:
    """What the paper is about: the unit's book from a day to a day, both included, without the petitions hidden from who prints; its first
    `most` lines.
    """

    unit: Unit
    first: date
    last: date
    hidden: frozenset[int] = field(default_factory=frozenset)
    most: int = MOST


def stays(book: Book) -> QuerySet[Stay]:
    """The lines of the book in their order."""
    lines = Stay.objects.filter(unit=book.unit, registered_on__range=(book.first, book.last), book_number__isnull=False)
    return lines.exclude(petition__in=book.hidden).select_related("petition").order_by("book_year", "book_number")


def _senders(lines: Iterable[Stay]) -> dict[int, Sender]:
    """Who sent the open ones; of a protected one, in this stay or by now, nobody is read."""
    asked = [one.petition_id for one in lines if not _closed(one)]
    return {one.petition_id: one for one in Sender.objects.filter(petition__in=asked)}


def _closed(line: Stay) -> bool:
    return line.kind in PROTECTED_KINDS or line.petition.is_protected


def _line(line: Stay, senders: dict[int, Sender]) -> tuple[str, ...]:
    petition: Petition = line.petition
    closed, sender = _closed(line), senders.get(petition.pk)
    who = PROTECTED if closed else ", ".join(part for part in (sender.name, sender.address) if part) if sender else ""
    return (
        str(line.book_number),
        f"{line.registered_on:%d/%m/%Y}",
        petition.reference,
        who,
        PROTECTED if closed else petition.title,
        line.get_kind_display() or petition.get_kind_display(),
        str(petition.people),
        petition.get_channel_display(),
        line.get_outcome_display(),
        "",
    )


def _values(book: Book) -> Values:
    found = stays(book)
    lines = list(found[: book.most])
    senders = _senders(lines)
    return {
        "tu_ngay": f"{book.first:%d/%m/%Y}",
        "den_ngay": f"{book.last:%d/%m/%Y}",
        "tong_so": str(found.count()),
        "dong": Rows(tuple(_line(one, senders) for one in lines)),
    }


BOOK = registry.add(
    PaperKind(
        code="petitions.book",
        label=_("sổ tiếp nhận đơn"),
        instrument=_("Thông tư 05/2021/TT-TTCP"),
        fields=(
            Field("tu_ngay", _("từ ngày"), "01/09/2026"),
            Field("den_ngay", _("đến ngày"), "30/09/2026"),
            Field("tong_so", _("tổng số đơn"), "2"),
            Field("dong", _("các dòng của sổ"), Rows(SAMPLE), columns=COLUMNS),
        ),
        wording=Wording(
            title="SỔ TIẾP NHẬN ĐƠN",
            summary="Từ ngày {{ tu_ngay }} đến ngày {{ den_ngay }}",
            body="[nếu có dong] [bảng dong]\n[nếu không có dong] Không có đơn nào vào sổ trong thời gian này.\nTổng số: {{ tong_so }} đơn",
            signer="Người ghi sổ",
        ),
        values=_values,
        about=lambda book: f"{book.first:%d/%m/%Y}-{book.last:%d/%m/%Y}",
        symbol="STN",
        wide=True,
    )
)
