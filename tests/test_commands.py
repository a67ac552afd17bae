"""The maintainer's commands: what they print, where, and how they exit."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from index import encoders, store
from index.__main__ import main
from index.build import build
from index.search import Searcher
from tests.conftest import ROOT, bulletin_text

Put = Callable[..., Path]
Run = Callable[..., Result]

RAW = ROOT / "tests" / "data" / "raw" / "jour-1302.txt"
COMMANDS = ["add", "check", "build", "status", "rollback", "search", "evaluate"]


@pytest.fixture
def environment(corpus: Path, tmp_path: Path) -> dict[str, str]:
    return {"BULLETIN_CORPUS": str(corpus), "BULLETIN_DATA": str(tmp_path / "var")}


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    """Runs one command in this process; an unexpected error fails the test with its own traceback."""

    def invoke(*arguments: object, stdin: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin, env=environment)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus of two bulletins and their index."""
    folder = tmp_path_factory.mktemp("indexed")
    (folder / "corpus").mkdir()
    first = "Trump promet dix missiles Patriot à Ambrelune, rapporte Axios.\n\n## Ports\n\nUn brouillard épais."
    for day, body in ((1, first), (2, "Un brouillard léger.")):
        (folder / "corpus" / f"{day}.md").write_text(bulletin_text(day, body), encoding="utf-8")
    build(folder / "corpus", folder / "var" / "index")
    return folder


@pytest.fixture
def built(indexed: Path, run: Run, corpus: Path, tmp_path: Path) -> Run:
    """`run`, with two bulletins indexed."""
    shutil.copytree(indexed / "corpus", corpus, dirs_exist_ok=True)
    shutil.copytree(indexed / "var", tmp_path / "var")
    return run


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# Usage


@pytest.mark.parametrize("command", [[], *([command] for command in COMMANDS)])
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_explains_itself(run: Run, command: list[str], flag: str) -> None:
    result = run(*command, flag)
    assert result.exit_code == 0
    assert "Usage:" in result.stdout
    assert all(name in result.stdout for name in (COMMANDS if not command else []))


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["add"],
        ["add", "/nowhere/x.txt"],
        ["add", str(RAW), "--day", "zero"],
        ["add", str(RAW), "--day", "0"],
        ["add", str(RAW), "--rendition", "retold"],
        ["check", "extra"],
        ["build", "--fast"],
        ["search"],
        ["search", "question", "--jsonl", "-"],
        ["search", "question", "-k", "0"],
        ["search", "question", "-k", "x"],
        ["search", "--jsonl", "/nowhere/x.jsonl"],
        ["evaluate"],
    ],
)
def test_wrong_usage_exits_2_with_a_message_on_standard_error(run: Run, arguments: list[str], corpus: Path) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error: " in result.stderr or "Usage: " in result.stderr
    assert list(corpus.iterdir()) == []


# add


def test_add_prints_the_path_of_the_corpus_file_it_wrote(run: Run, corpus: Path) -> None:
    result = run("add", RAW)
    path = corpus / "2025-09-17-jour-1302.md"
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{path}\n", "")
    assert list(corpus.iterdir()) == [path]
    assert run("check").exit_code == 0


def test_add_takes_a_raw_bulletin_on_standard_input(run: Run, corpus: Path) -> None:
    result = run("add", "-", stdin=RAW.read_bytes())
    assert result.stdout == f"{corpus / '2025-09-17-jour-1302.md'}\n"


def test_add_keeps_what_its_options_say(run: Run, corpus: Path) -> None:
    url = "https://example.org/1303"
    options = ["--day", 1303, "--publisher", "Le « Centre »: Kyïv", "--url", url, "--rendition", "adapted"]
    result = run("add", RAW, *options)
    assert result.exit_code == 0
    assert result.stderr == "warning: the text says day 1302, the options day 1303: the options hold\n"
    text = (corpus / "2025-09-18-jour-1303.md").read_text(encoding="utf-8")
    assert "publisher: 'Le « Centre »: Kyïv'" in text
    assert f"url: {url}" in text
    assert "rendition: adapted" in text


def test_add_makes_a_weekly_of_two_days(run: Run, corpus: Path) -> None:
    run("add", RAW, "--day", 1300, "--day-to", 1304)
    assert [path.name for path in corpus.iterdir()] == ["2025-09-15-jours-1300-1304.md"]


