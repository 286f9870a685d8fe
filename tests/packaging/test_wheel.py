"""The wheel works from any folder and brings its library along."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", str(folder), str(ROOT)], check=True)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile"]
    subprocess.run([*install, "--target", str(folder), str(wheel)], check=True)
    return folder


def run(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed package from the root folder, the checkout out of sight."""
    code = (
        "import sys; sys.path[:] = [p for p in sys.path if p != sys.argv[1]]; "
        "import vcgame; from vcgame.cli import main; "
        "print(vcgame.__file__, file=sys.stderr); sys.exit(main(sys.argv[2:]))"
    )
    return subprocess.run(
        [sys.executable, "-c", code, str(ROOT), *arguments],
        cwd="/",
        env={**os.environ, "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_holds_what_the_commands_need(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    shipped = {
        "models": sorted(p.relative_to(ROOT / "models") for p in (ROOT / "models").rglob("*.toml")),
        "experiments": [
            p.relative_to(ROOT / "experiments") for p in (ROOT / "experiments").glob("*.toml")
        ],
        "seeds": [p.relative_to(ROOT / "seeds") for p in (ROOT / "seeds").glob("*.toml")],
    }
    for shelf, files in shipped.items():
        assert files
        for file in files:
            assert f"vcgame/_bundled/{shelf}/{file.as_posix()}" in names
    for needed in ("py.typed", "report/words/zh.toml", "report/fonts/vcgame-cjk.ttf"):
        assert f"vcgame/{needed}" in names
    assert not [name for name in names if name.startswith(("tests/", "runs/", "models/"))]


def test_the_installed_command_finds_its_library(installed: Path) -> None:
    done = run(installed, "models")
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith(str(installed))
    for path in (ROOT / "models").rglob("*.toml"):
        assert path.stem in done.stdout


def test_the_installed_command_solves_and_shows_evidence(installed: Path) -> None:
    solved = run(installed, "solve", "brand-two-firms", "--format", "json")
    assert solved.returncode == 0, solved.stderr
    assert '"complete": true' in solved.stdout
    shown = run(installed, "show", "brand-two-firms")
    assert "zhang-2011.brand-game" in shown.stdout


def test_the_editable_install_has_the_library_beside_it() -> None:
    from vcgame.assets import shelf

    assert shelf("models") == ROOT / "models"
