"""Imports run one way, and the heavy libraries wait until they are needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import vcgame

PACKAGE = Path(vcgame.__file__).parent
ROOT = PACKAGE.parent
LAYERS = ("base", "model", "forms", "solve", "derive", "sweep", "report", "cli")
BASE = {"errors", "assets"}
TOP = {"__init__", "__main__"}
KERNEL = ("vcgame.solve.kernel", "vcgame.solve.many.arrays", "vcgame.sweep.frontier")
"""Rooms that work on arrays throughout; others import them where they are used."""
HEAVY = {
    "numpy",
    "scipy",
    "sympy",
    "flint",
    "nashpy",
    "matplotlib",
    "pyarrow",
    "jsonschema",
    "dask",
    "distributed",
    "pandas",
    "z3",
}
FILES = sorted(PACKAGE.rglob("*.py"))


def layer(module: str) -> int | None:
    """The rank of a module by its dotted name; None for one outside the package."""
    parts = module.split(".")
    if parts[0] != "vcgame":
        return None
    if len(parts) == 1 or parts[1] in TOP:
        return len(LAYERS)
    return 0 if parts[1] in BASE else LAYERS.index(parts[1])


def imported(path: Path) -> list[str]:
    """All modules that a file imports, in functions too, and for typing alone."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            assert node.module is not None
            names = [alias.name for alias in node.names]
            if node.module == "vcgame" and names == ["__version__"]:
                continue
            if (ROOT / node.module.replace(".", "/")).is_dir():
                found += [f"{node.module}.{name}" for name in names]
            else:
                found.append(node.module)
    return found


def name(path: Path) -> str:
    return ".".join(("vcgame", *path.relative_to(PACKAGE).with_suffix("").parts))


def test_every_module_belongs_to_a_layer() -> None:
    assert len(FILES) > 80
    for path in FILES:
        first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        assert first in {*LAYERS[1:], *BASE, *TOP}, path


def test_imports_run_upwards_only() -> None:
    wrong = []
    for path in FILES:
        first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if first in TOP:
            continue
        own = layer(name(path))
        assert own is not None
        for module in imported(path):
            other = layer(module)
            if other is not None and other > own:
                wrong.append(f"{name(path)} imports {module}")
    assert wrong == []


def test_no_module_imports_itself_by_way_of_others_when_it_is_loaded() -> None:
    """Within a layer too, imports at the top of modules make no circle."""
    graph: dict[str, set[str]] = {}
    for path in FILES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = {
            node.module
            for node in tree.body
            if isinstance(node, ast.ImportFrom) and node.module is not None
        }
        graph[name(path).removesuffix(".__init__")] = modules
    settled: set[str] = set()
    for start in graph:
        way: list[str] = []

        def walk(module: str, way: list[str] = way) -> None:
            assert module not in way, f"a circle of imports: {[*way, module]}"
            if module in settled or module not in graph:
                return
            way.append(module)
            for other in sorted(graph[module]):
                walk(other)
            way.pop()
            settled.add(module)

        walk(start)


def loaded_by(statement: str) -> set[str]:
    """The top-level names of all modules in the memory of a fresh interpreter."""
    code = f"import sys; {statement}; print(' '.join({{m.partition('.')[0] for m in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-B", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_importing_the_solver_loads_no_heavy_library() -> None:
    assert loaded_by("import vcgame.solve.solution") & HEAVY == set()


def test_importing_any_module_at_all_loads_no_heavy_library() -> None:
    modules = [name(path).removesuffix(".__init__") for path in FILES]
    names = ", ".join(
        module
        for module in modules
        if not module.endswith("__main__") and not module.startswith(KERNEL)
    )
    assert loaded_by(f"import {names}") & HEAVY == set()


def test_solving_a_rational_game_loads_no_heavy_library() -> None:
    solving = (
        "from vcgame.model.library import load_model; from vcgame.forms.point import game_at; "
        "from vcgame.solve.nash import solve_nash; m = load_model('boxed-pigs'); "
        "solve_nash(game_at(m, m.values()))"
    )
    assert loaded_by(solving) & HEAVY == set()
    tree = (
        "from vcgame.model.library import load_model; from vcgame.forms.point import game_at; "
        "from vcgame.solve.subgame import solve_tree; m = load_model('functional-upgrading'); "
        "solve_tree(game_at(m, m.values()))"
    )
    assert loaded_by(tree) & HEAVY == set()
