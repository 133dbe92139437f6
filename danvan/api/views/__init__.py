"""Pages of this room: the description for people, and the keys of an office."""
