"""Officers' pages of reception."""
