"""The bulletins that ship: every one of their passages, sections and openings is a message that Telegram takes."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import pytest

from bot.language import load_language
from bot.replies.answer import passage_page
from bot.replies.bulletin import bulletin_page
from bot.replies.section import section_page
from index.corpus import read_corpus
from index.links import link_to
from index.model import Bulletin, Hit, Rendition
from index.passages import split_bulletin
from tests.acceptance import accept, marked
from tests.conftest import ROOT

FRENCH = load_language("fr")


BULLETINS = [bulletin for _, bulletin in read_corpus(ROOT / "corpus")]


@pytest.mark.parametrize("rendition", ["adapted", "verbatim"])
@pytest.mark.parametrize("bulletin", BULLETINS, ids=lambda bulletin: bulletin.id)
def test_telegram_takes_every_passage_and_shows_it_word_for_word(bulletin: Bulletin, rendition: Rendition) -> None:
    shown = replace(bulletin, rendition=rendition)
    for passage in split_bulletin(shown):
        everything = ((0, len(passage.text)),)
        reply = passage_page(Hit(1, 1.0, passage, shown, everything, link_to(shown, passage)), FRENCH)
        accept(reply)
        assert marked(reply, "blockquote") == [passage.text]


@pytest.mark.parametrize("bulletin", BULLETINS, ids=lambda bulletin: bulletin.id)
def test_telegram_takes_every_section_and_every_opening(bulletin: Bulletin) -> None:
    accept(bulletin_page(bulletin, None, FRENCH))
    for _, section in groupby(split_bulletin(bulletin), key=lambda passage: passage.section):
        passages = list(section)
        for passage in passages:
            reply = section_page(passages, passage.id, None, bulletin, bulletin.url, FRENCH)
            accept(reply)
            assert passage.text in reply.text
