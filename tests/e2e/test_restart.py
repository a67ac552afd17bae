"""What readers were shown before the bot was restarted works after it."""

from __future__ import annotations

import re

from bot.language import load_language
from tests.bot_process import STARTED, BotProcess
from tests.telegram_double import Message, TelegramDouble, User

FRENCH = load_language("fr")
ASKED = [
    "zorgblat qwxyz",
    "combien de missiles patriot trump a promis",
    "la région de Koursk le 8 juillet 2025",
    "/start j1231-s2-p1",
    "/dernier",
    "/jour 1231",
    "/jour 9999",
]
# Each kind of button, by the beginning of its label.
KINDS = ("→", "←", "Contexte", "Toutes les dates", "Tout le bulletin", "Dernier bulletin", "Jour 1231", "Jours ", "1. ")
PLACE = re.compile(r"\d+/\d+")


def ask_everything(reader: User) -> list[Message]:
    answers = [reader.ask(text) for text in ASKED]
    section = reader.press(answers[1].button("Contexte")).reply
    assert section is not None
    return [*answers, section]


def press_everything(reader: User, messages: list[Message]) -> list[tuple[str, str]]:
    """Every button of every message, as it stands by then, and back where that leads on: label and what it showed."""
    shown: list[tuple[str, str]] = []
    for message in messages:
        for label in [*labels(message), "←"]:
            now = next(one for one in reader.messages if one.message_id == message.message_id)
            if label in labels(now):
                outcome = reader.press(now.button(label), timeout=20)
                result = outcome.edited or outcome.reply
                assert result is not None, (label, outcome)
                shown.append((label, result.text))
    return shown


def labels(message: Message) -> list[str]:
    return [button.text for row in message.buttons for button in row if not PLACE.fullmatch(button.text)]


def test_every_button_shows_after_a_restart_what_it_showed_before(
    telegram: TelegramDouble, environment: dict[str, str]
) -> None:
    early, late = telegram.user(), telegram.user()
    with BotProcess(environment) as bot:
        bot.wait_until_said(STARTED)
        before = press_everything(early, ask_everything(early))
        messages = ask_everything(late)
        assert bot.stop()[0] == 0
    with BotProcess(environment) as bot:
        assert press_everything(late, messages) == before
        assert bot.stop()[0] == 0
        assert " ERROR " not in bot.output
    for kind in KINDS:
        assert any(label.startswith(kind) for label, _ in before), kind
    assert not {text for _, text in before} & {FRENCH.say(key) for key in ("failure", "question_gone", "bulletin_gone")}
