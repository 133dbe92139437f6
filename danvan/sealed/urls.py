"""Addresses of this room."""

from django.urls import URLPattern

app_name = "sealed"
urlpatterns: list[URLPattern] = []
