"""A form with every kind of field, for the style page and the tests."""

from django import forms

from danvan.lib.charts import ChartSpec, Point
from danvan.ui.forms import DayField

TOPICS = [("land", "Đất đai, bồi thường, hỗ trợ, tái định cư"), ("road", "Đường, cầu, thủy lợi"), ("other", "Việc khác")]
LONG = "Thửa đất khuyến nghị bồi thường ngưỡng cửa nghiêng ngả ở xã Nghĩa Thuận, nơi người dân đã nhiều lần kiến nghị"


CHART = ChartSpec(
    title="Đơn nhận theo quý",
    unit="đơn",
    points=(Point("Quý I", 940, "940"), Point("Quý II", 1204, "1.204"), Point("Quý III", 987, "987")),
    alt="Quý I 940 đơn, quý II 1.204 đơn, quý III 987 đơn",
)


class Sample(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="Việc gì?", max_length=200, help_text="Một câu ngắn, để người đọc hiểu ngay.")
    text = forms.CharField(label="Nội dung", max_length=1500, widget=forms.Textarea(attrs={"rows": 5}))
    topic = forms.ChoiceField(label="Lĩnh vực", choices=TOPICS, widget=forms.RadioSelect)
    channels = forms.MultipleChoiceField(
        label="Nhận tin qua", choices=[("sms", "Tin nhắn"), ("mail", "Thư")], widget=forms.CheckboxSelectMultiple, required=False
    )
    kind = forms.ChoiceField(label="Loại đơn", choices=[("", "Chọn một loại"), ("a", "Kiến nghị, phản ánh"), ("b", "Khiếu nại")])
    day = DayField(label="Ngày ghi trên đơn", required=False)
    people = forms.IntegerField(label="Số người", min_value=1, required=False)
    photos = forms.FileField(label="Ảnh hoặc tệp", required=False, help_text="Không chụp giấy tờ tùy thân. Mỗi tệp không quá 10 MB.")
    agree = forms.BooleanField(label="Cho phép công khai nội dung sau khi bỏ tên người", required=False)


def wrong_sample() -> Sample:
    """The same, sent empty: every message shows."""
    return Sample({"wrong-title": "", "wrong-people": "0", "wrong-day": "31/02/2026"}, prefix="wrong")
