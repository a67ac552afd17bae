"""Requests over the line to Telegram: carried as PTB expects, their failures told apart."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot, InputFile, Update
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.transport import Fetching, Transport, UnreachableError
from tests.telegram_double import TelegramDouble, User


@pytest.fixture(scope="module")
def telegram() -> Iterator[TelegramDouble]:
    with TelegramDouble() as double:
        yield double


@pytest.fixture
def reader(telegram: TelegramDouble) -> User:
    return telegram.user()


def send(url: str, token: str, chat: int, text: str, **timeouts: float) -> None:
    async def run() -> None:
        bot = Bot(token, base_url=f"{url}/bot", request=Transport(4), get_updates_request=Transport(1))
        async with bot:
            await bot.send_message(chat, text, **timeouts)  # type: ignore[arg-type]

    asyncio.run(run())


def test_a_message_arrives_as_it_was_sent(telegram: TelegramDouble, reader: User) -> None:
    text = "Dix missiles & <b>non</b> 👍 « é »"
    send(telegram.url, telegram.token, reader.chat_id, text)
    assert reader.wait_for_reply().text == text


def test_what_telegram_refuses_is_a_bad_request(telegram: TelegramDouble, reader: User) -> None:
    with pytest.raises(BadRequest, match="too long"):
        send(telegram.url, telegram.token, reader.chat_id, "a" * 5000)


def test_a_wrong_token_is_told_from_other_errors(telegram: TelegramDouble, reader: User) -> None:
    with pytest.raises(InvalidToken):
        send(telegram.url, "1:wrong", reader.chat_id, "?")


@pytest.mark.parametrize("fault", [{"error": 502}, {"drop": "before"}, {"drop": "after"}], ids=str)
def test_a_failing_line_is_a_network_error_and_no_time_out(
    telegram: TelegramDouble, reader: User, fault: dict[str, object]
) -> None:
    telegram.faults(method="sendMessage", **fault)
    with pytest.raises(NetworkError) as caught:
        send(telegram.url, telegram.token, reader.chat_id, "?")
    assert type(caught.value) is NetworkError


def test_an_answer_that_does_not_come_in_time_is_a_time_out(telegram: TelegramDouble, reader: User) -> None:
    telegram.faults(method="sendMessage", delay_ms=2000)
    with pytest.raises(TimedOut):
        send(telegram.url, telegram.token, reader.chat_id, "?", read_timeout=0.2)


def test_nobody_listening_is_a_network_error_that_keeps_the_token_to_itself() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(NetworkError) as caught:
            send(f"http://127.0.0.1:{unused.getsockname()[1]}", "123456:ABC-def", 1, "?")
    assert type(caught.value) is UnreachableError
    assert "ABC-def" not in str(caught.value)


def test_an_answer_that_is_not_json_is_an_error_that_stays_out_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(TelegramError, match="not JSON"):
        Transport.parse_json_payload(b'{"ok": true, "result": {"text": "mots de lec')
    assert caplog.records == []


def test_a_file_is_uploaded_with_its_name() -> None:
    received: dict[str, object] = {}

    async def take(request: web.Request) -> web.Response:
        form = await request.post()
        upload = form["document"]
        assert isinstance(upload, web.FileField)
        received.update(chat=form["chat_id"], name=upload.filename, content=upload.file.read())
        return web.json_response({"ok": True, "result": True})

    async def run() -> None:
        app = web.Application()
        app.router.add_post("/upload", take)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        document = InputFile(b"contenu", filename="bulletin.txt")
        parameters = [RequestParameter("chat_id", 5, None), RequestParameter("document", None, [document])]
        async with Transport(1) as transport:
            await transport.post(f"http://127.0.0.1:{runner.addresses[0][1]}/upload", RequestData(parameters))
        await runner.cleanup()

    asyncio.run(run())
    assert received == {"chat": "5", "name": "bulletin.txt", "content": b"contenu"}


def test_a_closed_transport_can_be_opened_again(telegram: TelegramDouble) -> None:
    async def run() -> list[int]:
        transport = Transport(1)
        codes = []
        for _ in range(2):
            async with transport:
                codes.append((await transport.do_request(f"{telegram.url}/bot{telegram.token}/getMe", "POST"))[0])
        return codes

    assert asyncio.run(run()) == [200, 200]


def test_what_is_fetched_is_handed_over_and_ptb_gets_the_last_number_alone(
    telegram: TelegramDouble, reader: User
) -> None:
    sent = [reader.send(text).message_id for text in ("missiles ?", "et Patriot ?")]
    kept: list[tuple[int, int]] = []

    async def keep(updates: Sequence[dict[str, Any]]) -> None:
        kept.extend((update["update_id"], update["message"]["message_id"]) for update in updates)

    async def fetch() -> tuple[Update, ...]:
        bot = Bot(
            telegram.token, base_url=f"{telegram.url}/bot", request=Transport(1), get_updates_request=Fetching(keep)
        )
        async with bot:
            telegram.faults(method="getUpdates", error=502)
            with pytest.raises(NetworkError):
                await bot.get_updates()
            assert kept == []
            return await bot.get_updates()

    (update,) = asyncio.run(fetch())
    assert kept == [(update.update_id - 1, sent[0]), (update.update_id, sent[1])]
    assert update.message is None
