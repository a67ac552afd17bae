"""The write path: corpus files -> bulletins -> passages -> terms -> a generation on disk, then in use."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index import dictionary, encoders, lexicon, semantic, store, thesaurus, word_vectors
from index.analyses import VOCABULARIES
from index.analysis import STEMMER_VERSION
from index.corpus import corpus_files, parse_file, read_corpus
from index.database import Database
from index.dictionary import Dictionary, compile_dictionary
from index.errors import CorpusError, GenerationError, Problem
from index.inversion import Ints, renumber
from index.kept import FORM, KEPT, RUN, Kept
from index.lexicon import Group
from index.model import Bulletin
from index.ranking import weigh
from index.semantic import VECTORS, encode_passages
from index.thesaurus import Thesaurus, compile_thesaurus
from index.vocabulary import Vocabulary
from index.word_vectors import compile_word_vectors
from index.workers import analyse_all

# Told what is being done, and how many of how many steps are behind.
Progress = Callable[[str, int, int], None]
# After so many new bulletins, what is done is kept for good.
_KEPT_EVERY = 100


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    `changed` is false where the current generation already was the corpus's, `mended` true where that one was damaged
    and is made anew, and `lost_meaning` where it has passage vectors and the new one has none.
    """

    generation: str
    changed: bool
    mended: bool
    bulletins: int
    passages: int
    lost_meaning: bool


def _silent(_stage: str, _done: int, _of: int) -> None:
    return


def build(
    corpus: Path, index_dir: Path, *, progress: Progress | None = None, meaning: bool | None = None
) -> BuildReport:
    """Makes the corpus's generation and puts it in use; the one before stays in use on any error.

    `meaning` adds passage vectors; by default they are added where the extra `semantic` is installed.

    Raises CorpusError with every problem of every file, or where no bulletin is left of those in use, and
    GenerationError where the index cannot be written.
    """
    report = progress or _silent
    try:
        with store.writer(index_dir):
            with_meaning = encoders.is_available() if meaning is None else meaning
            return _build(corpus, index_dir, report, with_meaning)
    except (OSError, sqlite3.Error) as error:
        raise GenerationError(f"the index in {index_dir} cannot be written: {error}") from error


def is_usable(index_dir: Path) -> bool:
    """Whether an undamaged generation is in use that this very version built."""
    try:
        name = store.current(index_dir)
        return name is not None and store.verify(index_dir / name).code == store.code_digest()
    except GenerationError:
        return False


def lacks_meaning(corpus: Path, index_dir: Path) -> bool:
    """Whether the generation in use is the corpus's own but without vectors, which could be computed here."""
    name = store.current(index_dir)
    if name is None or not encoders.is_available():
        return False
    manifest = store.read_manifest(index_dir / name)
    return manifest.encoder != encoders.ENCODER and manifest.corpus_digest == corpus_digest(corpus)


def read_sources(
    corpus: Path,
    read: Callable[[bytes, Path], Bulletin] | None = None,
    read_groups: Callable[[bytes, Path], list[Group]] | None = None,
) -> tuple[list[Bulletin], list[Group]]:
    """All that a generation is made of: the corpus's bulletins and the lexicon, as they are made of files.

    Raises CorpusError with every problem of every file.
    """
    problems: list[Problem] = []
    bulletins: list[Bulletin] = []
    groups: list[Group] = []
    try:
        bulletins = [bulletin for _, bulletin in read_corpus(corpus, read)]
    except CorpusError as error:
        problems.extend(error.problems)
    try:
        groups = lexicon.read_lexicon(read=read_groups)
    except CorpusError as error:
        problems.extend(error.problems)
    if problems:
        raise CorpusError(problems)
    return bulletins, groups


def corpus_digest(corpus: Path) -> str:
    """SHA-256 over the names and contents of a corpus's files, and the lexicon."""
    return _digest_of(lexicon.digest(), ((path, store.file_digest(path)) for path in corpus_files(corpus)))


def _digest_of(of_lexicon: bytes, files: Iterable[tuple[Path, str]]) -> str:
    digest = hashlib.sha256(of_lexicon)
    for path, content in files:
        digest.update(os.fsencode(path.name) + f"\0{content}\n".encode())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class _Sources:
    """What there is to build from: `digests` are those of the bulletins' files, the newest bulletin first.

    `new` are the bulletins whose analysis is not kept, by digest; only these have their sections.
    """

    digest: str
    digests: Sequence[str]
    new: Mapping[str, Bulletin]
    bulletins: int
    groups: Sequence[Group]


