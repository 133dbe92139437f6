"""Stacked bars: on the narrowest telephone every word is seen, and no bar lies on words."""

import re

from danvan.lib.stacks import BAR, WIDE, Stack, StackSpec, stacks

NOTE = "2 phần không vẽ vì dưới 10 hoặc không công bố"
SPEC = StackSpec(
    title="Việc đã giải quyết, theo quý",
    series=("Giải quyết trong hạn ban đầu", "Trong hạn nhờ thời gian tạm đình chỉ"),
    marks=("Đ", "T"),
    rows=(Stack("Quý III năm 2026", (55, None), NOTE), Stack("Quý II năm 2026", (40, 15)), Stack("Quý I năm 2026", (50, 5), NOTE * 2)),
    alt="",
)


def test_words_are_wrapped_and_none_is_lost() -> None:
    drawn = re.findall(r"<text [^>]*>([^<]*)</text>", stacks(SPEC))
    assert max(map(len, drawn)) <= WIDE
    assert all(words in " ".join(drawn) for words in (*SPEC.series, "Quý III năm 2026 " + NOTE, "Quý I năm 2026"))


def test_bars_lie_below_their_words_and_inside_the_drawing() -> None:
    svg = stacks(SPEC)
    bars = sorted({int(y) for y in re.findall(rf'y="(\d+)" width="[\d.]+%" height="{BAR}"', svg)})
    words = [float(y) for y in re.findall(r'<text x="0" y="([\d.]+)"', svg)]
    assert len(bars) == len(SPEC.rows)
    assert not [(bar, y) for bar in bars for y in words if bar - 2 < y < bar + BAR]
    assert bars[-1] + BAR <= SPEC.height
