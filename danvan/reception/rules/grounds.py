"""The grounds the law gives, as closed lists. `recalled` = written from memory of the instrument, not yet compared; pages say so."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Ground:
    """A reason the law gives. `needs_notice`: the head of the body tells it in writing (Thông báo từ chối tiếp công dân)."""

    code: str
    label: Words
    article: Words
    needs_notice: bool = False
    recalled: bool = False


# Refusing to receive: L42/2013 Art. 9.
REFUSAL_GROUNDS = (
    Ground(
        "incapable",
        _("Người đến đang say do dùng chất kích thích hoặc không nhận thức, không điều khiển được hành vi của mình"),
        _("Luật Tiếp công dân 42/2013/QH13, khoản 1 Điều 9"),
    ),
    Ground(
        "threat",
        _("Người đến đe dọa, xúc phạm cơ quan, người tiếp công dân hoặc vi phạm nội quy nơi tiếp công dân"),
        _("Luật Tiếp công dân 42/2013/QH13, khoản 2 Điều 9"),
    ),
    Ground(
        "settled",
        _(
            "Việc đã được giải quyết đúng pháp luật, đã kiểm tra, rà soát, thông báo bằng văn bản, đã được tiếp và giải thích nhưng vẫn kéo dài"
        ),
        _("Luật Tiếp công dân 42/2013/QH13, khoản 3 Điều 9"),
        needs_notice=True,
    ),
)
# Receiving out of turn: L42/2013 Art. 18.3.
_ART_18 = _("Luật Tiếp công dân 42/2013/QH13, khoản 3 Điều 18")
AD_HOC_GROUNDS = (
    Ground("complex", _("Vụ việc gay gắt, phức tạp, nhiều người tham gia"), _ART_18),
    Ground("several_bodies", _("Vụ việc liên quan trách nhiệm nhiều cơ quan hoặc ý kiến các cơ quan còn khác nhau"), _ART_18),
    Ground("grave", _("Nếu không chỉ đạo, xem xét kịp thời có thể gây hậu quả nghiêm trọng"), _ART_18),
)


def refusal_ground(code: str) -> Ground | None:
    """The ground of refusal with that code."""
    return _found(REFUSAL_GROUNDS, code)


def ad_hoc_ground(code: str) -> Ground | None:
    """The ground of an ad hoc session with that code."""
    return _found(AD_HOC_GROUNDS, code)


def _found(grounds: tuple[Ground, ...], code: str) -> Ground | None:
    return next((ground for ground in grounds if ground.code == code), None)
