"""Everything the server knows, in one value that its parts share."""

from __future__ import annotations

from collections.abc import Iterable

from bot.local.chats import Chats
from bot.local.profile import Profile
from bot.local.queries import Queries
from bot.local.updates import Update, Updates


class State:
    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.chats = Chats()
        self.updates = Updates()
        self.queries = Queries()

    def mark_fetched(self, updates: Iterable[Update]) -> None:
        """The bot holds these updates now: their writers see it."""
        for update in updates:
            if update.message_id is not None:
                self.chats.chat(update.chat_id).mark_fetched((update.message_id,))
