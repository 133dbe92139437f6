"""Addresses of officers' pages, under /lam-viec/tiep-dan/."""

from django.urls import path

from danvan.reception.views import book, calendars, duties, owed, prints, sessions

app_name = "reception"
urlpatterns = [
    path("", calendars.month, name="calendar"),
    path("lap-lich/", calendars.plan, name="plan"),
    path("cong-khai/", calendars.post, name="post"),
    path("da-dien-ra/", calendars.hold_many, name="hold_many"),
    path("buoi/moi/", sessions.new, name="new"),
    path("buoi/<int:pk>/", sessions.detail, name="session"),
    path("buoi/<int:pk>/viec/<str:act>/", sessions.act, name="act"),
    path("buoi/<int:pk>/xoa/", sessions.drop, name="drop"),
    path("buoi/<int:pk>/ket-luan/", sessions.conclude, name="conclude"),
    path("ket-luan/<int:pk>/", sessions.done, name="done"),
    path("so/", book.lines, name="book"),
    path("so/danh-sach.<str:form>", book.export, name="export"),
    path("so/moi/", book.new, name="entry"),
    path("so/in.<str:form>", prints.book, name="print"),
    path("so/<int:pk>/", book.visit, name="visit"),
    path("so/<int:pk>/thong-bao/", book.notice, name="notice"),
    path("so/<int:pk>/thong-bao.<str:form>", prints.notice, name="notice_paper"),
    path("da-tiep/", owed.page, name="owed"),
    path("da-tiep.xlsx", owed.export, name="owed_export"),
    path("nghia-vu/", duties.page, name="duties"),
    path("nghia-vu/<int:pk>/ket-thuc/", duties.end, name="end_duty"),
]
