"""A real sender process, killed with SIGKILL after the mail server took the mail and before it could hear so."""

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from danvan.notices.tests.servers import mail_server
from tests import ground

COMMAND = [sys.executable, "-m", "danvan.config.cli"]
QUEUE = """
import django
django.setup()
from danvan.audit.doer import SYSTEM
from danvan.notices import services
for number in range(3):
    services.queue(by=SYSTEM, kind="update", channel="mail", to="lan@xa.example.vn", about=None, unit_id=None, params={"reference": f"KN26-{number}"})
"""


@pytest.mark.sqlite  # a process on a SQLite of its own: the same under either engine
def test_a_killed_sender_loses_nothing_and_repeats_at_most_the_one_it_held(tmp_path: Path) -> None:
    with mail_server(silent_at="MAILED") as house:
        own = {
            "DANVAN_VAR": str(tmp_path),
            "DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "danvan.config.settings",
            "EMAIL_FROM": "khong-tra-loi@danvan.example.vn",
            "EMAIL_HOST": "localhost",
            "EMAIL_PORT": str(house.port),
            "EMAIL_SECURITY": "none",
            "NOTICE_MAIL": "smtp",
        }
        environment = os.environ | own
        ground.lay(tmp_path / "danvan.sqlite3")
        subprocess.run([sys.executable, "-c", QUEUE], env=environment, check=True)
        with subprocess.Popen([*COMMAND, "notices", "send"], env=environment) as sender:
            assert house.reached.wait(timeout=60)
            sender.kill()
        house.silent_at = ""
        house.release.set()
        # The others at once; the one that was held when its lease is over: tomorrow.
        subprocess.run([*COMMAND, "notices", "send"], env=environment, check=True)
        assert len(house.mails) == 3
        tomorrow = {"DANVAN_TODAY": (date.fromisoformat(today(environment)) + timedelta(days=1)).isoformat()}
        subprocess.run([*COMMAND, "notices", "send"], env=environment | tomorrow, check=True)
    numbers = [str(mail["Message-ID"]) for mail in house.mails]
    assert len(numbers) == 4
    assert len(set(numbers)) == 3
    assert numbers[0] == numbers[-1]


def today(environment: dict[str, str]) -> str:
    """The day on which the senders above stand."""
    command = [sys.executable, "-c", "from danvan.lib import clock; print(clock.today())"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()
