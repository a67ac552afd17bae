"""What the log shows, and what it never shows: the token, the webhook's secret, addresses that hold them."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from urllib.parse import quote

# Their INFO lines repeat what ours say, request by request; httpx's hold the token.
_TALKATIVE = ("telegram", "httpx", "httpcore", "aiohttp.access", "tornado.access")


def without_updates(record: logging.LogRecord) -> bool:
    """Takes out of PTB's records what fills them in: it may be an update, as a reader sent it."""
    if record.name.split(".")[0] == "telegram":
        record.args, record.exc_info, record.exc_text = (), None, None
    return True


class MaskingFormatter(logging.Formatter):
    """Replaces secrets in the finished line, tracebacks included, which a logging.Filter would not see."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")
        known = set(secrets)
        # A token also shows percent-encoded in addresses, and its second half is the secret one.
        known |= {quote(secret, safe="") for secret in known} | {secret.partition(":")[2] for secret in known}
        self._secrets = sorted(known - {""}, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return line


def set_up_logs(secrets: Iterable[str]) -> None:
    """Sends the log to standard error, at INFO."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(MaskingFormatter(secrets))
    handler.addFilter(without_updates)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
