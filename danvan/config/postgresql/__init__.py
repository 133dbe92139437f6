"""Django's PostgreSQL, which keeps fixed questions planned and cuts no number: see `base`."""
