"""Conversations, as a reader has them: what is written or pressed, and what the bot says to it."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.language import load_language
from bot.local.updates import Update
from bot.state import State
from index.build import build
from index.model import Answer, Reading
from index.search import Searcher
from tests.bot_thread import BotThread, settings_for
from tests.conftest import bulletin_text
from tests.telegram_double import Message, TelegramDouble, User

FRENCH, ENGLISH = load_language("fr"), load_language("en")
NOBODY = {"type": "hidden_user", "sender_user_name": "Quelqu'un", "date": 1}

BULLETINS = {
    "2025-07-08-jour-1231.md": bulletin_text(
        1231,
        "Le Pentagone reprend ses envois.\n\n## Patriot\n\nTrump a promis dix missiles Patriot, rapporte Axios.\n\n"
        "Les missiles Patriot manquent.\n\n## Front\n\nLes positions tiennent.",
        title="Jour 1231 de résistance",
        url="https://example.org/1231",
        publisher="UCMC",
    ),
    "2025-07-07-jours-1230-1234.md": bulletin_text(
        1230,
        "## Semaine\n\nLes Patriot sont attendus, selon Reuters.",
        title="Bilan de la semaine",
        kind="weekly",
        days="1230-1234",
        date="2025-07-07/2025-07-11",
        rendition="adapted",
    ),
    "2025-07-20-jour-1243.md": bulletin_text(1243, "Le tramway roule.", title="Jour 1243"),
    "2025-08-01-jour-1255.md": bulletin_text(1255, "Faux.", title="Jour 1255", retracted="2025-08-03"),
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for name, text in BULLETINS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="module")
def telegram() -> Iterator[TelegramDouble]:
    with TelegramDouble() as double:
        yield double


@pytest.fixture(scope="module", autouse=True)
def bot(telegram: TelegramDouble, corpus: Path, data: Path) -> Iterator[BotThread]:
    with BotThread(telegram, settings_for(telegram, corpus, data)) as running:
        yield running


@pytest.fixture(autouse=True)
def no_failure(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A handler's error would otherwise only show as silence."""
    yield
    if "test_a_failure" not in request.node.name:
        assert complaints(caplog.get_records("call")) == []


def complaints(records: list[logging.LogRecord]) -> list[str]:
    return [record.getMessage() for record in records if record.levelno >= logging.WARNING]


@pytest.fixture
def reader(telegram: TelegramDouble, bot: BotThread) -> User:
    bot.check()
    return telegram.user()


def test_a_question_is_answered_with_the_passage_and_its_source(reader: User) -> None:
    answer = reader.ask("combien de missiles patriot trump a promis ?")
    assert answer.marked("blockquote") == ["Trump a promis dix missiles Patriot, rapporte Axios."]
    assert {"missiles", "Patriot"} <= set(" ".join(answer.marked("bold")).split())
    assert "Jour 1231 · 8 juillet 2025\nPatriot\n" in answer.text
    assert "Axios" in answer.text.split("Patriot\n")[1].splitlines()[0]


def test_the_link_leads_to_the_very_paragraph(reader: User) -> None:
    answer = reader.ask("missiles promis Axios")
    (first, *_) = [entity["url"] for entity in answer.entities if entity["type"] == "text_link"]
    assert first.startswith("https://example.org/1231#:~:text=Trump%20a%20promis")


def test_an_adapted_bulletin_says_so(reader: User) -> None:
    assert "Texte adapté" in reader.ask("attendus selon Reuters").text


def test_turning_pages_changes_the_message_in_place(reader: User) -> None:
    answer = reader.ask("missiles patriot")
    second = reader.press(answer.button("→")).edited
    assert second is not None
    assert second.message_id == answer.message_id
    assert second.marked("blockquote") != answer.marked("blockquote")
    first = reader.press(second.button("←")).edited
    assert first is not None
    assert (first.text, first.entities) == (answer.text, answer.entities)


def test_a_day_named_is_shown_and_can_be_left_out(reader: User) -> None:
    answer = reader.ask("missiles le 8 juillet 2025")
    assert answer.text.startswith("Compris\u00a0: 8 juillet 2025\n")
    everything = reader.press(answer.button("Toutes les dates")).edited
    assert everything is not None
    assert "Compris" not in everything.text


