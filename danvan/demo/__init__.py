"""A demonstration world around a fixed day, told only through services. No names of real persons."""
