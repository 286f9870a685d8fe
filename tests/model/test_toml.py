"""Documents: exact data, places, encodings, files that are no files, and limits."""

from __future__ import annotations

import os
import tomllib
from fractions import Fraction
from pathlib import Path

import pytest

from vcgame.errors import FileError, Problem, UsageError
from vcgame.model.toml.document import Document, Position, load_document, read_document
from vcgame.model.toml.lexemes import LIMITS, dotted, exact, printable

GAME = """\
# 区域品牌
vcgame = 1
title = { en = "two firms", zh = "两家企业" }

[[players]]
id = "one"
[players.strategies]
build = { en = "build" }

[[players]]
id = "two"

[payoffs]
"build, build" = ["2*b - c", '''
3''', 'b', "\\u0062 - c", 0.25]
"""


@pytest.fixture
def game() -> Document:
    return read_document(GAME, "game.toml")


def refused(text: bytes | str) -> tuple[Problem, ...]:
    with pytest.raises(FileError) as caught:
        read_document(text, "x.toml")
    return caught.value.problems


def test_data_is_that_of_the_standard_library_with_exact_decimals(game: Document) -> None:
    assert game.data == tomllib.loads(GAME, parse_float=Fraction)
    assert game.data["payoffs"]["build, build"][4] == Fraction(1, 4)
    assert isinstance(game.data["vcgame"], int)


@pytest.mark.parametrize(
    ("path", "position"),
    [
        (("vcgame",), Position(2, 1, 2, 10)),
        (("title",), Position(3, 1, 3, 9)),
        (("title", "zh"), Position(3, 29, 3, 34, plain=True)),
        (("players",), Position(5, 3, 5, 3)),
        (("players", 0), Position(5, 3, 5, 3)),
        (("players", 1), Position(10, 3, 10, 3)),
        (("players", 1, "id"), Position(11, 1, 11, 6, plain=True)),
        (("players", 0, "strategies"), Position(7, 10, 7, 10)),
        (("players", 0, "strategies", "build", "en"), Position(8, 11, 8, 16, plain=True)),
        (("payoffs",), Position(13, 2, 13, 2)),
        (("payoffs", "build, build"), Position(14, 1, 14, 18)),
        (("payoffs", "build, build", 0), Position(14, 19, 14, 19, plain=True)),
        (("payoffs", "build, build", 1), Position(14, 30, 14, 30)),
        (("payoffs", "build, build", 2), Position(15, 7, 15, 7, plain=True)),
        (("payoffs", "build, build", 3), Position(15, 12, 15, 12)),
    ],
)
def test_place_of(game: Document, path: tuple[str | int, ...], position: Position) -> None:
    assert game.positions[path] == position
    assert game.place(path) == (position.line, position.column)
    assert game.value_place(path) == (position.value_line, position.value_column)


def test_what_is_missing_is_placed_at_what_would_hold_it(game: Document) -> None:
    assert game.place(("players", 1, "strategies", "build")) == (10, 3)
    assert game.value_place(("title", "fr")) == (3, 9)
    assert game.place(("nothing", "of", "this")) == (1, 1)
    assert game.place(()) == (1, 1)


@pytest.mark.parametrize(
    ("index", "place"),
    [
        (0, (14, 19 + 1 + 6)),  # the character itself
        (1, (14, 30)),  # several lines: the start of the text
        (2, (15, 7 + 1 + 6)),
        (3, (15, 12)),  # an escape: the start of the text
        (4, (15, 26)),  # no text at all
    ],
)
def test_an_offset_points_into_a_formula(
    game: Document, index: int, place: tuple[int, int]
) -> None:
    problem = game.problem(("payoffs", "build, build", index), "bad", offset=6)
    assert (problem.line, problem.column) == place


def test_offset_zero_is_the_start_of_the_value_and_keys_take_none(game: Document) -> None:
    path = ("players", 0, "id")
    assert game.problem(path, "bad").column == 6
    assert game.problem(path, "bad", at_value=False, offset=2).column == 1
    assert game.problem((*path, "deeper"), "bad", offset=2).column == 6


