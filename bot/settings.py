"""The operator's settings: the environment and two flags, read once into one frozen value."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from index.errors import BulletinError

Mode = Literal["polling", "webhook"]
_Value = TypeVar("_Value")

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class SettingsError(BulletinError):
    """A setting that is missing or cannot be used; `variable` names it."""

    def __init__(self, variable: str, reason: str) -> None:
        self.variable = variable
        super().__init__(f"{variable} {reason}")


@dataclass(frozen=True, slots=True)
class Secret:
    """A text kept out of every repr, so that no log or traceback shows it by accident."""

    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram is told to bring updates, and the secret by which its visits are recognised."""

    url: str
    secret: Secret

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"


@dataclass(frozen=True, slots=True)
class Rates:
    """Outgoing limits: messages a second overall and to a private chat, a minute to a group; 0 is no limit."""

    overall: float = 30
    chat: float = 1
    group: float = 20


@dataclass(frozen=True, slots=True)
class Settings:
    """`token` is None for the first try without Telegram; `webhook` is None where updates are polled."""

    token: Secret | None
    api_url: str | None
    webhook: Webhook | None
    port: int
    corpus: Path
    data: Path
    admins: frozenset[int]
    timezone: ZoneInfo
    rates: Rates

    @property
    def index_dir(self) -> Path:
        return self.data / "index"


def read_settings(environment: Mapping[str, str], mode: Mode | None = None) -> Settings:
    """Raises SettingsError. `mode` is what the command line asks for; without it a WEBHOOK_URL means webhook."""
    given = {name: value.strip() for name, value in environment.items() if value.strip()}
    return Settings(
        token=_token(given),
        api_url=_api_url(given),
        webhook=_webhook(given) if _mode(given, mode) == "webhook" else None,
        port=_read(given, "PORT", "8080", _port),
        corpus=Path(given.get("BULLETIN_CORPUS", "corpus")),
        data=Path(given.get("BULLETIN_DATA", "var")),
        admins=_read(given, "BULLETIN_ADMINS", "", _user_ids),
        timezone=_read(given, "BULLETIN_TIMEZONE", "Europe/Paris", _timezone),
        rates=Rates(
            overall=_read(given, "BULLETIN_RATE_ALL", "30", _rate),
            chat=_read(given, "BULLETIN_RATE_CHAT", "1", _rate),
            group=_read(given, "BULLETIN_RATE_GROUP", "20", _rate),
        ),
    )


def _mode(given: Mapping[str, str], asked: Mode | None) -> Mode:
    return asked or ("webhook" if "WEBHOOK_URL" in given else "polling")


def _token(given: Mapping[str, str]) -> Secret | None:
    token = given.get("TELEGRAM_BOT_TOKEN")
    if token is None:
        return None
    if not _TOKEN.fullmatch(token):
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN", "does not look like a token (digits, a colon, letters): copy it again from @BotFather"
        )
    return Secret(token)


def _api_url(given: Mapping[str, str]) -> str | None:
    url = given.get("TELEGRAM_API_URL")
    if url is None:
        return None
    root = url.rstrip("/")
    if not _is_address(root, ("http", "https")):
        raise SettingsError("TELEGRAM_API_URL", f"is {url!r}: give an address such as http://127.0.0.1:8081")
    if urlsplit(root).path.endswith("/bot"):
        raise SettingsError("TELEGRAM_API_URL", f"is {url!r}: leave out /bot at its end")
    return root


def _webhook(given: Mapping[str, str]) -> Webhook:
    for name in ("TELEGRAM_BOT_TOKEN", "WEBHOOK_URL", "WEBHOOK_SECRET"):
        if name not in given:
            raise SettingsError(name, "is missing, and a webhook needs it: set it, or start with --polling")
    url, secret = given["WEBHOOK_URL"], given["WEBHOOK_SECRET"]
    # Telegram itself calls HTTPS only; another Bot API server may take plain HTTP.
    schemes = ("http", "https") if "TELEGRAM_API_URL" in given else ("https",)
    if not _is_address(url, schemes):
        raise SettingsError("WEBHOOK_URL", f"is {url!r}: give an address such as https://bot.example.org/telegram")
    if not _SECRET.fullmatch(secret):
        raise SettingsError("WEBHOOK_SECRET", "must be 1 to 256 characters among A-Z, a-z, 0-9, _ and -")
    return Webhook(url, Secret(secret))


def _is_address(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _read(given: Mapping[str, str], name: str, default: str, parse: Callable[[str], _Value]) -> _Value:
    text = given.get(name, default)
    try:
        return parse(text)
    except ValueError as error:
        raise SettingsError(name, f"is {text!r}: {error}") from None


def _port(text: str) -> int:
    if not (re.fullmatch(r"[0-9]{1,5}", text) and 1 <= int(text) <= 65535):
        raise ValueError("give a port number from 1 to 65535")
    return int(text)


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = math.nan
    if not 0 <= rate < math.inf:
        raise ValueError("give a number of messages, 0 for no limit")
    return rate


def _user_ids(text: str) -> frozenset[int]:
    ids = [part for part in re.split(r"[,;\s]+", text) if part]
    if not all(re.fullmatch(r"[1-9][0-9]{0,18}", part) for part in ids):
        raise ValueError("give Telegram user ids (whole numbers) separated by commas")
    return frozenset(map(int, ids))


def _timezone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise ValueError("give a time zone such as Europe/Paris") from None
