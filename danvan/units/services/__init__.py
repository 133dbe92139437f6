"""Every write of this room."""

from danvan.units.services.bodies import appoint, close_body, close_post, end_holding, establish, open_body, open_post, rename_body
from danvan.units.services.hamlets import add_hamlet, import_hamlets
from danvan.units.services.load import Loaded, load
from danvan.units.services.units import open_unit

__all__ = [
    "Loaded",
    "add_hamlet",
    "appoint",
    "close_body",
    "close_post",
    "end_holding",
    "establish",
    "import_hamlets",
    "load",
    "open_body",
    "open_post",
    "open_unit",
    "rename_body",
]
