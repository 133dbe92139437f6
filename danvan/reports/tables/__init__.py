"""Tables by choosing: what is asked, how it lies, its files."""
