"""Territory, organisations and posts, all with dates."""

from danvan.units.models.bodies import Body, BodyName, Duty, Holding, Post
from danvan.units.models.events import Basis, Event, Lineage, Portion
from danvan.units.models.territory import EARLIEST, Kind, Level, Unit, UnitName, UnitParent, UnitPath, stood_by, valid_on

__all__ = [
    "EARLIEST",
    "Basis",
    "Body",
    "BodyName",
    "Duty",
    "Event",
    "Holding",
    "Kind",
    "Level",
    "Lineage",
    "Portion",
    "Post",
    "Unit",
    "UnitName",
    "UnitParent",
    "UnitPath",
    "stood_by",
    "valid_on",
]
