"""An officer's first page: what waits today, across rooms, by legal due date."""