def test_a_followup_takes_what_it_lacks_from_the_question_before(reader: User, telegram: TelegramDouble) -> None:
    alone = telegram.user().ask("et qui l'affirme ?").text
    reader.ask("combien de missiles patriot trump a promis ?")
    followup = reader.ask("et qui l'affirme ?")
    assert followup.text != alone
    assert followup.marked("blockquote") == ["Trump a promis dix missiles Patriot, rapporte Axios."]


def test_a_conversation_stays_with_what_it_is_about(reader: User) -> None:
    for text in ("combien de missiles patriot trump a promis ?", "et qui l'affirme ?", "merci", "pour quelle raison ?"):
        answer = reader.ask(text)
    assert answer.text.startswith("Compris\u00a0: suite de la question précédente")
    assert answer.marked("blockquote") == ["Trump a promis dix missiles Patriot, rapporte Axios."]


def test_a_followup_says_that_it_is_one_and_can_be_asked_alone(reader: User) -> None:
    alone = reader.ask("combien de morts ?").text
    assert "Compris" not in alone
    reader.ask("combien de missiles patriot trump a promis")
    followup = reader.ask("combien de morts ?")
    assert followup.text.startswith("Compris\u00a0: suite de la question précédente")
    by_itself = reader.press(followup.button("Cette question seule")).edited
    assert by_itself is not None
    assert by_itself.text == alone


def test_the_page_number_is_no_button_to_speak_of(reader: User) -> None:
    answer = reader.ask("missiles patriot")
    outcome = reader.press(answer.button("1/"), effect=False)
    assert outcome.edited is outcome.reply is None


def test_two_quick_presses_turn_one_page_and_are_no_error(reader: User, telegram: TelegramDouble) -> None:
    answer = reader.ask("missiles patriot")
    onward = answer.button("→")
    people, edits = telegram.server.people, telegram.calls.get("editMessageText", 0)
    telegram.run(lambda: [people.press(reader.person_id, onward.message_id, onward.data or "") for _ in range(2)])
    assert reader.wait_for_edit(answer).button("2/")
    assert reader.ask("/aide").text == FRENCH.say("help")
    assert telegram.calls["editMessageText"] == edits + 2
    assert sum(message.from_bot for message in reader.messages) == 2


def test_context_opens_the_section_below_with_the_passage_marked(reader: User) -> None:
    answer = reader.ask("missiles patriot promis")
    section = reader.press(answer.button("Contexte")).reply
    assert section is not None
    assert section.message_id > answer.message_id
    assert section.marked("blockquote") == ["Trump a promis dix missiles Patriot, rapporte Axios."]
    assert "Les missiles Patriot manquent." in section.text
    whole = reader.press(section.button("Tout le bulletin")).reply
    assert whole is not None
    assert whole.marked("bold") == ["Jour 1231 de résistance"]


