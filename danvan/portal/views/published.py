"""Published answers as a list, a map and a feed."""

from datetime import datetime, time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from danvan.lib.clock import VIETNAM
from danvan.lib.maps import draw
from danvan.petitions.models import Topic
from danvan.portal import published
from danvan.portal.published import FEED, ORDER, Wanted
from danvan.ui.paging import page


def _context(request: HttpRequest, wanted: Wanted) -> dict[str, object]:
    query = request.GET.copy()
    for name in [name for name in query if name not in ("q", "noi", "viec")]:
        del query[name]
    return {
        "wanted": wanted,
        "place": wanted.place.key if wanted.place else "",
        "places": published.choices(wanted),
        "topics": [(value, capfirst(str(label))) for value, label in Topic.choices],
        "query": query.urlencode(),
    }


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """Newest first, by place, matter and words."""
    wanted = Wanted.read(request.GET)
    found = page(published.answers(wanted), request, order=ORDER, size=20)
    return render(request, "portal/answers.html", {**_context(request, wanted), "page": found})


@require_safe
def country(request: HttpRequest) -> HttpResponse:
    """Where something was answered: a map, and the same as a list."""
    wanted = Wanted.read(request.GET)
    spots = published.spots(wanted)
    rows = [(spot, published.address(wanted, spot.unit)) for spot in spots]
    context = {**_context(request, wanted), "map": draw(published.country(spots, wanted)), "rows": rows}
    return render(request, "portal/answers_map.html", context)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest as Atom, with the same choices."""
    wanted = Wanted.read(request.GET)
    here = request.build_absolute_uri()
    made = Atom1Feed(
        title=_("Trả lời đã công khai"),
        link=request.build_absolute_uri(reverse("portal:answers")),
        description=_("Việc người dân nêu và trả lời của cơ quan, đã biên tập và bỏ tên."),
        feed_url=here,
        feed_guid=here,
        language=get_language(),
    )
    for one in published.answers(wanted).order_by(*ORDER)[:FEED]:
        link = request.build_absolute_uri(reverse("portal:answer", args=(one.pk,)))
        day = datetime.combine(one.published_on, time(), VIETNAM) if one.published_on else None
        made.add_item(
            title=one.public_title,
            link=link,
            description=one.public_question,
            unique_id=link,
            pubdate=day,
            updateddate=day,
            author_name=one.petition.unit.full_name,
            categories=[str(one.petition.get_topic_display())],
            content=one.public_text,
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
