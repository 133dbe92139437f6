"""Small builders that call services."""

from typing import Any

from danvan.api import services
from danvan.api.access import Caller
from danvan.api.models import Scope
from danvan.api.services import NewKey
from danvan.audit.doer import SYSTEM
from danvan.petitions import services as petitions
from danvan.petitions.models import Answer
from danvan.petitions.tests.factories import Cast, answered
from danvan.units.models import Unit

ALL = tuple(Scope)
SECRET_WORDS = "Nhà bà Lan ở cuối ngõ"


def key(unit: Unit, *scopes: Scope, per_minute: int = 1000, name: str = "Ứng dụng Đô thị") -> NewKey:
    """A key of the unit (no scope said: all of them)."""
    return services.make_key(
        by=SYSTEM, unit=unit, name=name, owner="Công ty Thử", contact="hotro@vi-du.vn", scopes=scopes or ALL, per_minute=per_minute
    )


def caller(made: NewKey) -> Caller:
    """Whoever calls with it."""
    return Caller(made.key)


def published(play: Cast, *, question: str = "Đường vào thôn hỏng nặng.", **given: Any) -> Answer:
    """An answer that everybody may read. The sender's own words differ from the public ones."""
    petition = answered(play.clerk, text=SECRET_WORDS, **given)
    return petitions.publish(by=play.clerk, petition=petition, title="Sửa đường vào thôn", question=question, text="Đã sửa xong mặt đường.")


def bearer(made: NewKey) -> dict[str, str]:
    """The header for Django's test client."""
    return {"Authorization": f"Bearer {made.secret}"}
