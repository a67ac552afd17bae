"""The chat page in a real Chromium, against the local server with nobody behind it: the test speaks for the bot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.telegram_double import TelegramDouble

Json = dict[str, Any]
Bot = Callable[..., Any]
NewPage = Callable[..., Any]

COMMANDS = [
    {"command": "dernier", "description": "Le dernier bulletin"},
    {"command": "jour", "description": "Le bulletin d'un jour"},
    {"command": "aide", "description": "Comment poser une question"},
]


@pytest.fixture
def telegram() -> Iterator[TelegramDouble]:
    with TelegramDouble() as double:
        yield double


@pytest.fixture
def bot(telegram: TelegramDouble) -> Iterator[Bot]:
    """Calls a Bot API method, which must succeed."""
    with httpx.Client() as client:

        def call(method: str, **params: object) -> Any:
            answer = client.post(f"{telegram.url}/bot{telegram.token}/{method}", json=params).json()
            assert answer["ok"], answer
            return answer["result"]

        yield call


@pytest.fixture
def new_page(open_page: NewPage, telegram: TelegramDouble) -> NewPage:
    """Opens the page as a new reader; takes what `open_page` takes, and a path."""
    return lambda *, path="/", **options: open_page(telegram.url + path, **options)


@pytest.fixture
def page(new_page: NewPage) -> Any:
    """A reader who pressed Démarrer."""
    opened = new_page()
    opened.get_by_role("button", name="Démarrer").click()
    expect(rows(opened)).to_have_count(1)
    return opened


def expect(locator: Any) -> Any:
    from playwright.sync_api import expect as expectation

    return expectation(locator)


def rows(page: Any) -> Any:
    return page.locator(".row")


def reader(page: Any) -> int:
    return int(page.evaluate("() => localStorage.getItem('reader')"))


def write(page: Any, text: str) -> None:
    page.get_by_role("combobox", name="Message").fill(text)
    page.keyboard.press("Enter")


def test_an_empty_chat_shows_what_the_bot_does_and_starts_it(new_page: NewPage, bot: Bot) -> None:
    bot("setMyName", name="Le Bulletin")
    bot("setMyDescription", description="Posez une question.")
    page = new_page()
    expect(page.get_by_role("heading", name="Le Bulletin")).to_be_visible()
    expect(page.get_by_text("Posez une question.")).to_be_visible()
    expect(page.get_by_role("combobox")).to_be_visible()
    page.get_by_role("button", name="Démarrer").click()
    expect(rows(page)).to_have_text([re.compile("Vous :/start")])
    expect(page.get_by_role("combobox", name="Message")).to_be_focused()
    (update,) = bot("getUpdates")
    assert (update["message"]["text"], update["message"]["from"]["language_code"]) == ("/start", "fr")


def test_a_start_parameter_travels_with_the_start(new_page: NewPage, bot: Bot) -> None:
    page = new_page(path="/?start=j1231-s2-p4")
    page.get_by_role("button", name="Démarrer").click()
    expect(rows(page)).to_have_count(1)
    assert bot("getUpdates")[0]["message"]["text"] == "/start j1231-s2-p4"
    assert page.url.endswith("/")


def test_the_page_speaks_english_to_an_english_browser(new_page: NewPage, bot: Bot) -> None:
    page = new_page(locale="en-GB")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("combobox", name="Message")).to_be_visible()
    assert page.evaluate("() => document.documentElement.lang") == "en"
    assert bot("getUpdates")[0]["message"]["from"]["language_code"] == "en"


def test_enter_sends_and_shift_enter_breaks_the_line(page: Any, bot: Bot) -> None:
    page.keyboard.type("une")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("deux")
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(2)
    assert bot("getUpdates")[-1]["message"]["text"] == "une\ndeux"
    assert page.get_by_role("combobox").input_value() == ""


def test_a_message_waits_under_a_clock_until_the_bot_takes_it(page: Any, bot: Bot) -> None:
    expect(page.locator(".own .mark")).to_have_text("en attente du bot")
    bot("getUpdates")
    expect(page.locator(".own .mark")).to_have_text("reçu par le bot")


def test_every_entity_is_shown(page: Any, bot: Bot) -> None:
    source = (
        "<b>gras <i>et penché</i></b> <u>souligné</u> <s>barré</s> <code>code</code>"
        ' <a href="https://example.org/a?b=1&amp;c=2#:~:text=d%C3%A9j%C3%A0">lien</a> https://example.org/nu /aide 😀'
        '\n<pre><code class="language-python">def f():\n    pass</code></pre>\n<blockquote>cité</blockquote>\naprès'
    )
    bot("sendMessage", chat_id=reader(page), text=source, parse_mode="HTML")
    body = rows(page).last.locator(".body")
    expect(body.locator("strong")).to_have_text("gras et penché")
    expect(body.locator("strong em")).to_have_text("et penché")
    expect(body.locator("u")).to_have_text("souligné")
    expect(body.locator("s")).to_have_text("barré")
    expect(body.locator("code").first).to_have_text("code")
    expect(body.locator("pre code")).to_have_text("def f():\n    pass")
    expect(body.locator("blockquote")).to_have_text("cité")
    named = body.get_by_role("link", name="lien")
    expect(named).to_have_attribute("href", "https://example.org/a?b=1&c=2#:~:text=d%C3%A9j%C3%A0")
    expect(named).to_have_attribute("rel", "noopener noreferrer")
    expect(named).to_have_attribute("target", "_blank")
    expect(body.get_by_role("link", name="https://example.org/nu")).to_have_attribute("href", "https://example.org/nu")
    assert "😀\n" in body.text_content()


def test_entities_that_cross_each_other_keep_every_word(page: Any, bot: Bot) -> None:
    entities = [{"type": "bold", "offset": 0, "length": 6}, {"type": "italic", "offset": 3, "length": 6}]
    bot("sendMessage", chat_id=reader(page), text="abcdefghi!", entities=entities)
    body = rows(page).last.locator(".body")
    expect(body).to_contain_text("abcdefghi!")
    expect(body.locator("strong")).to_have_text("abcdef")
    assert body.locator("em").all_text_contents() == ["def", "ghi"]


def test_a_spoiler_shows_its_text_on_demand(page: Any, bot: Bot) -> None:
    bot("sendMessage", chat_id=reader(page), text="<tg-spoiler>secret</tg-spoiler>", parse_mode="HTML")
    hidden = page.get_by_role("button", name="Texte masqué")
    expect(page.get_by_text("secret")).to_be_hidden()
    hidden.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("secret")).to_be_visible()


def test_a_long_quotation_unfolds_by_click_and_by_keyboard(page: Any, bot: Bot) -> None:
    text = "Une phrase assez longue pour occuper sa ligne. " * 12
    bot("sendMessage", chat_id=reader(page), text=f"<blockquote expandable>{text}</blockquote>", parse_mode="HTML")
    quotation = page.locator("blockquote")
    toggle = quotation.get_by_role("button")
    expect(toggle).to_have_attribute("aria-expanded", "false")
    folded = quotation.bounding_box()["height"]
    assert folded < 90
    quotation.click(position={"x": 40, "y": 20})
    expect(toggle).to_have_attribute("aria-expanded", "true")
    assert quotation.bounding_box()["height"] > 2 * folded
    toggle.focus()
    page.keyboard.press("Space")
    expect(toggle).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(toggle).to_have_attribute("aria-expanded", "true")


def test_a_short_expandable_quotation_has_nothing_to_unfold(page: Any, bot: Bot) -> None:
    bot("sendMessage", chat_id=reader(page), text="<blockquote expandable>court</blockquote>", parse_mode="HTML")
    expect(page.locator("blockquote")).to_be_visible()
    expect(page.locator("blockquote button")).to_be_hidden()


def test_nothing_a_message_or_a_button_says_is_read_as_html(page: Any, bot: Bot) -> None:
    attack = "<img src=x onerror=\"document.title='pwned'\"><script>document.title='pwned'</script>"
    bot("setMyName", name="<b>Bot</b>")
    markup = {"inline_keyboard": [[{"text": "<i>a</i>", "callback_data": "d"}]]}
    bot("sendMessage", chat_id=reader(page), text=attack, reply_markup=markup)
    write(page, attack)
    expect(rows(page)).to_have_count(3)
    for row in (rows(page).nth(1), rows(page).nth(2)):
        expect(row.locator(".body")).to_contain_text(attack)
    expect(page.get_by_role("button", name="<i>a</i>")).to_be_visible()
    expect(page.get_by_role("heading", name="<b>Bot</b>")).to_be_visible()
    assert page.locator("img, .log script").count() == 0
    assert page.title() == "<b>Bot</b>"


def test_a_pressed_button_waits_for_the_answer_and_shows_its_words(page: Any, bot: Bot) -> None:
    markup = {"inline_keyboard": [[{"text": "Contexte", "callback_data": "c"}]]}
    sent = bot("sendMessage", chat_id=reader(page), text="x", reply_markup=markup)
    key = page.get_by_role("button", name="Contexte")
    offset = bot("getUpdates")[-1]["update_id"] + 1
    for show_alert in (False, True):
        key.click()
        expect(key).to_have_attribute("aria-busy", "true")
        (update,) = bot("getUpdates", offset=offset, timeout=5)
        offset, query = update["update_id"] + 1, update["callback_query"]
        assert (query["data"], query["message"]["message_id"]) == ("c", sent["message_id"])
        bot("answerCallbackQuery", callback_query_id=query["id"], text="Voilà", show_alert=show_alert)
        expect(key).not_to_have_attribute("aria-busy", "true")
        expect(page.locator("#alert-text" if show_alert else "#toast")).to_have_text("Voilà")
    page.get_by_role("dialog").get_by_role("button", name="OK").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_an_edit_happens_in_place_and_a_deletion_leaves_nothing(page: Any, bot: Bot) -> None:
    first = bot("sendMessage", chat_id=reader(page), text="un")
    bot("sendMessage", chat_id=reader(page), text="deux")
    place = {"chat_id": reader(page), "message_id": first["message_id"]}
    bot("editMessageText", **place, text="un, corrigé")
    expect(rows(page).nth(1)).to_contain_text("un, corrigé")
    bot("deleteMessage", **place)
    expect(rows(page)).to_have_count(2)
    expect(rows(page).last).to_contain_text("deux")


def test_a_link_button_opens_elsewhere(page: Any, bot: Bot) -> None:
    markup = {"inline_keyboard": [[{"text": "Source", "url": "https://example.org/a"}]]}
    bot("sendMessage", chat_id=reader(page), text="x", reply_markup=markup)
    key = page.get_by_role("link", name="Source (nouvel onglet)")
    expect(key).to_have_attribute("href", "https://example.org/a")
    expect(key).to_have_attribute("rel", "noopener noreferrer")


def test_a_link_to_the_bot_itself_stays_in_the_chat(page: Any, bot: Bot) -> None:
    link = "https://t.me/bulletin_local_bot?start=j1231-s2-p4"
    bot("sendMessage", chat_id=reader(page), text=f'<a href="{link}">ici</a>', parse_mode="HTML")
    page.get_by_role("link", name="ici").click()
    expect(rows(page)).to_have_count(3)
    assert bot("getUpdates")[-1]["message"]["text"] == "/start j1231-s2-p4"


def test_a_command_in_a_message_is_sent_by_a_click(page: Any, bot: Bot) -> None:
    bot("sendMessage", chat_id=reader(page), text="Essayez /jour_1231, par exemple")
    page.get_by_role("link", name="/jour_1231").click()
    expect(rows(page).last).to_contain_text("/jour_1231")
    assert bot("getUpdates")[-1]["message"]["text"] == "/jour_1231"


def test_the_command_menu_filters_completes_and_sends(page: Any, bot: Bot) -> None:
    bot("setMyCommands", commands=COMMANDS)
    menu = page.get_by_role("button", name="Menu")
    options = page.get_by_role("option")
    menu.click()
    expect(options).to_have_count(3)
    expect(options.first).to_contain_text("Le dernier bulletin")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)

    page.keyboard.type("/j")
    expect(options).to_have_count(1)
    page.keyboard.press("Tab")
    assert page.get_by_role("combobox").input_value() == "/jour "
    page.keyboard.type("1231")
    page.keyboard.press("Enter")
    expect(rows(page).last).to_contain_text("/jour 1231")

    page.keyboard.type("/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(rows(page).last).to_contain_text("/aide")
    assert [update["message"]["text"] for update in bot("getUpdates")[1:]] == ["/jour 1231", "/aide"]


def test_attachments_are_sent_with_the_keyboard_alone(page: Any, bot: Bot) -> None:
    for steps in range(4):
        page.get_by_role("button", name="Joindre").focus()
        page.keyboard.press("Enter")
        for _ in range(steps):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(rows(page)).to_have_count(2 + steps)
    kinds = [set(update["message"]) & {"photo", "sticker", "voice", "document"} for update in bot("getUpdates")[1:]]
    assert kinds == [{"photo"}, {"sticker"}, {"voice"}, {"document"}]


def test_the_header_tells_when_the_bot_is_writing(page: Any, bot: Bot) -> None:
    status = page.locator("#status")
    expect(status).to_have_text("bot")
    bot("sendChatAction", chat_id=reader(page), action="typing")
    expect(status).to_have_text("écrit")
    bot("sendMessage", chat_id=reader(page), text="voilà")
    expect(status).to_have_text("bot")


def test_the_newest_message_is_in_view_unless_the_reader_scrolled_up(page: Any, bot: Bot) -> None:
    for number in range(30):
        bot("sendMessage", chat_id=reader(page), text=f"message {number}")
    expect(rows(page)).to_have_count(31)
    expect(rows(page).last).to_be_in_viewport()
    page.locator("#log").hover()
    page.mouse.wheel(0, -4000)
    down = page.get_by_role("button", name="Aller au dernier message")
    expect(down).to_be_visible()
    bot("sendMessage", chat_id=reader(page), text="le dernier")
    expect(page.locator("#unread")).to_have_text("1")
    expect(rows(page).last).not_to_be_in_viewport()
    down.click()
    expect(rows(page).last).to_be_in_viewport()
    expect(down).to_be_hidden()


def test_the_page_mends_its_line_when_the_server_comes_back(page: Any, bot: Bot, telegram: TelegramDouble) -> None:
    telegram.stop()
    expect(page.locator("#offline")).to_have_text("Connexion…")
    expect(page.locator("#offline")).to_be_visible()
    write(page, "perdu ?")
    expect(page.locator("#toast")).to_contain_text("Non envoyé")
    telegram.start()
    expect(page.locator("#offline")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(rows(page).last).to_contain_text("perdu ?")
    assert [update["message"]["text"] for update in bot("getUpdates")] == ["/start", "perdu ?"]


def test_history_comes_back_with_the_page(page: Any, bot: Bot) -> None:
    bot("sendMessage", chat_id=reader(page), text="gardé")
    expect(rows(page)).to_have_count(2)
    page.reload()
    expect(rows(page)).to_have_count(2)
    expect(page.get_by_role("heading", name="Aujourd’hui")).to_be_visible()


def test_each_browser_has_its_own_chat(new_page: NewPage, page: Any, bot: Bot) -> None:
    other = new_page()
    assert reader(other) != reader(page)
    bot("sendMessage", chat_id=reader(page), text="pour le premier")
    expect(rows(page)).to_have_count(2)
    expect(rows(other)).to_have_count(0)


def test_dark_mode_follows_the_system(new_page: NewPage) -> None:
    def brightness(scheme: str) -> int:
        page = new_page(color_scheme=scheme)
        expect(page.get_by_role("button", name="Démarrer")).to_be_visible()
        color = page.evaluate("() => getComputedStyle(document.querySelector('.top')).backgroundColor")
        return sum(map(int, re.findall(r"\d+", color)[:3]))

    assert brightness("dark") < 200 < 600 < brightness("light")


@pytest.mark.parametrize("width", [360, 1100])
def test_nothing_sticks_out_sideways(new_page: NewPage, bot: Bot, width: int) -> None:
    page = new_page(width=width, height=640)
    page.get_by_role("button", name="Démarrer").click()
    expect(rows(page)).to_have_count(1)
    long = "https://example.org/" + "x" * 300
    markup = {"inline_keyboard": [[{"text": "Un bouton au libellé vraiment long " * 2, "callback_data": "d"}] * 3]}
    code = "<pre>" + "y" * 400 + "</pre>"
    bot("sendMessage", chat_id=reader(page), text=f"{long}\n{code}", parse_mode="HTML", reply_markup=markup)
    expect(rows(page)).to_have_count(2)
    for part in ("html", "#log"):
        overflow = page.evaluate(
            "(part) => { const e = document.querySelector(part); return e.scrollWidth - e.clientWidth }", part
        )
        assert overflow == 0
    box = rows(page).last.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


def test_screen_readers_are_told_of_new_messages(page: Any) -> None:
    log = page.get_by_role("log", name="Conversation")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log).to_contain_text("Vous :")
