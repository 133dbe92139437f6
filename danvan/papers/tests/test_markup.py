"""The markup: every text is read or refused by its line, never with a crash; what is written is read back."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.papers import markup, rules
from danvan.papers.markup import Error, Fault, Line, Piece, Shape
from danvan.papers.registry import Wording
from danvan.papers.tests.factories import KIND

KNOWN = {"ten": False, "han": False, "dong": True}
names = st.sampled_from(["ten", "han", "a_1"])
# Plain words: no sign of the markup in them, no blanks at the ends.
plain = st.text("abcđêứ ,.;:()/0123456789", min_size=1, max_size=30).map(lambda text: f"x{text}x")


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """A line as it can be written."""
    shape = draw(st.sampled_from(Shape))
    needs, wanted = draw(st.one_of(st.just(""), names)), draw(st.booleans())
    if shape == Shape.TABLE:
        return Line(shape, (), needs, wanted or not needs, "dong")
    count = draw(st.integers(1, 4))
    found = [Piece(draw(names), is_field=True, bold=draw(st.booleans())) for _turn in range(count)]
    pieces = [piece for one in found for piece in (one, Piece(draw(plain), bold=draw(st.booleans())))]
    return Line(shape, tuple(pieces), needs, wanted or not needs)


@given(st.lists(lines(), max_size=12))
def test_what_is_written_is_read_back(typed: list[Line]) -> None:
    read, errors = markup.parse(markup.write(typed))
    assert errors == []
    assert [(line.shape, line.needs, line.wanted, line.table, _merged(line)) for line in read] == [
        (line.shape, line.needs, line.wanted, line.table, _merged(line)) for line in typed
    ]


def _merged(line: Line) -> list[tuple[str, bool, bool]]:
    """Neighbouring pieces of one kind are one piece."""
    found: list[tuple[str, bool, bool]] = []
    for piece in line.pieces:
        if found and not piece.is_field and not found[-1][1] and found[-1][2] == piece.bold:
            found[-1] = (found[-1][0] + piece.text, False, piece.bold)
        else:
            found.append((piece.text, piece.is_field, piece.bold))
    return found


@given(st.text(max_size=300) | st.text("{}*[]#-1.nếubảng có_\n\r\t", max_size=120))
def test_no_text_crashes_and_every_line_is_read_or_told(typed: str) -> None:
    read, errors = markup.parse(typed)
    written = [number for number, line in enumerate(typed.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1) if line.strip()]
    assert len(read) + len(errors) == len(written)
    assert {error.line for error in errors} <= set(written)
    again = markup.parse(markup.write(read))[0]
    assert markup.write(again) == markup.write(read)


@given(st.text(max_size=200))
def test_what_passes_the_check_speaks_only_of_known_fields(typed: str) -> None:
    if not markup.check(typed, KNOWN):
        assert {name for line in markup.parse(typed)[0] for name in line.names()} <= KNOWN.keys()


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("Một\n{{ ai_do }}", Error(Fault.UNKNOWN, 2, "ai_do")),
        ("{{ settings.SECRET_KEY }}", Error(Fault.BAD_FIELD, 1, "{{ settings.SECRET_KEY }}")),
        ("{{ ten.__class__.__mro__ }}", Error(Fault.BAD_FIELD, 1, "{{ ten.__class__.__mro__ }}")),
        ("{{ ten|safe }}", Error(Fault.BAD_FIELD, 1, "{{ ten|safe }}")),
        ("Một {{ ten", Error(Fault.OPEN_FIELD, 1, "{{ ten")),
        ("ten }} hai", Error(Fault.OPEN_FIELD, 1, "}} hai")),
        ("**đậm", Error(Fault.OPEN_BOLD, 1)),
        ("[nếu ten] x", Error(Fault.BAD_BRACKET, 1, "[nếu ten] x")),
        ("[nếu có Tên] x", Error(Fault.BAD_FIELD, 1, "Tên")),
        ("[nếu có ai] x", Error(Fault.UNKNOWN, 1, "ai")),
        ("trước [bảng dong]", None),
        ("[bảng ten]", Error(Fault.NOT_A_TABLE, 1, "ten")),
        ("{{ dong }}", Error(Fault.IS_A_TABLE, 1, "dong")),
        ("một\x00", Error(Fault.SIGN, 1, "U+0000")),
        ("a" * (markup.MOST_SIGNS + 1), Error(Fault.TOO_LONG, 0)),
        ("\n" * markup.MOST_LINES, Error(Fault.TOO_LONG, 0)),
        ("[nếu không có han] 1. {{ ten }}", None),
        ("{% include 'x' %} {% load y %} ${ten} %(ten)s <b> #set", None),
    ],
)
def test_each_fault_is_told_with_its_line(typed: str, error: Error | None) -> None:
    assert markup.check(typed, KNOWN) == ([error] if error else [])


def test_a_condition_stands_before_any_shape_of_line() -> None:
    (line,) = markup.parse("[NẾU KHÔNG CÓ han] 3. Khoản **{{ ten }}**")[0]
    assert line == Line(Shape.CLAUSE, (Piece("Khoản "), Piece("ten", is_field=True, bold=True)), "han", False)


def test_faults_are_told_in_words_an_officer_can_act_on() -> None:
    found = rules.faults(KIND, Wording("THÔNG BÁO", "{{ x.y }}", "Một\n{{ nguoi_la }}", signer="a\nb\nc\nd"))
    assert found["body"] == ["Dòng 2: không có mục “nguoi_la”. Các mục dùng được có trong bảng bên dưới."]
    assert found["summary"][0].startswith("Dòng 1: “{{ x.y }}” không phải tên một mục.")
    assert "nhiều nhất 3 dòng" in found["signer"][0]


@pytest.mark.parametrize("part", ["title", "summary"])
def test_parts_of_one_line_take_no_lists(part: str) -> None:
    wording = replace(Wording("THÔNG BÁO", "Về việc", "x"), **{part: "Một\nHai"})  # type: ignore[arg-type]  # texts, all of them
    assert part in rules.faults(KIND, wording)


def test_an_empty_body_is_refused() -> None:
    assert rules.faults(KIND, Wording("THÔNG BÁO", "", " \n"))["body"] == ["Nội dung không được để trống."]


def test_a_table_stands_in_the_body_only() -> None:
    assert "recipients" in rules.faults(KIND, Wording("THÔNG BÁO", "", "x", recipients="[bảng dong]"))
