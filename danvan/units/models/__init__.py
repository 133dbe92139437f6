"""Territory, organisations and posts, all with dates."""

from danvan.units.models.bodies import Body, BodyName, Holding, Post
from danvan.units.models.events import Event, Lineage
from danvan.units.models.territory import Unit, UnitName, UnitParent, UnitPath

__all__ = ["Body", "BodyName", "Event", "Holding", "Lineage", "Post", "Unit", "UnitName", "UnitParent", "UnitPath"]
