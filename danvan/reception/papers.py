"""The papers of reception: the book of a month, the notice of refusal. Their wording is data an office can change (room `papers`)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.lib import periods
from danvan.lib.periods import Period
from danvan.papers.registry import Column, Field, PaperKind, Rows, Values, Wording, registry
from danvan.reception.models import Visit, Visitor
from danvan.reception.rules import refusal_ground
from danvan.units.models import Body

BOOK, NOTICE = "reception.book", "reception.refusal"
ISSUERS = (Body.Kind.PEOPLES_COMMITTEE, Body.Kind.PARTY_COMMITTEE)
COLUMNS = (
    Column("TT", 0.5),
    Column("Ngày tiếp", 1.1),
    Column("Họ tên, địa chỉ", 1.6),
    Column("Số người", 0.6),
    Column("Nội dung", 2.4),
    Column("Phân loại", 0.9),
    Column("Cơ quan đã giải quyết", 1.1),
    Column("Hướng xử lý", 1.2),
    Column("Kết quả theo dõi", 1.2),
    Column("Ghi chú", 0.8),
)
SAMPLE = (
    *("1", "07/09/2026", "Nguyễn Văn Mẫu, thôn Đoài", "1", "Hỏi về tiến độ sửa đường vào thôn"),
    *("Kiến nghị, phản ánh", "", "Trả lời, giải thích tại chỗ", "", ""),
)


@dataclass(frozen=True)
class BookOf:
    """The lines of some days in the order of their numbers, and who came by line."""

    span: Period
    lines: Sequence[Visit]
    who_came: dict[int, Visitor]


def _book(subject: BookOf) -> Values:
    rows = tuple(_line(one, subject.who_came.get(one.pk)) for one in subject.lines)
    return {"thoi_gian": periods.label(subject.span), "so_luot": str(len(rows)), "so_tiep": Rows(rows)}


def _line(one: Visit, visitor: Visitor | None) -> tuple[str, ...]:
    """The columns of Circular 04/2021; of a denunciation neither name nor words."""
    closed = one.closed
    who = "" if closed or visitor is None else ", ".join(part for part in (visitor.name, visitor.address) if part)
    followed = f"{one.petition.reference}: {one.petition.get_state_display()}" if one.petition else ""
    notes = [_("trực tuyến")] * one.online + [_("việc cũ")] * one.again
    return (
        str(one.number),
        f"{one.received_on:%d/%m/%Y}",
        who,
        str(one.people),
        "" if closed else one.summary,
        _capital(one.get_kind_display()),
        "" if closed else one.earlier_body,
        _capital(one.get_outcome_display()),
        followed,
        _capital(", ".join(notes)),
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _notice(visit: Visit) -> Values:
    visitor, ground = Visitor.objects.filter(visit=visit).first(), refusal_ground(visit.refusal)
    return {
        "so_tiep": str(visit),
        "ngay_tiep": f"{visit.received_on:%d/%m/%Y}",
        "nguoi_den": visitor.name if visitor else "",
        "dia_chi": visitor.address if visitor else "",
        "noi_dung": visit.summary,
        "da_giai_thich": visit.told,
        "ly_do": str(ground.label) if ground else "",
        "can_cu": str(ground.article) if ground else "",
        "nguoi_ky": visit.notice_by.title if visit.notice_by else "",
    }


registry.room("reception", gettext_lazy("Tiếp công dân"))
registry.add(
    PaperKind(
        code=BOOK,
        label=gettext_lazy("sổ tiếp công dân"),
        instrument=gettext_lazy("Thông tư 04/2021/TT-TTCP"),
        fields=(
            Field("thoi_gian", gettext_lazy("thời gian"), "tháng 9 năm 2026"),
            Field("so_luot", gettext_lazy("số lượt tiếp"), "1"),
            Field("so_tiep", gettext_lazy("các dòng của sổ"), Rows((SAMPLE,)), columns=COLUMNS),
        ),
        wording=Wording(
            title="SỔ TIẾP CÔNG DÂN",
            summary="{{ thoi_gian }}",
            body=(
                "[bảng so_tiep]\nCó {{ so_luot }} lượt tiếp công dân trong {{ thoi_gian }}.\n"
                "Việc tố cáo chỉ ghi phân loại và hướng xử lý; không ghi tên, địa chỉ người tố cáo và nội dung."
            ),
            signer="Người ghi sổ",
        ),
        values=_book,
        about=lambda book: periods.label(book.span),
        symbol="STCD",
        issuers=ISSUERS,
        wide=True,
    )
)
registry.add(
    PaperKind(
        code=NOTICE,
        label=gettext_lazy("thông báo từ chối tiếp công dân"),
        instrument=gettext_lazy("Thông tư 04/2021/TT-TTCP; Luật Tiếp công dân 42/2013/QH13, Điều 9"),
        fields=(
            Field("so_tiep", gettext_lazy("số trong sổ tiếp công dân"), "12/2026"),
            Field("ngay_tiep", gettext_lazy("ngày tiếp"), "07/09/2026"),
            Field("nguoi_den", gettext_lazy("người đến"), "Nguyễn Văn Mẫu", personal=True),
            Field("dia_chi", gettext_lazy("địa chỉ"), "thôn Đoài, xã Đông Sơn", personal=True),
            Field("noi_dung", gettext_lazy("nội dung"), "bồi thường thửa đất 15"),
            Field("da_giai_thich", gettext_lazy("đã giải thích thế nào"), "Đã có quyết định giải quyết lần hai."),
            Field("ly_do", gettext_lazy("căn cứ từ chối"), "Việc đã được giải quyết đúng pháp luật"),
            Field("can_cu", gettext_lazy("điều, khoản"), "Luật Tiếp công dân 42/2013/QH13, khoản 3 Điều 9"),
            Field("nguoi_ky", gettext_lazy("người ký"), "Chủ tịch"),
        ),
        wording=Wording(
            title="THÔNG BÁO",
            summary="Về việc từ chối tiếp công dân",
            body=(
                "Căn cứ {{ can_cu }};\n"
                "Ngày {{ ngay_tiep }}, {{ co_quan }} đã tiếp ông (bà) **{{ nguoi_den }}**, địa chỉ: {{ dia_chi }}, về việc: {{ noi_dung }}\n"
                "{{ ly_do }}. Người tiếp công dân đã giải thích: {{ da_giai_thich }}\n"
                "{{ co_quan }} thông báo từ chối tiếp ông (bà) {{ nguoi_den }} về vụ việc nêu trên."
            ),
            recipients="Ông (bà) {{ nguoi_den }}\nNơi tiếp công dân",
            signer="{{ nguoi_ky }}",
            numbered=True,
        ),
        values=_notice,
        about=lambda visit: _("sổ tiếp công dân số %(number)s") % {"number": str(visit)},
        protects=lambda visit: bool(visit.closed),
        symbol="TB",
        issuers=ISSUERS,
    )
)
