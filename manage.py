#!/usr/bin/env python
"""Django's own entry point; people use the console script `danvan`."""

from danvan.config.cli import main

if __name__ == "__main__":
    main()
