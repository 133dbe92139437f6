"""Addresses of this room, under /lam-viec/bieu-mau/."""

from django.urls import path

from danvan.papers import views

app_name = "papers"
urlpatterns = [
    path("", views.papers, name="list"),
    path("so-di/", views.outgoing, name="outgoing"),
    path("so-di.xlsx", views.outgoing_file, name="outgoing_file"),
    path("so-di/dat-so/", views.series, name="series"),
    path("<str:code>/", views.paper, name="paper"),
    path("<str:code>/sua/", views.change, name="change"),
    path("<str:code>/xem-thu.pdf", views.preview, name="preview"),
    path("<str:code>/mau.<str:form>", views.sample, name="sample"),
    path("<str:code>/so-sanh/", views.compare, name="compare"),
    path("<str:code>/bo/", views.drop, name="drop"),
    path("<str:code>/ban/<int:pk>/", views.version, name="version"),
    path("<str:code>/ban/<int:pk>/khoi-phuc/", views.restore, name="restore"),
]
