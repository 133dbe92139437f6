"""The mark of a number that was adjusted, or holds one that was; and both numbers in words. Plain values, whole numbers of 10^-scale units."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from danvan.reports.checks import printed

MARK = "*"
# So many numbers with a mark are told one by one beside a table.
MOST = 20


def legend() -> str:
    """What the mark means, wherever it is printed."""
    return _("Dấu * chỉ số đếm từ hồ sơ đã được điều chỉnh, hoặc số tính từ số như vậy.")


def marked(text: str, adjustments: int) -> str:
    """A printed number with the mark, where it has been adjusted or holds `adjustments` figures that were."""
    return f"{text}{MARK}" if adjustments else text


def any_marked(texts: Iterable[str]) -> bool:
    """Is there a printed number with the mark in any of the texts?"""
    return any(MARK in text for text in texts)


def first(lines: Sequence[str]) -> list[str]:
    """At most so many as a reader takes in, and how many more there are."""
    rest = len(lines) - MOST
    return (
        list(lines)
        if rest <= 0
        else [*lines[:MOST], _("Còn %(count)s số khác đã điều chỉnh; mở từng số để xem số đếm được.") % {"count": rest}]
    )


def both(counted: str, amount: str, value: str) -> str:
    """The count, the amount and what they come to, in one sentence."""
    words = {"counted": counted, "amount": amount, "value": value}
    return _("Đếm được %(counted)s, điều chỉnh %(amount)s thành %(value)s.") % words


def with_sign(amount: int, scale: int) -> str:
    """ "+2", "−2", "0": an amount as printed."""
    sign = "+" if amount > 0 else "−" if amount else ""
    return f"{sign}{printed(abs(amount), scale)}"


def words_of(value: int, adjusted: int, adjustments: int, scale: int, *, origin: str) -> str:
    """What a number that holds adjusted ones says of itself: how many, by how much in all, and what it would be without; empty for none."""
    if not adjustments:
        return ""
    before, now = (printed(number, scale) for number in (value - adjusted, value))
    words = {"count": adjustments, "amount": with_sign(adjusted, scale), "before": before, "now": now}
    if origin != "computed" and not adjusted:
        return _("Có %(count)s số đếm đã điều chỉnh, tăng và giảm bù nhau: chưa điều chỉnh cũng là %(now)s.") % words
    if origin == "computed":
        return _("Tính từ %(count)s số đã điều chỉnh: chưa điều chỉnh là %(before)s, báo cáo là %(now)s.") % words
    return _("Có %(count)s số đếm đã điều chỉnh, cộng lại %(amount)s: chưa điều chỉnh là %(before)s, báo cáo là %(now)s.") % words
