"""Acting as a reader: what someone in front of a Telegram client can do to the bot.

Whatever a client would not let its user do is an `ActionError`.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from bot.local.chats import Chat, Person, as_replied
from bot.local.entities import to_units
from bot.local.keyboards import find_button
from bot.local.refusal import Json, RefusedError
from bot.local.state import State
from bot.local.texts import LONGEST_TEXT, format_text
from index.errors import BulletinError

_IMAGE = {"file_unique_id": "local", "width": 512, "height": 512}
ATTACHMENTS: Mapping[str, Any] = {
    "photo": [{"file_id": "local-photo", **_IMAGE}],
    "sticker": {
        "file_id": "local-sticker",
        "type": "regular",
        "is_animated": False,
        "is_video": False,
        "emoji": "👍",
        **_IMAGE,
    },
    "voice": {"file_id": "local-voice", "file_unique_id": "local", "duration": 3, "mime_type": "audio/ogg"},
    "document": {
        "file_id": "local-document",
        "file_unique_id": "local",
        "file_name": "document.pdf",
        "mime_type": "application/pdf",
    },
}


class ActionError(BulletinError):
    """Something a Telegram client would not let its user do."""


class People:
    """Everything is done in the person's private chat unless another chat is named."""

    def __init__(self, state: State) -> None:
        self._state = state

    def say(
        self,
        person_id: int,
        text: str,
        *,
        chat_id: int | None = None,
        reply_to: int | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Json:
        """Sends a text; `extra` is what else the message carries (`forward_origin`, `via_bot`...)."""
        content = {**self._text(text), **self._reply(chat_id or person_id, reply_to), **(extra or {})}
        return self._send(person_id, chat_id, content)

    def attach(self, person_id: int, kind: str, *, caption: str = "", chat_id: int | None = None) -> Json:
        """Sends a make-believe photo, sticker, voice message or document."""
        if kind not in ATTACHMENTS:
            raise ActionError(f"no attachment {kind!r}: choose among {', '.join(ATTACHMENTS)}")
        content: Json = {kind: ATTACHMENTS[kind]}
        if caption:
            content["caption"] = caption
        return self._send(person_id, chat_id, content)

    def edit(self, person_id: int, message_id: int, text: str, *, chat_id: int | None = None) -> Json:
        person, chat = self._place(person_id, chat_id)
        message = self._message(chat, message_id)
        if message["from"]["id"] != person.id:
            raise ActionError("one can only edit one's own messages")
        edited = self._state.chats.replace(chat, message, self._text(text))
        if self._is_for_bot(chat, edited):
            self._state.updates.put("edited_message", edited, chat.id, message_id)
        return edited

    def press(self, person_id: int, message_id: int, data: str, *, chat_id: int | None = None) -> str:
        """Presses the button that sends `data` under a message; the query's id, which the bot answers to."""
        person, chat = self._place(person_id, chat_id)
        message = self._message(chat, message_id)
        if find_button(message.get("reply_markup"), data) is None:
            raise ActionError(f"message {message_id} has no button with data {data!r}")
        query = self._state.queries.ask(chat.id, message_id)
        content: Json = {
            "id": query.id,
            "from": person.info,
            "message": message,
            "chat_instance": str(chat.id),
            "data": data,
        }
        self._state.updates.put("callback_query", content, chat.id)
        return query.id

    def block(self, person_id: int, *, blocked: bool = True) -> None:
        """Blocks the bot, or lets it write again."""
        person, chat = self._place(person_id, None, may_have_blocked=True)
        if person.has_blocked == blocked:
            return
        person.has_blocked = blocked
        statuses = ("member", "kicked") if blocked else ("kicked", "member")
        self._announce_membership(person, chat, *statuses)

    def found_group(self, person_id: int, title: str) -> Chat:
        """Opens a group and brings the bot in; the bot reads there what privacy mode lets it read."""
        person = self._place(person_id, None)[0]
        chat = self._state.chats.group(title)
        self._announce_membership(person, chat, "left", "member")
        return chat

    def _place(self, person_id: int, chat_id: int | None, *, may_have_blocked: bool = False) -> tuple[Person, Chat]:
        person = self._state.chats.people.get(person_id)
        if person is None:
            raise ActionError(f"nobody has the id {person_id}")
        if person.has_blocked and not may_have_blocked:
            raise ActionError("someone who blocked the bot cannot act in their chat with it")
        try:
            return person, self._state.chats.chat(person_id if chat_id is None else chat_id)
        except RefusedError as refusal:
            raise ActionError(refusal.description) from None

    def _message(self, chat: Chat, message_id: int) -> Json:
        if message_id not in chat.messages:
            raise ActionError(f"chat {chat.id} has no message {message_id}")
        return chat.messages[message_id]

    def _text(self, text: str) -> Json:
        problem = f"a client sends texts of 1 to {LONGEST_TEXT} characters"
        if len(to_units(text)) > LONGEST_TEXT:
            raise ActionError(problem)
        try:
            return format_text(text).to_json()
        except RefusedError:
            raise ActionError(problem) from None

    def _reply(self, chat_id: int, message_id: int | None) -> Json:
        if message_id is None:
            return {}
        return {"reply_to_message": as_replied(self._message(self._state.chats.chat(chat_id), message_id))}

    def _send(self, person_id: int, chat_id: int | None, content: Json) -> Json:
        person, chat = self._place(person_id, chat_id)
        message = self._state.chats.post(chat, person.info, content)
        if self._is_for_bot(chat, message):
            chat.unfetched.add(message["message_id"])
            if not self._state.updates.put("message", message, chat.id, message["message_id"]):
                chat.unfetched.discard(message["message_id"])
        return message

    def _is_for_bot(self, chat: Chat, message: Json) -> bool:
        """In a group with privacy mode on: commands, mentions of the bot and replies to it."""
        if chat.is_private:
            return True
        me = self._state.profile.me
        if message.get("reply_to_message", {}).get("from", {}).get("id") == me["id"]:
            return True
        name = f"@{me['username']}".lower()
        return any(_concerns(part, kind, name) for kind, part in _parts(message))

    def _announce_membership(self, person: Person, chat: Chat, before: str, after: str) -> None:
        me = self._state.profile.sender
        content: Json = {
            "chat": chat.info,
            "from": person.info,
            "date": int(time.time()),
            "old_chat_member": {"user": me, **_status(before)},
            "new_chat_member": {"user": me, **_status(after)},
        }
        self._state.updates.put("my_chat_member", content, chat.id)


def _status(status: str) -> Json:
    return {"status": status, "until_date": 0} if status == "kicked" else {"status": status}


def _parts(message: Json) -> list[tuple[str, str]]:
    """The message's entities, as (type, text in lower case)."""
    units = to_units(message.get("text", ""))
    spans = ((e["type"], e["offset"], e["offset"] + e["length"]) for e in message.get("entities", ()))
    return [(kind, units[start:end].lower()) for kind, start, end in spans]


def _concerns(part: str, kind: str, name: str) -> bool:
    if kind == "bot_command":
        return "@" not in part or part.endswith(name)
    return kind == "mention" and part == name
