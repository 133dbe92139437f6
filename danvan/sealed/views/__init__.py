"""Officers' pages of the seal."""
