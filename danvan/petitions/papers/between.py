"""Papers between acceptance and the decision: extension, pause, suspension, verification, dialogue."""

from django.utils.translation import gettext_lazy as _

from danvan.papers.registry import Wording
from danvan.petitions.models import COMPLAINTS, DENUNCIATIONS, State
from danvan.petitions.papers.declaring import HEAD_OF_UNIT, declare
from danvan.petitions.rules import Act

_FORMAL = (*COMPLAINTS, *DENUNCIATIONS)
_BASES = "Căn cứ Luật Khiếu nại, Luật Tố cáo và các văn bản hướng dẫn thi hành;"
_DUTY = "Các cơ quan, cá nhân có liên quan và người gửi đơn chịu trách nhiệm thi hành Quyết định này"

declare(
    "extension",
    _("quyết định gia hạn"),
    _("Luật Khiếu nại, Điều 28; Luật Tố cáo, Điều 30; Nghị định 31/2019/NĐ-CP"),
    ("han_cu", "han_moi", "ly_do_gia_han", "can_cu_gia_han"),
    Wording(
        title="QUYẾT ĐỊNH",
        summary="Về việc gia hạn giải quyết đơn {{ ma_don }}",
        body=f"""{_BASES}
[nếu có can_cu_gia_han] Căn cứ {{{{ can_cu_gia_han }}}};
Xét tính chất của vụ việc,
# Điều 1. Gia hạn
Gia hạn thời hạn giải quyết đơn ({{{{ loai_don }}}}) mã **{{{{ ma_don }}}}** từ ngày {{{{ han_cu }}}} đến ngày **{{{{ han_moi }}}}**.
Lý do: {{{{ ly_do_gia_han }}}}.
# Điều 2. Thi hành
{_DUTY}""",
        recipients="Như Điều 2",
    ),
    lambda case: Act.EXTEND in case.steps,
    symbol="QĐ",
    issuers=HEAD_OF_UNIT,
    occasion=lambda case: case.extension.pk if case.extension else "",
)
declare(
    "pause",
    _("quyết định tạm đình chỉ giải quyết"),
    _("Luật Khiếu nại, Điều 11a (Luật 136/2025/QH15); Luật Tố cáo, Điều 34"),
    ("tam_dinh_chi_tu", "ly_do_tam_dinh_chi", "can_cu_tam_dinh_chi"),
    Wording(
        title="QUYẾT ĐỊNH",
        summary="Về việc tạm đình chỉ giải quyết đơn {{ ma_don }}",
        body=f"""{_BASES}
[nếu có can_cu_tam_dinh_chi] Căn cứ {{{{ can_cu_tam_dinh_chi }}}};
# Điều 1. Tạm đình chỉ
Tạm đình chỉ giải quyết đơn ({{{{ loai_don }}}}) mã **{{{{ ma_don }}}}** từ ngày {{{{ tam_dinh_chi_tu }}}}.
Lý do: {{{{ ly_do_tam_dinh_chi }}}}.
Thời gian tạm đình chỉ không tính vào thời hạn giải quyết. Khi căn cứ tạm đình chỉ không còn, việc giải quyết được tiếp tục ngay.
# Điều 2. Thi hành
{_DUTY}""",
        recipients="Như Điều 2",
    ),
    lambda case: Act.PAUSE in case.steps,
    symbol="QĐ",
    issuers=HEAD_OF_UNIT,
    occasion=lambda case: case.pause.pk if case.pause else "",
)
declare(
    "suspension",
    _("quyết định đình chỉ giải quyết"),
    _("Luật Khiếu nại, Điều 11a (Luật 136/2025/QH15); Luật Tố cáo, Điều 34"),
    ("ly_do_dinh_chi", "can_cu_dinh_chi"),
    Wording(
        title="QUYẾT ĐỊNH",
        summary="Về việc đình chỉ giải quyết đơn {{ ma_don }}",
        body=f"""{_BASES}
[nếu có can_cu_dinh_chi] Căn cứ {{{{ can_cu_dinh_chi }}}};
# Điều 1. Đình chỉ
Đình chỉ giải quyết đơn ({{{{ loai_don }}}}) mã **{{{{ ma_don }}}}**.
Lý do: {{{{ ly_do_dinh_chi }}}}
# Điều 2. Thi hành
{_DUTY}""",
        recipients="Như Điều 2",
    ),
    lambda case: case.record.state == State.SUSPENDED,
    symbol="QĐ",
    issuers=HEAD_OF_UNIT,
)
declare(
    "verification_order",
    _("quyết định xác minh"),
    _("Luật Khiếu nại, Điều 29; Luật Tố cáo, Điều 31; Nghị định 124/2020/NĐ-CP"),
    ("to_xac_minh", "so_quyet_dinh_xac_minh", "ngay_thu_ly", "han"),
    Wording(
        title="QUYẾT ĐỊNH",
        summary="Về việc xác minh nội dung đơn {{ ma_don }}",
        body=f"""{_BASES}
Xét đơn ({{{{ loai_don }}}}) mã {{{{ ma_don }}}}, thụ lý ngày {{{{ ngay_thu_ly }}}},
# Điều 1. Giao xác minh
Giao các ông (bà) sau đây xác minh nội dung đơn mã **{{{{ ma_don }}}}**:
{{{{ to_xac_minh }}}}
# Điều 2. Nhiệm vụ, quyền hạn
Người được giao xác minh thực hiện nhiệm vụ, quyền hạn theo quy định của pháp luật, báo cáo kết quả bằng văn bản trước ngày {{{{ han }}}}.
# Điều 3. Thi hành
{_DUTY}""",
        recipients="Như Điều 1, Điều 3",
    ),
    lambda case: Act.ORDER_VERIFICATION in case.steps and case.record.kind in _FORMAL,
    symbol="QĐ",
    issuers=HEAD_OF_UNIT,
    occasion=lambda case: case.steps[Act.ORDER_VERIFICATION].pk,
)
declare(
    "dialogue",
    _("biên bản đối thoại"),
    _("Luật Khiếu nại, Điều 30, Điều 39; Nghị định 124/2020/NĐ-CP"),
    ("ngay_doi_thoai", "noi_doi_thoai", "noi_dung_doi_thoai", "vang_mat", "ngay_thu_ly"),
    Wording(
        title="BIÊN BẢN",
        summary="Đối thoại về đơn {{ ma_don }}",
        body="""Hôm nay, ngày {{ ngay_doi_thoai }}, tại {{ noi_doi_thoai }}, {{ co_quan }} tổ chức đối thoại.
Đơn ({{ loai_don }}) mã {{ ma_don }}, thụ lý ngày {{ ngay_thu_ly }}.
# I. Thành phần
1. Người chủ trì: ………………………………………………………………
2. Người ghi biên bản: ………………………………………………………………
3. Người khiếu nại: {{ ho_ten }}
4. Người bị khiếu nại: ………………………………………………………………
5. Cơ quan, tổ chức có liên quan: ………………………………………………
[nếu có vang_mat] {{ vang_mat }} (khoản 6 Điều 30 Luật Khiếu nại, sửa đổi năm 2025).
# II. Nội dung, kết quả
{{ noi_dung_doi_thoai }}
Biên bản được đọc lại cho những người có mặt nghe, công nhận đúng và cùng ký tên""",
        signer="Người khiếu nại | Người ghi biên bản | Người chủ trì",
    ),
    lambda case: case.record.kind in COMPLAINTS and (Act.DIALOGUE in case.steps or case.record.accepted_on is not None),
    symbol="BB",
)
declare(
    "verification_report",
    _("báo cáo kết quả xác minh"),
    _("Luật Khiếu nại, Điều 29; Luật Tố cáo, Điều 31; Nghị định 124/2020/NĐ-CP"),
    ("to_xac_minh", "so_quyet_dinh_xac_minh", "ket_qua_xac_minh", "ngay_thu_ly"),
    Wording(
        title="BÁO CÁO",
        summary="Kết quả xác minh nội dung đơn {{ ma_don }}",
        addressees="Người đứng đầu {{ co_quan }}",
        body="""Thực hiện Quyết định xác minh số {{ so_quyet_dinh_xac_minh }}, đã xác minh nội dung đơn ({{ loai_don }}) mã {{ ma_don }}.
Đơn được thụ lý ngày {{ ngay_thu_ly }}.
# 1. Nội dung đơn
[nếu có noi_dung] {{ noi_dung }}
[nếu không có noi_dung] ……………………………………………………………………
# 2. Kết quả xác minh
{{ ket_qua_xac_minh }}
# 3. Nhận xét, kiến nghị
……………………………………………………………………………………""",
        recipients="Như trên",
        signer="Người được giao xác minh",
    ),
    lambda case: Act.REPORT_VERIFICATION in case.steps and case.record.kind in _FORMAL,
    symbol="BC",
    occasion=lambda case: case.steps[Act.REPORT_VERIFICATION].pk,
)
