"""The write path: corpus files -> bulletins -> passages -> terms -> a generation on disk, then in use."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import Stemmer

from index import store
from index.analysis import FAMILIES, Terms, analyze_passage
from index.corpus import corpus_files, read_corpus
from index.database import write_database
from index.errors import GenerationError
from index.model import Bulletin, Passage
from index.passages import split_bulletin
from index.ranking import ARRAYS, compile_postings

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


def build(corpus: Path, index_dir: Path, *, progress: Progress | None = None) -> BuildReport:
    """Makes the corpus's generation and puts it in use; the one before stays in use on any error.

    Raises CorpusError with every problem of every file, and GenerationError where the index cannot be written.
    """
    report = progress or _silent
    try:
        with store.writer(index_dir):
            return _build(corpus, index_dir, report)
    except OSError as error:
        raise GenerationError(f"the index in {index_dir} cannot be written: {error}") from error


def is_usable(index_dir: Path) -> bool:
    """Whether an undamaged generation of today's format is in use."""
    try:
        name = store.current(index_dir)
    except GenerationError:
        return False
    return name is not None and store.is_whole(index_dir / name)


def corpus_digest(corpus: Path) -> str:
    """SHA-256 over the names and contents of a corpus's files."""
    digest = hashlib.sha256()
    for path in corpus_files(corpus):
        digest.update(f"{path.name}\0{store.file_digest(path)}\n".encode())
    return digest.hexdigest()


def _build(corpus: Path, index_dir: Path, report: Progress) -> BuildReport:
    bulletins = [bulletin for _, bulletin in read_corpus(corpus)]
    bulletins.sort(key=_newest_first)
    digest = corpus_digest(corpus)
    name = _generation_name(digest)
    if not store.is_whole(index_dir / name):
        with store.new_generation(index_dir, name) as directory:
            _write_generation(directory, bulletins, digest, report)
    changed = store.current(index_dir) != name
    store.switch(index_dir, name)
    manifest = store.read_manifest(index_dir / name)
    return BuildReport(name, changed, manifest.bulletins, manifest.passages)


def _newest_first(bulletin: Bulletin) -> tuple[int, bool, str]:
    """Ties between passages go to the newest bulletin, and to a daily before a weekly."""
    return (-bulletin.day_to, bulletin.kind == "weekly", bulletin.id)


def _generation_name(digest: str) -> str:
    """Whatever decides a generation's content is in its name, and no clock."""
    return hashlib.sha256(f"{store.FORMAT} {Stemmer.version()} {digest}".encode()).hexdigest()[:16]


def _write_generation(directory: Path, bulletins: Sequence[Bulletin], digest: str, report: Progress) -> None:
    passages: list[Passage] = []
    terms: list[Terms] = []
    for done, bulletin in enumerate(bulletins):
        report("analysing", done, len(bulletins))
        found = split_bulletin(bulletin)
        passages.extend(found)
        terms.extend(analyze_passage(passage) for passage in found)
    report("analysing", len(bulletins), len(bulletins))
    write_database(directory / store.DATABASE, bulletins, passages)
    _write_arrays(directory, passages, terms, report)
    counts = {"bulletins": sum(not bulletin.retracted for bulletin in bulletins), "passages": len(passages)}
    store.write_manifest(directory, digest, counts)


def _write_arrays(directory: Path, passages: Iterable[Passage], terms: Sequence[Terms], report: Progress) -> None:
    leads = np.fromiter((passage.section == 0 for passage in passages), np.bool_, len(terms))
    _save(directory / "leads.npy", leads)
    for done, family in enumerate(FAMILIES):
        report("weighing", done, len(FAMILIES))
        postings = compile_postings([getattr(of_passage, family) for of_passage in terms])
        for array in ARRAYS:
            _save(directory / f"{family}.{array}.npy", getattr(postings, array))
    report("weighing", len(FAMILIES), len(FAMILIES))


def _save(path: Path, array: np.typing.NDArray[np.generic]) -> None:
    with path.open("wb") as file:
        np.save(file, array, allow_pickle=False)
