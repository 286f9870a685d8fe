"""Pipes, full disks, closed streams, narrow encodings, terminals, interruptions."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from vcgame.cli.streams import tell

VCGAME = [sys.executable, "-m", "vcgame"]
LONG = ["show", "functional-upgrading", "--lang", "zh"]


def start(
    arguments: list[str], environment: Mapping[str, str] | None = None, **options: Any
) -> subprocess.Popen[bytes]:
    told = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **(environment or {})}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    return subprocess.Popen([*VCGAME, *arguments], env=told, **pipes)


def run(
    arguments: list[str], environment: Mapping[str, str] | None = None, **options: Any
) -> tuple[int, bytes, bytes]:
    process = start(arguments, environment, **options)
    out, err = process.communicate()
    return process.returncode, out, err


@pytest.mark.parametrize("arguments", [["--help"], LONG])
def test_a_reader_that_has_gone_is_no_mistake(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    status, _, err = run(arguments, stdout=writing)
    os.close(writing)
    assert (status, err) == (0, b"")


@pytest.mark.parametrize("arguments", [["--version"], LONG])
def test_a_full_disk_is_one_line(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        status, _, err = run(arguments, stdout=full)
    assert status == 2
    assert re.fullmatch(rb"vcgame: [^\n]*No space left on device\n", err)


def test_closed_streams_are_no_mistake(folder: Path) -> None:
    command = " ".join([*VCGAME, "sweep boxed-pigs --vary A=1:2:2 --out a.csv"])
    done = subprocess.run(["/bin/sh", "-c", f"{command} >&- 2>&-"], check=False, cwd=folder)
    assert done.returncode == 0
    assert (folder / "a.csv").is_file()
    command = " ".join([*VCGAME, "models"])
    done = subprocess.run(["/bin/sh", "-c", f"{command} >&-"], stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk", "utf-8"])
def test_any_encoding_will_do(encoding: str) -> None:
    arguments = ["show", "brand-maintain", "--lang", "zh", "--format", "json"]
    status, out, err = run(arguments, {"PYTHONIOENCODING": encoding})
    assert (status, err) == (0, b"")
    shown = json.loads(out.decode(encoding))  # escapes of JSON, where a sign is lacking
    assert shown["title"] == "区域品牌的维护"
    assert ("区域品牌" in out.decode(encoding)) == (encoding in ("gbk", "utf-8"))


def test_signs_that_an_encoding_lacks_have_ascii_ones() -> None:
    arguments = ["solve", "boxed-pigs", "--set", "A=10", "--concept", "pure"]
    for encoding in ("ascii", "gbk"):
        status, out, _ = run(["table", "boxed-pigs", "parameters"], {"PYTHONIOENCODING": encoding})
        assert status == 0
        assert re.search(r"small_alone +-1 ", out.decode(encoding))
    status, out, _ = run(
        [*arguments, "--lang", "zh", "--format", "md"], {"PYTHONIOENCODING": "ascii"}
    )
    assert status == 0
    assert rb"\u5747\u8861" in out


def test_a_message_keeps_terminals_out_of_trouble(capsys: pytest.CaptureFixture[str]) -> None:
    tell("one\x1b[2Jtwo\nthree \udcff" + "x" * 5000)
    first, second = capsys.readouterr().err.splitlines()
    assert first == "vcgame: one [2Jtwo"
    assert second.startswith("vcgame: three  xxx")
    assert len(second) < 2100


def test_any_folder_and_any_name_of_a_file(models: dict[str, Path], folder: Path) -> None:
    place = folder / "产业 集群" / "三 家.toml"
    place.parent.mkdir()
    models["three"].rename(place)
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    status, out, err = run(["solve", str(place), "--format", "csv"], cwd=elsewhere)
    assert (status, err) == (0, b"")
    assert out.decode("utf-8-sig").splitlines()[1] == "1,1,old,old,old,1,1,1,0"
    status, _, err = run(["solve", "../产业 集群/无.toml"], cwd=elsewhere)
    assert status == 2
    assert "there is no file ../产业 集群/无.toml" in err.decode()


class Terminal:
    """Runs a command on a terminal of its own and reads what it shows."""

    def __init__(self, arguments: list[str], **environment: str) -> None:
        leader, follower = pty.openpty()
        process = start(arguments, environment, stdin=follower, stdout=follower, stderr=follower)
        os.close(follower)
        parts = []
        with suppress(OSError):  # how Linux says that the other side was closed
            while part := os.read(leader, 65536):
                parts.append(part)
        os.close(leader)
        self.status = process.wait()
        self.shown = b"".join(parts).decode()


def test_progress_shows_on_a_terminal_only(folder: Path) -> None:
    arguments = ["sweep", "boxed-pigs", "--vary", "A=1:8:60", "--out", str(folder / "a.csv")]
    terminal = Terminal(arguments, NO_COLOR="1", TERM="xterm")
    assert terminal.status == 0
    assert "60/60" in terminal.shown
    assert not re.search(r"\x1b\[[0-9;]*m", terminal.shown)  # no colours
    status, out, err = run(arguments)
    assert status == 0
    assert b"/60" not in out + err
    assert b"\r" not in out + err


def test_text_is_as_wide_as_the_terminal() -> None:
    narrow = Terminal(["show", "boxed-pigs"], COLUMNS="80")
    assert narrow.status == 0
    lines = narrow.shown.splitlines()
    assert 70 < max(map(len, lines)) <= 80


def test_an_interrupted_sweep_into_files_leaves_nothing(folder: Path) -> None:
    arguments = ["sweep", "boxed-pigs", "--vary", "A=1/7:8:1000000", "--out", "a/points.csv"]
    process = start([*arguments, "--part-points", "100"], cwd=folder)
    there = folder / "a"
    while process.poll() is None and not list(there.glob(".points.csv.parts/points/*.parquet")):
        os.sched_yield()
    assert process.poll() is None
    assert [path.name for path in there.iterdir()] == [".points.csv.parts"]
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert process.returncode == 130
    assert (out, err) == (b"", b"vcgame: interrupted\n")
    assert list(there.iterdir()) == []


def test_results_that_cannot_be_written(vcgame: Callable[..., Any], folder: Path) -> None:
    (folder / "file").write_text("kept", encoding="utf-8")
    (folder / "b.equilibria.csv").mkdir()
    sweep = ["sweep", "boxed-pigs", "--vary", "A=1:2:2", "--out"]
    table = ["table", "boxed-pigs", "payoffs", "--to"]
    study = ["run", "brand", "--to"]
    for arguments in (
        [*sweep, "file/a.csv"],
        [*sweep, "b.csv"],
        [*sweep, ""],
        [*sweep, "n" * 300 + ".csv"],
        [*table, "file/a.csv"],
        [*table, ""],
        [*table, "."],
        [*table, "n" * 300],
        [*table, "/dev/full"],
        [*study, "file"],
    ):
        run = vcgame(*arguments)
        assert run.status == 2, arguments
        assert run.out == ""
        assert len(run.err.splitlines()) == 1
    assert (folder / "file").read_text(encoding="utf-8") == "kept"
    assert {path.name for path in folder.iterdir()} == {"file", "b.equilibria.csv"}
    assert Path("/dev/full").is_char_device()


def test_a_missing_folder_is_made(vcgame: Callable[..., Any], folder: Path) -> None:
    assert vcgame("table", "boxed-pigs", "payoffs", "--to", "new/deep/pigs.tex").status == 0
    assert (folder / "new/deep/pigs.tex").read_text(encoding="utf-8").startswith("% Table")
    run = vcgame("sweep", "boxed-pigs", "--vary", "A=1:2:2", "--out", "other/a.csv")
    assert run.status == 0
    assert (folder / "other/a.equilibria.csv").is_file()


def test_a_link_goes_on_to_point_to_the_file(vcgame: Callable[..., Any], folder: Path) -> None:
    (folder / "real.md").write_text("old", encoding="utf-8")
    (folder / "link.md").symlink_to("real.md")
    assert vcgame("table", "boxed-pigs", "payoffs", "--to", "link.md").status == 0
    assert (folder / "link.md").is_symlink()
    assert "| press |" in (folder / "real.md").read_text(encoding="utf-8")
