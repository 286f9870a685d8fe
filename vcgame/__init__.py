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
    from vcgame.derive.audit.examination import examine as examine_audit
    from vcgame.derive.claims import check_claims as check
    from vcgame.derive.conditions import equilibrium_conditions as conditions
    from vcgame.derive.dynamics.at_point import stability_at
    from vcgame.derive.dynamics.dynamics import dynamics
    from vcgame.derive.line import lever_line as thresholds
    from vcgame.derive.lines.equilibrium_line import equilibrium_line
    from vcgame.derive.lines.payoff_classes import class_conditions as classes
    from vcgame.derive.lines.symbolic_thresholds import symbolic_thresholds
    from vcgame.derive.plane.plane import regime_plane
    from vcgame.derive.regimes.regimes import parametric_regimes as regimes
    from vcgame.derive.symmetric.conditions import alike_conditions
    from vcgame.derive.trees.conditions import tree_conditions
    from vcgame.errors import VcgameError
    from vcgame.forms.extensive import ExtensiveGame
    from vcgame.forms.point import game_at
    from vcgame.forms.populations import population_game
    from vcgame.forms.strategic import StrategicGame
    from vcgame.forms.symmetric import SymmetricGame
    from vcgame.model.audits import load_audit
    from vcgame.model.library import library_files as models
    from vcgame.model.library import load_model as load
    from vcgame.model.reading.values import exact_number as exact
    from vcgame.model.restriction import free_parameters
    from vcgame.report.tables.writers import write_table
    from vcgame.solve.commitment.stackelberg import solve_stackelberg
    from vcgame.solve.correlation.correlated import solve_correlated
    from vcgame.solve.kernel.batch import BatchSolver
    from vcgame.solve.many.solver import solve_many
    from vcgame.solve.nash import solve_nash
    from vcgame.solve.quantal.quantal_response import logit_branch
    from vcgame.solve.reasoning.elimination import eliminate
    from vcgame.solve.reasoning.rationalisable import rationalisable
    from vcgame.solve.reasoning.risk_dominance import risk_dominance
    from vcgame.solve.repeated.question import Question as RepeatedQuestion
    from vcgame.solve.repeated.repeated import repeated_model as repeat_model
    from vcgame.solve.solution import solve as solve_model
    from vcgame.solve.symmetric.solver import solve_symmetric
    from vcgame.solve.trees.perfect_bayesian import solve_perfect_bayesian
    from vcgame.solve.trees.subgame_perfect import solve_subgame_perfect
    from vcgame.sweep.design.axis import parse_axis
    from vcgame.sweep.design.design import Design
    from vcgame.sweep.design.sampling import Sampling
    from vcgame.sweep.design.uncertain import parse_uncertain
    from vcgame.sweep.engine import run_sweep

__version__ = "0.1.0"

__all__ = [
    "BatchSolver",
    "Design",
    "ExtensiveGame",
    "RepeatedQuestion",
    "Sampling",
    "StrategicGame",
    "SymmetricGame",
    "VcgameError",
    "__version__",
    "alike_conditions",
    "check",
    "classes",
    "conditions",
    "dynamics",
    "eliminate",
    "equilibrium_line",
    "exact",
    "examine_audit",
    "free_parameters",
    "game_at",
    "load",
    "load_audit",
    "logit_branch",
    "models",
    "parse_axis",
    "parse_uncertain",
    "population_game",
    "rationalisable",
    "regime_plane",
    "regimes",
    "repeat_model",
    "risk_dominance",
    "run_sweep",
    "solve_correlated",
    "solve_many",
    "solve_model",
    "solve_nash",
    "solve_perfect_bayesian",
    "solve_stackelberg",
    "solve_subgame_perfect",
    "solve_symmetric",
    "stability_at",
    "symbolic_thresholds",
    "thresholds",
    "tree_conditions",
    "write_table",
]

_PLACES = {
    "BatchSolver": ("vcgame.solve.kernel.batch", "BatchSolver"),
    "Design": ("vcgame.sweep.design.design", "Design"),
    "ExtensiveGame": ("vcgame.forms.extensive", "ExtensiveGame"),
    "RepeatedQuestion": ("vcgame.solve.repeated.question", "Question"),
    "Sampling": ("vcgame.sweep.design.sampling", "Sampling"),
    "StrategicGame": ("vcgame.forms.strategic", "StrategicGame"),
    "SymmetricGame": ("vcgame.forms.symmetric", "SymmetricGame"),
    "VcgameError": ("vcgame.errors", "VcgameError"),
    "alike_conditions": ("vcgame.derive.symmetric.conditions", "alike_conditions"),
    "check": ("vcgame.derive.claims", "check_claims"),
    "classes": ("vcgame.derive.lines.payoff_classes", "class_conditions"),
    "conditions": ("vcgame.derive.conditions", "equilibrium_conditions"),
    "dynamics": ("vcgame.derive.dynamics.dynamics", "dynamics"),
    "eliminate": ("vcgame.solve.reasoning.elimination", "eliminate"),
    "equilibrium_line": ("vcgame.derive.lines.equilibrium_line", "equilibrium_line"),
    "exact": ("vcgame.model.reading.values", "exact_number"),
    "examine_audit": ("vcgame.derive.audit.examination", "examine"),
    "free_parameters": ("vcgame.model.restriction", "free_parameters"),
    "game_at": ("vcgame.forms.point", "game_at"),
    "load": ("vcgame.model.library", "load_model"),
    "load_audit": ("vcgame.model.audits", "load_audit"),
    "logit_branch": ("vcgame.solve.quantal.quantal_response", "logit_branch"),
    "models": ("vcgame.model.library", "library_files"),
    "parse_axis": ("vcgame.sweep.design.axis", "parse_axis"),
    "parse_uncertain": ("vcgame.sweep.design.uncertain", "parse_uncertain"),
    "population_game": ("vcgame.forms.populations", "population_game"),
    "rationalisable": ("vcgame.solve.reasoning.rationalisable", "rationalisable"),
    "regime_plane": ("vcgame.derive.plane.plane", "regime_plane"),
    "regimes": ("vcgame.derive.regimes.regimes", "parametric_regimes"),
    "repeat_model": ("vcgame.solve.repeated.repeated", "repeated_model"),
    "risk_dominance": ("vcgame.solve.reasoning.risk_dominance", "risk_dominance"),
    "run_sweep": ("vcgame.sweep.engine", "run_sweep"),
    "solve_correlated": ("vcgame.solve.correlation.correlated", "solve_correlated"),
    "solve_many": ("vcgame.solve.many.solver", "solve_many"),
    "solve_model": ("vcgame.solve.solution", "solve"),
    "solve_nash": ("vcgame.solve.nash", "solve_nash"),
    "solve_perfect_bayesian": ("vcgame.solve.trees.perfect_bayesian", "solve_perfect_bayesian"),
    "solve_stackelberg": ("vcgame.solve.commitment.stackelberg", "solve_stackelberg"),
    "solve_subgame_perfect": ("vcgame.solve.trees.subgame_perfect", "solve_subgame_perfect"),
    "solve_symmetric": ("vcgame.solve.symmetric.solver", "solve_symmetric"),
    "stability_at": ("vcgame.derive.dynamics.at_point", "stability_at"),
    "symbolic_thresholds": ("vcgame.derive.lines.symbolic_thresholds", "symbolic_thresholds"),
    "thresholds": ("vcgame.derive.line", "lever_line"),
    "tree_conditions": ("vcgame.derive.trees.conditions", "tree_conditions"),
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
