"""What was written into the logs and shown on the screens all day, as people read it: `day.txt`.

After every act each view is drawn in full, and what has changed on it since is written down, with the views on which it
has. `.venv/bin/python -m tests.room.telling` writes the file anew; every line of the difference is then read, for it is
what somebody sees.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from live import wire
from live.room.authority import View
from live.room.model.events import AnyEvent, ProgrammePublished
from live.room.model.state import RoomState
from live.room.transitions import Entry, decide, evolve
from live.room.views import Shown, foyer_view, overview_view, render
from live.room.views.one_language import IN_ONE_LANGUAGE
from live.room.views.timetable import timetable
from tests.given import AT, NOTHING
from tests.room import showing
from tests.room.day import DAY

TOLD = Path(__file__).with_name("day.txt")
GONE = "gone: "
WIDTH = 140
Json = dict[str, Any]


def logged() -> Iterator[tuple[str, str, dict[str, RoomState]]]:
    """Each act and what was written into the log of it, its room, and all rooms after it."""
    rooms = {"plenary": NOTHING, "salon": NOTHING}
    at = AT
    for act in DAY:
        at += timedelta(seconds=act.seconds)
        state = rooms[act.room]
        assert act.step.actor is not None
        assert act.step.ask is not None
        command, actor, position = act.step.ask(state), act.step.actor, state.position + 1
        events = decide(state, command, actor, at)
        assert events, f"nothing happens: {act.sentence}"
        rooms[act.room] = evolve(state, Entry(position, at, actor.id, actor.role, f"c{position}", events))
        yield f"{at:%H:%M:%S} {act.room}: {act.sentence}\n{_written(events)}", act.room, rooms


def told() -> Iterator[str]:
    """Each act, what was written of it, and what it changed on the screens."""
    shown: dict[str, Json] = defaultdict(dict)
    for act, room, rooms in logged():
        changes: dict[str, list[str]] = defaultdict(list)
        views = _views(room, rooms)
        showing.check(rooms[room], views)
        for name, view in views.items():
            now = json.loads(wire.write(view))
            if name in IN_ONE_LANGUAGE:
                showing.names_are_read_in_one_language(view, now)
            for line in _changed(shown[f"{room} {name}"], now, f"rooms.{room}."):
                changes[line].append(name)
            shown[f"{room} {name}"] = now
        yield f"{act}{_grouped(changes)}"


def _views(room: str, rooms: dict[str, RoomState]) -> dict[str, Shown]:
    """All that is drawn when something happens in `room`; the annex has no programme."""
    state, names = rooms[room], [*rooms, "annex"]
    views: dict[str, Shown] = {view.value: render(view, state, room) for view in View}
    together = [*rooms.values(), NOTHING]
    return views | {
        "foyer": foyer_view(together, names),
        "overview": overview_view(together, names),
        "timetable": timetable(state, room),
    }


def _written(events: tuple[AnyEvent, ...]) -> str:
    """What is written into the log; of a programme its version alone."""
    written = [
        {"version": event.version} if isinstance(event, ProgrammePublished) else json.loads(wire.write(event))
        for event in events
    ]
    return "".join(f"  {line}\n" for event in written for line in _line("log", event).split("\n"))


def _changed(old: Any, new: Any, here: str, path: str = "") -> Iterator[str]:
    """What is otherwise in `new`, a line for each. Of the room `here` it has the name that its own screens give it."""
    name = path.removeprefix(here)
    match old, new:
        case dict(), dict():
            for key in {**old, **new} if old != new else ():
                inner = f"{path}.{key}".removeprefix(".")
                if key not in new:
                    yield f"{GONE}{inner.removeprefix(here)}"
                elif key not in old:
                    yield _line(inner.removeprefix(here), new[key])
                else:
                    yield from _changed(old[key], new[key], here, inner)
        case list(), list() if len(old) == len(new) and any(isinstance(one, dict) for one in new):
            for n, (was, now) in enumerate(zip(old, new, strict=True)):
                yield from _changed(was, now, here, f"{path}.{n}")
        case _ if old != new:
            yield _line(name, new)


def _line(name: str, value: Any, margin: str = "") -> str:
    """`value` beside its name, or below it if it is too long for a line."""
    text = f"{margin}{name}: {_plain(value)}"
    if len(text) <= WIDTH or not isinstance(value, dict | list):
        return text
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    return "\n".join((f"{margin}{name}:", *(_line(str(key), one, f"{margin}  ") for key, one in entries)))


def _plain(value: Any) -> str:
    """JSON as people write it: no quotes where none are needed, of an instant the time of day."""
    text = json.dumps(value, ensure_ascii=False)
    text = re.sub(r'"2017-12-04T(\d\d:\d\d:\d\d)(?:\.000|(\.\d+))Z"', r"\1\2", text)
    return re.sub(r'"([^\W\d][\w:-]*)"', r"\1", text)


def _grouped(changes: dict[str, list[str]]) -> str:
    """The changes, under the views that have them."""
    by: dict[str, list[str]] = defaultdict(list)
    for line, views in changes.items():
        by[" ".join(views)].append(line)
    return "".join(f"  {views}\n{_indented(lines)}" for views, lines in by.items())


def _indented(lines: list[str]) -> str:
    gone = [line.removeprefix(GONE) for line in lines if line.startswith(GONE)]
    said = [line for line in lines if not line.startswith(GONE)] + ([f"gone: {' '.join(gone)}"] if gone else [])
    return "".join(f"    {line}\n" for text in said for line in text.split("\n"))


if __name__ == "__main__":
    TOLD.write_text("\n".join(told()))
