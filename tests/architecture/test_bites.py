"""Each tool bites: a violation is planted in a copy, and the tool must find it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import check_lock
from tests.architecture import house
from tests.architecture.test_map import lazy_imports, lint_imports

BIN = Path(sys.executable).parent


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package alone, in a folder of its own."""
    shutil.copytree(
        house.PACKAGE, tmp_path / "danvan", ignore=shutil.ignore_patterns("tests", "data", "static", "templates", "__pycache__")
    )
    for name in ("pyproject.toml", ".importlinter"):
        shutil.copy(house.ROOT / name, tmp_path / name)
    return tmp_path


def plant(path: Path, text: str) -> None:
    """Add lines to a file, or make it."""
    with path.open("a", encoding="utf-8") as file:
        file.write("\n" + text)


def test_the_map_is_kept_in_the_copy(copy: Path) -> None:
    assert lint_imports(copy).returncode == 0


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("petitions/models", "import danvan.reports.models"),
        ("ui", "import danvan.figures.registry"),
        ("lib", "import danvan.audit.doer"),
    ],
)
def test_an_import_upwards_or_sideways_breaks_the_map(copy: Path, room: str, line: str) -> None:
    plant(copy / "danvan" / room / "__init__.py", line)
    done = lint_imports(copy)
    assert done.returncode == 1
    assert "broken" in done.stdout.lower()


def test_a_room_that_is_not_on_the_map_breaks_it(copy: Path) -> None:
    (copy / "danvan" / "newroom").mkdir()
    plant(copy / "danvan" / "newroom" / "__init__.py", "")
    done = lint_imports(copy)
    assert done.returncode == 1
    assert "newroom" in done.stdout


def test_a_lazy_import_is_seen(tmp_path: Path) -> None:
    plant(tmp_path / "services.py", "def late():\n    from danvan.reports import services\n    return services\n")
    assert len(list(lazy_imports(tmp_path / "services.py"))) == 1


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        ("F401", "import os\n"),
        ("ANN201", "def f():\n    return 1\n"),
        ("TID251", "import datetime\n\nx = datetime.date.today()\n"),
        ("TID252", "from . import x\n"),
        ("C901", "def f(a):\n" + "".join(f"    if a == {n}:\n        return {n}\n" for n in range(12))),
        ("B006", "def f(a: list = []) -> None: ...\n"),
        ("D103", "def public() -> None:\n    pass\n"),
        ("INT001", "from django.utils.translation import gettext as _\n\n_(f'{1}')\n"),
        ("T201", "print(1)\n"),
        ("ERA001", "# x = 1\n"),
    ],
)
def test_ruff_bites(rule: str, source: str) -> None:
    command = [
        str(BIN / "ruff"),
        "check",
        "--no-cache",
        "--output-format",
        "concise",
        "--stdin-filename",
        "danvan/petitions/planted.py",
        "-",
    ]
    done = subprocess.run(command, cwd=house.ROOT, input=source, capture_output=True, text=True, check=False)
    assert rule in done.stdout


def test_mypy_bites(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    faults = ["Unit.objects.filter(nmae='x')", "Unit.objects.get().no_such_field", "def untyped(a): ...", "len(5)"]
    planted.write_text("from danvan.units.models import Unit\n\n" + "\n".join(faults) + "\n", encoding="utf-8")
    command = [
        str(BIN / "mypy"),
        "--config-file",
        "pyproject.toml",
        "--cache-dir",
        str(house.ROOT / ".mypy_cache"),
        "--no-error-summary",
        str(planted),
    ]
    environment = os.environ | {"PYTHONPATH": str(house.ROOT)}
    done = subprocess.run(command, cwd=house.ROOT, env=environment, capture_output=True, text=True, check=False)
    reported = {line.split(":")[1] for line in done.stdout.splitlines() if "planted.py" in line and "error" in line}
    assert reported == {"3", "4", "5", "6"}, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("pyproject.toml", '"django>=5.2.19,<5.3"', '"django>=6"', "base.txt: django>=6"),
        ("pyproject.toml", '"argon2-cffi>=25.1"', '"not-there>=1", "argon2-cffi>=25.1"', "not-there"),
        ("requirements/base.txt", "--hash=sha256:", "--hash=md5:", "has no hash"),
        ("requirements/base.txt", "argon2-cffi==25.1.0", "--index-url https://example.com\nargon2-cffi==25.1.0", "address"),
        ("requirements/dev.txt", "django==", "django==5.2.1", "differs"),
    ],
)
def test_a_lock_out_of_step_is_seen(tmp_path: Path, file: str, old: str, new: str, fault: str) -> None:
    shutil.copy(house.ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(house.ROOT / "requirements", tmp_path / "requirements")
    path = tmp_path / file
    path.write_text(path.read_text().replace(old, new))
    assert any(fault in each for each in check_lock.faults(tmp_path))


def test_the_locked_packages_answer_the_project() -> None:
    assert check_lock.faults() == []
