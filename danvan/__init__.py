"""danvan: from what one person brings to a province's report."""

__version__ = "0.2.0"
