"""Decisions about reception, without a database."""

from danvan.reception.rules.grounds import AD_HOC_GROUNDS, REFUSAL_GROUNDS, Ground, ad_hoc_ground, refusal_ground
from danvan.reception.rules.owed import ONLINE_FROM, Norm, Owed, Window, owed
from danvan.reception.rules.planning import Proposed, propose
from danvan.reception.rules.visits import GROUP, MOST_REPRESENTATIVES, purge_day

__all__ = [
    "AD_HOC_GROUNDS",
    "GROUP",
    "MOST_REPRESENTATIVES",
    "ONLINE_FROM",
    "REFUSAL_GROUNDS",
    "Ground",
    "Norm",
    "Owed",
    "Proposed",
    "Window",
    "ad_hoc_ground",
    "owed",
    "propose",
    "purge_day",
    "refusal_ground",
]
