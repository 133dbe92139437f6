"""Serve the peer exactly as `danvan serve` serves the product. In: the port."""

import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

if __name__ == "__main__":
    Granian(
        "bench.peer.wsgi:application",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=1,
        respawn_failed_workers=True,
        log_enabled=True,
        log_level=LogLevels.warning,
    ).serve()
