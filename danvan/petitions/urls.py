"""Addresses of officers' pages, under /lam-viec/y-kien/."""

from django.urls import path

from danvan.petitions.views import acts, cases, entry, lists

app_name = "petitions"
urlpatterns = [
    path("", lists.worklist, name="list"),
    path("danh-sach.<str:form>", lists.export, name="export"),
    path("moi/", entry.new, name="new"),
    path("<int:pk>/", cases.detail, name="detail"),
    path("<int:pk>/phieu/", cases.sheet, name="sheet"),
    path("<int:pk>/bien-nhan/", entry.slip, name="slip"),
    path("<int:pk>/tep/<int:attachment>/", cases.attachment, name="attachment"),
    path("<int:pk>/viec/<str:act>/", acts.act, name="act"),
]
