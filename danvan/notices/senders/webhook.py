"""To other software: a signed POST over HTTPS. A receiver checks the signature and drops a number it has seen.

X-Danvan-Message: 7c9e…               the same when danvan tries again
X-Danvan-Timestamp: 1795330000        seconds; refuse what is older than five minutes
X-Danvan-Signature: sha256=HEX        HMAC-SHA256 of "TIMESTAMP.BODY" with the receiver's key (`danvan notices key HOST`)
"""

import hashlib
import hmac
import http.client
import json
from contextlib import closing
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from danvan.lib import clock
from danvan.notices.models import Reason
from danvan.notices.senders import network
from danvan.notices.senders.letter import Letter, Undelivered

# "Not now": a full queue, a rate limit, a server that is starting or broken.
LATER = {408, 421, 423, 425, 429}
SIGN_IN = {401, 403, 407}


def send(letter: Letter) -> str:
    """Post a notice to its receiver; redirects are not followed, the answer's body is not read."""
    body: dict[str, object] = {"id": letter.number, "kind": letter.kind, "made_at": letter.made_at.isoformat()}
    body |= {"language": letter.language, "text": letter.text, **letter.params}
    key = key_for(urlsplit(letter.to).hostname or "")
    return post(letter.to, body, number=letter.number, key=key, private=settings.NOTICE_WEBHOOK_PRIVATE)


def key_for(host: str) -> str:
    """The key shared with one receiver: made of the installation's secret and the receiver's name, so that none can sign to another."""
    return hmac.new(settings.NOTICE_WEBHOOK_SECRET.encode(), host.lower().encode(), hashlib.sha256).hexdigest()


def post(url: str, body: dict[str, object], *, number: str, key: str, private: bool) -> str:
    """One signed POST; "HTTP 204" or the like. Raises `Undelivered`."""
    content = json.dumps(body, ensure_ascii=False, sort_keys=True).encode()
    try:
        status = _exchange(urlsplit(url), content, _headers(content, number=number, key=key), private=private)
    except http.client.HTTPException as error:
        raise Undelivered(Reason.ERROR, type(error).__name__[:60]) from error
    except OSError as error:
        raise network.reason_of(error) from error
    return _judged(status)


def _headers(content: bytes, *, number: str, key: str) -> dict[str, str]:
    timestamp = str(int(clock.now().timestamp()))
    signature = hmac.new(key.encode(), timestamp.encode() + b"." + content, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "danvan",
        "X-Danvan-Message": number,
        "X-Danvan-Timestamp": timestamp,
        "X-Danvan-Signature": f"sha256={signature}",
        "Connection": "close",
    }


def _exchange(url: SplitResult, content: bytes, headers: dict[str, str], *, private: bool) -> int:
    """Ask, and read the status only."""
    secure = url.scheme == "https"
    host = url.hostname or ""
    target = network.resolve(host, url.port or (443 if secure else 80), private=private)
    if not secure and not target.private:
        raise Undelivered(Reason.NOT_ALLOWED)
    limit = settings.NOTICE_TIMEOUT
    plain = network.open_socket(target, timeout=limit)
    with closing(plain), network.deadline(plain, 2 * limit) as late:
        connection = http.client.HTTPConnection(host, target.port)
        connection.sock = network.over_tls(plain, host) if secure else plain
        with closing(connection):
            path = (url.path or "/") + (f"?{url.query}" if url.query else "")
            connection.request("POST", path, content, {"Host": url.netloc.rpartition("@")[2], **headers})
            status = connection.getresponse().status
            if late.is_set():  # half an answer reads like a whole one
                raise Undelivered(Reason.TIMEOUT)
            return status


def _judged(status: int) -> str:
    code = f"HTTP {status}"
    if 200 <= status < 300:
        return code
    if 300 <= status < 400:
        raise Undelivered(Reason.REDIRECTED, code)
    if status in SIGN_IN:
        raise Undelivered(Reason.SIGN_IN, code)
    raise Undelivered(Reason.LATER if status in LATER or status >= 500 else Reason.REFUSED, code)
