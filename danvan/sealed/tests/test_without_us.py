"""The way of docs/operations.md: an envelope opens with age and tar alone, from the tables and columns that the page names."""

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pyrage  # type: ignore[import-untyped]
from django.db import connection

from danvan.sealed import crypto
from danvan.sealed.tests.factories import IDENTITY, PASSPHRASE, SCAN, Kept, deposited


def cell(query: str, *arguments: str | int) -> Any:
    """One cell by plain SQL."""
    with connection.cursor() as cursor:
        cursor.execute(query, arguments)
        return cursor.fetchone()[0]


def test_an_envelope_opens_without_our_software(real_cast: Kept, tmp_path: Path) -> None:
    envelope = deposited(real_cast.unit)
    key = str(cell("SELECT locked FROM sealed_key WHERE user_id = %s AND retired_at IS NULL", real_cast.first.user_id))
    assert key.startswith("-----BEGIN AGE ENCRYPTED FILE-----")
    content = "SELECT sealed FROM sealed_content WHERE envelope_id = %s AND part = %s"
    sealed = {part: bytes(cell(content, envelope.pk, part)) for part in ("identity", "files")}
    assert all(one.startswith(b"age-encryption.org/v1\n-> X25519 ") or b"\n-> X25519 " in one[:600] for one in sealed.values())
    # What `age -d key.age` asks of age itself; ours only tries again where a busy machine is measured wrongly.
    identity = pyrage.x25519.Identity.from_str(crypto.unlock(key, PASSPHRASE))
    assert json.loads(pyrage.decrypt(sealed["identity"], [identity])) == IDENTITY
    archive = io.BytesIO(pyrage.decrypt(sealed["files"], [identity])).getvalue()
    subprocess.run(["tar", "-x", "-C", str(tmp_path)], input=archive, check=True)
    assert (tmp_path / "01-don-viet-tay.jpg").read_bytes() == SCAN
