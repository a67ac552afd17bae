"""The maintainer's commands: python -m index <command>."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import click

from index import encoders, store
from index.answer_json import MalformedQuestionError, read_question, write_answer
from index.build import build, corpus_digest, read_sources
from index.errors import BulletinError, GenerationError
from index.evaluate import Measures, measure, run
from index.golden import read_golden
from index.importer import Given, decode, import_text, place, write
from index.model import Answer, Bulletin, Hit, Question, Rendition
from index.search import Searcher

corpus_option = click.option(
    "--corpus",
    envvar="BULLETIN_CORPUS",
    default="corpus",
    show_default=True,
    show_envvar=True,
    type=click.Path(path_type=Path),
    help="The folder of bulletins.",
)
data_option = click.option(
    "--data",
    envvar="BULLETIN_DATA",
    default="var",
    show_default=True,
    show_envvar=True,
    type=click.Path(path_type=Path),
    help="Where the index is kept.",
)
results_option = click.option(
    "-k", "limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many passages."
)


class _Commands(click.Group):
    """Turns the project's errors into a message on standard error and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader of the output has left, as `head` does: click ends quietly.
            raise
        except (BulletinError, OSError) as error:
            click.echo(str(error), err=True)
            ctx.exit(1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Keep the bulletins and their index: add, check, build, status, rollback, search, evaluate.

    Exit codes: 0 done; 1 the input is at fault, nothing was changed; 2 wrong usage.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A lone surrogate becomes its JSON escape instead of an error.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


@main.command()
@click.argument("file", type=click.File("rb"))
@click.option("--day", type=click.IntRange(1), help="The day, or the first one of several.")
@click.option("--day-to", type=click.IntRange(1), help="The last of several days.")
@click.option("--publisher", help="Who publishes the bulletin, as readers should see it.")
@click.option("--url", help="The address of the bulletin's page.")
@click.option("--rendition", type=click.Choice(["verbatim", "adapted"]), default="verbatim", show_default=True)
@click.option("--replace", is_flag=True, help="Overwrite the bulletin of the same days.")
@corpus_option
def add(
    file: BinaryIO,
    day: int | None,
    day_to: int | None,
    publisher: str | None,
    url: str | None,
    rendition: Rendition,
    replace: bool,
    corpus: Path,
) -> None:
    """Turn a publisher's raw text into a corpus file, and print its path."""
    text, remarks = decode(file.read())
    imported = import_text(text, Given(day, day_to, publisher, url, rendition))
    path, bulletin, notes = place(imported.bulletin, corpus, replaces=replace)
    write(bulletin, path, replaces=replace)
    for remark in (*remarks, *imported.warnings, *notes):
        click.echo(f"warning: {remark}", err=True)
    click.echo(path)


@main.command()
@corpus_option
def check(corpus: Path) -> None:
    """Report every problem of every corpus file and of the lexicon, one a line."""
    bulletins, groups = read_sources(corpus)
    click.echo(
        f"{len(bulletins)} {_plural('file', len(bulletins))} in {corpus}, {len(groups)} lexicon entries: no problem"
    )


@main.command("build")
@corpus_option
@data_option
def build_command(corpus: Path, data: Path) -> None:
    """Make a new generation of the index and put it in use."""
    with _progress() as report:
        made = build(corpus, data / "index", progress=report)
    state = "now in use" if made.changed else "mended and in use" if made.mended else "already in use"
    click.echo(
        f"generation {made.generation} {state}: {made.bulletins} {_plural('bulletin', made.bulletins)}, "
        f"{made.passages} {_plural('passage', made.passages)}"
    )
    if made.lost_meaning:
        lost = "the index before searched by meaning, this one does by words alone"
        click.echo(f"warning: {lost}: pip install '.[semantic]', then run: python -m index build", err=True)
    if not made.bulletins:
        click.echo(f"warning: no bulletin in {corpus}: add one with python -m index add FILE", err=True)


@main.command()
@corpus_option
@data_option
def status(corpus: Path, data: Path) -> None:
    """Tell which generation is in use, that no file of it is damaged, what it holds, and whether the corpus changed."""
    index_dir = data / "index"
    name = store.current(index_dir)
    if name is None:
        raise GenerationError(f"no index in {index_dir}; run: python -m index build")
    manifest = store.verify(index_dir / name)
    searcher = Searcher.open(index_dir / name)
    click.echo(f"generation  {name} (format {manifest.format})")
    click.echo(f"bulletins   {manifest.bulletins}")
    click.echo(f"passages    {manifest.passages}")
    days = searcher.days()
    if days:
        click.echo(f"days        {days[0]}-{days[1]}")
    changed = not corpus.is_dir() or corpus_digest(corpus) != manifest.corpus_digest
    click.echo(f"meaning     {_meaning(manifest.encoder)}")
    click.echo(f"corpus      {corpus}: {'changed since; run: python -m index build' if changed else 'unchanged since'}")
    click.echo(f"kept        {' '.join(f'*{kept}' if kept == name else kept for kept in store.history(index_dir))}")


def _meaning(encoder: str | None) -> str:
    if not encoders.is_available():
        return f"by words alone (pip install '.[semantic]' adds {' and '.join(encoders.missing())})"
    if encoder != encoders.ENCODER:
        return "by words alone (run: python -m index build)"
    try:
        encoders.shared_encoder()
    except encoders.EncoderError as error:
        return f"by words alone ({error})"
    return encoder


@main.command()
@data_option
def rollback(data: Path) -> None:
    """Put the generation before the current one back in use."""
    with store.writer(data / "index"):
        name = store.roll_back(data / "index")
    click.echo(f"generation {name} now in use")
    click.echo("the next build publishes the corpus as it is then: mend or retract what was wrong first", err=True)


@main.command()
@click.argument("question", required=False)
@results_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option(
    "--jsonl", type=click.File("rb"), help="A file of questions (- for standard input), one JSON object a line."
)
@data_option
def search(question: str | None, limit: int, as_json: bool, jsonl: BinaryIO | None, data: Path) -> None:
    """Answer a question, or a file of them, from the index."""
    if (question is None) == (jsonl is None):
        raise click.UsageError("give either a QUESTION or --jsonl FILE")
    searcher = Searcher.open_current(data / "index")
    if jsonl is not None:
        _answer_lines(searcher, jsonl, limit)
        return
    answer = searcher.search(Question(question or ""), limit)
    click.echo(write_answer(answer, indent=2) if as_json else "\n".join(_describe(answer)))


def _answer_lines(searcher: Searcher, lines: BinaryIO, limit: int) -> None:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            asked = read_question(line)
        except MalformedQuestionError as error:
            raise MalformedQuestionError(f"line {number}: {error}") from error
        click.echo(write_answer(searcher.search(asked, limit)))


def _describe(answer: Answer) -> Iterator[str]:
    if not answer.hits:
        yield "Nothing found."
        return
    verdict = "Answered" if answer.answered else "Not answered; the closest passages"
    yield f"{verdict} (confidence {answer.confidence:.2f})"
    for hit in answer.hits:
        yield ""
        yield f"{hit.rank}. {hit.passage.id}  {hit.score:.2f}  {_source(hit.bulletin, hit)}"
        yield hit.passage.text


def _source(bulletin: Bulletin, hit: Hit) -> str:
    parts = [bulletin.title, hit.passage.heading or "", ", ".join(speaker.name for speaker in hit.passage.speakers)]
    return " | ".join(part for part in parts if part)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@data_option
def evaluate(file: Path, as_json: bool, data: Path) -> None:
    """Ask golden questions and report how good the answers are."""
    searcher = Searcher.open_current(data / "index")
    measures = measure(run(searcher.search, read_golden(file)))
    click.echo(json.dumps(asdict(measures), indent=2) if as_json else "\n".join(_report(measures)))


def _report(measures: Measures) -> Iterator[str]:
    yield f"{'kind':<14}{'questions':>10}{'hit@1':>8}{'hit@3':>8}{'MRR':>8}"
    for kind, ranks in (*measures.kinds.items(), ("all", measures.all)):
        yield f"{kind:<14}{ranks.questions:>10}{ranks.hit_1:>8.3f}{ranks.hit_3:>8.3f}{ranks.mrr:>8.3f}"
    yield ""
    if measures.trust:
        for name, value in asdict(measures.trust).items():
            yield f"{name.replace('_', ' '):<22}{value:.3f}"
    for name in ("speaker_precision", "speaker_recall", "dates"):
        value = getattr(measures, name)
        yield f"{name.replace('_', ' '):<22}{'-' if value is None else f'{value:.3f}'}"


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"


@contextmanager
def _progress(stream: TextIO | None = None) -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each stage on a terminal; nothing elsewhere, where the last line says what was done."""
    out = stream or sys.stderr
    bars: dict[str, Any] = {}

    def report(stage: str, done: int, of: int) -> None:
        if not out.isatty():
            return
        if stage not in bars:
            bars[stage] = click.progressbar(length=of, label=stage, file=out)
        bars[stage].update(done - bars[stage].pos)
        if done == of:
            bars[stage].render_finish()

    yield report


if __name__ == "__main__":
    main(prog_name="python -m index")
