"""A request sent by POST: from fields of the form to what the service takes."""

import math
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from danvan.api.open311 import asked, catalogue, places
from danvan.api.problems import Problem
from danvan.api.services import Sent
from danvan.petitions.models import MayPublish, NotifyBy

MOST_FILES = 3
NAME, PHONE, MAIL, PLACE, ONCE = 120, 20, 254, 200, 200


def sent(request: HttpRequest) -> Sent:
    """What the form says. Raises Problem (400, 404) and Refused. Device and account ids are never read: nobody is followed here."""
    form = request.POST
    code = asked.text(form, "service_code")
    if not code:
        raise Problem(400, "service_code was not provided")
    topic = catalogue.topic(code)
    jurisdiction = asked.jurisdiction(form)
    text = asked.text(form, "description")
    if not text:
        raise Problem(400, "description: " + _("hãy viết nội dung."))
    if asked.text(form, "media_url"):
        raise Problem(400, "media_url: " + _("không lấy tệp từ nơi khác. Hãy gửi tệp trong trường media."))
    where = _located(form)
    address = asked.text(form, "address_string", PLACE)
    key = asked.text(form, f"attribute[{catalogue.UNIT}]", 40) or asked.text(form, "address_id", 40)
    return Sent(
        unit=places.receiving(key, address, jurisdiction, located=bool(where)),
        topic=topic,
        text=text,
        place=_place(address, where),
        name=_name(form),
        phone=asked.text(form, "phone", PHONE),
        mail=_mail(form),
        notify_by=_chosen(form, catalogue.NOTIFY_BY, NotifyBy.values),
        language=get_language() or settings.LANGUAGE_CODE,
        may_publish=_chosen(form, catalogue.MAY_PUBLISH, MayPublish.values) or MayPublish.NO,
        uploads=_uploads(request),
    )


def once(request: HttpRequest) -> str:
    """The caller's own key of this call: the header Idempotency-Key, or the field of that name for clients that cannot set headers."""
    header = request.headers.get("Idempotency-Key", "").strip()
    if len(header) > ONCE:
        raise Problem(400, "Idempotency-Key: " + _("dài quá %(most)s ký tự.") % {"most": ONCE})
    return header or asked.text(request.POST, "idempotency_key", ONCE)


def _name(form: QueryDict) -> str:
    """Family name first, as here."""
    name = " ".join(part for part in (asked.text(form, "last_name"), asked.text(form, "first_name")) if part)
    if len(name) > NAME:
        raise Problem(400, "first_name, last_name: " + _("dài quá %(most)s ký tự.") % {"most": NAME})
    return name


def _chosen(form: QueryDict, code: str, values: list[str]) -> str:
    """The value of an attribute that has a list; empty if it was not sent."""
    said = asked.text(form, f"attribute[{code}]", 10)
    if said and said not in values:
        raise Problem(400, f"attribute[{code}]: " + _("chỉ nhận %(values)s.") % {"values": ", ".join(values)})
    return said


def _mail(form: QueryDict) -> str:
    said = asked.text(form, "email", MAIL)
    try:
        if said:
            validate_email(said)
    except ValidationError as error:
        raise Problem(400, "email: " + _("không phải địa chỉ thư điện tử.")) from error
    return said


def _located(form: QueryDict) -> str:
    """Latitude and longitude as text for the officer; empty if they were not sent."""
    latitude, longitude = asked.text(form, "lat", 40), asked.text(form, "long", 40)
    if not latitude and not longitude:
        return ""
    return f"{_degrees(latitude, 'lat', 90):.6f}, {_degrees(longitude, 'long', 180):.6f}"


def _degrees(value: str, name: str, most: int) -> float:
    try:
        found = float(value)
    except ValueError:
        found = math.nan
    if not -most <= found <= most:
        raise Problem(400, f"{name}: " + _("phải là số từ -%(most)s đến %(most)s.") % {"most": most})
    return found


def _place(address: str, where: str) -> str:
    return (f"{address} ({where})" if address and where else address or where)[:PLACE]


def _uploads(request: HttpRequest) -> list["UploadedFile[Any]"]:
    found = request.FILES.getlist("media")
    if len(found) > MOST_FILES:
        raise Problem(400, "media: " + _("tối đa %(most)s tệp.") % {"most": MOST_FILES})
    return found
