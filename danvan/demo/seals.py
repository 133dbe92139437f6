"""Two people of the province who keep the seal of denouncers' identities, each with a key, so that the demonstration can take a denunciation."""

from danvan.audit.doer import SYSTEM
from danvan.demo.people import SINCE, Office, appointed
from danvan.lib import clock
from danvan.sealed import services
from danvan.units.models import Duty, Holding

# One passphrase for both, printed by `danvan demo` like the password: a seal that everybody may open guards nothing, and shows everything.
PASSPHRASE = "cau tre ben da con chuon chuon do"  # noqa: S105 - a public demonstration
KEEPERS = (("Người giữ niêm phong thứ nhất", "niemphong1"), ("Người giữ niêm phong thứ hai", "niemphong2"))


def begin(province: Office, prefix: str, *, password: str) -> None:
    """Appoint them, let each make a key, name them. Communes have no keepers of their own: their envelopes lie with the province."""
    for title, name in KEEPERS:
        who = appointed(province.chair.body, title, f"{prefix}.{name}", [Duty.KEEP_SEAL], password)
        services.make_key(by=who, user=who.user, passphrase=PASSPHRASE)
        holding = Holding.objects.get(user=who.user, post=who.post)
        services.name_recipient(by=SYSTEM, holding=holding, valid_from=max(SINCE, clock.today()))
