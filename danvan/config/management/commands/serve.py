"""`danvan serve`: the product behind granian."""

import logging
import os
import socket
import sys
from argparse import ArgumentParser

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections
from granian import Granian
from granian.constants import Interfaces

from danvan.config.companion import Companion
from danvan.demo import world
from danvan.lib import clock
from danvan.notices import channels
from danvan.notices.models import Channel


class Command(BaseCommand):
    """Serve until stopped (Ctrl-C, SIGTERM)."""

    help = "Serve the product with granian; static files are collected first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Address, port, workers."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: 8000)")
        parser.add_argument("--workers", type=int, default=1, help="processes; as many as cores on a server of its own (default: 1)")
        parser.add_argument(
            "--notices",
            type=int,
            default=15,
            metavar="SECONDS",
            help="look for notices to send every so many seconds, beside the server, where a channel is switched on; 0: not here (default: 15)",
        )
        parser.add_argument("--demo", action="store_true", help="let today be the day of the demonstration world")

    def handle(self, host: str, port: int, workers: int, *, notices: int, demo: bool, **options: object) -> None:
        """Collect static files where their names carry a hash, then serve. Workers begin as copies of this process, or read the environment anew."""
        insist_on_free(host, port)
        if demo:
            os.environ["DANVAN_TODAY"] = world.FIXED_DAY.isoformat()
            clock.fix(world.FIXED_DAY.isoformat())
        if not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0)
        connections.close_all()
        self.stdout.write(f"danvan: http://{host}:{port}")
        self.stdout.flush()
        server = Granian(
            "danvan.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=1,
            respawn_failed_workers=True,
            log_enabled=True,
            log_level="warning",  # type: ignore[arg-type]
        )
        if notices and any(channels.has(channel) for channel in (Channel.MAIL, Channel.SMS, Channel.WEBHOOK)):
            sender = Companion(sending_every(notices))
            server.on_startup(sender.start)
            server.on_shutdown(sender.stop)
        server.serve()
        logging.getLogger(__name__).info("stopped")


def sending_every(seconds: int) -> list[str]:
    """The command that sends notices for as long as this process lives."""
    return [sys.executable, "-m", "danvan.config.cli", "notices", "send", "--every", str(seconds), "--parent", str(os.getpid())]


def insist_on_free(host: str, port: int) -> None:
    """Stop where another server listens: the workers' sockets would share the port with it in silence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"{host}:{port} cannot be had ({error.strerror}); choose another with --port, or PORT=… make demo"
            ) from error
