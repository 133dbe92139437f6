"""An act from a page happens once, however often the page is sent, and never over something its reader has not seen."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.lib.refusal import Refused
from danvan.petitions.models import Petition, Step

KEY = "once"


def last_step(petition: Petition) -> Step | None:
    """The latest line of the timeline."""
    return Step.objects.filter(petition=petition).order_by("-id").first()


def was_done(petition: Petition, key: UUID | None) -> bool:
    """Has the page with this key been acted on already?"""
    return key is not None and Step.objects.filter(petition=petition, data__once=str(key)).exists()


def lock(pks: Sequence[int]) -> None:
    """Lock several petitions until the transaction ends, the lowest first."""
    list(Petition.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk"))


@transaction.atomic
def do_once(*, petition: Petition, key: UUID | None, seen: int | None, perform: Callable[[], object], also: Sequence[int] = ()) -> None:
    """Perform the act of a page, in one transaction with the mark that it was done.

    In: `key`, the page's own number; `seen`, the last step when it was made. A key that was done does nothing more.
    `also`: other petitions the act changes, locked with it, the lowest first, so that two such acts never wait for each other.
    Raises Refused if something else happened since, and whatever `perform` refuses.
    """
    lock([petition.pk, *also])
    if was_done(petition, key):
        return
    before = last_step(petition)
    if seen is not None and before is not None and before.pk != seen:
        raise Refused(_("Đơn vừa có thay đổi khác. Hãy xem lại trang đơn trước khi làm tiếp; những gì đã gõ vẫn còn ở đây."))
    perform()
    after = last_step(petition)
    if key is not None and after is not None:
        after.data = {**after.data, KEY: str(key)}
        after.save(update_fields=["data"])
