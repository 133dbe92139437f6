"""What Word asks of a DOCX, for tests: what it finds otherwise it repairs, or refuses to open. Order of elements as in ECMA-376, Part 1, Annex A."""

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap"
    " overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc"
    " textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden color spacing w kern"
    " position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd tblBorders shd tblLayout"
    " tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols formProt vAlign noEndnote"
    " titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal personalCompose personalReply"
    " rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "tbl": "tblPr tblGrid tr",
    "tr": "tblPrEx trPr tc",
    "tc": "tcPr p",
}
# May stand several times: references of a section may also change places.
MANY = {"headerReference", "footerReference", "tr", "tc", "p", "tblStylePr"}
NAMING_A_STYLE = ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link", "numStyleLink", "styleLink")
WHOLE = {"sz", "szCs", "spacing", "ind", "tcW", "gridCol", "pgSz", "pgMar", "tblW"}
NUMBER = re.compile(r"-?\d+|[A-Za-z]+")


class Parts:
    """The parts of a DOCX, read."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            self.names = parts.namelist()
            self.xml = {name: ElementTree.fromstring(parts.read(name)) for name in self.names if name.endswith((".xml", ".rels"))}  # noqa: S314

    @property
    def body(self) -> Element:
        """What the document holds."""
        return self.xml["word/document.xml"][0]


def faults(content: bytes) -> list[str]:
    """Everything that is wrong, in words; empty for a document that Word opens as it is."""
    parts = Parts(content)
    return [*_order(parts), *_package(parts), *_names(parts), *_tables(parts), *_settings(parts)]


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _order(parts: Parts) -> Iterator[str]:
    for name, root in parts.xml.items():
        for element in root.iter():
            kind = _local(element)
            if element.tag.startswith(W) and kind in ORDER:
                yield from (f"{name}: {words}" for words in _sequence(element, kind, ORDER[kind].split()))
            if kind in WHOLE:
                yield from (f"{name}: {kind} {value}" for value in element.attrib.values() if not NUMBER.fullmatch(value))


def _sequence(element: Element, kind: str, order: list[str]) -> Iterator[str]:
    kids = [_local(kid) for kid in element]
    yield from (f"{kid} does not belong into {kind}" for kid in kids if kid not in order)
    places = [order.index(kid) for kid in kids if kid in order and not kid.endswith("Reference")]
    if places != sorted(places):
        yield f"{kind} holds {kids}"
    yield from (f"{kid} twice in {kind}" for kid, count in Counter(kids).items() if count > 1 and kid not in MANY)


def _package(parts: Parts) -> Iterator[str]:
    """Every part has a type, every relation leads to a part, every use of one has it."""
    types = parts.xml["[Content_Types].xml"]
    endings = {one.get("Extension", "").casefold() for one in types.iter(f"{TYPES}Default")}
    overridden = {one.get("PartName", "").lstrip("/") for one in types.iter(f"{TYPES}Override")}
    yield from (
        f"no type for {name}" for name in parts.names if name not in overridden and name.rpartition(".")[2].casefold() not in endings
    )
    yield from (f"a type for {name}, which is not there" for name in overridden if name not in parts.names)
    for name, root in parts.xml.items():
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            for one in root.iter(f"{RELATION}Relationship"):
                target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
                if one.get("TargetMode") != "External" and target not in parts.names:
                    yield f"{name} leads to {target}"
    known = {one.get("Id") for one in parts.xml["word/_rels/document.xml.rels"]}
    used = {value for element in parts.body.iter() for key, value in element.attrib.items() if key.startswith(R)}
    yield from (f"no relation {one}" for one in used - known)


def _names(parts: Parts) -> Iterator[str]:
    """Styles, lists, bookmarks and pictures that are named are there, once."""
    styles = [one.get(f"{W}styleId") for one in parts.xml["word/styles.xml"].iter(f"{W}style")]
    lists = {one.get(f"{W}numId") for one in parts.xml["word/numbering.xml"].iter(f"{W}num")}
    for name in (
        "word/document.xml",
        "word/styles.xml",
        "word/numbering.xml",
        *(one for one in parts.xml if re.match(r"word/(head|foot)er", one)),
    ):
        for element in parts.xml[name].iter():
            value = element.get(f"{W}val")
            if _local(element) in NAMING_A_STYLE and element.tag.startswith(W) and value not in styles:
                yield f"{name}: no style {value}"
            if element.tag == f"{W}numId" and value not in lists:
                yield f"{name}: no list {value}"
    marks = [one.get(f"{W}name", "") for one in parts.body.iter(f"{W}bookmarkStart")]
    anchors = {one.get(f"{W}anchor") for one in parts.body.iter(f"{W}hyperlink")} - {None}
    yield from (f"a link to {one}, which is not there" for one in anchors - set(marks))
    yield from (f"a bookmark is called {one}" for one in marks if not re.fullmatch(r"[A-Za-z_]\w{0,39}", one))
    starts = [one.get(f"{W}id") for one in parts.body.iter(f"{W}bookmarkStart")]
    if starts != [one.get(f"{W}id") for one in parts.body.iter(f"{W}bookmarkEnd")]:
        yield "a bookmark does not end"
    pictures = [one.get("id") for one in parts.body.iter(f"{DRAWING}docPr")]
    for what, some in (("style", styles), ("bookmark", marks), ("bookmark number", starts), ("picture", pictures)):
        yield from (f"two of {what} {one}" for one, count in Counter(some).items() if count > 1)


def _tables(parts: Parts) -> Iterator[str]:
    """Rows fill their grid, cells end with a paragraph, and no two tables touch."""
    for table in parts.body.iter(f"{W}tbl"):
        wide = len(table.find(f"{W}tblGrid") or ())
        for row in table.iter(f"{W}tr"):
            spans = (cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.iter(f"{W}tc"))
            if sum(1 if one is None else int(one.get(f"{W}val", "1")) for one in spans) != wide:
                yield "a row does not fill its table"
        yield from ("a cell does not end with a paragraph" for cell in table.iter(f"{W}tc") if _local(cell[-1]) != "p")
    kinds = [_local(one) for one in parts.body]
    yield from (f"a table stands before {after}" for one, after in pairwise(kinds) if one == "tbl" and after != "p")
    if kinds[-1:] != ["sectPr"]:
        yield "the document does not end with its section"


def _settings(parts: Parts) -> Iterator[str]:
    settings = parts.xml["word/settings.xml"]
    zoom = settings.find(f"{W}zoom")
    if zoom is not None and not zoom.get(f"{W}percent"):
        yield "the zoom has no share"
    modes = [one.get(f"{W}val") for one in settings.iter(f"{W}compatSetting") if one.get(f"{W}name") == "compatibilityMode"]
    if modes != ["15"]:
        yield f"opened as of an older Word: {modes}"
