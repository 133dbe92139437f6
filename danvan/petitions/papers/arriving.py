"""Papers from reception to acceptance: receipt, proposal, acceptance, refusal, guidance, return, transfer."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from danvan.papers.registry import Wording
from danvan.petitions.models import DENUNCIATIONS, State
from danvan.petitions.papers.declaring import HEAD_OF_UNIT, declare
from danvan.petitions.papers.facts import LOOKUP, CaseFile
from danvan.petitions.rules import Act

_CIRCULAR_5 = _("Thông tư 05/2021/TT-TTCP")
_SORTING = (State.REGISTERED, State.CLASSIFIED)


def _transferred(case: CaseFile) -> bool:
    return Act.TRANSFER in case.steps or Act.HAND_OVER in case.steps


def _accepted(case: CaseFile) -> bool:
    return case.record.accepted_on is not None


declare(
    "receipt",
    _("giấy biên nhận"),
    _("Thông tư 04/2021/TT-TTCP, Mẫu số 02 (nhận thông tin, tài liệu, bằng chứng)"),
    ("ma_bien_nhan", "dien_thoai", "nguon_den", "tai_lieu", "han_thong_bao"),
    Wording(
        title="GIẤY BIÊN NHẬN",
        summary="Về việc tiếp nhận đơn và thông tin, tài liệu, bằng chứng",
        body="""Ngày {{ ngay_nhan }}, {{ co_quan }} đã nhận đơn có mã **{{ ma_bien_nhan }}** của:
[nếu có ho_ten] Ông (bà): {{ ho_ten }}
[nếu có dia_chi] Địa chỉ: {{ dia_chi }}
[nếu có nguoi_dai_dien] Người đại diện: {{ nguoi_dai_dien }}
Lĩnh vực: {{ linh_vuc }}
Thông tin, tài liệu, bằng chứng kèm theo:
[nếu có tai_lieu] [bảng tai_lieu]
[nếu không có tai_lieu] Không có.
[nếu có han_thong_bao] Cơ quan thông báo kết quả xử lý đơn chậm nhất ngày **{{ han_thong_bao }}**.
Giấy này lập thành hai bản, mỗi bên giữ một bản""",
        signer="Người nộp | Người nhận",
    ),
    lambda case: True,
    symbol="GBN",
    # The slip is the sender's own: it carries their reference, and never the number that other papers of a denunciation go by.
    about=lambda case: case.record.reference,
    code_of=lambda case: f"{settings.PUBLIC_URL}/{LOOKUP}",
    code_note="Tra cứu đơn bằng mã bí mật đã giao cho người gửi",
)
declare(
    "proposal",
    _("phiếu đề xuất xử lý đơn"),
    _CIRCULAR_5,
    ("nguon_den", "dieu_kien", "nguoi_giu", "han_thong_bao", "can_cu"),
    Wording(
        title="PHIẾU ĐỀ XUẤT XỬ LÝ ĐƠN",
        summary="Đơn {{ ma_don }}",
        addressees="Người đứng đầu {{ co_quan }}",
        body="""1. Số vào sổ: {{ so_vao_so }}, nhận ngày {{ ngay_nhan }}, nguồn đến: {{ nguon_den }}
[nếu có ho_ten] 2. Người gửi: {{ ho_ten }}, {{ dia_chi }}
3. Loại đơn: {{ loai_don }}; lĩnh vực: {{ linh_vuc }}; số người: {{ so_nguoi }}
[nếu có noi_dung] 4. Nội dung đơn: {{ noi_dung }}
5. Điều kiện, thẩm quyền: {{ dieu_kien }}
6. Đề xuất xử lý: ………………………………………………………………
7. Ý kiến của người có thẩm quyền: ……………………………………………""",
        signer="Người đề xuất | Người có thẩm quyền",
    ),
    lambda case: case.record.state in _SORTING,
    symbol="PĐX",
)
declare(
    "acceptance",
    _("thông báo thụ lý"),
    _("Nghị định 124/2020/NĐ-CP; Thông tư 05/2021/TT-TTCP"),
    ("ngay_thu_ly", "thoi_han", "han", "can_cu_thoi_han"),
    Wording(
        title="THÔNG BÁO",
        summary="Về việc thụ lý giải quyết đơn",
        addressees="Ông (bà) {{ ho_ten }}",
        body="""Ngày {{ ngay_nhan }}, {{ co_quan }} nhận được đơn ({{ loai_don }}) mã {{ ma_don }} của ông (bà) {{ ho_ten }}, địa chỉ: {{ dia_chi }}.
[nếu có tom_tat] Nội dung: {{ tom_tat }}.
Sau khi xem xét, đơn đủ điều kiện thụ lý và thuộc thẩm quyền giải quyết của {{ co_quan }}.
Đơn được thụ lý từ ngày {{ ngay_thu_ly }}.
[nếu có han] Thời hạn giải quyết là {{ thoi_han }} ({{ can_cu_thoi_han }}), đến ngày **{{ han }}**.
{{ co_quan }} thông báo để ông (bà) biết""",
        recipients="Như trên",
    ),
    lambda case: _accepted(case) and case.record.kind not in DENUNCIATIONS,
    symbol="TB",
    occasion=lambda case: f"{case.record.accepted_on}",
)
declare(
    "denunciation_acceptance",
    _("quyết định thụ lý tố cáo"),
    _("Luật Tố cáo 25/2018/QH14, Điều 29; Nghị định 31/2019/NĐ-CP"),
    ("ngay_thu_ly", "thoi_han", "han", "can_cu_thoi_han"),
    Wording(
        title="QUYẾT ĐỊNH",
        summary="Về việc thụ lý tố cáo",
        body="""Căn cứ Luật Tố cáo 25/2018/QH14 và các văn bản hướng dẫn thi hành;
