"""What a petition's papers can print: each field with its sample and where its value comes from.

Of a protected petition nothing of the sender is even read: no name, no address, no phone, none of their own words, and the case goes by a
made-up number, so that a slip that lies on a desk leads nobody to the receipt of who wrote (L25/2018/QH14, Ch. VI).
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from danvan.lib import clock, codes
from danvan.papers.registry import Column, Field, Rows, Value, Values
from danvan.petitions.models import Answer, Attachment, Clock, Extension, Instruction, Pause, Petition, Sender, Step
from danvan.petitions.rules import NOTIFY, Act, any_ground
from danvan.petitions.services.settling import lint
from danvan.units.models import Unit

LOOKUP = "tra-cuu/"  # where people look up: paper outlives a change of addresses
PROTECTED = "(được bảo vệ theo Luật Tố cáo)"


def alias(petition: Petition) -> str:
    """The made-up number of a denunciation: the same on all its papers, and nobody who lacks the key can tell which reference it is."""
    digest = hmac.new(settings.CODE_PEPPER.encode(), f"alias:{petition.pk}".encode(), hashlib.sha256).digest()
    letters = "".join(codes.ALPHABET[byte % len(codes.ALPHABET)] for byte in digest[:8])
    return f"TC{petition.received_on.year % 100:02d}-{codes.grouped(letters)}"


@dataclass
class CaseFile:
    """A petition as a paper of `unit` sees it. `named`: whoever prints may see the sender. `read`: its steps, where they were read already."""

    record: Petition
    unit: Unit
    named: bool = True
    read: Sequence[Step] | None = None

    @property
    def number(self) -> str:
        """How papers call the case."""
        return alias(self.record) if self.record.is_protected else self.record.reference

    @property
    def is_closed(self) -> bool:
        """Must the sender stay unnamed?"""
        return self.record.is_protected or not self.named

    @cached_property
    def sender(self) -> Sender | None:
        """Who sent it; of a closed case it is not read."""
        return None if self.is_closed else Sender.objects.filter(petition=self.record).first()

    @cached_property
    def steps(self) -> dict[str, Step]:
        """The latest step of each act at the printing unit: what another unit did here is told on that unit's papers."""
        if self.read is not None:
            return {step.act: step for step in self.read if step.stay.unit_id == self.unit.pk}
        return {step.act: step for step in Step.objects.filter(petition=self.record, stay__unit=self.unit).order_by("id")}

    @cached_property
    def clocks(self) -> list[Clock]:
        """The main clocks, the latest first."""
        return list(Clock.objects.filter(petition=self.record, main=True).select_related("limit").order_by("-id"))

    @cached_property
    def answer(self) -> Answer | None:
        """The latest answer."""
        return Answer.objects.filter(petition=self.record).select_related("signed_by").order_by("-id").first()

    @cached_property
    def extension(self) -> Extension | None:
        """The latest extension."""
        return Extension.objects.filter(clock__petition=self.record).order_by("-id").first()

    @cached_property
    def pause(self) -> Pause | None:
        """The latest pause."""
        return Pause.objects.filter(clock__petition=self.record).order_by("-id").first()

    @cached_property
    def instruction(self) -> Instruction | None:
        """The latest that the printing unit asked of the unit where it lies."""
        return Instruction.objects.filter(petition=self.record, unit=self.unit).select_related("owed_by").order_by("-id").first()

    def data(self, act: Act, key: str) -> str:
        """A detail of the latest step of an act."""
        step = self.steps.get(act)
        return str(step.data.get(key, "")) if step else ""

    def told(self, act: Act) -> str:
        """What the sender was told with the act."""
        step = self.steps.get(act)
        return step.public_note if step else ""

    def noted(self, act: Act) -> str:
        """What officers noted with the act."""
        step = self.steps.get(act)
        return step.note if step else ""


Maker = Callable[[CaseFile], Value]
_FACTS: dict[str, tuple[Field, Maker]] = {}


