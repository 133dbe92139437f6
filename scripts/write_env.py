"""Write `.env` for development, once: a secret key of this machine's own and DEBUG on. An existing file is left alone."""

import secrets
from pathlib import Path

ENV = Path(__file__).resolve().parents[1] / ".env"


def main() -> None:
    """Create the file, readable by its owner only."""
    if ENV.exists():
        return
    ENV.touch(mode=0o600)
    ENV.write_text(
        f"# For development on this machine; .env.example lists every setting.\nSECRET_KEY={secrets.token_urlsafe(50)}\nDEBUG=True\n"
    )
    print("== wrote .env with a secret key for development")


if __name__ == "__main__":
    main()
