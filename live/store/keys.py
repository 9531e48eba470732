"""The names under which a conference is kept. The keys of a room share a hash tag, so that a cluster stays possible."""


class Keys:
    """Every key begins with `prefix`, which keeps conferences apart."""

    def __init__(self, prefix: str) -> None:
        self.rooms = f"{prefix}rooms"
        """The rooms' ids, in their order."""
        self.correction = f"{prefix}correction"
        """What is added to the store's time, in milliseconds."""
        self.probe = f"{prefix}probe"
        self.copier = f"{prefix}copier"
        """Which process copies to the record."""
        self.copied = f"{prefix}copied"
        """By room, the end of what was copied."""
        self.presence = f"{prefix}presence"
        """By process, who looks at what there."""
        self._prefix = prefix

    def bound(self, name: str, who: str) -> str:
        """What somebody has asked of one kind lately. It ends by itself."""
        return f"{self._prefix}bound:{name}:{who}"

    def log(self, room: str) -> str:
        """The room's entries, a stream."""
        return f"{self._prefix}{{{room}}}:log"

    def epoch(self, room: str) -> str:
        """The name of the room's log."""
        return f"{self._prefix}{{{room}}}:epoch"

    def coming(self, room: str, epoch: str) -> str:
        """A log that is being brought back, until it is whole."""
        return f"{self._prefix}{{{room}}}:coming:{epoch}"

    def replaced(self, room: str, which: str) -> str:
        """A log that another has taken the place of. It is kept."""
        return f"{self._prefix}{{{room}}}:replaced:{which}"

    def claimed(self, room: str, what: str) -> str:
        """That some process does `what`, and no other need do it."""
        return f"{self._prefix}{{{room}}}:claimed:{what}"

    def answered(self, room: str, actor: str, command_id: str) -> str:
        """What was answered to a command that left no entry. It ends by itself."""
        return f"{self._prefix}{{{room}}}:answered:{len(actor)}:{actor}:{command_id}"
