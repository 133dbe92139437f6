"""The name linter: what points to the sender is found however it is written; plain words are left alone."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danvan.petitions.rules import Known, leaks

LAN = Known(["Nguyễn Thị Lan"], "Số 12 ngõ Chợ, thôn Đoài, xã Đông Sơn", "0912 345 678", "KN26-00012")


@pytest.mark.parametrize(
    "text",
    [
        "Bà Nguyễn Thị Lan hỏi về đường.",
        "NGUYEN THI LAN hỏi về đường.",
        "Bà Lan hỏi về đường.",
        "chị Thị Lan đã gửi đơn",
        "Gọi 0912.345.678 để biết thêm",
        "Gọi +84 912 345 678",
        "Nhà ở số 12 ngõ Chợ bị ngập",
        "Theo đơn KN26-00012",
        "Căn cước 038123456789",
    ],
)
def test_what_points_to_the_sender_is_found(text: str) -> None:
    assert leaks(text, LAN)


@pytest.mark.parametrize(
    "text",
    [
        "Đường thôn bị hỏng, đã sửa ngày 20/9/2026.",
        "Kinh phí 1.200.000 đồng, dài 350 m.",
        "Cây lan rừng ở đầu làng.",
        "Theo Nghị định 31/2019/NĐ-CP.",
    ],
)
def test_plain_words_are_left_alone(text: str) -> None:
    assert leaks(text, LAN) == []


def test_an_unknown_sender_leaves_only_numbers_to_be_found() -> None:
    assert leaks("Bà Lan hỏi", Known()) == []
    assert leaks("gọi 0912345678", Known()) == ["0912345678"]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(before=st.text(max_size=30), after=st.text(max_size=30))
def test_the_full_name_as_words_of_its_own_never_slips_through(before: str, after: str) -> None:
    assert leaks(f"{before} Nguyễn Thị Lan {after}", LAN)
