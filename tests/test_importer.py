"""Raw bulletins into corpus files: what is recognised, what is refused, and that no text changes on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.corpus import read_bulletin, read_corpus
from index.errors import ImportRefusedError
from index.importer import Given, Imported, decode, import_text, place, write
from index.model import Bulletin
from tests.conftest import ROOT

RAW = ROOT / "tests" / "data" / "raw"
BODY = "Le chapeau sans point final\n\nUn titre\n\nUn paragraphe.\n"


def imported(title: str, body: str = BODY, **given: Any) -> Imported:
    return import_text(f"{title}\n\n{body}", Given(**given))


def days(title: str, **given: Any) -> tuple[int, int]:
    bulletin = imported(title, **given).bulletin
    assert bulletin.kind == ("daily" if bulletin.day_from == bulletin.day_to else "weekly")
    return bulletin.day_from, bulletin.day_to


def texts(body: str) -> list[tuple[str | None, tuple[str, ...]]]:
    sections = imported("Jour 7", body).bulletin.sections
    assert [section.number for section in sections] == list(range(len(sections)))
    return [(section.heading, section.paragraphs) for section in sections]


# A real bulletin


def test_the_sample_gives_its_title_day_lead_and_headed_sections(sample: Path) -> None:
    raw = sample.read_text(encoding="utf-8")
    bulletin = import_text(raw, Given()).bulletin
    blocks = raw.split("\n\n")
    assert bulletin.title == blocks[0]
    assert (bulletin.kind, bulletin.day_from, bulletin.date_from) == ("daily", 1231, date(2025, 7, 8))
    lead, *headed = bulletin.sections
    assert (lead.number, lead.heading, lead.paragraphs) == (0, None, (blocks[1],))
    assert [(section.number, section.heading) for section in headed] == [
        (1, blocks[2]),
        (2, blocks[10]),
        (3, blocks[22]),
    ]


def test_every_paragraph_of_the_sample_is_in_the_corpus_file_byte_for_byte(sample: Path, corpus: Path) -> None:
    raw = sample.read_text(encoding="utf-8")
    path = add(raw, corpus)
    body = path.read_bytes().split(b"\n---\n", 1)[1]
    for block in raw.rstrip("\n").split("\n\n")[1:]:
        assert any(f"\n{mark}{block}\n".encode() in body for mark in ("", "## ")), block
    assert len(read_bulletin(path).sections) == 4


def add(raw: str, corpus: Path, *, replaces: bool = False, **given: Any) -> Path:
    """What `add` does with a text."""
    path, bulletin, _ = place(import_text(raw, Given(**given)).bulletin, corpus, replaces=replaces)
    write(bulletin, path, replaces=replaces)
    return path


def test_a_daily_bulletin_of_our_own(corpus: Path) -> None:
    path = add((RAW / "jour-1302.txt").read_text(encoding="utf-8"), corpus)
    bulletin = read_bulletin(path)
    assert path.name == "2025-09-17-jour-1302.md"
    assert (bulletin.id, bulletin.kind, bulletin.language) == ("1302", "daily", "fr")
    assert [section.heading is None for section in bulletin.sections] == [True, False, False, False]
    assert [len(section.paragraphs) for section in bulletin.sections] == [1, 6, 4, 3]
    # A block that ends in a colon is a paragraph, and white space at a block's end stays in the file.
    assert bulletin.sections[1].paragraphs[1].endswith("a affirmé :")
    assert bulletin.sections[1].paragraphs[3].endswith("sonnera».\u00a0")


def test_a_weekly_bulletin_of_our_own(corpus: Path) -> None:
    path = add((RAW / "semaine-1300-1304.txt").read_text(encoding="utf-8"), corpus)
    bulletin = read_bulletin(path)
    assert path.name == "2025-09-15-jours-1300-1304.md"
    assert (bulletin.id, bulletin.kind) == ("1300-1304", "weekly")
    assert [section.heading for section in bulletin.sections] == [
        None,
        "La foire de Valdoria",
        "Le pont de Brumeval",
        "Le concours des cartographes",
    ]
    assert [len(section.paragraphs) for section in bulletin.sections] == [1, 2, 3, 1]


# Days in the title


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Jour 1231 de résistance: l’aube", (1231, 1231)),
        ("Bilan de la semaine. 1230-1234 jours de résistance", (1230, 1234)),
        ("Résumé de la semaine. 1230-1234 jours de résistance", (1230, 1234)),
        ("Jour 82 de la guerre", (82, 82)),
        ("943-947ème jour", (943, 947)),
        ("943ème-947ème jours de résistance", (943, 947)),
        ("628 – 632 jours de résistance", (628, 632)),
        ("628 – 632", (628, 632)),
        ("Bilan de la semaine. 628 – 632", (628, 632)),
        ("Bilan de la semaine (628–632)", (628, 632)),
        ("628\u00a0—\u00a0632 jours de résistance", (628, 632)),
        ("Jours 1426-1430 de résistance Bilan de la semaine. 23.01.2026", (1426, 1430)),
        ("Bilan de la semaine. 23.01.2026 Jours 1426-1430", (1426, 1430)),
        ("Du 1230e au 1234e jour", (1230, 1234)),
        ("Jours 1230 et 1231", (1230, 1231)),
        ("1 231e jour", (1231, 1231)),
        ("1\u202f230-1\u202f234 jours de guerre", (1230, 1234)),
        ("Jour 1\u00a0231", (1231, 1231)),
        ("1er jour", (1, 1)),
        ("1231ième jour", (1231, 1231)),
        ("1231-ème jour de résistance", (1231, 1231)),
        ("JOUR 1231 DE RÉSISTANCE", (1231, 1231)),
        ("Jour\u00a01231", (1231, 1231)),
        ("Jour : 1231", (1231, 1231)),
        ("Jour n° 1231", (1231, 1231)),
        ("1231 jours de re\u0301sistance", (1231, 1231)),
    ],
)
def test_the_days_are_read_from_the_title(title: str, expected: tuple[int, int]) -> None:
    assert days(title) == expected


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Jour 1231 de résistance: 10 missiles livrés en 300 jours", 1231),
        ("1231e jour: 10 missiles", 1231),
        ("Jour 82 300 drones abattus", 82),
        ("8 juillet 2025 jour 1231", 1231),
        ("Jour 1231, les 5 et 6 juillet", 1231),
    ],
)
def test_other_numbers_in_a_title_are_no_days(title: str, day: int) -> None:
    assert days(title) == (day, day)


@pytest.mark.parametrize(
    "title",
    ["Résumé de la semaine", "Trêve de 20 jours", "Il y a toujours 20 raisons", "Séjour 12", "Jour 12345", "Jour"],
)
def test_a_title_without_the_bulletins_days_asks_for_them(title: str) -> None:
    with pytest.raises(ImportRefusedError, match=r"no day number in the title .* give it with --day N \[--day-to M\]"):
        imported(title)


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_both_apostrophes_stay_as_they_are(apostrophe: str) -> None:
    title = f"Jour 82: l{apostrophe}aube"
    result = imported(title, f"L{apostrophe}été\n\nD{apostrophe}ici là\n\nC{apostrophe}est tout.").bulletin
    assert result.title == title
    assert [section.heading for section in result.sections] == [None, f"D{apostrophe}ici là"]
    assert result.sections[1].paragraphs == (f"C{apostrophe}est tout.",)


def test_a_title_of_two_lines_becomes_one() -> None:
    assert (
        imported("Jour 82 de la guerre:\nles ports \t bloqués").bulletin.title
        == "Jour 82 de la guerre: les ports bloqués"
    )


# What a page's navigation puts before the title


@pytest.mark.parametrize(
    "before",
    [
        "Menu\n\n",
        "Menu\n",
        "Menu ",
        "MENU\n\n",
        " Menu \n\n",
        "Menu\n\nRechercher\n\nAccueil\n\n",
        "\u00a0\n\nMenu\n\n",
    ],
)
@pytest.mark.parametrize("title", ["Jour 82 de la guerre", "Bilan de la semaine. 628 – 632 jours", "628 – 632 jours"])
def test_a_menu_before_the_title_is_left_out_and_told(before: str, title: str) -> None:
    result = imported(before + title)
    assert result.bulletin.title == title
    assert result.bulletin.sections[0].paragraphs == ("Le chapeau sans point final",)
    assert result.warnings == ("left out what stands before the title (the page's menu)",)


def test_a_menu_in_the_midst_of_a_title_stays() -> None:
    result = imported("Jour 82: au menu jour après jour")
    assert (result.bulletin.title, result.warnings) == ("Jour 82: au menu jour après jour", ())


def test_only_a_menu_is_no_bulletin() -> None:
    with pytest.raises(ImportRefusedError, match="the file is empty"):
        import_text("Menu\n\nAccueil\n", Given())


# Days in the address, by a date, by options


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://uacrisis.org/fr/1181-1185", (1181, 1185)),
        ("https://uacrisis.org/fr/day-287", (287, 287)),
        ("https://uacrisis.org/fr/jour-29-de-resistance-les-resultats-du-sommet", (29, 29)),
        ("https://uacrisis.org/fr/628-632/amp", (628, 632)),
        ("https://example.org/2024/05/1181-1185", (1181, 1185)),
        ("https://example.org/2024/05/20/1181-1185/?p=3#x", (1181, 1185)),
        ("https://example.org/2025/07/08/jour-1231", (1231, 1231)),
        ("https://example.org/jour-1231-10-missiles-pour-kyiv", (1231, 1231)),
        ("https://example.org/jour-29-300-prisonniers", (29, 29)),
        ("https://example.org/1230-1234-jours-de-resistance", (1230, 1234)),
        ("https://example.org/943-947eme-jour", (943, 947)),
        ("https://example.org/fr/1231/", (1231, 1231)),
    ],
)
def test_the_days_are_read_from_the_address_where_the_title_has_none(address: str, expected: tuple[int, int]) -> None:
    assert days("Résumé de la semaine", url=address) == expected


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/2024/05/",
        "https://example.org/2024/05/20/titre",
        "https://example.org/10-missiles-pour-kyiv",
        "https://example.org/?p=5155",
        "https://1231.example.org/",
        "https://example.org:8080",
    ],
)
def test_other_numbers_in_an_address_are_no_days(address: str) -> None:
    with pytest.raises(ImportRefusedError, match="no day number in the title"):
        imported("Résumé de la semaine", url=address)


def test_the_title_beats_the_address_and_the_difference_is_told() -> None:
    result = imported("Jour 82 de la guerre", url="https://example.org/jour-83")
    assert result.bulletin.id == "82"
    assert result.warnings == ("the title says day 82, the address day 83: the title holds",)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Bilan de la semaine. 31.10.2025", (1342, 1346)),
        ("Bilan de la semaine. 31/10/2025", (1342, 1346)),
        ("Bulletin du 31.10.2025", (1346, 1346)),
        ("Bilan de la semaine. 01.11.2025", (1342, 1347)),
    ],
)
def test_a_date_in_the_title_gives_the_days_of_its_week(title: str, expected: tuple[int, int]) -> None:
    assert days(title) == expected


def test_a_date_that_is_none_gives_no_days() -> None:
    with pytest.raises(ImportRefusedError, match="no day number"):
        imported("Bilan de la semaine. 31.02.2026")


def test_a_date_that_contradicts_the_days_is_told() -> None:
    (warning,) = imported("Jours 1426-1430 de résistance. 30.01.2026").warnings
    assert warning.startswith(
        "the title names the date 2026-01-30, but days 1426-1430 run from 2026-01-19 to 2026-01-23"
    )


def test_options_beat_the_text_with_a_warning() -> None:
    result = imported("Jour 82 de la guerre", day=83)
    assert result.bulletin.id == "83"
    assert result.warnings == ("the text says day 82, the options day 83: the options hold",)


def test_options_that_agree_with_the_text_are_no_matter() -> None:
    assert imported("Jour 82", day=82).warnings == ()
    assert imported("Bilan de la semaine. 628 – 632", day=628, day_to=632).warnings == ()


def test_the_last_day_alone_may_be_given() -> None:
    result = imported("Bilan de la semaine, jour 628", day_to=632)
    assert result.bulletin.id == "628-632"
    assert result.warnings == ("the text says day 628, the options days 628-632: the options hold",)


def test_a_week_of_one_day_is_told() -> None:
    (warning,) = imported("Bilan de la semaine, jour 628").warnings
    assert warning == "the title speaks of a week, but only day 628 is known: give the last day with --day-to"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"day": 83, "day_to": 82}, "days 83-82: days run from 1 to 9999, and the last must not precede the first"),
        ({"day": 10_000}, "day 10000: days run from 1 to 9999"),
        ({"day": 0}, "day 0: days run from 1"),
        ({"day_to": 5}, "days 82-5: "),
        ({"url": "example.org"}, "--url 'example.org' is no web address: write it whole"),
    ],
)
def test_impossible_options_are_refused(given: dict[str, Any], told: str) -> None:
    with pytest.raises(ImportRefusedError) as caught:
        imported("Jour 82", **given)
    assert told in str(caught.value)


def test_an_empty_publisher_is_none() -> None:
    assert imported("Jour 82", publisher="").bulletin.publisher is None


def test_options_are_kept() -> None:
    bulletin = imported("Jour 82", publisher="Le Centre", url="https://example.org", rendition="adapted").bulletin
    assert (bulletin.publisher, bulletin.url, bulletin.rendition) == ("Le Centre", "https://example.org", "adapted")


# Headings and paragraphs


def test_the_second_block_is_the_lead_with_or_without_final_punctuation() -> None:
    assert texts("Sans point\n\nTitre\n\nTexte.") == [(None, ("Sans point",)), ("Titre", ("Texte.",))]
    assert texts("Avec un point.\n\nTitre\n\nTexte.") == [(None, ("Avec un point.",)), ("Titre", ("Texte.",))]


def test_a_bulletin_may_have_no_headings() -> None:
    assert texts("Chapeau\n\nUn.\n\nDeux.") == [(None, ("Chapeau", "Un.", "Deux."))]


def test_headings_without_paragraphs_stay() -> None:
    assert texts("Chapeau.\n\nA\n\nB\n\nTexte.") == [(None, ("Chapeau.",)), ("A", ()), ("B", ("Texte.",))]


def test_a_heading_at_the_end_is_told() -> None:
    result = imported("Jour 82", "Chapeau.\n\nTitre\n\nTexte.\n\nFin oubliée")
    assert result.bulletin.sections[-1].heading == "Fin oubliée"
    assert result.warnings == ("the last block has no final punctuation and is taken for a heading: 'Fin oubliée'",)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Il a affirmé :",
        "Il a affirmé\u00a0:",
        "Texte.",
        "Texte…",
        "Texte ?",
        "Texte.\u00a0",
        "Texte.\u200b",
        "Texte.\ufeff",
        "Il a dit « oui ».",
        "Il a dit « oui. »",
        "Il a dit «\u202foui.\u202f»",
        "(Texte.)",
        "«Une citation sans point»",
        "“Une citation sans point”",
        '"Une citation sans point"',
        "– un tiret de liste",
        "• une puce",
        "Mot " * 80,
    ],
)
def test_a_paragraph_is_not_taken_for_a_heading(paragraph: str) -> None:
    assert texts(f"Chapeau.\n\n{paragraph}\n\nTexte.") == [(None, ("Chapeau.", paragraph, "Texte."))]


def test_a_quotation_begun_after_a_colon_is_no_heading() -> None:
    body = "Chapeau.\n\nTitre\n\nIl a dit :\n\n«Première phrase,\n\nla seconde»."
    assert texts(body)[1] == ("Titre", ("Il a dit :", "«Première phrase,", "la seconde»."))


@pytest.mark.parametrize(
    "heading", ["Titre", "  Titre\u00a0", "Titre (1)", "Le Pentagone – indique l’«Agence»", "Titre\n"]
)
def test_a_heading_loses_only_the_white_space_around_it(heading: str) -> None:
    assert texts(f"Chapeau.\n\n{heading}\n\nTexte.")[1] == (heading.strip(), ("Texte.",))


@pytest.mark.parametrize(
    "block",
    [
        "## dièse.",
        "\\ barre.",
        "\\## les deux.",
        "  en retrait et fin blanche. \u00a0",
        "Un\u00a0mot\u202f! <b>gras</b> *étoile*.",
        "Ligne un,\nligne deux.",
        "---\ntitle: x.",
        "\ttabulation.",
    ],
)
def test_any_block_survives_the_corpus_file_byte_for_byte(block: str, corpus: Path) -> None:
    path = add(f"Jour 82\n\nChapeau.\n\n{block}", corpus)
    assert read_bulletin(path).sections[0].paragraphs == ("Chapeau.", block)


def test_a_heading_that_looks_like_markup_survives(corpus: Path) -> None:
    path = add("Jour 82\n\nChapeau.\n\n## Déjà un titre\n\n\\Un autre\n\nTexte.", corpus)
    assert [section.heading for section in read_bulletin(path).sections] == [None, "## Déjà un titre", "\\Un autre"]


_block = st.lists(
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40).filter(
        lambda line: any(char.isalnum() for char in line)
    ),
    min_size=1,
    max_size=3,
).map("\n".join)


@given(st.lists(_block, min_size=1, max_size=8))
def test_no_text_is_lost_or_altered_on_the_way(blocks: list[str]) -> None:
    raw = "\n\n".join(["Jour 82", *blocks])
    bulletin = import_text(raw, Given()).bulletin
    kept: list[str] = []
    for section in bulletin.sections:
        kept.extend([] if section.heading is None else [section.heading])
        kept.extend(section.paragraphs)
    assert [" ".join(block.split("\n")).strip() for block in kept] == [" ".join(b.split("\n")).strip() for b in blocks]


# Bytes


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", ["", "\n", "\n\n \n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_and_line_ends_make_no_difference(line_end: str, last: str, encoding: str) -> None:
    plain = "Jour 82: l’été\n\nChapeau\n\nTitre\n\nLigne un,\nligne deux."
    text, warnings = decode((plain + last).replace("\n", line_end).encode(encoding))
    assert warnings == ()
    assert import_text(text, Given()) == import_text(plain, Given())


def test_latin_1_is_recognised_with_a_warning() -> None:
    plain = "Jour 82: l'été\n\nÀ Kyïv, « ça » coûte 12 °C."
    text, warnings = decode(plain.encode("latin-1"))
    assert text == plain
    assert warnings == ("the file is not UTF-8: read as Latin-1 (Windows-1252); check the accents",)


def test_windows_quotation_marks_are_recognised() -> None:
    plain = "Jour 82: l’été – “œuvre” à 5 €…"
    assert decode(plain.encode("cp1252"))[0] == plain


@pytest.mark.parametrize(
    "raw",
    [
        "Déjà l’été".encode() + " encore l'été".encode("latin-1"),
        "L’œuvre ".encode() + "achevée".encode("latin-1"),
        "L'Île de ".encode() + "l'été".encode("latin-1") + b" a" * 100,
        b"\xef\xbb\xbf" + "l'été passé à Kyïv, ou ailleurs".encode("latin-1") * 10,
        "Привіт, це бюлетень про війну".encode("cp1251"),
        "Зведення за тиждень".encode("koi8-u"),
        "L'été de Marioupol".encode("mac-roman"),
        bytes(range(1, 256)),
        b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n",
    ],
)
def test_other_and_mixed_encodings_are_refused(raw: bytes) -> None:
    with pytest.raises(ImportRefusedError, match="the file is neither UTF-8 nor Latin-1: save it as UTF-8"):
        decode(raw)


@pytest.mark.parametrize("raw", [b"PK\x03\x04\0\0", "Jour 82".encode("utf-16-le"), b"\0"])
def test_binary_files_are_refused(raw: bytes) -> None:
    with pytest.raises(ImportRefusedError, match="the file is not text: save the bulletin as a text file in UTF-8"):
        decode(raw)


def test_broken_utf_16_is_refused() -> None:
    with pytest.raises(ImportRefusedError, match="starts as UTF-16 but is not"):
        decode(b"\xff\xfeJ\0o")


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(raw: bytes) -> None:
    try:
        text, _ = decode(raw)
    except ImportRefusedError:
        return
    assert isinstance(text, str)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("", "the file is empty: it must hold a title, a lead and paragraphs"),
        ("\n \n\u00a0\n\u200b\n", "the file is empty"),
        ("Jour 82", "there is only one block: separate the title, the lead and the paragraphs by blank lines"),
        ("Jour 82\nChapeau\nTexte.", "there is only one block"),
        ("<!DOCTYPE html>\n\n<html>", "this is a web page or an RTF document: copy its text into a plain text file"),
        ("  <html lang='fr'>\n\n<p>Jour 82</p>", "this is a web page"),
        ("{\\rtf1\\ansi\n\nJour 82", "an RTF document"),
    ],
)
def test_what_is_no_raw_bulletin_is_refused(raw: str, told: str) -> None:
    with pytest.raises(ImportRefusedError) as caught:
        import_text(raw, Given())
    assert told in str(caught.value)


# Into the corpus


def test_the_file_is_named_after_its_first_date_and_days(corpus: Path) -> None:
    assert add(f"Jour 82\n\n{BODY}", corpus) == corpus / "2022-05-16-jour-82.md"
    assert add(f"628-632 jours de guerre\n\n{BODY}", corpus) == corpus / "2023-11-13-jours-628-632.md"


def test_a_missing_corpus_folder_is_made(tmp_path: Path) -> None:
    path = add(f"Jour 82\n\n{BODY}", tmp_path / "a" / "corpus")
    assert read_bulletin(path).id == "82"


def test_a_second_file_of_the_same_days_gets_the_next_edition(corpus: Path) -> None:
    paths = [add(f"Jour 82\n\nChapeau {number}\n\n{BODY}", corpus) for number in range(3)]
    assert [path.name for path in paths] == [
        "2022-05-16-jour-82.md",
        "2022-05-16-jour-82e2.md",
        "2022-05-16-jour-82e3.md",
    ]
    assert [bulletin.id for _, bulletin in read_corpus(corpus)] == ["82", "82e2", "82e3"]


def test_an_edition_is_counted_whatever_its_file_is_called(put: Callable[..., Path], corpus: Path) -> None:
    put(82, name="autre.md")
    assert add(f"Jour 82\n\n{BODY}", corpus).name == "2022-05-16-jour-82e2.md"


def test_a_weekly_of_overlapping_days_is_no_edition(put: Callable[..., Path], corpus: Path) -> None:
    put(82)
    assert read_bulletin(add(f"82-86 jours de guerre\n\n{BODY}", corpus)).edition == 1


def test_replace_overwrites_the_last_edition_where_it_stands(put: Callable[..., Path], corpus: Path) -> None:
    first = put(82, name="autre.md")
    second = put(82, name="encore.md", edition=2)
    before = first.read_bytes()
    assert add(f"Jour 82\n\nNouveau\n\n{BODY}", corpus, replaces=True) == second
    assert (read_bulletin(second).id, read_bulletin(second).sections[0].paragraphs) == ("82e2", ("Nouveau",))
    assert first.read_bytes() == before
    assert len(read_corpus(corpus)) == 2


def test_replace_with_nothing_to_replace_adds(corpus: Path) -> None:
    assert read_bulletin(add(f"Jour 82\n\n{BODY}", corpus, replaces=True)).id == "82"


def test_a_broken_file_in_the_way_is_never_overwritten_unasked(corpus: Path) -> None:
    broken = corpus / "2022-05-16-jour-82.md"
    broken.write_text("à moitié écrit", encoding="utf-8")
    with pytest.raises(ImportRefusedError, match=r"is there already: add --replace to overwrite it"):
        add(f"Jour 82\n\n{BODY}", corpus)
    assert broken.read_text(encoding="utf-8") == "à moitié écrit"
    assert list(corpus.iterdir()) == [broken]
    add(f"Jour 82\n\n{BODY}", corpus, replaces=True)
    assert read_bulletin(broken).id == "82"


def test_a_text_that_makes_no_sound_file_is_refused_and_nothing_is_written(corpus: Path) -> None:
    with pytest.raises(ImportRefusedError) as caught:
        add("Jour 82\n\nUn saut\x0b de ligne\n\nUn autre\x0b.", corpus)
    assert str(caught.value) == "the bulletin would not be a sound corpus file: control character U+000B: remove it"
    assert list(corpus.iterdir()) == []


def test_headings_alone_make_no_bulletin(corpus: Path) -> None:
    bulletin = import_text(f"Jour 82\n\n{BODY}", Given()).bulletin
    bare = Bulletin(bulletin.title, "daily", 82, 82, "fr", sections=bulletin.sections[:0])
    with pytest.raises(ImportRefusedError, match="no paragraph"):
        write(bare, corpus / "x.md", replaces=False)
    assert list(corpus.iterdir()) == []


def test_adding_the_same_text_twice_writes_the_same_body(corpus: Path) -> None:
    raw = (RAW / "jour-1302.txt").read_text(encoding="utf-8")
    bodies = [add(raw, corpus).read_bytes().split(b"\n---\n", 1)[1] for _ in range(2)]
    assert all(one == other for one, other in pairwise(bodies))


def test_a_replacement_keeps_the_publisher_and_address_that_it_does_not_give(corpus: Path) -> None:
    given = Given(publisher="Le Centre", url="https://example.org/1231")
    path, first, _ = place(import_text(RAW_TEXT, given).bulletin, corpus, replaces=False)
    write(first, path, replaces=False)
    _, again, remarks = place(import_text(RAW_TEXT, Given()).bulletin, corpus, replaces=True)
    assert (again.publisher, again.url, again.edition) == ("Le Centre", "https://example.org/1231", 1)
    assert remarks == ()


RAW_TEXT = "Jour 1231 de résistance: un titre\n\nLe chapeau\n\nUn paragraphe."
