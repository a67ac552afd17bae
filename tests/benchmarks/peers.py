"""The ranking core and its peers, each over the same terms: a list of terms in, the ten best passages out."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
from rank_bm25 import BM25Plus

from index.ranking import K1, B, Floats, compile_postings, top

DEPTH = 10

Passages = Sequence[Sequence[str]]
Search = Callable[[Sequence[str]], object]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A search of the best passages beside the scores of all of them, which can be looked at."""

    scores: Callable[[Sequence[str]], Floats]
    best: Search

    def __call__(self, terms: Sequence[str]) -> object:
        return self.best(terms)


def ours(passages: Passages) -> Ranked:
    postings, count = compile_postings(passages), len(passages)
    return Ranked(lambda terms: postings.scores(terms, count), lambda terms: postings.best(terms, DEPTH, count))


def rank_bm25(passages: Passages) -> Ranked:
    return _by_all_scores(BM25Plus(passages, k1=K1, b=B, delta=0).get_scores)


def _by_all_scores(scores: Callable[[Sequence[str]], Floats]) -> Ranked:
    return Ranked(scores, lambda terms: top(scores(terms), DEPTH))


def rank_bm25_rs(passages: Passages) -> Ranked:
    from rank_bm25_rs import BM25Plus as Compiled

    return _by_all_scores(Compiled(passages, k1=K1, b=B, delta=0).get_scores)


def bm25s(passages: Passages, backend: str = "numpy") -> Search:
    from bm25s import BM25

    ranking = BM25(k1=K1, b=B, backend=backend)
    ranking.index(passages, show_progress=False)
    depth = min(DEPTH, len(passages))
    known = ranking.vocab_dict
    nothing = np.empty(0, np.int64)

    def search(terms: Sequence[str]) -> object:
        # Its numba backend does not take words that no passage holds.
        found = [term for term in terms if term in known]
        return ranking.retrieve([found], k=depth, show_progress=False) if found else nothing

    return search


def bm25s_numba(passages: Passages) -> Search:
    return bm25s(passages, "numba")


def tantivy(passages: Passages) -> Search:
    import tantivy as library

    schema = library.SchemaBuilder().add_text_field("terms", tokenizer_name="apart").build()
    table = library.Index(schema)
    apart = library.TextAnalyzerBuilder(library.Tokenizer.whitespace()).build()
    table.register_tokenizer("apart", apart)
    writer = table.writer(heap_size=1_000_000_000, num_threads=1)
    for terms in passages:
        writer.add_document(library.Document(terms=" ".join(terms)))
    writer.commit()
    writer.wait_merging_threads()
    table.reload()
    searcher = table.searcher()

    def search(terms: Sequence[str]) -> object:
        wanted = [(library.Occur.Should, library.Query.term_query(schema, "terms", term)) for term in terms]
        return searcher.search(library.Query.boolean_query(wanted), DEPTH, count=False).hits

    return search


def fts5(passages: Passages) -> Search:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE passages USING fts5(terms, content = '', tokenize = 'unicode61')")
    rows = ((number, " ".join(terms)) for number, terms in enumerate(passages))
    connection.executemany("INSERT INTO passages (rowid, terms) VALUES (?, ?)", rows)
    connection.execute("INSERT INTO passages (passages) VALUES ('optimize')")
    connection.commit()
    query = f"SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT {DEPTH}"

    def search(terms: Sequence[str]) -> object:
        return connection.execute(query, (" OR ".join(f'"{term}"' for term in terms),)).fetchall()

    return search


OURS, REFERENCE = "**this index**", "rank_bm25"
ENGINES: Mapping[str, Callable[[Passages], Search]] = {
    OURS: ours,
    REFERENCE: rank_bm25,
    "rank-bm25-rs": rank_bm25_rs,
    "bm25s": bm25s,
    "bm25s, numba": bm25s_numba,
    "tantivy": tantivy,
    "SQLite FTS5": fts5,
}
_NEEDS = {"rank-bm25-rs": "rank_bm25_rs", "bm25s": "bm25s", "bm25s, numba": "numba", "tantivy": "tantivy"}


def absence(name: str) -> str | None:
    """Why an engine cannot be measured here, if it cannot."""
    module = _NEEDS.get(name)
    return f"{module} is not installed" if module and find_spec(module) is None else None
