"""The words of the process: its acts, and what a line of the table says. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from danvan.petitions.models import State
from danvan.petitions.rules.grounds import Ground, Words
from danvan.units.models import Duty


class Act(StrEnum):
    """Everything that can happen to a petition."""

    RECEIVE = "receive"
    REGISTER = "register"
    CLASSIFY = "classify"
    SPLIT = "split"
    NAME = "name"
    CHECK = "check"
    ACCEPT = "accept"
    GUIDE = "guide"
    SEND_BACK = "send_back"
    TRANSFER = "transfer"
    HAND_OVER = "hand_over"
    FILE_AWAY = "file_away"
    ASSIGN = "assign"
    ASK = "ask"
    REPLY = "reply"
    ORDER_VERIFICATION = "order_verification"
    DIALOGUE = "dialogue"
    REPORT_VERIFICATION = "report_verification"
    EXTEND = "extend"
    PAUSE = "pause"
    RESUME = "resume"
    SUSPEND = "suspend"
    ANSWER = "answer"
    UPHOLD = "uphold"
    FULFIL = "fulfil"
    PUBLISH = "publish"
    ENFORCE = "enforce"
    ARCHIVE = "archive"
    WITHDRAW = "withdraw"
    WITHDRAW_PART = "withdraw_part"
    REOPEN = "reopen"
    GO_UP = "go_up"
    SAY = "say"
    REVIEW = "review"
    ATTACH = "attach"
    JOIN = "join"
    LEAVE = "leave"
    INSTRUCT = "instruct"
    REPORT_UP = "report_up"


@dataclass(frozen=True)
class Rule:
    """One act: from which states, to which (None = it stays), who may, why, which clocks it stops and starts, what the sender reads.

    `says` is the sender's line in the timeline; an act without it is for officers only. `duties`: one of them is enough; none = the sender's own act.
    `kinds` empty = every kind. `above`: done by a superior, not where the petition lies.
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
    kinds: tuple[str, ...] = ()
    above: bool = False

    def grounds_for(self, kind: str, on: date) -> tuple[Ground, ...]:
        """The grounds that may be given for this kind on this day."""
        return tuple(ground for ground in self.grounds if ground.holds(kind, on))