def test_nothing_found_offers_the_latest_bulletin(reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = Answer("xylophone", answered=False, confidence=0.0, reading=Reading(terms=("xylophone",)))
    monkeypatch.setattr(Searcher, "search", lambda *_, **__: nothing)
    answer = reader.ask("xylophone")
    assert "du 7 au 20 juillet 2025" in answer.text
    latest = reader.press(answer.button("Dernier bulletin")).reply
    assert latest is not None
    assert latest.marked("bold") == ["Jour 1243"]


@pytest.mark.parametrize("text", ["?", "...", "👍", "le la les"])
def test_a_question_without_a_word_is_asked_for_some(reader: User, text: str) -> None:
    assert reader.ask(text).text == FRENCH.say("needs_words")


def test_half_a_character_in_a_question_does_no_harm(reader: User) -> None:
    reader.send("missiles", extra={"text": "missiles patriot \ud83d"})
    assert reader.wait_for_reply().marked("blockquote")


def test_start_and_help_in_the_readers_language(telegram: TelegramDouble) -> None:
    french, english = telegram.user("fr"), telegram.user("en-GB")
    assert french.ask("/start").text == FRENCH.say("welcome")
    assert english.ask("/start").text == ENGLISH.say("welcome")
    assert french.ask("/aide").text == french.ask("/help").text == FRENCH.say("help")
    assert english.ask("/help").text == ENGLISH.say("help")


def test_a_shared_link_opens_the_passage_it_names(reader: User) -> None:
    reply = reader.ask("/start j1231-s1-p1")
    assert reply.marked("blockquote") == ["Trump a promis dix missiles Patriot, rapporte Axios."]
    assert reader.press(reply.button("Contexte")).reply


@pytest.mark.parametrize("payload", ["bonjour", "j1231", "j1231-s1-p1-x", "../../etc"])
def test_a_link_that_names_no_passage_is_a_welcome(reader: User, payload: str) -> None:
    assert reader.ask(f"/start {payload}").text == FRENCH.say("welcome")


def test_a_link_to_a_passage_that_is_gone_offers_what_there_is(reader: User) -> None:
    reply = reader.ask("/start j1231-s1-p9")
    assert reply.text.startswith(FRENCH.say("passage_gone"))
    assert reply.button("1. Patriot")


def test_a_link_to_a_withdrawn_bulletin_says_when_it_was_withdrawn(reader: User) -> None:
    assert reader.ask("/start j1255-s0-p1").text == "Ce bulletin (Jour 1255) a été retiré le 3 août 2025."


def test_a_link_to_an_unknown_bulletin_leads_to_the_latest(reader: User) -> None:
    reply = reader.ask("/start j999-s0-p1")
    assert reply.text == FRENCH.say("bulletin_gone")
    assert reply.button("Dernier bulletin")


@pytest.mark.parametrize("command", ["/dernier", "/latest", "/dernier@bulletin_local_bot"])
def test_the_latest_bulletin(reader: User, command: str) -> None:
    assert reader.ask(command).marked("bold") == ["Jour 1243"]


def test_each_heading_opens_its_section(reader: User) -> None:
    choice = reader.ask("/jour 1231")
    bulletin = reader.press(choice.button("Jour 1231")).reply
    assert bulletin is not None
    assert "Le Pentagone reprend ses envois." in bulletin.text
    for heading, words in {"1. Patriot": "missiles Patriot manquent", "2. Front": "Les positions tiennent."}.items():
        section = reader.press(bulletin.button(heading)).reply
        assert section is not None
        assert words in section.text
        assert section.marked("bold") == [heading[3:]]


def test_a_day_with_several_bulletins_is_a_choice(reader: User) -> None:
    choice = reader.ask("/jour 1231")
    assert [row[0].text for row in choice.buttons] == [
        "Jour 1231 · 8 juillet 2025",
        "Jours 1230-1234 · du 7 au 11 juillet 2025",
    ]
    weekly = reader.press(choice.button("Jours 1230")).reply
    assert weekly is not None
    assert weekly.marked("bold") == ["Bilan de la semaine"]


@pytest.mark.parametrize("wanted", ["1243", "2025-07-20", "20/07/2025"])
def test_a_day_with_one_bulletin_shows_it(reader: User, wanted: str) -> None:
    assert reader.ask(f"/jour {wanted}").marked("bold") == ["Jour 1243"]
    assert reader.ask(f"/day {wanted}").marked("bold") == ["Jour 1243"]


def test_a_day_without_bulletin_offers_those_around_it(reader: User) -> None:
    reply = reader.ask("/jour 1238")
    assert "15 juillet 2025 (jour 1238)" in reply.text
    assert [row[0].text[:14] for row in reply.buttons] == ["Jours 1230-123", "Jour 1243 · 20"]


@pytest.mark.parametrize("wanted", ["1", "99999", "1999-12-31", "0"])
def test_a_day_far_off_offers_the_nearest(reader: User, wanted: str) -> None:
    assert len(reader.ask(f"/jour {wanted}").buttons) == 1


@pytest.mark.parametrize("wanted", ["", "demain", "-3", "32/13/2025", "123456789", "1231 1232"])
def test_a_day_that_is_none_gets_an_example_that_works(reader: User, wanted: str) -> None:
    reply = reader.ask(f"/jour {wanted}".strip())
    example = re.search(r"/jour \d+", reply.text)
    assert example is not None
    assert reader.ask(example[0]).marked("bold") == ["Jour 1243"]


@pytest.mark.parametrize("kind", ["photo", "sticker", "voice", "document"])
def test_what_is_no_text_gets_a_kind_word_of_its_own(reader: User, kind: str) -> None:
    reader.attach(kind)
    assert reader.wait_for_reply().text == FRENCH.say(kind)


@pytest.mark.parametrize(
    ("extra", "phrase"),
    [
        ({"location": {"latitude": 50.45, "longitude": 30.52}}, "location"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "other"),
        ({"contact": {"phone_number": "1", "first_name": "A"}}, "other"),
    ],
)
def test_other_messages_too(reader: User, extra: dict[str, Any], phrase: str) -> None:
    reader.send("x", extra={"text": None, **extra})
    assert reader.wait_for_reply().text == FRENCH.say(phrase)


def test_a_forwarded_post_is_not_taken_for_a_question(reader: User) -> None:
    reader.send("missiles patriot", extra={"forward_origin": NOBODY})
    assert reader.wait_for_reply().text == FRENCH.say("forwarded")


def test_an_unknown_command_is_met_with_the_known_ones(reader: User) -> None:
    assert reader.ask("/zut").text == FRENCH.say("unknown_command")


def test_an_edited_question_is_not_asked_again(reader: User) -> None:
    sent = reader.send("missiles patriot")
    reader.wait_for_reply()
    reader.edit(sent, "front positions")
    assert reader.ask("/aide").text == FRENCH.say("help")
    assert sum(message.from_bot for message in reader.messages) == 2


def test_a_service_message_is_left_alone(reader: User) -> None:
    reader.send("x", extra={"text": None, "pinned_message": None, "new_chat_title": "Titre"})
    assert reader.ask("/aide").text == FRENCH.say("help")
    assert sum(message.from_bot for message in reader.messages) == 1


def test_in_a_group_a_mention_makes_a_question_answered_visibly(reader: User, telegram: TelegramDouble) -> None:
    group = reader.group()
    asked = group.send(f"👍 @{telegram.username} missiles patriot promis ?")
    answer = group.wait_for_reply()
    assert answer.marked("blockquote") == ["Trump a promis dix missiles Patriot, rapporte Axios."]
    assert answer.raw["reply_to_message"]["message_id"] == asked.message_id
    assert group.press(answer.button("→")).edited


def test_in_a_group_a_reply_to_the_bot_is_a_question(reader: User) -> None:
    group = reader.group()
    bulletin = group.ask("/dernier")
    group.send("missiles patriot promis", reply_to=bulletin)
    assert group.wait_for_reply().marked("blockquote")


def test_in_a_group_a_mention_alone_is_asked_for_words(reader: User, telegram: TelegramDouble) -> None:
    group = reader.group()
    assert group.ask(f"@{telegram.username}").text == FRENCH.say("needs_words")


def test_talk_among_others_in_a_group_is_left_alone(reader: User, telegram: TelegramDouble) -> None:
    """Even where privacy mode is off and the bot is shown everything."""
    group = reader.group()
    update = {"text": "missiles patriot", "entities": [{"type": "mention", "offset": 0, "length": 8}]}
    group.send(f"@{telegram.username}", extra=update)
    group.send("/zut")
    assert "Jour 1243" in group.ask("/dernier").text


def test_a_code_that_was_not_made_here_gets_an_alert(reader: User, telegram: TelegramDouble) -> None:
    answer = reader.ask("missiles patriot")
    outcome = reader.press(forged(telegram, reader, answer, "hit:0:0"))
    assert outcome.alert == FRENCH.say("button_unknown")


def test_a_button_of_another_chats_question_opens_nothing(reader: User, telegram: TelegramDouble) -> None:
    theirs = telegram.user().ask("missiles patriot promis")
    mine = reader.ask("tramway")
    outcome = reader.press(forged(telegram, reader, mine, theirs.button("→").data or ""))
    assert outcome.reply is not None
    assert outcome.reply.text == FRENCH.say("question_gone")


def test_an_old_button_to_a_withdrawn_bulletin_says_when(reader: User, telegram: TelegramDouble) -> None:
    answer = reader.ask("tramway")
    for code in ("context:j1255-s0-p1", "section:1255:0", "bulletin:1255"):
        reply = reader.press(forged(telegram, reader, answer, code)).reply
        assert reply is not None
        assert reply.text == "Ce bulletin (Jour 1255) a été retiré le 3 août 2025."


def test_an_old_button_to_a_section_that_is_gone_leads_to_the_bulletin(reader: User, telegram: TelegramDouble) -> None:
    answer = reader.ask("tramway")
    reply = reader.press(forged(telegram, reader, answer, "section:1231:9")).reply
    assert reply is not None
    assert reply.text == FRENCH.say("no_text")
    assert reader.press(reply.button("Tout le bulletin")).reply


def forged(telegram: TelegramDouble, reader: User, message: Message, code: str) -> Any:
    """A button as an older version of the bot, or a modified client, might have it."""
    chat = telegram.server.state.chats.chat(reader.chat_id)
    keyboard = {"inline_keyboard": [[{"text": "Vieux", "callback_data": code}]]}
    raw = {**message.raw, "reply_markup": keyboard}
    telegram.run(lambda: chat.messages.update({message.message_id: raw}))
    return Message(raw).button("Vieux")


def test_a_quick_answer_costs_one_request_and_no_typing(reader: User, telegram: TelegramDouble) -> None:
    before = telegram.calls.get("sendMessage", 0)
    reader.ask("missiles patriot")
    assert reader.actions == []
    assert telegram.calls["sendMessage"] == before + 1


def test_a_slow_answer_is_announced_by_typing(reader: User, telegram: TelegramDouble) -> None:
    telegram.faults(method="sendMessage", delay_ms=1500)
    reader.ask("missiles patriot")
    assert reader.actions == ["typing"]


def test_a_server_that_fails_once_still_gets_the_answer(reader: User, telegram: TelegramDouble) -> None:
    telegram.faults(method="sendMessage", error=502)
    assert reader.ask("missiles patriot").marked("blockquote")


def test_an_update_that_comes_twice_is_answered_once(reader: User, telegram: TelegramDouble) -> None:
    sent = reader.send("missiles patriot")
    reader.wait_for_reply()
    updates = telegram.server.state.updates
    repeated = next(updates._ids) - 1
    body = {"update_id": repeated, "message": sent.raw}
    telegram.run(lambda: deliver(updates, body, reader))
    assert reader.ask("/aide").text == FRENCH.say("help")
    assert sum(message.from_bot for message in reader.messages) == 2


def deliver(updates: Any, body: dict[str, Any], reader: User) -> None:
    updates._pending.append(Update(body["update_id"], body, reader.chat_id, None))


def test_a_reader_who_blocked_the_bot_disturbs_nobody(reader: User, telegram: TelegramDouble) -> None:
    telegram.faults(method="sendMessage", delay_ms=300)
    reader.send("missiles patriot")
    reader.block()
    assert telegram.user().ask("/aide").text == FRENCH.say("help")


def test_a_failure_is_told_once_and_logged_without_the_readers_words(
    reader: User, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_: State, _chat: int, text: str, _now: object) -> None:
        raise RuntimeError(f"cannot keep {text!r}")

    monkeypatch.setattr(State, "keep_question", fail)
    assert reader.ask("secret de lecteur").text == FRENCH.say("failure")
    assert reader.ask("/aide").text == FRENCH.say("help")
    (complaint,) = complaints(caplog.records)
    assert "RuntimeError" in complaint
    assert "secret de lecteur" not in complaint


def test_the_command_menu_is_there_in_both_languages(reader: User, telegram: TelegramDouble) -> None:
    assert set(telegram.commands(reader, "fr")) == set(telegram.commands(reader, "de")) == {"dernier", "jour", "aide"}
    assert set(telegram.commands(reader, "en")) == {"latest", "day", "help"}


def test_only_what_is_handled_is_fetched(telegram: TelegramDouble) -> None:
    assert set(telegram.server.state.updates.allowed) == {"message", "callback_query"}


def test_no_message_shows_a_link_preview(reader: User) -> None:
    assert reader.ask("missiles patriot").raw["link_preview_options"] == {"is_disabled": True}


def test_a_new_bulletin_answers_within_two_seconds_of_its_build(reader: User, corpus: Path, data: Path) -> None:
    (corpus / "2025-08-10-jour-1264.md").write_text(bulletin_text(1264, "Un vélodrome rouvre."), encoding="utf-8")
    build(corpus, data / "index")
    built = time.monotonic()
    while "Un vélodrome rouvre." not in reader.ask("vélodrome").text:
        assert time.monotonic() < built + 2
    (corpus / "2025-08-10-jour-1264.md").unlink()
    build(corpus, data / "index")
    built = time.monotonic()
    while "Un vélodrome rouvre." in reader.ask("vélodrome").text:
        assert time.monotonic() < built + 2
