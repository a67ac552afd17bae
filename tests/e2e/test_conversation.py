"""The bot as a process, from the bulletins that ship: every command, every button, and what is no question."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bot.language import load_language
from tests.shipped import BULLETINS, LATEST, Shipped
from tests.telegram_double import Message, Outcome, TelegramDouble, User

FRENCH, ENGLISH = load_language("fr"), load_language("en")
QUESTION = "combien de missiles patriot trump a promis"
DAY = BULLETINS["1231"]
ON, BACK = "→", "←"


@pytest.fixture
def english_reader(new_reader: Callable[..., User]) -> User:
    return new_reader("en-GB")


def edited(outcome: Outcome) -> Message:
    assert outcome.edited is not None
    return outcome.edited


def opened(outcome: Outcome) -> Message:
    assert outcome.reply is not None
    return outcome.reply


def quoted(message: Message) -> str:
    (quotation,) = message.marked("blockquote")
    return quotation


def shows(message: Message, bulletin: Shipped) -> bool:
    """Whether the message is the bulletin's opening: title, lead, and a button for each heading."""
    headings = [heading for heading, _ in bulletin.sections[1:]]
    return (
        bulletin.title in message.marked("bold")
        and all(paragraph in message.text for paragraph in bulletin.sections[0][1])
        and [row[0].text[:20] for row in message.buttons]
        == [f"{number}. {heading}"[:20] for number, heading in enumerate(headings, 1)]
    )


def test_the_patriot_question_gets_the_bulletins_words_who_said_them_and_their_source(reader: User) -> None:
    answer = reader.ask(QUESTION)
    heading, paragraphs = DAY.sections[2]
    assert quoted(answer) in paragraphs
    assert "Axios" in quoted(answer)
    assert {"missiles", "Patriot"} <= set(" ".join(answer.marked("bold")).split())
    source = answer.text.split(quoted(answer))[1].splitlines()[1:4]
    assert source == [
        "Jour 1231 · 8 juillet 2025",
        heading,
        "Cité\u00a0: Axios · D'après Ukraine Crisis Media Center",
    ]
    assert answer.marked("italic") == [heading]


def test_two_more_passages_are_folded_below_the_first(reader: User) -> None:
    answer = reader.ask(QUESTION)
    more = answer.marked("expandable_blockquote")
    assert len({quoted(answer), *more}) == 3
    assert set(more) <= set(DAY.paragraphs)
    assert FRENCH.say("see_also") in answer.marked("bold")


def test_an_english_reader_gets_the_same_words_in_an_english_frame(english_reader: User) -> None:
    answer = english_reader.ask("how many patriot missiles did trump promise")
    assert quoted(answer) in DAY.sections[2][1]
    assert "Day 1231 · 8 July 2025" in answer.text
    assert "Cited: Axios · After Ukraine Crisis Media Center" in answer.text
    assert answer.button("Context")


def test_a_reader_of_any_other_language_is_answered_in_french(new_reader: Callable[..., User]) -> None:
    assert new_reader("uk").ask("/start").text == FRENCH.say("welcome")


def test_days_that_a_question_names_are_said_and_can_be_left_out(reader: User) -> None:
    answer = reader.ask("la région de Koursk le 8 juillet 2025")
    assert "8 juillet 2025" in answer.marked("italic")[0]
    assert quoted(answer) in DAY.paragraphs
    everywhere = edited(reader.press(answer.button("Toutes les dates")))
    assert quoted(everywhere) in BULLETINS["1048-1052"].paragraphs
    assert quoted(edited(reader.press(everywhere.button(ON)))) != quoted(everywhere)


# Commands


@pytest.mark.parametrize("command", ["/aide", "/help"])
def test_help(reader: User, english_reader: User, command: str) -> None:
    assert reader.ask(command).text == FRENCH.say("help")
    assert english_reader.ask(command).text == ENGLISH.say("help")


def test_start(reader: User, english_reader: User) -> None:
    assert reader.ask("/start").text == FRENCH.say("welcome")
    assert english_reader.ask("/start").text == ENGLISH.say("welcome")


