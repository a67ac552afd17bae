"""What the local server makes of a text: entities checked and kept as Telegram does, HTML parsed, links judged."""

from __future__ import annotations

import pytest

from bot.local.entities import Entity, from_units, read_entities, to_units
from bot.local.links import LinkError, checked_link
from bot.local.markup import parse_html
from bot.local.refusal import RefusedError
from bot.local.texts import LONGEST_TEXT, Formatted, format_text


def spans(formatted: Formatted, kind: str) -> list[tuple[int, int]]:
    return [(entity.offset, entity.length) for entity in formatted.entities if entity.type == kind]


def refusal_of(text: str, *entities: Entity) -> str:
    with pytest.raises(RefusedError) as caught:
        format_text(text, entities)
    return caught.value.description


@pytest.mark.parametrize(
    ("text", "entity", "reason"),
    [
        ("hello", Entity("bold", -1, 1), "receive an entity with incorrect offset -1"),
        ("hello", Entity("bold", 0, -2), "receive an entity with incorrect length -2"),
        ("hello", Entity("bold", 100, 1), "entity begins after the end of the text at UTF-16 offset 100"),
        (
            "hello",
            Entity("bold", 0, 100),
            "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 100",
        ),
        ("é😀 a", Entity("bold", 2, 2), "entity begins in a middle of a UTF-16 symbol at byte offset 6"),
        (
            "é😀 a",
            Entity("bold", 0, 2),
            "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 6",
        ),
    ],
)
def test_a_badly_bounded_entity_is_refused(text: str, entity: Entity, reason: str) -> None:
    assert refusal_of(text, entity) == f"Bad Request: {reason}"


def test_nested_quotations_are_refused() -> None:
    reason = refusal_of("abcdef", Entity("blockquote", 0, 6), Entity("expandable_blockquote", 2, 2))
    assert reason == "Bad Request: can't parse entities: a blockquote can't be nested in another one"


def test_quotations_that_follow_each_other_are_kept() -> None:
    formatted = format_text("abcdef", [Entity("blockquote", 0, 3), Entity("expandable_blockquote", 3, 3)])
    assert [entity.type for entity in formatted.entities] == ["blockquote", "expandable_blockquote"]


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({"type": "shiny", "offset": 0, "length": 1}, "Unsupported type specified"),
        ({"offset": 0, "length": 1}, "Unsupported type specified"),
        ({"type": "bold", "length": 1}, 'Can\'t find field "offset"'),
        ({"type": "bold", "offset": "x", "length": 1}, 'Field "offset" must be of type Number'),
        ({"type": "text_link", "offset": 0, "length": 1}, 'Can\'t find field "url"'),
        ({"type": "text_mention", "offset": 0, "length": 1}, 'Can\'t find field "user"'),
        ("bold", "expected an Object"),
    ],
)
def test_an_entity_that_says_too_little_or_nonsense_is_refused(item: object, reason: str) -> None:
    with pytest.raises(RefusedError) as caught:
        read_entities([item])
    assert caught.value.description == f"Bad Request: can't parse MessageEntity: {reason}"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "URL host is empty"),
        ("not-a-url", "Wrong HTTP URL"),
        ("http://localhost:8080/", "Wrong HTTP URL"),
        ("http://exa mple.org/", "Wrong HTTP URL"),
        ("ftp://example.org", "Unsupported URL protocol"),
        ("javascript://example.org/%0aalert(1)", "Unsupported URL protocol"),
        ("https://example.org:99999/", "Wrong port number specified in the URL"),
    ],
)
def test_a_bad_link_is_refused(url: str, reason: str) -> None:
    with pytest.raises(LinkError, match=reason):
        checked_link(url)
    with pytest.raises(RefusedError) as caught:
        read_entities([{"type": "text_link", "offset": 0, "length": 1, "url": url}])
    assert caught.value.description == f"Bad Request: entity URL '{url}' is invalid: {reason}"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://Example.org", "https://example.org/"),
        ("example.org/a", "http://example.org/a"),
        ("https://example.org/a?b=c#:~:text=d%C3%A9j%C3%A0", "https://example.org/a?b=c#:~:text=d%C3%A9j%C3%A0"),
        ("tg://resolve?domain=x", "tg://resolve?domain=x"),
    ],
)
def test_a_good_link_is_kept_with_a_scheme_and_a_path(given: str, kept: str) -> None:
    assert checked_link(given) == kept


def test_blanks_at_the_edges_are_trimmed_and_entities_move_along() -> None:
    formatted = format_text("  \n hello world \n", [Entity("bold", 4, 5), Entity("italic", 10, 7)])
    assert formatted.text == "hello world"
    assert spans(formatted, "bold") == [(0, 5)]
    assert spans(formatted, "italic") == [(6, 5)]


def test_an_entity_loses_its_leading_blanks_and_one_of_blanks_only_is_lost() -> None:
    formatted = format_text("a  b  c", [Entity("bold", 1, 3), Entity("italic", 4, 2)])
    assert spans(formatted, "bold") == [(3, 1)]
    assert spans(formatted, "italic") == []


def test_no_break_spaces_at_the_edges_stay() -> None:
    assert format_text("\u00a0a\u00a0").text == "\u00a0a\u00a0"


