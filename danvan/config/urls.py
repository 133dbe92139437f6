"""All addresses."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

ROOMS = [
    ("", "danvan.accounts.urls"),
    ("lam-viec/", "danvan.desk.urls"),
    ("lam-viec/y-kien/", "danvan.petitions.urls"),
    ("lam-viec/bao-cao/", "danvan.reports.urls"),
    ("lam-viec/don-vi/", "danvan.units.urls"),
    ("lam-viec/thoi-han/", "danvan.documents.urls"),
    ("ui/", "danvan.ui.urls"),
    ("", "danvan.portal.urls"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("ngon-ngu/", set_language, name="set_language"),
    # Rooms under construction have no urls yet; the final form is plain includes.
    *[path(route, include(module)) for route, module in ROOMS if find_spec(module)],
]
