"""What builds keep of their work: used again, made anew where it is damaged, and never seen in a generation."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from index import build as building
from index import kept, store, workers
from index.analyses import Analysis, analyse
from index.build import build
from index.errors import GenerationError
from index.kept import KEPT, Kept
from index.lexicon import Group
from index.model import Bulletin
from tests.conftest import bulletin_text

Put = Callable[..., Path]
BODIES = [
    "Les forces ukrainiennes, selon Axios, ont dit :\n\n«Oui».\n\n## Koursk\n\nDix missiles F-16 le 4 juillet.",
    "Un «été» à l’œuvre, affirme O’Neil.\n\n## Aide\n\nLe Pentagone livre 12 000 obus.\n\n## Vide\n\nRien de neuf.",
    "Зеленський a parlé à Koursk, d’après Axios.",
    "Des drones, des drones et encore des drones.\n\nUn autre paragraphe du 8 mai.",
    "L’aide arrive.\n\n## Aide\n\nL’aide est là, a déclaré le ministre.\n\nElle suffit, a-t-il ajouté.",
]


@pytest.fixture
def index_dir(tmp_path: Path) -> Path:
    return tmp_path / "var" / "index"


@pytest.fixture(autouse=True)
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "GROUP", 2)
    monkeypatch.setattr(kept, "LARGE", 4)
    monkeypatch.setattr(kept, "_MOST_ENTRIES", 3)
    monkeypatch.setattr(kept, "_MOST_NEW", 10)
    monkeypatch.setattr(kept, "_PATIENCE", 0.0)


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the bulletins that are analysed, as they are."""
    ids: list[str] = []

    def noted(bulletin: Bulletin) -> Analysis:
        ids.append(bulletin.id)
        return analyse(bulletin)

    monkeypatch.setattr(workers, "analyse", noted)
    return ids


@pytest.fixture
def fill(put: Put) -> Callable[[], None]:
    def write() -> None:
        for day, body in enumerate(BODIES, 10):
            put(day, body)

    return write


def contents(index_dir: Path) -> dict[str, bytes]:
    """The name of the generation in use, and all that is in it."""
    name = store.current(index_dir)
    assert name
    return {"name": name.encode(), **{path.name: path.read_bytes() for path in (index_dir / name).iterdir()}}


def contents_of_fresh(corpus: Path, folder: Path) -> dict[str, bytes]:
    """Those of a build from nothing."""
    shutil.rmtree(folder, ignore_errors=True)
    build(corpus, folder)
    return contents(folder)


def steps(corpus: Path, put: Put) -> Iterator[str]:
    """Changes of a corpus, one after the other."""
    yield "nothing"
    put(15, "Un nouveau bulletin sur Koursk.")
    yield "a newer one"
    put(5, "Un vieux bulletin, selon Reuters.")
    yield "an older one"
    put(11, "L’ancien texte a fait place à un autre.")
    yield "another text in the midst"
    put(15, "Un nouveau bulletin sur Koursk.", retracted="2022-03-12")
    yield "the newest withdrawn"
    (corpus / "2022-03-08-jour-13.md").unlink()
    yield "one removed"
    put(15, "Un nouveau bulletin sur Koursk.")
    put(13, BODIES[3])
    yield "both back again"
    put(17, "Une semaine.", kind="weekly", days="11-17", date="2022-03-06/2022-03-12")
    yield "a week among the days"
    put(11, BODIES[2], name="2022-03-06-jour-11.md")
    put(12, BODIES[1])
    yield "two texts exchanged"
    for path in sorted(corpus.iterdir())[:-1]:
        path.unlink()
    yield "all but one removed"
    put(17, "Une semaine.", kind="weekly", days="11-17", date="2022-03-06/2022-03-12", retracted="2022-03-13")
    yield "the last one withdrawn"


@pytest.mark.parametrize(("group", "large"), [(2, 4), (1, 2)])
def test_whatever_was_built_before_the_bytes_are_those_of_a_build_from_nothing(
    fill: Callable[[], None],
    put: Put,
    corpus: Path,
    index_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    group: int,
    large: int,
) -> None:
    monkeypatch.setattr(kept, "GROUP", group)
    monkeypatch.setattr(kept, "LARGE", large)
    fill()
    for step in steps(corpus, put):
        build(corpus, index_dir)
        assert contents(index_dir) == contents_of_fresh(corpus, tmp_path / "fresh"), step


