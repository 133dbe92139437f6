"""Every write of this room."""

from danvan.units.services.bodies import appoint, close_body, close_post, end_holding, establish, open_body, open_post, rename_body
from danvan.units.services.events import apply_event, drop_event, enter_event, place_children, preview_event, undo_event
from danvan.units.services.hamlets import add_hamlet, import_hamlets
from danvan.units.services.load import Loaded, load
from danvan.units.services.portions import declare_portions
from danvan.units.services.settling import settle_names
from danvan.units.services.units import NewUnit, open_unit

__all__ = [
    "Loaded",
    "NewUnit",
    "add_hamlet",
    "apply_event",
    "appoint",
    "close_body",
    "close_post",
    "declare_portions",
    "drop_event",
    "end_holding",
    "enter_event",
    "establish",
    "import_hamlets",
    "load",
    "open_body",
    "open_post",
    "open_unit",
    "place_children",
    "preview_event",
    "rename_body",
    "settle_names",
    "undo_event",
]
