"""Real machines on loopback: a mail server and a receiver of webhooks, well-behaved or not. None of them waits on a clock."""

import base64
import socketserver
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

# For "localhost", of nobody's trust but the tests'; valid for a hundred years.
CERTIFICATE = Path(__file__).with_name("localhost.pem")
ANY = "127.0.0.1"


def tls() -> ssl.SSLContext:
    """The server's side."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


@contextmanager
def running(server: socketserver.BaseServer, release: Event) -> Iterator[None]:
    """Serve in a thread; at the end let go of whoever was kept waiting."""
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        release.set()
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class MailServer:
    """What the server does (`replies`: a command to the answer it gives instead of its own) and what it got."""

    port: int = 0
    replies: dict[str, str] = field(default_factory=dict)
    mails: list[EmailMessage] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    secure: bool = False
    # Commands after which it says nothing more, or hangs up.
    silent_at: str = ""
    hangs_up_at: str = ""
    reached: Event = field(default_factory=Event)
    release: Event = field(default_factory=Event)


class MailHandler(socketserver.StreamRequestHandler):
    """One conversation of SMTP (RFC 5321), as far as a client that sends one mail needs it."""

    def handle(self) -> None:
        """Greet, then answer until told to stop."""
        self.house: MailServer = self.server.house  # type: ignore[attr-defined]
        if self.house.secure:
            self._encrypt()
        self.is_open = self._say("GREETING", "220 loopback")
        while self.is_open and (line := self.rfile.readline()):
            self._answer(line.decode().strip())

    def finish(self) -> None:
        """The encrypted connection is ours to close: the server knows only the plain one."""
        super().finish()
        self.request.close()

    def _encrypt(self) -> None:
        self.request = tls().wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)

    def _answer(self, line: str) -> None:
        word = line.split()[0].upper().partition(":")[0]
        match word:
            case "EHLO":
                encrypted = isinstance(self.request, ssl.SSLSocket)
                self.is_open = self._say(
                    word,
                    f"250-loopback\r\n{'250-' if encrypted else '250-STARTTLS' + chr(13) + chr(10) + '250-'}AUTH PLAIN\r\n250 8BITMIME",
                )
            case "STARTTLS":
                self.is_open = self._say(word, "220 go on")
                self._encrypt()
            case "AUTH":
                self.house.signed_in.append(base64.b64decode(line.split()[2]).decode())
                self.is_open = self._say(word, "235 welcome")
            case "RCPT":
                self.house.receivers.append(line[line.index("<") + 1 : line.index(">")])
                self.is_open = self._say(word, "250 ok")
            case "DATA":
                self.is_open = self._say(word, "354 go on")
                self._take_mail()
            case "QUIT":
                self._say(word, "221 bye")
                self.is_open = False
            case _:
                self.is_open = self._say(word, "250 ok")

    def _take_mail(self) -> None:
        lines: list[bytes] = []
        while self.is_open and (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        if lines:
            mail = message_from_bytes(b"".join(lines), policy=SMTP)
            assert isinstance(mail, EmailMessage)
            self.house.mails.append(mail)
            self.house.encrypted.append(isinstance(self.request, ssl.SSLSocket))
            self.is_open = self._say("MAILED", "250 taken")

    def _say(self, word: str, reply: str) -> bool:
        """Answer a command; False when the conversation is over."""
        if word == self.house.hangs_up_at:
            return False
        if word == self.house.silent_at:
            self.house.reached.set()
            self.house.release.wait(timeout=60)
            return False
        self.wfile.write(f"{self.house.replies.get(word, reply)}\r\n".encode())
        return True


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves in the middle is what some tests are about."""


@contextmanager
def mail_server(**given: object) -> Iterator[MailServer]:
    """A mail server on loopback."""
    house = MailServer(**given)  # type: ignore[arg-type]
    server = _Tcp((ANY, 0), MailHandler)
    server.house = house  # type: ignore[attr-defined]
    house.port = server.server_address[1]
    with running(server, house.release):
        yield house


@dataclass
class Post:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """A receiver of webhooks: the statuses it answers with, one after another (the last stays), and what it got."""

    port: int = 0
    statuses: list[int] = field(default_factory=lambda: [204])
    posts: list[Post] = field(default_factory=list)
    location: str = ""
    # "status": takes the request and never answers; "headers": answers, then sends one header byte by byte, without end.
    silent: str = ""
    reached: Event = field(default_factory=Event)
    release: Event = field(default_factory=Event)
    got: Event = field(default_factory=Event)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{ANY}:{self.port}/danvan?token=abc"


class PostHandler(BaseHTTPRequestHandler):
    """Takes every POST."""

    def do_POST(self) -> None:
        """Keep it, answer as told."""
        house: Receiver = self.server.house  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        house.posts.append(Post(self.path, dict(self.headers), body))
        house.got.set()
        if house.silent:
            self._keep_waiting(house)
            return
        status = house.statuses[min(len(house.posts), len(house.statuses)) - 1]
        self.send_response(status)
        if house.location:
            self.send_header("Location", house.location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _keep_waiting(self, house: Receiver) -> None:
        house.reached.set()
        if house.silent == "headers":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Endless: ")
            while not house.release.wait(0.02):
                self.wfile.write(b"a")
        house.release.wait(timeout=60)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's own name
        """Silence."""


@contextmanager
def receiver(*, secure: bool = False, **given: object) -> Iterator[Receiver]:
    """A receiver on loopback, over TLS if asked."""
    house = Receiver(**given)  # type: ignore[arg-type]
    server = _Http((ANY, 0), PostHandler)
    server.house = house  # type: ignore[attr-defined]
    house.port = server.server_address[1]
    if secure:
        server.socket = tls().wrap_socket(server.socket, server_side=True)
    with running(server, house.release):
        yield house


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """As above."""
