"""The Bot API methods that write, change and delete messages, or answer a pressed button."""

from __future__ import annotations

from bot.local.chats import Chat, as_replied
from bot.local.keyboards import read_keyboard
from bot.local.params import Params
from bot.local.refusal import Json, bad_request
from bot.local.state import State
from bot.local.texts import read_text

_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
_LONGEST_ANSWER = 200
_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


class Messages:
    """Each method takes a call's parameters and returns its result, or raises a RefusedError."""

    def __init__(self, state: State) -> None:
        self._state = state

    def send(self, params: Params) -> Json:
        content = _content(params)
        chat = self._chat(params)
        self._state.chats.check_not_blocked(chat)
        content |= _reply(chat, params)
        return self._state.chats.post(chat, self._state.profile.sender, content)

    def edit_text(self, params: Params) -> Json:
        content = _content(params)
        return self._edit(params, content)

    def edit_markup(self, params: Params) -> Json:
        keyboard = read_keyboard(params)
        message = self._message(self._chat(params), params, "edit")
        content: Json = {
            name: message[name] for name in ("text", "entities", "link_preview_options") if name in message
        }
        if keyboard:
            content["reply_markup"] = keyboard
        return self._edit(params, content)

    def delete(self, params: Params) -> bool:
        chat = self._chat(params)
        message = self._message(chat, params, "delete")
        self._state.chats.delete(chat, message["message_id"])
        return True

    def act(self, params: Params) -> bool:
        """sendChatAction"""
        action = params.text("action")
        if action not in _ACTIONS:
            raise bad_request("wrong parameter action in request")
        chat = self._chat(params)
        self._state.chats.check_not_blocked(chat)
        chat.publish("action", action=action)
        return True

    def answer_query(self, params: Params) -> bool:
        text = params.text("text")
        if len(text) > _LONGEST_ANSWER:
            raise bad_request("MESSAGE_TOO_LONG")
        query = self._state.queries.answer(params.text("callback_query_id"))
        self._state.chats.chat(query.chat_id).publish(
            "answer",
            query_id=query.id,
            message_id=query.message_id,
            text=text,
            show_alert=params.flag("show_alert"),
            url=params.text("url"),
        )
        return True

    def _edit(self, params: Params, content: Json) -> Json:
        chat = self._chat(params)
        message = self._message(chat, params, "edit")
        if message["from"]["id"] != self._state.profile.me["id"]:
            raise bad_request("message can't be edited")
        self._state.chats.check_not_blocked(chat)
        if all(message.get(part) == content.get(part) for part in ("text", "entities", "reply_markup")):
            chat.publish("unchanged", message_id=message["message_id"])
            raise bad_request(_UNCHANGED)
        return self._state.chats.replace(chat, message, content)

    def _chat(self, params: Params) -> Chat:
        given = params.text("chat_id")
        if not given:
            raise bad_request("chat_id is empty")
        return self._state.chats.chat(int(given) if given.removeprefix("-").isdecimal() else None)

    def _message(self, chat: Chat, params: Params, purpose: str) -> Json:
        message_id = params.integer("message_id")
        if not message_id:
            raise bad_request("message identifier is not specified")
        if message_id not in chat.messages:
            raise bad_request(f"message to {purpose} not found")
        return chat.messages[message_id]


def _content(params: Params) -> Json:
    content = read_text(params).to_json()
    keyboard = read_keyboard(params)
    if keyboard:
        content["reply_markup"] = keyboard
    if preview := params.structure("link_preview_options"):
        content["link_preview_options"] = preview
    return content


def _reply(chat: Chat, params: Params) -> Json:
    wish = params.structure("reply_parameters")
    if wish is None:
        return {}
    if not isinstance(wish, dict) or "message_id" not in wish:
        raise bad_request('can\'t find field "message_id"')
    replied = chat.messages.get(int(wish["message_id"]))
    if replied is None and not wish.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return {} if replied is None else {"reply_to_message": as_replied(replied)}
