"""The bot as a process over a Bot API server of others' making, so that our own is not the only judge."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.language import load_language
from tests.bot_process import STARTED, UNLIMITED, BotProcess, free_port
from tests.completeness import unavailable
from tests.shipped import BULLETINS, FOLDER, LATEST

if TYPE_CHECKING:
    from tests.telegram_emulator import Call, TelegramEmulator

FRENCH = load_language("fr")
PASSAGES = BULLETINS["1231"].sections[2][1]


@pytest.fixture
def telegram() -> Iterator[TelegramEmulator]:
    try:
        from tests.telegram_emulator import TelegramEmulator
    except ImportError:
        unavailable("lo-bot-api-emulator is not installed")
    with TelegramEmulator() as emulator:
        yield emulator


@pytest.fixture(params=["polling", "webhook"])
def bot(request: pytest.FixtureRequest, telegram: TelegramEmulator, data: Path) -> Iterator[BotProcess]:
    port = str(free_port())
    hook = {"WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram", "WEBHOOK_SECRET": "s3cret", "PORT": port}
    environment = {
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.url,
        "BULLETIN_CORPUS": str(FOLDER),
        "BULLETIN_DATA": str(data),
    }
    with BotProcess({**environment, **UNLIMITED, **hook}, f"--{request.param}") as running:
        running.wait_until_said(f"{STARTED}{request.param}")
        yield running


def test_a_conversation(telegram: TelegramEmulator, bot: BotProcess) -> None:
    telegram.say("/start")
    assert telegram.wait_for("sendMessage").fields["text"] == FRENCH.say("welcome")

    telegram.say("combien de missiles patriot trump a promis")
    answer = telegram.wait_for("sendMessage")
    assert quoted(answer) in PASSAGES
    assert "Cité\u00a0: Axios" in answer.fields["text"]

    telegram.press(answer, "→")
    telegram.wait_for("answerCallbackQuery")
    page = telegram.wait_for("editMessageText")
    assert quoted(page) != quoted(answer)
    assert page.fields["message_id"] == answer.answer["result"]["message_id"]

    telegram.press(page, "Contexte")
    section = telegram.wait_for("sendMessage")
    assert quoted(section) == quoted(page)

    telegram.say("/dernier")
    assert LATEST.title in telegram.wait_for("sendMessage").fields["text"]

    code, _ = bot.stop()
    assert code == 0
    assert " ERROR " not in bot.output
    assert [call for call in telegram.calls if not call.answer["ok"]] == []
    methods = {call.method for call in telegram.calls}
    assert ("getUpdates" in methods) != ("setWebhook" in methods)


def quoted(call: Call) -> str:
    """The text under the call's blockquote."""
    (quotation,) = [entity for entity in call.fields["entities"] if entity["type"] == "blockquote"]
    start, end = 2 * quotation["offset"], 2 * (quotation["offset"] + quotation["length"])
    text: str = call.fields["text"]
    return text.encode("utf-16-le")[start:end].decode("utf-16-le")
