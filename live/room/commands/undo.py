"""Taking back the latest act."""

from live.room.commands.base import Command


class Undo(Command, frozen=True, tag="undo"):
    """Take back the latest act of those who conduct the room; `position` is where the asker saw it."""

    position: int
