"""How static files are kept in production: compressed, each under a name with its hash, so that phones fetch it once."""

from functools import cache
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped] # whitenoise carries no types


class Static(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # the same
    """Also the names that scripts import from one another carry the hash."""

    support_js_module_import_aggregation = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Which name a file was given is fixed while the server runs, and each page asks for ten.
        self.url = cache(super().url)