def test_adding_again_makes_an_edition_and_says_so(run: Run, corpus: Path) -> None:
    run("add", RAW)
    result = run("add", RAW)
    assert result.exit_code == 0
    assert result.stdout == f"{corpus / '2025-09-17-jour-1302e2.md'}\n"
    assert "these days were there already: added as edition 2" in result.stderr
    assert "the very same text is there already" in result.stderr


def test_add_replaces_only_when_told(run: Run, corpus: Path, tmp_path: Path) -> None:
    run("add", RAW)
    changed = tmp_path / "raw.txt"
    changed.write_text(RAW.read_text(encoding="utf-8") + "\nUn ajout.\n", encoding="utf-8")
    result = run("add", changed, "--replace")
    assert (result.exit_code, result.stderr) == (0, "")
    (path,) = corpus.iterdir()
    assert path.read_text(encoding="utf-8").endswith("\n\nUn ajout.\n")


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "the file is empty"),
        (b"\x89PNG\0", "the file is not text"),
        (b"Bilan de la semaine\n\nChapeau.", "give it with --day N [--day-to M]"),
        ("Jour 82: l'été, déjà".encode() + b"\n\nl'\xe9t\xe9.", "neither UTF-8 nor Latin-1"),
        (b"<!doctype html><p>Jour 82", "this is a web page"),
        (b"Jour 82\n\nUn\x07.", "control character U+0007"),
    ],
)
def test_what_cannot_be_added_exits_1_and_writes_nothing(run: Run, corpus: Path, raw: bytes, told: str) -> None:
    result = run("add", "-", stdin=raw)
    assert (result.exit_code, result.stdout) == (1, "")
    assert told in result.stderr
    assert list(corpus.iterdir()) == []


# check


def test_check_counts_the_files_it_found_sound(run: Run, put: Put, corpus: Path) -> None:
    put(1)
    assert re.fullmatch(rf"1 file in {corpus}\b.*: no problem\n", run("check").stdout)
    put(2)
    assert re.fullmatch(rf"2 files in {corpus}\b.*: no problem\n", run("check").stdout)


def test_check_reports_one_line_a_problem_for_all_files(run: Run, put: Put) -> None:
    first = put(1, kind="monthly", language="FR")
    second = put(2, "## \n\nTexte.")
    result = run("check")
    assert (result.exit_code, result.stdout) == (1, "")
    assert [line.split(": ")[0] for line in result.stderr.splitlines()] == [f"{first}:3", f"{first}:6", f"{second}:9"]


def test_check_refuses_two_files_with_one_id(run: Run, put: Put) -> None:
    put(1)
    second = put(1, name="z.md")
    result = run("check")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{second}:1: days and edition are those of 2022-02-24-jour-1.md")


def test_a_missing_corpus_is_named(run: Run, tmp_path: Path) -> None:
    result = run("check", "--corpus", tmp_path / "nowhere")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{tmp_path / 'nowhere'}:1: no such folder")


def test_the_projects_own_corpus_is_sound(run: Run) -> None:
    result = run("check", "--corpus", ROOT / "corpus")
    assert result.exit_code == 0, result.stderr


# build, status, rollback


def test_build_says_what_it_made_in_one_plain_line(run: Run, put: Put) -> None:
    put(1, "Un.\n\nDeux.")
    result = run("build")
    assert result.exit_code == 0
    assert re.fullmatch(r"generation [0-9a-f]{16} now in use: 1 bulletin, 2 passages\n", result.stdout)
    assert result.stderr == ""
    assert re.fullmatch(r"generation [0-9a-f]{16} already in use: 1 bulletin, 2 passages\n", run("build").stdout)


def test_building_a_broken_corpus_exits_1_and_the_one_before_stays(built: Run, put: Put, tmp_path: Path) -> None:
    before = files(tmp_path / "var")
    broken = put(3, kind="monthly")
    result = built("build")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"{broken}:3: 'kind' is 'monthly'")
    assert files(tmp_path / "var") == before


def test_building_an_empty_corpus_warns(run: Run, corpus: Path) -> None:
    result = run("build")
    assert result.exit_code == 0
    assert result.stderr == f"warning: no bulletin in {corpus}: add one with python -m index add FILE\n"


def test_building_from_a_folder_that_has_lost_every_bulletin_exits_1(built: Run, corpus: Path, tmp_path: Path) -> None:
    for path in corpus.iterdir():
        path.unlink()
    before = files(tmp_path / "var")
    result = built("build")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"{corpus}:1: no bulletin (*.md) in this folder, where the index in use has ")
    assert files(tmp_path / "var") == before


