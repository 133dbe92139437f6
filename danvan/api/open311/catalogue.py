"""Services are the matters of petitions; what their definition asks beyond the specification."""

from typing import Any

from django.db.models import TextChoices
from django.http import Http404
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.petitions.models import MayPublish, NotifyBy, Topic

GROUPS: dict[str, tuple[str | Promise, tuple[Topic, ...]]] = {
    "places": (gettext_lazy("hạ tầng, môi trường"), (Topic.ROADS, Topic.WATER, Topic.ELECTRICITY, Topic.ENVIRONMENT)),
    "land": (gettext_lazy("đất đai, xây dựng"), (Topic.LAND, Topic.BUILDING)),
    "life": (gettext_lazy("đời sống"), (Topic.HEALTH, Topic.SCHOOL, Topic.WELFARE, Topic.CONTRIBUTIONS)),
    "office": (gettext_lazy("cơ quan, trật tự"), (Topic.SERVICE, Topic.ORDER)),
    "other": (gettext_lazy("việc khác"), (Topic.OTHER,)),
}
UNIT, MAY_PUBLISH, NOTIFY_BY = "unit", "may_publish", "notify_by"


def services() -> list[dict[str, Any]]:
    """Every matter."""
    return [_service(topic) for topic in Topic]


def _service(topic: Topic) -> dict[str, Any]:
    group = next(str(name) for name, topics in GROUPS.values() if topic in topics)
    return {
        "service_code": topic.value,
        "service_name": capfirst(str(topic.label)),
        "description": _("Kiến nghị, phản ánh. Tố cáo không nhận qua phần mềm: hãy đến nơi tiếp công dân để danh tính được bảo vệ."),
        "metadata": True,
        "type": "realtime",
        "keywords": ", ".join(part.strip() for part in str(topic.label).split(",")),
        "group": capfirst(group),
    }


def topic(code: str) -> Topic:
    """The matter of that code. Raises Http404 as the specification words it."""
    if code not in Topic.values:
        raise Http404("service_code was not found: " + _("không có lĩnh vực này."))
    return Topic(code)


def definition(code: str) -> dict[str, Any]:
    """What may be sent with a request of this service, beyond the fields of the specification. The same for all."""
    return {
        "service_code": topic(code).value,
        "attributes": [
            _attribute(
                UNIT,
                "string",
                1,
                _("Khóa hoặc mã của xã, phường, đặc khu hay tỉnh, thành phố tiếp nhận"),
                _("Ví dụ 2025:37. Không có thì ghi address_string đến cấp xã; chỉ có tọa độ thì chưa đủ để biết nơi tiếp nhận."),
            ),
            _attribute(
                MAY_PUBLISH,
                "singlevaluelist",
                2,
                _("Người gửi có đồng ý công khai nội dung sau khi bỏ tên không?"),
                _("Không gửi trường này: không công khai."),
                _values(MayPublish),
            ),
            _attribute(
                NOTIFY_BY,
                "singlevaluelist",
                3,
                _("Báo cho người gửi khi có tin mới qua"),
                _("Cần email hoặc phone. Tin chỉ báo có cập nhật, không có nội dung. Không gửi trường này: không báo."),
                _values(NotifyBy),
            ),
        ],
    }


def _values(choices: type[TextChoices]) -> list[dict[str, str]]:
    return [{"key": value, "name": capfirst(str(label))} for value, label in choices.choices]


def _attribute(
    code: str, datatype: str, order: int, description: str, hint: str, values: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    return {
        "variable": True,
        "code": code,
        "datatype": datatype,
        "required": False,
        "datatype_description": hint,
        "order": order,
        "description": description,
        "values": values or [],
    }
