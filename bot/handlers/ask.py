"""Questions in free text, and paging through their answers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from telegram import CallbackQuery, Update
from telegram.ext import ContextTypes

from bot.arrival import PrivateText
from bot.buttons import UNKEPT, HitButton
from bot.current import CurrentIndex
from bot.delivery import open_below, place_in, place_of, respond, send, turn_page, typing
from bot.handlers.reader import language_for
from bot.language import Language, language_of
from bot.mentions import addressed_text
from bot.replies.answer import answer_page, nothing_found, ranks_on
from bot.replies.reply import Reply, make_reply
from bot.state import Asked, State, StateError
from bot.views import coverage
from index.model import Answer, Question
from index.search import Searcher

logger = logging.getLogger(__name__)

# The moment, in the readers' time zone.
Clock = Callable[[], datetime]


async def ask(
    asked: PrivateText, context: ContextTypes.DEFAULT_TYPE, *, index: CurrentIndex, state: State, clock: Clock
) -> None:
    """A text in a private chat."""
    place = place_in(asked.chat_id, asked.topic)
    with typing(context.bot, place):
        reply = await _reply(asked.chat_id, asked.text, index, state, clock, language_of(asked.language))
        await send(context.bot, place, reply)


async def ask_in_group(
    update: Update, context: ContextTypes.DEFAULT_TYPE, *, index: CurrentIndex, state: State, clock: Clock
) -> None:
    """A text in a group, where only what is addressed to the bot is a question."""
    message = update.message
    text = addressed_text(message, context.bot.bot) if message else None
    if message and text is not None:
        with typing(context.bot, place_of(message)):
            reply = await _reply(message.chat.id, text, index, state, clock, language_for(message.from_user))
            await respond(message, reply)


async def turn_to_hit(
    query: CallbackQuery,
    context: ContextTypes.DEFAULT_TYPE,
    button: HitButton,
    *,
    index: CurrentIndex,
    state: State,
    clock: Clock,
) -> None:
    """Another hit of a question asked before, searched anew as on the day it was asked."""
    language = language_for(query.from_user)
    asked = await state.question(button.question, query.message.chat.id) if query.message else None
    if asked is None:
        await open_below(query, context.bot, make_reply(language.say("question_gone")))
        return
    await turn_page(query, context.bot, await _search(index, asked, button, clock, language))


async def _reply(chat_id: int, text: str, index: CurrentIndex, state: State, clock: Clock, language: Language) -> Reply:
    """Where the question cannot be kept, it is answered all the same, without buttons that lead back to it."""
    # Half of a surrogate pair is no character: neither SQLite nor Telegram takes it.
    question, now = text.encode(errors="replace").decode(), clock()
    try:
        asked = await state.keep_question(chat_id, question, now)
    except StateError as error:
        logger.error("a question is not kept: %s", error)
        asked = Asked(UNKEPT, question, now)
    return await _search(index, asked, HitButton(asked.number, 1), clock, language)


async def _search(index: CurrentIndex, asked: Asked, page: HitButton, clock: Clock, language: Language) -> Reply:
    day = asked.asked_at.astimezone(clock().tzinfo).date()
    question = Question(asked.text, None if page.alone else asked.after, day, any_day=page.any_day)
    with index.borrow() as searcher:
        answer = await _answer_to(question, searcher, ranks_on(page))
        if not answer.hits:
            return nothing_found(answer, coverage(searcher), language)
        return answer_page(answer, page, language)


async def _answer_to(question: Question, searcher: Searcher, ranks: range) -> Answer:
    """A search that takes its time takes it beside the loop, where other readers do not wait for it; a quick one is
    followed by all others that wait: one after the other, they find the processor's caches full of their own work,
    which spares a fifteenth of all that an answer takes."""
    if searcher.is_slow:
        return await asyncio.to_thread(partial(searcher.search, question, wanted=ranks))
    answer = searcher.search(question, wanted=ranks)
    await asyncio.sleep(0)
    return answer
