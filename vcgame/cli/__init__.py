"""The command line. Each command is a module that is imported when it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

import click

from vcgame import __version__
from vcgame.cli.streams import is_terminal, prepare, settle, tell
from vcgame.errors import VcgameError, nearest

__all__ = ["COMMANDS", "main"]

COMMANDS: Final = {
    "models": "List the models of the library.",
    "show": "Show a model: story, players, payoffs, parameters, evidence, claims.",
    "solve": "Find all equilibria at a point, with certificates; or ask another solution concept.",
    "conditions": "Say for which parameters each equilibrium holds: thresholds, regimes, classes.",
    "sweep": "Solve at many points: a grid, a list, or draws of what is uncertain.",
    "sensitivity": "Give Sobol indices of outcomes over the uncertain parameters of a sweep.",
    "frontier": "Find where the regime changes over two parameters, certified.",
    "dynamics": "Give replicator equations, rest points, stability; trajectories and basins.",
    "repeated": "Repeat a game: critical discount factors, penal codes, sets of payoffs.",
    "check": "Check model files and their claims, and audit what papers print.",
    "table": "Write one table of a model for a paper.",
    "convert": "Write a game at a point as a Gambit file, or as a model file without parameters.",
    "run": "Run a study: tables, figures, and the page that explains them.",
    "reproduce": "Run a study of the library by name, e.g. brand.",
    "schema": "Print the JSON Schema of the files, for editors.",
}
"""The commands with their short help, so that --help need not import them."""

EXIT_USAGE: Final = 2
EXIT_BUG: Final = 70
EXIT_INTERRUPTED: Final = 130


class LazyGroup(click.Group):
    """A group whose commands are imported on demand."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Give the commands in the order of their use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the module of a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"vcgame.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one is nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            hint = nearest(args[0], tuple(COMMANDS))
            raise click.UsageError(f"no command {args[0]!r}; {hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example:  vcgame solve boxed-pigs --set A=1/2",
)
@click.version_option(__version__, prog_name="vcgame", message="%(prog)s %(version)s")
@click.pass_context
def group(context: click.Context) -> None:
    """Games of industrial clusters and value chains: every equilibrium, and when it holds."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        context.exit(EXIT_USAGE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit status.

    0 done; 1 a claim is refuted; 2 a mistake in the command or a file; 3 an answer is not
    complete where completeness was asked for; 4 points of a sweep failed; 5 an extra is not
    installed; 70 a bug of ours; 130 interrupted; 143 terminated.
    """
    prepare()
    try:
        return _run(tuple(sys.argv[1:] if arguments is None else arguments))
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        if is_terminal(sys.stderr):
            click.echo(err=True)  # the terminal has shown ^C, or a progress bar
        tell("interrupted")
        return EXIT_INTERRUPTED
    except click.ClickException as error:
        tell(" ".join(error.format_message().split()))
        return EXIT_USAGE
    except VcgameError as error:
        tell(str(error))
        return error.exit_status
    except BrokenPipeError:
        return 0  # the reader has seen enough, e.g. `| head`
    except OSError as error:
        tell(f"{error.filename or 'output'}: {error.strerror or error}")
        return EXIT_USAGE
    except Exception as error:  # noqa: BLE001  the last stop before the user
        _report_bug(error)
        return EXIT_BUG
    finally:
        settle()


def _run(arguments: tuple[str, ...]) -> int:
    """Run a command as `click.Group.main` does, which would end the program on a broken pipe."""
    if "_VCGAME_COMPLETE" in os.environ:
        group.main(arguments, prog_name="vcgame")  # a shell asks for completions
    with group.make_context("vcgame", list(arguments), obj=arguments) as context:
        status = group.invoke(context)
    return status if isinstance(status, int) else 0


def _report_bug(error: Exception) -> None:
    if os.environ.get("VCGAME_DEBUG"):
        from traceback import format_exception

        tell("".join(format_exception(error)))
    what = f"{type(error).__name__}: {error}".splitlines()[0]
    tell(f"this is a bug of vcgame ({what}); VCGAME_DEBUG=1 shows where it is")