def _build(corpus: Path, index_dir: Path, report: Progress, with_meaning: bool) -> BuildReport:
    encoder = encoders.ENCODER if with_meaning else None
    try:
        name, made = _make(corpus, index_dir, report, encoder)
    except sqlite3.Error:
        # Nothing in it but can be computed again.
        for leftover in index_dir.glob(f"{KEPT}*"):
            if leftover.is_dir():
                shutil.rmtree(leftover)
            else:
                leftover.unlink()
        name, made = _make(corpus, index_dir, report, encoder)
    before = store.current(index_dir)
    lost_meaning = encoder is None and before is not None and _has_meaning(index_dir / before)
    store.switch(index_dir, name)
    manifest = store.read_manifest(index_dir / name)
    changed = before != name
    return BuildReport(name, changed, made and not changed, manifest.bulletins, manifest.passages, lost_meaning)


def _has_meaning(directory: Path) -> bool:
    """Whether a generation has passage vectors, as far as it can be read."""
    try:
        return store.read_manifest(directory).encoder is not None
    except GenerationError:
        return False


def _make(corpus: Path, index_dir: Path, report: Progress, encoder: str | None) -> tuple[str, bool]:
    """Makes the corpus's generation, unless it is there; its name, and whether it was made.

    Raises sqlite3.Error on a damaged file.
    """
    with store.making_room_for(index_dir / KEPT), Kept(index_dir / KEPT, _versions()) as kept:
        sources = _read_unchanging(corpus, kept)
        if not sources.digests:
            _refuse_to_empty(corpus, index_dir)
        name = _generation_name(sources.digest, encoder)
        is_there = store.is_whole(index_dir / name)
        if not is_there:
            with store.new_generation(index_dir, name) as directory:
                with store.making_room_for(directory / store.LEXICON):
                    (directory / store.LEXICON).write_bytes(lexicon.encode_groups(sources.groups))
                _analyse_new(kept, sources.new, report)
                kept.choose(sources.digests)
                passages = _write_passages(directory, kept, report)
                if encoder:
                    _write_meaning(directory, index_dir / VECTORS, report)
                counts = {"bulletins": sources.bulletins, "passages": passages}
                store.write_manifest(directory, sources.digest, counts, encoder)
    return name, not is_there


def _refuse_to_empty(corpus: Path, index_dir: Path) -> None:
    """Raises CorpusError where bulletins are in use: a folder that has none is hardly the one that was meant."""
    try:
        name = store.current(index_dir)
        bulletins = store.read_manifest(index_dir / name).bulletins if name else 0
    except GenerationError:
        return
    if bulletins:
        reason = (
            f"no bulletin (*.md) in this folder, where the index in use has {bulletins}, which stay in use: "
            "name the right folder in BULLETIN_CORPUS, or bring the bulletins back; "
            f"to begin with none, remove {index_dir}"
        )
        raise CorpusError([Problem(corpus, 1, reason)])


def _read_unchanging(corpus: Path, kept: Kept) -> _Sources:
    """What the corpus holds. Raises GenerationError where it is written to all the while."""
    for _ in range(3):
        before = _state(corpus)
        sources = _read(corpus, kept)
        if _state(corpus) == before:
            return sources
    raise GenerationError(f"{corpus} changes while it is read: run python -m index build once it is at rest")


def _state(corpus: Path) -> list[tuple[Path, int, int]]:
    """Each file with its size and when it was last written to; nothing where reading them will tell what is wrong."""
    try:
        files = [(path, path.stat()) for path in corpus_files(corpus)]
    except OSError:
        return []
    return [(path, stat.st_size, stat.st_mtime_ns) for path, stat in files]


