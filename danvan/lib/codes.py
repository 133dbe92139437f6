"""Receipt codes: what a person carries home. Random, short enough to write by hand, and a slip of the pen is noticed."""

import secrets
import unicodedata

# 23 signs, a prime number (the check needs one). Left out: 0 and O, 1, I and L; one of each pair that looks alike (Z with 2, S with 5,
# B with 8, U and Y with V); and the vowels and D, which Vietnamese keyboards turn into other letters (AA to Â, DD to Đ).
ALPHABET = "23456789CFGHJKMNPQRTVWX"
LENGTH = 15
GROUP = 4

_VALUE = {sign: value for value, sign in enumerate(ALPHABET)}
# What people write or keyboards make where one of ours was meant: none of the keys is in the alphabet.
_MEANT = str.maketrans({"S": "5", "B": "8", "Z": "2", "Ư": "W"})


def new_code() -> str:
    """A fresh code: 14 random characters (63 bits) and a check character, ungrouped."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + _check(body)


def normalise(typed: str) -> str | None:
    """The code a person typed, as it was issued; None if it cannot be one (wrong length, letter or check character).

    Spaces, hyphens, dots, case and full-width signs do not matter.
    """
    upper = unicodedata.normalize("NFKC", typed).upper()
    code = "".join(sign for sign in upper if sign.isalnum()).translate(_MEANT)
    if len(code) != LENGTH or any(sign not in _VALUE for sign in code):
        return None
    return code if _check(code[:-1]) == code[-1] else None


def grouped(code: str) -> str:
    """For reading aloud and printing: 7F3K-9Q2M-4TXP-CW2."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def _check(body: str) -> str:
    """The last character, so that the sum of place times value is 0 modulo 23.

    All places (1 to 15) differ and none is 0 modulo the prime 23, so one wrong character, or any two exchanged, changes the sum.
    """
    total = sum(place * _VALUE[sign] for place, sign in enumerate(body, start=1))
    # LENGTH * check = -total (mod 23)
    return ALPHABET[(-total * pow(LENGTH, -1, len(ALPHABET))) % len(ALPHABET)]
