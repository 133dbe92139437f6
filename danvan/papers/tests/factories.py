"""A paper about a unit, for tests: the record is a unit, so that nothing above this room is needed."""

from dataclasses import replace
from typing import Any

from danvan.papers import services
from danvan.papers.models import Template
from danvan.papers.registry import Column, Field, PaperKind, Rows, Values, Wording
from danvan.papers.services import PrintedFile
from danvan.units.access import Acting
from danvan.units.models import Unit

ALPHABET = "ăâđêôơư ằẳẵặắ ầẩẫậấ ềểễệế ồổỗộố ờởỡợớ ừửữựứ ỳỷỹỵý"
MARKER = "NGUYỄN-MẬT-DANH-7788"
WORDING = Wording(
    title="THÔNG BÁO",
    summary="Về việc của {{ ten }}",
    addressees="{{ nguoi }}",
    body=(
        "Ngày {{ ngay_in }}, {{ co_quan }} nhận việc của **{{ ten }}**.\n# Điều 1. Nội dung\n{{ noi_dung }}\n1. Khoản thứ nhất\n"
        "[nếu có han] 2. Hạn: {{ han }}\n3. Khoản cuối\n- Một dòng\n[bảng dong]\nTrân trọng thông báo"
    ),
    recipients="Như trên\nLưu hồ sơ",
)


def values(subject: Any) -> Values:
    """What the unit has to print; a person's name that only an open record may show."""
    return {
        "ten": subject.full_name,
        "nguoi": MARKER,
        "noi_dung": f"Chữ: {ALPHABET}.\nDòng hai.",
        "han": "",
        "dong": Rows((("1", "Việc một"), ("2", "Việc hai"))),
    }


KIND = PaperKind(
    code="units.sample",
    label="thông báo thử",
    instrument="Nghị định 30/2020/NĐ-CP",
    fields=(
        Field("ten", "tên đơn vị", "xã Mẫu"),
        Field("nguoi", "người gửi", "Nguyễn Văn Mẫu", personal=True),
        Field("noi_dung", "nội dung", "Đường hỏng"),
        Field("han", "hạn", "01/12/2026"),
        Field("dong", "các việc", Rows((("1", "Việc mẫu"),)), columns=(Column("TT", 0.3), Column("Việc", 2))),
    ),
    wording=WORDING,
    values=values,
    about=lambda unit: str(unit.name),
    symbol="TB",
)
PROTECTED = replace(KIND, code="units.secret", protects=lambda unit: True, symbol="")


def changed(by: Acting, unit: Unit | None = None, code: str = KIND.code, **given: Any) -> Template:
    """The unit's own wording: the usual one with these parts changed."""
    wording = replace(WORDING, **({"body": "Lời riêng của cơ quan về {{ ten }}"} | given))
    return services.change(by=by, code=code, unit=unit or by.unit, wording=wording)


def printed(by: Acting, subject: Unit | None = None, form: str = "docx", code: str = KIND.code, **options: Any) -> PrintedFile:
    """The paper of the officer's unit, printed."""
    return services.render(by=by, code=code, subject=subject or by.unit, unit=by.unit, form=form, **options)
