"""People, chats and their messages: plain state, every look-up by key.

A message is kept as the JSON the Bot API gives for it and is replaced, never altered, by an edit.
Identifiers start from the clock: a bot that remembers some of them across a restart of this server
meets none of them twice.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from bot.local.refusal import Json, RefusedError, bad_request

Listener = Callable[[Json], None]

_FIRST_PERSON = 1_000_001
_FIRST_GROUP = 1_000_000_000_001


@dataclass(slots=True)
class Person:
    """Someone who can write to the bot; `info` is the Bot API's User."""

    info: Json
    has_blocked: bool = False

    @property
    def id(self) -> int:
        identifier: int = self.info["id"]
        return identifier


@dataclass(slots=True)
class Chat:
    """A conversation; `info` is the Bot API's Chat, `unfetched` are the messages the bot has not taken yet."""

    info: Json
    messages: dict[int, Json] = field(default_factory=dict)
    unfetched: set[int] = field(default_factory=set)
    listeners: set[Listener] = field(default_factory=set)

    @property
    def id(self) -> int:
        identifier: int = self.info["id"]
        return identifier

    @property
    def is_private(self) -> bool:
        return bool(self.info["type"] == "private")

    def publish(self, event: str, **facts: object) -> None:
        """Tells whoever listens, at once and in the order of the events."""
        if self.listeners:
            for listener in tuple(self.listeners):
                listener({"event": event, "chat_id": self.id, **facts})

    def mark_fetched(self, message_ids: Iterable[int]) -> None:
        taken = [message_id for message_id in message_ids if message_id in self.unfetched]
        self.unfetched.difference_update(taken)
        if taken:
            self.publish("fetched", message_ids=taken)


class Chats:
    def __init__(self) -> None:
        self.people: dict[int, Person] = {}
        self._chats: dict[int, Chat] = {}
        self._message_ids = itertools.count(int(time.time()))
        self._person_ids = itertools.count(_FIRST_PERSON)
        self._group_ids = itertools.count(_FIRST_GROUP)

    def __iter__(self) -> Iterator[Chat]:
        return iter(self._chats.values())

    def person(self, first_name: str, language: str, person_id: int | None = None) -> Person:
        """A person and their private chat with the bot; one known already is brought up to date."""
        identifier = next(self._person_ids) if person_id is None else person_id
        info: Json = {"id": identifier, "is_bot": False, "first_name": first_name, "language_code": language}
        known = self.people.get(identifier)
        if known is not None:
            known.info = info
            return known
        person = self.people[identifier] = Person(info)
        self._chats[identifier] = Chat({"id": identifier, "type": "private", "first_name": first_name})
        return person

    def group(self, title: str) -> Chat:
        info: Json = {"id": -next(self._group_ids), "type": "supergroup", "title": title}
        chat = self._chats[info["id"]] = Chat(info)
        return chat

    def chat(self, chat_id: int | None) -> Chat:
        chat = self._chats.get(chat_id) if chat_id is not None else None
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def check_not_blocked(self, chat: Chat) -> None:
        """A bot may not act in a chat with someone who blocked it."""
        person = self.people.get(chat.id)
        if person is not None and person.has_blocked:
            raise RefusedError(403, "Forbidden: bot was blocked by the user")

    def post(self, chat: Chat, sender: Json, content: Json) -> Json:
        """A new message, as the Bot API gives it."""
        message: Json = {
            "message_id": next(self._message_ids),
            "from": sender,
            "chat": chat.info,
            "date": int(time.time()),
            **content,
        }
        chat.messages[message["message_id"]] = message
        chat.publish("message", message=message)
        return message

    def replace(self, chat: Chat, message: Json, content: Json) -> Json:
        """The message after an edit: who wrote it and when stay, `content` is all it says now."""
        origin = ("message_id", "from", "chat", "date", "reply_to_message")
        kept = {name: message[name] for name in origin if name in message}
        edited = {**kept, "edit_date": int(time.time()), **content}
        chat.messages[message["message_id"]] = edited
        chat.publish("edited", message=edited)
        return edited

    def delete(self, chat: Chat, message_id: int) -> None:
        del chat.messages[message_id]
        chat.publish("deleted", message_id=message_id)


def as_replied(message: Json) -> Json:
    """A message as the reply to it shows it: without the one it replies to itself."""
    return {name: value for name, value in message.items() if name != "reply_to_message"}
