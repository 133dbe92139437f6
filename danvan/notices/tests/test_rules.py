"""The arithmetic: waits that grow and end, addresses that are within however they are written, parts of a short message."""

import ipaddress

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from danvan.lib.refusal import Refused
from danvan.notices import kinds, rules
from danvan.notices.addresses import canonical, masked
from danvan.notices.models import Notice, Reason

LONGEST: kinds.Params = {"reference": "KN26-99999", "days": 100, "count": 1000}
SITE = "https://danvan.thanhhoa.gov.vn"


@given(st.integers(min_value=1, max_value=10_000))
def test_each_wait_is_as_long_as_the_one_before_or_longer_and_never_past_the_longest(tries: int) -> None:
    assert rules.FIRST_WAIT <= rules.wait_after(tries) <= rules.wait_after(tries + 1) <= rules.LONGEST_WAIT


def test_it_tries_for_about_a_day() -> None:
    total = sum(rules.wait_after(tries).total_seconds() for tries in range(1, rules.MOST_TRIES))
    assert 20 * 3600 < total < 30 * 3600


@given(st.sampled_from(Reason), st.integers(min_value=1, max_value=50))
def test_it_gives_up_at_once_where_trying_cannot_help_and_at_last_everywhere(reason: Reason, tries: int) -> None:
    assert rules.gives_up(tries, reason) == (reason in rules.FINAL or tries >= rules.MOST_TRIES)


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_judged_as_itself(inner: ipaddress.IPv4Address) -> None:
    wrapped = [
        ipaddress.IPv6Address(f"::ffff:{inner}"),
        ipaddress.IPv6Address(f"64:ff9b::{inner}"),
        ipaddress.IPv6Address((0x2002 << 112) | (int(inner) << 80)),
    ]
    assert {rules.forbidden_address(each) for each in wrapped} == {rules.forbidden_address(inner)}


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - an address, not a place to listen
        "224.0.0.1",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "ff02::1",
    ],
)
def test_what_lies_within_is_forbidden(address: str) -> None:
    assert rules.forbidden_address(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "123.30.1.1", "2606:4700::1111"])
def test_what_lies_outside_is_not(address: str) -> None:
    assert not rules.forbidden_address(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("đ" * 70, 1),
        ("đ" * 71, 2),
        ("đ" * 134, 2),
        ("đ" * 135, 3),
        ("😀" * 35, 1),
    ],
)
def test_a_short_message_travels_in_parts(text: str, parts: int) -> None:
    assert rules.parts_of(text) == parts


@pytest.mark.parametrize("language", ["vi", "en", "ru"])
@pytest.mark.parametrize("kind", kinds.WORDINGS)
def test_every_short_message_fits_two_parts_in_every_language(kind: str, language: str, settings: Settings) -> None:
    settings.PUBLIC_URL = SITE
    names = kinds.WORDINGS[kind].names
    said = kinds.render(kind, {name: value for name, value in LONGEST.items() if name in names}, language)
    assert rules.parts_of(said.short) <= 2, said.short
    assert "%(" not in f"{said.subject} {said.text} {said.short}"
    assert "\n" not in said.subject


@pytest.mark.parametrize("language", ["vi", "en", "ru"])
def test_a_sealed_short_message_fits_one_part_and_leads_nowhere(language: str) -> None:
    said = kinds.render(kinds.Kind.UPDATE_SEALED, {}, language)
    assert rules.parts_of(said.short) == 1
    assert "http" not in f"{said.subject} {said.text} {said.short}"


@given(
    st.dictionaries(
        st.sampled_from(["reference", "days", "count", "text", "name"]),
        st.one_of(st.text("KN26-0 aă\n"), st.integers(), st.none(), st.booleans()),
    )
)
def test_whatever_is_given_only_numbers_come_out(params: dict[str, object]) -> None:
    for kind in kinds.WORDINGS:
        try:
            said = kinds.checked(kind, params)
        except ValueError:
            continue
        for name, value in said.items():
            assert isinstance(value, int) or kinds.REFERENCE.fullmatch(value), name


def test_every_kind_has_a_wording_that_uses_what_it_names() -> None:
    assert set(kinds.WORDINGS) == set(kinds.Kind.values)
    with translation.override("vi"):
        for kind, wording in kinds.WORDINGS.items():
            for name in wording.names:
                assert f"%({name})s" in str(wording.short), kind
                assert f"%({name})s" in str(wording.text), kind


@pytest.mark.parametrize(
    "typed", ["0912345678", "0912 345 678", "0912.345.678", "+84 912 345 678", "84912345678", "0084912345678", "(091) 234-5678"]
)
def test_a_mobile_number_is_kept_one_way(typed: str) -> None:
    assert canonical("sms", typed) == "+84912345678"


@pytest.mark.parametrize("typed", ["", "113", "02436330123", "0112345678", "+1 202 555 0100", "09123456789", "091234567", "gọi tôi"])
def test_what_takes_no_short_message_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        canonical("sms", typed)
    assert refused.value.field == "to"


@pytest.mark.parametrize(("typed", "kept"), [(" Lan.Nguyen@XA.example.VN ", "Lan.Nguyen@xa.example.vn"), ("lan@xã.vn", "lan@xn--x-yfa.vn")])
def test_a_mail_address_is_kept_with_a_plain_domain(typed: str, kept: str) -> None:
    assert canonical("mail", typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "lan", "lan@", "@xa.vn", "lan@xa", "a@b.vn, c@d.vn", "lan@xa.vn\r\nBcc: x@y.vn", "lan@" + "x" * 70 + ".vn"]
)
def test_a_wrong_mail_address_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        canonical("mail", typed)
    assert refused.value.field == "to"


@pytest.mark.parametrize(
    ("channel", "to", "shown"),
    [
        ("mail", "lan.nguyen@xa.vn", "l***@xa.vn"),
        ("sms", "+84912345678", "***678"),
        ("webhook", "https://hook.example.vn/in?token=abc", "hook.example.vn/***"),
        ("mail", "", ""),
        ("console", "", ""),
    ],
)
def test_a_ledger_shows_little_of_an_address(channel: str, to: str, shown: str) -> None:
    assert masked(Notice(kind="update", channel=channel, to=to)) == shown


def test_of_a_sealed_address_it_shows_nothing() -> None:
    assert masked(Notice(kind="update_sealed", channel="sms", to="+84912345678")) == "***"
