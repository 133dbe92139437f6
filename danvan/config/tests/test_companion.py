"""Beside the server a sender runs: started again when it dies, ended with the server, and what is queued goes out."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from danvan.config.companion import Companion
from danvan.config.tests.test_commands import COMMAND, answer, served
from danvan.notices.tests.servers import receiver
from tests import ground

QUEUE = """
import django
django.setup()
from danvan.audit.doer import SYSTEM
from danvan.notices import services
services.queue(by=SYSTEM, kind="update", channel="sms", to="0912345678", about=None, unit_id=None, params={"reference": "KN26-00001"})
"""


def test_what_dies_is_started_again_until_it_is_stopped(tmp_path: Path) -> None:
    signs = tmp_path / "signs"
    os.mkfifo(signs)
    companion = Companion(["sh", "-c", f"echo alive > {signs}"], pause=0.01)
    companion.start()
    for _time in range(3):
        assert signs.read_text(encoding="utf-8").startswith("alive")
    # One may stand at the pipe, waiting for a reader: it is asked to end like any other.
    companion.stop()
    assert not companion._keeper.is_alive()


@pytest.mark.sqlite  # a process on a SQLite of its own: the same under either engine
def test_what_is_queued_goes_out_from_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as gateway:
        for name, value in {"NOTICE_SMS": "webhook", "NOTICE_SMS_URL": gateway.url, "NOTICE_SMS_SECRET": "key"}.items():
            monkeypatch.setenv(name, value)
        with served(tmp_path, "--notices", "1") as server:
            assert answer(f"{server}/healthz")[0] == 200
            own = {"DANVAN_VAR": str(tmp_path), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "danvan.config.settings"}
            subprocess.run([sys.executable, "-c", QUEUE], env=os.environ | own, check=True)
            assert gateway.got.wait(timeout=60)
    assert b"+84912345678" in gateway.posts[0].body


@pytest.mark.sqlite  # a process on a SQLite of its own: the same under either engine
def test_a_sender_whose_server_is_gone_ends(tmp_path: Path) -> None:
    own = {"DANVAN_VAR": str(tmp_path), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "danvan.config.settings"}
    ground.lay(tmp_path / "danvan.sqlite3")
    sender = " ".join([*COMMAND, "notices", "send", "--every", "1", "--parent", "$$"])
    # The shell leaves it behind at once; the pipe ends when the last that holds it has ended.
    done = subprocess.run(["sh", "-c", f"{sender} & exit 0"], env=os.environ | own, capture_output=True, check=True, timeout=120)
    assert done.returncode == 0