def test_a_shared_link_opens_its_passage(reader: User) -> None:
    passage = reader.ask("/start j1231-s2-p1")
    assert quoted(passage) == DAY.sections[2][1][0]
    assert "Cité\u00a0: Axios" in passage.text
    assert quoted(opened(reader.press(passage.button("Contexte")))) == quoted(passage)


@pytest.mark.parametrize("command", ["/dernier", "/latest"])
def test_the_latest_bulletin(reader: User, english_reader: User, command: str) -> None:
    assert shows(reader.ask(command), LATEST)
    assert shows(english_reader.ask(command), LATEST)


@pytest.mark.parametrize("command", ["/jour 1231", "/jour 2025-07-08", "/jour 08/07/2025", "/day 1231"])
def test_a_day_with_a_bulletin_of_its_own_and_one_of_its_week(reader: User, command: str) -> None:
    choice = reader.ask(command)
    assert [row[0].text for row in choice.buttons] == [
        "Jour 1231 · 8 juillet 2025",
        "Jours 1230-1234 · du 7 au 11 juillet 2025",
    ]
    assert shows(opened(reader.press(choice.button("Jour 1231"))), DAY)
    assert shows(opened(reader.press(choice.button("Jours 1230-1234"))), BULLETINS["1230-1234"])


def test_a_day_with_one_bulletin(reader: User) -> None:
    assert shows(reader.ask("/jour 82"), BULLETINS["82"])


def test_a_day_that_no_bulletin_covers_leads_to_the_nearest(reader: User) -> None:
    reply = reader.ask("/jour 9999")
    assert "jour 9999" in reply.text
    assert shows(opened(reader.press(reply.button("Jours 1426-1430"))), LATEST)


def test_the_day_command_alone_explains_itself(reader: User, english_reader: User) -> None:
    assert re.search(r"/jour 1430 ou /jour 2026-01-23", reader.ask("/jour").text)
    assert re.search(r"/day 1430 or /day 2026-01-23", english_reader.ask("/day").text)


def test_the_command_menu(telegram: TelegramDouble, reader: User) -> None:
    assert set(telegram.commands(reader, "fr")) == set(telegram.commands(reader, "uk")) == {"dernier", "jour", "aide"}
    assert set(telegram.commands(reader, "en")) == {"latest", "day", "help"}


# Buttons


def test_paging_leads_through_all_hits_and_back(reader: User) -> None:
    page = first = reader.ask(QUESTION)
    count = int(re.search(r"1/(\d+)", page.buttons[0][0].text)[1])  # type: ignore[index]
    seen = [quoted(page)]
    while len(seen) < count:
        page = edited(reader.press(page.button(ON)))
        seen.append(quoted(page))
    assert count > 3
    assert len(set(seen)) == count
    assert set(seen) <= {paragraph for bulletin in BULLETINS.values() for paragraph in bulletin.paragraphs}
    assert ON not in [button.text for button in page.buttons[0]]
    for expected in reversed(seen[:-1]):
        page = edited(reader.press(page.button(BACK)))
        assert quoted(page) == expected
    assert (page.message_id, page.text, page.buttons) == (first.message_id, first.text, first.buttons)


def test_the_page_number_does_nothing(reader: User) -> None:
    outcome = reader.press(reader.ask(QUESTION).button("1/"), effect=False)
    assert outcome.toast is outcome.alert is None


def test_context_opens_the_whole_section_and_from_there_the_bulletin_and_its_sections(reader: User) -> None:
    answer = reader.ask(QUESTION)
    section = opened(reader.press(answer.button("Contexte")))
    heading, paragraphs = DAY.sections[2]
    assert section.marked("bold") == [heading]
    assert quoted(section) == quoted(answer)
    assert [block for block in section.text.split("\n\n") if block in paragraphs] == list(paragraphs)
    bulletin = opened(reader.press(section.button("Tout le bulletin")))
    assert shows(bulletin, DAY)
    for number, (heading, paragraphs) in enumerate(DAY.sections[1:], 1):
        section = opened(reader.press(bulletin.button(f"{number}. ")))
        assert section.text.startswith(heading)
        assert all(paragraph in section.text for paragraph in paragraphs)


