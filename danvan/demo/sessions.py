"""A year of citizen reception: calendars of every office, days held, missed and delegated, and the book of the offices people can sign in to."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from danvan.audit.doer import SYSTEM
from danvan.demo import lives
from danvan.demo.people import Office
from danvan.demo.stage import Life, Stage
from danvan.demo.texts import HAMLETS, SENDERS, STORIES
from danvan.documents.models import Step
from danvan.lib import clock
from danvan.lib.workdays import Calendar
from danvan.reception import services
from danvan.reception.models import Brought, Mode, Outcome, ReceptionDuty, Session, SessionKind
from danvan.reception.rules import ONLINE_FROM, propose
from danvan.reception.selectors import limits, norms_of
from danvan.reception.services import Came, Entry, Slot
from danvan.units.models import Body, Level
from danvan.units.services import open_post

YEAR = 2026
FIRST, LAST = date(YEAR, 1, 1), date(YEAR, 12, 31)
PLANNED_ON = date(YEAR - 1, 12, 18)
# When the offices nobody signs in to record what they held.
CLOSINGS = (date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 10, 30), date(2026, 11, 19))
# The offices people can sign in to have a full book since this day.
LIVELY_SINCE = date(2026, 9, 1)
AD_HOC_ON = date(2026, 10, 22)
LINK = "https://hop.danvan.example/tiep-cong-dan"
STEPS = {
    Level.COMMUNE: (Step.FREQUENCY_COMMUNE, Step.FREQUENCY_COMMUNE_PARTY),
    Level.PROVINCE: (Step.FREQUENCY_PROVINCE, Step.FREQUENCY_PROVINCE_PARTY),
}


@dataclass(frozen=True)
class Talk:
    """What somebody comes with, and what is done: `{place}` is a hamlet."""

    summary: str
    told: str
    kind: str = Brought.RECOMMENDATION
    outcome: str = Outcome.ANSWERED
    people: int = 1
    again: bool = False
    refusal: str = ""


TALKS = (
    Talk("Hỏi khi nào sửa đoạn đường vào {place}.", "Đã đưa vào kế hoạch duy tu quý tới; xã báo trên bảng tin."),
    Talk("Hỏi thủ tục tách thửa đất ở {place}.", "Hướng dẫn hồ sơ và nơi nộp.", outcome=Outcome.GUIDED),
    Talk("Đề nghị xem lại danh sách hộ nghèo của {place}.", "Đã giải thích cách rà soát và ngày họp thôn.", again=True),
    Talk("Khiếu nại mức bồi thường khi làm đường qua {place}.", "", kind=Brought.COMPLAINT, outcome=Outcome.TAKEN_IN),
    Talk("Phản ánh nước thải chăn nuôi ở {place}.", "", outcome=Outcome.TAKEN_IN),
    Talk("Các hộ ở {place} đề nghị lùi thời hạn nộp quỹ.", "Đã ghi nhận, sẽ họp dân trước ngày thu.", people=7),
    Talk("Hỏi kết quả cấp giấy chứng nhận.", "Hướng dẫn tra cứu ở bộ phận một cửa.", outcome=Outcome.GUIDED),
    Talk(
        "Tiếp tục khiếu nại việc thu hồi đất năm 2009 đã có quyết định giải quyết lần hai.",
        "Đã giải thích và đưa lại bản sao quyết định.",
        kind=Brought.COMPLAINT,
        outcome=Outcome.REFUSED,
        again=True,
        refusal="settled",
    ),
)
CROWD = Talk(
    "Các hộ ở {place} phản ánh mùi từ điểm tập kết rác, đề nghị dời đi nơi khác.", "Hẹn kiểm tra trong tuần, có đại diện các hộ.", people=23
)


def begin(stage: Stage, offices: Sequence[Office], province: Office, days: Calendar, chance: random.Random) -> None:
    """Let every office plan the year; the first two communes and the province keep a full book."""
    lively = {office.unit.pk for office in (*offices[:2], province)}
    for office in (*offices, province):
        stage.begin(clock.moment(PLANNED_ON, 9), _year(stage, office, province, days, chance, lively=office.unit.pk in lively))


def _year(stage: Stage, office: Office, province: Office, days: Calendar, chance: random.Random, *, lively: bool) -> Life:
    weekday = chance.randint(0, 4)
    made = [session for duty in _duties(office) for session in _plan(office, duty, days, weekday)]
    services.post_calendar(by=office.clerk, unit=office.unit, first=FIRST, last=LAST)
    early = [day for day in CLOSINGS if day < LIVELY_SINCE] + [LIVELY_SINCE - timedelta(days=1)]
    for day in early if lively else CLOSINGS:
        stage.begin(clock.moment(day, 16, chance.randint(0, 59)), _closing(office, made, day, chance))
    for session in made:
        if lively and session.day >= LIVELY_SINCE:
            stage.begin(clock.moment(session.day, 8, chance.randint(0, 40)), _held(stage, office, province, session, chance))
    if lively:
        stage.begin(clock.moment(AD_HOC_ON - timedelta(days=1), 14), _ad_hoc(office, made[0], chance))
    yield 0


def _ad_hoc(office: Office, like: Session, chance: random.Random) -> Life:
    """Many people about one matter: the chair receives them out of turn."""
    slot = replace(_slot(like), day=AD_HOC_ON, starts=time(14), ends=time(16, 30))
    session = services.add(by=office.clerk, duty=like.duty, slot=slot, kind=SessionKind.AD_HOC, ground="complex")
    yield 1
    services.hold(by=office.clerk, session=session, received_by=session.leader)
    _enter(office, session, CROWD, chance)


def _duties(office: Office) -> list[ReceptionDuty]:
    """The chair and the Party secretary, whose post is opened for it."""
    government, party = STEPS[Level(office.unit.level)]
    committee = Body.objects.on(PLANNED_ON).get(unit=office.unit, kind=Body.Kind.PARTY_COMMITTEE)
    secretary = open_post(by=SYSTEM, body=committee, title="Bí thư", valid_from=PLANNED_ON)
    pairs = ((office.chair.post, government), (secretary, party))
    return [services.enter_duty(by=office.clerk, post=post, step=step, valid_from=FIRST) for post, step in pairs]


def _plan(office: Office, duty: ReceptionDuty, days: Calendar, weekday: int) -> list[Session]:
    """The lawful calendar of the year: weekly until July for a commune's chair, then two days a month."""
    norms = norms_of(duty, limits())
    turn = weekday if duty.step in {Step.FREQUENCY_COMMUNE, Step.FREQUENCY_PROVINCE} else (weekday + 2) % 5
    wanted = [one.day for one in propose(norms, [], FIRST, LAST, days, weekday=turn, not_before=FIRST)]
    name = office.unit.full_name
    place = f"Nơi tiếp công dân {name[:1].lower()}{name[1:]}"
    slot = Slot(FIRST, time(8), time(11, 30), place=place)
    return [
        *services.plan(by=office.clerk, duty=duty, days=[day for day in wanted if day < ONLINE_FROM], slot=slot),
        *services.plan(
            by=office.clerk,
            duty=duty,
            days=[day for day in wanted if ONLINE_FROM <= day <= LAST],
            slot=replace(slot, mode=Mode.BOTH, link=LINK),
        ),
    ]


