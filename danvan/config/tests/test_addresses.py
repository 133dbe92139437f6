"""A NUL in an address is refused alike on both databases; an address of a form says that it is one."""

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


@pytest.mark.parametrize("address", ["/tra-cuu/don/dong/", "/dang-xuat/"])
def test_an_address_that_only_takes_a_form_tells_so_and_the_way_on(client: Client, address: str) -> None:
    answer = client.get(address)
    page = answer.content.decode()
    assert answer.status_code == 405
    assert "POST" in answer["Allow"]
    assert "Địa chỉ này chỉ nhận biểu mẫu" in page
    assert 'href="/"' in page


def test_software_that_asks_in_a_wrong_way_gets_no_page(client: Client) -> None:
    answer = client.delete("/open311/v2/services.json")
    assert answer.status_code == 405
    assert "<html" not in answer.content.decode()