def test_a_problem_prints_on_one_line(game: Document) -> None:
    problem = game.problem(("payoffs", "build, build", 0), "unknown name 'b'", "known: c", offset=2)
    assert str(problem) == (
        "game.toml:14:22: payoffs.\"build, build\"[0]: unknown name 'b'; known: c"
    )


def test_key_paths_are_written_as_in_toml() -> None:
    assert dotted(("players", 0, "strategies", "build")) == "players[0].strategies.build"
    assert dotted(("a", 1, 2)) == "a[1][2]"
    assert dotted(('say "a\\b"', "", "集群")) == '"say \\"a\\\\b\\"".""."集群"'
    assert dotted(("a\nb\x1b[31m\u202e",)) == '"a\\nb\\x1b[31m\\u202e"'
    assert len(dotted(("x" * 5000,))) == 400


def test_printable_keeps_letters_of_every_script() -> None:
    assert printable("产业集群 cluster é") == "产业集群 cluster é"
    assert printable("x" * 300) == "x" * 197 + "..."


def test_an_empty_text_is_an_empty_document() -> None:
    for text in ("", b"", "\ufeff", b"\xef\xbb\xbf", " \t\n", "# only this"):
        document = read_document(text, "x.toml")
        assert (document.data, dict(document.positions)) == ({}, {})


def test_line_ends_and_byte_order_mark_move_nothing() -> None:
    document = read_document(GAME, "game.toml")
    windows = read_document(b"\xef\xbb\xbf" + GAME.replace("\n", "\r\n").encode(), "game.toml")
    assert windows == document
    first = read_document("\ufeffa = 'x'", "x.toml")
    assert first.positions["a",] == Position(1, 1, 1, 5, plain=True)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0.1", Fraction(1, 10)),
        ("-0.0", Fraction(0)),
        ("1e-3", Fraction(1, 1000)),
        ("+1_0.2_5E+0_2", Fraction(1025)),
        ("1e100", Fraction(10**100)),
        ("1E-100", Fraction(1, 10**100)),
        ("0." + "3" * 99, Fraction(int("3" * 99), 10**99)),
    ],
)
def test_decimals_are_exact(written: str, value: Fraction) -> None:
    read = read_document(f"a = {written}", "x.toml").data["a"]
    assert read == value
    assert type(read) is Fraction
    assert exact(written) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [("-12_000", -12000), ("0xFF", 255), ("0o17", 15), ("0b101", 5), ("9" * 100, 10**100 - 1)],
)
def test_integers_are_integers(written: str, value: int) -> None:
    read = read_document(f"a = {written}", "x.toml").data["a"]
    assert read == value
    assert type(read) is int


@pytest.mark.parametrize(
    ("data", "line", "column", "wrong"),
    [
        (b"a = 1\nb = '\xc4\xe3'", 2, 6, "byte 12 of the file (0xC4) is not UTF-8"),
        ("# 中文".encode() + b"\xff", 1, 5, "byte 9 of the file (0xFF) is not UTF-8"),
        (b"\xef\xbb\xbfa\xff", 1, 2, "byte 5 of the file (0xFF) is not UTF-8"),
        (b"a = 1\n\xed\xa0\x80", 2, 1, "byte 7 of the file (0xED) is not UTF-8"),
        ("a = 1".encode("utf-16"), 1, 1, "the file is in UTF-16 or UTF-32"),
        ("a = 1".encode("utf-16-le"), 1, 1, "the file is in UTF-16 or UTF-32"),
        ("a = 1".encode("utf-16-be"), 1, 1, "the file is in UTF-16 or UTF-32"),
        ("a = 1".encode("utf-32"), 1, 1, "the file is in UTF-16 or UTF-32"),
    ],
)
def test_other_encodings_are_named(data: bytes, line: int, column: int, wrong: str) -> None:
    assert refused(data) == (Problem("x.toml", line, column, "", wrong, "save it as UTF-8"),)


