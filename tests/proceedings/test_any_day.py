"""What holds of the record whatever people ask, in whatever order: all is in it once, and nothing private in public."""

from datetime import timedelta

from hypothesis import settings

from live.documents import data, lines
from live.documents.asked import Asked
from live.documents.words import words_of
from live.proceedings.conference import together
from live.proceedings.course import RoomProceedings
from live.proceedings.folding import Fold, UndoesBefore, proceedings_of
from live.proceedings.publicity import in_public
from live.proceedings.statistics import statistics_of
from live.room.model.turns import Outcome
from live.room.rules.clock import ran_for
from tests.often import often
from tests.room.test_properties import PRIVATE, AnyDay

SECRETS = (*(word for word in PRIVATE if word not in ("certainty", "absen", "announced")), "podium note", '"absent"')
"""What no public document holds. The names of fields are the same in all documents: what stands in them is not."""


class AnyRecord(AnyDay):
    """Any day at all, and its record at the end."""

    def teardown(self) -> None:
        room = proceedings_of("plenary", self.log)
        self.every_turn_is_there_once(room)
        self.sums_agree(room)
        self.it_is_the_same_in_portions(room)
        nothing_private(room)
        super().teardown()

    def every_turn_is_there_once(self, room: RoomProceedings) -> None:
        """Those of the state that the room folded, which knows what an undo took back."""
        state = self.state
        turns = [turn for turn in state.turns if turn.outcome is Outcome.SPOKE]
        turns += [*state.interrupted, *([state.floor] if state.floor else [])]
        key = lambda one: (one[1], one[0])  # noqa: E731
        found = sorted(((one.id, one.called) for one in room.statements), key=key)
        assert found == sorted(((turn.id, turn.called_at) for turn in turns), key=key)
        clocked = {(turn.id, turn.called_at): turn for turn in turns if turn.runs_from and turn.ended_at}
        for one in room.statements:
            turn = clocked.get((one.id, one.called))
            if turn is not None and turn.ended_at is not None:
                assert one.used == max(0, ran_for(turn, turn.ended_at) // timedelta(seconds=1))

    def it_is_the_same_in_portions(self, whole: RoomProceedings) -> None:
        """Whoever reads along while the meeting runs reads in the end what is read afterwards."""
        fold = Fold("plenary")
        for first in range(0, len(self.log), 3):
            portion = self.log[first : first + 3]
            try:
                fold.go_on(portion)
            except UndoesBefore:
                assert fold.upto == first
                fold = Fold("plenary")
                fold.go_on(self.log[: first + 3])
            assert fold.made() == proceedings_of("plenary", self.log[: first + 3])
        assert fold.made() == whole

    def sums_agree(self, room: RoomProceedings) -> None:
        found = statistics_of(together([room]))
        for shares in (found.groups, found.kinds):
            assert sum(share.statements for share in shares.values()) == len(room.statements) == found.total.statements
            assert sum(share.seconds for share in shares.values()) == found.total.seconds
        assert sum(one.used or 0 for one in room.statements) == found.total.seconds
        assert sum(row.share.seconds for row in found.delegations) == sum(
            share.seconds for share in found.categories.values()
        )


def nothing_private(room: RoomProceedings) -> None:
    shown = in_public(together([room]))
    for write in (lines.written, data.written):
        text = write(Asked(shown, words_of("en"), public=True)).decode()
        for secret in SECRETS:
            assert secret not in text, secret


TestAnyRecord = AnyRecord.TestCase
TestAnyRecord.settings = settings(
    max_examples=often(40),
    stateful_step_count=40,
    database=None,
)
