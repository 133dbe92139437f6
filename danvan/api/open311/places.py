"""Which office receives: by key, by code, or by the end of an address as people write it."""

from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.units import selectors
from danvan.units.models import Level, Unit

RECEIVING = (Level.COMMUNE, Level.PROVINCE)
# How many of the last parts of an address are tried as "xã …, tỉnh …".
TRIED = 4
NAMED = 5


def receiving(key: str, address: str, jurisdiction: Unit | None, *, located: bool) -> Unit:
    """The commune or province that takes it in. The first that is given counts: attribute[unit], the address, the jurisdiction.

    Raises Refused saying what to send instead.
    """
    if key:
        return _fit(selectors.by_code(key, clock.today()))
    if address:
        return _by_address(address)
    if jurisdiction is not None:
        return _fit(jurisdiction)
    if located:
        raise Refused(
            _("Chưa có ranh giới xã, phường để suy ra nơi tiếp nhận từ tọa độ. Hãy gửi thêm attribute[unit] hoặc address_string.")
        )
    raise Refused(_("Thiếu nơi tiếp nhận: hãy gửi attribute[unit] (khóa hoặc mã đơn vị) hoặc address_string đến cấp xã."))


def _fit(unit: Unit) -> Unit:
    if unit.level not in RECEIVING or not unit.holds_on(clock.today()):
        raise Refused(_("%(unit)s không phải xã, phường, đặc khu hay tỉnh, thành phố hiện nay.") % {"unit": unit.full_name})
    return unit


def _by_address(address: str) -> Unit:
    """The one commune that the last parts of the address name, today's names first, then old names that lead to one of today."""
    parts = [part.strip() for part in address.split(",") if part.strip()][-TRIED:]
    ends = [", ".join(parts[start:]) for start in range(len(parts))]
    today = clock.today()
    for end in ends:
        exact = selectors.named(end, today, [Level.COMMUNE])
        found = exact or [match.unit for match in selectors.find(end, on=today, levels=[Level.COMMUNE], limit=NAMED) if match.by]
        if len(found) == 1:
            return found[0]
        if found:
            labels = selectors.path_labels(found[:NAMED], today)
            names = "; ".join(f"{labels[unit.pk]} [{unit.key}]" for unit in found[:NAMED])
            raise Refused(_("Địa chỉ chỉ đến nhiều nơi: %(names)s. Hãy ghi thêm tỉnh, hoặc gửi attribute[unit].") % {"names": names})
    raise Refused(_("Không nhận ra xã, phường trong địa chỉ. Hãy ghi “…, xã A, tỉnh B”, hoặc gửi attribute[unit]."))


def jurisdiction(key: str) -> Unit | None:
    """The unit that `jurisdiction_id` names: our key or the official code of today. None if it was not sent; Refused if there is none such."""
    return selectors.by_code(key, clock.today()) if key else None
