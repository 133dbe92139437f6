"""What a report is called, for every kind of period."""

import pytest

from danvan.lib.periods import parse
from danvan.reports.papers.titles import plans, subject, summary


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("2026-09", "công tác dân vận tháng 9 năm 2026, nhiệm vụ tháng 10 năm 2026"),
        ("2026-12", "công tác dân vận tháng 12 năm 2026, nhiệm vụ tháng 1 năm 2027"),
        ("2026-Q3", "công tác dân vận quý III năm 2026, nhiệm vụ quý IV năm 2026"),
        ("2026-6M", "công tác dân vận 6 tháng đầu năm 2026, nhiệm vụ 6 tháng cuối năm 2026"),
        ("2026-6M2", "công tác dân vận 6 tháng cuối năm 2026, nhiệm vụ 6 tháng đầu năm 2027"),
        (
            "2026-Q4@15",
            "công tác dân vận quý IV năm 2026 (từ 15/09/2026 đến 14/12/2026), nhiệm vụ quý I năm 2027",
        ),
        ("2026@15", "công tác dân vận năm 2026 (từ 15/12/2025 đến 14/12/2026), phương hướng, nhiệm vụ năm 2027"),
        ("2026-9M", "công tác dân vận 9 tháng đầu năm 2026, nhiệm vụ 3 tháng cuối năm 2026"),
        ("2026", "công tác dân vận năm 2026, phương hướng, nhiệm vụ năm 2027"),
        (
            "T2021-07-06..2026-04-05",
            "tổng kết công tác dân vận nhiệm kỳ 2021-2026 (từ 06/07/2021 đến 05/04/2026), phương hướng, nhiệm vụ nhiệm kỳ 2026-2031",
        ),
        ("2020..2025", "tổng kết công tác dân vận nhiệm kỳ 2020-2025, phương hướng, nhiệm vụ nhiệm kỳ 2025-2030"),
        ("2021..2023", "công tác dân vận các năm 2021-2023"),
        ("2026-06-15..2026-09-14", "công tác dân vận từ ngày 15/06/2026 đến ngày 14/09/2026"),
    ],
)
def test_the_title_follows_the_kind_of_the_report(key: str, words: str) -> None:
    assert summary("Báo cáo công tác dân vận", parse(key), ahead=True) == words


def test_a_thematic_report_plans_nothing_and_keeps_its_own_words() -> None:
    period = parse("2026")
    assert (
        summary("Báo cáo kết quả thực hiện Quyết định 217-QĐ/TW", period, ahead=False) == "kết quả thực hiện Quyết định 217-QĐ/TW năm 2026"
    )
    assert subject("", period) == "công tác dân vận năm 2026"
    assert subject("Báo cáo tổng kết 10 năm", parse("2015..2020")) == "tổng kết 10 năm nhiệm kỳ 2015-2020"


def test_headings_tell_whether_a_report_plans_ahead() -> None:
    assert plans(["Đánh giá chung", "Nhiệm vụ kỳ tới"])
    assert plans(["Phương hướng năm 2027"])
    assert not plans(["Tình hình", "Kết quả"])