def test_in_a_group_a_mention_is_answered_and_its_buttons_work(telegram: TelegramDouble, reader: User) -> None:
    group = reader.group()
    answer = group.ask(f"@{telegram.username} {QUESTION} ?")
    assert quoted(answer) in DAY.sections[2][1]
    assert quoted(edited(group.press(answer.button(ON)))) != quoted(answer)


# What is no question, or has no answer


def test_words_of_no_bulletin_are_told_with_the_days_searched_and_the_latest_bulletin(
    reader: User, english_reader: User
) -> None:
    reply = reader.ask("zorgblat qwxyz")
    assert "du 24 mars 2022 au 23 janvier 2026" in reply.text
    assert shows(opened(reader.press(reply.button("Dernier bulletin\u00a0: Jours 1426-1430"))), LATEST)
    reply = english_reader.ask("zorgblat qwxyz")
    assert "24 March 2022 to 23 January 2026" in reply.text
    assert reply.button("Latest bulletin: Days 1426-1430")


def test_a_question_that_the_bulletins_do_not_answer_is_told_so_before_the_closest_passages(reader: User) -> None:
    answer = reader.ask("recette de tarte aux pommes")
    assert FRENCH.say("not_answered") in answer.text.split(quoted(answer))[0]
    assert FRENCH.say("closest") in answer.marked("bold")


@pytest.mark.parametrize("kind", ["photo", "sticker", "voice", "document"])
def test_what_is_no_text_gets_a_kind_word(reader: User, english_reader: User, kind: str) -> None:
    reader.attach(kind)
    assert reader.wait_for_reply().text == FRENCH.say(kind)
    english_reader.attach(kind, caption=QUESTION)
    assert english_reader.wait_for_reply().text == ENGLISH.say(kind)


def test_an_unknown_command_is_met_with_the_known_ones(reader: User, english_reader: User) -> None:
    assert reader.ask("/zut").text == FRENCH.say("unknown_command")
    assert english_reader.ask("/zut").text == ENGLISH.say("unknown_command")


@pytest.mark.parametrize("text", ["?!", "…", "« »", "\u200b?"])
def test_a_question_of_punctuation_is_asked_for_words(reader: User, english_reader: User, text: str) -> None:
    assert reader.ask(text).text == FRENCH.say("needs_words")
    assert english_reader.ask(text).text == ENGLISH.say("needs_words")


@pytest.mark.parametrize(
    "text",
    [
        "Patriot " * 512,
        "👍" * 2048,
        "<b>Patriot</b> & *Patriot* _Patriot_ [x](y) `z`",
        "Патріот від Трампа",
        "'; DROP TABLE questions; --",
        "missiles\n\n\n\tPatriot\u202e promis",
    ],
    ids=lambda text: text[:12],
)
def test_any_text_gets_an_answer_that_telegram_takes(reader: User, text: str) -> None:
    assert reader.ask(text).text
    assert reader.ask("/aide").text == FRENCH.say("help")


# The whole corpus


@pytest.mark.parametrize("bulletin", BULLETINS.values(), ids=lambda bulletin: bulletin.days)
def test_every_paragraph_arrives_word_for_word_by_its_link(reader: User, bulletin: Shipped) -> None:
    for number, (heading, paragraphs) in enumerate(bulletin.sections):
        text = "\n\n".join(paragraphs)
        got = ""
        for place in range(1, len(paragraphs) + 1):
            passage = reader.ask(f"/start j{bulletin.days}-s{number}-p{place}")
            assert heading in passage.text
            # A quotation that runs over several paragraphs is one passage, so that there may be fewer of them.
            got = f"{got}\n\n{quoted(passage)}" if got else quoted(passage)
            if got == text:
                break
        assert got == text


@pytest.mark.parametrize("bulletin", BULLETINS.values(), ids=lambda bulletin: bulletin.days)
def test_every_paragraph_is_found_by_its_own_words(new_reader: Callable[..., User], bulletin: Shipped) -> None:
    for paragraph in bulletin.paragraphs:
        assert quoted(new_reader().ask(paragraph)) == paragraph
