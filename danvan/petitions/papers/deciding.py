"""Papers that end a case or press for its end: decisions, conclusion, answer, publication, urging."""

from django.utils.translation import gettext_lazy as _

from danvan.papers.registry import Wording
from danvan.petitions.models import COMPLAINTS, DENUNCIATIONS, RECOMMENDATIONS, PetitionKind
from danvan.petitions.papers.declaring import HEAD_OF_UNIT, Fits, declare
from danvan.petitions.papers.facts import CaseFile
from danvan.petitions.rules import Act

_FIRST = (PetitionKind.COMPLAINT, PetitionKind.COMPLAINT_DISCIPLINE)
_DECIDING = ("ngay_thu_ly", "noi_dung_giai_quyet", "so_tra_loi", "ngay_tra_loi", "ket_qua_xac_minh", "ngay_doi_thoai", "noi_dung_doi_thoai")


def _answered(*kinds: str) -> Fits:
    return lambda case: Act.ANSWER in case.steps and case.record.kind in kinds


def _of_answer(case: CaseFile) -> object:
    return case.answer.pk if case.answer else ""


def _decision(turn: str, then: str) -> Wording:
    return Wording(
        title="QUYẾT ĐỊNH",
        summary=f"Về việc giải quyết khiếu nại {turn} của ông (bà) {{{{ ho_ten }}}}",
        body=f"""Căn cứ Luật Khiếu nại 02/2011/QH13, sửa đổi, bổ sung năm 2025;
Căn cứ Nghị định 124/2020/NĐ-CP;
Xét đơn khiếu nại mã {{{{ ma_don }}}} ngày {{{{ ngay_nhan }}}} của ông (bà) {{{{ ho_ten }}}}, địa chỉ: {{{{ dia_chi }}}},
# I. Nội dung khiếu nại
{{{{ noi_dung }}}}
# II. Kết quả xác minh
{{{{ ket_qua_xac_minh }}}}
[nếu có ngay_doi_thoai] # III. Kết quả đối thoại
[nếu có ngay_doi_thoai] Ngày {{{{ ngay_doi_thoai }}}}: {{{{ noi_dung_doi_thoai }}}}
# QUYẾT ĐỊNH
## Điều 1. Giải quyết
{{{{ noi_dung_giai_quyet }}}}
## Điều 2. Quyền tiếp theo
{then}
## Điều 3. Thi hành
Các cơ quan, cá nhân có liên quan và ông (bà) {{{{ ho_ten }}}} chịu trách nhiệm thi hành Quyết định này""",
        recipients="Như Điều 3",
    )


