"""Addresses of this room: two interfaces for software, the page that describes them, and the keys of an office."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from danvan.api.rest.interface import addresses
from danvan.api.views import described, keys, open311
from danvan.api.views.unknown import unknown

app_name = "api"
FORM = r"\.(?P<form>json|xml)$"
urlpatterns: list[URLPattern | URLResolver] = [
    re_path(rf"^open311/v2/discovery{FORM}", open311.discovery, name="discovery"),
    re_path(rf"^open311/v2/services{FORM}", open311.services, name="services"),
    re_path(rf"^open311/v2/services/(?P<code>[^/]+?){FORM}", open311.service, name="service"),
    re_path(rf"^open311/v2/requests{FORM}", open311.requests, name="requests"),
    re_path(rf"^open311/v2/requests/(?P<reference>[^/]+?){FORM}", open311.request_of, name="request"),
    re_path(rf"^open311/v2/tokens/(?P<token>[^/]+?){FORM}", open311.token, name="token"),
    re_path(rf"^open311/v2/servicerequestupdates{FORM}", open311.updates, name="updates"),
    path("open311/v2/openapi.json", described.open311_description, name="open311_description"),
    re_path(r"^open311/v2(?:/.*)?$", unknown),
    path("api/v1/docs", described.docs, name="docs"),
    path("api/v1/", include(addresses())),
    re_path(r"^api/v1(?:/.*)?$", unknown),
    path("lam-viec/khoa-api/", keys.listed, name="keys"),
    path("lam-viec/khoa-api/moi/", keys.new, name="key_new"),
    path("lam-viec/khoa-api/<int:pk>/thu-hoi/", keys.revoke, name="key_revoke"),
]
