"""Who may read a petition, who may act on it, who may see the sender."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from danvan.lib.asking import compiled_once
from danvan.petitions.models import Bundle, Conflict, Petition, Stay
from danvan.petitions.rules import Rule
from danvan.units.access import Acting, acting, reach
from danvan.units.models import Duty

# So many ids are written into a question; more are left to the database.
FEW = 200
WORKERS = (Duty.RECEIVE, Duty.HANDLE, Duty.ANSWER)
# Who makes or checks reports opens a number down to its records, without the sender.
READERS = (*WORKERS, Duty.FILE_REPORT, Duty.CONSOLIDATE)
# Who urges and directs the units below.
SUPERIORS = (Duty.ANSWER, Duty.CONSOLIDATE)


def reading(request: HttpRequest) -> Acting:
    """Who reads petitions; PermissionDenied for posts that have nothing to do with them."""
    return _with_any(request, READERS)


def working(request: HttpRequest, duty: Duty) -> Acting:
    """Who acts on petitions with the duty."""
    return _with_any(request, (duty,))


def _with_any(request: HttpRequest, duties: tuple[Duty, ...]) -> Acting:
    who = acting(request)
    if not any(who.may(duty) for duty in duties):
        raise PermissionDenied(_("Chức danh của bạn không được giao công việc về đơn."))
    return who


def open_petition(request: HttpRequest, pk: int, duty: Duty | None = None) -> tuple[Acting, Petition]:
    """The petition, for whoever may read it: it lies within reach, or lay there once.

    With a duty: only where the post may also act. Raises Http404 for what is out of reach, PermissionDenied for a missing duty.
    """
    who = reading(request)
    beside = ("unit", "holder", "entered_by", "parent", "previous", "bundle")
    found = not_about(who, Petition.objects.filter(pk=pk)).select_related(*beside).first()
    if found is None or not _within(who, found):
        raise Http404
    if duty is not None and not (who.may(duty) and acts_here(who, found)):
        raise PermissionDenied(_("Chức danh của bạn không được làm việc này với đơn."))
    return who, found


def _within(who: Acting, petition: Petition) -> bool:
    """Does it lie within reach, or lay there once?"""
    return who.reaches(petition.unit) or Stay.objects.filter(petition=petition, unit__in=reach(who).values("pk")).exists()


def not_about(who: Acting, petitions: QuerySet[Petition]) -> QuerySet[Petition]:
    """Without those in which the officer, or their body, is named: for them these do not exist."""
    named = _named_in(who)
    if not named:  # most officers, most days: then nothing is asked of every list
        return petitions
    return petitions.exclude(pk__in=named if len(named) <= FEW else about(who))


def hidden(who: Acting, petitions: Collection[int]) -> set[int]:
    """Those of these ids in which the officer, or their body, is named; asked of what the request knows already."""
    named = _named_in(who)
    if len(named) <= FEW or not petitions:
        return set(named).intersection(petitions)
    return set(about(who).filter(petition__in=petitions))


def _named_in(who: Acting) -> list[int]:
    """Where the officer or their body is named, asked once in a request: at most one more than `FEW`."""
    return who.once("named in", lambda: _named(who.user.pk, tuple(who.bodies)))


@compiled_once
def _named(user: int, bodies: tuple[int, ...]) -> QuerySet[Conflict, int]:
    """As many of these ids as are written into a question, and one more."""
    return _conflicts(user, bodies)[: FEW + 1]


def about(who: Acting) -> QuerySet[Conflict, int]:
    """The ids of petitions in which the officer, or a body in which they hold a post, is named."""
    return _conflicts(who.user.pk, who.bodies)


def _conflicts(user: int, bodies: Collection[int]) -> QuerySet[Conflict, int]:
    return Conflict.objects.filter(Q(user_id=user) | Q(body_id__in=bodies)).values_list("petition_id", flat=True)


def open_for_act(request: HttpRequest, pk: int, rule: Rule) -> tuple[Acting, Petition]:
    """The petition, for whoever may do this act to it; an act of a superior (`rule.above`) is done from above, never where it lies."""
    who, petition = open_petition(request, pk)
    if rule.above:
        return _open_from_above(who, petition, rule)
    if not acts_here(who, petition) or not any(who.may(duty) for duty in rule.duties):
        raise PermissionDenied(_("Chức danh của bạn không được làm việc này với đơn."))
    return who, petition


def _open_from_above(who: Acting, petition: Petition, rule: Rule) -> tuple[Acting, Petition]:
    if not acts_from_above(who, petition, rule):
        raise PermissionDenied(_("Chức danh của bạn không được làm việc này với đơn."))
    return who, petition


def acts_from_above(who: Acting, petition: Petition, rule: Rule) -> bool:
    """May the post do this act of a superior: does it reach down to the unit where the petition lies, from above it?"""
    above = petition.unit_id != who.unit.pk and not who.own_body_only and any(who.may(duty) for duty in rule.duties)
    return above and who.acts_in(petition.unit)


def superior(request: HttpRequest) -> Acting:
    """Who looks at the work of the units below: a post that reaches down and answers for, or sums up, what they do."""
    who = _with_any(request, SUPERIORS)
    if who.own_body_only:
        raise PermissionDenied(_("Chức danh của bạn không theo dõi cấp dưới."))
    return who


def reads_instruction(who: Acting, petition: Petition, given_by: int) -> bool:
    """May the words of an instruction be read? By the unit that gave it and by those who handle the petition where it lies."""
    return given_by == who.unit.pk or (acts_here(who, petition) and any(who.may(duty) for duty in WORKERS))


def open_two(request: HttpRequest, pk: int, other: int) -> tuple[Acting, Petition, Petition]:
    """Two petitions to compare, both open to reading whole; Http404 if one is not, or is protected."""
    who, petition = open_petition(request, pk)
    _who, beside = open_petition(request, other)
    if any(one.is_protected or not reads_whole(who, one) for one in (petition, beside)):
        raise Http404
    return who, petition, beside


def open_bundle(request: HttpRequest, pk: int, duty: Duty | None = None) -> tuple[Acting, Bundle]:
    """The bundle, for whoever may read one of its letters; with a duty, only where the post carries it and acts in its own unit."""
    who = reading(request)
    found = Bundle.objects.select_related("unit").filter(pk=pk).first()
    if found is None or not not_about(who, Petition.objects.filter(bundle=found, unit__in=reach(who).values("pk"))).exists():
        raise Http404
    if duty is not None and not (who.may(duty) and who.acts_in(who.unit)):
        raise PermissionDenied(_("Chức danh của bạn không được làm việc này với đơn."))
    return who, found


def keeping_words(request: HttpRequest) -> Acting:
    """Who keeps the reply templates of their unit: who signs answers, or edits its papers."""
    who = _with_any(request, (Duty.ANSWER, Duty.EDIT_PAPERS))
    if not who.acts_in(who.unit):
        raise PermissionDenied(_("Đơn vị của bạn không còn hoạt động."))
    return who


def must_do(who: Acting, rule: Rule) -> None:
    """PermissionDenied if the post has none of the duties of the act; where it may be done is asked of each petition."""
    if not any(who.may(duty) for duty in rule.duties):
        raise PermissionDenied(_("Chức danh của bạn không được làm việc này với đơn."))


def reads_now(who: Acting, petition: Petition) -> bool:
    """Does it lie within reach now? If not, only the steps of one's own unit may be read."""
    return who.reaches(petition.unit)


def reads_whole(who: Acting, petition: Petition) -> bool:
    """May the text, the files and the answer be read? Of a denunciation only by those who handle it where it lies."""
    if petition.is_protected:
        return acts_here(who, petition) and any(who.may(duty) for duty in WORKERS)
    return reads_now(who, petition)


def acts_here(who: Acting, petition: Petition) -> bool:
    """A unit handles its own petitions: what is above it reads and asks, it does not act in its place."""
    return petition.unit_id == who.unit.pk and who.acts_in(petition.unit)


def sees_sender(who: Acting, petition: Petition) -> bool:
    """Only those who handle it where it lies; of a denunciation, and of a letter that holds one, nobody: the envelope is opened by its procedure."""
    return not petition.hides_sender and acts_here(who, petition) and any(who.may(duty) for duty in WORKERS)
