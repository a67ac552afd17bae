"""How fast searching is, beside peers on the same passages: python -m tests.benchmarks.search_speed

    python -m tests.benchmarks.search_speed [--sizes 1000,45000] [--queries 300] [--only ranking|searcher]

Prints Markdown: the ranking core beside its peers on the same terms, then the whole search with everything on, where
its time goes, and what building and opening cost. At 1,000,000 passages the first needs about 12 GB of memory.
"""

from __future__ import annotations

import argparse

from tests.benchmarks.ranking_speed import print_ranking
from tests.benchmarks.searcher_speed import print_searcher


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.search_speed")
    parser.add_argument("--sizes", default="1000,45000", help="numbers of passages, separated by commas")
    parser.add_argument("--queries", type=int, default=300, help="how many of each kind")
    parser.add_argument("--only", choices=("ranking", "searcher"))
    given = parser.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    if given.only != "searcher":
        print_ranking(sizes, given.queries)
    if given.only != "ranking":
        print_searcher(sizes, given.queries)


if __name__ == "__main__":
    main()
