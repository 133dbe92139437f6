"""A unit's report as a paper: told once, read on the page, printed, tabulated."""
