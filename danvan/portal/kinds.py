"""Help in plain words: each kind of matter, with the time limits that are in force. The words are here, the days come from `documents`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from danvan.documents import selectors as documents
from danvan.documents.models import Matter, Step, TimeLimit

Words = str | Promise


@dataclass(frozen=True)
class Kind:
    """One kind of matter, as somebody asks of it. `limits`: which rows of `documents` to show, in order."""

    slug: str
    title: Words
    short: Words
    who: Words
    write: tuple[Words, ...]
    limits: tuple[tuple[str, str], ...]
    get: Words
    then: Words
    denounces: bool = False


_NOTIFY = (Matter.ANY, Step.NOTIFY)
_LATER = _("Quá hạn hoặc chưa đồng ý: nói ngay ở trang Tra cứu. Cơ quan phải xem lại một lần, có hạn; bạn đọc kết quả ở đó.")
_SECOND_WAY = _("Không đồng ý, hoặc quá hạn mà chưa được giải quyết: khiếu nại lần hai lên cấp trên trực tiếp, hoặc khởi kiện tại Tòa án.")
SEALED = _(
    "Họ tên, địa chỉ, bút tích của bạn được niêm phong ngay khi nhận; chỉ người được giao giữ mới mở được, và mỗi lần mở đều ghi lại."
)

KINDS = (
    Kind(
        "kien-nghi",
        _("Kiến nghị, phản ánh"),
        _("Đề nghị làm, sửa, xem xét một việc; hoặc báo cho cơ quan biết: đường hỏng, rác chưa thu, cán bộ chưa làm đúng giờ."),
        _(
            "Ai cũng gửi được, một mình hay nhiều người. Từ ngày 01/7/2026 kiến nghị cần họ tên, địa chỉ; không nêu tên thì nhận là phản ánh."
        ),
        (_("Việc gì, ở đâu, từ bao giờ."), _("Bạn muốn cơ quan làm gì."), _("Ảnh hoặc giấy tờ nếu có.")),
        (_NOTIFY, (Matter.RECOMMENDATION, Step.SETTLE), (Matter.RECOMMENDATION, "review")),
        _("Mã biên nhận ngay, rồi trả lời bằng văn bản của cơ quan có trách nhiệm."),
        _LATER,
    ),
    Kind(
        "quy-dinh",
        _("Phản ánh, kiến nghị về quy định hành chính"),
        _("Một quy định, thủ tục của cơ quan nhà nước không rõ, không hợp lý, chồng chéo hoặc gây khó."),
        _("Cá nhân, tổ chức, doanh nghiệp."),
        (
            _("Quy định nào: tên, số văn bản, điều khoản nếu biết."),
            _("Vướng ở đâu, bạn đề nghị sửa thế nào."),
            _("Họ tên, địa chỉ để trả lời."),
        ),
        ((Matter.REGULATION_FEEDBACK, Step.TRANSFER), (Matter.REGULATION_FEEDBACK, Step.SETTLE), (Matter.REGULATION_FEEDBACK, "review")),
        _("Trả lời của cơ quan ban hành hoặc cơ quan đã chuyển giúp bạn."),
        _LATER,
    ),
    Kind(
        "khieu-nai",
        _("Khiếu nại lần đầu"),
        _("Một quyết định hành chính hoặc việc làm của cơ quan, cán bộ trái luật và xâm phạm quyền, lợi ích của chính bạn."),
        _("Người bị ảnh hưởng trực tiếp, hoặc người đại diện hợp pháp của họ. Cần họ tên và địa chỉ."),
        (
            _("Ngày viết; họ tên, địa chỉ của bạn và của người, cơ quan bị khiếu nại."),
            _("Quyết định, việc làm nào; vì sao trái luật; bạn yêu cầu gì."),
            _("Bản chụp quyết định và tài liệu. Đơn gửi qua mạng có thể được mời ký sau."),
        ),
        ((Matter.COMPLAINT, Step.FILE), (Matter.COMPLAINT, Step.ACCEPT), (Matter.COMPLAINT, Step.SETTLE), (Matter.COMPLAINT, Step.SEND)),
        _("Thông báo thụ lý hoặc lý do không thụ lý, rồi quyết định giải quyết bằng văn bản."),
        _SECOND_WAY,
    ),
    Kind(
        "khieu-nai-lan-hai",
        _("Khiếu nại lần hai"),
        _("Bạn không đồng ý với quyết định giải quyết lần đầu, hoặc đã quá hạn mà không được giải quyết."),
        _(
            "Người đã khiếu nại lần đầu. Gửi đến thủ trưởng cấp trên trực tiếp; ở trang Tra cứu có nút đưa lên cấp trên bằng chính mã của bạn."
        ),
        (_("Vì sao chưa đồng ý, hoặc quá hạn thế nào."), _("Quyết định giải quyết lần đầu và tài liệu liên quan.")),
        (
            (Matter.COMPLAINT_SECOND, Step.FILE),
            (Matter.COMPLAINT_SECOND, Step.ACCEPT),
            (Matter.COMPLAINT_SECOND, Step.SETTLE),
            (Matter.COMPLAINT_SECOND, Step.SEND),
        ),
        _("Quyết định giải quyết khiếu nại lần hai."),
        _("Không đồng ý, hoặc quá hạn mà chưa được giải quyết: khởi kiện vụ án hành chính tại Tòa án."),
    ),
    Kind(
        "khieu-nai-ky-luat",
        _("Khiếu nại quyết định kỷ luật"),
        _("Cán bộ, công chức cho rằng quyết định kỷ luật đối với mình là trái luật."),
        _("Chính người bị kỷ luật."),
        (_("Quyết định kỷ luật nào, ngày nhận."), _("Vì sao trái luật, bạn yêu cầu gì."), _("Bản chụp quyết định và tài liệu.")),
        (
            (Matter.COMPLAINT_DISCIPLINE, Step.FILE),
            (Matter.COMPLAINT_DISCIPLINE, Step.ACCEPT),
            (Matter.COMPLAINT_DISCIPLINE, Step.SETTLE),
            (Matter.COMPLAINT_DISCIPLINE, Step.FILE_SECOND),
        ),
        _("Quyết định giải quyết bằng văn bản, sau khi đã đối thoại với bạn."),
        _("Không đồng ý: khiếu nại lần hai lên cấp trên trực tiếp, trong thời hiệu ghi ở trên."),
    ),
    Kind(
        "to-cao",
        _("Tố cáo"),
        _("Báo cho cơ quan biết một người, cơ quan đã vi phạm pháp luật."),
        _(
            "Cá nhân nào cũng tố cáo được, cho mình hay cho người khác. Tố cáo phải nêu họ tên, địa chỉ; tố cáo sai sự thật thì phải chịu trách nhiệm."
        ),
        (
            _("Ai vi phạm, vi phạm gì, ở đâu, khi nào; chứng cứ nếu có (Luật Tố cáo 2018, Điều 23)."),
            _("Họ tên, địa chỉ, cách liên hệ: ghi riêng, đừng viết vào nội dung."),
        ),
        ((Matter.DENUNCIATION, Step.ACCEPT), (Matter.DENUNCIATION, Step.SETTLE), (Matter.DENUNCIATION, Step.SEND)),
        _(
            "Kết quả thụ lý và kết luận nội dung tố cáo nếu bạn yêu cầu; đọc bằng mã bí mật, trao đổi qua hộp thư. Không có thư, tin nhắn nào gửi ra ngoài."
        ),
        _("Quá hạn, hoặc có căn cứ cho rằng giải quyết trái luật: tố cáo tiếp lên cấp trên trực tiếp."),
        denounces=True,
    ),
    Kind(
        "to-cao-tiep",
        _("Tố cáo tiếp"),
        _("Việc tố cáo đã giải quyết nhưng có căn cứ là trái luật, hoặc quá hạn mà chưa được giải quyết."),
        _("Người đã tố cáo. Ở trang Tra cứu có nút đưa lên cấp trên bằng chính mã của bạn."),
        (_("Vì sao kết quả trái luật, hoặc quá hạn thế nào."), _("Tình tiết, chứng cứ mới nếu có.")),
        ((Matter.DENUNCIATION, Step.REPEAT), (Matter.DENUNCIATION, Step.OVERDUE_ASK)),
        _("Cấp trên xem xét: yêu cầu giải quyết lại, tự giải quyết, hoặc nói rõ vì sao không giải quyết lại."),
        _("Danh tính của bạn vẫn được niêm phong; cấp trên không nhận họ tên của bạn kèm theo."),
        denounces=True,
    ),
    Kind(
        "tin-khong-neu-ten",
        _("Thông tin có nội dung tố cáo, không nêu tên"),
        _("Bạn muốn báo một vi phạm mà không cho biết mình là ai."),
        _("Ai cũng gửi được. Không có chỗ nào ghi lại người gửi."),
        (
            _("Càng rõ càng tốt: ai, việc gì, ở đâu, khi nào, tìm chứng cứ ở đâu."),
            _(
                "Không nêu tên thì không theo thủ tục tố cáo; nhưng nếu nội dung rõ, có chứng cứ, cơ quan vẫn kiểm tra (Luật Tố cáo 2018, Điều 25)."
            ),
        ),
        (_NOTIFY,),
        _("Mã bí mật: bạn vẫn xem được việc đến đâu và trao đổi qua hộp thư mà không cần nêu tên."),
        _("Muốn được thông báo kết luận và được bảo vệ theo luật: gửi tố cáo có nêu tên, danh tính được niêm phong."),
        denounces=True,
    ),
)
BY_SLUG = {kind.slug: kind for kind in KINDS}


def limits(wanted: Iterable[tuple[str, str]], on: date) -> list[TimeLimit]:
    """The rows in force on the day, in the order asked for; what the law (as entered) does not set is left out. One question."""
    found = documents.limits(on)
    return [found[one] for one in wanted if one in found]