def test_an_index_that_cannot_be_written_exits_1(run: Run, put: Put, tmp_path: Path) -> None:
    put(1)
    (tmp_path / "file").touch()
    result = run("build", "--data", tmp_path / "file")
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


def test_status_tells_what_is_in_use_and_whether_the_corpus_changed(built: Run, put: Put, corpus: Path) -> None:
    lines = dict(re.split(r" {2,}", line, maxsplit=1) for line in built("status").stdout.splitlines())
    assert (lines["bulletins"], lines["passages"], lines["days"]) == ("2", "3", "1-2")
    assert lines["corpus"] == f"{corpus}: unchanged since"
    put(3)
    assert "changed since; run: python -m index build" in built("status").stdout


def test_status_finds_a_damaged_file(built: Run, tmp_path: Path) -> None:
    (codes,) = (tmp_path / "var").glob("index/*/form.codes.npy")
    codes.write_bytes(codes.read_bytes()[:-1] + b"\xff")
    result = built("status")
    assert result.exit_code == 1
    assert re.search(r"form\.codes\.npy is damaged .*; run: python -m index build", result.stderr)
    assert re.match(r"generation [0-9a-f]{16} mended and in use: ", built("build").stdout)


@pytest.mark.parametrize(
    ("built_with", "installed", "told"),
    [
        (None, False, "by words alone (pip install '.[semantic]' adds first and second)"),
        (None, True, "by words alone (run: python -m index build)"),
        ("encoder-1", False, "by words alone (pip install '.[semantic]' adds first and second)"),
        ("encoder-1", True, "by words alone (run: python -m index build)"),
        (encoders.ENCODER, True, encoders.ENCODER),
    ],
)
def test_status_tells_how_it_searches_and_what_would_add_meaning(
    built: Run, monkeypatch: pytest.MonkeyPatch, built_with: str | None, installed: bool, told: str
) -> None:
    read = store.read_manifest
    monkeypatch.setattr(store, "read_manifest", lambda directory: replace(read(directory), encoder=built_with))
    monkeypatch.setattr(encoders, "is_available", lambda: installed)
    monkeypatch.setattr(encoders, "missing", lambda: ["first", "second"])
    monkeypatch.setattr(encoders, "shared_encoder", lambda: None)
    monkeypatch.setattr(Searcher, "open", lambda _: SimpleNamespace(days=lambda: (1, 2)))
    assert f"meaning     {told}\n" in built("status").stdout


