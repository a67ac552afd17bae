"""What the bot says of itself: name, descriptions and command menus, per language."""

from __future__ import annotations

import re
from typing import Any

from bot.local.params import Params
from bot.local.refusal import Json, bad_request

_LIMITS = {"name": 64, "description": 512, "short_description": 120}
_COMMAND = re.compile(r"[a-z0-9_]+")
_LANGUAGE = re.compile(r"([a-z]{2})?")

_Scope = tuple[tuple[str, str], ...]


class Profile:
    """Texts and menus set by the bot, and `me`, the account as `getMe` gives it."""

    def __init__(self, bot_id: int, name: str, username: str) -> None:
        self.me: Json = {
            "id": bot_id,
            "is_bot": True,
            "first_name": name,
            "username": username,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }
        self._texts: dict[tuple[str, str], str] = {("name", ""): name}
        self._commands: dict[tuple[_Scope, str], list[Json]] = {}

    @property
    def sender(self) -> Json:
        """The account as messages show it."""
        return {name: self.me[name] for name in ("id", "is_bot", "first_name", "username")}

    def set_text(self, kind: str, params: Params) -> bool:
        """An empty text goes back to the one for every language."""
        text = params.text(kind)
        if len(text) > _LIMITS[kind]:
            raise bad_request(f"{kind.replace('_', ' ')} length must not exceed {_LIMITS[kind]}")
        language = _language(params)
        self._texts.pop((kind, language), None)
        if text:
            self._texts[kind, language] = text
        if (kind, language) == ("name", "") and text:
            self.me["first_name"] = text
        return True

    def text(self, kind: str, language: str) -> str:
        return self._texts.get((kind, language)) or self._texts.get((kind, ""), "")

    def set_commands(self, params: Params) -> bool:
        commands = params.structure("commands")
        if not isinstance(commands, list):
            raise bad_request('can\'t parse commands: field "commands" must be of type Array')
        self._commands[_scope(params), _language(params)] = [_command(command) for command in commands]
        return True

    def delete_commands(self, params: Params) -> bool:
        self._commands.pop((_scope(params), _language(params)), None)
        return True

    def get_commands(self, params: Params) -> list[Json]:
        return self._commands.get((_scope(params), _language(params)), [])

    def menu(self, chat_id: int, language: str) -> list[Json]:
        """The commands a reader of this language sees in a private chat: the closest scope and language win."""
        everyone: list[_Scope] = [(("type", "all_private_chats"),), (("type", "default"),)]
        for scope in [(("chat_id", str(chat_id)), ("type", "chat")), *everyone]:
            for spoken in (language, ""):
                if commands := self._commands.get((scope, spoken)):
                    return commands
        return []


def _scope(params: Params) -> _Scope:
    scope: Any = params.structure("scope") or {"type": "default"}
    if not isinstance(scope, dict) or "type" not in scope:
        raise bad_request("can't parse BotCommandScope")
    return tuple(sorted((name, str(value)) for name, value in scope.items()))


def _language(params: Params) -> str:
    language = params.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def _command(value: Any) -> Json:
    if not isinstance(value, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = str(value.get("command", "")).strip().removeprefix("/")
    description = str(value.get("description", "")).strip()
    if not name:
        raise bad_request("command must be non-empty")
    if len(name) > 32:
        raise bad_request("command length must not exceed 32")
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > 256:
        raise bad_request("command description length must not exceed 256")
    return {"command": name, "description": description}
