"""The values that travel through the project: frozen records, standard library only.

Offsets are Python code points, end exclusive. Section 0 is the lead, whose heading is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

Kind = Literal["daily", "weekly"]
Rendition = Literal["verbatim", "adapted"]
Span = tuple[int, int]

DAY_ONE = date(2022, 2, 24)


def date_of_day(day: int) -> date:
    """The calendar date of a day of resistance; day 1 is 2022-02-24."""
    return DAY_ONE + timedelta(days=day - 1)


def day_of_date(moment: date) -> int:
    """The inverse of `date_of_day`; 0 or less before the first day."""
    return (moment - DAY_ONE).days + 1


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the texts below it.

    `paragraphs` are the corpus file's blocks in a Bulletin that was read from the corpus, and the
    passages' texts in one that comes from a generation.
    """

    number: int
    heading: str | None
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One edition of the bulletin: where it comes from, which days it covers, and its sections."""

    title: str
    kind: Kind
    day_from: int
    day_to: int
    language: str
    publisher: str | None = None
    url: str | None = None
    rendition: Rendition = "verbatim"
    edition: int = 1
    retracted: date | None = None
    sections: tuple[Section, ...] = ()

    @property
    def id(self) -> str:
        """`1231`, `1230-1234`, or `1231e2` for a second edition."""
        days = str(self.day_from)
        if self.day_to != self.day_from:
            days = f"{days}-{self.day_to}"
        return days if self.edition == 1 else f"{days}e{self.edition}"

    @property
    def date_from(self) -> date:
        return date_of_day(self.day_from)

    @property
    def date_to(self) -> date:
        return date_of_day(self.day_to)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Someone cited in a passage: `span` is where the name stands in the passage's text.

    `verb` is the word that reports (as written), null where a preposition does; `span` is null for a
    speaker carried over from the passage before.
    """

    name: str
    verb: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """What is retrieved: one paragraph, or a quotation together with the words that announce it."""

    id: str
    bulletin_id: str
    section: int
    heading: str | None
    paragraph: int
    text: str
    speakers: tuple[Speaker, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader asked, with what else is known about the asking.

    `after` is the question before it, or the questions, a line each, the newest last; `today` is the day of asking;
    `any_day` passes over the days that the text names.
    """

    text: str
    after: str | None = None
    today: date | None = None
    language: str | None = None
    any_day: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """How a question was understood."""

    terms: tuple[str, ...] = ()
    corrections: Mapping[str, str] = field(default_factory=dict)
    date_from: date | None = None
    date_to: date | None = None
    day: int | None = None
    speaker: str | None = None
    language: str = "fr"
    followup: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers, with its score, where the question's words stand in it, and its source.

    `link` leads to the publisher's page, for verbatim renditions to the very paragraph; `bulletin` comes without its
    sections.
    """

    rank: int
    score: float
    passage: Passage
    bulletin: Bulletin
    highlights: tuple[Span, ...] = ()
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The hits, best first, and how far to trust them.

    `confidence` estimates the probability (0 to 1) that the first hit answers the question; `answered`
    is false when a reader should be told that the bulletins do not say. `unknown` are the question's words that no
    passage holds, `suggestions` other wordings that might have been meant; `found` is how many hits there are, of
    which `hits` may be a part.
    """

    question: str
    answered: bool
    confidence: float
    reading: Reading
    hits: tuple[Hit, ...] = ()
    suggestions: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    found: int = 0
