"""Static files as production keeps them."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from danvan.ui.storage import Static


@pytest.fixture
def kept(tmp_path: Path) -> Static:
    return Static(location=tmp_path, base_url="/static/")


def _collect(kept: Static) -> dict[str, str]:
    found = {name: (storage, name) for finder in finders.get_finders() for name, storage in finder.list([]) if name.startswith("ui/")}
    for name, (storage, path) in found.items():
        with storage.open(path) as content:
            kept.save(name, content)
    assert all(done for _name, _hashed, done in kept.post_process(found))
    return dict(kept.hashed_files)


def test_every_script_imports_the_others_by_the_name_that_never_changes_its_content(kept: Static, tmp_path: Path) -> None:
    names = _collect(kept)
    script = (tmp_path / names["ui/js/staff.js"]).read_text(encoding="utf-8")
    imported = re.findall(r'from "\./([^"]+)"', script)
    assert len(imported) == 8
    assert all(re.fullmatch(r"[a-z]+\.[0-9a-f]{12}\.js", name) for name in imported)


def test_every_file_is_kept_compressed_too(kept: Static, tmp_path: Path) -> None:
    names = _collect(kept)
    assert (tmp_path / f"{names['ui/css/parts.css']}.gz").is_file()
