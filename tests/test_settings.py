"""The environment and the flags: what they mean, and which words refuse them."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.settings import Mode, Rates, Secret, SettingsError, read_settings

TOKEN = "123456:ABC-def_GHI"
WEBHOOK = {
    "TELEGRAM_BOT_TOKEN": TOKEN,
    "WEBHOOK_URL": "https://bot.example.org/telegram/hook",
    "WEBHOOK_SECRET": "s3cret_-",
}


def test_an_empty_environment_is_the_first_try_without_telegram() -> None:
    settings = read_settings({})
    assert settings.token is None
    assert settings.webhook is None
    assert settings.port == 8080
    assert (settings.corpus, settings.data, settings.index_dir) == (Path("corpus"), Path("var"), Path("var/index"))
    assert settings.timezone == ZoneInfo("Europe/Paris")
    assert settings.rates == Rates(overall=30, chat=1, group=20)
    assert settings.admins == frozenset()


def test_every_variable_is_read() -> None:
    settings = read_settings(
        {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": "http://127.0.0.1:8081/",
            "PORT": "5000",
            "BULLETIN_CORPUS": "/srv/corpus",
            "BULLETIN_DATA": "/srv/var",
            "BULLETIN_ADMINS": "12, 34",
            "BULLETIN_TIMEZONE": "Europe/Kyiv",
            "BULLETIN_RATE_ALL": "25",
            "BULLETIN_RATE_CHAT": "0.5",
            "BULLETIN_RATE_GROUP": "0",
        }
    )
    assert settings.token == Secret(TOKEN)
    assert settings.api_url == "http://127.0.0.1:8081"
    assert settings.port == 5000
    assert (settings.corpus, settings.data) == (Path("/srv/corpus"), Path("/srv/var"))
    assert settings.admins == {12, 34}
    assert settings.timezone == ZoneInfo("Europe/Kyiv")
    assert settings.rates == Rates(overall=25, chat=0.5, group=0)


def test_a_blank_variable_counts_as_absent() -> None:
    assert read_settings({"TELEGRAM_BOT_TOKEN": " ", "PORT": "", "BULLETIN_ADMINS": " "}) == read_settings({})


@pytest.mark.parametrize(
    ("mode", "is_webhook"), [(None, True), ("webhook", True), ("polling", False)], ids=["default", "webhook", "polling"]
)
def test_a_webhook_url_means_webhook_unless_polling_is_asked_for(mode: Mode | None, is_webhook: bool) -> None:
    settings = read_settings(WEBHOOK, mode)
    assert (settings.webhook is not None) == is_webhook
    if settings.webhook:
        assert settings.webhook.path == "/telegram/hook"
        assert settings.webhook.secret == Secret("s3cret_-")


@pytest.mark.parametrize("missing", sorted(WEBHOOK))
def test_a_webhook_without_one_of_its_settings_names_it(missing: str) -> None:
    environment = {name: value for name, value in WEBHOOK.items() if name != missing}
    with pytest.raises(SettingsError, match=missing) as caught:
        read_settings(environment, "webhook")
    assert caught.value.variable == missing


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "abc"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "80.5"),
        ("BULLETIN_TIMEZONE", "Europe/Pariss"),
        ("BULLETIN_TIMEZONE", "../etc/passwd"),
        ("BULLETIN_TIMEZONE", "Europe"),
        ("BULLETIN_ADMINS", "12,moi"),
        ("BULLETIN_ADMINS", "-5"),
        ("BULLETIN_RATE_ALL", "fast"),
        ("BULLETIN_RATE_CHAT", "-1"),
        ("BULLETIN_RATE_GROUP", "nan"),
        ("BULLETIN_RATE_GROUP", "inf"),
        ("TELEGRAM_API_URL", "127.0.0.1:8081"),
        ("TELEGRAM_API_URL", "ftp://example.org"),
        ("TELEGRAM_API_URL", "http://127.0.0.1:port"),
        ("TELEGRAM_API_URL", "https://api.example.org/bot"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_its_variable(variable: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({variable: value})
    assert caught.value.variable == variable
    assert str(caught.value).startswith(f"{variable} is {value!r}: ")


@pytest.mark.parametrize("token", ["ABC", "123456", "123456:", "x:ABC", "123456:AB C", "123456:AB/C"])
def test_a_malformed_token_is_refused_without_being_shown(token: str) -> None:
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN") as caught:
        read_settings({"TELEGRAM_BOT_TOKEN": token})
    assert token not in str(caught.value)


@pytest.mark.parametrize("secret", ["with space", "é", "a" * 257, "semi;colon"])
def test_a_webhook_secret_that_telegram_would_refuse_is_refused_without_being_shown(secret: str) -> None:
    with pytest.raises(SettingsError, match="WEBHOOK_SECRET") as caught:
        read_settings(WEBHOOK | {"WEBHOOK_SECRET": secret})
    assert secret not in str(caught.value)


def test_telegram_calls_https_only_another_server_also_plain_http() -> None:
    plain = WEBHOOK | {"WEBHOOK_URL": "http://127.0.0.1:9000/hook"}
    with pytest.raises(SettingsError, match="WEBHOOK_URL"):
        read_settings(plain)
    settings = read_settings(plain | {"TELEGRAM_API_URL": "http://127.0.0.1:8081"})
    assert settings.webhook is not None
    assert settings.webhook.url == "http://127.0.0.1:9000/hook"


def test_no_secret_shows_in_the_settings_repr() -> None:
    shown = repr(read_settings(WEBHOOK))
    assert TOKEN not in shown
    assert "s3cret" not in shown
    assert "bot.example.org" in shown
