"""Addresses of the desk, under /lam-viec/."""

from django.urls import path

from danvan.desk.views import home, notices

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("thong-bao/", notices.notices, name="notices"),
    path("thong-bao/danh-sach.<str:form>", notices.export, name="notices_export"),
    path("thong-bao/<int:pk>/gui-lai/", notices.resend, name="notice_resend"),
]
