"""Who of the office is named in the petition."""

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.lib import clock
from danvan.petitions import services
from danvan.petitions.forms.acts import ActForm
from danvan.petitions.rules import Act
from danvan.units.models import Body, Holding


class NameForm(ActForm):
    """The bodies of the unit and the people in their posts; whoever is chosen does not see the petition from then on."""

    act = Act.NAME
    who_named = forms.ChoiceField(label=_("Người hoặc cơ quan bị nêu"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        today = clock.today()
        held = (
            Holding.objects.on(today)
            .filter(post__body__unit=self.petition.unit_id)
            .select_related("user", "post__body")
            .order_by("post_id")
        )
        self.people = {f"user-{one.user_id}": one for one in held}
        self.bodies = {f"body-{one.pk}": one for one in Body.objects.on(today).filter(unit=self.petition.unit_id)}
        people = [(key, f"{one.user.full_name}, {one.post.title}") for key, one in self.people.items()]
        choices = [*((key, body.name) for key, body in self.bodies.items()), *people]
        self.fields["who_named"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def perform(self) -> object:
        chosen = self.cleaned_data["who_named"]
        if chosen in self.bodies:
            return services.name(by=self.who, petition=self.petition, body=self.bodies[chosen])
        return services.name(by=self.who, petition=self.petition, user=self.people[chosen].user)
