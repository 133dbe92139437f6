import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from danvan.config import cli
from danvan.demo import world
from tests import ground

COMMAND = [sys.executable, "-m", "danvan.config.cli"]


def test_without_a_command_they_are_listed_by_theme() -> None:
    done = subprocess.run(COMMAND, capture_output=True, text=True, check=True)
    assert [theme for theme in cli.THEMES if f"{theme}:" not in done.stdout] == []
    assert "backup" in done.stdout


def test_an_unknown_command_is_said() -> None:
    done = subprocess.run([*COMMAND, "nonsense"], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "nonsense" in done.stderr


@contextmanager
def served(tmp_path: Path, *options: str) -> Iterator[str]:
    """The product behind granian, as in production, on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "ALLOWED_HOSTS": "127.0.0.1",
        "DANVAN_VAR": str(tmp_path),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "danvan.config.settings",
        "PLAIN_STATIC": "False",
    }
    ground.lay(tmp_path / "danvan.sqlite3")
    with subprocess.Popen([*COMMAND, "serve", "--port", str(port), *options], env=environment) as process:
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def answer(url: str) -> tuple[int, str]:
    """Status and text, once the server listens; two minutes at most."""
    for _try in range(1200):
        try:
            with urllib.request.urlopen(url) as response:
                return response.status, response.read().decode()
        except (ConnectionError, urllib.error.URLError) as error:
            if isinstance(error, urllib.error.HTTPError):
                return error.code, error.read().decode()
            time.sleep(0.1)
    raise TimeoutError(url)


@pytest.mark.sqlite  # a process on a SQLite of its own: the same under either engine
def test_serve_serves(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        status, text = answer(f"{server}/healthz")
    assert (status, text) == (200, '{"status": "ok"}')


@pytest.mark.sqlite  # a process on a SQLite of its own: the same under either engine
def test_the_demonstration_stands_at_its_day_in_the_workers_too(tmp_path: Path) -> None:
    with served(tmp_path, "--demo") as server:
        status, text = answer(f"{server}/ui/")
    assert status == 200
    # The style page shows a due date three weeks ahead.
    assert f"{world.FIXED_DAY + timedelta(days=21):%d/%m/%Y}" in text


def test_a_port_that_is_taken_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CommandError, match="--port"):
            call_command("serve", port=taken.getsockname()[1])
