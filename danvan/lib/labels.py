"""The words for a coded value, without asking for all the others."""

from typing import Any


class Labelled:
    """For models whose rows stand in long lists: `get_state_display()` and its like look up the one label they give.

    Django makes a table of every label of the list for each value of each row, and so translates them all: a page of twenty-five rows
    translated fifteen hundred words to show fifty.
    """

    def _get_FIELD_display(self, field: Any) -> Any:  # noqa: N802 - Django's name
        value = getattr(self, field.attname)
        label = dict(field.flatchoices).get(value, value)
        return label if label is None else str(label)
