"""A process that makes parts for the engine of this machine.

It reads messages from its standard input and answers on its standard output; a message is its
length in eight bytes, and a pickle. The files of a part follow theirs as they are, since copying
them would cost as much as making them. The input ends when the driver ends, however that happens,
and the worker with it: so none outlives a driver that was killed.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from queue import SimpleQueue
from threading import Thread
from traceback import format_exc
from typing import Any, BinaryIO, Final

from vcgame.errors import VcgameError
from vcgame.sweep.job import PartFiles

__all__ = ["LENGTH", "WorkerError", "read_message", "serve", "write_message"]

LENGTH: Final = struct.Struct("<Q")


class WorkerError(Exception):
    """A mistake of ours in a worker; its text is the error, and below it the traceback there."""


@dataclass(frozen=True, slots=True)
class _Announced:
    """A part whose files follow."""

    part: PartFiles
    lengths: tuple[int, int]


def read_message(stream: BinaryIO) -> Any:
    """Read a message.

    Raises
    ------
    EOFError
        If the other side has gone.
    """
    # The other side of the pipe is a process of ours.
    message = pickle.loads(_read(stream, LENGTH.unpack(_read(stream, LENGTH.size))[0]))  # noqa: S301
    if isinstance(message, _Announced):
        points, equilibria = (_read(stream, length) for length in message.lengths)
        return replace(message.part, points=points, equilibria=equilibria)
    return message


def _read(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data


def write_message(stream: BinaryIO, message: Any) -> None:
    """Write a message."""
    files: tuple[bytes, ...] = ()
    if isinstance(message, PartFiles):
        files = message.points, message.equilibria
        bare = replace(message, points=b"", equilibria=b"")
        message = _Announced(bare, (len(message.points), len(message.equilibria)))
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(LENGTH.pack(len(data)))
    stream.write(data)
    stream.writelines(files)
    stream.flush()


def serve() -> None:
    """Make parts until the driver ends: first comes the job and what makes a part, then numbers."""
    asking = sys.stdin.buffer
    answering = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    if sys.stderr is not None:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what anything prints is no answer
    asked: SimpleQueue[Any] = SimpleQueue()
    Thread(target=_listen, args=(asking, asked), name="listen", daemon=True).start()
    _keep_to_one_thread()
    told = asked.get()
    with suppress(BrokenPipeError):  # the driver has gone
        while True:
            part = asked.get()
            answer = told if isinstance(told, WorkerError) else _answer(told, part)
            with suppress(OSError):
                sys.stdout.flush()  # nothing is said any more when the driver ends this process
            write_message(answering, answer)
    os._exit(1)


def _answer(told: Any, part: int) -> Any:
    """Make a part, or say why not; the driver raises it."""
    job, make = told
    try:
        return make(job, part)
    except VcgameError as error:
        return error
    except Exception as error:  # noqa: BLE001  a bug of ours, to be told where bugs are told
        return _bug(error)


def _bug(error: Exception) -> WorkerError:
    return WorkerError(f"{type(error).__name__}: {error}\n{format_exc()}")


def _listen(stream: BinaryIO, asked: SimpleQueue[Any]) -> None:
    """Hand on what comes in; the end of it is the end of this process, whatever it is doing."""
    while True:
        try:
            asked.put(read_message(stream))
        except EOFError:
            os._exit(1)
        except Exception as error:  # noqa: BLE001  whatever unpickling a job may raise
            asked.put(_bug(error))


def _keep_to_one_thread() -> None:
    """There is a worker per core; NumPy's libraries are told by the environment."""
    import pyarrow as pa

    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
