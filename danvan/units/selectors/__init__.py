"""Shared reads over the tree, names, lineage and bodies."""

from danvan.units.selectors.bodies import bodies_of, body_name, body_symbol, holders, posts_now, posts_of
from danvan.units.selectors.finding import Match, asked, by_code, by_key, by_name, by_text, find, named, search
from danvan.units.selectors.lineage import (
    edges_from,
    edges_to,
    heirs,
    main_successors,
    predecessors,
    stands_for,
    stood_for,
    successors,
    today,
)
from danvan.units.selectors.names import code_on, full_name, full_names, kind_on, name_on, path_label, path_labels, span
from danvan.units.selectors.tree import ancestors, census, centre, children, parent_of, province_of

__all__ = [
    "Match",
    "ancestors",
    "asked",
    "bodies_of",
    "body_name",
    "body_symbol",
    "by_code",
    "by_key",
    "by_name",
    "by_text",
    "census",
    "centre",
    "children",
    "code_on",
    "edges_from",
    "edges_to",
    "find",
    "full_name",
    "full_names",
    "heirs",
    "holders",
    "kind_on",
    "main_successors",
    "name_on",
    "named",
    "parent_of",
    "path_label",
    "path_labels",
    "posts_now",
    "posts_of",
    "predecessors",
    "province_of",
    "search",
    "span",
    "stands_for",
    "stood_for",
    "successors",
    "today",
]