declare(
    "decision_first",
    _("quyết định giải quyết khiếu nại lần đầu"),
    _("Luật Khiếu nại, Điều 31; Nghị định 124/2020/NĐ-CP"),
    _DECIDING,
    _decision(
        "lần đầu",
        "Nếu không đồng ý với Quyết định này, người khiếu nại có quyền khiếu nại lần hai hoặc khởi kiện vụ án hành chính tại Tòa án theo quy định.",
    ),
    _answered(*_FIRST),
    symbol="QĐ",
    issuers=HEAD_OF_UNIT,
    occasion=_of_answer,
)
declare(
    "decision_second",
    _("quyết định giải quyết khiếu nại lần hai"),
    _("Luật Khiếu nại, Điều 40; Nghị định 124/2020/NĐ-CP"),
    _DECIDING,
    _decision(
        "lần hai", "Nếu không đồng ý với Quyết định này, người khiếu nại có quyền khởi kiện vụ án hành chính tại Tòa án theo quy định."
    ),
    _answered(PetitionKind.COMPLAINT_SECOND),
    symbol="QĐ",
    issuers=HEAD_OF_UNIT,
    occasion=_of_answer,
)
declare(
    "conclusion",
    _("kết luận nội dung tố cáo"),
    _("Luật Tố cáo 25/2018/QH14, Điều 35; Nghị định 31/2019/NĐ-CP"),
    ("ngay_thu_ly", "noi_dung_giai_quyet", "so_tra_loi", "ngay_tra_loi", "ket_qua_xac_minh", "so_quyet_dinh_xac_minh"),
    Wording(
        title="KẾT LUẬN",
        summary="Nội dung tố cáo mã {{ ma_don }}",
        body="""Căn cứ Luật Tố cáo 25/2018/QH14 và các văn bản hướng dẫn thi hành;
Ngày {{ ngay_thu_ly }}, {{ co_quan }} thụ lý tố cáo mã **{{ ma_don }}**.
# 1. Kết quả xác minh
{{ ket_qua_xac_minh }}
# 2. Kết luận
{{ noi_dung_giai_quyet }}
# 3. Xử lý, kiến nghị
……………………………………………………………………………………
Thông tin về người tố cáo được giữ bí mật theo Chương VI Luật Tố cáo""",
        recipients="Cơ quan, cá nhân có trách nhiệm thi hành",
    ),
    _answered(*DENUNCIATIONS),
    symbol="KL",
    issuers=HEAD_OF_UNIT,
    occasion=_of_answer,
)
declare(
    "answer",
    _("văn bản trả lời"),
    _("Luật Tiếp công dân 42/2013/QH13; Thông tư 05/2021/TT-TTCP"),
    ("noi_dung_giai_quyet", "so_tra_loi", "ngay_tra_loi"),
    Wording(
        title="",
        summary="trả lời đơn {{ ma_don }}",
        addressees="Ông (bà) {{ ho_ten }}",
        body="""{{ co_quan }} nhận được đơn ({{ loai_don }}) mã {{ ma_don }} ngày {{ ngay_nhan }} của ông (bà) {{ ho_ten }}, địa chỉ: {{ dia_chi }}.
[nếu có tom_tat] Nội dung: {{ tom_tat }}.
Về việc này, {{ co_quan }} trả lời như sau:
{{ noi_dung_giai_quyet }}
{{ co_quan }} trả lời để ông (bà) biết""",
        recipients="Như trên",
    ),
    _answered(*RECOMMENDATIONS, ""),
    occasion=_of_answer,
)
declare(
    "publication",
    _("thông báo công khai kết quả giải quyết"),
    _("Luật Khiếu nại, Điều 12, Điều 41; Luật Tố cáo, Điều 40; Nghị định 124/2020/NĐ-CP"),
    ("viec_cong_khai", "tra_loi_cong_khai", "so_tra_loi", "ngay_tra_loi"),
    Wording(
        title="THÔNG BÁO",
        summary="Công khai kết quả giải quyết",
        body="""{{ co_quan }} công khai kết quả giải quyết ({{ loai_don }}), văn bản số {{ so_tra_loi }} ngày {{ ngay_tra_loi }}:
# 1. Việc được nêu
{{ viec_cong_khai }}
# 2. Kết quả
{{ tra_loi_cong_khai }}
Thông báo được niêm yết, công khai từ ngày {{ ngay_in }}. Thông tin về người gửi không được nêu""",
        recipients="Nơi niêm yết",
    ),
    lambda case: Act.PUBLISH in case.steps or (Act.ANSWER in case.steps and case.record.kind in (*COMPLAINTS, *DENUNCIATIONS)),
    symbol="TB",
    occasion=_of_answer,
)
declare(
    "urging",
    _("công văn đôn đốc"),
    _("Thông tư 05/2021/TT-TTCP; Luật Tố cáo, Điều 38"),
    ("noi_giai_quyet", "han", "qua_han", "noi_dung_don_doc", "han_bao_cao"),
    Wording(
        title="",
        summary="đôn đốc giải quyết đơn {{ ma_don }}",
        addressees="{{ noi_giai_quyet }}",
        body="""Đơn ({{ loai_don }}) mã {{ ma_don }}, nhận ngày {{ ngay_nhan }}, đang do {{ noi_giai_quyet }} giải quyết.
[nếu có han] Hạn giải quyết: {{ han }}.
[nếu có qua_han] Đến nay đã quá hạn **{{ qua_han }}**.
[nếu có noi_dung_don_doc] {{ noi_dung_don_doc }}
[nếu không có noi_dung_don_doc] Đề nghị {{ noi_giai_quyet }} khẩn trương giải quyết theo quy định và báo cáo kết quả.
[nếu có han_bao_cao] Báo cáo gửi về {{ co_quan }} trước ngày {{ han_bao_cao }}""",
        recipients="Như trên",
    ),
    lambda case: case.instruction is not None or bool(case.clocks and case.record.closed_on is None),
    above=True,
    occasion=lambda case: case.instruction.pk if case.instruction else "",
)
