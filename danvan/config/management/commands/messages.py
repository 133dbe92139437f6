"""`danvan messages`: the catalogues of translations."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from danvan.config import catalogues


class Command(BaseCommand):
    """Collect, check, compile."""

    help = "Translations: --extract the texts, --check the catalogues, --compile them."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One of three."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--extract", action="store_true", help="write today's texts into danvan/locale, keeping translations")
        what.add_argument("--check", action="store_true", help="fail unless every text is translated")
        what.add_argument("--compile", action="store_true", help="build the .mo files that the product reads")

    def handle(self, *, extract: bool, check: bool, **options: object) -> None:
        """Do that one."""
        locale = settings.PACKAGE / "locale"
        if extract:
            waiting = catalogues.update(locale, catalogues.texts(settings.PACKAGE))
            self.stdout.write(", ".join(f"{language}: {count} to translate" for language, count in waiting.items()))
        elif check:
            self._check(catalogues.faults(locale, catalogues.texts(settings.PACKAGE)))
        else:
            catalogues.build(locale)

    def _check(self, faults: list[str]) -> None:
        if faults:
            raise CommandError("\n".join([*faults[:40], f"{len(faults)} faults in the catalogues"]))
        self.stdout.write("every text is translated")
