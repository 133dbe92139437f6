"""The life of one petition, from a person's words to what they say of the answer."""

import random
import uuid
from dataclasses import dataclass
from datetime import date

from django.utils.text import slugify

from danvan.audit.doer import CITIZEN
from danvan.demo.people import DOMAIN, Office
from danvan.demo.stage import Life
from danvan.demo.texts import DISAGREEMENTS, HAMLETS, SENDERS, STORIES, Story
from danvan.lib.text import fold
from danvan.petitions import services
from danvan.petitions.models import Channel, MayPublish, NotifyBy, Petition, PetitionKind, Verdict


@dataclass(frozen=True)
class Fate:
    """What chance decided beforehand, so that a life reads as a story and the same seed tells the same world."""

    story: Story
    hamlet: str
    online: bool
    diligence: int
    answer_after: int
    ending: str
    verdict: str
    publish: bool


def draw(chance: random.Random) -> Fate:
    """Decide a petition's fate: about one in eight is late, one in ten ends in guidance, a transfer or a return."""
    return Fate(
        story=chance.choice(STORIES),
        hamlet=chance.choice(HAMLETS),
        online=chance.random() < 0.55,
        diligence=chance.choice((0, 0, 1, 1, 2, 3, 5)),
        answer_after=chance.choice((4, 6, 8, 10, 12, 14, 16, 18, 19, 24, 29)),
        ending=chance.choices(("answer", "guide", "transfer", "withdraw", "forgotten"), (84, 6, 4, 2, 4))[0],
        verdict=chance.choices((Verdict.HELPED, Verdict.DISAGREED, ""), (55, 12, 33))[0],
        publish=chance.random() < 0.35,
    )


def petition_life(office: Office, province: Office, fate: Fate, chance: random.Random) -> Life:
    """Tell it: received, registered, classified, checked, accepted, answered, judged."""
    petition = _receive(office, fate, chance)
    yield from handled(office, province, petition, fate, chance)


def handled(office: Office, province: Office, petition: Petition, fate: Fate, chance: random.Random) -> Life:
    """What becomes of a petition that was received."""
    yield fate.diligence
    services.register(by=office.clerk, petition=petition)
    yield 0
    services.classify(by=office.clerk, petition=petition, kind=_kind(fate), title=petition.title)
    yield min(fate.diligence, 2)
    if fate.ending == "guide":
        services.guide(
            by=office.clerk,
            petition=petition,
            ground="other_body",
            public_note="Việc này thuộc cơ quan bảo hiểm xã hội; đã ghi rõ địa chỉ và hồ sơ cần mang theo.",
        )
        return
    services.check(by=office.clerk, petition=petition, eligible=True, within_authority=fate.ending != "transfer")
    if fate.ending == "transfer":
        services.transfer(
            by=office.clerk, petition=petition, ground="no_authority", to=province.unit, public_note="Việc thuộc thẩm quyền cấp tỉnh."
        )
        yield 1
        yield from _taken_over(province, petition, fate, chance)
        return
    services.accept(by=office.clerk, petition=petition)
    services.assign(by=office.clerk, petition=petition, post=office.chair.post)
    yield from _settle(office, petition, fate, chance)


def _taken_over(province: Office, petition: Petition, fate: Fate, chance: random.Random) -> Life:
    """The province goes on with what a commune handed up."""
    services.register(by=province.clerk, petition=petition)
    services.classify(by=province.clerk, petition=petition, kind=_kind(fate))
    services.check(by=province.clerk, petition=petition, eligible=True, within_authority=True)
    yield 1
    services.accept(by=province.clerk, petition=petition)
    services.assign(by=province.clerk, petition=petition, post=province.chair.post)
    yield from _settle(province, petition, fate, chance)


def _kind(fate: Fate) -> PetitionKind:
    return PetitionKind.COMPLAINT if fate.story.complaint else PetitionKind.RECOMMENDATION


