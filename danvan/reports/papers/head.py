"""The head and the foot of a report: which body issues it, above it, who signs, who receives."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import override

from danvan.lib import clock, periods
from danvan.lib.papers import Block, Letterhead, Paper, Signature
from danvan.lib.text import mid_sentence
from danvan.reports.models import Capacity, Form, PeriodRow, Regime, Report, Signing
from danvan.reports.selectors.names import names_on
from danvan.reports.selectors.signing import day_of, name_of_holder
from danvan.units import usual
from danvan.units.models import Body, Level, Unit
from danvan.units.selectors import bodies_of, kind_on, name_on, parent_of

# Who issues a unit's report, first found: the commission above the communes, else the Party committee, else the People's Committee.
ISSUERS = (Body.Kind.COMMISSION, Body.Kind.PARTY_COMMITTEE, Body.Kind.PEOPLES_COMMITTEE)
NUMBER_ROOM = "\u2002" * 3
CAPITAL = "Hà Nội"
# Above the People's Committee of a province stands the Government, which is no body of a unit here.
GOVERNMENT = "Chính phủ"


@dataclass(frozen=True)
class Head:
    """What stands around the text."""

    letterhead: Letterhead
    upper: str
    issuer: str
    named: str
    symbol: str
    place: str
    day: date
    signature: Signature
    recipients: tuple[str, ...]
    kept_at: str

    def around(self, type_name: str, summary: str, blocks: tuple[Block, ...]) -> Paper:
        """A paper with this head and foot."""
        return Paper(
            letterhead=self.letterhead,
            upper=self.upper,
            issuer=self.issuer,
            named=self.named,
            symbol=self.symbol,
            place=self.place,
            day=self.day,
            type_name=type_name,
            summary=summary,
            blocks=blocks,
            signature=self.signature,
            recipients=self.recipients,
            kept_at=self.kept_at,
        )


@dataclass(frozen=True)
class _Named:
    """A body as it was called on the day."""

    kind: str
    name: str
    symbol: str


def head_of(
    unit: Unit, period: PeriodRow, report: Report | None, regime: str = "", consolidator: str = "", *, signing: Signing | None = None
) -> Head:
    """The bodies of the unit as they were called when the report was filed; of a unit that is no more, on the period's last day.

    In the State's `regime` the People's Committee issues it, in the State's layout, if the unit has one. `consolidator`: the kind of body above
    that the form says receives it. `signing`: what the unit said of its signature; without it the usual head signs.
    """
    day = day_of(report)
    then = day if unit.holds_on(day) else period.last_day
    bodies = {body.kind: body for body in _named(unit, then)}
    issuers = ISSUERS[::-1] if regime == Regime.STATE else ISSUERS
    kind = next((one for one in issuers if one in bodies and not (one == Body.Kind.COMMISSION and unit.level == Level.COMMUNE)), None)
    party = kind != Body.Kind.PEOPLES_COMMITTEE
    issuer = bodies[kind] if kind else _Named("", names_on([unit.pk], then)[unit.pk], "")
    return Head(
        letterhead=Letterhead.PARTY if party else Letterhead.STATE,
        upper=_upper(unit, then, kind, bodies),
        issuer=_issuer(issuer, bodies),
        named=issuer.name,
        symbol=_symbol(report, issuer.symbol, signing.symbol if signing else "", party=party),
        place=(signing.place if signing else "") or (CAPITAL if unit.level == Level.CENTRE else name_on(unit, then)),
        day=day,
        signature=_said(signing, day) if signing else _signature(kind, issuer),
        recipients=_recipients(unit, then, kind, bodies, consolidator),
        kept_at=_kept_at(kind, bodies),
    )


def sample(unit: Unit, form: Form | None, signing: Signing | None) -> Paper:
    """A paper of today without a text, to look at its head and foot."""
    plain = periods.containing("month", clock.today())
    period = PeriodRow(key=plain.key, kind=plain.kind, first_day=plain.first, last_day=plain.last)
    said = (form.regime, form.consolidator) if form else ()
    with override("vi"):
        return head_of(unit, period, None, *said, signing=signing).around("BÁO CÁO", form.title if form else "", ())


def _named(unit: Unit, day: date, kinds: Collection[str] = ISSUERS) -> list[_Named]:
    """The bodies of the kinds (those that may issue); where none was entered, as for a closed unit, those such a unit had, by their usual names."""
    found = []
    for body in bodies_of(unit, day).filter(kind__in=kinds):
        then = next(iter(getattr(body, "names_then", ())), body)
        found.append(_Named(body.kind, then.name, then.symbol))
    return found or _usual(unit, day, kinds)


def _usual(unit: Unit, day: date, kinds: Collection[str]) -> list[_Named]:
    plans = usual.bodies(unit.level, kind_on(unit, day), name_on(unit, day), day, None)
    return [_Named(plan.kind, plan.names[0].name, plan.names[0].symbol) for plan in plans if plan.kind in kinds]


def _upper(unit: Unit, day: date, kind: str | None, bodies: dict[str, _Named]) -> str:
    """A commission stands under its own committee; a commune's committee under the Party organisation of the province; the State's under nothing."""
    if kind == Body.Kind.COMMISSION:
        committee = bodies.get(Body.Kind.PARTY_COMMITTEE)
        return committee.name if committee else ""
    if kind == Body.Kind.PARTY_COMMITTEE and unit.level == Level.COMMUNE:
        above = parent_of(unit, day)
        return f"Đảng bộ {mid_sentence(names_on([above.pk], day)[above.pk])}" if above else ""
    return ""


def _issuer(issuer: _Named, bodies: dict[str, _Named]) -> str:
    """The committee above is named on the line above; it is not said twice."""
    committee = bodies.get(Body.Kind.PARTY_COMMITTEE)
    if issuer.kind == Body.Kind.COMMISSION and committee:
        return issuer.name.removesuffix(f" {committee.name}")
    return issuer.name


def _symbol(report: Report | None, symbol: str, said: str, *, party: bool) -> str:
    """The number given, or room for one written by hand before the symbol that the unit said."""
    if report and report.number:
        return report.number
    if said:
        return f"{NUMBER_ROOM}{'-' if party else '/'}{said}"
    ending = f"/{symbol}" if symbol else ""
    return f"{NUMBER_ROOM}-BC{ending}" if party else f"{NUMBER_ROOM}/BC-{symbol}"


def _signature(kind: str | None, issuer: _Named) -> Signature:
    if kind == Body.Kind.COMMISSION:
        return Signature("", "Trưởng ban")
    if kind == Body.Kind.PEOPLES_COMMITTEE:
        return Signature("Ủy ban nhân dân", "Chủ tịch")
    return Signature("Ban Thường vụ", "Phó bí thư") if issuer.kind else Signature("", "Người lập báo cáo")


def _said(signing: Signing, day: date) -> Signature:
    """As the unit said; the name is that of who holds the post on the day."""
    name = name_of_holder(signing.post_id, day)
    if signing.capacity == Capacity.SELF:
        return Signature("", signing.position, name=name)
    return Signature(signing.authority, signing.position, capacity=signing.capacity, name=name)  # type: ignore[arg-type]  # one of the three left


def _recipients(unit: Unit, day: date, kind: str | None, bodies: dict[str, _Named], consolidator: str) -> tuple[str, ...]:
    lines = []
    above = parent_of(unit, day)
    if above:
        there = {body.kind: body for body in _named(above, day, {consolidator, *ISSUERS})}
        usual_one = Body.Kind.PEOPLES_COMMITTEE if kind == Body.Kind.PEOPLES_COMMITTEE else Body.Kind.COMMISSION
        receiver = there.get(consolidator) or there.get(usual_one) or there.get(Body.Kind.PARTY_COMMITTEE)
        state = kind == Body.Kind.PEOPLES_COMMITTEE and above.level == Level.CENTRE
        lines.append(GOVERNMENT if state else receiver.name if receiver else names_on([above.pk], day)[above.pk])
    committee = bodies.get(Body.Kind.PARTY_COMMITTEE)
    if committee:
        lines.append(f"Thường trực {committee.name}")
    return tuple(lines)


def _kept_at(kind: str | None, bodies: dict[str, _Named]) -> str:
    committee = bodies.get(Body.Kind.PARTY_COMMITTEE)
    if kind == Body.Kind.PARTY_COMMITTEE and committee:
        return f"Lưu Văn phòng {committee.name}"
    return "Lưu: VT" if kind == Body.Kind.PEOPLES_COMMITTEE else "Lưu Văn phòng"
