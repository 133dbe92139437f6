"""A NUL in an address is refused alike on both databases."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/xa/?q=%00a", "/xa/?q=a&q=%00", "/xa/%00/", "/lam-viec/don-vi/goi-y/?q=u:%00ab", "/lam-viec/bao-cao/a/%00/", "/?%00=1"]
)
def test_an_address_with_a_nul_is_refused(client: Client, address: str) -> None:
    assert client.get(address).status_code == 400


@pytest.mark.parametrize(("address", "field"), [("/gui-y-kien/", "unit"), ("/tra-cuu/", "code"), ("/dang-nhap/", "username")])
def test_a_form_with_a_nul_is_no_error(client: Client, address: str, field: str) -> None:
    assert client.post(address, {field: "a\x00", "password": "x"}).status_code in {200, 404}
