"""What each kind of screen is shown. Public views leave out what the chair would not say aloud."""

from typing import TypeAlias

from live.room.authority import View
from live.room.model.reports import Target
from live.room.model.state import RoomState
from live.room.views.drawing import Drawing, Report, unreported
from live.room.views.organisers import control, rapporteur
from live.room.views.overview import overview
from live.room.views.parts import room_shown
from live.room.views.public import NEXT_FOR_INTERPRETERS, foyer, hall, phone
from live.room.views.shown import FoyerView, HallView, PhoneView, Shown, stamp
from live.room.views.shown_to_organisers import ControlView, OverviewView, RapporteurView

__all__ = [
    "AnyView",
    "ControlView",
    "FoyerView",
    "HallView",
    "OverviewView",
    "PhoneView",
    "RapporteurView",
    "Report",
    "Shown",
    "foyer",
    "overview",
    "render",
    "room_shown",
    "stamp",
]

AnyView: TypeAlias = HallView | PhoneView | ControlView | RapporteurView


def render(view: View, state: RoomState, room: str = "", report: Report = unreported) -> AnyView:
    """`state` as `view` shows it; `room` is the id of a room that may have no programme yet.

    What cannot be drawn is left out, named in the view's `broken`, and goes to `report`.
    """
    draw = Drawing(report)
    match view:
        case View.PHONE:
            return phone(state, room, draw)
        case View.CONTROL:
            return control(state, room, draw)
        case View.RAPPORTEUR:
            return rapporteur(state, room, draw)
        case View.INTERPRETERS:
            return hall(state, room, draw, following=NEXT_FOR_INTERPRETERS, every_clock=True, languages=True)
        case View.PODIUM:
            return hall(state, room, draw, every_clock=True, messages_to=Target.PODIUM)
        case View.HALL | View.OVERLAY:
            return hall(state, room, draw)
