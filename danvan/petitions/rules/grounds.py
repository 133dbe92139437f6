"""The grounds the law gives for an act: closed lists. `recalled` = written down from memory of the instrument, not yet compared; pages say so."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from danvan.petitions.models import PetitionKind

Words = str | Promise


@dataclass(frozen=True)
class Ground:
    """A reason the law gives. `kinds` empty = for every kind; `valid_from` = when the rule came into force."""

    code: str
    label: Words
    article: Words
    kinds: tuple[str, ...] = ()
    valid_from: date | None = None
    recalled: bool = True

    def holds(self, kind: str, on: date) -> bool:
        """May it be used for this kind on this day?"""
        return (not self.kinds or kind in self.kinds) and (self.valid_from is None or self.valid_from <= on)


_COMPLAINT = (PetitionKind.COMPLAINT.value,)
_DENUNCIATION = (PetitionKind.DENUNCIATION.value,)
_NOT_COMPLAINT = (PetitionKind.DENUNCIATION.value, PetitionKind.RECOMMENDATION.value)
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
        _DENUNCIATION,
        None,
        False,
    ),
    Ground(
        "no_sender",
        _("Không ghi rõ họ tên, địa chỉ người gửi"),
        _CIRCULAR_5,
        (PetitionKind.COMPLAINT.value, PetitionKind.RECOMMENDATION.value),
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
EXTEND_GROUNDS = (
    Ground("complex", _("Vụ việc phức tạp"), _("Luật Khiếu nại 02/2011/QH13, Điều 28"), _COMPLAINT, None, False),
    Ground("complex_denunciation", _("Vụ việc phức tạp"), _("Luật Tố cáo 25/2018/QH14, Điều 30"), _DENUNCIATION, None, False),
    Ground("very_complex", _("Vụ việc đặc biệt phức tạp"), _("Luật Tố cáo 25/2018/QH14, Điều 30"), _DENUNCIATION, None, False),
    Ground(
        "local_complex", _("Vụ việc phức tạp, theo quy định của cơ quan"), _("Quy định của cơ quan"), (PetitionKind.RECOMMENDATION.value,)
    ),
)
