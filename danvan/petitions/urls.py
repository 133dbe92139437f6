"""Addresses of officers' pages, under /lam-viec/y-kien/."""

from django.urls import path

from danvan.petitions.views import acts, bulk, bundles, cases, entry, lists, papers, superior, views, wording

app_name = "petitions"
urlpatterns = [
    path("", lists.worklist, name="list"),
    path("danh-sach.<str:form>", lists.export, name="export"),
    path("den-han/", lists.next_due, name="next_due"),
    path("nhieu-don/", bulk.many, name="many"),
    path("nhieu-don/<int:pk>/", bulk.done, name="many_done"),
    path("nhieu-don/<int:pk>/hoan-tac/", bulk.undo, name="many_undo"),
    path("danh-sach-cua-toi/", views.mine, name="views"),
    path("danh-sach-cua-toi/luu/", views.keep, name="view_keep"),
    path("danh-sach-cua-toi/<int:pk>/", views.rename, name="view_rename"),
    path("danh-sach-cua-toi/<int:pk>/xoa/", views.drop, name="view_drop"),
    path("phim-tat/", views.keys, name="keys"),
    path("moi/", entry.new, name="new"),
    path("so-tiep-nhan/", papers.book, name="book"),
    path("so-tiep-nhan.<str:form>", papers.print_book, name="print_book"),
    path("<int:pk>/", cases.detail, name="detail"),
    path("<int:pk>/dang-mo/", cases.reading, name="reading"),
    path("<int:pk>/phieu/", cases.sheet, name="sheet"),
    path("<int:pk>/bien-nhan/", entry.slip, name="slip"),
    path("<int:pk>/tep/<int:attachment>/", cases.attachment, name="attachment"),
    path("<int:pk>/viec/<str:act>/", acts.act, name="act"),
    path("<int:pk>/so-sanh/<int:other>/", bundles.compare, name="compare"),
    path("cap-duoi/", superior.overview, name="superior"),
    path("cap-duoi/don-vi.<str:form>", superior.export_units, name="late_units"),
    path("cap-duoi/<str:what>/", superior.watch, name="watch"),
    path("cap-duoi/<str:what>.<str:form>", superior.export_watch, name="export_watch"),
    path("chi-dao/", superior.asked, name="asked"),
    path("loi-mau/", wording.templates, name="templates"),
    path("loi-mau/moi/", wording.make, name="template_new"),
    path("loi-mau/<int:pk>/", wording.change, name="template"),
    path("loi-mau/<int:pk>/thoi/", wording.hide, name="template_hide"),
    path("vu-viec/<int:pk>/", bundles.bundle, name="bundle"),
    path("vu-viec/<int:pk>/tra-loi/", bundles.together, name="together"),
    path("<int:pk>/giay/", papers.menu, name="papers"),
    path("<int:pk>/giay/<slug:code>/", papers.look, name="paper"),
    path("<int:pk>/giay/<slug:code>.<str:form>", papers.print_paper, name="print_paper"),
]
