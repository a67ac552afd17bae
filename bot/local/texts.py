"""A text as Telegram keeps it: checked, cleaned, trimmed, with at most a hundred entities and those it finds itself.

One thing is stricter than Telegram on purpose: nested quotations are refused here, where Telegram loses
one of them in silence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.local.detect import detect_entities
from bot.local.entities import (
    AUTOMATIC,
    CONTINUOUS,
    QUOTES,
    SPLITTABLE,
    Entity,
    from_units,
    read_entities,
    to_units,
)
from bot.local.markup import parse_html
from bot.local.params import Params
from bot.local.refusal import Json, bad_request

LONGEST_TEXT = 4096
MOST_ENTITIES = 100

_BLANKS = " \n"
_FARTHEST = 1_000_000
_CONTROLS = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
_DROPPED = re.compile("[\r\u2028-\u202e\u030a\u0333\u033f]")
_KEPT_WHEN_BLANK = frozenset({"text_link", "text_mention", "custom_emoji"})
_PRIORITY = dict.fromkeys(QUOTES, 0) | {"pre": 1, "code": 2, "text_link": 3} | dict.fromkeys(SPLITTABLE, 5)


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text that Telegram accepted, with its entities outermost first."""

    text: str
    entities: tuple[Entity, ...] = ()

    def to_json(self) -> Json:
        if not self.entities:
            return {"text": self.text}
        return {"text": self.text, "entities": [entity.to_json() for entity in self.entities]}


def read_text(params: Params) -> Formatted:
    """The `text`, `parse_mode` and `entities` of a call; a parse mode makes Telegram overlook the entities."""
    text = params.text("text")
    mode = params.text("parse_mode").lower()
    if not text:
        raise bad_request("message text is empty")
    if mode == "html":
        return format_text(*parse_html(text))
    if mode in ("markdown", "markdownv2"):
        raise bad_request(f"parse_mode {params.text('parse_mode')} is not implemented here: send HTML or entities")
    if mode not in ("", "none"):
        raise bad_request("unsupported parse_mode")
    return format_text(text, read_entities(params.structure("entities")))


def format_text(text: str, entities: Sequence[Entity] = ()) -> Formatted:
    units = to_units(text)
    _check_bounds(units, entities)
    units, kept = _clean(units, [entity for entity in entities if entity.length and entity.type not in AUTOMATIC])
    units, kept = _trim(units, kept)
    if not units.strip():
        raise bad_request("text must be non-empty")
    if len(units) > LONGEST_TEXT:
        raise bad_request("message is too long")
    kept = _limit(_arrange(kept))
    taken = [entity for entity in kept if entity.type in CONTINUOUS]
    found = [entity for entity in detect_entities(units) if not any(entity.crosses(other) for other in taken)]
    return Formatted(from_units(units), tuple(_sorted([*kept, *found])))


def _check_bounds(units: str, entities: Iterable[Entity]) -> None:
    for entity in entities:
        if not 0 <= entity.offset <= _FARTHEST:
            raise bad_request(f"receive an entity with incorrect offset {entity.offset}")
        if not 0 <= entity.length <= _FARTHEST:
            raise bad_request(f"receive an entity with incorrect length {entity.length}")
        if entity.length:
            _check_place(units, entity)


def _check_place(units: str, entity: Entity) -> None:
    whole = f"entity beginning at UTF-16 offset {entity.offset} ends"
    if entity.offset > len(units):
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {entity.offset}")
    if entity.end > len(units):
        raise bad_request(f"{whole} after the end of the text at UTF-16 offset {entity.end}")
    if _splits_pair(units, entity.offset):
        at = _byte_offset(units, entity.offset)
        raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {at}")
    if _splits_pair(units, entity.end):
        at = _byte_offset(units, entity.end)
        raise bad_request(f"{whole} in a middle of a UTF-16 symbol at byte offset {at}")


def _splits_pair(units: str, offset: int) -> bool:
    return 0 < offset < len(units) and "\udc00" <= units[offset] <= "\udfff"


def _byte_offset(units: str, offset: int) -> int:
    return len(from_units(units[: offset + 1]).encode())


def _clean(units: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Control characters become spaces; a few, such as the carriage return and the bidi marks, go."""
    units = _CONTROLS.sub(" ", units)
    gone = [match.start() for match in _DROPPED.finditer(units)]
    if not gone:
        return units, entities
    moved = (e.spanning(e.offset - bisect_left(gone, e.offset), e.end - bisect_left(gone, e.end)) for e in entities)
    return _DROPPED.sub("", units), [entity for entity in moved if entity.length]


def _trim(units: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without blanks at the text's edges, nor at the start of an entity; an entity of blanks only is lost."""
    end = len(units.rstrip(_BLANKS))
    kept = [shorter for entity in entities if (shorter := _without_blanks(units, entity, end)).length > 0]
    first = min((entity.offset for entity in kept), default=end)
    start = min(first, len(units) - len(units.lstrip(_BLANKS)))
    return units[start:end], [entity.spanning(entity.offset - start, entity.end - start) for entity in kept]


def _without_blanks(units: str, entity: Entity, end: int) -> Entity:
    start = entity.offset
    if entity.type not in _KEPT_WHEN_BLANK:
        while start < entity.end and units[start] in _BLANKS:
            start += 1
    return entity.spanning(start, min(entity.end, end))


def _arrange(entities: list[Entity]) -> list[Entity]:
    quotes = _sorted(entity for entity in entities if entity.type in QUOTES)
    if any(later.offset < earlier.end for earlier, later in pairwise(quotes)):
        raise bad_request("can't parse entities: a blockquote can't be nested in another one")
    continuous = _without_overlaps(_sorted(entity for entity in entities if entity.type in CONTINUOUS))
    code = [entity for entity in continuous if entity.type in ("code", "pre")]
    styles = [style for kind in sorted(SPLITTABLE) for style in _merged(_sorted(e for e in entities if e.type == kind))]
    outside = [style for style in styles if not any(style.offset >= c.offset and style.end <= c.end for c in code)]
    return _sorted([*quotes, *continuous, *outside])


def _without_overlaps(entities: list[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in entities:
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _merged(entities: list[Entity]) -> list[Entity]:
    """Stretches of one style that touch become one."""
    merged: list[Entity] = []
    for entity in entities:
        if merged and entity.offset <= merged[-1].end:
            merged[-1] = merged[-1].spanning(merged[-1].offset, max(merged[-1].end, entity.end))
        else:
            merged.append(entity)
    return merged


def _limit(entities: list[Entity]) -> list[Entity]:
    """Past a hundred, entities are lost in silence; quotations, links and code are counted before styles."""
    if len(entities) <= MOST_ENTITIES:
        return entities
    ranked = sorted(entities, key=lambda entity: entity.type in SPLITTABLE)
    return _sorted(ranked[:MOST_ENTITIES])


def _sorted(entities: Iterable[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda entity: (entity.offset, -entity.length, _PRIORITY.get(entity.type, 4)))
