import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from danvan.config.database import database
from danvan.config.environment import env_bool, env_choice, env_int, env_list, env_text
from danvan.config.logs import JsonFormatter


@pytest.mark.parametrize(("text", "wanted"), [("True", True), ("yes", True), ("1", True), ("false", False), (" No ", False), ("0", False)])
def test_yes_and_no_are_read(monkeypatch: pytest.MonkeyPatch, text: str, *, wanted: bool) -> None:
    monkeypatch.setenv("SWITCH", text)
    assert env_bool("SWITCH", default=not wanted) is wanted


def test_a_default_stands_where_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SWITCH", raising=False)
    assert env_bool("SWITCH", default=True)
    assert env_int("SWITCH", default=5, low=1, high=9) == 5
    assert env_list("SWITCH", "a, b,,c ") == ["a", "b", "c"]


@pytest.mark.parametrize("text", ["maybe", "", "2"])
def test_nonsense_for_a_switch_stops_the_start(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("SWITCH", text)
    with pytest.raises(ImproperlyConfigured, match="SWITCH"):
        env_bool("SWITCH", default=False)


@pytest.mark.parametrize("text", ["many", "0", "10", "1.5"])
def test_nonsense_for_a_number_stops_the_start(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("COUNT", text)
    with pytest.raises(ImproperlyConfigured, match="COUNT"):
        env_int("COUNT", default=5, low=1, high=9)


def test_one_of_a_few_words_is_read_and_any_other_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env_choice("WAY", "off", {"on", "off"}) == "off"
    monkeypatch.setenv("WAY", " ON ")
    assert env_choice("WAY", "off", {"on", "off"}) == "on"
    monkeypatch.setenv("WAY", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="WAY must be one of off, on"):
        env_choice("WAY", "off", {"on", "off"})


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("hidden\n")
    monkeypatch.setenv("WORD_FILE", str(tmp_path / "key"))
    assert env_text("WORD") == "hidden"
    monkeypatch.setenv("WORD_FILE", str(tmp_path / "none"))
    with pytest.raises(ImproperlyConfigured, match="WORD_FILE"):
        env_text("WORD")


def test_without_an_address_the_database_is_a_file_of_ours(tmp_path: Path) -> None:
    entry = database("", var=tmp_path)
    assert entry["NAME"] == str(tmp_path / "danvan.sqlite3")
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_addresses_of_databases_are_read(tmp_path: Path) -> None:
    assert database("sqlite:////data/x.sqlite3", var=tmp_path)["NAME"] == "/data/x.sqlite3"
    entry = database("postgresql://me:p%40ss@db.example:5433/dan%20van", var=tmp_path)
    assert [entry[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == ["me", "p@ss", "db.example", "5433", "dan van"]
    assert database("postgresql://me@/danvan?host=/run/pg", var=tmp_path)["HOST"] == "/run/pg"


def test_another_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="mysql"):
        database("mysql://x/y", var=tmp_path)


def test_the_log_is_one_object_a_line_with_the_error_in_it() -> None:
    try:
        raise ValueError("lý do")
    except ValueError:
        record = logging.LogRecord("danvan", logging.ERROR, "x.py", 1, "không %s", ("được",), sys.exc_info())
    line = JsonFormatter().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"] == "không được"
    assert "lý do" in json.loads(line)["error"]


KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def start(tmp_path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the product with this environment and nothing from `.env`."""
    names = {"SECRET_KEY": "", "DEBUG": "False", "DANVAN_VAR": str(tmp_path), "DATABASE_URL": "", "PUBLIC_URL": "http://127.0.0.1:8000"}
    environment = {"PATH": os.environ["PATH"], **names, **variables}
    command = [sys.executable, "-m", "danvan.config.cli", "check", "--deploy"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_without_a_secret_key_nothing_starts(tmp_path: Path) -> None:
    done = start(tmp_path)
    assert done.returncode != 0
    assert "SECRET_KEY is not set" in done.stderr


def test_a_production_environment_passes_the_deployment_check(tmp_path: Path) -> None:
    done = start(tmp_path, SECRET_KEY=KEY, PUBLIC_URL="https://dan-van.example")
    assert done.returncode == 0
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"NOTICE_MAIL": "smtp"}, "needs EMAIL_HOST and EMAIL_FROM"),
        ({"NOTICE_MAIL": "smtp", "EMAIL_HOST": "mail.example", "EMAIL_FROM": "nobody"}, "needs EMAIL_HOST and EMAIL_FROM"),
        ({"NOTICE_MAIL": "pigeon"}, "NOTICE_MAIL must be one of"),
        ({"NOTICE_SMS": "webhook", "NOTICE_SMS_URL": "https://gateway.example"}, "NOTICE_SMS_SECRET"),
        ({"EMAIL_HOST": "mail.example", "EMAIL_HOST_PASSWORD": "open", "EMAIL_SECURITY": "none"}, "use starttls or tls"),
    ],
)
def test_a_channel_that_could_not_work_stops_the_start(tmp_path: Path, variables: dict[str, str], said: str) -> None:
    done = start(tmp_path, SECRET_KEY=KEY, **variables)
    assert done.returncode != 0
    assert said in done.stderr
