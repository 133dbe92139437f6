"""Pure decisions of the seal: passphrases, grounds, how long an opening lasts, who of many must come together. No database."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from hashlib import sha256
from itertools import combinations

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.lib.text import fold

# Two, because whoever asks is never the one who decides.
LEAST_KEEPERS = 2
MOST_CUSTODIANS, MOST_NEEDED, LEAST_NEEDED = 5, 3, 2
IDLE = timedelta(minutes=15)
RESCUE_LASTS = timedelta(hours=24)
HOURS = (4, 8, 24, 72)
LEAST_PASSPHRASE, LEAST_DIFFERENT = 16, 8


class Ground(models.TextChoices):
    """Why an identity may be opened: the duties of the Law on Denunciations 25/2018/QH14 that cannot be done without it."""

    ACCEPT = "accept", gettext_lazy("kiểm tra, xác minh thông tin về người tố cáo trước khi thụ lý (Luật Tố cáo 2018, Điều 24)")
    WORK = "work", gettext_lazy("làm việc trực tiếp với người tố cáo để xác minh nội dung (Điều 31)")
    INFORM = "inform", gettext_lazy("thông báo cho người tố cáo việc thụ lý, gia hạn, kết luận (Điều 29, 30, 35)")
    PROTECT = "protect", gettext_lazy("quyết định, áp dụng biện pháp bảo vệ người tố cáo (Chương VI, Điều 47 đến 58)")
    AUTHORITY = "authority", gettext_lazy("cung cấp cho cơ quan điều tra, cơ quan có thẩm quyền theo yêu cầu bằng văn bản")


LABELS = {
    "name": gettext_lazy("Họ và tên"),
    "address": gettext_lazy("Địa chỉ"),
    "phone": gettext_lazy("Điện thoại"),
    "mail": gettext_lazy("Thư điện tử"),
    "representatives": gettext_lazy("Người đại diện"),
}


def label_of(part: str) -> str:
    """What a part of the identity is called; one the caller made up is shown as it came."""
    return str(LABELS.get(part, part))


def weaknesses(passphrase: str, *, names: Iterable[str]) -> list[str]:
    """What is wrong with a passphrase, one sentence each; `names` are the person's own, which it may not lean on."""
    found = []
    if len(passphrase) < LEAST_PASSPHRASE:
        found.append(
            _("Câu mật khẩu quá ngắn: cần ít nhất %(count)d ký tự, nên là bốn, năm từ không liên quan.") % {"count": LEAST_PASSPHRASE}
        )
    if len(set(passphrase)) < LEAST_DIFFERENT:
        found.append(_("Câu mật khẩu lặp lại quá ít ký tự."))
    plain = fold(passphrase).replace(" ", "")
    if any(len(name) > 3 and name in plain for name in (fold(name).replace(" ", "") for name in names)):
        found.append(_("Câu mật khẩu không được chứa tên hoặc tên đăng nhập của bạn."))
    return found


def fingerprint(publics: Iterable[str]) -> str:
    """One text for a set of keys: an envelope sealed to another set than today's waits to be sealed again."""
    return sha256("\n".join(sorted(publics)).encode()).hexdigest()


def subsets(custodians: Sequence[int], needed: int) -> list[tuple[int, ...]]:
    """Every group of so many custodians, each group and the list in order."""
    return list(combinations(sorted(custodians), needed))


def recovery_fits(custodians: Sequence[int], needed: int) -> bool:
    """Whether `needed` of these custodians is a split we make: two or three of at most five."""
    people = len(set(custodians))
    return people == len(custodians) and LEAST_NEEDED <= needed <= MOST_NEEDED and needed <= people <= MOST_CUSTODIANS
