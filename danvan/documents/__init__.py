"""Legal time limits by date, and the calendar of working days they are counted in."""
