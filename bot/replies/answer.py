"""An Answer, one hit to a page: the passage as a quotation, its source, and on the first page two passages more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.buttons import UNKEPT, BulletinButton, Button, ContextButton, HitButton, Rows, pager
from bot.dates import dates_in_words
from bot.language import Language
from bot.replies.reply import Reply, make_reply
from bot.replies.source import days_of, short_source_of, source_of
from bot.text import MESSAGE_UNITS, Text, bold, highlighted, italic, join, quote, shorten
from index.model import Answer, Bulletin, Hit, date_of_day

_MORE = 2
# Less room than this shows too little of a passage to be worth its place.
_LEAST_QUOTE = 200
# Bounds on what is repeated of a question, in UTF-16 units and words.
_LONGEST_WORD = 40
_LONGEST_QUESTION = 200
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Coverage:
    """What there is to search: the first and the last day, and the latest bulletin."""

    days: tuple[int, int]
    latest: Bulletin


def ranks_on(page: HitButton) -> range:
    """The hits that a page takes: the one it names, and on the first page those folded below."""
    return range(page.number, page.number + (1 + _MORE if page.number == 1 else 1))


def answer_page(answer: Answer, page: HitButton, language: Language) -> Reply:
    """The page of an answer to a search for the hits on it, of which there is at least one; no button leads on from
    it if its question is not kept."""
    hit, *more = answer.hits
    notice = _notice(answer, language)
    text = notice + _hit(hit, MESSAGE_UNITS - notice.units, language)
    # Passages that are only near stand under one heading, the notice's.
    heading = bold(language.say("see_also")) + "\n" if answer.answered else Text()
    text = join("", [text, *_more(more, heading, MESSAGE_UNITS - text.units, language)])
    onward: Rows = ()
    if page.question != UNKEPT:
        turning = pager(hit.rank, answer.found, lambda turned: replace(page, number=turned))
        onward = (*turning, *_otherwise(answer, page, language))
    return make_reply(text, (*onward, (_context(hit, language),)))


def _otherwise(answer: Answer, page: HitButton, language: Language) -> Rows:
    """Ways out of the days that the question named, if it names anything else, and of the question before it."""
    first = replace(page, number=1)
    ways = []
    if answer.reading.date_from is not None and answer.reading.terms:
        ways.append(Button(language.say("button_any_day"), replace(first, any_day=True)))
    if answer.reading.followup:
        ways.append(Button(language.say("button_alone"), replace(first, alone=True)))
    return (tuple(ways),) if ways else ()


def nothing_found(answer: Answer, coverage: Coverage | None, language: Language) -> Reply:
    """What is said of an answer without hits; `coverage` is None for an empty corpus."""
    if coverage is None:
        return make_reply(language.say("no_bulletins"))
    if not answer.reading.terms and answer.reading.date_from is None:
        return make_reply(language.say("needs_words"))
    first, last = map(date_of_day, coverage.days)
    sentence = language.say("nothing_found", dates=dates_in_words(first, last, language))
    text = join("\n\n", [join("\n", [_understood(answer, language), sentence]), _unknown(answer, language)])
    return make_reply(text, ((latest_button(coverage.latest, language),),))


def passage_page(hit: Hit, language: Language) -> Reply:
    """A passage on its own, as a shared link opens it."""
    return make_reply(_hit(hit, MESSAGE_UNITS, language), ((_context(hit, language),),))


def latest_button(latest: Bulletin, language: Language) -> Button:
    label = language.say("button_latest", days=days_of(latest, language))
    return Button(label, BulletinButton(latest.id))


def _context(hit: Hit, language: Language) -> Button:
    return Button(language.say("button_context"), ContextButton(hit.passage.id))


def _notice(answer: Answer, language: Language) -> Text:
    """How the question was understood; and what sets apart passages that are only near to what was asked."""
    understood = _understood(answer, language)
    if answer.answered:
        return join("", [understood, "\n" if understood else ""])
    silence = [language.say("not_answered"), _unknown(answer, language), *_suggested(answer, language)]
    return join("\n\n", [join("\n", [understood, *silence]), bold(language.say("closest"))]) + "\n"


def _understood(answer: Answer, language: Language) -> Text | str:
    """The question before, the days and the spelling that were taken to be meant; in vain, the spelling is a suggestion
    instead."""
    reading = answer.reading
    parts = [language.say("followup")] if reading.followup else []
    if reading.date_from and reading.date_to:
        parts.append(dates_in_words(reading.date_from, reading.date_to, language))
    if answer.answered:
        corrections = reading.corrections.items()
        parts += [f"{shorten(written, _LONGEST_WORD)} → {meant}" for written, meant in corrections]
    listed = " · ".join(parts[:_MOST_WORDS])
    return italic(language.say("understood", reading=listed)) if parts else ""


def _unknown(answer: Answer, language: Language) -> str:
    words = [shorten(word, _LONGEST_WORD) for word in answer.unknown[:_MOST_WORDS]]
    if not words:
        return ""
    return language.say("unknown_one" if len(words) == 1 else "unknown_many", words=", ".join(words))


def _suggested(answer: Answer, language: Language) -> list[str]:
    return [language.say("suggestion", question=shorten(one, _LONGEST_QUESTION)) for one in answer.suggestions]


def _hit(hit: Hit, room: int, language: Language) -> Text:
    """A hit in full, or as much of it as fits beside its source."""
    source = source_of(hit.passage, hit.bulletin, hit.link, language)
    return join("\n", [quote(_words(hit).cut(room - source.units - 1)), source])


def _more(hits: Sequence[Hit], heading: Text, room: int, language: Language) -> list[Text | str]:
    """The parts of a page that fold further passages below a heading, as far as there is room."""
    parts: list[Text | str] = []
    for hit in hits:
        source = short_source_of(hit.passage, hit.bulletin, hit.link, language)
        room -= heading.units + source.units + len("\n\n\n")
        if room < _LEAST_QUOTE:
            break
        words = quote(_words(hit).cut(room), expandable=True)
        room -= words.units
        parts += "\n\n", heading, source, "\n", words
        heading = Text()
    return parts


def _words(hit: Hit) -> Text:
    return highlighted(hit.passage.text, hit.highlights)
