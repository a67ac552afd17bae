"""Telegram for tests: a LocalServer in a thread of its own, driven by plain synchronous calls.

    with TelegramDouble() as telegram:
        start_the_bot(TELEGRAM_API_URL=telegram.url, TELEGRAM_BOT_TOKEN=telegram.token)
        alice = telegram.user(language="fr")
        answer = alice.ask("combien de missiles patriot ?")
        assert "Patriot" in answer.text
        outcome = alice.press(answer.button("Contexte"))
        assert outcome.edited or outcome.reply

Every wait is bounded and ends at once when what it waits for happens; a wait in vain raises `SilenceError`,
which says what did happen.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.local import LocalServer
from bot.local.entities import from_units, to_units

T = TypeVar("T")
Json = dict[str, Any]

PATIENCE = 10.0


class SilenceError(AssertionError):
    """What was waited for did not happen in time."""


@dataclass(frozen=True)
class Button:
    """A button under a message: `data` for one that calls the bot back, `url` for a link."""

    message_id: int
    text: str
    data: str | None
    url: str | None


@dataclass(frozen=True)
class Message:
    """A message as it was when it was seen; `raw` is the Bot API's JSON."""

    raw: Json

    @property
    def message_id(self) -> int:
        return int(self.raw["message_id"])

    @property
    def text(self) -> str:
        return str(self.raw.get("text", ""))

    @property
    def entities(self) -> list[Json]:
        return list(self.raw.get("entities", []))

    @property
    def from_bot(self) -> bool:
        return bool(self.raw["from"]["is_bot"])

    @property
    def buttons(self) -> list[list[Button]]:
        rows = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return [[Button(self.message_id, b["text"], b.get("callback_data"), b.get("url")) for b in row] for row in rows]

    def button(self, text: str) -> Button:
        """The button whose text is, or else contains, `text`."""
        buttons = [button for row in self.buttons for button in row]
        for fits in (text.__eq__, lambda label: text in label):
            for button in buttons:
                if fits(button.text):
                    return button
        raise AssertionError(f"no button {text!r} among {[button.text for button in buttons]}")

    def marked(self, kind: str) -> list[str]:
        """The stretches of text under entities of one type, such as `bold` or `blockquote`."""
        units = to_units(self.text)
        spans = [(e["offset"], e["offset"] + e["length"]) for e in self.entities if e["type"] == kind]
        return [from_units(units[start:end]) for start, end in spans]


@dataclass(frozen=True)
class Outcome:
    """What a pressed button led to. `toast` and `alert` are the words of the bot's answer to the press."""

    toast: str | None = None
    alert: str | None = None
    url: str | None = None
    edited: Message | None = None
    reply: Message | None = None
    deleted: bool = False
    unchanged: bool = False


