"""All addresses."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from danvan.config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("metrics", health.metrics),
    path("ngon-ngu/", set_language, name="set_language"),
    path("", include("danvan.accounts.urls")),
    path("lam-viec/", include("danvan.desk.urls")),
    path("lam-viec/y-kien/", include("danvan.petitions.urls")),
    path("lam-viec/bao-cao/", include("danvan.reports.urls")),
    path("lam-viec/don-vi/", include("danvan.units.urls")),
    path("lam-viec/thoi-han/", include("danvan.documents.urls")),
    path("lam-viec/tiep-dan/", include("danvan.reception.urls")),
    path("lam-viec/niem-phong/", include("danvan.sealed.urls")),
    path("lam-viec/bieu-mau/", include("danvan.papers.urls")),
    path("", include("danvan.api.urls")),
    path("ui/", include("danvan.ui.urls")),
    path("", include("danvan.portal.urls")),
]
