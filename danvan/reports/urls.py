"""Addresses of the room, under /lam-viec/bao-cao/. Units by our own key, periods by theirs: links live as long as the report."""

from django.urls import path

from danvan.reports import views, views_entry, views_number, views_paper, views_read, views_receive, views_table, views_words
from danvan.reports.views_check import check
from danvan.reports.views_sheet import bring, template

app_name = "reports"
urlpatterns = [
    path("", views.home, name="list"),
    path("mo-ky/", views.open_period, name="open"),
    path("nghia-vu/<int:pk>/lap/", views_entry.begin, name="begin"),
    path("lap/<int:pk>/", views_entry.edit, name="edit"),
    path("lap/<int:pk>/dem-lai/", views_entry.refill, name="refill"),
    path("lap/<int:pk>/tong-hop-loi-van/", views_entry.gather, name="gather"),
    path("lap/<int:pk>/so-lieu/<str:group>/", views_entry.group, name="group"),
    path("lap/<int:pk>/loi-van/<str:code>/", views_words.words, name="words"),
    path("lap/<int:pk>/bang/", bring, name="sheet"),
    path("lap/<int:pk>/bang/mau/", template, name="sheet_template"),
    path("lap/<int:pk>/gui/", check, name="check"),
    path("nhan/<int:pk>/", views_receive.accept, name="accept"),
    path("tra-lai/<int:pk>/", views_receive.send_back, name="send_back"),
    path("bang/", views_table.table, name="table"),
    path("bang/giu/", views_table.save, name="table_save"),
    path("bang/tep/<str:kind>/", views_table.download, name="table_file"),
    path("bang/giu/<str:code>/", views_table.saved, name="table_saved"),
    path("bang/giu/<str:code>/bo/", views_table.drop, name="table_drop"),
    path("<str:unit>/<str:period>/", views_read.read, name="read"),
    path("<str:unit>/<str:period>/cap-duoi/", views_receive.below, name="below"),
    path("<str:unit>/<str:period>/cap-duoi/nhan/", views_receive.accept_many, name="accept_many"),
    path("<str:unit>/<str:period>/in/", views_paper.choose, name="print"),
    path("<str:unit>/<str:period>/tep/<str:kind>/", views_read.download, name="download"),
    path("<str:unit>/<str:period>/so/<str:code>/", views_number.number, name="number"),
]
