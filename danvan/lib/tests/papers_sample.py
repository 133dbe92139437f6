"""Papers for tests: a Party report and a State report with everything in them."""

from datetime import date

from danvan.lib.areas import AreaMap, Shape, Step
from danvan.lib.charts import ChartSpec, Point
from danvan.lib.papers import (
    Annex,
    Band,
    Chart,
    Column,
    Heading,
    Letterhead,
    Map,
    Note,
    Number,
    Paper,
    Paragraph,
    Reference,
    Signature,
    Table,
)

# Every letter of the alphabet with every mark, small and capital.
ALPHABET = " ".join("aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ")
NASTY = '#set text(red) *đậm* <b>&amp;</b> $x$ @ref \\ "trích" [ngoặc] =1+1'

CHART = ChartSpec(
    title="Đơn tiếp nhận theo xã, phường",
    unit="đơn",
    points=(Point("Phường Thành Sen", 1635, "1.635"), Point("Xã Cẩm Xuyên", 820, "820"), Point("Xã Kỳ Anh", None, "chưa báo cáo")),
    alt="Phường Thành Sen tiếp nhận nhiều nhất, 1.635 đơn.",
)
COLUMNS = ChartSpec("Đơn theo quý", "đơn", (Point("QI", 3, "3"), Point("QII", 5, "5"), Point("QIII", 0, "0")), "Tăng rồi hết.", "columns")
PLACES = AreaMap(
    "Đơn đã giải quyết theo đơn vị",
    [Shape(((105.9 + number / 10, 18.3),), number, f"Xã {number}", f"Xã {number}: {number}", f"/so/{number}/") for number in range(4)],
    legend=[Step(number, f"{number} đơn", 1) for number in range(1, 4)],
)
MAP = Map(PLACES, "đơn", "Xã 0: 0; Xã 1: 1; Xã 2: 2; Xã 3: 3.", "Vẽ từ vị trí trung tâm.")

RECEIVED = Number("1.635", "C18", "https://danvan.example/lam-viec/bao-cao/C18/", 1635)
DOCUMENTS = Number("hơn 29", "A1", "https://danvan.example/lam-viec/bao-cao/A1/", 29)
TABLE = Table(
    title="Số liệu",
    columns=(Column("Mã", "code", 0.6), Column("Chỉ tiêu", share=3), Column("Đơn vị tính", share=1), Column("Số liệu", "number")),
    rows=(
        Band("C. Đơn"),
        ("C18", "Đơn tiếp nhận", "đơn", RECEIVED),
        Band("A. Lãnh đạo, chỉ đạo"),
        *(("A1", f"Văn bản cấp ủy ban hành, dòng {line}", "văn bản", DOCUMENTS) for line in range(60)),
    ),
    marks=False,
)


def paper(letterhead: Letterhead = Letterhead.PARTY) -> Paper:
    """A report with headings, figures, a table longer than a page, a chart, an annex and references."""
    party = letterhead is Letterhead.PARTY
    return Paper(
        letterhead=letterhead,
        upper="Tỉnh ủy Hà Tĩnh" if party else "Tỉnh Hà Tĩnh",
        issuer="Ban Tuyên giáo và Dân vận" if party else "Ủy ban nhân dân",
        symbol="05-BC/BTGDVTU" if party else "05/BC-UBND",
        place="Hà Tĩnh",
        day=date(2026, 10, 5),
        type_name="BÁO CÁO",
        summary="công tác dân vận quý III năm 2026",
        blocks=(
            Paragraph((f"Bảng chữ: {ALPHABET} {ALPHABET.upper()}.",)),
            Heading("I", "Tình hình nhân dân"),
            Paragraph(("Trong kỳ đã tiếp nhận ", RECEIVED, " đơn; ban hành ", DOCUMENTS, " văn bản lãnh đạo, chỉ đạo công tác dân vận.")),
            Note("63/69 xã, phường đã báo cáo; còn thiếu: xã Kỳ Anh."),
            Heading("1", "Lãnh đạo, chỉ đạo", 2),
            Paragraph((NASTY,)),
            Table("Đơn", (Column("Chỉ tiêu", share=3), Column("Số liệu", "number")), (("Đơn tiếp nhận", RECEIVED),)),
            Chart(CHART),
            Chart(COLUMNS),
            MAP,
            Paragraph(("Báo cáo để Ban Thường vụ theo dõi, chỉ đạo",)),
        ),
        signature=Signature("Ban Thường vụ" if party else "Ủy ban nhân dân", "Phó trưởng ban" if party else "Chủ tịch"),
        recipients=("Thường trực Tỉnh ủy", "Các xã, phường"),
        annexes=(Annex("PHỤ LỤC", (TABLE,)),),
        references=(
            Reference(
                "A1", "Văn bản cấp ủy ban hành", "Văn bản về dân vận trong kỳ.", "văn bản", "nhập tay; nguồn: báo cáo", RECEIVED.href
            ),
            Reference("C18", "Đơn tiếp nhận", "Đơn vào sổ trong kỳ.", "đơn", "đếm từ hồ sơ", DOCUMENTS.href, "ab" * 32),
        ),
        references_note="Mỗi số liệu mang một mã.",
    )
