"""Upkeep of the store: content whose row never came to be."""

from danvan.files.models import File
from danvan.lib import clock

STORE = File.content.field.storage


def sweep() -> int:
    """Remove stored content that no row points to (its act was rolled back after the file was written); how many.

    Only what is older than a day goes: a younger one may belong to a request that is still running.
    """
    known = set(File.objects.values_list("content", flat=True))
    removed = 0
    for path in _stored(""):
        age = clock.now() - STORE.get_modified_time(path)
        if path not in known and age.days >= 1:
            STORE.delete(path)
            removed += 1
    return removed


def _stored(folder: str) -> list[str]:
    folders, files = STORE.listdir(folder)
    here = [f"{folder}/{name}".lstrip("/") for name in files]
    return here + [path for name in folders for path in _stored(f"{folder}/{name}".lstrip("/"))]
