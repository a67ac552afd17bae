"""The corpus format: what a file may hold, and what a maintainer is told where it does not hold it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.corpus import (
    corpus_files,
    format_bulletin,
    parse_bulletin,
    read_bulletin,
    read_corpus,
    split_blocks,
)
from index.errors import CorpusError
from index.links import is_web_address
from index.model import Bulletin, Section
from tests.conftest import bulletin_text

PATH = Path("corpus/x.md")


def parse(text: str) -> Bulletin:
    return parse_bulletin(text, PATH)


def problems(text: str) -> list[str]:
    """What a maintainer reads about a broken file, less its path."""
    with pytest.raises(CorpusError) as caught:
        parse(text)
    lines = str(caught.value).split("\n")
    assert all(line.startswith(f"{PATH}:") for line in lines), lines
    return [line.removeprefix(f"{PATH}:") for line in lines]


def _refuse(_: Path) -> None:
    """What the system answers to someone without the right to read; root has every right."""
    raise PermissionError(13, "Permission denied")


# What a sound file means


def test_front_matter_and_body_become_a_bulletin() -> None:
    text = bulletin_text(
        1231,
        "Le chapeau.\n\n## Un titre\n\nPremier.\n\nSecond,\nsur deux lignes.",
        title='"Jour 1231: à l’aube"',
        publisher="Le Centre",
        url="https://example.org/1231",
        rendition="adapted",
        edition=2,
        retracted="2025-07-09",
    )
    assert parse(text) == Bulletin(
        title="Jour 1231: à l’aube",
        kind="daily",
        day_from=1231,
        day_to=1231,
        language="fr",
        publisher="Le Centre",
        url="https://example.org/1231",
        rendition="adapted",
        edition=2,
        retracted=date(2025, 7, 9),
        sections=(
            Section(0, None, ("Le chapeau.",)),
            Section(1, "Un titre", ("Premier.", "Second,\nsur deux lignes.")),
        ),
    )


def test_optional_keys_have_their_defaults() -> None:
    bulletin = parse(bulletin_text(1231))
    assert (bulletin.publisher, bulletin.url, bulletin.retracted) == (None, None, None)
    assert (bulletin.rendition, bulletin.edition) == ("verbatim", 1)


def test_day_one_is_the_24th_of_february_2022() -> None:
    assert parse(bulletin_text(1, date="2022-02-24")).day_from == 1
    assert parse(bulletin_text(1231, date="2025-07-08")).date_from == date(2025, 7, 8)


def test_a_weekly_bulletin_covers_a_span_of_days() -> None:
    bulletin = parse(bulletin_text(1230, kind="weekly", days="1230-1234", date="2025-07-07/2025-07-11"))
    assert (bulletin.id, bulletin.kind) == ("1230-1234", "weekly")
    assert (bulletin.date_from, bulletin.date_to) == (date(2025, 7, 7), date(2025, 7, 11))


@pytest.mark.parametrize(
    ("edition", "expected"), [(None, "1231"), (1, "1231"), (2, "1231e2"), (12, "1231e12")], ids=str
)
def test_the_edition_is_part_of_the_id_from_the_second_on(edition: int | None, expected: str) -> None:
    assert parse(bulletin_text(1231, edition=edition)).id == expected


def test_a_bulletin_without_a_lead_starts_at_section_one() -> None:
    sections = parse(bulletin_text(1231, "## A\n\nUn.\n\n## B\n\nDeux.")).sections
    assert [(section.number, section.heading) for section in sections] == [(1, "A"), (2, "B")]


def test_a_heading_without_paragraphs_keeps_its_number() -> None:
    sections = parse(bulletin_text(1231, "Lead.\n\n## A\n\n## B\n\nDeux.")).sections
    assert [(section.number, section.paragraphs) for section in sections] == [(0, ("Lead.",)), (1, ()), (2, ("Deux.",))]


@pytest.mark.parametrize(
    "literal",
    [
        "# un dièse",
        "### trois dièses",
        "##sans espace",
        "##\u00a0espace insécable",
        " ## en retrait",
        "* une étoile, _un trait_, **du gras**",
        "<b>du HTML</b> &amp; une entité",
        "- un tiret\n- un autre",
        "> une citation",
        "---",
        "1. un\n## au milieu d’un bloc",
        "`du code`",
        "[un lien](https://example.org)",
        "un \\ au milieu",
        "fin en \\",
    ],
)
def test_everything_but_a_heading_is_literal(literal: str) -> None:
    assert parse(bulletin_text(1231, f"Avant.\n\n{literal}\n\nAprès.")).sections[0].paragraphs[1] == literal


@pytest.mark.parametrize(
    ("written", "read"),
    [("\\## pas un titre", "## pas un titre"), ("\\\\ barre", "\\ barre"), ("\\\\## deux", "\\## deux"), ("\\a", "a")],
)
def test_one_leading_backslash_is_removed(written: str, read: str) -> None:
    assert parse(bulletin_text(1231, written)).sections[0].paragraphs == (read,)


@pytest.mark.parametrize(
    "blank", ["", " ", "\t", "\u00a0", "\u202f \u00a0", "\u200b", "\ufeff", "\u00ad\u2060", "\u3000"]
)
def test_a_line_on_which_nothing_is_visible_separates_blocks(blank: str) -> None:
    assert parse(bulletin_text(1231, f"Un.\n{blank}\nDeux.")).sections[0].paragraphs == ("Un.", "Deux.")


def test_white_space_and_invisible_characters_inside_a_block_stay() -> None:
    block = " \u00a0« Oui\u202f! » dit-il\u200b, deux  fois\u2028enfin.\u00a0 "
    assert parse(bulletin_text(1231, block)).sections[0].paragraphs == (block,)


def test_blocks_know_their_lines() -> None:
    assert [(block.line, block.text) for block in split_blocks("\n\na\nb\n \n\nc", 10)] == [(12, "a\nb"), (16, "c")]


# YAML's surprises


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("2024", "2024"),
        ("yes", "yes"),
        ("007", "007"),
        ("1e3", "1e3"),
        ("2025-07-08", "2025-07-08"),
        ("12:30:45", "12:30:45"),
        ("'null'", "null"),
        ('"Jour 1231: suite"', "Jour 1231: suite"),
        ('"a # b"', "a # b"),
        ("Jour 1231 — l’aube, «enfin»", "Jour 1231 — l’aube, «enfin»"),
        ('"deux\\nlignes"', "deux lignes"),
        ("!!int abc", "abc"),
        ("&ancre Jour", "Jour"),
        ("a\u2028b", "a b"),
    ],
)
def test_a_value_is_its_text_as_written(written: str, title: str) -> None:
    assert parse(bulletin_text(1231, title=written)).title == title


def test_an_alias_repeats_what_its_anchor_names() -> None:
    assert parse(bulletin_text(1231, title="&a Le Centre", publisher="*a")).publisher == "Le Centre"


@pytest.mark.parametrize(
    ("keys", "line", "told"),
    [
        ({"title": "Jour 1231: suite"}, 2, "between double quotation marks"),
        ({"title": '"jamais fermé'}, 2, "between double quotation marks"),
        ({"title": "*inconnue"}, 2, "undefined alias"),
        ({"title": "\tJour"}, 2, "not YAML"),
        ({"title": "@centre"}, 2, "not YAML"),
        ({"title": "[a, b]"}, 2, "'title' must be one value"),
        ({"title": "{a: b}"}, 2, "'title' must be one value"),
        ({"title": "!!python/object/apply:os.system [ls]"}, 2, "'title' must be one value"),
        ({"title": "[" * 1000}, 2, "not YAML"),
        ({"title": "a\ufffeb"}, 2, "not YAML"),
        ({"title": ""}, 2, "'title' is empty: write its value behind the colon"),
        ({"title": "null"}, 2, "'title' is empty"),
        ({"title": '" \u200b"'}, 2, "'title' is empty"),
        ({"title": '"cloche \\a"'}, 2, "control character U+0007: remove it"),
        ({"title": '"rien \\0"'}, 2, "control character U+0000: remove it"),
        ({"title": '"demi \\ud83d"'}, 2, "control character U+D83D: remove it"),
        ({"title": None}, 1, "'title' is missing: add a line 'title: ...'"),
        ({"title": None, "titel": "Jour"}, 5 + 1, "unknown key 'titel': did you mean 'title'?"),
        ({"colour": "red"}, 7, "unknown key 'colour': the keys are title, kind, days"),
        ({"title": "Jour\ntitle: Autre"}, 3, "'title' stands twice: keep one"),
        ({"kind": "monthly"}, 3, "'kind' is 'monthly': write daily or weekly"),
        ({"kind": "Daily"}, 3, "'kind' is 'Daily': write daily or weekly"),
        ({"kind": "weekly"}, 3, "'kind' is weekly, but 'days' is one day: write daily, or a span"),
        ({"days": "1231e"}, 4, "write a day such as 1231, or a span such as 1230-1234"),
        ({"days": "0"}, 4, "write a day such as 1231"),
        ({"days": "-5"}, 4, "write a day such as 1231"),
        ({"days": "1230 - 1234"}, 4, "a span such as 1230-1234"),
        ({"days": "1234-1230"}, 4, "which ends before it begins: write 1230-1234"),
        ({"days": "[1230, 1234]"}, 4, "'days' must be one value"),
        ({"date": "2025-07-09"}, 5, "day 1 is 2022-02-24): write '2025-07-08', or mend 'days'"),
        ({"date": "08/07/2025"}, 5, "write '2025-07-08'"),
        ({"date": None}, 1, "'date' is missing"),
        ({"language": "français"}, 6, "'language' is 'français': write a code such as fr"),
        ({"url": "example.org/1231"}, 7, "write the whole address, such as https://example.org/page"),
        ({"url": "javascript:alert(1)"}, 7, "write the whole address"),
        ({"url": "https://exa mple.org"}, 7, "write the whole address"),
        ({"rendition": "retold"}, 7, "'rendition' is 'retold': write verbatim or adapted"),
        ({"edition": "0"}, 7, "write a number from 2 up, or leave the key out"),
        ({"edition": "deux"}, 7, "write a number from 2 up, or leave the key out"),
        ({"retracted": "yes"}, 7, "'retracted' is 'yes': write a date such as 2025-07-08"),
        ({"retracted": "2025-02-30"}, 7, "write a date such as 2025-07-08"),
    ],
)
def test_broken_front_matter_is_told_with_its_line_and_what_to_write(
    keys: dict[str, Any], line: int, told: str
) -> None:
    found = problems(bulletin_text(1231, **keys))
    assert len(found) == 1, found
    assert found[0].startswith(f"{line}: ")
    assert told in found[0]


def test_a_weekly_says_its_two_dates() -> None:
    text = bulletin_text(1230, kind="weekly", days="1230-1234", date="2025-07-07")
    assert problems(text) == [
        "5: 'date' is '2025-07-07', but days 1230-1234 are 2025-07-07/2025-07-11 (day 1 is 2022-02-24): "
        "write '2025-07-07/2025-07-11', or mend 'days'"
    ]


def test_a_daily_with_a_span_of_days_is_told_to_be_weekly() -> None:
    text = bulletin_text(1230, days="1230-1234", date="2025-07-07/2025-07-11")
    assert problems(text) == ["3: 'kind' is daily, but 'days' is a span: write weekly, or one day"]


# Broken bodies and files


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1: no front matter: start the file with a line '---'"),
        ("Un paragraphe.\n", "1: no front matter"),
        ("\n---\ntitle: x\n---\n", "1: no front matter"),
        ("---\ntitle: x\n", "1: the front matter does not end: write a line '---'"),
        ("---\n---\n\nTexte.\n", "2: front matter holds no keys"),
        ("---\n- a\n---\n\nTexte.\n", "2: front matter holds no keys"),
    ],
)
def test_a_file_without_whole_front_matter_says_what_to_add(text: str, told: str) -> None:
    assert problems(text)[0].startswith(told)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("", "1: no paragraph: write the bulletin's text below the front matter"),
        ("\u00a0\n\n\u200b", "1: no paragraph"),
        ("## Un titre", "1: no paragraph"),
        ("## \n\nTexte.", "9: empty heading: write its text behind '## ', or remove the line"),
        ("## \u200b\u00a0\n\nTexte.", "9: empty heading"),
        ("Lead.\n\n## Titre\nTexte collé.", "11: a heading is one line: put a blank line after it"),
        ("Bon.\n\n\\\n\nBon.", "11: nothing behind the backslash"),
        ("Bon.\n\n\\\u00a0\nSuite.", "11: nothing behind the backslash"),
        ("Bon.\n\nUn \x07 et un \x1b.", "11: control character U+0007: remove it"),
        ("Bon.\x85", "9: control character U+0085: remove it"),
    ],
)
def test_a_broken_body_is_told_with_its_line(body: str, told: str) -> None:
    assert problems(bulletin_text(1231, body))[0].startswith(told)


def test_every_problem_of_a_file_comes_in_one_run_in_the_order_of_its_lines() -> None:
    text = bulletin_text(1231, "## \n\n\\\n\n## A\nB\n\nBon.\x00", kind="monthly", language="FR", publshr="x", days="x")
    assert [found.split(": ")[0] for found in problems(text)] == ["3", "4", "6", "7", "10", "12", "14", "17"]


def test_broken_yaml_does_not_hide_what_is_wrong_with_the_body() -> None:
    found = problems(bulletin_text(1231, "## \n\nTexte.", title="a: b"))
    assert [line.split(": ")[1][:16] for line in found] == ["front matter is ", "empty heading"]


def test_all_problems_of_all_files_come_in_one_run(put: Callable[..., Path], corpus: Path) -> None:
    first = put(1, kind="monthly", language="FR")
    put(2)
    third = put(3, "## \n\nTexte.")
    with pytest.raises(CorpusError) as caught:
        read_corpus(corpus)
    assert [(problem.path, problem.line) for problem in caught.value.problems] == [(first, 3), (first, 6), (third, 9)]


def test_two_files_of_the_same_days_and_edition_are_refused(put: Callable[..., Path], corpus: Path) -> None:
    put(7, name="a.md")
    put(7, name="b.md", edition=2)
    put(7, name="c.md")
    put(7, name="d.md", edition=2)
    with pytest.raises(CorpusError) as caught:
        read_corpus(corpus)
    assert [str(problem) for problem in caught.value.problems] == [
        f"{corpus / 'c.md'}:1: days and edition are those of a.md: write the next free 'edition: 3', "
        "or remove one of the two files",
        f"{corpus / 'd.md'}:1: days and edition are those of b.md: write the next free 'edition: 4', "
        "or remove one of the two files",
    ]


def test_a_daily_and_a_weekly_may_share_a_day(put: Callable[..., Path], corpus: Path) -> None:
    put(1231)
    put(1230, name="w.md", kind="weekly", days="1230-1234", date="2025-07-07/2025-07-11")
    assert {bulletin.id for _, bulletin in read_corpus(corpus)} == {"1231", "1230-1234"}


def test_a_byte_order_mark_and_windows_line_ends_are_read(corpus: Path) -> None:
    path = corpus / "w.md"
    text = bulletin_text(1231, "Un.\n\nDeux,\nsuite.").replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_bulletin(path).sections[0].paragraphs == ("Un.", "Deux,\nsuite.")


def test_old_macintosh_line_ends_are_read(corpus: Path) -> None:
    path = corpus / "m.md"
    path.write_bytes(bulletin_text(1231, "Un.\n\nDeux.").replace("\n", "\r").encode())
    assert read_bulletin(path).sections[0].paragraphs == ("Un.", "Deux.")


def test_a_latin_1_file_is_refused_at_its_first_accent(corpus: Path) -> None:
    path = corpus / "l.md"
    path.write_bytes(bulletin_text(1231, "Bon.\n\nÉté.").encode("latin-1"))
    with pytest.raises(CorpusError) as caught:
        read_corpus(corpus)
    assert str(caught.value) == f"{path}:11: not UTF-8: save the file with the UTF-8 encoding"


def test_a_folder_named_like_a_bulletin_is_told(put: Callable[..., Path], corpus: Path) -> None:
    put(1)
    (corpus / "x.md").mkdir()
    with pytest.raises(CorpusError, match=r"x\.md:1: cannot be read \(Is a directory\)"):
        read_corpus(corpus)


def test_a_link_that_leads_nowhere_is_told(corpus: Path) -> None:
    (corpus / "x.md").symlink_to(corpus / "gone")
    with pytest.raises(CorpusError, match=r"x\.md:1: cannot be read \(No such file"):
        read_corpus(corpus)


def test_an_unreadable_file_is_told(put: Callable[..., Path], corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(1)
    monkeypatch.setattr(Path, "read_bytes", _refuse)
    with pytest.raises(CorpusError, match=r":1: cannot be read \(Permission denied\)"):
        read_corpus(corpus)


def test_a_folder_that_cannot_be_listed_is_not_taken_for_an_empty_one(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "iterdir", _refuse)
    with pytest.raises(CorpusError, match=r"cannot be read \(Permission denied\)"):
        read_corpus(corpus)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="nowhere:1: no such folder: create it, or name the right one"):
        read_corpus(tmp_path / "nowhere")


def test_hidden_files_and_other_kinds_of_files_are_passed_over(put: Callable[..., Path], corpus: Path) -> None:
    kept = put(2)
    first = put(1)
    for name in (".hidden.md", "notes.txt", "x.md~", "x.md.new"):
        (corpus / name).write_text("rien", encoding="utf-8")
    assert corpus_files(corpus) == [first, kept]


# Writing and reading back

_visible = st.characters(exclude_categories=["Cc", "Cs"])
_line = st.text(_visible, min_size=1, max_size=30).filter(lambda line: any(c.isalnum() or c in "#\\-«" for c in line))
_paragraphs = st.lists(
    st.lists(
        _line | st.sampled_from(["## faux titre", "\\", "\\\\x", "---", "# x", ": y", "title: z", "\ttab"]),
        min_size=1,
        max_size=3,
    ).map("\n".join),
    min_size=1,
    max_size=4,
)
_one_line = (
    _line.map(str.strip) | st.sampled_from(["null", "~", "2024", "a: b", "- x", "'", '"', "#", "yes", "&a", "---"])
).filter(bool)


@given(lead=_paragraphs, sections=st.lists(st.tuples(_one_line, _paragraphs), max_size=3))
def test_any_texts_written_are_read_back(lead: list[str], sections: list[tuple[str, list[str]]]) -> None:
    bulletin = Bulletin(
        title="Jour 1231",
        kind="daily",
        day_from=1231,
        day_to=1231,
        language="fr",
        sections=(
            Section(0, None, tuple(lead)),
            *(Section(number, heading, tuple(texts)) for number, (heading, texts) in enumerate(sections, 1)),
        ),
    )
    assert parse(format_bulletin(bulletin)) == bulletin


@given(
    title=_one_line,
    publisher=st.none() | _one_line,
    first=st.integers(1, 9000),
    length=st.integers(0, 10),
    edition=st.integers(1, 999),
    retracted=st.none() | st.dates(date(1000, 1, 1)),
)
def test_any_front_matter_written_is_read_back(
    title: str, publisher: str | None, first: int, length: int, edition: int, retracted: date | None
) -> None:
    bulletin = Bulletin(
        title=title,
        kind="weekly" if length else "daily",
        day_from=first,
        day_to=first + length,
        language="uk",
        publisher=publisher,
        url="https://example.org/?q=é#x",
        rendition="adapted",
        edition=edition,
        retracted=retracted,
        sections=(Section(0, None, ("Texte.",)),),
    )
    assert parse(format_bulletin(bulletin)) == bulletin


def test_what_has_its_default_is_not_written() -> None:
    text = format_bulletin(replace(parse(bulletin_text(1231)), rendition="verbatim"))
    assert text == (
        "---\ntitle: Jour 1231\nkind: daily\ndays: 1231\ndate: 2025-07-08\nlanguage: fr\nrendition: verbatim\n---\n\n"
        "Un paragraphe.\n"
    )


@pytest.mark.parametrize("address", ["https://example.org", "http://example.org/é?x#y", "https://[::1]:8080/"])
def test_web_addresses_are_recognised(address: str) -> None:
    assert is_web_address(address)


@pytest.mark.parametrize(
    "text",
    ["", "example.org", "//example.org", "ftp://example.org", "https://", "https://[", "https://a\nb", "file:///x"],
)
def test_other_texts_are_no_web_addresses(text: str) -> None:
    assert not is_web_address(text)
