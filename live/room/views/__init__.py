"""What each kind of screen is shown. Public views leave out what the chair would not say aloud."""

from typing import TypeAlias

from live.room.authority import View
from live.room.model.reports import Target
from live.room.model.state import RoomState
from live.room.views.control import ControlView, control_view
from live.room.views.drawing import Drawing, FaultReport, unreported
from live.room.views.foyer import FoyerView, foyer_view
from live.room.views.hall import NEXT_FOR_INTERPRETERS, HallView, hall_view
from live.room.views.overview import OverviewView, overview_view
from live.room.views.phone import PhoneView, phone_view
from live.room.views.proceedings import ProceedingsView, proceedings_view
from live.room.views.rapporteur import RapporteurView, rapporteur_view
from live.room.views.shared import Shown, stamp
from live.room.views.shared.floor import SOLEMN_PHASES
from live.room.views.shared.rooms import room_shown

__all__ = [
    "AnyView",
    "ControlView",
    "FaultReport",
    "FoyerView",
    "HallView",
    "OverviewView",
    "PhoneView",
    "ProceedingsView",
    "RapporteurView",
    "Shown",
    "foyer_view",
    "overview_view",
    "render",
    "room_shown",
    "stamp",
]

AnyView: TypeAlias = HallView | PhoneView | ControlView | RapporteurView | ProceedingsView


def render(view: View, state: RoomState, room: str = "", report: FaultReport = unreported) -> AnyView:
    """`state` as `view` shows it; `room` is the id of a room that may have no programme yet.

    What cannot be drawn is left out, named in the view's `broken`, and goes to `report`.
    """
    draw = Drawing(report)
    match view:
        case View.PHONE:
            return phone_view(state, room, draw)
        case View.CONTROL:
            return control_view(state, room, draw)
        case View.RAPPORTEUR:
            return rapporteur_view(state, room, draw)
        case View.PROCEEDINGS:
            return proceedings_view(state, room, draw)
        case View.INTERPRETERS:
            return hall_view(state, room, draw, following=NEXT_FOR_INTERPRETERS, hushed=SOLEMN_PHASES, languages=True)
        case View.PODIUM:
            return hall_view(state, room, draw, hushed=SOLEMN_PHASES, messages_to=Target.PODIUM)
        case View.HALL | View.OVERLAY:
            return hall_view(state, room, draw)