def _receive(office: Office, fate: Fate, chance: random.Random) -> Petition:
    story, sender, people = fate.story, chance.choice(SENDERS), chance.choice((1, 1, 1, 1, 1, 1, 4, 12))
    receipt = services.receive(
        by=CITIZEN if fate.online else office.clerk,
        submission=uuid.UUID(int=chance.getrandbits(128), version=4),
        unit=office.unit,
        channel=Channel.WEB if fate.online else chance.choice((Channel.DESK, Channel.DESK, Channel.MAIL)),
        topic=story.topic,
        title=story.title.format(place=fate.hamlet),
        text=story.text.format(place=fate.hamlet),
        place=fate.hamlet,
        sender=_sender(sender, people, fate),
        may_publish=MayPublish.YES if fate.publish else MayPublish.NO,
        people=people,
        entered_by=None if fate.online else office.clerk.post,
    )
    return receipt.petition


def _sender(name: str, people: int, fate: Fate) -> services.SenderData:
    """Half of those who write from home wish to hear of news by mail."""
    mail = f"{slugify(fold(name))}@{DOMAIN}" if fate.online and fate.hamlet in HAMLETS[: len(HAMLETS) // 2] else ""
    shared = name if people > 1 else ""
    return services.SenderData(name, "số nhà 12", representatives=shared, mail=mail, notify_by=NotifyBy.MAIL if mail else "")


def _settle(office: Office, petition: Petition, fate: Fate, chance: random.Random) -> Life:
    yield fate.answer_after // 2
    if fate.ending == "withdraw":
        services.withdraw(by=CITIZEN, petition=petition, reason="Việc đã được giải quyết tại thôn.")
        return
    if fate.story.complaint and fate.ending != "forgotten" and fate.answer_after > 15:
        services.extend(
            by=office.chair,
            petition=petition,
            ground="complex",
            days=45,
            reason="Cần đo đạc lại thực địa và lấy ý kiến cơ quan chuyên môn.",
        )
    yield fate.answer_after - fate.answer_after // 2
    if fate.ending == "forgotten":
        yield 25
    services.answer(by=office.chair, petition=petition, text=fate.story.answer, number="")
    if fate.story.complaint:
        yield chance.choice((1, 1, 2, 2, 5))
        services.fulfil(by=office.clerk, petition=petition, steps=["send"])
    if fate.publish:
        yield 1
        services.publish(
            by=office.chair,
            petition=petition,
            title=petition.title,
            question=fate.story.text.format(place=fate.hamlet),
            text=fate.story.answer,
        )
    if fate.verdict:
        yield chance.choice((1, 2, 4, 7))
        text = chance.choice(DISAGREEMENTS) if fate.verdict == Verdict.DISAGREED else ""
        services.say(by=CITIZEN, petition=petition, verdict=fate.verdict, text=text, served=chance.choice((None, 2, 3, 4, 5)))
    yield from _afterwards(office, petition, fate, chance)


def _afterwards(office: Office, petition: Petition, fate: Fate, chance: random.Random) -> Life:
    """Whoever did not agree is heard once more; a decision is published once it has taken effect."""
    if fate.verdict == Verdict.DISAGREED and not fate.story.complaint and chance.random() < 0.8:
        yield chance.choice((3, 5, 8))
        services.uphold(
            by=office.chair, petition=petition, public_note="Đã kiểm tra lại tại chỗ cùng thôn; nội dung trả lời trước là đúng."
        )
    if fate.story.complaint:
        yield 26  # the decision has taken effect by then (30 days, L02/2011 Art. 44)
        if petition.clocks.filter(stopped_on=None, limit__step="publish").exists():  # else it was published here, or went to the superior
            services.fulfil(by=office.clerk, petition=petition, steps=["publish"])


def year_of(first: date, last: date, chance: random.Random) -> date:
    """A day of the year, any day as likely as another."""
    return date.fromordinal(chance.randint(first.toordinal(), last.toordinal()))
