import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from danvan.config import cli

COMMAND = [sys.executable, "-m", "danvan.config.cli"]


def test_without_a_command_they_are_listed_by_theme() -> None:
    done = subprocess.run(COMMAND, capture_output=True, text=True, check=True)
    assert [theme for theme in cli.THEMES if f"{theme}:" not in done.stdout] == []
    assert "backup" in done.stdout


def test_an_unknown_command_is_said() -> None:
    done = subprocess.run([*COMMAND, "nonsense"], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "nonsense" in done.stderr


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
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
    subprocess.run([*COMMAND, "migrate", "--verbosity", "0"], env=environment, check=True)
    with subprocess.Popen([*COMMAND, "serve", "--port", str(port)], env=environment) as process:
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def answer(url: str) -> tuple[int, str]:
    """Status and text, once the server listens; half a minute at most."""
    for _try in range(300):
        try:
            with urllib.request.urlopen(url) as response:
                return response.status, response.read().decode()
        except (ConnectionError, urllib.error.URLError) as error:
            if isinstance(error, urllib.error.HTTPError):
                return error.code, error.read().decode()
            time.sleep(0.1)
    raise TimeoutError(url)


def test_serve_serves(server: str) -> None:
    status, text = answer(f"{server}/healthz")
    assert (status, text) == (200, '{"status": "ok"}')
