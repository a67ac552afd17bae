"""A bulletin at a glance, and the ways to one: by its day, among several, after a change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from bot.buttons import BulletinButton, Button, Rows, SectionButton, pager
from bot.dates import date_in_words
from bot.language import Language
from bot.replies.answer import latest_button
from bot.replies.reply import Reply, make_reply
from bot.replies.source import days_and_date, days_of, heading_of, publisher_of
from bot.text import Text, bold, join, shorten
from index.model import Bulletin, Section, date_of_day, day_of_date

_LONGEST_TITLE = 300
_LONGEST_LEAD = 1000
_LONGEST_LABEL = 60
# Telegram takes at most 100 buttons; a phone shows about ten without scrolling.
_HEADINGS_A_PAGE = 10


def bulletin_page(bulletin: Bulletin, page: int | None, language: Language, notice: str = "") -> Reply:
    """Title, date, lead and headings, each with a button that opens its section; `notice` comes before all."""
    lead, headed = _lead(bulletin), [section for section in bulletin.sections if section.number]
    count = max(1, -(-len(headed) // _HEADINGS_A_PAGE))
    number = min(page or 1, count)
    shown = headed[(number - 1) * _HEADINGS_A_PAGE : number * _HEADINGS_A_PAGE]
    text = join(
        "\n\n",
        [
            notice,
            bold(shorten(bulletin.title, _LONGEST_TITLE)) + "\n" + days_and_date(bulletin, language),
            lead.cut(_LONGEST_LEAD),
            join("\n", [f"{section.number}. {heading_of(section.heading, language)}" for section in shown]),
            publisher_of(bulletin, bulletin.url, language),
        ],
    )
    opening = ((_lead_button(bulletin, language),),) if lead.units > _LONGEST_LEAD else ()
    rows = tuple((_section_button(bulletin, section, language),) for section in shown)
    return make_reply(text, (*opening, *rows, *pager(number, count, partial(BulletinButton, bulletin.id))))


def withdrawn(bulletin: Bulletin, on: date, language: Language) -> Reply:
    """What an old button to a retracted bulletin says."""
    days, day = days_of(bulletin, language), date_in_words(on, language)
    return make_reply(language.say("withdrawn", days=days, date=day))


def passage_gone(bulletin: Bulletin, language: Language) -> Reply:
    """A passage that an update of its bulletin took away."""
    return bulletin_page(bulletin, None, language, notice=language.say("passage_gone"))


def bulletin_gone(latest: Bulletin | None, language: Language) -> Reply:
    rows = ((latest_button(latest, language),),) if latest else ()
    return make_reply(language.say("bulletin_gone"), rows)


def no_bulletins(language: Language) -> Reply:
    return make_reply(language.say("no_bulletins"))


def day_usage(last_day: int, language: Language) -> Reply:
    """How to ask for a day, with an example that works."""
    return make_reply(language.say("day_usage", day=last_day, date=date_of_day(last_day).isoformat()))


def several_bulletins(day: date, bulletins: Sequence[Bulletin], language: Language) -> Reply:
    sentence = language.say("day_several", date=date_in_words(day, language), day=day_of_date(day))
    return make_reply(sentence, _choice(bulletins, language))


def unknown_day(day: date, nearest: Sequence[Bulletin], language: Language) -> Reply:
    number = day_of_date(day)
    key = "day_unknown" if number >= 1 else "date_unknown"
    sentence = language.say(key, date=date_in_words(day, language), day=number)
    return make_reply("\n".join([sentence, language.say("nearest")]), _choice(nearest, language))


def _choice(bulletins: Sequence[Bulletin], language: Language) -> Rows:
    return tuple(
        (Button(days_and_date(bulletin, language), BulletinButton(bulletin.id)),)
        for bulletin in bulletins[:_HEADINGS_A_PAGE]
    )


def _lead(bulletin: Bulletin) -> Text:
    paragraphs = next((section.paragraphs for section in bulletin.sections if section.number == 0), ())
    return Text("\n\n".join(paragraphs))


def _lead_button(bulletin: Bulletin, language: Language) -> Button:
    return Button(language.say("lead"), SectionButton(bulletin.id, 0))


def _section_button(bulletin: Bulletin, section: Section, language: Language) -> Button:
    label = f"{section.number}. {shorten(heading_of(section.heading, language), _LONGEST_LABEL)}"
    return Button(label, SectionButton(bulletin.id, section.number))