def _fact(name: str, label: Any, sample: Value, make: Maker, *, personal: bool = False, columns: tuple[Column, ...] = ()) -> None:
    _FACTS[name] = (Field(name, label, sample, personal=personal, columns=columns), make)


def _written(name: str, label: Any, sample: str, make: Callable[[CaseFile], str]) -> None:
    """A text that an officer wrote: of a protected petition it is refused if it points to the sender."""

    def checked(case: CaseFile) -> str:
        text = make(case)
        if text and case.record.is_protected:
            lint(case.record, text, name)
        return text

    _fact(name, label, sample, checked)


def fields(names: Iterable[str]) -> tuple[Field, ...]:
    """The declarations of these fields."""
    return tuple(_FACTS[name][0] for name in names)


def values(names: Iterable[str]) -> Callable[[CaseFile], Values]:
    """The function that reads these fields off a case. What is personal is not made at all for a closed case."""
    chosen = tuple(names)

    def read(case: CaseFile) -> Values:
        return {name: make(case) for name, (field, make) in _FACTS.items() if name in chosen and not (field.personal and case.is_closed)}

    return read


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _iso_day(text: str) -> str:
    return _day(date.fromisoformat(text)) if text else ""


def _of_sender(part: str) -> Maker:
    return lambda case: getattr(case.sender, part) if case.sender else ""


def _book(case: CaseFile) -> str:
    one = case.record
    return f"{one.book_number}/{one.book_year}" if one.book_number else ""


def _due(case: CaseFile) -> str:
    return _day(case.clocks[0].due_on) if case.clocks else ""


def _term(case: CaseFile) -> str:
    return f"{case.clocks[0].days} {case.clocks[0].limit.get_counting_display()}" if case.clocks else ""


def _term_article(case: CaseFile) -> str:
    if not case.clocks:
        return ""
    limit = case.clocks[0].limit
    return ", ".join(part for part in (limit.instrument, limit.article) if part)


def _notice_due(case: CaseFile) -> str:
    return next((_day(one.due_on) for one in case.clocks if one.limit.step == NOTIFY), "")


def _late(case: CaseFile) -> str:
    running = next((one for one in case.clocks if one.stopped_on is None), None)
    late = running.days_late(clock.today()) if running else 0
    return f"{late} ngày" if late else ""


def _ground(code: str) -> str:
    found = any_ground(code)
    return str(found.label) if found else ""


def _ground_article(code: str) -> str:
    found = any_ground(code)
    return str(found.article) if found else ""


def _ground_code(case: CaseFile) -> str:
    """The ground of the act the paper tells of: the petition's own, or that of the act that passed it on."""
    return case.record.ground or case.data(Act.HAND_OVER, "ground")


def _receiver(case: CaseFile) -> str:
    return case.record.sent_to or case.data(Act.HAND_OVER, "to")


def _files(case: CaseFile) -> Rows:
    found = Attachment.objects.filter(petition=case.record, from_sender=True).select_related("file")
    return Rows(tuple((str(turn), one.file.name) for turn, one in enumerate(found, start=1)))


def _checked(case: CaseFile) -> str:
    one = case.record
    if one.eligible is None:
        return ""
    fit = "đủ điều kiện xử lý" if one.eligible else "không đủ điều kiện xử lý"
    ours = "thuộc thẩm quyền" if one.within_authority else "không thuộc thẩm quyền"
    return f"{fit}; {ours}"


def _absent(case: CaseFile) -> str:
    step = case.steps.get(Act.DIALOGUE)
    return "Người khiếu nại đã được mời nhưng không đến" if step and step.data.get("came") is False else ""


def _pause_from(case: CaseFile) -> str:
    return _day(case.pause.from_on) if case.pause else ""


def _public(part: str) -> Maker:
    return lambda case: getattr(case.answer, part) if case.answer else ""


def _urged(part: str) -> Maker:
    return lambda case: str(getattr(case.instruction, part)) if case.instruction else ""


