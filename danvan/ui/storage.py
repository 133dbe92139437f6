"""How static files are kept in production: compressed, each under a name with its hash, so that phones fetch it once."""

import re
from collections.abc import Callable

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped] # whitenoise carries no types


class Static(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # the same
    """Also the names that scripts import from one another carry the hash."""

    support_js_module_import_aggregation = True

    def url_converter(self, name: str, hashed_files: dict[str, str], template: str | None = None) -> Callable[[re.Match[str]], str]:
        """The package of htmx imports by names that only a bundler resolves: its text stays as it is."""
        if name.startswith("django_htmx/"):
            return lambda matched: matched[0]
        converted: Callable[[re.Match[str]], str] = super().url_converter(name, hashed_files, template)
        return converted
