"""The log never shows a secret, wherever it comes from."""

from __future__ import annotations

import logging

import pytest

from bot.logs import MaskingFormatter, set_up_logs

TOKEN = "123456:ABC-def_GHI"


def line(message: str, *args: object, error: BaseException | None = None) -> str:
    formatter = MaskingFormatter([TOKEN, "hook-secret"])
    info = (type(error), error, error.__traceback__) if error else None
    return formatter.format(logging.LogRecord("bot", logging.INFO, "bot.py", 1, message, args, info))


def test_a_secret_is_masked_in_the_message_and_its_arguments() -> None:
    assert line(f"token {TOKEN}").endswith("token ***")
    assert line("url %s", f"https://api.telegram.org/bot{TOKEN}/getMe").endswith("/bot***/getMe")
    assert line("header %r", {"secret": "hook-secret"}).endswith("{'secret': '***'}")


def test_a_token_is_masked_percent_encoded_and_by_its_secret_half() -> None:
    assert "ABC-def_GHI" not in line("https://example.org/bot123456%3AABC-def_GHI/getMe")
    assert "ABC-def_GHI" not in line("the half ABC-def_GHI alone")


def test_a_secret_is_masked_in_a_traceback() -> None:
    try:
        raise ValueError(f"The token `{TOKEN}` was rejected")
    except ValueError as error:
        shown = line("failed", error=error)
    assert "ValueError" in shown
    assert "ABC-def_GHI" not in shown


def test_without_secrets_a_line_is_left_as_it_is() -> None:
    record = logging.LogRecord("bot", logging.INFO, "bot.py", 1, "plain : line", (), None)
    assert MaskingFormatter([]).format(record).endswith("INFO plain : line")


def test_what_ptb_logs_of_an_update_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs([])
    try:
        raise ValueError("la question du lecteur")
    except ValueError:
        logging.getLogger("telegram.ext.Updater").critical("Failed update: %s", {"text": "la question"}, exc_info=True)
    logged = capsys.readouterr().err
    assert "Failed update" in logged
    assert "question" not in logged
