"""Put the same letters into the peer: tickets in twelve public queues, one follow-up each, fifty officers. Prints what the bench needs to know as JSON.

In: how many letters, how many communes the letters are spread over (they are not kept here: a queue is a matter).
"""

import json
import os
import sys
from datetime import UTC, datetime, time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.peer.settings")
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - models come after the setup
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from helpdesk.models import FollowUp, Queue, Ticket  # noqa: E402

from bench.petitions.letters import TOPICS, Letter, letters  # noqa: E402

BATCH = 2000
OFFICERS = 50
STATUS = {"answered": Ticket.RESOLVED_STATUS, "received": Ticket.OPEN_STATUS, "registered": Ticket.OPEN_STATUS}
STATUS |= {"classified": Ticket.OPEN_STATUS, "accepted": Ticket.OPEN_STATUS}


def main() -> None:
    """Tables, queues, officers, tickets; a session of the first officer."""
    call_command("migrate", verbosity=0)
    queues = {topic: Queue.objects.create(title=topic, slug=topic, allow_public_submission=True) for topic in TOPICS}
    officers = [officer(number) for number in range(OFFICERS)]
    batch: list[Letter] = []
    with transaction.atomic():
        for letter in letters(int(sys.argv[1]), int(sys.argv[2])):
            batch.append(letter)
            if len(batch) == BATCH:
                write(batch, queues, officers)
                batch = []
        write(batch, queues, officers)
    with connection.cursor() as cursor:
        # What PostgreSQL does by itself in time; SQLite is left as it is, as ours is.
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
    print(json.dumps({"queues": {topic: queue.pk for topic, queue in queues.items()}, "session": signed_in(officers[0])}))


def officer(number: int) -> User:
    """A member of staff who sees every queue."""
    name = f"officer{number}"
    return get_user_model().objects.create_superuser(name, f"{name}@example.com", None)


def write(batch: list[Letter], queues: dict[str, Queue], officers: list[User]) -> None:
    """Tickets as they stand after the letters' time; both days set back, since the model writes today's."""
    tickets = Ticket.objects.bulk_create([ticket(letter, queues, officers) for letter in batch])
    moments = [at(letter) for letter in batch]
    with connection.cursor() as cursor:
        told = [connection.ops.adapt_datetimefield_value(moment) for moment in moments]
        days = [(moment, moment, made.pk) for made, moment in zip(tickets, told, strict=True)]
        cursor.executemany("UPDATE helpdesk_ticket SET created = %s, modified = %s WHERE id = %s", days)
    rows = zip(tickets, moments, strict=True)
    FollowUp.objects.bulk_create(
        [FollowUp(ticket=made, date=moment, title="Ticket Opened Via Web", comment=made.description, public=True) for made, moment in rows]
    )


def ticket(letter: Letter, queues: dict[str, Queue], officers: list[User]) -> Ticket:
    """One ticket."""
    return Ticket(
        title=" ".join(letter.text.split()[:12]),
        queue=queues[letter.topic],
        submitter_email=f"person{letter.number}@example.com",
        assigned_to=officers[letter.number % OFFICERS] if letter.state != "received" else None,
        status=STATUS.get(letter.state, Ticket.CLOSED_STATUS),
        description=letter.text,
        due_date=datetime.combine(letter.due_on, time(10), UTC),
    )


def at(letter: Letter) -> datetime:
    """When it came."""
    return datetime.combine(letter.received_on, time(2, 30), UTC)


def signed_in(user: User) -> str:
    """A session of this officer."""
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    main()