def test_status_tells_why_an_encoder_that_is_installed_does_not_work(
    built: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> encoders.Encoder:
        raise encoders.EncoderError("no such model")

    read = store.read_manifest
    monkeypatch.setattr(store, "read_manifest", lambda directory: replace(read(directory), encoder=encoders.ENCODER))
    monkeypatch.setattr(encoders, "is_available", lambda: True)
    monkeypatch.setattr(encoders, "shared_encoder", fail)
    monkeypatch.setattr(Searcher, "open", lambda _: SimpleNamespace(days=lambda: (1, 2)))
    assert "meaning     by words alone (no such model)\n" in built("status").stdout


def test_a_build_that_loses_meaning_says_so_and_what_brings_it_back(
    built: Run, monkeypatch: pytest.MonkeyPatch, put: Put
) -> None:
    read = store.read_manifest
    monkeypatch.setattr(store, "read_manifest", lambda directory: replace(read(directory), encoder="encoder-1"))
    put(3)
    result = built("build")
    assert "warning: the index before searched by meaning" in result.stderr
    assert "pip install '.[semantic]', then run: python -m index build" in result.stderr


@pytest.mark.parametrize("command", [["status"], ["search", "patriot"], ["search", "--jsonl", "-"]])
def test_without_an_index_the_command_that_makes_one_is_named(run: Run, command: list[str], tmp_path: Path) -> None:
    result = run(*command)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"no index in {tmp_path / 'var' / 'index'}; run: python -m index build\n"


def test_rollback_goes_back_and_build_forward_again(built: Run, put: Put) -> None:
    put(3, "Un séisme à Valdoria.")
    built("build")
    assert "séisme" in built("search", "séisme").stdout
    result = built("rollback")
    assert re.fullmatch(r"generation [0-9a-f]{16} now in use\n", result.stdout)
    assert "séisme" not in built("search", "séisme").stdout
    assert "now in use" in built("build").stdout
    assert "séisme" in built("search", "séisme").stdout


def test_rollback_without_an_earlier_generation_exits_1(built: Run) -> None:
    result = built("rollback")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "no earlier generation is kept: nothing to roll back to\n"


@pytest.mark.parametrize("command", [["status"], ["search", "patriot"]])
def test_a_damaged_index_is_told_without_a_traceback(built: Run, tmp_path: Path, command: list[str]) -> None:
    for path in (tmp_path / "var" / "index").glob("*/passages.sqlite"):
        path.write_bytes(path.read_bytes()[:-1])
    result = built(*command)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "passages.sqlite is missing or was cut short; run: python -m index build" in result.stderr


# search


def test_search_shows_the_passage_word_for_word_with_its_source(built: Run) -> None:
    result = built("search", "missiles patriot")
    assert result.exit_code == 0
    assert "\nTrump promet dix missiles Patriot à Ambrelune, rapporte Axios.\n" in result.stdout
    assert "j1-s0-p1" in result.stdout
    assert "Jour 1" in result.stdout


@pytest.mark.parametrize("question", ["", "   ", "?", "le la"])
def test_an_empty_question_finds_nothing_and_is_no_error(built: Run, question: str) -> None:
    result = built("search", question)
    assert (result.exit_code, result.stdout) == (0, "Nothing found.\n")


def test_search_as_json_is_the_answer(built: Run) -> None:
    answer = json.loads(built("search", "missiles patriot", "--json").stdout)
    assert answer["question"] == "missiles patriot"
    assert answer["answered"] is True
    assert answer["hits"][0]["text"] == "Trump promet dix missiles Patriot à Ambrelune, rapporte Axios."
    assert answer["hits"][0]["section"] == {"number": 0, "heading": None}
    assert answer["hits"][0]["bulletin"]["date_from"] == "2022-02-24"


def test_ten_hits_at_most_unless_told(run: Run, put: Put) -> None:
    put(1, "\n\n".join(f"Missile numéro {number}." for number in range(15)))
    run("build")
    assert len(json.loads(run("search", "missile", "--json").stdout)["hits"]) == 10
    assert len(json.loads(run("search", "missile", "--json", "-k", 3).stdout)["hits"]) == 3
    assert len(json.loads(run("search", "missile", "--json", "-k", 100).stdout)["hits"]) == 15


# search --jsonl


def answers(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.split("\n")[:-1]]


def test_one_answer_a_line_in_the_questions_order_and_nothing_else(built: Run) -> None:
    asked = ["brouillard", "", "missiles", "xyz", "brouillard", "«\\u2028»"]
    lines = "".join(f'{{"question": "{question}"}}\n' for question in asked)
    result = built("search", "--jsonl", "-", stdin=lines)
    assert (result.exit_code, result.stderr) == (0, "")
    assert [answer["question"] for answer in answers(result)] == [json.loads(f'"{question}"') for question in asked]


def test_blank_lines_are_skipped_and_the_last_line_may_lack_its_end(built: Run) -> None:
    lines = '\n  \n{"question": "missiles"}\r\n\t\r\n\n{"question": "brouillard"}'
    result = built("search", "--jsonl", "-", stdin=lines)
    assert [answer["question"] for answer in answers(result)] == ["missiles", "brouillard"]


def test_no_questions_no_answers(built: Run) -> None:
    result = built("search", "--jsonl", "-", stdin="\n\n")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_an_empty_question_gets_an_unanswered_answer(built: Run) -> None:
    (answer,) = answers(built("search", "--jsonl", "-", stdin='{"question": ""}'))
    assert (answer["answered"], answer["hits"], answer["confidence"]) == (False, [], 0.0)


def test_null_keys_are_as_good_as_none(built: Run) -> None:
    lines = '{"question": "missiles"}\n{"question": "missiles", "after": null, "today": null, "lang": null}\n'
    one, other = built("search", "--jsonl", "-", stdin=lines).stdout.splitlines()
    assert one == other


def test_k_limits_every_answer(built: Run) -> None:
    result = built("search", "--jsonl", "-", "-k", 1, stdin='{"question": "brouillard"}\n' * 2)
    assert [len(answer["hits"]) for answer in answers(result)] == [1, 1]


def test_questions_may_come_from_a_file(built: Run, tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text('{"question": "missiles"}\n', encoding="utf-8")
    assert len(answers(built("search", "--jsonl", tmp_path / "questions.jsonl"))) == 1


@pytest.mark.parametrize(
    "line", [b"patriot", b"{}", b'{"question": "\xe9"}', b'{"question": "q", "lang": "de"}', b"\xff"]
)
def test_a_malformed_line_exits_1_and_is_named(built: Run, line: bytes) -> None:
    result = built("search", "--jsonl", "-", stdin=b'{"question": "missiles"}\n\n' + line + b'\n{"question": "x"}\n')
    assert result.exit_code == 1
    assert result.stderr.startswith("line 3: ")
    assert [answer["question"] for answer in answers(result)] == ["missiles"]


def test_a_lone_surrogate_comes_back_as_its_escape(built: Run) -> None:
    result = built("search", "--jsonl", "-", stdin='{"question": "missiles \\ud83d \\ud83d\\ude00"}\n')
    assert result.exit_code == 0
    assert '"missiles \\ud83d 😀"' in result.stdout
    assert answers(result)[0]["question"] == "missiles \ud83d 😀"


def test_a_huge_line_is_answered(built: Run) -> None:
    question = "missiles " * 100_000
    (answer,) = answers(built("search", "--jsonl", "-", stdin=json.dumps({"question": question})))
    assert answer["question"] == question
    assert answer["hits"]


# In a process of its own


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "index", *arguments]


@pytest.mark.usefixtures("built")
def test_output_is_utf_8_whatever_the_locale(environment: dict[str, str]) -> None:
    plain = {**os.environ, **environment, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    line = '{"question": "léger « \\ud800"}'.encode()
    done = subprocess.run(
        command("search", "--jsonl", "-"), input=line, capture_output=True, cwd=ROOT, env=plain, timeout=30
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.decode("utf-8"))["hits"][0]["text"] == "Un brouillard léger."


@pytest.mark.usefixtures("built")
def test_answers_come_one_by_one_as_questions_do(environment: dict[str, str]) -> None:
    process = subprocess.Popen(
        command("search", "--jsonl", "-"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    assert process.stdin
    assert process.stdout
    with process:
        for question in ("missiles", "brouillard"):
            process.stdin.write(json.dumps({"question": question}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["question"] == question
        process.stdin.close()
        assert process.wait(30) == 0


@pytest.mark.usefixtures("built")
def test_a_reader_who_leaves_early_ends_it_quietly(environment: dict[str, str]) -> None:
    process = subprocess.Popen(
        command("search", "--jsonl", "-"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    assert process.stdout
    process.stdout.close()
    _, errors = process.communicate(b'{"question": "missiles"}\n' * 3, timeout=30)
    assert errors == b""
    assert process.returncode == 1


def test_a_terminal_sees_progress_bars(put: Put, environment: dict[str, str]) -> None:
    put(1)
    terminal, ours = pty.openpty()
    process = subprocess.Popen(
        command("build"),
        stdout=subprocess.PIPE,
        stderr=ours,
        cwd=ROOT,
        env={**os.environ, **environment, "TERM": "xterm"},
    )
    out, _ = process.communicate(timeout=30)
    os.close(ours)
    shown = os.read(terminal, 65536).decode()
    os.close(terminal)
    assert process.returncode == 0
    assert "analysing" in shown
    assert "100%" in shown
    assert re.fullmatch(rb"generation [0-9a-f]{16} now in use: 1 bulletin, 1 passage\n", out)


def test_the_environment_names_the_folders_and_options_beat_it(put: Put, run: Run, tmp_path: Path) -> None:
    put(1)
    other = tmp_path / "other"
    other.mkdir()
    for day in (5, 6):
        (other / f"{day}.md").write_text(bulletin_text(day), encoding="utf-8")
    run("build")
    assert "2 bulletins" in run("build", "--corpus", other, "--data", tmp_path / "elsewhere").stdout
    assert "bulletins   1\n" in run("status").stdout
    assert "bulletins   2\n" in run("status", "--data", tmp_path / "elsewhere").stdout


# The whole way, as a maintainer goes it


def test_add_build_and_search_give_every_paragraph_of_the_sample_back(run: Run, sample: Path) -> None:
    assert run("add", sample).exit_code == 0
    assert run("check").exit_code == 0
    blocks = [block.strip() for block in sample.read_text(encoding="utf-8").split("\n\n")]
    paragraphs = [block for number, block in enumerate(blocks) if number not in (0, 2, 10, 22)]
    # One of them announces a quotation, and is one passage with it.
    assert f"1 bulletin, {len(paragraphs) - 1} passages" in run("build").stdout
    lines = "".join(json.dumps({"question": re.sub(r"\W+", " ", text)}) + "\n" for text in paragraphs)
    for text, answer in zip(paragraphs, answers(run("search", "--jsonl", "-", "-k", 1, stdin=lines)), strict=True):
        (hit,) = answer["hits"]
        assert text in hit["text"].split("\n\n")
        assert hit["bulletin"]["day_from"] == 1231
