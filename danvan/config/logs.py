"""Structured logs: one JSON object a line, no request bodies, no query strings (they may hold a secret code)."""

import json
import logging


class JsonFormatter(logging.Formatter):
    """Time, level, logger, message and, if there was one, the exception."""

    def format(self, record: logging.LogRecord) -> str:
        """Out: one line of JSON."""
        entry = {"at": self.formatTime(record), "level": record.levelname, "logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)
