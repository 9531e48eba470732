"""What each kind of screen is shown. Public views leave out what the chair would not say aloud."""

from typing import TypeAlias

from live.room.authority import View
from live.room.state import RoomState
from live.room.views.organisers import control
from live.room.views.parts import room_shown
from live.room.views.public import NEXT_FOR_INTERPRETERS, foyer, hall, phone
from live.room.views.shown import ControlView, FoyerView, HallView, PhoneView, Shown, stamp

__all__ = [
    "AnyView",
    "ControlView",
    "FoyerView",
    "HallView",
    "PhoneView",
    "Shown",
    "foyer",
    "render",
    "room_shown",
    "stamp",
]

AnyView: TypeAlias = HallView | PhoneView | ControlView


def render(view: View, state: RoomState) -> AnyView:
    """`state` as `view` shows it. The room must have a programme."""
    match view:
        case View.PHONE:
            return phone(state)
        case View.CONTROL | View.RAPPORTEUR:
            return control(state)
        case View.INTERPRETERS:
            return hall(state, following=NEXT_FOR_INTERPRETERS, every_clock=True, languages=True)
        case View.PODIUM:
            return hall(state, every_clock=True)
        case View.HALL | View.OVERLAY:
            return hall(state)