def test_control_characters_are_all_reported() -> None:
    problems = refused("a = '\0'\r\n# \x1b[31m\nb = 1\r# c\x7f\n")
    assert [(p.line, p.column, p.wrong.partition("(")[2]) for p in problems] == [
        (1, 6, "U+0000)"),
        (2, 3, "U+001B)"),
        (3, 6, "U+000D)"),
        (3, 10, "U+007F)"),
    ]
    assert len(refused("\0" * 1000)) == LIMITS.problems


def test_a_lone_surrogate_is_refused() -> None:
    (problem,) = refused("a = 1\nb = '\ud800'")
    assert (problem.line, problem.column) == (2, 6)


def test_a_complaint_of_the_standard_library_alone_is_passed_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def complain(message: str) -> Problem:
        def loads(text: str, **_: object) -> None:
            raise tomllib.TOMLDecodeError(message)

        monkeypatch.setattr("vcgame.model.toml.document.tomllib.loads", loads)
        (problem,) = refused("a = 1\nb = 2")
        return problem

    assert complain("Odd (at line 2, column 3)") == Problem("x.toml", 2, 3, "", "Odd")
    assert complain("Odd (at end of document)") == Problem("x.toml", 2, 6, "", "Odd")
    assert complain("Odd") == Problem("x.toml", 1, 1, "", "Odd")


def test_a_file_is_loaded_under_its_path_or_a_given_name(tmp_path: Path) -> None:
    file = tmp_path / "游戏.toml"
    file.write_bytes(GAME.encode())
    assert load_document(file).name == str(file)
    assert load_document(file, "game").name == "game"
    assert load_document(file, "game").data == tomllib.loads(GAME, parse_float=Fraction)
    file.write_bytes(b"a = ")
    with pytest.raises(FileError, match=r"^game:1:5: a: a value is missing here"):
        load_document(file, "game")


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    pipe, link, loop = tmp_path / "pipe", tmp_path / "zero", tmp_path / "loop"
    os.mkfifo(pipe)
    link.symlink_to("/dev/zero")
    loop.symlink_to(loop)
    for path in (tmp_path, pipe, link, Path("/dev/zero")):
        with pytest.raises(UsageError, match="not a file but a folder, device or pipe"):
            load_document(path, "it")
    for path in (tmp_path / "none", tmp_path / "none" / "game.toml"):
        with pytest.raises(UsageError, match=r"^it: there is no such file$"):
            load_document(path, "it")
    with pytest.raises(UsageError, match=r"^it: cannot be read \(.+\)$"):
        load_document(loop, "it")
    with pytest.raises(UsageError, match=r"^it: cannot be read \(.+\)$"):
        load_document(tmp_path / ("x" * 5000), "it")
    with pytest.raises(UsageError, match=r"^it: no file can have this name$"):
        load_document(Path("a\0b"), "it")


def test_a_pipe_that_takes_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    class Swapped(type(tmp_path)):  # type: ignore[misc]
        def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
            return os.stat(__file__, follow_symlinks=follow_symlinks)  # noqa: PTH116

    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="not a file"):
        load_document(Swapped(tmp_path / "pipe"), "it")


def test_a_file_without_permission_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    file = tmp_path / "game.toml"
    file.write_text("a = 1")
    monkeypatch.setattr("vcgame.model.toml.content.os.open", forbidden)
    with pytest.raises(UsageError, match=r"^it: cannot be read \(Permission denied\)$"):
        load_document(file, "it")


def test_no_more_than_the_limit_is_read_of_a_huge_file(tmp_path: Path) -> None:
    file = tmp_path / "huge.toml"
    with file.open("wb") as sparse:
        sparse.truncate(1 << 40)
    with pytest.raises(FileError, match=f"too large; at most {LIMITS.size} bytes"):
        load_document(file)


def nested(opening: str, closing: str, depth: int) -> str:
    return f"a = {opening * depth}1{closing * depth}"