_fact("ma_don", _("mã vụ việc trên giấy tờ"), "KN26-00123", lambda case: case.number)
_fact("ma_bien_nhan", _("mã đơn người gửi giữ"), "KN26-00123", lambda case: case.record.reference)
_fact("ngay_nhan", _("ngày nhận đơn"), "07/09/2026", lambda case: _day(case.record.received_on))
_fact("ngay_viet_don", _("ngày viết đơn"), "01/09/2026", lambda case: _day(case.record.letter_on))
_fact("so_vao_so", _("số vào sổ"), "45/2026", _book)
_fact("ngay_vao_so", _("ngày vào sổ"), "08/09/2026", lambda case: _day(case.record.registered_on))
_fact("nguon_den", _("nguồn đến"), "trực tiếp", lambda case: case.record.get_channel_display())
_fact("loai_don", _("loại đơn"), "khiếu nại lần đầu", lambda case: case.record.get_kind_display())
_fact("linh_vuc", _("lĩnh vực"), "đất đai, bồi thường, tái định cư", lambda case: case.record.get_topic_display())
_fact("so_nguoi", _("số người đứng đơn"), "1", lambda case: str(case.record.people))
_fact("ho_ten", _("họ và tên người gửi"), "Nguyễn Thị Mẫu", _of_sender("name"), personal=True)
_fact("dia_chi", _("địa chỉ người gửi"), "Thôn Đoài, xã Đông Sơn", _of_sender("address"), personal=True)
_fact("dien_thoai", _("điện thoại người gửi"), "0900 000 000", _of_sender("phone"), personal=True)
_fact("nguoi_dai_dien", _("người đại diện"), "Trần Văn Mẫu", _of_sender("representatives"), personal=True)
_fact("tom_tat", _("tóm tắt đơn"), "Đường vào thôn Đoài hỏng", lambda case: case.record.title, personal=True)
_fact("noi_dung", _("nội dung đơn"), "Đường vào thôn Đoài hỏng nặng, xe không qua được.", lambda case: case.record.text, personal=True)
_fact("noi_xay_ra", _("nơi xảy ra"), "Thôn Đoài", lambda case: case.record.place, personal=True)
_fact(
    "tai_lieu",
    _("tài liệu người gửi kèm theo"),
    Rows((("1", "quyet-dinh-thu-hoi-dat.pdf"), ("2", "anh-hien-trang.jpg"))),
    _files,
    personal=True,
    columns=(Column("TT", 0.3), Column("Tên tài liệu", 3)),
)
_fact("dieu_kien", _("kết quả xem xét điều kiện"), "đủ điều kiện xử lý; thuộc thẩm quyền", _checked)
_fact("nguoi_giu", _("chức danh được giao"), "Công chức địa chính", lambda case: case.record.holder.title if case.record.holder else "")
_fact("ngay_thu_ly", _("ngày thụ lý"), "14/09/2026", lambda case: _day(case.record.accepted_on))
_fact("thoi_han", _("thời hạn"), "30 ngày", _term)
_fact("han", _("ngày hết hạn"), "14/10/2026", _due)
_fact("can_cu_thoi_han", _("căn cứ của thời hạn"), "Luật Khiếu nại 02/2011/QH13, Điều 28", _term_article)
_fact("han_thong_bao", _("ngày chậm nhất được thông báo"), "21/09/2026", _notice_due)
_fact("qua_han", _("số ngày quá hạn"), "12 ngày", _late)
_fact("can_cu", _("căn cứ xử lý"), "Nội dung không thuộc thẩm quyền", lambda case: _ground(_ground_code(case)))
_fact("dieu_luat", _("điều luật của căn cứ"), "Luật Tiếp công dân 42/2013/QH13, Điều 26", lambda case: _ground_article(_ground_code(case)))
_fact("noi_chuyen_den", _("nơi được chuyển đến"), "Ủy ban nhân dân tỉnh Hà Tĩnh", _receiver)
_written("huong_dan", _("nội dung hướng dẫn"), "Gửi đơn đến Tòa án nhân dân khu vực.", lambda case: case.told(Act.GUIDE))
_written("ly_do_tra_don", _("lý do không thụ lý, trả đơn"), "Đã có quyết định giải quyết lần hai.", lambda case: case.told(Act.SEND_BACK))
_fact("han_cu", _("hạn cũ"), "14/10/2026", lambda case: _day(case.extension.old_due_on) if case.extension else "")
_fact("han_moi", _("hạn mới"), "29/10/2026", lambda case: _day(case.extension.new_due_on) if case.extension else "")
_written("ly_do_gia_han", _("lý do gia hạn"), "Vụ việc phức tạp", lambda case: case.extension.reason if case.extension else "")
_fact("can_cu_gia_han", _("căn cứ gia hạn"), "Luật Khiếu nại, Điều 28", lambda case: _ground_article(case.data(Act.EXTEND, "ground")))
_fact("tam_dinh_chi_tu", _("tạm đình chỉ từ ngày"), "01/10/2026", _pause_from)
_written("ly_do_tam_dinh_chi", _("lý do tạm đình chỉ"), "Chờ kết quả giám định", lambda case: case.pause.note if case.pause else "")
_fact(
    "can_cu_tam_dinh_chi",
    _("căn cứ tạm đình chỉ"),
    "Luật Khiếu nại, Điều 11a",
    lambda c: _ground_article(c.pause.ground if c.pause else ""),
)
_written("ly_do_dinh_chi", _("lý do đình chỉ"), "Người khiếu nại rút đơn", lambda case: case.told(Act.SUSPEND))
_fact("can_cu_dinh_chi", _("căn cứ đình chỉ"), "Luật Khiếu nại, Điều 11a", lambda c: _ground_article(c.data(Act.SUSPEND, "ground")))
_written("to_xac_minh", _("tổ hoặc người xác minh"), "Ông A, tổ trưởng; bà B, thành viên", lambda case: case.noted(Act.ORDER_VERIFICATION))
_fact("so_quyet_dinh_xac_minh", _("số quyết định xác minh"), "12/QĐ-UBND", lambda case: case.data(Act.ORDER_VERIFICATION, "number"))
_written("ket_qua_xac_minh", _("kết quả xác minh"), "Nội dung nêu trong đơn là đúng.", lambda case: case.noted(Act.REPORT_VERIFICATION))
_fact("ngay_doi_thoai", _("ngày đối thoại"), "25/09/2026", lambda case: _iso_day(case.data(Act.DIALOGUE, "held")))
_fact("noi_doi_thoai", _("nơi đối thoại"), "Trụ sở UBND xã", lambda case: case.data(Act.DIALOGUE, "place"))
_written(
    "noi_dung_doi_thoai", _("nội dung, kết quả đối thoại"), "Hai bên thống nhất số liệu đo đạc.", lambda case: case.noted(Act.DIALOGUE)
)
_fact("vang_mat", _("người khiếu nại vắng mặt"), "", _absent)
_written("noi_dung_giai_quyet", _("nội dung giải quyết, trả lời"), "Đường đã được sửa.", lambda c: c.answer.text if c.answer else "")
_fact("so_tra_loi", _("số văn bản trả lời"), "15/UBND", _public("number"))
_fact("ngay_tra_loi", _("ngày trả lời"), "30/09/2026", lambda case: _day(case.answer.answered_on) if case.answer else "")
_written("viec_cong_khai", _("việc được công khai"), "Sửa đường thôn", lambda case: str(_public("public_question")(case)))
_written("tra_loi_cong_khai", _("trả lời được công khai"), "Đã sửa xong ngày 20/9.", lambda case: str(_public("public_text")(case)))
_fact("noi_giai_quyet", _("đơn vị đang giải quyết"), "xã Đông Sơn", lambda case: case.record.unit.full_name)
_written("noi_dung_don_doc", _("nội dung đôn đốc"), "Đề nghị báo cáo kết quả giải quyết.", lambda case: str(_urged("text")(case)))
_fact("han_bao_cao", _("hạn báo cáo"), "10/10/2026", lambda case: _day(case.instruction.due_on) if case.instruction else "")
