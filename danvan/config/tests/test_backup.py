import shutil
import tarfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from danvan.accounts.models import User
from danvan.config.backup import unpack
from danvan.lib.refusal import Refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def media(tmp_path: Path, settings: Settings) -> Path:
    """A files folder with one file in it."""
    folder = tmp_path / "stored"
    (folder / "2026").mkdir(parents=True)
    (folder / "2026" / "don.txt").write_text("nội dung", encoding="utf-8")
    settings.MEDIA_ROOT = folder
    return folder


def test_what_was_lost_comes_back(tmp_path: Path, media: Path) -> None:
    if connection.vendor == "postgresql" and not shutil.which("pg_dump"):
        pytest.skip("pg_dump is not installed")
    archive = tmp_path / "all.tar.gz"
    User.objects.create_user("lan", full_name="Cán bộ")
    call_command("backup", out=archive, verbosity=0)
    User.objects.all().delete()
    (media / "2026" / "don.txt").unlink()
    call_command("restore", archive, replace=True, verbosity=0)
    assert User.objects.get().username == "lan"
    assert (media / "2026" / "don.txt").read_text(encoding="utf-8") == "nội dung"


def test_an_archive_is_for_its_owner_only(tmp_path: Path, media: Path) -> None:
    archive = tmp_path / "all.tar.gz"
    call_command("backup", out=archive, verbosity=0)
    assert archive.stat().st_mode & 0o077 == 0


def test_data_are_not_overwritten_by_accident(tmp_path: Path, media: Path) -> None:
    archive = tmp_path / "all.tar.gz"
    call_command("backup", out=archive, verbosity=0)
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", archive, verbosity=0)


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "link"])
def test_an_archive_that_reaches_outside_is_refused(tmp_path: Path, name: str) -> None:
    member = tarfile.TarInfo(name)
    if name == "link":
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(tmp_path / "bad.tar.gz", "w:gz") as new:
        new.addfile(member)
    with tarfile.open(tmp_path / "bad.tar.gz") as bad, pytest.raises(Refused, match="no plain file"):
        unpack(bad, tmp_path / "open")
    assert not (tmp_path / "outside").exists()


def test_a_damaged_archive_is_refused(tmp_path: Path, media: Path) -> None:
    archive, bad = tmp_path / "all.tar.gz", tmp_path / "bad.tar.gz"
    call_command("backup", out=archive, verbosity=0)
    with tarfile.open(archive) as old:
        unpack(old, tmp_path / "open")
    dump = next((tmp_path / "open").glob("database.*"))
    dump.write_bytes(dump.read_bytes() + b"x")
    with tarfile.open(bad, "w:gz") as new:
        new.add(tmp_path / "open" / "manifest.json", "manifest.json")
        new.add(dump, dump.name)
    with pytest.raises(CommandError, match="damaged"):
        call_command("restore", bad, replace=True, verbosity=0)


def test_an_archive_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="not there"):
        call_command("restore", tmp_path / "none.tar.gz", verbosity=0)
