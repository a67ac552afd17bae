"""The local server as a bot meets it: Telegram's methods, refusals and envelope, through curl's eyes and PTB's."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, MessageEntity
from telegram.error import BadRequest, Forbidden

from tests.telegram_double import Outcome, SilenceError, TelegramDouble, User

Json = dict[str, Any]
Call = Callable[..., Json]


@pytest.fixture
def telegram() -> Iterator[TelegramDouble]:
    with TelegramDouble() as double:
        yield double


@pytest.fixture
def alice(telegram: TelegramDouble) -> User:
    return telegram.user()


@pytest.fixture
def call(telegram: TelegramDouble) -> Iterator[Call]:
    """Calls a method with a JSON body; the decoded envelope."""
    with httpx.Client() as client:

        def do(method: str, **params: object) -> Json:
            response = client.post(f"{telegram.url}/bot{telegram.token}/{method}", json=params)
            envelope: Json = response.json()
            assert response.status_code == envelope.get("error_code", 200)
            return envelope

        yield do


def keyboard(*buttons: object) -> Json:
    return {"inline_keyboard": [list(buttons)]}


def test_get_me_tells_the_token_s_bot(call: Call) -> None:
    me = call("getMe")["result"]
    assert (me["id"], me["is_bot"], me["username"]) == (123456, True, "bulletin_local_bot")


def test_a_wrong_token_and_an_unknown_method_are_refused_as_telegram_does(telegram: TelegramDouble, call: Call) -> None:
    assert httpx.get(f"{telegram.url}/bot1:wrong/getMe").json() == {
        "ok": False,
        "error_code": 401,
        "description": "Unauthorized",
    }
    assert call("flyToTheMoon") == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}


@pytest.mark.parametrize("encoding", ["query", "form", "multipart", "json", "json with strings"])
def test_parameters_are_read_however_they_are_encoded(telegram: TelegramDouble, alice: User, encoding: str) -> None:
    address = f"{telegram.url}/bot{telegram.token}/SENDmessage"
    entities = [{"type": "bold", "offset": 0, "length": 2}]
    plain = {"chat_id": str(alice.person_id), "text": "été", "entities": json.dumps(entities)}
    with httpx.Client() as client:
        responses = {
            "query": lambda: client.get(address, params=plain),
            "form": lambda: client.post(address, data=plain),
            "multipart": lambda: client.post(address, files={name: (None, value) for name, value in plain.items()}),
            "json": lambda: client.post(
                address, json={"chat_id": alice.person_id, "text": "été", "entities": entities}
            ),
            "json with strings": lambda: client.post(address, json=plain),
        }
        result = responses[encoding]().json()["result"]
    assert (result["text"], result["entities"]) == ("été", entities)


def test_a_body_that_is_not_json_is_refused(telegram: TelegramDouble) -> None:
    response = httpx.post(
        f"{telegram.url}/bot{telegram.token}/getMe", content=b"{", headers={"Content-Type": "application/json"}
    )
    assert response.json()["description"] == "Bad Request: can't parse JSON object"


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"text": ""}, "message text is empty"),
        ({}, "message text is empty"),
        ({"text": "   "}, "text must be non-empty"),
        ({"text": "x" * 4097}, "message is too long"),
        (
            {"text": "<b>x", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"text": "x", "parse_mode": "fancy"}, "unsupported parse_mode"),
        (
            {"text": "x", "parse_mode": "MarkdownV2"},
            "parse_mode MarkdownV2 is not implemented here: send HTML or entities",
        ),
        ({"text": "x", "chat_id": 77}, "chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "x", "chat_id": ""}, "chat_id is empty"),
        ({"text": "x", "entities": "[{"}, "can't parse entities JSON object"),
        ({"text": "x", "reply_parameters": {"message_id": 9}}, "message to be replied not found"),
        ({"text": "x", "reply_parameters": {}}, 'can\'t find field "message_id"'),
    ],
)
def test_send_message_refuses(call: Call, alice: User, params: Json, description: str) -> None:
    answer = call("sendMessage", **{"chat_id": alice.person_id, **params})
    assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: {description}"}
    assert alice.messages == []


@pytest.mark.parametrize(
    ("markup", "description"),
    [
        (keyboard({"text": "a", "callback_data": "é" * 33}), "BUTTON_DATA_INVALID"),
        (
            keyboard({"text": "a", "callback_data": ""}),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            keyboard({"text": "a"}),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            keyboard({"text": "a", "callback_data": "a", "url": "https://example.org"}),
            "can't parse inline keyboard button: exactly one action is allowed, found callback_data and url",
        ),
        (keyboard({"callback_data": "a"}), "can't parse inline keyboard button: Can't find field \"text\""),
        (keyboard({"text": " ", "callback_data": "a"}), "REPLY_MARKUP_INVALID"),
        (keyboard({"text": "a", "pay": True}), "BUTTON_TYPE_INVALID"),
        (
            keyboard({"text": "a", "url": "not-a-url"}),
            "inline keyboard button URL 'not-a-url' is invalid: Wrong HTTP URL",
        ),
        (
            keyboard({"text": "a", "url": "ftp://example.org"}),
            "inline keyboard button URL 'ftp://example.org' is invalid: Unsupported URL protocol",
        ),
        ({"inline_keyboard": [[{"text": "a", "callback_data": "a"}]] * 101}, "reply markup is too long"),
        ({"inline_keyboard": "x"}, 'field "inline_keyboard" must be of type Array'),
        (
            {"keyboard": [[{"text": "a"}]]},
            "reply markup with keyboard is not implemented here: send an inline_keyboard",
        ),
    ],
)
def test_a_bad_keyboard_is_refused(call: Call, alice: User, markup: Json, description: str) -> None:
    answer = call("sendMessage", chat_id=alice.person_id, text="x", reply_markup=markup)
    assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: {description}"}


def test_a_keyboard_at_the_limits_is_accepted(call: Call, alice: User) -> None:
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "x" * 64}] * 2] * 50}
    sent = call("sendMessage", chat_id=alice.person_id, text="x", reply_markup=markup)
    assert sent["result"]["reply_markup"] == markup


def test_an_edit_changes_the_message_in_place_and_drops_the_keyboard(call: Call, alice: User) -> None:
    markup = keyboard({"text": "a", "callback_data": "a"})
    sent = call("sendMessage", chat_id=alice.person_id, text="x", reply_markup=markup)["result"]
    edited = call("editMessageText", chat_id=alice.person_id, message_id=sent["message_id"], text="y")["result"]
    assert (edited["message_id"], edited["text"]) == (sent["message_id"], "y")
    assert "reply_markup" not in edited
    assert edited["edit_date"] >= sent["date"]
    assert [message.text for message in alice.messages] == ["y"]


def test_an_edit_that_changes_nothing_is_refused(call: Call, alice: User) -> None:
    markup = keyboard({"text": "a", "callback_data": "a"})
    sent = call("sendMessage", chat_id=alice.person_id, text="x", reply_markup=markup)["result"]
    place = {"chat_id": alice.person_id, "message_id": sent["message_id"], "reply_markup": markup}
    unchanged = (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
        " as a current content and reply markup of the message"
    )
    assert call("editMessageText", **place, text=" x ")["description"] == unchanged
    assert call("editMessageReplyMarkup", **place)["description"] == unchanged
    assert call("editMessageReplyMarkup", **{**place, "reply_markup": None})["ok"]


@pytest.mark.parametrize(
    ("method", "message_id", "description"),
    [
        ("editMessageText", 5, "message to edit not found"),
        ("editMessageReplyMarkup", 5, "message to edit not found"),
        ("deleteMessage", 5, "message to delete not found"),
        ("editMessageText", None, "message identifier is not specified"),
        ("deleteMessage", "x", 'field "message_id" must be a valid Number'),
    ],
)
def test_what_is_not_there_cannot_be_changed(
    call: Call, alice: User, method: str, message_id: object, description: str
) -> None:
    answer = call(method, chat_id=alice.person_id, message_id=message_id, text="y")
    assert answer["description"] == f"Bad Request: {description}"


def test_a_reader_s_message_cannot_be_edited_but_can_be_deleted(call: Call, alice: User) -> None:
    place = {"chat_id": alice.person_id, "message_id": alice.send("bonjour").message_id}
    assert call("editMessageText", **place, text="y")["description"] == "Bad Request: message can't be edited"
    assert call("deleteMessage", **place) == {"ok": True, "result": True}
    assert alice.messages == []


def test_a_press_is_answered_once_and_in_time(telegram: TelegramDouble, call: Call, alice: User) -> None:
    call("sendMessage", chat_id=alice.person_id, text="x", reply_markup=keyboard({"text": "a", "callback_data": "d"}))
    message_id = alice.wait_for_reply().message_id
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"

    def press() -> str:
        telegram.run(lambda: telegram.server.people.press(alice.person_id, message_id, "d"))
        query = call("getUpdates", offset=-1)["result"][0]["callback_query"]
        assert (query["data"], query["message"]["message_id"], query["from"]["id"]) == (
            "d",
            message_id,
            alice.person_id,
        )
        return str(query["id"])

    query_id = press()
    assert call("answerCallbackQuery", callback_query_id=query_id, text="é" * 201)["description"].endswith("TOO_LONG")
    assert call("answerCallbackQuery", callback_query_id=query_id, text="fait")["ok"]
    assert call("answerCallbackQuery", callback_query_id=query_id)["description"] == too_old
    assert call("answerCallbackQuery", callback_query_id="1")["description"] == too_old
    telegram.server.state.queries.lifetime = 0.0
    assert call("answerCallbackQuery", callback_query_id=press())["description"] == too_old


def test_someone_who_blocked_the_bot_is_out_of_its_reach(call: Call, alice: User) -> None:
    alice.block()
    blocked = {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}
    assert call("sendMessage", chat_id=alice.person_id, text="x") == blocked
    assert call("sendChatAction", chat_id=alice.person_id, action="typing") == blocked
    member = call("getUpdates")["result"][0]["my_chat_member"]
    assert (member["old_chat_member"]["status"], member["new_chat_member"]["status"]) == ("member", "kicked")
    alice.unblock()
    assert call("sendMessage", chat_id=alice.person_id, text="x")["ok"]


def test_a_chat_action_is_shown_and_an_unknown_one_refused(call: Call, alice: User) -> None:
    assert call("sendChatAction", chat_id=alice.person_id, action="typing")["ok"]
    assert alice.actions == ["typing"]
    answer = call("sendChatAction", chat_id=alice.person_id, action="dancing")
    assert answer["description"] == "Bad Request: wrong parameter action in request"


def test_command_menus_are_kept_per_language_and_scope(telegram: TelegramDouble, call: Call, alice: User) -> None:
    french = [{"command": "aide", "description": "Aide"}]
    english = [{"command": "help", "description": "Help"}]
    private = [{"command": "prive", "description": "En privé"}]
    assert call("setMyCommands", commands=french)["ok"]
    assert call("setMyCommands", commands=english, language_code="en")["ok"]
    assert call("getMyCommands")["result"] == french
    assert call("getMyCommands", language_code="en")["result"] == english
    assert call("getMyCommands", language_code="de")["result"] == []
    assert telegram.commands(alice, "en") == {"help": "Help"}
    assert telegram.commands(alice, "de") == {"aide": "Aide"}
    call("setMyCommands", commands=private, scope={"type": "all_private_chats"})
    assert telegram.commands(alice, "en") == {"prive": "En privé"}
    call("deleteMyCommands", scope={"type": "all_private_chats"})
    call("deleteMyCommands", language_code="en")
    assert telegram.commands(alice, "en") == {"aide": "Aide"}


@pytest.mark.parametrize(
    ("command", "description"),
    [
        ({"command": "Aide", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "à", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "", "description": "x"}, "command must be non-empty"),
        ({"command": "a" * 33, "description": "x"}, "command length must not exceed 32"),
        ({"command": "a", "description": " "}, "command description must be non-empty"),
        ({"command": "a", "description": "x" * 257}, "command description length must not exceed 256"),
    ],
)
def test_a_bad_command_is_refused(call: Call, command: Json, description: str) -> None:
    assert call("setMyCommands", commands=[command])["description"] == f"Bad Request: {description}"


def test_a_menu_in_a_language_that_is_none_is_refused(call: Call) -> None:
    answer = call("setMyCommands", commands=[], language_code="fr-FR")
    assert answer["description"] == "Bad Request: invalid language code specified"


def test_name_and_descriptions_are_kept_within_their_lengths(telegram: TelegramDouble, call: Call) -> None:
    assert call("setMyName", name="Le Bulletin")["ok"]
    assert call("setMyDescription", description="Bonjour", language_code="fr")["ok"]
    assert call("setMyShortDescription", short_description="x" * 121)["error_code"] == 400
    assert call("getMe")["result"]["first_name"] == "Le Bulletin"
    assert telegram.server.state.profile.text("description", "fr") == "Bonjour"


def test_in_a_group_the_bot_hears_commands_mentions_and_replies_only(call: Call, alice: User) -> None:
    group = alice.group()
    reply = call("sendMessage", chat_id=group.chat_id, text="à votre service")["result"]
    group.send("entre nous")
    group.send("/aide@un_autre_bot")
    group.send("/aide@bulletin_local_bot")
    group.send("et toi, @Bulletin_Local_Bot ?")
    group.send("merci", reply_to=next(m for m in group.messages if m.message_id == reply["message_id"]))
    updates = call("getUpdates", allowed_updates=["message"])["result"]
    texts = [update["message"]["text"] for update in updates if "message" in update]
    assert texts == ["/aide@bulletin_local_bot", "et toi, @Bulletin_Local_Bot ?", "merci"]
    assert updates[-1]["message"]["reply_to_message"]["text"] == "à votre service"


def test_attachments_edits_and_forwards_reach_the_bot(call: Call, alice: User) -> None:
    for kind in ("photo", "sticker", "voice", "document"):
        alice.attach(kind)
    alice.edit(alice.send("faute"), "correction")
    alice.send("vu ailleurs", extra={"forward_origin": {"type": "hidden_user", "sender_user_name": "X", "date": 1}})
    updates = call("getUpdates")["result"]
    assert [next(iter(set(u["message"]) & {"photo", "sticker", "voice", "document"})) for u in updates[:4]] == [
        "photo",
        "sticker",
        "voice",
        "document",
    ]
    assert updates[5]["edited_message"]["text"] == "correction"
    assert updates[6]["message"]["forward_origin"]["type"] == "hidden_user"


def test_ptb_s_own_bot_sends_edits_and_deletes(telegram: TelegramDouble, alice: User) -> None:
    async def converse() -> None:
        async with Bot(telegram.token, base_url=f"{telegram.url}/bot") as bot:
            assert bot.username == telegram.username
            alice.send("/start")
            (update,) = await bot.get_updates(timeout=5)
            assert update.message is not None
            assert update.message.text == "/start"
            sent = await bot.send_message(
                alice.person_id,
                "😀 bonjour",
                entities=[MessageEntity("bold", 3, 7)],
                reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("Plus", callback_data="more")]]),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
            assert [*sent.parse_entities().values()] == ["bonjour"]
            edited = await sent.edit_text("<b>fini</b> & rangé", parse_mode="HTML")
            assert not isinstance(edited, bool)
            assert edited.text == "fini & rangé"
            with pytest.raises(BadRequest, match="not modified"):
                await edited.edit_text("<b>fini</b> & rangé", parse_mode="HTML")
            await edited.delete()
            with pytest.raises(BadRequest, match="to delete not found"):
                await edited.delete()
            alice.block()
            with pytest.raises(Forbidden):
                await bot.send_message(alice.person_id, "encore ?")

    asyncio.run(converse())


def test_the_driver_tells_what_a_press_led_to(call: Call, alice: User) -> None:
    markup = keyboard({"text": "Go", "callback_data": "d"})
    call("sendMessage", chat_id=alice.person_id, text="x", reply_markup=markup)
    button = alice.wait_for_reply().button("Go")
    place = {"chat_id": alice.person_id, "message_id": button.message_id, "reply_markup": markup}

    def press(words: Json, then: Callable[[], Json] = dict) -> Outcome:
        """Presses while a bot answers with these words and does something else then."""
        with ThreadPoolExecutor(1) as threads:
            outcome = threads.submit(alice.press, button)
            query = call("getUpdates", timeout=5)["result"][-1]
            call("answerCallbackQuery", callback_query_id=query["callback_query"]["id"], **words)
            then()
            call("getUpdates", offset=query["update_id"] + 1)
            return outcome.result()

    assert press({"text": "fait"}) == Outcome(toast="fait")
    assert press({"text": "attention", "show_alert": True}) == Outcome(alert="attention")
    edited = press({}, lambda: call("editMessageText", **place, text="y")).edited
    assert edited is not None
    assert edited.text == "y"
    assert press({}, lambda: call("editMessageText", **place, text="y")) == Outcome(unchanged=True)
    reply = press({}, lambda: call("sendMessage", chat_id=alice.person_id, text="z")).reply
    assert reply is not None
    assert reply.text == "z"
    assert press({}, lambda: call("deleteMessage", **place)) == Outcome(deleted=True)


def test_the_driver_says_what_it_saw_when_it_waits_in_vain(alice: User) -> None:
    alice.send("il y a quelqu'un ?")
    with pytest.raises(SilenceError, match=r"no message from the bot within 0.01 s; last events: \['message'\]"):
        alice.wait_for_reply(timeout=0.01)
