"""Taking a file in."""

import hashlib
import secrets

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.base import File as Upload
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from danvan.audit.doer import Doer
from danvan.audit.services import record
from danvan.files import images, kinds, names, office, pdfs
from danvan.files.kinds import Kind
from danvan.files.models import File
from danvan.lib import clock
from danvan.lib.refusal import Refused


@transaction.atomic
def store(upload: "Upload[bytes]", *, by: Doer) -> File:
    """Check, clean and keep an uploaded file.

    In: anything with `name`, `size` and `read` (an `UploadedFile`). Out: the saved row. Raises `Refused` with field "files" if the file is
    empty, too large, of no kind that may be attached, broken, or does something when it is opened. The log keeps its hash, not its name.
    """
    content = _read(upload)
    kind = kinds.recognise(content)
    if kind is None:
        raise Refused(_("Chỉ nhận ảnh JPG, PNG, WebP, tệp PDF, Word (docx) và Excel (xlsx)."), field="files")
    cleaned = _clean(content, kind)
    file = File(
        name=names.tidy(upload.name or "", kind),
        mime=kind.mime,
        size=len(cleaned),
        sha256=hashlib.sha256(cleaned).hexdigest(),
        stored_at=clock.now(),
    )
    # The name on disk says nothing: neither whose file it is nor what is in it.
    file.content.save(f"{secrets.token_hex(16)}{kind.extension}", ContentFile(cleaned), save=False)
    file.save(force_insert=True)
    record("files.file.store", by=by, subject=file, data={"mime": file.mime, "size": file.size, "sha256": file.sha256})
    return file


def _read(upload: "Upload[bytes]") -> bytes:
    limit = settings.MAX_UPLOAD_BYTES
    if upload.size > limit:
        raise Refused(_too_large(limit), field="files")
    upload.seek(0)
    content: bytes = upload.read(limit + 1)
    if len(content) > limit:
        raise Refused(_too_large(limit), field="files")
    if not content:
        raise Refused(_("Tệp này rỗng. Hãy chọn tệp khác."), field="files")
    return content


def _too_large(limit: int) -> str:
    return _("Tệp lớn hơn %(limit)s. Hãy gửi tệp nhỏ hơn hoặc chia ra.") % {"limit": filesizeformat(limit)}


def _clean(content: bytes, kind: Kind) -> bytes:
    if kind in kinds.IMAGES:
        return images.redraw(content, kind)
    return pdfs.clean(content) if kind == kinds.PDF else office.clean(content)
