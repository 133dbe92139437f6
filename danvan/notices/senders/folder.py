"""Mail for demonstration and trial: one file a message in the folder of the settings, to be read with any editor or mail program."""

from dataclasses import replace
from email.policy import SMTPUTF8

from django.conf import settings

from danvan.lib import clock
from danvan.notices.kinds import SEALED
from danvan.notices.senders.letter import Letter
from danvan.notices.senders.mail import compose

# Words as they are read, not in base64.
READABLE = SMTPUTF8.clone(cte_type="8bit", linesep="\n")
# Who must stay unknown stands in no file either.
HIDDEN = "nguoi-nhan@an-danh.invalid"


def send(letter: Letter) -> str:
    """Write it, under the moment it was made and its number: sent twice it is still one file, and names sort by time. Owner's eyes only: it has an address."""
    if letter.kind in SEALED:
        letter = replace(letter, to=HIDDEN)
    settings.NOTICE_MAIL_FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = letter.made_at.astimezone(clock.VIETNAM)
    path = settings.NOTICE_MAIL_FOLDER / f"{made:%Y-%m-%d-%H%M%S}-{letter.number}.eml"
    path.touch(mode=0o600)
    path.write_bytes(compose(letter, cte="8bit").as_bytes(policy=READABLE))
    return "file"
