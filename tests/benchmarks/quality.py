"""How good the answers are, beside peers on the same passages and questions: python -m tests.benchmarks.quality

Prints Markdown: hit@1 / hit@3 on each collection as typed, without accents and with a slip, then the trust measures
on questions that nothing answers, too. With --steps, instead, the same without each step of the search in turn.
"""

from __future__ import annotations

import re
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path
from unittest.mock import patch

import bm25s
import numpy as np
import Stemmer
import tantivy
from rank_bm25 import BM25Okapi

from index import affinity, analysis, encoders, preferences, search
from index.build import build
from index.dictionary import Dictionary
from index.evaluate import measure, run
from index.golden import Golden
from index.lexicon import Lexicon
from index.passages import split_bulletin
from index.search import Searcher
from index.spelling import Speller
from index.thesaurus import Thesaurus
from tests.benchmarks.collections import (
    CORPUS,
    Collection,
    alone,
    archive,
    project,
    typed,
    with_a_typo,
    without_accents,
)

# Gives the places of passages for a question, best first.
Engine = Callable[[str], Sequence[int]]
DEPTH = 3


def rank_bm25_engine(texts: Sequence[str]) -> Engine:
    ranking = BM25Okapi([text.lower().split() for text in texts])
    return lambda asked: np.argsort(-ranking.get_scores(asked.lower().split()), kind="stable")[:DEPTH].tolist()


def bm25s_engine(texts: Sequence[str]) -> Engine:
    stemmer = Stemmer.Stemmer("french")

    def tokens(batch: list[str]) -> bm25s.tokenization.Tokenized:
        return bm25s.tokenize(batch, stopwords="fr", stemmer=stemmer, show_progress=False)

    ranking = bm25s.BM25()
    ranking.index(tokens(list(texts)), show_progress=False)
    return lambda asked: ranking.retrieve(tokens([asked]), k=min(DEPTH, len(texts)), show_progress=False)[0][0].tolist()


def tantivy_engine(texts: Sequence[str]) -> Engine:
    analyzer = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stopword("french"))
        .filter(tantivy.Filter.stemmer("french"))
        .filter(tantivy.Filter.ascii_fold())
        .build()
    )
    schema = (
        tantivy.SchemaBuilder().add_text_field("text", tokenizer_name="fr").add_unsigned_field("n", stored=True).build()
    )
    table = tantivy.Index(schema)
    table.register_tokenizer("fr", analyzer)
    writer = table.writer()
    for number, text in enumerate(texts):
        writer.add_document(tantivy.Document(text=text, n=number))
    writer.commit()
    table.reload()
    searcher = table.searcher()

    def search(asked: str) -> list[int]:
        query = table.parse_query(" ".join(re.findall(r"\w+", asked)) or "-", ["text"])
        return [searcher.doc(address)["n"][0] for _, address in searcher.search(query, DEPTH).hits]

    return search


def fts5_engine(texts: Sequence[str]) -> Engine:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE passages USING fts5(text, tokenize = 'unicode61 remove_diacritics 2')")
    connection.executemany("INSERT INTO passages (rowid, text) VALUES (?, ?)", enumerate(texts, 1))
    query = f"SELECT rowid - 1 FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT {DEPTH}"

    def search(asked: str) -> list[int]:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", asked))
        return [row[0] for row in connection.execute(query, (words,))] if words else []

    return search


PEERS = {
    "rank_bm25, lower().split()": rank_bm25_engine,
    "SQLite FTS5": fts5_engine,
    "tantivy, French": tantivy_engine,
    "bm25s, PyStemmer": bm25s_engine,
}


@contextmanager
def opened(collection: Collection, *, meaning: bool | None = None) -> Iterator[Searcher]:
    """A searcher over a collection's bulletins, or over the project's corpus where it has none of its own.

    By words and meaning where the extra is installed, unless `meaning` says.
    """
    with tempfile.TemporaryDirectory() as folder:
        corpus = CORPUS
        if collection.bulletins:
            corpus = Path(folder) / "corpus"
            collection.write(corpus)
        build(corpus, Path(folder) / "index", meaning=meaning)
        searcher = Searcher.open_current(Path(folder) / "index")
        yield searcher
        searcher.close()


def share(ranks: Sequence[int | None]) -> str:
    count = max(1, len(ranks))
    return f"{sum(r == 0 for r in ranks) / count:.3f} / {sum(r is not None for r in ranks) / count:.3f}"


def ranks_of_peer(
    make: Callable[[Sequence[str]], Engine], collection: Collection, golden: Sequence[Golden]
) -> list[int | None]:
    passages = [passage for bulletin in collection.bulletins for passage in split_bulletin(bulletin)]
    engine = make([f"{passage.heading or ''} {passage.text}" for passage in passages])
    found: list[int | None] = []
    for item in (item for item in golden if item.passages):
        ids = [passages[place].id for place in engine(item.question.text)]
        found.append(next((rank for rank, one in enumerate(ids) if one in item.passages), None))
    return found


def ranks_of_ours(searcher: Searcher, golden: Sequence[Golden]) -> list[int | None]:
    outcomes = run(searcher.search, [item for item in golden if item.passages])
    return [outcome.rank - 1 if outcome.rank and outcome.rank <= DEPTH else None for outcome in outcomes]


