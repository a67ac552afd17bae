"""Whether a verb behind its subject reports, from what follows it."""

from __future__ import annotations

import re
from enum import Enum

from index.reported import function_words as small
from index.reported.chunks import Governed, Mark, Sentence, VerbGroup
from index.reported.noun_phrases import NounPhrase
from index.reported.nouns import Kind
from index.reported.tokens import CLOSING_OF
from index.reported.verbs import Use

_REACH = 24
_INFINITIVE = re.compile(r"(?:er|ir|re|oir)$")


class _Object(Enum):
    """What first follows a verb."""

    NOTHING = 0
    CLAUSE = 1  # que, a colon, a quotation
    INFINITIVE = 2
    DEFINITE = 3  # a noun with "le", "cette"
    NOUN = 4


def reports(sentence: Sentence, at: int, group: VerbGroup) -> bool:
    """See `Use` for the rules."""
    use = group.verb.use
    if use is Use.ASIDE:
        return False
    if use is Use.SAY or _is_framed(sentence, at):
        return True
    follows = _object(sentence, at)
    if follows is _Object.CLAUSE:
        return True
    if use in (Use.CLAUSE, Use.ADMIT, Use.PROMISE) and _holds_quotation(sentence, at):
        return True
    return _without_clause(use, follows, sentence, at)


def _without_clause(use: Use, follows: _Object, sentence: Sentence, at: int) -> bool:
    if use is Use.CLAUSE:
        return follows in (_Object.NOTHING, _Object.INFINITIVE)
    if use is Use.ADMIT:
        return follows is not _Object.DEFINITE
    if use is Use.PROMISE:
        return follows is _Object.INFINITIVE
    if use is Use.ABOUT:
        return _has_preposition(sentence, at, small.OF)
    return use is Use.CALL and _has_preposition(sentence, at, small.AT)


def _object(sentence: Sentence, at: int) -> _Object:
    for chunk in sentence.chunks[at + 1 : at + _REACH]:
        if isinstance(chunk, NounPhrase) and chunk.kind is not Kind.TIME:
            return _Object.DEFINITE if chunk.definite else _Object.NOUN
        if isinstance(chunk, Mark):
            found = _object_at(sentence, chunk)
            if found is not _Object.NOTHING:
                return found
        elif not isinstance(chunk, Governed | NounPhrase):
            break
    return _Object.NOTHING


def _object_at(sentence: Sentence, mark: Mark) -> _Object:
    if mark.low in small.QUE or mark.low == ":":
        return _Object.CLAUSE
    if mark.low in CLOSING_OF and mark.end < len(sentence.tokens):
        return _Object.CLAUSE if sentence.tokens[mark.end].speech else _Object.NOUN
    if mark.low in small.DETERMINERS:
        return _Object.DEFINITE if mark.low in small.DEFINITE else _Object.NOUN
    of_infinitive = mark.low in ("de", "d'") and any(
        _is_infinitive(token.low) for token in sentence.tokens[mark.end : mark.end + 3]
    )
    return _Object.INFINITIVE if of_infinitive or _is_infinitive(mark.low) else _Object.NOTHING


def _is_infinitive(word: str) -> bool:
    return bool(_INFINITIVE.search(word)) and word not in small.FUNCTION_WORDS


def _has_preposition(sentence: Sentence, at: int, prepositions: frozenset[str]) -> bool:
    for chunk in sentence.chunks[at + 1 : at + _REACH]:
        if isinstance(chunk, VerbGroup):
            return False
        low = chunk.preposition if isinstance(chunk, Governed) else chunk.low if isinstance(chunk, Mark) else ""
        if low in prepositions:
            return True
    return False


def _holds_quotation(sentence: Sentence, at: int) -> bool:
    return any(token.low in CLOSING_OF for token in sentence.tokens[sentence.chunks[at].end :])


def _is_framed(sentence: Sentence, at: int) -> bool:
    """ "Dans son communiqué, ...", "Sur Telegram, ...": whatever the verb, this was said."""
    return any(isinstance(chunk, Governed) and _frames(chunk) for chunk in sentence.chunks[max(0, at - _REACH) : at])


def _frames(chunk: Governed) -> bool:
    if chunk.preposition == "dans":
        return chunk.phrase.kind is Kind.WRITING
    return chunk.preposition == "sur" and chunk.phrase.kind is Kind.MEDIUM and not chunk.phrase.plural