@pytest.mark.parametrize(
    ("fits", "passes", "line", "column", "wrong"),
    [
        ("#" * LIMITS.size, "#" * (LIMITS.size + 1), 1, 1, "the file is too large"),
        ("#" + "é" * (LIMITS.size // 2 - 1), "#" + "é" * (LIMITS.size // 2), 1, 1, "too large"),
        (".".join("a" * LIMITS.depth) + "=1", ".".join("a" * 9) + "=1", 1, 1, "more than 8 parts"),
        (f"[{'.'.join('a' * LIMITS.depth)}]", f"[{'.'.join('a' * 9)}]", 1, 2, "more than 8 parts"),
        (nested("[", "]", 16), nested("[", "]", 17), 1, 21, "nested more than 16 deep"),
        (nested("{a=", "}", 16), nested("{a=", "}", 17), 1, 53, "nested more than 16 deep"),
        (f"a={[1] * 19999}", f"b=1\na={[1] * 19999}", 2, 59998, "more than 20000 keys and items"),
        ("[[a]]\n" * 20000, "[[a]]\n" * 20001, 20001, 3, "more than 20000 keys and items"),
        ("a = " + "7" * 100, "a = " + "7" * 101, 1, 5, "a number of 101 digits"),
        ("a = 0x" + "f" * 100, "a = 0x" + "f" * 101, 1, 5, "a number of 101 digits"),
        ("a = -1_0." + "7" * 98, "a = -1_0." + "7" * 99, 1, 5, "a number of 101 digits"),
        ("a = 1e100", "a = 1e101", 1, 5, "the power of ten 101"),
        ("a = 1e-0_99", "a = 1e-101", 1, 5, "the power of ten -101"),
        ("a = 1e+0", "a = 1e+0001", 1, 5, "the power of ten +0001"),
        (f"a = '{'x' * 8000}'", f"a = '{'x' * 8001}'", 1, 5, "a text of 8001 characters"),
        (f'a = "{"é" * 8000}"', f'a = "{"é" * 8001}"', 1, 5, "a text of 8001 characters"),
        ('a="""' + "xx\n" * 2666 + '"""', 'a="""' + "xx\n" * 2667 + '"""', 1, 3, "a text of 8001"),
        (f"a = '''{'x' * 8000}'''", f"a = '''{'x' * 8001}'''", 1, 5, "a text of 8001 characters"),
        ("a" * 1000 + "=1", "a" * 1001 + "=1", 1, 1, "a key of 1001 characters"),
        (f"['{'a' * 1000}']", f"['{'a' * 1001}']", 1, 2, "a key of 1001 characters"),
    ],
)  # fmt: skip
def test_a_limit_is_kept_to_the_last_unit(
    fits: str, passes: str, line: int, column: int, wrong: str
) -> None:
    assert read_document(fits, "x.toml").data == tomllib.loads(fits, parse_float=Fraction)
    problem = refused(passes)[0]
    assert (problem.line, problem.column) == (line, column)
    assert wrong in problem.wrong


@pytest.mark.parametrize(
    "text",
    [
        "[" * 250_000,
        "a = " + "[" * 250_000,
        "a = " + "{a=" * 80_000,
        "a." * 130_000 + "b = 1",
        "[" + "a." * 130_000 + "b]",
        "a = " + "9" * 250_000,
        "a = 1e" + "9" * 250_000,
        "a = [" + "1e9999999," * 25_000 + "]",
        'a = "' + "\\n" * 130_000 + '"',
        'a = """' + '""\\n' * 60_000,
        "'" * 250_000,
        "a = 1\n" * 40_000,
        "=\n" * 130_000,
        "a = [x\n" * 30_000,
        "a = { " + "k = 1, " * 35_000,
    ],
)
def test_hostile_texts_are_refused_with_few_words(text: str) -> None:
    problems = refused(text)
    assert len(problems) <= LIMITS.problems + 2
    assert all(len(str(problem)) < 1000 for problem in problems)
