"""Addresses of this room, under /lam-viec/don-vi/."""

from django.urls import path

from danvan.units.views import bodies, browse, events, hamlets, portions, public

app_name = "units"
urlpatterns = [
    path("", browse.units, name="list"),
    path("goi-y/", public.suggest, name="suggest"),
    path("chuc-danh/", browse.posts, name="posts"),
    path("thay-doi/", events.timeline, name="events"),
    path("thay-doi/moi/", events.kinds, name="event_kinds"),
    path("thay-doi/moi/<str:kind>/", events.enter, name="event_new"),
    path("thay-doi/<int:pk>/", events.event, name="event"),
    path("thay-doi/<int:pk>/ghi-nhan/", events.apply, name="event_apply"),
    path("thay-doi/<int:pk>/huy/", events.undo, name="event_undo"),
    path("thay-doi/<int:pk>/bo/", events.drop, name="event_drop"),
    path("thay-doi/<int:pk>/noi-den/", events.place, name="event_place"),
    path("co-quan/<int:pk>/", bodies.body, name="body"),
    path("co-quan/<int:pk>/doi-ten/", bodies.rename, name="body_rename"),
    path("co-quan/<int:pk>/ket-thuc/", bodies.close, name="body_close"),
    path("co-quan/<int:pk>/chuc-danh/", bodies.post_new, name="post_new"),
    path("chuc-danh/<int:pk>/ket-thuc/", bodies.post_close, name="post_close"),
    path("chuc-danh/<int:pk>/bo-nhiem/", bodies.appoint, name="appoint"),
    path("giu-chuc-danh/<int:pk>/thoi/", bodies.leave, name="leave"),
    path("<str:key>/", browse.detail, name="detail"),
    path("<str:key>/phan-chia/", portions.portions, name="portions"),
    path("<str:key>/thon/", hamlets.hamlets, name="hamlets"),
    path("<str:key>/thon/nhap-tep/", hamlets.upload, name="hamlets_import"),
    path("<str:key>/co-quan/moi/", bodies.new, name="body_new"),
    path("<str:key>/co-quan/thong-thuong/", bodies.usual, name="bodies_usual"),
]
