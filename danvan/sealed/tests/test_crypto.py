"""age, the split among custodians, padding: arithmetic, without a database."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan.lib.refusal import Refused
from danvan.sealed import crypto, packing, rules

SECRETS = st.binary(min_size=1, max_size=80)


def test_what_is_sealed_to_several_each_of_them_opens_alone_and_a_stranger_does_not() -> None:
    one, two, stranger = crypto.new_pair(), crypto.new_pair(), crypto.new_pair()
    sealed = crypto.seal("Nguyễn Thị Lan".encode(), [one.public, two.public])
    assert {crypto.unseal(sealed, pair.private).decode() for pair in (one, two)} == {"Nguyễn Thị Lan"}
    with pytest.raises(crypto.Unreadable):
        crypto.unseal(sealed, stranger.private)


def test_a_changed_byte_is_noticed() -> None:
    pair = crypto.new_pair()
    sealed = bytearray(crypto.seal(b"x" * 100, [pair.public]))
    sealed[-1] ^= 1
    with pytest.raises(crypto.Unreadable):
        crypto.unseal(bytes(sealed), pair.private)


def test_nothing_is_sealed_to_nobody() -> None:
    with pytest.raises(ValueError):
        crypto.seal(b"x", [])


def test_a_private_key_opens_with_its_passphrase_in_either_form_of_vietnamese_letters_and_no_other() -> None:
    pair = crypto.new_pair()
    locked = crypto.lock(pair.private, "su\u00f4\u0301i \u0111a\u0301")
    assert locked.startswith("-----BEGIN AGE ENCRYPTED FILE-----")
    assert crypto.unlock(locked, "suối đá") == pair.private
    with pytest.raises(crypto.Unreadable):
        crypto.unlock(locked, "suoi da")


def test_a_private_key_shows_in_no_text_of_its_pair() -> None:
    pair = crypto.new_pair()
    assert "SECRET" not in f"{pair!r} {pair}"


@given(secret=SECRETS, people=st.integers(2, 5), data=st.data())
@settings(max_examples=60, deadline=None)
def test_any_k_of_n_custodians_have_the_secret(secret: bytes, people: int, data: st.DataObject) -> None:
    needed = data.draw(st.integers(2, min(3, people)))
    shares = {group: dict(zip(group, crypto.split(secret, needed), strict=True)) for group in rules.subsets(range(people), needed)}
    for together in combinations(range(people), needed):
        assert crypto.join([shares[together][person] for person in together]) == secret


@given(secret=SECRETS, other=st.data(), needed=st.integers(2, 3))
@settings(max_examples=60, deadline=None)
def test_one_custodian_too_few_learns_nothing(secret: bytes, other: st.DataObject, needed: int) -> None:
    parts = crypto.split(secret, needed)
    guess = other.draw(st.binary(min_size=len(secret), max_size=len(secret)))
    for missing in range(needed):
        rest = [part for place, part in enumerate(parts) if place != missing]
        # Whatever secret one guesses, there is a missing part that would make it true: the rest rules nothing out.
        assert crypto.join([*rest, crypto.join([*rest, guess])]) == guess


def test_parts_are_fresh_each_time_so_that_groups_do_not_help_each_other() -> None:
    secret = b"AGE-SECRET-KEY-1" * 4
    seen = [part for _ in range(20) for part in crypto.split(secret, 3)]
    assert len(set(seen)) == len(seen)
    assert secret not in seen


@pytest.mark.parametrize(
    ("people", "needed", "fits"),
    [
        ([1, 2, 3], 2, True),
        ([1, 2, 3, 4, 5], 3, True),
        ([1, 2], 2, True),
        ([1, 2], 3, False),
        ([1, 2, 3], 1, False),
        ([1, 2, 2], 2, False),
        ([1, 2, 3, 4, 5, 6], 3, False),
        ([1, 2, 3, 4, 5], 4, False),
    ],
)
def test_two_or_three_of_at_most_five(people: list[int], needed: int, fits: bool) -> None:
    assert rules.recovery_fits(people, needed) is fits


@given(st.dictionaries(st.sampled_from(["name", "address", "phone"]), st.text(max_size=200), min_size=1))
@settings(deadline=None)
def test_identities_of_any_usual_length_have_one_length(identity: dict[str, str]) -> None:
    packed = packing.pack_identity(identity)
    assert len(packed) == packing.LEAST_IDENTITY
    assert packing.unpack_identity(packed) == identity


@given(st.lists(st.tuples(st.text(min_size=1, max_size=30), st.binary(max_size=3000)), max_size=5))
@settings(max_examples=50, deadline=None)
def test_files_come_back_as_they_were_at_a_padded_length(files: list[tuple[str, bytes]]) -> None:
    packed = packing.pack_files(files)
    assert len(packed) == packing.LEAST_FILES
    assert [content for _name, content in packing.unpack_files(packed)] == [content for _name, content in files]


@given(st.integers(0, 1 << 26))
@settings(deadline=None)
def test_padding_never_cuts_and_never_doubles(length: int) -> None:
    size = packing.size_for(length, packing.LEAST_FILES)
    assert size >= length
    assert size == packing.LEAST_FILES or size < 2 * length
    assert size.bit_count() == 1


def test_file_names_keep_no_folder() -> None:
    packed = packing.pack_files([("../../etc/passwd", b"x"), ("đơn viết tay.jpg", b"y")])
    assert [name for name, _content in packing.unpack_files(packed)] == [".._.._etc_passwd", "đơn viết tay.jpg"]


def test_what_is_too_large_is_refused_in_words() -> None:
    with pytest.raises(Refused) as refused:
        packing.pack_files([("a", b"0" * (packing.MOST_FILES + 1))])
    assert refused.value.field == "files"
    with pytest.raises(Refused):
        packing.pack_identity({"name": "x" * packing.MOST_IDENTITY})


@pytest.mark.parametrize(
    ("passphrase", "faults"),
    [("ngắn quá", 2), ("aaaaaaaaaaaaaaaaaaaaaa", 1), ("nguyễn văn tám mươi hai con", 1), ("suối đá chuồn chuồn 7 cầu tre", 0)],
)
def test_weak_passphrases_are_told_apart(passphrase: str, faults: int) -> None:
    assert len(rules.weaknesses(passphrase, names=("tam", "Nguyễn Văn Tám"))) == faults
