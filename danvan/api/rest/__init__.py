"""REST at /api/v1/: one module per resource."""
