"""The write path: corpus files -> bulletins -> passages -> terms -> a generation on disk, then in use."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index import lexicon, semantic, store
from index.analysis import FAMILIES, STEMMER_VERSION, Terms, analyze, analyze_passage
from index.corpus import corpus_files, read_corpus
from index.database import write_database
from index.errors import CorpusError, GenerationError, Problem
from index.lexicon import Group
from index.model import Bulletin, Passage
from index.passages import split_bulletin
from index.ranking import compile_postings
from index.semantic import VECTORS, encode_passages
from index.signals import compile_signals
from index.spelling import DICTIONARY_VERSION, compile_dictionary, compile_runs

# Told what is being done, and how many of how many steps are behind.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did; `changed` is false where the current generation already was the corpus's."""

    generation: str
    changed: bool
    bulletins: int
    passages: int


def _silent(_stage: str, _done: int, _of: int) -> None:
    return


def build(
    corpus: Path, index_dir: Path, *, progress: Progress | None = None, meaning: bool | None = None
) -> BuildReport:
    """Makes the corpus's generation and puts it in use; the one before stays in use on any error.

    `meaning` adds passage vectors; by default they are added where the extra `semantic` is installed.

    Raises CorpusError with every problem of every file, and GenerationError where the index cannot be written.
    """
    report = progress or _silent
    try:
        with store.writer(index_dir):
            with_meaning = semantic.is_available() if meaning is None else meaning
            return _build(corpus, index_dir, report, with_meaning)
    except OSError as error:
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
    if name is None or not semantic.is_available():
        return False
    manifest = store.read_manifest(index_dir / name)
    return manifest.encoder is None and manifest.corpus_digest == corpus_digest(corpus)


def read_sources(corpus: Path) -> tuple[list[Bulletin], list[Group]]:
    """All that a generation is made of: the corpus's bulletins and the lexicon's groups.

    Raises CorpusError with every problem of every file.
    """
    problems: list[Problem] = []
    bulletins: list[Bulletin] = []
    groups: list[Group] = []
    try:
        bulletins = [bulletin for _, bulletin in read_corpus(corpus)]
    except CorpusError as error:
        problems.extend(error.problems)
    try:
        groups = lexicon.read_lexicon()
    except CorpusError as error:
        problems.extend(error.problems)
    if problems:
        raise CorpusError(problems)
    return bulletins, groups


def corpus_digest(corpus: Path) -> str:
    """SHA-256 over the names and contents of a corpus's files, and the lexicon."""
    digest = hashlib.sha256(lexicon.digest())
    for path in corpus_files(corpus):
        digest.update(os.fsencode(path.name) + f"\0{store.file_digest(path)}\n".encode())
    return digest.hexdigest()


def _build(corpus: Path, index_dir: Path, report: Progress, with_meaning: bool) -> BuildReport:
    digest, bulletins, groups = _read_unchanging(corpus)
    bulletins.sort(key=_newest_first)
    encoder = semantic.ENCODER if with_meaning else None
    name = _generation_name(digest, encoder)
    if not store.is_whole(index_dir / name):
        with store.new_generation(index_dir, name) as directory:
            lexicon.save_groups(groups, directory / store.LEXICON)
            passages = _write_passages(directory, bulletins, report)
            if with_meaning:
                texts = [semantic.text_to_encode(passage) for passage in passages]
                store.save_arrays(directory, "meaning", encode_passages(texts, index_dir / VECTORS, report))
            counts = {"bulletins": sum(not bulletin.retracted for bulletin in bulletins), "passages": len(passages)}
            store.write_manifest(directory, digest, counts, encoder)
    changed = store.current(index_dir) != name
    store.switch(index_dir, name)
    manifest = store.read_manifest(index_dir / name)
    return BuildReport(name, changed, manifest.bulletins, manifest.passages)


def _read_unchanging(corpus: Path) -> tuple[str, list[Bulletin], list[Group]]:
    """The sources with their digest. Raises GenerationError where they are written to all the while."""
    for _ in range(3):
        digest = corpus_digest(corpus)
        bulletins, groups = read_sources(corpus)
        if corpus_digest(corpus) == digest:
            return digest, bulletins, groups
    raise GenerationError(f"{corpus} changes while it is read: run python -m index build once it is at rest")


def _newest_first(bulletin: Bulletin) -> tuple[int, bool, str]:
    """Ties between passages go to the newest bulletin, and to a daily before a weekly."""
    return (-bulletin.day_to, bulletin.kind == "weekly", bulletin.id)


def _generation_name(digest: str, encoder: str | None) -> str:
    """Whatever decides a generation's content is in its name, and no clock."""
    parts = (str(store.FORMAT), store.code_digest(), STEMMER_VERSION, DICTIONARY_VERSION, str(encoder), digest)
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:16]


def _write_passages(directory: Path, bulletins: Sequence[Bulletin], report: Progress) -> list[Passage]:
    """Writes the database and the arrays; gives the passages in their order."""
    passages: list[Passage] = []
    terms: list[Terms] = []
    for done, bulletin in enumerate(bulletins):
        report("analysing", done, len(bulletins))
        found = split_bulletin(bulletin)
        passages.extend(found)
        terms.extend(analyze_passage(passage) for passage in found)
    report("analysing", len(bulletins), len(bulletins))
    write_database(directory / store.DATABASE, bulletins, passages)
    store.save_arrays(directory, "signals", compile_signals(passages, {b.id: b for b in bulletins}))
    _write_postings(directory, passages, terms, report)
    return passages


def _write_postings(directory: Path, passages: Sequence[Passage], terms: Sequence[Terms], report: Progress) -> None:
    """Each family's postings, then those of the speakers' names and of the vocabulary's letter runs."""
    steps = len(FAMILIES) + 2
    for done, family in enumerate(FAMILIES):
        report("weighing", done, steps)
        postings = compile_postings([getattr(of_passage, family) for of_passage in terms])
        store.save_arrays(directory, family, postings)
        if family == "form":
            store.save_arrays(directory, "runs", compile_runs(postings))
    store.save_arrays(directory, "context", compile_postings(_by_bulletin(passages, terms)))
    names = [[key for speaker in passage.speakers for key in analyze(speaker.name).name] for passage in passages]
    store.save_arrays(directory, "speaker", compile_postings(names))
    report("weighing", steps - 1, steps)
    store.save_arrays(directory, "dictionary", compile_dictionary())
    report("weighing", steps, steps)


def _by_bulletin(passages: Sequence[Passage], terms: Sequence[Terms]) -> list[list[str]]:
    """The stems of each bulletin as a whole, in the passages' order."""
    stems: dict[str, list[str]] = {}
    for passage, of_passage in zip(passages, terms, strict=True):
        stems.setdefault(passage.bulletin_id, []).extend(of_passage.stem)
    return list(stems.values())
