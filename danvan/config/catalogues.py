"""Translations without outside tools: collects the texts of code and templates, compares and compiles the catalogues.

The source language is Vietnamese (decision 0003): a text stands for itself, `locale/en` and `locale/ru` translate it.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

LANGUAGES = ("en", "ru")
# Which arguments of a call are texts: (context, singular, plural), by position.
CALLS: dict[str, tuple[int | None, int, int | None]] = {
    name + lazy: places
    for name, places in {
        "gettext": (None, 0, None),
        "ngettext": (None, 0, 1),
        "pgettext": (0, 1, None),
        "npgettext": (0, 1, 2),
    }.items()
    for lazy in ("", "_lazy", "_noop")
} | {"_": (None, 0, None)}
CALL_IN_TEMPLATE = re.compile(r"(?<![A-Za-z_])(?:_|n?p?gettext)\(")
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w*)\}")


@dataclass(frozen=True)
class Text:
    """One text to translate."""

    singular: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What makes it one entry of a catalogue: gettext knows an entry by context and singular."""
        return (self.context, self.singular)


def in_code(source: str) -> Iterator[Text]:
    """The texts of a Python file: literal arguments of gettext and its kin."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in CALLS:
                yield from _text(node, CALLS[name])


def _text(call: ast.Call, places: tuple[int | None, int, int | None]) -> Iterator[Text]:
    values = [_literal(argument) for argument in call.args]
    context, singular, plural = ("" if place is None else (values[place : place + 1] or [None])[0] for place in places)
    if isinstance(singular, str) and singular:
        yield Text(singular, plural or "", context or "")


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def in_template(source: str, origin: str = "") -> Iterator[Text]:
    """The texts of a template, by Django's own reading of it as calls of gettext."""
    calls = templatize(source, origin=origin)
    for found in CALL_IN_TEMPLATE.finditer(calls):
        yield from in_code(_call_at(calls, found.start()))


def _call_at(text: str, start: int) -> str:
    """The whole call that begins there, up to its closing bracket; a count that is no Python becomes a number."""
    depth, pieces = 0, []
    for token in tokenize.generate_tokens(io.StringIO(text[start:]).readline):
        pieces.append(token.string)
        depth += {"(": 1, ")": -1}.get(token.string, 0) if token.type == tokenize.OP else 0
        if token.type == tokenize.OP and depth == 0:
            break
    return "".join(pieces)


def texts(package: Path) -> dict[tuple[str, str], Text]:
    """Every text of the package, code and templates, tests and migrations left out."""
    found: dict[tuple[str, str], Text] = {}
    for path in sorted(package.rglob("*")):
        parts = path.relative_to(package).parts
        if path.suffix not in {".py", ".html", ".txt"} or {"tests", "migrations", "data"} & set(parts):
            continue
        if path.suffix != ".py" and "templates" not in parts:
            continue
        source = path.read_text(encoding="utf-8")
        for text in in_code(source) if path.suffix == ".py" else in_template(source, str(path)):
            known = found.setdefault(text.key, text)
            if text.plural and not known.plural:
                found[text.key] = text
    return found


def path_of(locale: Path, language: str) -> Path:
    """The catalogue of a language."""
    return locale / language / "LC_MESSAGES" / "django.po"


def faults(locale: Path, wanted: dict[tuple[str, str], Text]) -> list[str]:
    """What is wrong with the catalogues: missing, fuzzy, obsolete, empty, or with other placeholders."""
    return [fault for language in LANGUAGES for fault in _faults_of(language, path_of(locale, language), wanted)]


def _faults_of(language: str, path: Path, wanted: dict[tuple[str, str], Text]) -> Iterator[str]:
    if not path.exists():
        yield f"{language}: no catalogue"
        return
    entries = {(entry.msgctxt or "", entry.msgid): entry for entry in polib.pofile(str(path))}
    yield from (f"{language}: missing {text!r}" for (_, text) in sorted(wanted.keys() - entries.keys()))
    yield from (f"{language}: no longer used {text!r}" for (_, text) in sorted(entries.keys() - wanted.keys()))
    for entry in entries.values():
        yield from (f"{language}: {fault} {entry.msgid!r}" for fault in _faults_in(entry))


def _faults_in(entry: polib.POEntry) -> Iterator[str]:
    forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if entry.obsolete or entry.fuzzy:
        yield "fuzzy or obsolete"
    elif not forms or not all(form.strip() for form in forms):
        yield "not translated"
    elif any(placeholders(form) != placeholders(entry.msgid_plural or entry.msgid) for form in forms):
        yield "other placeholders in"


def placeholders(text: str) -> set[str]:
    """The names that a text asks for."""
    return {first or second for first, second in PLACEHOLDER.findall(text.replace("%%", ""))}


def update(locale: Path, wanted: dict[tuple[str, str], Text]) -> dict[str, int]:
    """Write the catalogues anew: texts of today, translations kept. Gives how many of each language still wait."""
    waiting = {}
    for language in LANGUAGES:
        path = path_of(locale, language)
        path.parent.mkdir(parents=True, exist_ok=True)
        old = {(e.msgctxt or "", e.msgid): e for e in polib.pofile(str(path))} if path.exists() else {}
        fresh = polib.POFile(wrapwidth=120)
        fresh.metadata = _head(language)
        fresh.extend(_entry(text, old.get(key), language) for key, text in sorted(wanted.items()))
        fresh.save(str(path))
        waiting[language] = sum(1 for entry in fresh if "not translated" in _faults_in(entry))
    return waiting


def _entry(text: Text, old: polib.POEntry | None, language: str) -> polib.POEntry:
    entry = polib.POEntry(msgid=text.singular, msgctxt=text.context or None)
    if not text.plural:
        entry.msgstr = old.msgstr if old else ""
        return entry
    entry.msgid_plural = text.plural
    entry.msgstr_plural = (old.msgstr_plural if old else {}) or dict.fromkeys(range(3 if language == "ru" else 2), "")
    return entry


def _head(language: str) -> dict[str, str]:
    plural = {
        "en": "nplurals=2; plural=(n != 1);",
        "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    }
    return {
        "Project-Id-Version": "danvan",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural[language],
    }


def build(locale: Path) -> list[Path]:
    """Compile the catalogues there are; gives the files written."""
    built = []
    for path in sorted(locale.glob("*/LC_MESSAGES/django.po")):
        target = path.with_suffix(".mo")
        polib.pofile(str(path)).save_as_mofile(str(target))
        built.append(target)
    return built
