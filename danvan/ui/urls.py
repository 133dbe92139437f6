"""Addresses of the style page."""

from django.urls import path

from danvan.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.style, name="style"),
    path("loi/<slug:name>/", views.fault, name="fault"),
    path("cong-chuc/", views.style_staff, name="style_staff"),
]
