"""Handing a file out. Whether the asker may have it was decided by the room that owns it."""

from django.http import FileResponse, Http404, HttpResponse

from danvan.files.models import File


def send(file: File) -> HttpResponse:
    """The file as a download: never shown in our own page's name, never guessed at, never kept by a proxy."""
    try:
        content = file.content.open("rb")
    except FileNotFoundError as error:
        raise Http404(f"file {file.pk} is not in the store") from error
    answer = FileResponse(content, as_attachment=True, filename=file.name, content_type=file.mime)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer  # type: ignore[return-value]  # a FileResponse streams; views may return it like any response