def test_control_characters_become_spaces_and_carriage_returns_go() -> None:
    formatted = format_text("a\tb\r\ncd", [Entity("bold", 5, 2)])
    assert formatted.text == "a b\ncd"
    assert spans(formatted, "bold") == [(4, 2)]


@pytest.mark.parametrize("text", ["   ", "\n", "\u00a0", "\u2028"])
def test_a_text_of_blanks_is_refused(text: str) -> None:
    assert refusal_of(text) == "Bad Request: text must be non-empty"


def test_length_is_counted_in_utf_16_units_after_trimming() -> None:
    longest = "😀" * (LONGEST_TEXT // 2)
    assert format_text(f" {longest} ").text == longest
    assert refusal_of(longest + "a") == "Bad Request: message is too long"


def test_at_most_a_hundred_entities_are_kept_styles_going_first() -> None:
    text = "ab" * 120
    styles = [Entity("bold", 2 * place, 1) for place in range(110)]
    formatted = format_text(text, [*styles, Entity("text_link", 230, 2, {"url": "https://example.org/"})])
    assert len(formatted.entities) == 100
    assert spans(formatted, "text_link") == [(230, 2)]
    assert len(spans(formatted, "bold")) == 99


def test_touching_stretches_of_one_style_become_one() -> None:
    formatted = format_text("abcdef", [Entity("bold", 0, 3), Entity("bold", 3, 2), Entity("italic", 1, 4)])
    assert spans(formatted, "bold") == [(0, 5)]
    assert spans(formatted, "italic") == [(1, 4)]


def test_nothing_is_styled_inside_code() -> None:
    formatted = format_text("abcdef", [Entity("code", 0, 4), Entity("bold", 1, 2), Entity("bold", 5, 1)])
    assert spans(formatted, "bold") == [(5, 1)]


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("/start x", "bot_command", "/start"),
        ("essayez /jour_1231, puis", "bot_command", "/jour_1231"),
        ("/aide@a_bot", "bot_command", "/aide@a_bot"),
        ("dis @a_bot quoi", "mention", "@a_bot"),
        ("un #sujet", "hashtag", "#sujet"),
        ("voir https://example.org/a?b=c.", "url", "https://example.org/a?b=c"),
        ("écrire à a.b@example.org", "email", "a.b@example.org"),
    ],
)
def test_commands_mentions_links_and_the_like_are_found(text: str, kind: str, part: str) -> None:
    formatted = format_text(f"😀 {text}")
    units = to_units(formatted.text)
    assert [(e.type, from_units(units[e.offset : e.end])) for e in formatted.entities] == [(kind, part)]


@pytest.mark.parametrize("text", ["le 26/03/2025", "et/ou", "</b>", "100 #1", "a@b", "km/h"])
def test_what_only_resembles_a_command_or_a_tag_is_left_alone(text: str) -> None:
    assert format_text(text).entities == ()


def test_html_gives_text_and_entities() -> None:
    source = (
        "<b>A<i>b</i></b> <u>c</u> <s>d</s> <tg-spoiler>e</tg-spoiler> <code>f</code> <pre>g</pre>"
        ' <a href="https://example.org/?a=1&amp;b=2">h</a> <blockquote>i</blockquote>'
        "<blockquote expandable>j</blockquote> &lt;&#233;&#x1F600;&gt;"
    )
    text, entities = parse_html(source)
    assert text == "Ab c d e f g h ij <é😀>"
    units = to_units(text)
    assert {e.type: from_units(units[e.offset : e.end]) for e in entities} == {
        "bold": "Ab",
        "italic": "b",
        "underline": "c",
        "strikethrough": "d",
        "spoiler": "e",
        "code": "f",
        "pre": "g",
        "text_link": "h",
        "blockquote": "i",
        "expandable_blockquote": "j",
    }
    assert next(e for e in entities if e.type == "text_link").extra == {"url": "https://example.org/?a=1&b=2"}


def test_html_code_in_a_block_names_its_language() -> None:
    _, entities = parse_html('<pre><code class="language-python">x</code></pre>')
    assert entities == [Entity("pre", 0, 1, {"language": "python"})]


@pytest.mark.parametrize("text", ["a & b", "AT&T", "a &nbsp; b", "&", "&;", "&#0;", "1 > 0"])
def test_a_lone_ampersand_or_an_unknown_reference_stays_as_it_is(text: str) -> None:
    assert parse_html(text) == (text, [])


def test_html_drops_a_link_that_telegram_would_not_accept_and_keeps_its_text() -> None:
    assert parse_html('<a href="http://localhost/">ici</a>') == ("ici", [])


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>unclosed", 'Can\'t find end tag corresponding to start tag "b"'),
        ("é<script>x</script>", 'Unsupported start tag "script" at byte offset 2'),
        ("<b><i>test</b></i>", 'Unmatched end tag at byte offset 10, expected "</i>", found "</b>"'),
        ("test</b>", "Unexpected end tag at byte offset 4"),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        (
            "<a href>x</a>",
            'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
        ),
        ('<span class="x">a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">a</tg-emoji>', "Invalid custom emoji identifier specified"),
    ],
)
def test_broken_html_is_refused(source: str, reason: str) -> None:
    with pytest.raises(RefusedError) as caught:
        parse_html(source)
    assert caught.value.description == f"Bad Request: can't parse entities: {reason}"