SETS: dict[str, list[Collection]] = {
    "news archive": [archive("b")],
    "news, one bulletin": alone("b"),
    "encyclopaedia, one bulletin": alone("a"),
}
WAYS = {"as typed": None, "no accents": without_accents, "a slip": with_a_typo}


def table_of_engines() -> None:
    print("| engine | " + " | ".join(f"{name}, {way}" for name in SETS for way in WAYS) + " |")
    print("|---|" + "---|" * (len(SETS) * len(WAYS)))
    for name, make in PEERS.items():
        print(f"| {name} | " + " | ".join(peer_cells(make)) + " |")
    print("| **this index** | " + " | ".join(our_cells(WAYS, meaning=False)) + " |")
    if encoders.is_available():
        print("| **this index, semantic** | " + " | ".join(our_cells(WAYS, meaning=True)) + " |")


def peer_cells(make: Callable[[Sequence[str]], Engine]) -> Iterator[str]:
    for collections in SETS.values():
        for change in WAYS.values():
            ranks = [
                rank
                for collection in collections
                for rank in ranks_of_peer(
                    make, collection, typed(collection.golden, change) if change else collection.golden
                )
            ]
            yield share(ranks)


def our_cells(ways: dict[str, Callable[..., str] | None], *, meaning: bool) -> Iterator[str]:
    for collections in SETS.values():
        ranks: dict[str, list[int | None]] = {way: [] for way in ways}
        for collection in collections:
            with opened(collection, meaning=meaning) as searcher:
                for way, change in ways.items():
                    golden = typed(collection.golden, change) if change else collection.golden
                    ranks[way] += ranks_of_ours(searcher, golden)
        yield from (share(found) for found in ranks.values())


def without_families(*left: str) -> object:
    kept = {family: 0.0 if family in left else weight for family, weight in analysis.FAMILIES.items()}
    return patch.dict(analysis.FAMILIES, kept)


STEPS: dict[str, Callable[[], object]] = {
    "everything": nullcontext,
    "without surface forms": lambda: without_families("form"),
    "without letter runs": lambda: without_families("gram"),
    "without name keys": lambda: without_families("name"),
    "stems alone": lambda: without_families("form", "gram", "name"),
    "without spelling": lambda: patch.object(Speller, "correct", lambda *_, **__: None),
    "without French words in spelling": lambda: patch.object(Dictionary, "one_slip_from", lambda *_: None),
    "without rarity in French": lambda: patch.object(Dictionary, "rarity", lambda *_: 1.0),
    "without the bulletin's words": lambda: patch.object(search, "CONTEXT_WEIGHT", 0.0),
    "without topics": lambda: patch.object(affinity, "TOPIC_WEIGHT", 0.0),
    "without near words": lambda: patch.object(affinity, "KIN_WEIGHT", 0.0),
    "without the thesaurus": lambda: patch.object(Thesaurus, "synonyms_of", lambda *_: ()),
    "without the lexicon": lambda: patch.object(Lexicon, "expand", lambda *_: iter(())),
    "without the lead's factor": lambda: patch.object(preferences, "LEAD_FACTOR", 1.0),
    "without details": lambda: patch.object(preferences, "DETAIL_FACTOR", 1.0),
}


# By meaning, too: what e5 counts beside the other encoder.
SHARES = {"semantic": encoders.SHARE_OF_E5, "semantic, e5 alone": 1.0, "semantic, without e5": 0.0}


def table_of_steps() -> None:
    ways: dict[str, Callable[..., str] | None] = {"as typed": None, "a slip": with_a_typo}
    print("| step | " + " | ".join(f"{name}, {way}" for name in SETS for way in ways) + " |")
    print("|---|" + "---|" * (len(SETS) * len(ways)))
    for name, step in STEPS.items():
        with step():  # type: ignore[attr-defined]
            print(f"| {name} | " + " | ".join(our_cells(ways, meaning=False)) + " |")
    for name, share_of_e5 in SHARES.items() if encoders.is_available() else ():
        # An encoder of its own: it remembers the questions' vectors.
        anew = patch.object(encoders, "_the_encoder", cache(encoders.Encoder))
        with anew, patch.object(encoders, "SHARE_OF_E5", share_of_e5):
            print(f"| {name} | " + " | ".join(our_cells(ways, meaning=True)) + " |")


def table_of_trust(*, meaning: bool) -> None:
    for collection in (project("tuning"), project("test"), project("later"), archive("b")):
        with opened(collection, meaning=meaning) as searcher:
            measures = measure(run(searcher.search, collection.golden))
        trust = measures.trust
        if trust:
            cells = (trust.auroc, trust.ece, trust.false_answers, trust.false_silences, trust.false_answers_at_10)
            ranks = f"{measures.all.hit_1:.3f} / {measures.all.hit_3:.3f}"
            name = f"{collection.name}{', semantic' if meaning else ''}"
            print(f"| {name} | {ranks} | " + " | ".join(f"{cell:.3f}" for cell in cells) + " |")


if __name__ == "__main__":
    if "--steps" in sys.argv:
        table_of_steps()
        sys.exit()
    table_of_engines()
    print(
        "\n| questions | hit@1 / hit@3 | AUROC | ECE | false answers | false silences | the former at 10 % of these |"
    )
    print("|---|---|---|---|---|---|---|")
    table_of_trust(meaning=False)
    if encoders.is_available():
        table_of_trust(meaning=True)
