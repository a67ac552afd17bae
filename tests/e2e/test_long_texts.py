"""Bulletins that exceed a message, a screen or a keyboard: readers reach every word by turning pages."""

from __future__ import annotations

import pytest

from bot.local.entities import to_units
from index.build import build
from tests.bot_process import UNLIMITED, environment_for
from tests.conftest import bulletin_text
from tests.telegram_double import Message, TelegramDouble, User

ON, BACK = "→", "←"
LEAD = "Le grand almanach des phares paraît aujourd’hui. " * 30
ENDLESS = "Une bouée siffle au large 👍 " * 200 + "puis se tait."
KEEPERS = [f"Le gardien numéro {number} allume sa lanterne et la garde allumée toute la nuit." for number in range(60)]
CHAPTERS = {
    "La bouée": [ENDLESS],
    "Les gardiens": KEEPERS,
    **{f"Chapitre {number}": [f"Il y est question du récif {number}."] for number in range(3, 26)},
    "Le titre de ce chapitre ne finit jamais " * 20: ["Il est court."],
}


@pytest.fixture(scope="module")
def environment(telegram: TelegramDouble, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A bot whose only bulletin is an almanac."""
    corpus, data = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("var")
    chapters = [f"## {heading.strip()}\n\n" + "\n\n".join(texts) for heading, texts in CHAPTERS.items()]
    title = "L’almanach " * 60
    (corpus / "2022-09-11-jour-200.md").write_text(
        bulletin_text(200, "\n\n".join([LEAD, *chapters]), title=title.strip()), encoding="utf-8"
    )
    build(corpus, data / "index", meaning=False)
    return {**environment_for(telegram, corpus, data), **UNLIMITED}


def turn_to_the_end(reader: User, page: Message) -> list[Message]:
    pages = [page]
    while ON in [button.text for row in pages[-1].buttons for button in row]:
        turned = reader.press(pages[-1].button(ON)).edited
        assert turned is not None
        pages.append(turned)
    assert all(len(to_units(page.text)) <= 4096 for page in pages)
    return pages


def turn_back(reader: User, pages: list[Message]) -> None:
    here = pages[-1]
    for earlier in reversed(pages[:-1]):
        turned = reader.press(here.button(BACK)).edited
        assert turned is not None
        assert (turned.text, turned.buttons) == (earlier.text, earlier.buttons)
        here = turned


def opened(reader: User, message: Message, label: str) -> Message:
    reply = reader.press(message.button(label)).reply
    assert reply is not None
    return reply


def test_a_paragraph_longer_than_a_message_is_cut_and_its_context_has_all_of_it(reader: User) -> None:
    answer = reader.ask("la bouée siffle au large")
    (quotation,) = answer.marked("blockquote")
    beginning, ellipsis = quotation[:-4], quotation[-4:]
    assert ellipsis == " […]"
    assert ENDLESS.startswith(beginning)
    assert 3500 < len(to_units(answer.text)) <= 4096
    pages = turn_to_the_end(reader, opened(reader, answer, "Contexte"))
    pieces = [piece.strip("[…] ") for page in pages for piece in page.marked("blockquote")]
    assert " ".join(pieces) == ENDLESS
    turn_back(reader, pages)


def test_a_section_longer_than_a_screen_opens_at_the_passage_and_has_every_other(reader: User) -> None:
    answer = reader.ask("le gardien numéro 45")
    section = opened(reader, answer, "Contexte")
    assert section.marked("blockquote") == [KEEPERS[45]]
    while BACK in [button.text for row in section.buttons for button in row]:
        turned = reader.press(section.button(BACK)).edited
        assert turned is not None
        section = turned
    pages = turn_to_the_end(reader, section)
    assert [block for page in pages for block in page.text.split("\n\n") if block in KEEPERS] == KEEPERS


def test_a_bulletin_of_many_headings_and_a_long_lead_gives_way_to_them_all(reader: User) -> None:
    pages = turn_to_the_end(reader, reader.ask("/dernier"))
    buttons = [row[0] for page in pages for row in page.buttons if "." in row[0].text]
    assert [int(button.text.partition(".")[0]) for button in buttons] == list(range(1, len(CHAPTERS) + 1))
    turn_back(reader, pages)
    lead = opened(reader, reader.ask("/dernier"), "Introduction")
    assert LEAD.strip() in lead.text
