"""The SQLite file of a generation: what was written is what is read, by number, id, section and day."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from itertools import chain
from pathlib import Path

import pytest

from index.database import Database, Rows, rows_of, write_database
from index.errors import GenerationError
from index.model import Bulletin, Passage, Section, Speaker

WEEKLY = Bulletin(
    "Bilan « 1230-1234 »\u00a0!", "weekly", 1230, 1234, "fr", "Le Centre", "https://example.org", "adapted", 2
)
DAILY = Bulletin("Jour 1231", "daily", 1231, 1231, "fr")
RETRACTED = Bulletin("Jour 1236", "daily", 1236, 1236, "fr", retracted=date(2025, 7, 14))
SECTIONS = (
    Section(0, None, ("Le chapeau.",)),
    Section(1, "Vide", ()),
    Section(2, "Plein", ("Un.", "Deux\n\n«trois».")),
)
SPEAKERS = (Speaker("Axios", "rapporte", (0, 5)), Speaker('O\'Neil "Bob"', None, None))


def passage(bulletin: Bulletin, section: Section, paragraph: int) -> Passage:
    of_section = f"j{bulletin.id}-s{section.number}-p{paragraph}"
    text = section.paragraphs[paragraph - 1]
    return Passage(of_section, bulletin.id, section.number, section.heading, paragraph, text, SPEAKERS[:paragraph])


def with_sections(bulletin: Bulletin) -> Bulletin:
    return Bulletin(
        **{field: getattr(bulletin, field) for field in Bulletin.__slots__ if field != "sections"}, sections=SECTIONS
    )


BULLETINS = [RETRACTED, with_sections(WEEKLY), with_sections(DAILY)]
PASSAGES_OF = [
    [
        passage(bulletin, section, paragraph)
        for section in bulletin.sections
        for paragraph in range(1, len(section.paragraphs) + 1)
    ]
    for bulletin in BULLETINS
]
PASSAGES = list(chain.from_iterable(PASSAGES_OF))
ROWS = list(map(rows_of, BULLETINS, PASSAGES_OF))


def write(path: Path, bulletins: Sequence[Rows]) -> int:
    """Has a database written of rows."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE given (number, bulletin, id, section, paragraph, text, speakers)")
        passages = [(place, *passage) for place, rows in enumerate(bulletins) for passage in rows.passages]
        numbered = [(number, *passage) for number, passage in enumerate(passages)]
        connection.executemany("INSERT INTO given VALUES (?, ?, ?, ?, ?, ?, ?)", numbered)
        connection.commit()
        sources = [(rows.source, rows.sections) for rows in bulletins]
        return write_database(path, sources, connection, "SELECT * FROM given")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("database") / "passages ? #.sqlite"
    write(path, ROWS)
    return path


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    opened = Database(path)
    yield opened
    opened.close()


def test_every_passage_is_read_as_it_was_written(database: Database) -> None:
    assert database.numbered(range(len(PASSAGES))) == dict(enumerate(PASSAGES))
    assert [database.passage(written.id) for written in PASSAGES] == PASSAGES
    assert list(database.passages()) == PASSAGES


@pytest.mark.parametrize("key", ["", "j1231", "j1236-s0-p1", "0", "'; DROP TABLE passages; --"])
def test_what_is_not_there_is_none(database: Database, key: str) -> None:
    assert database.passage(key) is None
    assert database.numbered([-1, len(PASSAGES)]) == database.numbered([]) == {}


def test_bulletins_come_with_their_sections_in_order(database: Database) -> None:
    assert database.bulletin("1231") == with_sections(DAILY)
    assert database.bulletin("1230-1234e2") == with_sections(WEEKLY)
    assert database.bulletin("1230-1234") is None


def test_a_retracted_bulletin_is_known_by_its_date_alone(database: Database) -> None:
    assert database.bulletin("1236") == RETRACTED


def test_a_section_gives_its_passages_in_order(database: Database) -> None:
    assert [found.text for found in database.section("1231", 2)] == ["Un.", "Deux\n\n«trois»."]
    assert database.section("1231", 1) == database.section("1231", 9) == database.section("1", 0) == ()


def test_the_latest_is_never_retracted(database: Database) -> None:
    latest = database.latest()
    assert latest is not None
    assert latest.id == "1230-1234e2"


def test_a_day_gives_its_bulletins_dailies_first(database: Database) -> None:
    assert [bulletin.id for bulletin in database.on_day(1231)] == ["1231", "1230-1234e2"]
    assert [bulletin.id for bulletin in database.on_day(1234)] == ["1230-1234e2"]


@pytest.mark.parametrize("day", [1236, 1229, 1235, 0, -1, 10**30, -(10**30)])
def test_a_day_without_a_bulletin_gives_none(database: Database, day: int) -> None:
    assert database.on_day(day) == ()


def test_the_span_of_days_leaves_retracted_ones_out(database: Database) -> None:
    assert database.days() == (1230, 1234)


@pytest.mark.parametrize(
    ("day", "nearest"),
    [
        (1236, (1234, None)),
        (1200, (None, 1230)),
        (10**30, (1234, None)),
        (-(10**30), (None, 1230)),
        (1231, (None, None)),
    ],
)
def test_the_nearest_days_are_named(database: Database, day: int, nearest: tuple[int | None, int | None]) -> None:
    assert database.nearest_days(day) == nearest


def test_an_empty_corpus_has_no_days(tmp_path: Path) -> None:
    write(tmp_path / "empty", [])
    database = Database(tmp_path / "empty")
    assert (database.days(), database.latest(), database.on_day(1), database.nearest_days(1)) == (
        None,
        None,
        (),
        (None, None),
    )
    database.close()


def test_the_same_content_gives_the_same_bytes(path: Path, tmp_path: Path) -> None:
    assert write(tmp_path / "again", ROWS) == len(PASSAGES)
    assert (tmp_path / "again").read_bytes() == path.read_bytes()


def test_reading_writes_nothing(path: Path, database: Database) -> None:
    before = path.stat().st_mtime_ns
    database.bulletin("1231")
    assert [other.name for other in path.parent.iterdir()] == [path.name]
    assert path.stat().st_mtime_ns == before


def test_nothing_can_be_written_through_a_reader(database: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        database._connection.execute("DELETE FROM passages")


@pytest.mark.parametrize("content", [None, b"", b"no database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_what_is_no_database_says_what_to_run(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "x").write_bytes(content)
    with pytest.raises(GenerationError, match=r"x cannot be read .*; run: python -m index build"):
        Database(tmp_path / "x")


def test_damage_found_while_reading_says_what_to_run(path: Path, tmp_path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[3 * 4096 :] = b"\xff" * (len(content) - 3 * 4096)
    (tmp_path / "x").write_bytes(content)
    database = Database(tmp_path / "x")
    with pytest.raises(GenerationError, match=r"x cannot be read .*; run: python -m index build"):
        database.numbered([0])
    database.close()


def test_any_number_of_passages_is_read_at_once(database: Database) -> None:
    assert database.numbered(range(-50_000, 50_000)) == dict(enumerate(PASSAGES))
