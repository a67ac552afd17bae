"""Where words come from: the bulletin's days and date, the section, who is cited, the publisher, a link."""

from __future__ import annotations

from functools import lru_cache

from bot.dates import dates_in_words
from bot.language import Language
from bot.text import Text, bold, italic, join, link, shorten
from index.model import Bulletin, Passage

# Bounds in UTF-16 units, so that a source always leaves room for what it is the source of.
LONGEST_HEADING = 200
_LONGEST_NAME = 60
_MOST_NAMES = 5


def days_of(bulletin: Bulletin, language: Language) -> str:
    """`Jour 1231`, `Jours 1230-1234`, with the edition where there are several."""
    if bulletin.day_from == bulletin.day_to:
        days = language.say("day", day=bulletin.day_from)
    else:
        days = language.say("days", first=bulletin.day_from, last=bulletin.day_to)
    return days if bulletin.edition == 1 else language.say("edition", days=days, edition=bulletin.edition)


def days_and_date(bulletin: Bulletin, language: Language) -> str:
    return f"{days_of(bulletin, language)} · {dates_in_words(bulletin.date_from, bulletin.date_to, language)}"


def heading_of(heading: str | None, language: Language) -> str:
    return shorten(heading or language.say("lead"), LONGEST_HEADING)


def source_of(passage: Passage, bulletin: Bulletin, address: str | None, language: Language) -> Text:
    """The source in full, on two or three short lines."""
    return _source(passage.heading, _names(passage), bulletin, address, language)


def short_source_of(passage: Passage, bulletin: Bulletin, address: str | None, language: Language) -> Text:
    """The source on one line, for a passage that is not the first."""
    return _short_source(_names(passage), bulletin, address, language)


# Passages that answer one question answer others.
@lru_cache(maxsize=4096)
def _source(
    heading: str | None, names: tuple[str, ...], bulletin: Bulletin, address: str | None, language: Language
) -> Text:
    headed = italic(heading_of(heading, language)) if heading else ""
    last = join(" · ", [_cited(names, language), publisher_of(bulletin, address, language)])
    return join("\n", [_when(bulletin, language), headed, last])


@lru_cache(maxsize=4096)
def _short_source(names: tuple[str, ...], bulletin: Bulletin, address: str | None, language: Language) -> Text:
    cited = _cited(names, language)
    return join(" · ", [_when(bulletin, language), cited, publisher_of(bulletin, address, language)])


@lru_cache(maxsize=1024)
def publisher_of(bulletin: Bulletin, address: str | None, language: Language) -> Text:
    """Whose words they are, or from whose they were adapted, and where the original stands."""
    source = link(language.say("source_link"), address) if address else ""
    return join(" · ", [_publisher(bulletin, language), source])


def _when(bulletin: Bulletin, language: Language) -> Text:
    return bold(days_of(bulletin, language)) + f" · {dates_in_words(bulletin.date_from, bulletin.date_to, language)}"


def _names(passage: Passage) -> tuple[str, ...]:
    """Each name once, in the order in which they speak."""
    return tuple(dict.fromkeys([speaker.name for speaker in passage.speakers]))


def _cited(cited: tuple[str, ...], language: Language) -> str:
    names = [shorten(name, _LONGEST_NAME) for name in cited]
    if not names:
        return ""
    listed = ", ".join(names[:_MOST_NAMES])
    if len(names) > _MOST_NAMES:
        listed = language.say("and_others", names=listed)
    return language.say("cited_one" if len(names) == 1 else "cited_many", names=listed)


def _publisher(bulletin: Bulletin, language: Language) -> str:
    publisher = shorten(bulletin.publisher or "", _LONGEST_NAME)
    if bulletin.rendition == "verbatim":
        return publisher
    return language.say("adapted_from", publisher=publisher) if publisher else language.say("adapted")
