"""An Answer, one hit to a page: the passage as a quotation, its source, and on the first page two passages more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.buttons import BulletinButton, Button, ContextButton, HitButton, pager
from bot.dates import dates_in_words
from bot.language import Language
from bot.replies.reply import Reply, make_reply
from bot.replies.source import days_of, short_source_of, source_of
from bot.text import MESSAGE_UNITS, Text, bold, highlighted, join, quote
from index.model import Answer, Bulletin, Hit, date_of_day

_MORE = 2
# Less room than this shows too little of a passage to be worth its place.
_LEAST_QUOTE = 200


@dataclass(frozen=True, slots=True)
class Coverage:
    """What there is to search: the first and the last day, and the latest bulletin."""

    days: tuple[int, int]
    latest: Bulletin


def answer_page(answer: Answer, question: int, number: int, coverage: Coverage | None, language: Language) -> Reply:
    """The `number`th hit (from 1; the last one where there are fewer) of the question kept under `question`.

    `coverage` is None for an empty corpus.
    """
    if coverage is None:
        return make_reply(language.say("no_bulletins"))
    if not answer.hits:
        return _nothing_found(coverage, language) if answer.reading.terms else make_reply(language.say("needs_words"))
    number = min(number, len(answer.hits))
    hit = answer.hits[number - 1]
    notice = _notice(answer, language)
    page = notice + _hit(hit, MESSAGE_UNITS - notice.units, language)
    if number == 1:
        # Passages that are only near stand under one heading, the notice's.
        heading = bold(language.say("see_also")) + "\n" if answer.answered else Text()
        page = _with_more(page, heading, answer.hits[1 : 1 + _MORE], language)
    turning = pager(number, len(answer.hits), partial(HitButton, question))
    return make_reply(page, (*turning, (_context(hit, language),)))


def passage_page(hit: Hit, language: Language) -> Reply:
    """A passage on its own, as a shared link opens it."""
    return make_reply(_hit(hit, MESSAGE_UNITS, language), ((_context(hit, language),),))


def latest_button(latest: Bulletin, language: Language) -> Button:
    label = language.say("button_latest", days=days_of(latest, language))
    return Button(label, BulletinButton(latest.id))


def _context(hit: Hit, language: Language) -> Button:
    return Button(language.say("button_context"), ContextButton(hit.passage.id))


def _nothing_found(coverage: Coverage, language: Language) -> Reply:
    first, last = map(date_of_day, coverage.days)
    sentence = language.say("nothing_found", dates=dates_in_words(first, last, language))
    return make_reply(sentence, ((latest_button(coverage.latest, language),),))


def _notice(answer: Answer, language: Language) -> Text:
    """Sets apart passages that are only near to what was asked."""
    if answer.answered:
        return Text()
    return join("\n\n", [language.say("not_answered"), bold(language.say("closest"))]) + "\n"


def _hit(hit: Hit, room: int, language: Language) -> Text:
    """A hit in full, or as much of it as fits beside its source."""
    source = "\n" + source_of(hit.passage, hit.bulletin, hit.link, language)
    return quote(_words(hit).cut(room - source.units)) + source


def _with_more(page: Text, heading: Text, hits: Sequence[Hit], language: Language) -> Text:
    """The page with further passages folded below it, as far as there is room."""
    opening = "\n\n" + heading
    for hit in hits:
        head = opening + short_source_of(hit.passage, hit.bulletin, hit.link, language) + "\n"
        room = MESSAGE_UNITS - page.units - head.units
        if room < _LEAST_QUOTE:
            break
        page = page + head + quote(_words(hit).cut(room), expandable=True)
        opening = Text("\n\n")
    return page


def _words(hit: Hit) -> Text:
    return highlighted(hit.passage.text, hit.highlights)
