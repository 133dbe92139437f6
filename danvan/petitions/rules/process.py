"""The process as one table: what may follow what, who may do it, why, which clocks it moves and what the sender reads. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from danvan.documents.models import Matter
from danvan.petitions.models import PetitionKind, State
from danvan.petitions.rules.clocks import DECIDE, NOTIFY, SETTLE
from danvan.petitions.rules.grounds import (
    EXTEND_GROUNDS,
    FILE_GROUNDS,
    GUIDE_GROUNDS,
    PAUSE_GROUNDS,
    SEND_BACK_GROUNDS,
    TRANSFER_GROUNDS,
    Ground,
    Words,
)
from danvan.units.models import Duty


class Act(StrEnum):
    """Everything that can happen to a petition."""

    RECEIVE = "receive"
    REGISTER = "register"
    CLASSIFY = "classify"
    SPLIT = "split"
    CHECK = "check"
    ACCEPT = "accept"
    GUIDE = "guide"
    SEND_BACK = "send_back"
    TRANSFER = "transfer"
    HAND_OVER = "hand_over"
    FILE_AWAY = "file_away"
    ASSIGN = "assign"
    EXTEND = "extend"
    PAUSE = "pause"
    RESUME = "resume"
    ANSWER = "answer"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    SAY = "say"
    ATTACH = "attach"


@dataclass(frozen=True)
class Rule:
    """One act: from which states, to which (None = it stays), who may, why, which clocks it stops and starts, what the sender reads.

    `says` is the sender's line in the timeline; an act without it is for officers only. `duties`: one of them is enough; none = the sender's own act.
    """

    act: Act
    label: Words
    before: tuple[State, ...]
    after: State | None
    duties: tuple[Duty, ...] = ()
    grounds: tuple[Ground, ...] = ()
    stops: tuple[str, ...] = ()
    starts: str = ""
    says: Words = ""
    help: Words = ""

    def grounds_for(self, kind: str, on: date) -> tuple[Ground, ...]:
        """The grounds that may be given for this kind on this day."""
        return tuple(ground for ground in self.grounds if ground.holds(kind, on))


_R, _G, _C, _A = State.RECEIVED, State.REGISTERED, State.CLASSIFIED, State.ACCEPTED
_BEFORE_ACCEPTANCE = (_G, _C)
_OPEN = (_R, _G, _C, _A)
_ANY = (NOTIFY, DECIDE, SETTLE)

# The whole process. Everything else in this room asks this table.
TABLE = (
    Rule(Act.RECEIVE, _("Tiếp nhận"), (), _R, (Duty.RECEIVE,), starts=NOTIFY, says=_("Đã nhận đơn.")),
    Rule(
        Act.REGISTER,
        _("Vào sổ"),
        (_R,),
        _G,
        (Duty.RECEIVE,),
        says=_("Đã vào sổ tiếp nhận."),
        help=_("Đơn nhận số tiếp theo trong sổ của năm."),
    ),
    Rule(
        Act.CLASSIFY,
        _("Phân loại"),
        _BEFORE_ACCEPTANCE,
        _C,
        (Duty.RECEIVE,),
        stops=(NOTIFY, DECIDE),
        starts=DECIDE,
        says=_("Đã phân loại đơn."),
        help=_("Xác định đơn là khiếu nại, tố cáo hay kiến nghị, phản ánh. Thời hạn theo loại đơn tính từ ngày nhận."),
    ),
    Rule(
        Act.SPLIT,
        _("Tách nội dung"),
        _BEFORE_ACCEPTANCE,
        State.SPLIT,
        (Duty.RECEIVE,),
        stops=_ANY,
        says=_("Đơn có nhiều nội dung, đã được tách để giải quyết riêng từng việc."),
        help=_("Mỗi nội dung thành một đơn riêng, có thời hạn riêng."),
    ),
    Rule(
        Act.CHECK,
        _("Xem xét điều kiện"),
        (_C,),
        None,
        (Duty.RECEIVE,),
        help=_("Đơn có đủ điều kiện xử lý và thuộc thẩm quyền không? (Thông tư 05/2021/TT-TTCP, Điều 6)"),
    ),
    Rule(
        Act.ACCEPT,
        _("Thụ lý"),
        (_C,),
        _A,
        (Duty.HANDLE, Duty.ANSWER),
        stops=(NOTIFY, DECIDE),
        starts=SETTLE,
        says=_("Đơn đã được thụ lý và đang được giải quyết."),
        help=_("Thời hạn giải quyết bắt đầu tính từ ngày thụ lý."),
    ),
    Rule(
        Act.GUIDE,
        _("Hướng dẫn"),
        _BEFORE_ACCEPTANCE,
        State.GUIDED,
        (Duty.RECEIVE,),
        GUIDE_GROUNDS,
        _ANY,
        says=_("Cơ quan đã hướng dẫn bạn gửi đơn đúng nơi hoặc bổ sung đơn."),
    ),
    Rule(
        Act.SEND_BACK,
        _("Không thụ lý, trả đơn"),
        (_C,),
        State.RETURNED,
        (Duty.RECEIVE,),
        SEND_BACK_GROUNDS,
        _ANY,
        says=_("Đơn không được thụ lý và được trả lại."),
    ),
    Rule(
        Act.TRANSFER,
        _("Chuyển cơ quan ngoài hệ thống"),
        _BEFORE_ACCEPTANCE,
        State.TRANSFERRED,
        (Duty.RECEIVE,),
        TRANSFER_GROUNDS,
        _ANY,
        says=_("Đơn đã được chuyển đến cơ quan có thẩm quyền."),
    ),
    Rule(
        Act.HAND_OVER,
        _("Chuyển đơn vị trong hệ thống"),
        _BEFORE_ACCEPTANCE,
        _R,
        (Duty.RECEIVE,),
        TRANSFER_GROUNDS,
        _ANY,
        NOTIFY,
        says=_("Đơn đã được chuyển đến đơn vị có thẩm quyền; mã biên nhận không đổi."),
        help=_("Đơn vị nhận thấy đơn ngay trong danh sách của mình; mã biên nhận của người gửi không đổi."),
    ),
    Rule(
        Act.FILE_AWAY,
        _("Lưu đơn"),
        _BEFORE_ACCEPTANCE,
        State.FILED,
        (Duty.RECEIVE,),
        FILE_GROUNDS,
        _ANY,
        says=_("Đơn được lưu theo quy định."),
    ),
    Rule(
        Act.ASSIGN,
        _("Giao xử lý"),
        (_G, _C, _A),
        None,
        (Duty.RECEIVE, Duty.HANDLE, Duty.ANSWER),
        help=_("Giao cho chức danh chịu trách nhiệm."),
    ),
    Rule(
        Act.EXTEND,
        _("Gia hạn"),
        (_A,),
        None,
        (Duty.ANSWER,),
        EXTEND_GROUNDS,
        says=_("Thời hạn giải quyết được gia hạn."),
        help=_("Cả hạn cũ và hạn mới đều hiện cho người gửi."),
    ),
    Rule(
        Act.PAUSE,
        _("Tạm đình chỉ"),
        (_A,),
        None,
        (Duty.ANSWER,),
        PAUSE_GROUNDS,
        says=_("Việc giải quyết tạm đình chỉ."),
        help=_("Thời gian tạm đình chỉ không tính vào thời hạn."),
    ),
    Rule(Act.RESUME, _("Tiếp tục giải quyết"), (_A,), None, (Duty.ANSWER,), says=_("Việc giải quyết được tiếp tục.")),
    Rule(Act.ANSWER, _("Trả lời"), (_A,), State.ANSWERED, (Duty.ANSWER,), stops=_ANY, says=_("Đã có trả lời.")),
    Rule(
        Act.PUBLISH,
        _("Công khai trả lời"),
        (State.ANSWERED,),
        None,
        (Duty.ANSWER,),
        says=_("Trả lời đã được công khai, không nêu tên người gửi."),
        help=_("Viết lại cho người đọc chung: không tên, không số điện thoại, không địa chỉ, không mã đơn."),
    ),
    Rule(Act.WITHDRAW, _("Rút đơn"), _OPEN, State.WITHDRAWN, (Duty.RECEIVE,), stops=_ANY, says=_("Người gửi đã rút đơn.")),
    Rule(Act.SAY, _("Ý kiến của người gửi"), (State.ANSWERED,), None, says=_("Người gửi đã cho ý kiến về trả lời.")),
    Rule(Act.ATTACH, _("Bổ sung tài liệu"), _OPEN, None, (Duty.RECEIVE, Duty.HANDLE), says=_("Đã bổ sung tài liệu.")),
)
ACTS: dict[Act, Rule] = {rule.act: rule for rule in TABLE}

# The sender's own acts; the first two an officer may also enter for them.
BY_SENDER = (Act.WITHDRAW, Act.ATTACH, Act.SAY)
CLOSED = (State.ANSWERED, State.GUIDED, State.RETURNED, State.TRANSFERRED, State.FILED, State.WITHDRAWN, State.SPLIT)
# Ended without being settled: passed on, or the way shown (law.md, C 29).
REFERRED = (State.GUIDED, State.TRANSFERRED)


class HasDuty(Protocol):
    """Whoever acts through a post (`units.access.Acting`)."""

    def may(self, duty: Duty) -> bool:
        """Does the post carry the duty?"""
        ...


@dataclass(frozen=True)
class Case:
    """What the rules need to know of a petition."""

    state: str
    kind: str
    eligible: bool | None = None
    within_authority: bool | None = None
    running: str = ""  # the step of the running clock, empty if none runs
    paused: bool = False
    published: bool = False
    book_number: int | None = None


def follows(case: Case, act: Act, on: date) -> bool:
    """Does the act fit the petition as it stands on the day?"""
    rule = ACTS[act]
    if case.state not in rule.before:
        return False
    if rule.grounds and not rule.grounds_for(case.kind, on):
        return False
    return _extra(case, act)


def _extra(case: Case, act: Act) -> bool:
    match act:
        case Act.ACCEPT:
            return case.eligible is True and case.within_authority is True
        case Act.EXTEND | Act.PAUSE:
            return case.running == SETTLE and not case.paused
        case Act.RESUME | Act.ANSWER:
            return case.paused == (act == Act.RESUME)
        case Act.PUBLISH:
            return not case.published and case.kind != PetitionKind.DENUNCIATION
        case _:
            return True


def allowed(case: Case, who: HasDuty, on: date) -> list[Rule]:
    """The next lawful acts of an officer, in the order of the process."""
    officer = (rule for rule in TABLE if rule.duties and rule.act != Act.RECEIVE)
    return [rule for rule in officer if any(who.may(duty) for duty in rule.duties) and follows(case, rule.act, on)]


def suggested(case: Case) -> Act | None:
    """The act that usually comes next, to put first on the page; None where nothing is owed."""
    match case.state:
        case State.RECEIVED:
            return Act.REGISTER
        case State.REGISTERED:
            return Act.CLASSIFY
        case State.CLASSIFIED:
            return _after_classification(case)
        case State.ACCEPTED:
            return Act.RESUME if case.paused else Act.ANSWER
        case State.ANSWERED:
            return None if case.published else Act.PUBLISH
        case _:
            return None


def _after_classification(case: Case) -> Act:
    if case.eligible is None or case.within_authority is None:
        return Act.CHECK
    if not case.within_authority:
        return Act.HAND_OVER
    return Act.ACCEPT if case.eligible else Act.SEND_BACK


def ground(act: Act, code: str, kind: str, on: date) -> Ground | None:
    """The ground of that code, if the law gives it for this act, kind and day."""
    return next((one for one in ACTS[act].grounds_for(kind, on) if one.code == code), None)


def any_ground(code: str) -> Ground | None:
    """A ground by its code alone, to print what was once decided."""
    return next((one for rule in TABLE for one in rule.grounds if one.code == code), None)


def which_limit(kind: str, act: Act) -> tuple[Matter, str] | None:
    """The matter and step of the limit that an act starts; None where the law sets none.

    Recommendations have no statutory term to settle (law.md PA-04): an office may enter its own.
    """
    if act in {Act.RECEIVE, Act.HAND_OVER}:
        return Matter.ANY, NOTIFY
    if act == Act.CLASSIFY:
        return None if kind == PetitionKind.RECOMMENDATION or not kind else (Matter(kind), DECIDE)
    return (Matter(kind), SETTLE) if act == Act.ACCEPT and kind else None
