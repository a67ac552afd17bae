"""What the current generation has to show for a command or a button: look it up, make the reply."""

from __future__ import annotations

from datetime import date

from bot.days import parse_day
from bot.language import Language
from bot.replies.answer import Coverage, passage_page
from bot.replies.bulletin import (
    bulletin_gone,
    bulletin_page,
    day_usage,
    no_bulletins,
    passage_gone,
    several_bulletins,
    unknown_day,
    withdrawn,
)
from bot.replies.reply import Reply
from bot.replies.section import empty_section, section_page
from index.model import Bulletin, Hit, Passage, day_of_date
from index.passages import bulletin_id_of
from index.search import Searcher


def coverage(searcher: Searcher) -> Coverage | None:
    days, latest = searcher.days(), searcher.latest()
    return Coverage(days, latest) if days and latest else None


def show_latest(searcher: Searcher, language: Language) -> Reply:
    latest = searcher.latest()
    return bulletin_page(latest, None, language) if latest else no_bulletins(language)


def show_day(searcher: Searcher, wanted: str, today: date, language: Language) -> Reply:
    """The bulletin of a day written as a number or a date, a choice of several, or of the nearest ones."""
    days = searcher.days()
    if days is None:
        return no_bulletins(language)
    day = parse_day(wanted, searcher.reference(today))
    if day is None:
        return day_usage(days[1], language)
    bulletins = searcher.on_day(day_of_date(day))
    if len(bulletins) > 1:
        return several_bulletins(day, bulletins, language)
    if bulletins:
        return bulletin_page(bulletins[0], None, language)
    near = (searcher.on_day(number) for number in searcher.nearest_days(day_of_date(day)) if number is not None)
    return unknown_day(day, [found[0] for found in near if found], language)


def show_bulletin(searcher: Searcher, bulletin_id: str, page: int | None, language: Language) -> Reply:
    bulletin = searcher.bulletin(bulletin_id)
    if bulletin is None or bulletin.retracted:
        return _unavailable(searcher, bulletin, language)
    return bulletin_page(bulletin, page, language)


def show_section(searcher: Searcher, bulletin_id: str, number: int, page: int | None, language: Language) -> Reply:
    bulletin = searcher.bulletin(bulletin_id)
    if bulletin is None or bulletin.retracted:
        return _unavailable(searcher, bulletin, language)
    passages = searcher.section(bulletin_id, number)
    if not passages:
        return empty_section(bulletin, language)
    return section_page(passages, None, page, bulletin, searcher.link(passages[0]), language)


def show_context(searcher: Searcher, passage_id: str, page: int | None, language: Language) -> Reply:
    """The section around a passage."""
    found = _find(searcher, passage_id)
    if found is None:
        return _lost_passage(searcher, passage_id, language)
    passage, bulletin = found
    passages = searcher.section(bulletin.id, passage.section)
    return section_page(passages, passage.id, page, bulletin, searcher.link(passage), language)


def show_passage(searcher: Searcher, passage_id: str, language: Language) -> Reply:
    """A passage on its own."""
    found = _find(searcher, passage_id)
    if found is None:
        return _lost_passage(searcher, passage_id, language)
    passage, bulletin = found
    hit = Hit(rank=1, score=0.0, passage=passage, bulletin=bulletin, link=searcher.link(passage))
    return passage_page(hit, language)


def _find(searcher: Searcher, passage_id: str) -> tuple[Passage, Bulletin] | None:
    passage = searcher.passage(passage_id)
    bulletin = searcher.bulletin(passage.bulletin_id) if passage else None
    return (passage, bulletin) if passage and bulletin else None


def _lost_passage(searcher: Searcher, passage_id: str, language: Language) -> Reply:
    """A passage that was there when a link or a button to it was made."""
    bulletin = searcher.bulletin(bulletin_id_of(passage_id) or "")
    if bulletin is None or bulletin.retracted:
        return _unavailable(searcher, bulletin, language)
    return passage_gone(bulletin, language)


def _unavailable(searcher: Searcher, bulletin: Bulletin | None, language: Language) -> Reply:
    if bulletin and bulletin.retracted:
        return withdrawn(bulletin, bulletin.retracted, language)
    return bulletin_gone(searcher.latest(), language)
