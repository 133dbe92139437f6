"""`python -m bench.petitions` is `python -m bench petitions`."""

from bench.petitions.program import main

if __name__ == "__main__":
    main()
