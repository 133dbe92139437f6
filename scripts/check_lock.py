"""Check that requirements/*.txt answer pyproject.toml: every package pinned within its bounds, hashed, and no address in the files."""

import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")


def pins(path: Path) -> dict[str, Version]:
    """Name to version of each pinned line."""
    found = (PIN.match(line) for line in path.read_text().splitlines())
    return {canonicalize_name(match[1]): Version(match[2]) for match in found if match}


def unanswered(wanted: list[str], path: Path) -> list[str]:
    """The requirements that the file does not pin, or pins out of bounds."""
    pinned = pins(path)
    faults = []
    for text in wanted:
        requirement = Requirement(text)
        version = pinned.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version, prereleases=True):
            faults.append(f"{path.name}: {text} is answered by {version}; run `make lock`")
    return faults


def careless(path: Path) -> list[str]:
    """Pins without a hash, and addresses."""
    text = path.read_text()
    bare = [block.split()[0] for block in re.split(r"\n(?=\S)", text.strip()) if PIN.match(block) and "--hash=sha256:" not in block]
    return [f"{path.name}: {name} has no hash" for name in bare] + [f"{path.name}: holds an address"] * ("://" in text)


def faults(root: Path = ROOT) -> list[str]:
    """Everything that is wrong with the locked files."""
    project = tomllib.loads((root / "pyproject.toml").read_text())
    folder = root / "requirements"
    run, dev = project["project"]["dependencies"], project["dependency-groups"]["dev"]
    found = unanswered(run, folder / "base.txt") + unanswered(run + dev, folder / "dev.txt")
    found += unanswered(project["build-system"]["requires"], folder / "build.txt")
    base, whole = pins(folder / "base.txt"), pins(folder / "dev.txt")
    found += [f"dev.txt: {name} differs from base.txt" for name, version in base.items() if whole.get(name) != version]
    return found + [fault for path in sorted(folder.glob("*.txt")) for fault in careless(path)]


if __name__ == "__main__":
    wrong = faults()
    print("\n".join(wrong) or "requirements answer pyproject.toml")
    sys.exit(bool(wrong))
