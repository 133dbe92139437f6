"""Named, additive counts per unit and period. Rooms declare them in `figures.py`; nobody here knows who reads them."""
