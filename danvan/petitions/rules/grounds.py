"""The grounds the law gives for an act: closed lists. `recalled` = written down from memory of the instrument, not yet compared; pages say so."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from danvan.petitions.models import COMPLAINTS, DENUNCIATIONS, PROTECTED_KINDS, RECOMMENDATIONS

Words = str | Promise


@dataclass(frozen=True)
class Ground:
    """A reason the law gives. `kinds` empty = for every kind; in force from `valid_from` until the day before `valid_to` (empty = always); `times` =
    how often it may be used.
    """

    code: str
    label: Words
    article: Words
    kinds: tuple[str, ...] = ()
    valid_from: date | None = None
    recalled: bool = True
    times: int | None = None
    valid_to: date | None = None

    def holds(self, kind: str, on: date) -> bool:
        """May it be used for this kind on this day?"""
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_to is None or on < self.valid_to) and (not self.kinds or kind in self.kinds)


_COMPLAINT = tuple(COMPLAINTS)
_DENUNCIATION = tuple(DENUNCIATIONS)
_RECOMMENDATION = tuple(RECOMMENDATIONS)
_NOT_COMPLAINT = (*PROTECTED_KINDS, *RECOMMENDATIONS)
_ART_11 = _("Luật Khiếu nại 02/2011/QH13, Điều 11")
_CIRCULAR_5 = _("Thông tư 05/2021/TT-TTCP")

# Why a complaint is not accepted (L02/2011 Art. 11; the list is recalled), and why other letters are sent back.
SEND_BACK_GROUNDS = (
    Ground("internal", _("Quyết định, hành vi trong nội bộ cơ quan, chỉ đạo điều hành, hoặc thuộc bí mật nhà nước"), _ART_11, _COMPLAINT),
    Ground("no_own_right", _("Quyết định, hành vi không liên quan trực tiếp đến quyền, lợi ích của người khiếu nại"), _ART_11, _COMPLAINT),
    Ground("no_capacity", _("Người khiếu nại không đủ năng lực hành vi dân sự và không có người đại diện hợp pháp"), _ART_11, _COMPLAINT),
    Ground("no_mandate", _("Người đại diện không hợp pháp"), _ART_11, _COMPLAINT),
    Ground("unsigned", _("Đơn khiếu nại không có chữ ký hoặc điểm chỉ của người khiếu nại"), _ART_11, _COMPLAINT),
    Ground("time_barred", _("Hết thời hiệu, thời hạn khiếu nại mà không có lý do chính đáng"), _ART_11, _COMPLAINT),
    Ground("second_settled", _("Đã có quyết định giải quyết khiếu nại lần hai"), _ART_11, _COMPLAINT),
    Ground("stopped_30_days", _("Đã đình chỉ giải quyết quá 30 ngày mà người khiếu nại không tiếp tục khiếu nại"), _ART_11, _COMPLAINT),
    Ground("in_court", _("Việc khiếu nại đã được Tòa án thụ lý hoặc giải quyết"), _ART_11, _COMPLAINT),
    Ground("originals", _("Trả lại bản gốc giấy tờ, tài liệu kèm theo đơn không được thụ lý"), _CIRCULAR_5, _NOT_COMPLAINT),
    Ground("not_eligible", _("Đơn không đủ điều kiện xử lý"), _("Thông tư 05/2021/TT-TTCP, khoản 2 Điều 6"), _NOT_COMPLAINT),
)
FILE_GROUNDS = (
    Ground(
        "anonymous",
        _("Không có họ tên, địa chỉ người gửi; mạo tên"),
        _("Luật Tố cáo 25/2018/QH14, khoản 1 Điều 25"),
        tuple(PROTECTED_KINDS),
        None,
        False,
    ),
    Ground(
        "no_sender",
        _("Không ghi rõ họ tên, địa chỉ người gửi"),
        _CIRCULAR_5,
        (*COMPLAINTS, *RECOMMENDATIONS),
    ),
    Ground("sent_to_many", _("Gửi nhiều nơi, trong đó đã gửi đúng cơ quan có thẩm quyền"), _CIRCULAR_5),
    Ground("repeated", _("Đã được hướng dẫn hoặc trả lời về cùng nội dung"), _CIRCULAR_5),
    Ground("settled", _("Đã được giải quyết theo quy định của pháp luật"), _CIRCULAR_5),
    Ground("unclear", _("Không rõ nội dung, lời lẽ xúc phạm, rách nát, không đọc được"), _CIRCULAR_5),
)
GUIDE_GROUNDS = (
    Ground("other_body", _("Việc thuộc thẩm quyền cơ quan khác, hướng dẫn gửi đúng nơi"), _("Luật Tiếp công dân 42/2013/QH13, Điều 26")),
    Ground("court", _("Việc thuộc thẩm quyền của Tòa án, cơ quan thi hành án"), _CIRCULAR_5),
    Ground("missing_papers", _("Hướng dẫn bổ sung giấy tờ, chữ ký để đủ điều kiện xử lý"), _CIRCULAR_5),
    Ground("several_matters", _("Đơn có nhiều nội dung khác thẩm quyền, hướng dẫn viết thành đơn riêng"), _CIRCULAR_5),
)
TRANSFER_GROUNDS = (
    Ground("denunciation_authority", _("Tố cáo không thuộc thẩm quyền"), _("Luật Tố cáo 25/2018/QH14, Điều 24"), _DENUNCIATION),
    Ground("no_authority", _("Nội dung không thuộc thẩm quyền"), _("Luật Tiếp công dân 42/2013/QH13, Điều 26")),
    Ground(
        "named", _("Người hoặc cơ quan bị nêu trong đơn không được giải quyết đơn đó"), _("Luật Khiếu nại, Điều 6; Luật Tố cáo, Điều 8")
    ),
    Ground("asked_by_superior", _("Cơ quan cấp trên yêu cầu chuyển để giải quyết"), _CIRCULAR_5),
)
# L02/2011 Art. 11a, added by L136/2025, is in force from 1 July 2026; both its grounds were read in published summaries.
_ART_11A = _("Luật Khiếu nại, Điều 11a (Luật 136/2025/QH15)")
_FROM_2026 = date(2026, 7, 1)
PAUSE_GROUNDS = (
    Ground("obstacle", _("Bất khả kháng hoặc trở ngại khách quan của người khiếu nại"), _ART_11A, _COMPLAINT, _FROM_2026, False),
    Ground("other_result", _("Phải chờ kết quả giải quyết của cơ quan, tổ chức khác"), _ART_11A, _COMPLAINT, _FROM_2026, False),
    Ground(
        "denunciation_other_result",
        _("Phải chờ kết quả của cơ quan khác hoặc việc khác có liên quan"),
        _("Luật Tố cáo 25/2018/QH14, Điều 34"),
        _DENUNCIATION,
    ),
)
_ART_24 = _("Luật Tố cáo 25/2018/QH14, Điều 24")
_ART_30 = _("Luật Tố cáo 25/2018/QH14, Điều 30")
EXTEND_GROUNDS = (
    Ground("complex", _("Vụ việc phức tạp"), _("Luật Khiếu nại 02/2011/QH13, Điều 28, 37"), _COMPLAINT, None, False),
    Ground("checks_elsewhere", _("Phải kiểm tra, xác minh tại nhiều địa điểm hoặc ủy quyền kiểm tra"), _ART_24, _DENUNCIATION),
    Ground("complex_denunciation", _("Vụ việc phức tạp: gia hạn một lần"), _ART_30, _DENUNCIATION, None, False, times=1),
    Ground("very_complex", _("Vụ việc đặc biệt phức tạp: gia hạn hai lần"), _ART_30, _DENUNCIATION, None, False, times=2),
    Ground("local_complex", _("Vụ việc phức tạp, theo quy định của cơ quan"), _("Quy định của cơ quan"), _RECOMMENDATION),
)
_ART_10 = _("Luật Khiếu nại, Điều 10 (Luật 136/2025/QH15)")
_ART_34 = _("Luật Tố cáo 25/2018/QH14, Điều 34")
SUSPEND_GROUNDS = (
    Ground("withdrawn_whole", _("Người khiếu nại rút toàn bộ khiếu nại"), _ART_10, _COMPLAINT, _FROM_2026, False),
    Ground("no_successor", _("Người khiếu nại chết mà quyền, nghĩa vụ không có người thừa kế"), _ART_11A, _COMPLAINT, _FROM_2026),
    Ground("no_object", _("Quyết định, hành vi bị khiếu nại không còn; quyền lợi đã được bảo đảm"), _ART_11A, _COMPLAINT, _FROM_2026),
    Ground(
        "withdrawn_before_2026",
        _("Người khiếu nại rút khiếu nại"),
        _("Luật Khiếu nại 02/2011/QH13, Điều 10"),
        _COMPLAINT,
        valid_to=_FROM_2026,
    ),
    Ground("denunciation_withdrawn", _("Người tố cáo rút toàn bộ tố cáo và không có căn cứ vi phạm"), _ART_34, _DENUNCIATION),
    Ground("denounced_dead", _("Người bị tố cáo là cá nhân đã chết và nội dung chỉ liên quan đến người đó"), _ART_34, _DENUNCIATION),
    Ground("denunciation_settled", _("Vụ việc đã được giải quyết bằng bản án, quyết định có hiệu lực"), _ART_34, _DENUNCIATION),
    Ground("no_longer_needed", _("Việc được nêu đã giải quyết xong hoặc không còn"), _("Quy định của cơ quan"), _RECOMMENDATION),
)
REOPEN_GROUNDS = (
    Ground("forced_withdrawal", _("Rút đơn do bị ép buộc, đe dọa"), _ART_10, _COMPLAINT, _FROM_2026, False),
    Ground("forced_denunciation", _("Rút tố cáo do bị đe dọa, mua chuộc"), _("Luật Tố cáo 25/2018/QH14, Điều 33"), _DENUNCIATION),
    Ground("by_superior", _("Cấp trên yêu cầu giải quyết lại vì có vi phạm pháp luật"), _("Luật Khiếu nại, Luật Tố cáo")),
    Ground("new_facts", _("Có tình tiết mới làm thay đổi kết quả"), _CIRCULAR_5, (*_RECOMMENDATION, *_DENUNCIATION)),
)
