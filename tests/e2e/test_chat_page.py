"""The first try without Telegram: `python -m bot` without a token, and its page in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bot_process import STARTED, UNLIMITED, BotProcess, free_port
from tests.shipped import BULLETINS, FOLDER, LATEST

QUESTION = "combien de missiles patriot trump a promis"
HEADING, PASSAGES = BULLETINS["1231"].sections[2]
DARK, LIGHT = {"color_scheme": "dark"}, {"color_scheme": "light"}

OpenPage = Callable[..., Any]


@pytest.fixture(scope="module")
def address(data: Path) -> Iterator[str]:
    port = free_port()
    environment = {"BULLETIN_CORPUS": str(FOLDER), "BULLETIN_DATA": str(data), "PORT": str(port)}
    with BotProcess({**environment, **UNLIMITED}) as bot:
        bot.wait_until_said(f"http://127.0.0.1:{port}")
        bot.wait_until_said(STARTED)
        yield f"http://127.0.0.1:{port}/"
        assert bot.stop()[0] == 0
        assert " ERROR " not in bot.output


@pytest.fixture
def page(open_page: OpenPage, address: str) -> Any:
    """A reader who has met the bot."""
    opened = open_page(address)
    opened.get_by_role("button", name="Démarrer").click()
    expect(last(opened)).to_contain_text("Posez-moi une question")
    return opened


def expect(locator: Any) -> Any:
    from playwright.sync_api import expect as expectation

    return expectation(locator)


def last(page: Any) -> Any:
    """The newest message."""
    return page.locator(".row").last


def write(page: Any, text: str) -> None:
    page.get_by_role("combobox", name="Message").fill(text)
    page.keyboard.press("Enter")


def ask(page: Any, text: str = QUESTION) -> Any:
    """Asks and waits for the answer: the last message, until the next one."""
    count = page.locator(".row").count()
    write(page, text)
    expect(page.locator(".row")).to_have_count(count + 2)
    return last(page)


def quotation(row: Any) -> Any:
    """The passage that a message is about."""
    return row.locator("blockquote:not(.expandable) .content")


def test_the_patriot_question_is_answered_with_quotation_bold_words_and_source(page: Any) -> None:
    answer = ask(page)
    quoted = quotation(answer)
    assert quoted.text_content() in PASSAGES
    assert {"missiles", "Patriot"} <= set(quoted.locator("strong").all_text_contents())
    expect(answer.locator("em").filter(has_text=HEADING)).to_be_visible()
    expect(answer.locator("strong").filter(has_text=re.compile("^Jour 1231$")).first).to_be_visible()
    expect(answer).to_contain_text("8 juillet 2025")
    expect(answer).to_contain_text(re.compile(r"Cité\s: Axios · D'après Ukraine Crisis Media Center"))


def test_pages_turn_in_place_forth_and_back(page: Any) -> None:
    answer = ask(page)
    first = quotation(answer).text_content()
    count = page.locator(".row").count()
    answer.get_by_role("button", name="→").click()
    expect(answer.get_by_role("button", name="2/10")).to_be_visible()
    assert quotation(answer).text_content() != first
    answer.get_by_role("button", name="←").click()
    expect(answer.get_by_role("button", name="1/10")).to_be_visible()
    assert quotation(answer).text_content() == first
    assert page.locator(".row").count() == count


def test_context_opens_the_section_the_bulletin_and_its_sections_below(page: Any) -> None:
    quoted = quotation(ask(page)).text_content()
    last(page).get_by_role("button", name="Contexte").click()
    expect(last(page).locator("strong").first).to_have_text(HEADING)
    assert quotation(last(page)).text_content() == quoted
    for passage in PASSAGES:
        expect(last(page)).to_contain_text(passage)
    last(page).get_by_role("button", name="Tout le bulletin").click()
    expect(last(page).locator("strong").first).to_have_text(BULLETINS["1231"].title)
    last(page).get_by_role("button", name="3. ").click()
    expect(last(page).locator("strong").first).to_have_text(BULLETINS["1231"].sections[3][0])


def test_a_folded_quotation_opens(page: Any) -> None:
    answer = ask(page, "Koursk et Belgorod état-major")
    folded = answer.locator("blockquote.expandable.long").first
    expect(folded).to_be_visible()
    height = folded.bounding_box()["height"]
    folded.get_by_role("button").click()
    expect(folded.get_by_role("button")).to_have_attribute("aria-expanded", "true")
    assert folded.bounding_box()["height"] > height
    assert folded.locator(".content").text_content() in [p for b in BULLETINS.values() for p in b.paragraphs]


def test_the_command_menu_leads_to_the_latest_bulletin(page: Any) -> None:
    page.get_by_role("button", name="Menu").click()
    options = page.get_by_role("option")
    expect(options).to_have_text([re.compile("/dernier"), re.compile("/jour"), re.compile("/aide")])
    options.first.click()
    expect(last(page).locator("strong").first).to_have_text(LATEST.title)
    for number, (heading, _) in enumerate(LATEST.sections[1:], 1):
        expect(last(page).get_by_role("button", name=f"{number}. {heading}")).to_be_visible()


def test_a_source_with_an_address_links_to_it(page: Any) -> None:
    source = ask(page, "/jour 82").get_by_role("link", name="Lire la source")
    expect(source).to_have_attribute("href", re.compile("^https://uacrisis.org/fr/jour-82"))
    expect(source).to_have_attribute("target", "_blank")


def test_a_photo_gets_a_kind_word(page: Any) -> None:
    page.get_by_role("button", name="Joindre").click()
    page.get_by_role("menuitem").first.click()
    expect(last(page)).to_contain_text("Merci pour l'image")


def test_an_english_reader_is_spoken_to_in_english(open_page: OpenPage, address: str) -> None:
    page = open_page(address, locale="en-GB")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(last(page)).to_contain_text("Ask me a question")
    answer = ask(page, "how many patriot missiles did trump promise")
    assert quotation(answer).text_content() in PASSAGES
    expect(answer).to_contain_text("Cited: Axios · After Ukraine Crisis Media Center")
    expect(answer.get_by_role("button", name="Context")).to_be_visible()
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("option").first).to_contain_text("The latest bulletin")


@pytest.mark.parametrize(("width", "look"), [(320, DARK), (390, LIGHT), (1280, DARK)], ids=["small", "phone", "desk"])
def test_an_answer_fits_the_screen_and_can_be_read(
    open_page: OpenPage, address: str, width: int, look: dict[str, str]
) -> None:
    page = open_page(address, width=width, height=720, **look)
    page.get_by_role("button", name="Démarrer").click()
    expect(last(page)).to_contain_text("Posez-moi une question")
    answer = ask(page)
    for part in ("html", "#log"):
        assert (
            page.evaluate(
                "(part) => { const e = document.querySelector(part); return e.scrollWidth - e.clientWidth }", part
            )
            == 0
        )
    for box in [
        answer.locator(".bubble").bounding_box(),
        *(key.bounding_box() for key in answer.locator(".key").all()),
    ]:
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    text, bubble = (_brightness(answer.locator(".bubble"), style) for style in ("color", "backgroundColor"))
    assert (bubble < 128) == (look is DARK)
    assert abs(text - bubble) > 128


def _brightness(locator: Any, style: str) -> float:
    """From 0, black, to 255, white."""
    color = locator.evaluate("(node, style) => getComputedStyle(node)[style]", style)
    red, green, blue = map(float, re.findall(r"[\d.]+", color)[:3])
    return 0.3 * red + 0.6 * green + 0.1 * blue