Xét tố cáo mang mã {{ ma_don }}, vào sổ số {{ so_vao_so }};
# Điều 1. Thụ lý tố cáo
Thụ lý tố cáo mã **{{ ma_don }}** từ ngày {{ ngay_thu_ly }} đối với: ……………………………………
Nội dung thụ lý: ………………………………………………………………
[nếu có han] Thời hạn giải quyết là {{ thoi_han }}, đến ngày {{ han }} ({{ can_cu_thoi_han }}).
# Điều 2. Trách nhiệm thi hành
Các cơ quan, cá nhân có liên quan chịu trách nhiệm thi hành và giữ bí mật thông tin về người tố cáo""",
        recipients="Như Điều 2",
    ),
    lambda case: _accepted(case) and case.record.kind in DENUNCIATIONS,
    symbol="QĐ",
    issuers=HEAD_OF_UNIT,
)
declare(
    "refusal",
    _("thông báo không thụ lý"),
    _("Luật Khiếu nại 02/2011/QH13, Điều 11; Nghị định 124/2020/NĐ-CP"),
    ("can_cu", "dieu_luat", "ly_do_tra_don"),
    Wording(
        title="THÔNG BÁO",
        summary="Về việc không thụ lý giải quyết đơn",
        addressees="Ông (bà) {{ ho_ten }}",
        body="""Ngày {{ ngay_nhan }}, {{ co_quan }} nhận được đơn ({{ loai_don }}) mã {{ ma_don }}.
Sau khi xem xét, căn cứ {{ dieu_luat }}, đơn không đủ điều kiện thụ lý vì: {{ can_cu }}.
[nếu có ly_do_tra_don] {{ ly_do_tra_don }}
{{ co_quan }} thông báo để ông (bà) biết""",
        recipients="Như trên",
    ),
    lambda case: case.record.state == State.RETURNED,
    symbol="TB",
)
declare(
    "return",
    _("phiếu trả đơn"),
    _CIRCULAR_5,
    ("can_cu", "dieu_luat", "ly_do_tra_don", "tai_lieu"),
    Wording(
        title="PHIẾU TRẢ ĐƠN",
        summary="Đơn {{ ma_don }}",
        addressees="Ông (bà) {{ ho_ten }}",
        body="""{{ co_quan }} nhận được đơn ({{ loai_don }}) mã {{ ma_don }} ngày {{ ngay_nhan }}.
Căn cứ {{ dieu_luat }}, {{ co_quan }} trả lại đơn và tài liệu kèm theo vì: {{ can_cu }}.
[nếu có ly_do_tra_don] {{ ly_do_tra_don }}
[nếu có tai_lieu] Tài liệu trả lại:
[nếu có tai_lieu] [bảng tai_lieu]""",
        recipients="Như trên",
    ),
    lambda case: case.record.state == State.RETURNED,
    symbol="PTĐ",
)
declare(
    "guidance",
    _("phiếu hướng dẫn"),
    _("Luật Tiếp công dân 42/2013/QH13, Điều 26; Thông tư 05/2021/TT-TTCP"),
    ("can_cu", "dieu_luat", "huong_dan"),
    Wording(
        title="PHIẾU HƯỚNG DẪN",
        summary="Đơn {{ ma_don }}",
        addressees="Ông (bà) {{ ho_ten }}",
        body="""Ngày {{ ngay_nhan }}, {{ co_quan }} nhận được đơn ({{ loai_don }}) mã {{ ma_don }} của ông (bà).
Căn cứ {{ dieu_luat }}: {{ can_cu }}.
[nếu có huong_dan] {{ huong_dan }}
{{ co_quan }} hướng dẫn để ông (bà) biết và thực hiện""",
        recipients="Như trên",
    ),
    lambda case: case.record.state == State.GUIDED,
    symbol="HD",
)
declare(
    "transfer",
    _("phiếu chuyển đơn"),
    _CIRCULAR_5,
    ("noi_chuyen_den", "can_cu", "dieu_luat"),
    Wording(
        title="PHIẾU CHUYỂN ĐƠN",
        summary="Đơn {{ ma_don }}",
        addressees="{{ noi_chuyen_den }}",
        body="""Ngày {{ ngay_nhan }}, {{ co_quan }} nhận được đơn ({{ loai_don }}) mã **{{ ma_don }}**.
[nếu có ho_ten] Người gửi: {{ ho_ten }}, địa chỉ: {{ dia_chi }}.
[nếu có tom_tat] Nội dung: {{ tom_tat }}.
Căn cứ {{ dieu_luat }} ({{ can_cu }}), {{ co_quan }} chuyển đơn đến {{ noi_chuyen_den }} để xem xét, giải quyết theo quy định.
Đề nghị thông báo kết quả giải quyết cho {{ co_quan }} và người gửi đơn theo quy định của pháp luật""",
        recipients="Như trên",
    ),
    _transferred,
    symbol="PC",
    occasion=lambda case: case.steps[Act.HAND_OVER].pk if Act.HAND_OVER in case.steps else "",
)
