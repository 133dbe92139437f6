"""What belongs to no single room: the shape of the house, the tools, the journeys."""