def _read(corpus: Path, kept: Kept) -> _Sources:
    known = kept.sources()
    new: dict[str, Bulletin] = {}
    digests: dict[Path, str] = {}
    of_lexicon: list[bytes] = []

    def read(raw: bytes, path: Path) -> Bulletin:
        digest = digests[path] = hashlib.sha256(raw).hexdigest()
        if digest not in known:
            new[digest] = known[digest] = parse_file(raw, path)
        return known[digest]

    def read_groups(raw: bytes, path: Path) -> list[Group]:
        of_lexicon.append(hashlib.sha256(raw).digest())
        return kept.groups(of_lexicon[0], lambda: lexicon.parse_lexicon(raw, path))

    bulletins, groups = read_sources(corpus, read, read_groups)
    return _Sources(
        digest=_digest_of(of_lexicon[0], digests.items()),
        digests=sorted(digests.values(), key=lambda digest: _newest_first(known[digest])),
        new=new,
        bulletins=sum(not bulletin.retracted for bulletin in bulletins),
        groups=groups,
    )


def _newest_first(bulletin: Bulletin) -> tuple[int, bool, str]:
    """Ties between passages go to the newest bulletin, and to a daily before a weekly."""
    return (-bulletin.day_to, bulletin.kind == "weekly", bulletin.id)


def _versions() -> str:
    """Of everything that decides what is made of a bulletin."""
    lists = dictionary.VERSION, thesaurus.digest(), word_vectors.digest()
    return " ".join((store.code_digest(), STEMMER_VERSION, *lists, unicodedata.unidata_version))


def _generation_name(digest: str, encoder: str | None) -> str:
    """Whatever decides a generation's content is in its name, and no clock."""
    parts = (str(store.FORMAT), _versions(), str(encoder), digest)
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:16]


def _analyse_new(kept: Kept, new: Mapping[str, Bulletin], report: Progress) -> None:
    """Keeps the analysis of every new bulletin; what is done stays done if the build is broken off."""
    if not new:
        return
    digests = list(new)
    report("analysing", 0, len(new))
    for done, (place, analysis) in enumerate(analyse_all(list(new.values())), 1):
        kept.add(digests[place], analysis)
        if done % _KEPT_EVERY == 0:
            kept.commit()
        report("analysing", done, len(new))
    kept.commit()


def _write_passages(directory: Path, kept: Kept, report: Progress) -> int:
    """Writes the database and the arrays of the bulletins chosen, and counts their passages.

    The arrays of a large corpus fill most of the memory: each is let go of before the next is made.
    """
    with store.making_room_for(directory / store.DATABASE):
        kept.write_database(directory / store.DATABASE)
    passages = _write_signals(directory, kept)
    steps = len(VOCABULARIES) + 1
    for done, kind in enumerate(VOCABULARIES):
        report("weighing", done, steps)
        _write_postings(directory, kept, kind)
    report("weighing", steps - 1, steps)
    store.save_arrays(directory, "dictionary", kept.once("dictionary", Dictionary, compile_dictionary))
    store.save_arrays(directory, "word_vectors", compile_word_vectors())
    everything = kept.once("thesaurus", Thesaurus, compile_thesaurus)
    stems = store.open_arrays(directory, "stem", Vocabulary)
    store.save_arrays(directory, "thesaurus", everything.among(stems))
    report("weighing", steps, steps)
    return passages


def _write_signals(directory: Path, kept: Kept) -> int:
    """Counts the passages that they tell of."""
    signals = kept.signals()
    store.save_arrays(directory, "signals", signals)
    return len(signals.leads)


def _write_postings(directory: Path, kept: Kept, kind: str) -> None:
    inverted = kept.inverted(kind)
    words = kept.order(VOCABULARIES[kind]).words_of(inverted.terms)
    store.save_arrays(directory, kind, weigh(inverted, words))
    if kind == FORM:
        _write_runs(directory, kept, inverted.terms)


def _write_runs(directory: Path, kept: Kept, forms: Ints) -> None:
    """The letter runs of the forms that some passage holds."""
    runs = renumber(kept.runs(), forms)
    store.save_arrays(directory, "runs", weigh(runs, kept.order(RUN).words_of(runs.terms)))


def _write_meaning(directory: Path, vectors: Path, report: Progress) -> None:
    with closing(Database(directory / store.DATABASE)) as database:
        texts = [semantic.text_to_encode(passage) for passage in database.passages()]
    with store.making_room_for(vectors):
        encoded = encode_passages(texts, vectors, report)
    store.save_arrays(directory, "meaning", encoded)
