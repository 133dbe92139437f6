"""Addresses of this room."""

from django.urls import path

from danvan.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.limits, name="limits"),
    path("<int:pk>/", views.limit, name="limit"),
    path("<int:pk>/sua/", views.amend, name="amend"),
    path("<int:pk>/doi-chieu/", views.confirm, name="confirm"),
    path("lich/", views.days, name="days"),
    path("lich/them/", views.add_day, name="add_day"),
    path("lich/<int:pk>/bo/", views.remove_day, name="remove_day"),
    path("tinh-han/", views.calculator, name="calculator"),
]
