"""Plain data as JSON or as the XML of GeoReport v2."""

import re
from datetime import date, datetime, time
from typing import Any
from xml.etree import ElementTree as Xml

from django.http import HttpResponse, JsonResponse

from danvan.lib import clock

JSON, XML = "json", "xml"
# What XML 1.0 has no place for; people paste it from elsewhere.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def response(data: Any, form: str, *, root: str, item: str, status: int = 200) -> HttpResponse:
    """In: a list of dicts, or one dict. `root` and `item` name the elements of XML; JSON has neither."""
    if form == XML:
        return HttpResponse(as_xml(data, root, item), content_type="text/xml; charset=utf-8", status=status)
    return JsonResponse(
        data, safe=False, status=status, content_type="application/json; charset=utf-8", json_dumps_params={"ensure_ascii": False}
    )


def as_xml(data: Any, root: str, item: str) -> bytes:
    """The document. A list within is a list of elements named in the singular, as the specification does it."""
    top = Xml.Element(root)
    _fill(top, data, item)
    return bytes(Xml.tostring(top, encoding="utf-8", xml_declaration=True))


def _fill(element: Xml.Element, value: Any, item: str) -> None:
    if isinstance(value, list):
        for one in value:
            _fill(Xml.SubElement(element, item), one, "")
    elif isinstance(value, dict):
        for name, inner in value.items():
            _fill(Xml.SubElement(element, name), inner, name.removesuffix("s"))
    else:
        element.text = _text(value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return NOT_XML.sub("", str(value))


def moment(value: datetime | None) -> str | None:
    """A moment as w3 writes it, in Viet Nam time."""
    return value.astimezone(clock.VIETNAM).isoformat(timespec="seconds") if value else None


def midnight(day: date | None, at: time = time(0)) -> str | None:
    """A day as a moment: its beginning, or another time of it."""
    return moment(datetime.combine(day, at, clock.VIETNAM)) if day else None