def test_the_bytes_are_the_same_whatever_the_size_of_groups_and_however_many_processes(
    fill: Callable[[], None], corpus: Path, index_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill()
    build(corpus, index_dir)
    monkeypatch.setattr(kept, "GROUP", 10)
    monkeypatch.setattr(kept, "LARGE", 100)
    monkeypatch.setattr(workers, "WORTHWHILE", 0)
    monkeypatch.setattr(workers, "_processors", lambda: 2)
    assert contents(index_dir) == contents_of_fresh(corpus, tmp_path / "fresh")


def test_only_what_is_new_is_analysed(
    fill: Callable[[], None], put: Put, corpus: Path, index_dir: Path, analysed: list[str]
) -> None:
    fill()
    build(corpus, index_dir)
    assert sorted(analysed) == ["10", "11", "12", "13", "14"]
    analysed.clear()
    put(12, "Un autre texte.")
    put(15, "Un nouveau.")
    build(corpus, index_dir)
    assert sorted(analysed) == ["12", "15"]


def test_a_file_under_another_name_is_not_analysed_again(
    fill: Callable[[], None], corpus: Path, index_dir: Path, analysed: list[str]
) -> None:
    fill()
    build(corpus, index_dir)
    analysed.clear()
    (corpus / "2022-03-05-jour-10.md").rename(corpus / "zzz.md")
    assert build(corpus, index_dir).changed
    assert analysed == []


def test_the_lexicon_is_parsed_once_and_after_each_edit(tmp_path: Path) -> None:
    groups: dict[bytes, list[Group]] = {
        b"before": [("same", (("isw",), ("institut", "etude")))],
        b"after": [("near", (("essence",), ("carburant",)))],
    }
    parsed: list[bytes] = []
    for digest in (b"before", b"before", b"after", b"after", b"before"):

        def parse(digest: bytes = digest) -> list[Group]:
            parsed.append(digest)
            return groups[digest]

        with Kept(tmp_path / KEPT, "version") as kept_before:
            assert kept_before.groups(digest, parse) == groups[digest]
    assert parsed == [b"before", b"after", b"before"]


def test_another_version_analyses_all_anew(
    fill: Callable[[], None], corpus: Path, index_dir: Path, analysed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill()
    build(corpus, index_dir)
    analysed.clear()
    monkeypatch.setattr(store, "code_digest", lambda: "another")
    build(corpus, index_dir)
    assert len(analysed) == len(BODIES)


def test_what_a_broken_off_build_has_done_is_done(
    fill: Callable[[], None], corpus: Path, index_dir: Path, analysed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill()
    monkeypatch.setattr(building, "_KEPT_EVERY", 2)

    def break_off(stage: str, done: int, _of: int) -> None:
        if stage == "analysing" and done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(corpus, index_dir, progress=break_off)
    assert len(analysed) == 3
    build(corpus, index_dir)
    assert sorted(analysed[3:]) == sorted({"10", "11", "12", "13", "14"} - set(analysed[:2]))


def test_what_is_of_no_bulletin_any_more_is_dropped(
    fill: Callable[[], None], put: Put, corpus: Path, index_dir: Path
) -> None:
    fill()
    build(corpus, index_dir)
    put(11, "Un autre texte.")
    (corpus / "2022-03-05-jour-10.md").unlink()
    build(corpus, index_dir)
    with closing(sqlite3.connect(index_dir / KEPT)) as connection:
        for table in ("bulletins", "passages", "signals", "inverted"):
            assert connection.execute(f"SELECT count(DISTINCT bulletin) FROM {table}").fetchall() == [(4,)], table
        # A large group, and what all of them make.
        assert connection.execute("SELECT count(DISTINCT name) FROM groups").fetchall() == [(2,)]


# Where it is damaged


def damage(path: Path, how: str) -> None:
    whole = path.read_bytes()
    if how == "lost":
        path.unlink()
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "cut short":
        path.write_bytes(whole[: len(whole) // 2])
    elif how == "no database":
        path.write_bytes(b"no database" * 1000)
    elif how == "a folder":
        path.unlink()
        (path / "within").mkdir(parents=True)
    elif how == "values of another type":
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE bulletins SET passages = 'many'")
    elif how == "no letters":
        path.write_bytes(whole.replace(b"bulletins", b"bullet\xff\xffs"))
    elif how == "another database":
        path.unlink()
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE readers (id INTEGER)")


@pytest.mark.parametrize(
    "how",
    [
        "lost",
        "empty",
        "cut short",
        "no database",
        "a folder",
        "values of another type",
        "no letters",
        "another database",
    ],
)
def test_a_damaged_file_is_made_anew(
    fill: Callable[[], None], put: Put, corpus: Path, index_dir: Path, tmp_path: Path, how: str
) -> None:
    fill()
    build(corpus, index_dir)
    damage(index_dir / KEPT, how)
    put(15, "Un nouveau.")
    build(corpus, index_dir)
    assert contents(index_dir) == contents_of_fresh(corpus, tmp_path / "fresh")


def test_changed_bytes_never_reach_a_generation(
    fill: Callable[[], None], put: Put, corpus: Path, index_dir: Path, tmp_path: Path
) -> None:
    fill()
    build(corpus, index_dir)
    whole = (index_dir / KEPT).read_bytes()
    put(15, "Un nouveau.")
    expected = contents_of_fresh(corpus, tmp_path / "fresh")
    chance = random.Random(1231)
    for _ in range(25):
        changed = bytearray(whole)
        for _ in range(20):
            changed[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        (index_dir / KEPT).write_bytes(changed)
        shutil.rmtree(index_dir / expected["name"].decode(), ignore_errors=True)
        build(corpus, index_dir)
        assert contents(index_dir) == expected


@pytest.mark.parametrize(
    "loss",
    [
        "DELETE FROM passages WHERE bulletin = 1",
        "DELETE FROM passages WHERE bulletin = 1 AND position = 1",
        "UPDATE passages SET position = position + 10 WHERE bulletin = 1",
        "UPDATE passages SET text = NULL WHERE bulletin = 1",
        "UPDATE bulletins SET passages = passages + 1",
        "DELETE FROM signals WHERE bulletin = (SELECT max(bulletin) FROM signals)",
        "DELETE FROM signals_joined",
        "UPDATE signals_joined SET leads = x'0000'",
        "DELETE FROM inverted WHERE kind = 'stem'",
        "DELETE FROM groups WHERE kind = 'gram'",
        "DELETE FROM groups WHERE number = 1",
        "DELETE FROM groups WHERE number = 0 AND numbers > 1",
        "DELETE FROM words WHERE vocabulary = 'form'",
        "DELETE FROM orders",
        "DELETE FROM runs",
        "DELETE FROM records WHERE field = 'ends'",
        "UPDATE lexicon SET groups = x'5b5d'",
        "DELETE FROM lexicon",
        "DROP TABLE words",
        "DELETE FROM version",
    ],
)
def test_a_part_that_is_missing_is_made_again(
    fill: Callable[[], None], put: Put, corpus: Path, index_dir: Path, tmp_path: Path, loss: str
) -> None:
    fill()
    build(corpus, index_dir)
    with closing(sqlite3.connect(index_dir / KEPT)) as connection:
        connection.execute(loss)
        connection.commit()
    put(15, "Un nouveau.")
    build(corpus, index_dir)
    assert contents(index_dir) == contents_of_fresh(corpus, tmp_path / "fresh")


def test_a_file_that_someone_else_holds_is_begun_anew(fill: Callable[[], None], corpus: Path, index_dir: Path) -> None:
    fill()
    build(corpus, index_dir)
    expected = contents(index_dir)
    shutil.rmtree(index_dir / expected["name"].decode())
    with closing(sqlite3.connect(index_dir / KEPT)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        build(corpus, index_dir)
    assert contents(index_dir) == expected
    with Kept(index_dir / KEPT, building._versions()) as anew:
        assert {bulletin.id for bulletin in anew.sources().values()} == {"10", "11", "12", "13", "14"}


def test_a_disk_too_full_to_keep_more_loses_nothing_that_is_kept(
    fill: Callable[[], None],
    put: Put,
    corpus: Path,
    index_dir: Path,
    analysed: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put(10, BODIES[0])
    before = build(corpus, index_dir).generation
    fill()
    put(15, "Un texte plus long que ce qui tient encore dans le fichier. " * 5000)

    def allow_no_more(stage: str, done: int, _of: int) -> None:
        if (stage, done) == ("analysing", 0):
            opened[-1].execute("PRAGMA max_page_count = 1")

    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def noted(*given: Any, **named: Any) -> sqlite3.Connection:
        opened.append(connect(*given, **named))
        return opened[-1]

    with monkeypatch.context() as noting:
        noting.setattr(sqlite3, "connect", noted)
        with pytest.raises(GenerationError) as caught:
            build(corpus, index_dir, progress=allow_no_more)
    assert f"the disk is full: no room to write {index_dir / KEPT}" in str(caught.value)
    assert "what was in use stays in use" in str(caught.value)
    assert store.current(index_dir) == before
    analysed.clear()
    build(corpus, index_dir)
    assert "10" not in analysed


def test_a_broken_file_does_not_spoil_what_is_kept(
    fill: Callable[[], None], put: Put, corpus: Path, index_dir: Path, analysed: list[str]
) -> None:
    fill()
    build(corpus, index_dir)
    analysed.clear()
    path = put(15, "## ")
    with pytest.raises(Exception, match="empty heading"):
        build(corpus, index_dir)
    path.write_text(bulletin_text(15, "Un nouveau."), encoding="utf-8")
    build(corpus, index_dir)
    assert analysed == ["15"]
