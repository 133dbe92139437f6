"""Deciding how an indicator is published: from now on, with its reason; what was published stays as it was."""

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports.models import Disclosure, DisclosureDecision, Indicator, IndicatorKind


@transaction.atomic
def set_disclosure(*, by: Doer, indicator: Indicator, disclosure: str, reason: str, seen: str = "") -> DisclosureDecision:
    """Decide how an indicator is published from now on.

    `seen`: the way it was published when somebody decided. Refused, by field: an unknown way, a formula (worked out of published numbers), what its own
    room publishes, what the next period opens with (published there), no reason, nothing changed, or changed by somebody else meanwhile.
    """
    if disclosure not in Disclosure.values:
        raise Refused(_("Chọn một cách công bố trong danh sách."), field="disclosure")
    if not reason.strip():
        raise Refused(_("Ghi lý do thay đổi."), field="reason")
    held = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator.pk)
    if held.kind == IndicatorKind.FORMULA:
        raise Refused(
            _("Chỉ tiêu tính theo công thức lấy từ các số đã công bố; hãy đặt cách công bố cho từng chỉ tiêu trong công thức."),
            field="disclosure",
        )
    if held.released:
        raise Refused(
            _(
                "Hồ sơ mà chỉ tiêu này đếm đã được công bố ở trang Kết quả giải quyết; nếu công bố thêm ở đây thì lấy hai số trừ nhau ra số nhỏ."
            ),
            field="disclosure",
        )
    if opens := Indicator.objects.filter(closing=held.code).first():
        said = _("Số này được công bố ở %(code)s của kỳ sau; công bố hai lần sẽ làm lộ số nhỏ.") % {"code": opens.code}
        raise Refused(said, field="disclosure")
    before = held.disclosure
    if seen and seen != before:
        words = {"way": Disclosure(before).label}
        raise Refused(_("Người khác vừa đổi cách công bố thành “%(way)s”. Hãy xem lại rồi quyết định.") % words, field="disclosure")
    if before == disclosure:
        raise Refused(_("Chỉ tiêu đang được công bố theo cách này."), field="disclosure")
    held.disclosure = disclosure
    held.save(update_fields=["disclosure"])
    made = DisclosureDecision.objects.create(
        indicator=held, before=before, disclosure=disclosure, reason=reason.strip(), at=clock.now(), by_label=by.label
    )
    data = {"code": held.code, "from": before, "to": disclosure, "reason": made.reason}
    audit.record("reports.indicator.disclose", by=by, subject=held, unit_id=held.owner_id, data=data)
    return made
