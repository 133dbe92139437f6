"""Addresses of the room, under /lam-viec/bao-cao/. Units by our own key, periods by theirs: links live as long as the report."""

from django.urls import path

from danvan.reports import (
    views,
    views_campaign,
    views_correct,
    views_entry,
    views_number,
    views_paper,
    views_read,
    views_receive,
    views_review,
    views_table,
    views_words,
)
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
    path("dot-thu/<int:pk>/lich-nhac/", views_campaign.set_rules, name="campaign_rules"),
    path("gia-han/<int:pk>/", views_campaign.extend, name="extend"),
    path("nhan-xet/<int:pk>/", views_review.review, name="review"),
    path("nhan-xet/y-kien/<int:pk>/tra-loi/", views_review.answer, name="comment_answer"),
    path("nhan-xet/y-kien/<int:pk>/xong/", views_review.resolve, name="comment_resolve"),
    path("lan-gui/<int:pk>/<int:revision>/", views_review.submission, name="submission"),
    path("dinh-chinh/", views_correct.corrections, name="corrections"),
    path("dinh-chinh/<int:pk>/", views_correct.correct, name="correct"),
    path("dinh-chinh/<int:pk>/de-nghi/", views_correct.ask, name="ask_to_correct"),
    path("dinh-chinh/<int:pk>/tiep-nhan/", views_correct.take_over, name="take_over"),
    path("dinh-chinh/de-nghi/<int:pk>/", views_correct.decide, name="decide_request"),
    path("<str:unit>/<str:period>/dot-thu/", views_campaign.campaign, name="campaign"),
    path("<str:unit>/<str:period>/", views_read.read, name="read"),
    path("<str:unit>/<str:period>/cap-duoi/", views_receive.below, name="below"),
    path("<str:unit>/<str:period>/cap-duoi/nhan/", views_receive.accept_many, name="accept_many"),
    path("<str:unit>/<str:period>/in/", views_paper.choose, name="print"),
    path("<str:unit>/<str:period>/tep/<str:kind>/", views_read.download, name="download"),
    path("<str:unit>/<str:period>/so/<str:code>/", views_number.number, name="number"),
]