def _closing(office: Office, made: Sequence[Session], day: date, chance: random.Random) -> Life:
    """Record what was held since the closing before; one in thirty was missed. Somebody came to one of them."""
    before = max((one for one in CLOSINGS if one < day), default=FIRST - timedelta(days=1))
    held = [one for one in made if before < one.day <= day and chance.random() > 1 / 30]
    if held:
        services.hold_many(by=office.clerk, sessions=held)
        _enter(office, chance.choice(held), chance.choice(TALKS[:3]), chance)
    yield 0


def _held(stage: Stage, office: Office, province: Office, session: Session, chance: random.Random) -> Life:
    """One session as it goes: missed, postponed by a storm, received by somebody else, or held with people who come."""
    fate = chance.random()
    if fate < 0.06:
        return
    if fate < 0.12:
        later = replace(_slot(session), day=stage.later_day(session.day, 3))
        moved = services.postpone(by=office.clerk, session=session, reason="Mưa lũ lớn, đường vào trụ sở bị ngập.", slot=later)
        yield 3
        services.hold(by=office.clerk, session=moved, received_by=moved.leader)
        return
    received_by = office.clerk.post if fate < 0.2 else session.leader
    services.hold(by=office.clerk, session=session, received_by=received_by)
    for talk in chance.sample(TALKS, chance.randint(1, 4)):
        yield 0
        _enter(office, session, talk, chance, stage=stage, province=province)
    if chance.random() < 0.5:
        due = session.day + timedelta(days=14)
        text = "Kiểm tra thực địa, trả lời bằng văn bản và thông báo cho người dân."
        ordered = services.conclude(by=office.chair, session=session, text=text, owner=office.clerk.post, due_on=due)
        yield chance.choice((6, 9, 14))
        services.complete(by=office.clerk, conclusion=ordered, result="Đã kiểm tra và thông báo cho người dân.", done_on=clock.today())


def _enter(
    office: Office, session: Session, talk: Talk, chance: random.Random, *, stage: Stage | None = None, province: Office | None = None
) -> None:
    """A line of the book; what is taken in goes its way as a petition."""
    name = chance.choice(SENDERS)
    entry = Entry(
        kind=talk.kind,
        outcome=talk.outcome,
        summary=talk.summary.format(place=chance.choice(HAMLETS)),
        told=talk.told,
        people=talk.people,
        again=talk.again,
        refusal=talk.refusal,
        online=session.mode == Mode.BOTH and chance.random() < 0.2,
        came=Came(name, chance.choice(HAMLETS), name if talk.people > 1 else ""),
        topic="land" if talk.kind == Brought.COMPLAINT else "environment",
    )
    number = uuid.UUID(int=chance.getrandbits(128), version=4)
    visit, receipt = services.enter(
        by=office.clerk, submission=number, unit=office.unit, received_by=session.leader, entry=entry, session=session
    )
    if talk.refusal:
        services.issue_notice(by=office.chair, visit=visit, signed_by=office.chair.post)
    if receipt and stage and province:
        alike = [one for one in STORIES if one.topic == entry.topic and one.complaint == (talk.kind == Brought.COMPLAINT)]
        # Whoever came was not asked whether it may be published.
        fate = replace(lives.draw(chance), story=chance.choice(alike), publish=False)
        life = lives.handled(office, province, receipt.petition, fate, chance)
        stage.begin(clock.now() + timedelta(hours=2), life)


def _slot(session: Session) -> Slot:
    return Slot(session.day, session.starts, session.ends, session.mode, session.place, session.link)
