"""What groups of indicators, states and origins are called on pages."""

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from danvan.lib.disclosure import HIDDEN, LEAST, SMALL
from danvan.lib.numbers import local, qualified
from danvan.reports import measures
from danvan.reports.editions import SECRET
from danvan.reports.models import Disclosure, Heading, Indicator, IndicatorKind, Report, ReportState
from danvan.reports.spoken import spoken

Text = str | Promise
# Beside the marks of the gate: a part whose own edition was taken back.
WITHDRAWN = "withdrawn"

# The product's own groups, until an office calls them otherwise (`selectors.groups`).
GROUPS: dict[str, Text] = {
    "A": _("Lãnh đạo, chỉ đạo"),
    "B": _("Tiếp công dân"),
    "C": _("Đơn và giải quyết đơn"),
    "D": _("Đối thoại"),
    "E": _("Dân chủ ở cơ sở"),
    "F": _("Mặt trận, giám sát, phản biện"),
    "G": _("Phong trào, an sinh xã hội"),
    "H": _("Dân vận khéo"),
    "I": _("Lực lượng vũ trang"),
    "J": _("Công tác dân tộc, tôn giáo"),
    "K": _("Cán bộ dân vận"),
    "L": _("Bối cảnh của địa bàn"),
}
# state of a report -> words and tone
STATES: dict[str, tuple[Text, str]] = {
    "none": (_("chưa bắt đầu"), "neutral"),
    "draft": (_("đang lập"), "info"),
    "submitted": (_("đã gửi, chờ nhận"), "accent"),
    "returned": (_("bị trả lại"), "danger"),
    "accepted": (_("đã nhận"), "success"),
}
# nobody stands above who could receive it
SENT = (_("đã gửi"), "success")
# what became of the figures of a period -> words and tone
PUBLICATION_STATES: dict[str, tuple[Text, str]] = {
    "waits": (_("chưa đến ngày công bố"), "neutral"),
    "ready": (_("chưa công bố"), "warning"),
    "current": (_("đang công bố"), "success"),
    "withdrawn": (_("đã rút"), "danger"),
}
ORIGINS: dict[str, tuple[Text, str]] = {
    "counted": (_("đếm từ hồ sơ"), "success"),
    "typed": (_("nhập tay"), "warm"),
    "mixed": (_("vừa đếm vừa nhập"), "info"),
    "computed": (_("tính ra"), "neutral"),
}

# What the figure of a long period is beside those of the shorter ones in it.
OVER_TIME: dict[str, Text] = {
    "added": _("số của kỳ dài là tổng số của các kỳ trong đó"),
    "last": _("số của kỳ dài là số đến cuối kỳ, không cộng các kỳ"),
    "first": _("số của kỳ dài là số lúc bắt đầu kỳ, không cộng các kỳ"),
    "once": _("mỗi đối tượng tính một lần dù kỳ dài hay ngắn; kỳ dài được tính riêng, không cộng các kỳ"),
    "anew": _("mỗi kỳ được tính riêng, không cộng các kỳ"),
}


def state_of(report: Report) -> tuple[Text, str]:
    """Where a report stands, in words, and their tone. What nobody receives waits for nobody."""
    unreceived = report.state == ReportState.SUBMITTED and report.obligation.receiver_id is None
    return SENT if unreceived else STATES[report.state]


def way_of(indicator: Indicator) -> Text:
    """How the public reads it, in words."""
    if indicator.released:
        return _("công bố ở Kết quả giải quyết, không kể tố cáo")
    return Disclosure(indicator.disclosure).label


# The kinds of `lib.periods`, as a heading.
KIND_TITLES: dict[str, Text] = {
    "month": _("Tháng"),
    "quarter": _("Quý"),
    "half": _("6 tháng"),
    "nine": _("9 tháng"),
    "year": _("Năm"),
    "span": _("Nhiều năm"),
    "term": _("Nhiệm kỳ"),
    "days": _("Khoảng ngày"),
}


def published_text(value: Decimal | None, mark: str, scale: int, word: str = "") -> str:
    """A published figure as people read it, with the word of its source; where it is not told, the word for why."""
    if value is not None:
        return qualified(local(value, scale), word)
    if mark == SMALL:
        return gettext("dưới %(count)s") % {"count": LEAST}
    if mark == WITHDRAWN:
        return gettext("đã rút")
    return gettext("không công bố") if mark in (HIDDEN, SECRET) else "–"


def name_of(indicator: Indicator) -> str:
    """The indicator's name in the reader's language; Vietnamese where there is none."""
    return spoken(indicator, "name")


def definition_in(indicator: Indicator) -> str:
    """What the book says the indicator means, in the reader's language."""
    return spoken(indicator, "definition")


def over_time_of(indicator: Indicator) -> str:
    """How its figures of several periods come together, in words."""
    if indicator.kind == IndicatorKind.FORMULA:
        said = gettext("tính lại từ các chỉ tiêu trong công thức, mỗi chỉ tiêu theo cách của nó")
        return ": ".join(part for part in (said, _rules_of(indicator)) if part)
    words = str(OVER_TIME.get(indicator.over_time, OVER_TIME["anew"]))
    opens = gettext("phải bằng %(code)s của kỳ trước") % {"code": indicator.closing} if indicator.closing else ""
    return f"{words}; {opens}" if opens else words


def _rules_of(formula: Indicator) -> str:
    """ "C18: cộng các kỳ; C19: lấy số đầu kỳ": which of its indicators goes over time how; ask with its operands linked."""
    rules: dict[str, list[str]] = {}
    for one in formula.operands.values():
        rules.setdefault(str(one.get_over_time_display()), []).append(one.code)
    return "; ".join(f"{', '.join(codes)}: {rule}" for rule, codes in rules.items())


def title_of(heading: Heading) -> str:
    """The heading's title in the reader's language."""
    return spoken(heading, "title")


def kind_title(kind: str) -> str:
    """Periods of one kind; those of a regime that closes earlier say so."""
    title = str(KIND_TITLES[kind.partition("@")[0]])
    begins = kind.partition("@")[2]
    return gettext("%(kind)s, chốt ngày %(day)s") % {"kind": title, "day": int(begins) - 1} if begins else title


def kind_order(kind: str) -> tuple[int, str]:
    """The shortest periods first; those of a regime that closes earlier after the plain ones."""
    return list(KIND_TITLES).index(kind.partition("@")[0]), kind


def measure_beside(indicator: Indicator, value: Decimal | None, word: str = "") -> str:
    """The unit of measure for what stands after a number: its form follows the number, in the active language."""
    return measures.beside(value, indicator.scale, indicator.measure, get_language() or "vi", qualifier=word)


def measure_after(indicator: Indicator, value: Decimal | None, word: str = "") -> str:
    """The same with the space that parts it from the number; nothing after the dash of a number that is not there."""
    return "" if value is None else measures.after(value, indicator.scale, indicator.measure, get_language() or "vi", qualifier=word)
