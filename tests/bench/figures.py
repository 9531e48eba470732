"""What a benchmark finds: figures by name, how spread they are, and on which machine; as JSON or as a table."""

import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

Figures = dict[str, Any]
"""Numbers by name; the unit is the end of the name. Lists are spreads: lowest, middle, highest."""


class Wrong(Exception):
    """The product did not do what it promises, so that no figure counts; one sentence."""


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of `values` lie (nearest rank). Raises `Wrong` if there are none."""
    if not values:
        raise Wrong("nothing was measured")
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def median(values: Sequence[float]) -> float:
    return quantile(values, 0.5)


def spread(values: Sequence[float], digits: int = 0) -> list[float]:
    """The lowest, the middle and the highest of `values`."""
    return [rounded(value, digits) for value in (min(values), median(values), max(values))]


def rounded(value: float, digits: int = 0) -> float:
    return round(value, digits) if digits else round(value)


def milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 2)


def machine() -> Figures:
    """What the figures were found on, as far as it says so itself."""
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "processor": _processor(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def show(name: str, figures: Figures, *, as_json: bool) -> None:
    """Print `figures`: one JSON object and nothing else, or a table."""
    if as_json:
        print(json.dumps({"bench": name, **figures, "machine": machine()}))
        return
    table = Table("figure", "", title=f"rostrum bench {name}", title_justify="left")
    for figure, value in figures.items():
        table.add_row(figure, _written(value))
    Console().print(table)


def _written(value: Any) -> str:
    match value:
        case list():
            return " / ".join(_written(one) for one in value)
        case float() | int() if not isinstance(value, bool):
            return f"{value:,}"
        case _:
            return str(value)
