"""Reading without a question: the latest bulletin, a day's, and the buttons that open sections and turn pages."""

from __future__ import annotations

from telegram import CallbackQuery, Update
from telegram.ext import ContextTypes

from bot.buttons import BulletinButton, ContextButton, SectionButton
from bot.current import CurrentIndex
from bot.delivery import open_below, respond, turn_page
from bot.handlers.ask import Clock
from bot.handlers.reader import language_for
from bot.language import Language
from bot.replies.reply import Reply
from bot.views import show_bulletin, show_context, show_day, show_latest, show_section
from index.search import Searcher

BrowseButton = BulletinButton | ContextButton | SectionButton


async def latest(update: Update, _: ContextTypes.DEFAULT_TYPE, *, index: CurrentIndex) -> None:
    if update.message:
        await respond(update.message, show_latest(index.searcher, language_for(update.message.from_user)))


async def day(update: Update, context: ContextTypes.DEFAULT_TYPE, *, index: CurrentIndex, clock: Clock) -> None:
    if update.message:
        wanted, language = " ".join(context.args or ()), language_for(update.message.from_user)
        await respond(update.message, show_day(index.searcher, wanted, clock().date(), language))


async def browse(
    query: CallbackQuery, context: ContextTypes.DEFAULT_TYPE, button: BrowseButton, *, index: CurrentIndex
) -> None:
    """Opens what a button names below, or turns the message's own page."""
    reply = _show(index.searcher, button, language_for(query.from_user))
    deliver = open_below if button.page is None else turn_page
    await deliver(query, context.bot, reply)


def _show(searcher: Searcher, button: BrowseButton, language: Language) -> Reply:
    match button:
        case BulletinButton(bulletin, page):
            return show_bulletin(searcher, bulletin, page, language)
        case ContextButton(passage, page):
            return show_context(searcher, passage, page, language)
        case SectionButton(bulletin, section, page):
            return show_section(searcher, bulletin, section, page, language)
