"""Inline keyboards: what Telegram refuses of them. Other kinds of reply markup are not implemented here."""

from __future__ import annotations

from typing import Any

from bot.local.links import LinkError, checked_link
from bot.local.params import Params
from bot.local.refusal import Json, RefusedError, bad_request

LONGEST_DATA = 64
MOST_BUTTONS = 100

_ACTIONS = (
    "callback_data",
    "url",
    "copy_text",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "web_app",
    "login_url",
)


def read_keyboard(params: Params) -> Json | None:
    """The call's `reply_markup` as the message will carry it; None without buttons."""
    value = params.structure("reply_markup")
    if not value:
        return None
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in value:
        kinds = ", ".join(sorted(value))
        raise bad_request(f"reply markup with {kinds} is not implemented here: send an inline_keyboard")
    rows = _rows(value["inline_keyboard"])
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def find_button(keyboard: Json | None, data: str) -> Json | None:
    """The keyboard's button that sends `data`."""
    rows = keyboard["inline_keyboard"] if keyboard else []
    return next((button for row in rows for button in row if button.get("callback_data") == data), None)


def _rows(value: Any) -> list[list[Json]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad_request('field "inline_keyboard" must be of type Array')
    return [[_button(button) for button in row] for row in value if row]


def _button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise _unreadable('Can\'t find field "text"')
    if not isinstance(button["text"], str):
        raise _unreadable('Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request("REPLY_MARKUP_INVALID")
    if button.get("pay") or "callback_game" in button:
        raise bad_request("BUTTON_TYPE_INVALID")
    _check_action(button)
    return button


def _check_action(button: Json) -> None:
    """Exactly one action: with several, Telegram takes the first it knows and forgets the others in silence."""
    actions = [name for name in _ACTIONS if button.get(name) not in (None, "") or _may_be_empty(button, name)]
    if not actions:
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _unreadable(f"exactly one action is allowed, found {' and '.join(actions)}")
    if "callback_data" in actions and len(str(button["callback_data"]).encode()) > LONGEST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in actions:
        button["url"] = _link(str(button["url"]))


def _may_be_empty(button: Json, name: str) -> bool:
    return name.startswith("switch_inline_query") and button.get(name) is not None


def _link(url: str) -> str:
    try:
        return checked_link(url)
    except LinkError as error:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {error}") from None


def _unreadable(reason: str) -> RefusedError:
    return bad_request(f"can't parse inline keyboard button: {reason}")
