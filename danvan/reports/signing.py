"""What a unit may say of the signature under its reports."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from danvan.lib.refusal import Refused
from danvan.reports.models import Capacity, Every, Form, Signing
from danvan.units.models import Unit
from danvan.units.selectors.bodies import posts_of

# Who is many does not sign "for": a deputy signs for a head, not for a committee (Guidance 05-HD/VPTW; Decree 30/2020, Art. 13).
COLLECTIVE = ("ban ", "ủy ban", "uỷ ban", "hội đồng", "thường trực", "đảng ủy", "tỉnh ủy", "thành ủy", "xã ủy")


@dataclass(frozen=True)
class SigningData:
    """What a unit says of the signature: see `Signing`. `post`: its number."""

    valid_from: date
    position: str
    capacity: str = ""
    authority: str = ""
    form: str = ""
    post: int | None = None
    place: str = ""
    symbol: str = ""


def signing_of(unit: Unit, said: SigningData) -> Signing:
    """The row, not saved, to look at before it is kept. Refused, by field, for what no paper may say."""
    if not said.position.strip():
        raise Refused(_("Ghi chức vụ của người ký."), field="position")
    if said.capacity and not said.authority.strip():
        raise Refused(_("Ghi ký thay mặt ai, thay cho ai."), field="authority")
    if not said.capacity and said.authority.strip():
        raise Refused(_("Chọn tư cách ký cho tên này, hoặc để trống tên."), field="capacity")
    if said.capacity == Capacity.DEPUTY and said.authority.casefold().startswith(COLLECTIVE):
        raise Refused(_("Tập thể không có người ký thay: ghi chức vụ của người đứng đầu, ví dụ Trưởng ban."), field="authority")
    if said.form and said.form not in Every.values and not Form.objects.filter(code=said.form).exists():
        raise Refused(_("Không có mẫu báo cáo này."), field="form")
    if said.post is not None and not posts_of(unit, said.valid_from).filter(pk=said.post).exists():
        raise Refused(_("Chọn một chức danh của đơn vị vào ngày đó."), field="post")
    words = {name: getattr(said, name).strip() for name in ("authority", "position", "place", "symbol")}
    return Signing(unit=unit, form=said.form, valid_from=said.valid_from, capacity=said.capacity, post_id=said.post, **words)
