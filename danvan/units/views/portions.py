"""The sizes of the parts of a divided unit, declared by the office that has the papers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danvan.units import access, selectors, services
from danvan.units.forms import PortionsForm
from danvan.units.models import Lineage
from danvan.units.views.asking import Question, ask


def portions(request: HttpRequest, key: str) -> HttpResponse:
    """One measure at a time; declaring it again replaces it."""
    who, unit = access.open_divided(request, key)
    edges = Lineage.objects.filter(predecessor=unit).select_related("successor").order_by("-main", "successor__sort_key", "id")
    form = PortionsForm(request.POST or None, successors={edge.successor_id: str(edge.successor) for edge in edges})
    place = reverse("units:detail", args=[unit.key])
    question = Question(
        title=_("Ghi số lượng của từng phần chia"),
        lead=selectors.full_name(unit, unit.valid_from),
        button=_("Ghi"),
        back=place,
        back_label=str(unit),
        done=_("Đã ghi. Số liệu được phép chia theo cách tính này nay ước tính được theo địa giới hiện nay."),
        to=place,
    )

    def perform(values: dict[str, Any]) -> object:
        return services.declare_portions(by=who, unit=unit, basis=values["basis"], source=values["source"], weights=form.weights())

    return ask(request, form, question, perform)
