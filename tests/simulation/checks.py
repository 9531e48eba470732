"""Holds a history against the log, in time that grows with its length alone.

What is asked of it: one order for all; whatever was answered before another thing was asked stands before it; what was
accepted is there, once, where it was said to be; who was refused was refused by a state of the room between question
and answer; every view is the fold of its log; clocks and positions never go back. What a failover took away is known:
it was in the log that was lost, and only what was restored has to stand.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import pairwise

import msgspec
from msgspec.structs import replace

from live import wire
from live.room.authority import View
from live.room.commands import AnyCommand
from live.room.model.state import RoomState
from live.room.refusals import Reason, Refused
from live.room.rules.repeated import carried_out
from live.room.transitions import Entry, decide, evolve
from live.room.views import render
from live.store import chain
from tests.given import AT
from tests.simulation.history import Answer, Ask, Branch, History, Json


class Folded:
    """One log, read: its entries, and the state of the room after each; up to a `fault`, if it has one. What it has in
    common with a log that is `known` is not folded again.
    """

    def __init__(self, branch: Branch, known: "Folded | None" = None) -> None:
        self.epoch = branch.epoch
        self.stored = branch.stored
        same = _same(known.stored, branch.stored) if known else 0
        self.entries: list[Entry] = known.entries[:same] if known else []
        before = known.states[: same + 1] if known else [RoomState()]
        self.states: list[RoomState] = [_named(state, branch.epoch) for state in before]
        self.fault = ""
        for stored in branch.stored[same:]:
            entry = wire.read_entry(stored)
            try:
                self.states.append(evolve(self.states[-1], entry))
            except Exception as error:
                self.fault = f"entry {entry.position} cannot be folded: {error}"
                break
            self.entries.append(entry)
        self.where = {entry.command: entry.position for entry in self.entries}


def _same(one: Sequence[bytes], other: Sequence[bytes]) -> int:
    same = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        same += 1
    return same


def _named(state: RoomState, epoch: str) -> RoomState:
    return state if state.epoch == epoch else replace(state, epoch=epoch)


def check(history: History) -> list[str]:
    """What is wrong with `history`, room by room."""
    rooms = list(dict.fromkeys(branch.room for branch in history.branches))
    return [wrong for room in rooms for wrong in _check_room(history.of(room))]


def _check_room(history: History) -> list[str]:
    logs: list[Folded] = []
    for branch in history.branches:
        logs.append(Folded(branch, logs[-1] if logs else None))
    return [
        *_log_is_whole(history.branches[-1], logs[-1]),
        *_accepted_stand(history, logs),
        *_in_order_of_time(history.asks, logs[-1]),
        *_rightly_refused(history.asks, logs),
        *_views_are_folds(history, logs),
    ]


def _log_is_whole(branch: Branch, log: Folded) -> list[str]:
    wrong = [log.fault] if log.fault else []
    head = chain.beginning(branch.room)
    for entry, stored in zip(log.entries, branch.stored, strict=False):
        if wire.digest_before(stored) != head.digest:
            wrong.append(f"entry {entry.position} is not chained to what is before it")
        head = chain.followed(head, [stored])
        if entry.position != head.position:
            wrong.append(f"entry {entry.position} is in the place of {head.position}")
    wrong += [
        f"entry {later.position} is of {later.at}, after {earlier.at}"
        for earlier, later in pairwise(log.entries)
        if later.at < earlier.at
    ]
    times = Counter(entry.command for entry in log.entries)
    return wrong + [f"{command} is in the log {count} times" for command, count in times.items() if count > 1]


def _accepted_stand(history: History, logs: Sequence[Folded]) -> list[str]:
    """Whatever was answered with a position is there, in the log that was in force, and in every one after it unless a
    failover took it; nobody is told two things.
    """
    wrong = []
    for ask in history.asks:
        for answer in ask.answers:
            if "position" in answer.frame:
                wrong += _stands(ask, answer, logs)
        positions = {answer.frame["position"] for answer in ask.answers if "position" in answer.frame}
        if {answer.end.era for answer in ask.answers} - {ask.end.era}:
            continue  # Another log took the place of the one that the first answer speaks of.
        if len(positions) > 1:
            wrong.append(f"{ask.id} was answered with {sorted(positions)}")
        rules = [answer.frame["refused"] for answer in ask.answers if answer.is_refused_by_rules]
        stands = logs[ask.end.era].where.get(ask.id)
        forgotten = any(ask.at <= at for at in history.forgot_at)
        if rules and (positions or stands is not None) and not forgotten:
            wrong.append(f"{ask.id} was refused ({rules[0]}) and stands at {stands}")
    return wrong


def _stands(ask: Ask, answer: Answer, logs: Sequence[Folded]) -> list[str]:
    """Whether what was accepted is where it was said to be."""
    position = answer.frame["position"]
    # The answer may have been on its way while another log took the place of the one that it speaks of.
    eras = logs[ask.end.era : answer.end.era + 1]
    where = [log.where[ask.id] for log in eras if ask.id in log.where]
    if position not in where and (where or not any(_is_so_already(ask, position, log) for log in eras)):
        return [f"{ask.id} was accepted as {position} and stands at {where}"]
    if position in where and position == logs[-1].where.get(ask.id):
        return []
    # What was read of a log is in the record that is restored, or it was lost with a log.
    lost = [log for log in logs[:-1] if ask.id in log.where]
    return [] if lost or not where else [f"{ask.id} was accepted as {position} and is gone"]


def _is_so_already(ask: Ask, position: int, log: Folded) -> bool:
    """Whether `ask` changed nothing at `position`."""
    if position >= len(log.states):
        return False
    state = log.states[position]
    try:
        return not decide(state, _command(ask), ask.actor, state.at or AT)
    except Refused:
        return False


def _in_order_of_time(asks: Iterable[Ask], log: Folded) -> list[str]:
    """Whatever was answered before another thing was asked stands before it."""
    # At one instant questions come first: what is answered then was not known to whoever asked.
    happened: list[tuple[float, int, int, Ask]] = []
    for n, ask in enumerate(asks):
        if ask.id in log.where:
            happened.append((ask.at, 0, n, ask))
            answered = [answer.at for answer in ask.answers if answer.frame.get("position") == log.where[ask.id]]
            if answered:
                happened.append((min(answered), 1, n, ask))
    wrong, highest, by = [], 0, ""
    for _, is_answer, _, ask in sorted(happened, key=lambda one: one[:3]):
        position = log.where[ask.id]
        if is_answer and position > highest:
            highest, by = position, ask.id
        if not is_answer and position <= highest:
            wrong.append(f"{ask.id} stands at {position}, and was asked after {by} was answered with {highest}")
    return wrong


def _rightly_refused(asks: Iterable[Ask], logs: Sequence[Folded]) -> list[str]:
    """Whoever was refused by the rules was so on a state that was true between question and answer."""
    wrong = []
    for ask in asks:
        for answer in ask.answers:
            refused = answer.frame.get("refused")
            if refused == Reason.OUR_FAULT:
                wrong.append(f"{ask.id} failed by a fault of ours")
            elif answer.is_refused_by_rules and answer.end.era == ask.end.era:
                states = logs[ask.end.era].states[ask.end.position : answer.end.position + 1]
                if not any(_refuses(state, ask, refused, answer.at) for state in states):
                    wrong.append(
                        f"{ask.id} {ask.command} was refused ({refused}) though no state from {ask.end.position} to "
                        f"{answer.end.position} does so"
                    )
    return wrong


def _refuses(state: RoomState, ask: Ask, reason: str | None, at: float) -> bool:
    if carried_out(state, ask.actor.id, ask.id) is not None:
        return False
    now = AT + timedelta(seconds=at)
    try:
        decide(state, _command(ask), ask.actor, max(now, state.at) if state.at else now)
    except Refused as refused:
        return refused.reason == reason
    return False


def _views_are_folds(history: History, logs: Sequence[Folded]) -> list[str]:
    by_place: dict[tuple[str, str, int], list[Json]] = defaultdict(list)
    for one in history.shown:
        contents = by_place[one.view, one.epoch, one.position]
        if one.content not in contents:
            contents.append(one.content)
    wrong = []
    for (view, epoch, position), contents in by_place.items():
        states: list[RoomState] = []
        for log in logs:
            if log.epoch == epoch and position < len(log.states) and log.states[position] not in states:
                states.append(log.states[position])
        truths = [truth(state, view) for state in states]
        wrong += [
            f"the {view} showed at {position} of {epoch} what no log says"
            for content in contents
            if content not in truths
        ]
    return wrong


def truth(state: RoomState, view: str) -> Json:
    """What a page has to show of `state`."""
    found: Json = msgspec.json.decode(wire.write(render(View(view), state)))
    return found


def _command(ask: Ask) -> AnyCommand:
    return wire.read_command(json.dumps(ask.command).encode())