class Talk:
    """One person in one chat. `wait_for_reply` hands out each new message of the bot once, in order."""

    def __init__(self, telegram: TelegramDouble, person_id: int, chat_id: int) -> None:
        self.person_id = person_id
        self.chat_id = chat_id
        self._telegram = telegram
        self._events: list[Json] = []
        self._read = 0
        self._happened = threading.Condition()
        telegram.run(lambda: telegram.server.state.chats.chat(chat_id).listeners.add(self._note))

    @property
    def messages(self) -> list[Message]:
        """The chat as it stands, edits and deletions applied."""
        chat = self._telegram.server.state.chats.chat(self.chat_id)
        return self._telegram.run(lambda: [Message(raw) for raw in chat.messages.values()])

    def send(self, text: str, *, reply_to: Message | None = None, extra: Mapping[str, Any] | None = None) -> Message:
        """Sends a text; `extra` adds fields to the message, such as `forward_origin`."""
        replied = reply_to.message_id if reply_to else None
        people = self._telegram.server.people
        return self._act(people.say, text, chat_id=self.chat_id, reply_to=replied, extra=extra)

    def ask(self, text: str, timeout: float = PATIENCE) -> Message:
        """Sends a text and waits for the first reply after it; earlier replies count as read."""
        with self._happened:
            self._read = len(self._events)
        self.send(text)
        return self.wait_for_reply(timeout)

    def attach(self, kind: str, caption: str = "") -> Message:
        """Sends a make-believe `photo`, `sticker`, `voice` or `document`."""
        return self._act(self._telegram.server.people.attach, kind, caption=caption, chat_id=self.chat_id)

    def edit(self, message: Message, text: str) -> Message:
        people = self._telegram.server.people
        return self._act(people.edit, message.message_id, text, chat_id=self.chat_id)

    def press(self, button: Button, timeout: float = PATIENCE, *, effect: bool = True) -> Outcome:
        """Presses and waits for the bot's answer to the press and, unless it had words or `effect` is False,
        for what it does in the chat: an edit (or an attempt that changes nothing), a deletion, a new message."""
        assert button.data is not None, f"{button.text!r} is a link, not a button that calls the bot"
        with self._happened:
            since = len(self._events)
        people = self._telegram.server.people
        query_id = self._telegram.run(
            lambda: people.press(self.person_id, button.message_id, button.data or "", chat_id=self.chat_id)
        )
        answer = self._wait(
            lambda: self._find(since, lambda event: event.get("query_id") == query_id), timeout, "answer to the press"
        )
        needs_effect = effect and not answer["text"] and not answer["url"]
        if needs_effect:
            self._wait(lambda: self._find(since, _is_effect), timeout, "effect of the press")
        return self._outcome(since, answer)

    def wait_for_reply(self, timeout: float = PATIENCE) -> Message:
        """The bot's next message in this chat that was not handed out yet."""
        return self._wait(self._next_reply, timeout, "message from the bot")

    def wait_for_edit(self, message: Message, timeout: float = PATIENCE) -> Message:
        """The message once it differs from what was seen of it."""

        def edited() -> Message | None:
            chat = self._telegram.server.state.chats.chat(self.chat_id)
            raw = chat.messages.get(message.message_id)
            return Message(raw) if raw is not None and raw != message.raw else None

        return self._wait(edited, timeout, f"edit of message {message.message_id}")

    def wait_until_fetched(self, message: Message, timeout: float = PATIENCE) -> None:
        """Until the bot has taken a message, whether or not it answered."""
        chat = self._telegram.server.state.chats.chat(self.chat_id)
        self._wait(lambda: message.message_id not in chat.unfetched, timeout, "fetch by the bot")

    def assert_silence(self, seconds: float) -> None:
        """That the bot writes nothing here for a while."""
        try:
            message = self.wait_for_reply(seconds)
        except SilenceError:
            return
        raise AssertionError(f"the bot wrote {message.text!r}")

    @property
    def actions(self) -> list[str]:
        """The chat actions the bot showed here (`typing`), oldest first."""
        with self._happened:
            return [event["action"] for event in self._events if event["event"] == "action"]

    def _act(self, action: Callable[..., Json], *args: object, **named: object) -> Message:
        return Message(self._telegram.run(lambda: action(self.person_id, *args, **named)))

    def _note(self, event: Json) -> None:
        with self._happened:
            self._events.append(event)
            self._happened.notify_all()

    def _wait(self, what: Callable[[], T | None], timeout: float, name: str) -> T:
        with self._happened:
            found = self._happened.wait_for(what, timeout)
            if found:
                return found
            seen = [event["event"] for event in self._events[-10:]]
        raise SilenceError(f"no {name} within {timeout} s; last events: {seen}; calls: {self._telegram.server.calls}")

    def _find(self, since: int, fits: Callable[[Json], bool]) -> Json | None:
        return next((event for event in self._events[since:] if fits(event)), None)

    def _next_reply(self) -> Message | None:
        for place in range(self._read, len(self._events)):
            if _is_reply(self._events[place]):
                self._read = place + 1
                return Message(self._events[place]["message"])
        return None

    def _outcome(self, since: int, answer: Json) -> Outcome:
        with self._happened:
            self._read = max(self._read, since)
            events = self._events[since:]
            words = answer["text"] or None
            return Outcome(
                toast=None if answer["show_alert"] else words,
                alert=words if answer["show_alert"] else None,
                url=answer["url"] or None,
                edited=next((Message(e["message"]) for e in events if e["event"] == "edited"), None),
                reply=self._next_reply(),
                deleted=any(e["event"] == "deleted" for e in events),
                unchanged=any(e["event"] == "unchanged" for e in events),
            )


