"""For development and demonstration: prints what would be sent, the address masked as in the ledger."""

import sys

from danvan.notices.senders.letter import Letter


def send(letter: Letter) -> str:
    """One line on standard output."""
    text = letter.short if letter.channel == "sms" else letter.text
    sys.stdout.write(f"[{letter.channel}] {letter.masked or '-'}: {text}\n")
    sys.stdout.flush()
    return "console"
