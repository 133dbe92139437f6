"""Open311 and REST: one module per resource, no rules of its own."""
