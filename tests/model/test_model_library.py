"""Finding models and the shipped folders: in a checkout, in an installation, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import vcgame.assets
from vcgame.assets import Shelf, shelf
from vcgame.errors import FileError, UsageError
from vcgame.model.library import library_files, library_models, load_model, model_file

NO_MODEL, MEANT, GIVE = "there is no model", "did you mean", "give a path"


def test_the_library_is_in_alphabetical_order() -> None:
    files = library_files()
    assert list(files) == sorted(files)
    assert {"boxed-pigs", "functional-upgrading"} <= files.keys()
    assert [model.id for model in library_models()] == list(files)


def test_a_model_is_found_by_id_and_by_path() -> None:
    path = model_file("boxed-pigs")
    assert path.name == "boxed-pigs.toml"
    assert model_file(str(path)) == path
    assert load_model(path) == load_model(str(path)) == load_model("boxed-pigs")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("boxed-pig", f"{NO_MODEL} 'boxed-pig' in the library ({MEANT} 'boxed-pigs'?); or {GIVE}"),
        ("x/boxed-pigs", "there is no file x/boxed-pigs; give the id of a model or a path"),
        ("pigs.toml", "there is no file pigs.toml; give the id of a model or a path"),
        ("x\0.toml", "there is no file x\\x00.toml; give the id of a model or a path"),
        ("\x1b[31m/", "there is no file \\x1b[31m/; give the id of a model or a path"),
    ],
)
def test_what_is_not_there(name: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_model(name)
    assert str(caught.value) == said


def test_an_unknown_id_lists_the_library() -> None:
    with pytest.raises(UsageError, match=r"^there is no model 'go' in the library \(known: boxed"):
        load_model("go")


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a file but a folder"):
        load_model(f"{tmp_path}/")
    with pytest.raises(UsageError, match="cannot be read"):
        load_model(f"{'a' * 5000}.toml")
    with pytest.raises(UsageError, match="not a file but a folder, device or pipe"):
        load_model(Path(os.devnull))
    (tmp_path / "empty.toml").touch()
    with pytest.raises(FileError, match=r"empty\.toml:1:1: vcgame is missing"):
        load_model(tmp_path / "empty.toml")


@pytest.mark.parametrize("name", ["models", "seeds"])
def test_the_folders_of_a_checkout(name: Shelf) -> None:
    assert shelf(name) == Path(vcgame.assets.__file__).parents[1] / name
    assert any(shelf(name).rglob("*.toml"))


def test_the_folders_of_an_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "vcgame"
    package.mkdir(parents=True)
    monkeypatch.setattr(vcgame.assets, "__file__", str(package / "assets.py"))
    said = "the folder models/ of this installation is missing; install vcgame again"
    with pytest.raises(UsageError) as caught:
        shelf("models")
    assert str(caught.value) == said
    # Somebody else's folder beside an installed package is not taken for the library.
    (package.parent / "models").mkdir()
    with pytest.raises(UsageError, match="is missing"):
        shelf("models")
    bundled = package / "_bundled" / "models"
    bundled.mkdir(parents=True)
    assert shelf("models") == bundled
    (package.parent / "pyproject.toml").touch()
    assert shelf("models") == bundled
