"""Whether a message in a group is meant for the bot, and what it says to it."""

from __future__ import annotations

from telegram import Message, MessageEntity, User


def addressed_text(message: Message, me: User) -> str | None:
    """The text less the mentions of the bot; None for talk among others."""
    mentions = [entity for entity in message.entities if _means(message, entity, me)]
    answered = message.reply_to_message.from_user if message.reply_to_message else None
    if not mentions and (answered is None or answered.id != me.id):
        return None
    return _without(message.text or "", mentions)


def _means(message: Message, entity: MessageEntity, me: User) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == me.id
    if entity.type != MessageEntity.MENTION:
        return False
    return message.parse_entity(entity).casefold() == f"@{me.username}".casefold()


def _without(text: str, entities: list[MessageEntity]) -> str:
    """Entity offsets count UTF-16 units, two bytes each."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    for entity in sorted(entities, key=lambda entity: entity.offset, reverse=True):
        end = entity.offset + entity.length
        encoded = encoded[: 2 * entity.offset] + encoded[2 * end :]
    return encoded.decode("utf-16-le", "surrogatepass").strip()
