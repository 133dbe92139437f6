from pathlib import Path

import polib
import pytest

from danvan.config import catalogues
from danvan.config.catalogues import Text

CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy
plain = _("Đơn %(code)s")
many = ngettext("%(n)s ngày", "%(n)s ngày nữa", 3)
said = pgettext_lazy("nút", "Gửi")
not_ours = print("Không dịch")
"""
TEMPLATE = """
<h1>{% translate "Tra cứu" %}</h1> {% badge _("Quá hạn") tone="danger" %}
{% blocktranslate trimmed with name=unit.name %}
  Đơn gửi {{ name }}
{% endblocktranslate %}
{% blocktranslate count n=rows trimmed %}{{ n }} đơn{% plural %}{{ n }} các đơn{% endblocktranslate %}
{{ title|default:_("Không tên") }}
"""


def test_texts_of_code_are_found() -> None:
    assert set(catalogues.in_code(CODE)) == {
        Text("Đơn %(code)s"),
        Text("%(n)s ngày", "%(n)s ngày nữa"),
        Text("Gửi", context="nút"),
    }


def test_texts_of_templates_are_found() -> None:
    assert set(catalogues.in_template(TEMPLATE)) == {
        Text("Tra cứu"),
        Text("Quá hạn"),
        Text("Đơn gửi %(name)s"),
        Text("%(n)s đơn", "%(n)s các đơn"),
        Text("Không tên"),
    }


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A package with one translated text in both languages."""
    (tmp_path / "room.py").write_text('_("Đơn %(code)s")', encoding="utf-8")
    catalogues.update(tmp_path / "locale", catalogues.texts(tmp_path))
    for language in catalogues.LANGUAGES:
        write(tmp_path, language, "Letter %(code)s")
    return tmp_path


def write(house: Path, language: str, translation: str, *, fuzzy: bool = False) -> None:
    """Translate the one text."""
    path = catalogues.path_of(house / "locale", language)
    catalogue = polib.pofile(str(path))
    catalogue[0].msgstr = translation
    catalogue[0].flags = ["fuzzy"] if fuzzy else []
    catalogue.save(str(path))


def faults(house: Path) -> list[str]:
    """What is wrong in the package."""
    return catalogues.faults(house / "locale", catalogues.texts(house))


def test_a_whole_catalogue_has_no_faults(house: Path) -> None:
    assert faults(house) == []


def test_a_new_text_is_missed(house: Path) -> None:
    (house / "other.py").write_text('_("Mới")', encoding="utf-8")
    assert faults(house) == ["en: missing 'Mới'", "ru: missing 'Mới'"]


def test_a_text_that_went_is_seen(house: Path) -> None:
    (house / "room.py").write_text("", encoding="utf-8")
    assert any("no longer used" in fault for fault in faults(house))


@pytest.mark.parametrize(
    ("translation", "fuzzy", "fault"),
    [
        ("", False, "not translated"),
        ("Letter", False, "other placeholders"),
        ("Letter %(kode)s", False, "other placeholders"),
        ("Letter %(code)s", True, "fuzzy"),
    ],
)
def test_a_bad_translation_is_seen(house: Path, translation: str, *, fuzzy: bool, fault: str) -> None:
    write(house, "en", translation, fuzzy=fuzzy)
    assert [each for each in faults(house) if each.startswith(f"en: {fault}")]


def test_extracting_again_keeps_what_was_translated(house: Path) -> None:
    assert catalogues.update(house / "locale", catalogues.texts(house)) == {"en": 0, "ru": 0}
    assert faults(house) == []


def test_catalogues_are_built(house: Path) -> None:
    built = catalogues.build(house / "locale")
    assert [polib.mofile(str(path))[0].msgstr for path in built] == ["Letter %(code)s"] * 2
