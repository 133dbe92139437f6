"""Django's PostgreSQL, with one thing put right: see `base`."""
