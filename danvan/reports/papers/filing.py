"""Who has not filed, as a report says it: in the sentence that opens it while they are few, else by name in its annex."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from danvan.lib.papers import Column, Note, Sheet, Table
from danvan.reports.coverage import Counted
from danvan.reports.selectors import Completeness, Row


def opening(filing: Completeness) -> str:
    """The sentence; where it gives but the number, it says where the names stand."""
    return f"{filing.text} {_('Tên các đơn vị đó ở cuối Phụ lục.')}" if filing.many else filing.text


def asked_of_few(rows: Iterable[Row], filing: Completeness) -> str:
    """Of the country, where only some of its provinces owed a report: that all of these filed does not make the number the country's. Else empty."""
    every = max((row.expected for row in rows if row.value is not None and row.counted is Counted.PROVINCES), default=0)
    if not 0 < filing.expected < every:
        return ""
    words = {"asked": filing.expected, "every": every}
    return _("Kỳ này chỉ %(asked)s trong %(every)s tỉnh, thành phố phải gửi báo cáo.") % words


def at_the_end(filing: Completeness) -> list[Note]:
    """The names, where the sentence has none."""
    if not filing.many:
        return []
    words = {"count": len(filing.missing), "names": ", ".join(one.name for one in filing.missing)}
    return [Note(_("Đơn vị chưa gửi báo cáo (%(count)s): %(names)s.") % words)]


def sheet(filing: Completeness) -> list[Sheet]:
    """The same in a workbook, one line for each."""
    if not filing.many:
        return []
    lines = tuple((str(place), one.name) for place, one in enumerate(filing.missing, start=1))
    return [Sheet("Chưa gửi báo cáo", Table("", (Column("TT", "code"), Column("Đơn vị")), lines))]
