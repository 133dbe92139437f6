"""Who may log in. Nothing about work: posts live in `units`."""
