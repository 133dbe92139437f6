"""Who works in the demonstration world: an office in every commune of the province, one in the province, one at the centre."""

from dataclasses import dataclass
from datetime import date

from danvan.accounts.models import User
from danvan.audit.doer import SYSTEM
from danvan.units import services
from danvan.units.access import Acting
from danvan.units.models import Body, Duty, Level, Post, Unit

# One password for all sign-ins of the demonstration; `danvan demo` prints it.
PASSWORD = "danvan-demo-2026"  # noqa: S105 - a public demonstration, on the loopback address only
# A name that the Internet keeps free for examples (RFC 2606): mail to it can reach nobody.
DOMAIN = "danvan.example"
SINCE = date(2025, 7, 1)
# Letters instead of given names: nobody real.
NAMES = {
    "Công chức tiếp công dân": "Trần Thị B.",
    "Chủ tịch": "Nguyễn Văn A.",
    "Chánh Văn phòng": "Mai Thị N.",
    "Chuyên viên tổng hợp": "Lê Văn C.",
    "Chuyên viên văn phòng": "Bùi Thị H.",
    "Quản trị danh mục": "Phan Thị D.",
    "Phó Trưởng ban": "Hồ Văn L.",
    "Trưởng ban công tác Mặt trận": "Cao Thị M.",
    "Người giữ niêm phong thứ nhất": "Đỗ Văn E.",
    "Người giữ niêm phong thứ hai": "Vũ Thị G.",
}


@dataclass(frozen=True)
class Office:
    """The people of one unit: who receives, who signs, who reports."""

    unit: Unit
    clerk: Acting
    chair: Acting
    reporter: Acting


@dataclass(frozen=True)
class SignIn:
    """A user of the demonstration, as printed."""

    username: str
    title: str


def staff(unit: Unit, prefix: str, *, password: str | None = None) -> Office:
    """Open the usual bodies of the unit and appoint three people: reception, head, reports. Without a password they cannot log in."""
    bodies = {body.kind: body for body in services.establish(by=SYSTEM, unit=unit, on=max(SINCE, unit.valid_from))}
    party = bodies[Body.Kind.PARTY_COMMITTEE]
    governing = bodies.get(Body.Kind.PEOPLES_COMMITTEE, party)
    # The centre has no People's Committee: there the head of the Party's office answers.
    head, name = ("Chánh Văn phòng", "vanphong") if governing is party else ("Chủ tịch", "chutich")
    receiving = bodies.get(Body.Kind.RECEPTION, governing)
    reporting = bodies.get(Body.Kind.COMMISSION, party)
    gathers = [Duty.PUBLISH] if unit.level in (Level.PROVINCE, Level.CENTRE) else []
    return Office(
        unit,
        appointed(receiving, "Công chức tiếp công dân", f"{prefix}.tiepdan", [Duty.RECEIVE, Duty.HANDLE], password),
        appointed(governing, head, f"{prefix}.{name}", [Duty.RECEIVE, Duty.HANDLE, Duty.ANSWER, Duty.EDIT_PAPERS], password),
        appointed(reporting, "Chuyên viên tổng hợp", f"{prefix}.baocao", [Duty.FILE_REPORT, Duty.CONSOLIDATE, *gathers], password),
    )


def state_desk(unit: Unit, username: str, password: str) -> Acting:
    """Who receives and sums up the State's reports: in the People's Committee, which their form names."""
    body = next(one for one in services.establish(by=SYSTEM, unit=unit, on=SINCE) if one.kind == Body.Kind.PEOPLES_COMMITTEE)
    return appointed(body, "Chuyên viên văn phòng", username, [Duty.FILE_REPORT, Duty.CONSOLIDATE], password)


def signer(office: Office) -> Post:
    """Who signs the reports for the head of the office, and reads and receives what comes from below like whoever sums it up."""
    username = f"{office.reporter.user.username.partition('.')[0]}.phoban"
    return appointed(office.reporter.body, "Phó Trưởng ban", username, [Duty.CONSOLIDATE], PASSWORD).post


def operator(unit: Unit, username: str, password: str) -> Acting:
    """Who keeps the tree of units, the time limits and the calendar."""
    body = services.establish(by=SYSTEM, unit=unit, on=SINCE)[0]
    return appointed(
        body, "Quản trị danh mục", username, [Duty.ARRANGE_UNITS, Duty.KEEP_CALENDAR, Duty.EDIT_PAPERS, Duty.KEEP_BOOK], password
    )


def appointed(body: Body, title: str, username: str, duties: list[Duty], password: str | None) -> Acting:
    """A new user in a new post of the body."""
    user = User.objects.create_user(username, password, full_name=NAMES[title], email=f"{username}@{DOMAIN}")
    since = max(SINCE, body.valid_from)
    post = services.open_post(by=SYSTEM, body=body, title=title, reach=Post.Reach.UNIT, duties=duties, valid_from=since)
    services.appoint(by=SYSTEM, post=post, user=user, valid_from=since)
    return Acting(user, post)
