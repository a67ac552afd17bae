"""Questions and answers as JSON objects, one a line."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from index.errors import BulletinError
from index.model import Answer, Bulletin, Hit, Question, Reading

_LANGUAGES = ("fr", "en", "uk")


class MalformedQuestionError(BulletinError):
    """A line of questions that is no question."""


def read_question(line: bytes) -> Question:
    """A question from a line of JSON; unknown keys are passed over. Raises MalformedQuestionError."""
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise MalformedQuestionError(f"not a line of JSON in UTF-8 ({error})") from error
    if not isinstance(fields, dict):
        raise MalformedQuestionError('not a JSON object: write {"question": "..."}')
    if not isinstance(fields.get("question"), str):
        raise MalformedQuestionError('"question" must be a text')
    language = _text(fields, "lang")
    if language not in (None, *_LANGUAGES):
        raise MalformedQuestionError(f'"lang" must be one of {", ".join(_LANGUAGES)}')
    return Question(fields["question"], _text(fields, "after"), _date(fields), language)


def _text(fields: dict[str, Any], key: str) -> str | None:
    value = fields.get(key)
    if value is not None and not isinstance(value, str):
        raise MalformedQuestionError(f'"{key}" must be a text or null')
    return value


def _date(fields: dict[str, Any]) -> date | None:
    text = _text(fields, "today")
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError as error:
        raise MalformedQuestionError('"today" must be a date such as 2025-07-08') from error


def write_answer(answer: Answer, *, indent: int | None = None) -> str:
    """An answer as a JSON object, on one line unless indented."""
    text = json.dumps(_answer(answer), ensure_ascii=False, indent=indent)
    # Line ends to some readers of lines, though not to JSON.
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085")


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "question": answer.question,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 4),
        "reading": _reading(answer.reading),
        "hits": [_hit(hit) for hit in answer.hits],
        "suggestions": list(answer.suggestions),
    }


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "terms": list(reading.terms),
        "corrections": dict(reading.corrections),
        "date_from": _iso(reading.date_from),
        "date_to": _iso(reading.date_to),
        "day": reading.day,
        "speaker": reading.speaker,
        "language": reading.language,
        "followup": reading.followup,
    }


def _hit(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "rank": hit.rank,
        "score": hit.score,
        "passage": passage.id,
        "text": passage.text,
        "highlights": [list(span) for span in hit.highlights],
        "bulletin": _bulletin(hit.bulletin),
        "section": {"number": passage.section, "heading": passage.heading},
        "paragraph": passage.paragraph,
        "speakers": [
            {"name": speaker.name, "verb": speaker.verb, "span": list(speaker.span) if speaker.span else None}
            for speaker in passage.speakers
        ],
        "link": hit.link,
    }


def _bulletin(bulletin: Bulletin) -> dict[str, Any]:
    return {
        "id": bulletin.id,
        "title": bulletin.title,
        "kind": bulletin.kind,
        "day_from": bulletin.day_from,
        "day_to": bulletin.day_to,
        "date_from": _iso(bulletin.date_from),
        "date_to": _iso(bulletin.date_to),
        "publisher": bulletin.publisher,
        "url": bulletin.url,
        "rendition": bulletin.rendition,
        "edition": bulletin.edition,
    }


def _iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None
