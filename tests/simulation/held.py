"""What the product holds in memory, apart from what the simulation holds beside it: counted object by object."""

import gc
import sys
from collections.abc import Iterable
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

from tests.simulation.lines import SimulatedConnection
from tests.simulation.loop import NumberedFuture, NumberedTask
from tests.simulation.processes import Process, Socket

OURS = ("live", "consumers")
OF_THE_PRODUCT = (Process, Socket, NumberedTask, NumberedFuture, SimulatedConnection)
"""Of all that the simulation has made, what carries the product."""
NOT_COUNTED = (type, ModuleType, CodeType, BuiltinFunctionType)
"""As it was when it was loaded."""


class Held(NamedTuple):
    """Bytes of the rooms' states, which are what was decided and grow with it, and of all else that is held."""

    rooms: int
    else_: int


def held(processes: Iterable[Process]) -> Held:
    """What `processes` hold, with their tasks and sockets, and what the product's modules keep for all of them."""
    alive = list(processes)
    seen: set[int] = set()
    rooms = _reached([live.state for process in alive for live in process.rooms.started()], seen)
    modules = [vars(module) for name, module in sys.modules.items() if name.partition(".")[0] in OURS]
    return Held(rooms, _reached([*alive, *(task for one in alive for task in one.tasks), *modules], seen))


def _reached(roots: Iterable[Any], seen: set[int]) -> int:
    """The bytes of all that hangs on `roots` and was not `seen`."""
    total, coming = 0, list(roots)
    while coming:
        one = coming.pop()
        if id(one) in seen or not _counts(one):
            continue
        seen.add(id(one))
        total += sys.getsizeof(one)
        # A function leads to its whole module; what it closed over is its own.
        coming += one.__closure__ or () if isinstance(one, FunctionType) else gc.get_referents(one)
    return total


def _counts(one: Any) -> bool:
    if isinstance(one, NOT_COUNTED):
        return False
    return isinstance(one, OF_THE_PRODUCT) or not type(one).__module__.startswith("tests.")
