"""Pictures: drawn anew, so that nothing but the picture is kept (no place, no time, no camera, no hidden preview)."""

import struct
import warnings
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from danvan.files.kinds import JPEG, PNG, Kind
from danvan.lib.refusal import Refused

# A phone's largest photo has about 50 million points; a small file may unfold to far more and exhaust the memory.
MAX_PIXELS = 60_000_000
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


def redraw(content: bytes, kind: Kind) -> bytes:
    """The same picture, upright, in the same format, without metadata. Refuses what is broken or too large to unfold."""
    format_name = FORMATS[kind.mime]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # grumbling about camera data, which goes anyway
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=(format_name,)) as picture:
                _check_size(picture)
                upright = ImageOps.exif_transpose(picture)
                bare = _bare(upright, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(_too_large(), field="files") from error
    except (OSError, ValueError, SyntaxError, TypeError, struct.error) as error:
        # The last two: camera data that is not what it says it is.
        raise Refused(_("Không đọc được ảnh này. Hãy chụp hoặc lưu lại rồi gửi."), field="files") from error
    out = BytesIO()
    bare.save(out, format_name, **({} if kind == PNG else {"quality": 88}))
    return out.getvalue()


def _check_size(picture: Image.Image) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise Refused(_too_large(), field="files")


def _too_large() -> str:
    return _("Ảnh có quá nhiều điểm ảnh. Hãy thu nhỏ rồi gửi lại.")


def _bare(picture: Image.Image, kind: Kind) -> Image.Image:
    """The points alone. A picture opened from a file carries comments, profiles and text chunks that some formats save again."""
    mode = "RGB" if kind == JPEG or not _has_transparency(picture) else "RGBA"
    points = picture.convert(mode)
    bare = Image.new(mode, points.size)
    bare.paste(points)
    return bare


def _has_transparency(picture: Image.Image) -> bool:
    return picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