class User(Talk):
    """A person, in their private chat with the bot."""

    def block(self) -> None:
        self._telegram.run(lambda: self._telegram.server.people.block(self.person_id))

    def unblock(self) -> None:
        self._telegram.run(lambda: self._telegram.server.people.block(self.person_id, blocked=False))

    def group(self, title: str = "Rédaction") -> Talk:
        """Opens a group with the bot in it; privacy mode lets it read commands, mentions and replies to it."""
        people = self._telegram.server.people
        chat = self._telegram.run(lambda: people.found_group(self.person_id, title))
        return Talk(self._telegram, self.person_id, chat.id)


class TelegramDouble:
    """The server and its people. `faults` orders misbehaviour, see `bot.local.faults.Fault` for the wishes."""

    def __init__(self, *, port: int = 0, token: str = "123456:double", control: bool = False) -> None:
        self.server = LocalServer(port=port, token=token, control=control)
        self.token = token
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="telegram-double", daemon=True)

    def __enter__(self) -> TelegramDouble:
        self._thread.start()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def username(self) -> str:
        return str(self.server.state.profile.me["username"])

    @property
    def calls(self) -> dict[str, int]:
        """How many times each Bot API method was called."""
        return self.run(lambda: self.server.calls)

    @property
    def pending(self) -> int:
        """How many updates the bot has not acknowledged."""
        return self.run(lambda: len(self.server.state.updates))

    def start(self) -> None:
        """Opens the port again after a `stop`; people, messages and pending updates are still there."""
        asyncio.run_coroutine_threadsafe(self.server.start(), self._loop).result(PATIENCE)

    def stop(self) -> None:
        """Closes the port, as when Telegram cannot be reached."""
        asyncio.run_coroutine_threadsafe(self.server.stop(), self._loop).result(PATIENCE)

    def user(self, language: str = "fr", first_name: str = "Alice", person_id: int | None = None) -> User:
        person = self.run(lambda: self.server.state.chats.person(first_name, language, person_id))
        return User(self, person.id, person.id)

    def commands(self, user: User, language: str) -> dict[str, str]:
        """The command menu a user sees: command -> description."""
        menu = self.run(lambda: self.server.state.profile.menu(user.person_id, language))
        return {command["command"]: command["description"] for command in menu}

    def faults(self, **wishes: Any) -> None:
        """For instance `faults(method="sendMessage", count=3, error=429, retry_after=1)` or `faults(drop="after")`."""
        self.run(lambda: self.server.faults.order(**wishes))

    def clear_faults(self) -> None:
        self.run(self.server.faults.clear)

    @property
    def faults_left(self) -> int:
        """How many calls are still to fail."""
        return self.run(lambda: self.server.faults.remaining)

    def run(self, action: Callable[[], T]) -> T:
        """Runs something in the server's own thread."""

        async def act() -> T:
            return action()

        return asyncio.run_coroutine_threadsafe(act(), self._loop).result(PATIENCE)


def _is_reply(event: Json) -> bool:
    return event["event"] == "message" and bool(event["message"]["from"]["is_bot"])


def _is_effect(event: Json) -> bool:
    return event["event"] in ("edited", "deleted", "unchanged") or _is_reply(event)
