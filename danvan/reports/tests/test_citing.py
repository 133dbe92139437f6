"""Sentences and the figures they cite: what was said is kept, a change is seen, and only what somebody asked for is replaced."""

from hypothesis import given
from hypothesis import strategies as st

from danvan.reports.citing import appended, cites, marks, replaced, split, stale, without_marks

TEXT = "Đơn tiếp nhận: 37 đơn [C18], tăng 5 đơn. Nhân dân đồng tình [1].\nGiải quyết 1.635 vụ [C25]; đạt yêu cầu."
NOW = {"C18": "37", "C25": "1635"}


def test_only_codes_of_the_report_are_references() -> None:
    assert marks(TEXT, NOW) == ["C18", "C25"]
    assert without_marks(TEXT, NOW) == "Đơn tiếp nhận: 37 đơn, tăng 5 đơn. Nhân dân đồng tình [1].\nGiải quyết 1.635 vụ; đạt yêu cầu."


def test_a_change_is_seen_until_the_sentence_itself_is_written_anew() -> None:
    first = cites(TEXT, NOW)
    later = {**NOW, "C18": "39"}
    saved_again = cites(TEXT + " Thêm một câu.", later, first)
    (changed,) = stale(saved_again, later)
    assert (changed.cite.said, changed.now, changed.cite.code) == ("37", "39", "C18")
    mended = cites(TEXT.replace("37 đơn", "39 đơn"), later, saved_again)
    assert stale(mended, later) == []
    assert stale(cites(TEXT, later, first, renewed=changed.cite.key), later) == []


def test_a_figure_that_went_missing_is_a_change_too() -> None:
    assert [one.now for one in stale(cites(TEXT, NOW), {"C18": "37", "C25": ""})] == [""]


def test_one_sentence_mended_does_not_hide_another_with_the_same_figure() -> None:
    text = "Có 37 đơn [C18]. Trong 37 đơn [C18] đó, phần lớn về đất đai."
    later = {"C18": "39"}
    mended = cites(text.replace("Có 37", "Có 39"), later, cites(text, {"C18": "37"}))
    assert [one.cite.sentence for one in stale(mended, later)] == ["Trong 37 đơn [C18] đó, phần lớn về đất đai."]


@given(st.lists(st.text("ab .\n", min_size=1), max_size=4).map("".join))
def test_replacing_a_sentence_leaves_every_other_letter(around: str) -> None:
    text = f"{around}\nCó 37 đơn [C18].\n{around}"
    changed = replaced(text, "Có 37 đơn [C18].", "Có 39 đơn [C18].")
    assert changed == f"{around}\nCó 39 đơn [C18].\n{around}"
    assert replaced(around, "Có 37 đơn [C18].", "x") is None


def test_a_sentence_is_put_at_the_end() -> None:
    assert appended("", "Một.") == "Một."
    assert appended("Một.\n", "Hai.") == "Một. Hai."
    assert split("Một. Hai.\n\nBa!") == ["Một.", "Hai.", "Ba!"]
