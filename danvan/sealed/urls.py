"""Addresses of the seal, under /lam-viec/niem-phong/."""

from django.urls import path

from danvan.sealed.views import envelopes, home, keeping, keys, openings

app_name = "sealed"
urlpatterns = [
    path("", home.home, name="home"),
    path("khoa/tao/", keys.make, name="key_make"),
    path("khoa/mo/", keys.open_key, name="key_open"),
    path("khoa/dong/", keys.close_key, name="key_close"),
    path("khoa/doi/", keys.change, name="key_change"),
    path("khoa/ngung/", keys.retire, name="key_retire"),
    path("phong-bi/", envelopes.listing, name="list"),
    path("phong-bi.csv", envelopes.export, name="export"),
    path("phong-bi/<int:pk>/", envelopes.detail, name="envelope"),
    path("phong-bi/<int:pk>/de-nghi/", openings.request_opening, name="ask"),
    path("de-nghi/<int:pk>/", openings.detail, name="opening"),
    path("de-nghi/<int:pk>/dong-y/", openings.grant, name="grant"),
    path("de-nghi/<int:pk>/khong-dong-y/", openings.refuse, name="refuse"),
    path("de-nghi/<int:pk>/dong/", openings.close, name="close"),
    path("de-nghi/<int:pk>/xem/", openings.show, name="show"),
    path("de-nghi/<int:pk>/xem/<int:number>/", openings.show_file, name="show_file"),
    path("ban-giao/<int:pk>/", envelopes.hand_over, name="hand_over"),
    path("niem-phong-lai/<str:key>/", envelopes.waiting, name="waiting"),
    path("niem-phong-lai/<str:key>/lam/", envelopes.reseal, name="reseal"),
    path("nguoi-giu/<str:key>/", keeping.recipients, name="recipients"),
    path("nguoi-giu/<str:key>/cu/", keeping.name, name="name"),
    path("nguoi-giu/<int:pk>/thoi/", keeping.end, name="end"),
    path("khoi-phuc/<str:key>/", keeping.recovery, name="recovery"),
    path("khoi-phuc/<str:key>/tao/", keeping.set_recovery, name="set_recovery"),
    path("khoi-phuc/<str:key>/<int:pk>/", keeping.start, name="start"),
    path("lan-khoi-phuc/<int:pk>/", keeping.rescue, name="rescue"),
    path("lan-khoi-phuc/<int:pk>/gop/", keeping.contribute, name="contribute"),
    path("lan-khoi-phuc/<int:pk>/lam/", keeping.perform_rescue, name="perform"),
    path("lan-khoi-phuc/<int:pk>/dung/", keeping.end_rescue, name="end_rescue"),
]
