"""A process that runs beside the server and is started again when it dies: the sender of notices."""

import logging
import subprocess
from collections.abc import Sequence
from threading import Event, Lock, Thread

logger = logging.getLogger(__name__)
PATIENCE = 40  # seconds: longer than one message can take, so that stopping interrupts none


class Companion:
    """Keeps one command running from `start` to `stop`."""

    def __init__(self, command: Sequence[str], *, pause: float = 5) -> None:
        """The command, and the seconds to wait before it is started again."""
        self.command = list(command)
        self.pause = pause
        self._stopping = Event()
        self._changing = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = Thread(target=self._keep, name="companion", daemon=True)

    def start(self) -> None:
        """Start it; returns at once."""
        self._process = subprocess.Popen(self.command)
        self._keeper.start()

    def stop(self) -> None:
        """Ask it to end, wait until it has; one that does not listen is killed."""
        if self._process is None:
            return
        with self._changing:
            self._stopping.set()
            self._process.terminate()
        self._keeper.join(PATIENCE)
        if self._keeper.is_alive():
            self._process.kill()
            self._keeper.join()

    def _keep(self) -> None:
        while self._process is not None:
            code = self._process.wait()
            if self._stopping.is_set():
                return
            logger.warning("the sender of notices ended (%d); it is started again", code)
            self._stopping.wait(self.pause)
            with self._changing:
                if self._stopping.is_set():
                    return
                self._process = subprocess.Popen(self.command)
