"""Addresses of the people's door. No address carries personal data or a secret."""

from django.urls import path

from danvan.portal.views import denouncing, lookup, performance, published, reading, sending, wizard

app_name = "portal"
urlpatterns = [
    path("", reading.home, name="home"),
    path("tra-loi/", published.answers, name="answers"),
    path("tra-loi/ban-do/", published.country, name="answers_map"),
    path("tra-loi/tin.atom", published.feed, name="answers_feed"),
    path("tra-loi/<int:pk>/", reading.answer, name="answer"),
    path("xa/", reading.communes, name="communes"),
    path("xa/goi-y/", reading.suggest, name="suggest"),
    path("xa/<str:key>/", reading.commune, name="commune"),
    path("ket-qua/", performance.overview, name="results"),
    path("ket-qua/so-lieu.<str:form>", performance.export, name="results_export"),
    path("ket-qua/cach-tinh/", performance.method, name="results_method"),
    path("ket-qua/<str:key>/", performance.unit, name="result"),
    path("ket-qua/<str:key>/so-lieu.<str:form>", performance.export_unit, name="result_export"),
    path("gui-y-kien/", wizard.start, name="start"),
    path("gui-y-kien/to-cao/", wizard.denunciation, name="denunciation"),
    path("gui-y-kien/to-cao/gui/", denouncing.denounce, name="denounce"),
    path("gui-y-kien/xoa/", wizard.discard, name="discard"),
    path("gui-y-kien/kiem-tra/", sending.check, name="check"),
    path("gui-y-kien/bien-nhan/", sending.receipt, name="receipt"),
    path("gui-y-kien/<slug:slug>/", wizard.page, name="page"),
    path("tra-cuu/", lookup.lookup, name="lookup"),
    path("tra-cuu/don/", lookup.case, name="case"),
    path("tra-cuu/don/y-kien/", lookup.say, name="say"),
    path("tra-cuu/don/bo-sung/", lookup.attach, name="attach"),
    path("tra-cuu/don/rut/", lookup.withdraw, name="withdraw"),
    path("tra-cuu/don/thu/", lookup.reply, name="reply"),
    path("tra-cuu/don/len-cap-tren/", lookup.go_up, name="go_up"),
    path("tra-cuu/don/dong/", lookup.close, name="close"),
    path("tra-cuu/don/tep/<int:pk>/", lookup.file, name="file"),
    path("quyen-rieng-tu/", reading.privacy, name="privacy"),
    path("tiep-can/", reading.access, name="accessibility"),
    path("tro-giup/", reading.help_page, name="help"),
    path("tro-giup/<slug:slug>/", reading.help_kind, name="help_kind"),
    path("robots.txt", reading.robots, name="robots"),
]
