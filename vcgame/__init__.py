"""Games of industrial clusters and value chains: every equilibrium, and when it holds.

The names here are what Python users need; each is imported when it is first used. (Rooms of the
package are called ``solve`` and ``sweep``, so the functions have longer names.)

Examples
--------
>>> import vcgame
>>> model = vcgame.load("boxed-pigs")
>>> solution = vcgame.solve_model(model, {"A": vcgame.exact("1/2")})
>>> [str(p) for p in solution.answer.equilibria[-1].profile[0]]
['0', '1']
>>> [str(cut.value) for cut in vcgame.thresholds(model, "A").cuts]
['1', '6']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vcgame.derive.claims import check_claims as check
    from vcgame.derive.conditions import equilibrium_conditions as conditions
    from vcgame.derive.line import lever_line as thresholds
    from vcgame.errors import VcgameError
    from vcgame.forms.point import game_at
    from vcgame.forms.strategic import StrategicGame
    from vcgame.model.library import library_files as models
    from vcgame.model.library import load_model as load
    from vcgame.model.reading.values import exact_number as exact
    from vcgame.report.tables.writers import write_table
    from vcgame.solve.kernel.batch import BatchSolver
    from vcgame.solve.nash import solve_nash
    from vcgame.solve.solution import solve as solve_model
    from vcgame.sweep.design.axis import parse_axis
    from vcgame.sweep.design.design import Design
    from vcgame.sweep.design.sampling import Sampling
    from vcgame.sweep.design.uncertain import parse_uncertain
    from vcgame.sweep.engine import run_sweep

__version__ = "0.1.0"

__all__ = [
    "BatchSolver",
    "Design",
    "Sampling",
    "StrategicGame",
    "VcgameError",
    "__version__",
    "check",
    "conditions",
    "exact",
    "game_at",
    "load",
    "models",
    "parse_axis",
    "parse_uncertain",
    "run_sweep",
    "solve_model",
    "solve_nash",
    "thresholds",
    "write_table",
]

_PLACES = {
    "BatchSolver": ("vcgame.solve.kernel.batch", "BatchSolver"),
    "Design": ("vcgame.sweep.design.design", "Design"),
    "Sampling": ("vcgame.sweep.design.sampling", "Sampling"),
    "StrategicGame": ("vcgame.forms.strategic", "StrategicGame"),
    "VcgameError": ("vcgame.errors", "VcgameError"),
    "check": ("vcgame.derive.claims", "check_claims"),
    "conditions": ("vcgame.derive.conditions", "equilibrium_conditions"),
    "exact": ("vcgame.model.reading.values", "exact_number"),
    "game_at": ("vcgame.forms.point", "game_at"),
    "load": ("vcgame.model.library", "load_model"),
    "models": ("vcgame.model.library", "library_files"),
    "parse_axis": ("vcgame.sweep.design.axis", "parse_axis"),
    "parse_uncertain": ("vcgame.sweep.design.uncertain", "parse_uncertain"),
    "run_sweep": ("vcgame.sweep.engine", "run_sweep"),
    "solve_model": ("vcgame.solve.solution", "solve"),
    "solve_nash": ("vcgame.solve.nash", "solve_nash"),
    "thresholds": ("vcgame.derive.line", "lever_line"),
    "write_table": ("vcgame.report.tables.writers", "write_table"),
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import vcgame` is quick."""
    if name not in _PLACES:
        raise AttributeError(f"module 'vcgame' has no attribute {name!r}")
    module, attribute = _PLACES[name]
    value = getattr(import_module(module), attribute)
    globals()[name] = value
    return value
