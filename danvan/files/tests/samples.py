"""Small real files, made here: each says what it is for."""

import zipfile
from io import BytesIO

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from PIL import ExifTags, Image, PngImagePlugin
from xlsxwriter import Workbook

SECRET = "Nguyễn Văn Bí Mật"


def upload(content: bytes, name: str = "tep", told: str = "application/octet-stream") -> SimpleUploadedFile:
    """As a browser would send it, with the type the browser claims."""
    return SimpleUploadedFile(name, content, content_type=told)


def photo(format_name: str = "JPEG", size: tuple[int, int] = (60, 40)) -> bytes:
    """A picture taken on its side, with place, camera and a comment; red in its upper left corner."""
    picture = Image.new("RGB", size, "white")
    picture.paste((200, 0, 0), (0, 0, size[0] // 3, size[1] // 3))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = SECRET
    exif[ExifTags.IFD.GPSInfo] = {1: "N", 2: (18.0, 20.0, 30.0), 3: "E", 4: (105.0, 54.0, 0.0)}
    out = BytesIO()
    options: dict[str, object] = {"exif": exif}
    if format_name == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_itxt("Author", SECRET)
        options["pnginfo"] = text
    if format_name == "JPEG":
        options["comment"] = SECRET.encode()
    picture.save(out, format_name, **options)
    return out.getvalue()


def pdf(**root: object) -> bytes:
    """One page with an author, XMP and a photo with its camera data; `root` adds keys to the catalogue."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 200))
    picture = pikepdf.Stream(document, photo())
    picture.Type, picture.Subtype, picture.Filter = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DCTDecode
    picture.Width, picture.Height = 60, 40
    picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    document.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
    document.docinfo["/Author"] = SECRET
    with document.open_metadata() as metadata:
        metadata["dc:creator"] = [SECRET]
    for name, value in root.items():
        document.Root[f"/{name}"] = value
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def script() -> pikepdf.Dictionary:
    """An action that runs JavaScript."""
    return pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('x')")


def docx() -> bytes:
    """A letter with its author's name in the properties and a plain link in the text."""
    document = Document()
    document.add_paragraph("Kính gửi Ủy ban nhân dân xã.")
    document.core_properties.author = SECRET
    document.part.relate_to(
        "http://example.invalid/", "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink", True
    )
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx() -> bytes:
    """A table with its author's name in the properties."""
    out = BytesIO()
    book = Workbook(out, {"in_memory": True})
    book.set_properties({"author": SECRET, "company": SECRET})
    book.add_worksheet().write(0, 0, "Số liệu")
    book.close()
    return out.getvalue()


def archive(parts: dict[str, bytes], base: bytes | None = None) -> bytes:
    """A ZIP of these parts, on top of the parts of another."""
    out = BytesIO()
    kept = {}
    if base is not None:
        with zipfile.ZipFile(BytesIO(base)) as source:
            kept = {name: source.read(name) for name in source.namelist()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in (kept | parts).items():
            packed.writestr(name, content)
    return out.getvalue()
