"""Who is told of something by a message out: the people in the posts that have to do with it."""

from collections.abc import Collection

from danvan.accounts.models import User
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.notices.models import Channel
from danvan.notices.services import queue
from danvan.reports.models import Report
from danvan.reports.selectors.outdated import outdated_by
from danvan.units import selectors as units
from danvan.units.models import Duty, Holding, Post, Unit, valid_on


def holders(unit: Unit, duty: Duty) -> tuple[set[int], list[User]]:
    """The posts of the unit that have the duty today (for a closed one those of whoever stands for it) and the people in them."""
    today = clock.today()
    home = unit.pk if unit.holds_on(today) else units.stands_for([unit.pk], today).get(unit.pk, unit.pk)
    standing = Post.objects.filter(valid_on(today), valid_on(today, "body__"), body__unit=home)
    posts = {post.pk for post in standing if duty.value in post.duties}
    held = Holding.objects.on(today).filter(post__in=posts, user__is_active=True).select_related("user").order_by("user_id")
    return posts, list({row.user_id: row.user for row in held}.values())


def tell_publishers(*, by: Doer, report: Report, levels: Collection[int]) -> int:
    """Mail whoever publishes for the unit of the report or for those above it (`levels`), where the revision that was just made is told otherwise than it
    says by an edition in force, or came too late for it: one message for each edition, person and revision, with how many figures and nothing of which.
    Out: how many messages.

    A query where nobody has published the period.
    """
    told = 0
    for edition, figures in outdated_by(report, (report.unit_id, *levels)):
        for user in (one for one in holders(edition.root, Duty.PUBLISH)[1] if one.email):
            queue(
                by=by,
                kind="published",
                channel=Channel.MAIL,
                to=user.email,
                about=edition,
                unit_id=edition.root_id,
                params={"count": figures},
                key=f"published:{edition.pk}:{report.pk}:{report.revision}:{user.pk}",
            )
            told += 1
    return told
