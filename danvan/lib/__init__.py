"""Plain Python: dates, periods, working days, Vietnamese text, codes, papers. Imports no room and no Django model."""
