"""Who issues a paper: the body, what stands above it, its layout, who signs for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from danvan.lib import clock
from danvan.lib.papers import Letterhead
from danvan.units.models import Body, BodyName, Level, Post, Unit
from danvan.units.selectors import name_on
from danvan.units.selectors.bodies import BY_KIND

NUMBER_ROOM = "\u2002" * 4
CAPITAL = "Hà Nội"
PARTY = (Body.Kind.PARTY_COMMITTEE, Body.Kind.COMMISSION)
# The head of a body, as papers name the position.
HEADS: dict[str, str] = {
    Body.Kind.PEOPLES_COMMITTEE: "Chủ tịch",
    Body.Kind.PEOPLES_COUNCIL: "Chủ tịch",
    Body.Kind.FRONT: "Chủ tịch",
    Body.Kind.PARTY_COMMITTEE: "Bí thư",
    Body.Kind.COMMISSION: "Trưởng ban",
    Body.Kind.RECEPTION: "Trưởng ban",
}
HEAD = "Thủ trưởng cơ quan"
# What stands above a body on its papers.
ABOVE: dict[str, str] = {Body.Kind.RECEPTION: Body.Kind.PEOPLES_COMMITTEE, Body.Kind.COMMISSION: Body.Kind.PARTY_COMMITTEE}


@dataclass(frozen=True)
class Head:
    """What stands around the text of a paper. `body` is empty where a unit has none entered; `name` is what a sentence calls the issuer, `issuer`
    what its papers say under the line above (a name is not said twice).
    """

    unit: Unit
    body: Body | None
    letterhead: Letterhead
    upper: str
    issuer: str
    name: str
    symbol: str
    place: str
    day: date
    signs: str

    def number(self, kind: str, number: int | None) -> str:
        """ "12/TB-UBND" (State), "12-TB/TU" (Party), "12/UBND" (a letter); room for a number where there is none yet."""
        first = f"{number:02d}" if number else NUMBER_ROOM
        if self.letterhead is Letterhead.PARTY:
            return f"{first}-{kind or 'CV'}/{self.symbol}"
        return f"{first}/{kind}-{self.symbol}" if kind else f"{first}/{self.symbol}"


def head_of(unit: Unit, day: date, *, post: Post | None = None, issuers: Sequence[str] = ()) -> Head:
    """The head of a paper of the unit on the day.

    The body of the post that prints issues it, if it may (`issuers`, best first; empty = any); else the first of them that the unit has;
    else its People's Committee; else its first body; a unit without bodies issues under its own name.
    """
    # Without posts and holders: a paper needs names only.
    names = Prefetch("names", BodyName.objects.on(day), to_attr="names_then")
    bodies = list(Body.objects.on(day).filter(unit=unit).order_by(BY_KIND, "id").prefetch_related(names))
    body = _issuer(bodies, post, issuers)
    kinds = {one.kind: one for one in reversed(bodies)}
    kind = body.kind if body else ""
    above = kinds.get(ABOVE.get(kind, ""))
    upper = _name(above) if above else ""
    issuer = _name(body) if body else unit.full_name
    return Head(
        unit=unit,
        body=body,
        letterhead=Letterhead.PARTY if kind in PARTY else Letterhead.STATE,
        upper=upper,
        issuer=issuer.removesuffix(f" {upper}") if upper else issuer,
        name=issuer,
        symbol=_symbol(body) if body else "",
        place=CAPITAL if unit.level == Level.CENTRE else _place(unit, day),
        day=day,
        signs=HEADS.get(kind, HEAD),
    )


def _place(unit: Unit, day: date) -> str:
    """The unit's name on the day; its row repeats today's."""
    return unit.name if day == clock.today() else name_on(unit, day)


def _issuer(bodies: Sequence[Body], post: Post | None, issuers: Sequence[str]) -> Body | None:
    own = next((body for body in bodies if post and body.pk == post.body_id), None)
    if own is not None and (not issuers or own.kind in issuers):
        return own
    wanted = [*issuers, Body.Kind.PEOPLES_COMMITTEE]
    return next((body for kind in wanted for body in bodies if body.kind == kind), own or (bodies[0] if bodies else None))


def _name(body: Body) -> str:
    """What the body is called on the day (`head_of` brought the names of that day)."""
    return str(next(iter(getattr(body, "names_then", ())), body).name)


def _symbol(body: Body) -> str:
    return str(next(iter(getattr(body, "names_then", ())), body).symbol)
