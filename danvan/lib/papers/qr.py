"""A QR code as a picture for papers."""

from io import BytesIO

import segno


def svg(text: str) -> str:
    """The code as SVG, for the typesetter."""
    out = BytesIO()
    segno.make(text, error="m").save(out, kind="svg", scale=4, border=1)
    return out.getvalue().decode()


def png(text: str) -> bytes:
    """The code as PNG, for formats that take no SVG."""
    out = BytesIO()
    segno.make(text, error="m").save(out, kind="png", scale=8, border=1)
    return out.getvalue()


def uri(text: str) -> str:
    """The code as a data address, for a page."""
    return str(segno.make(text, error="m").svg_data_uri(scale=3, border=1))
