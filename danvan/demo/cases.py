"""Five real periods (2016-2023), as published: their figures with the source's own qualifiers, their words as facts. Posts only, no names.

Every report names its source at its end. What the sources do not say (which document each of Ninh Bình's five tasks rests on) is not made up.

What later rooms hold (conferences, articles, programmes) stands here in the words of the report until those rooms exist.
"""

from dataclasses import dataclass, field
from datetime import date

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.reports import services
from danvan.reports.models import Form, Heading, Indicator, Qualifier, Report
from danvan.reports.selectors.checked import open_questions
from danvan.reports.services import SourceData
from danvan.units.models import Unit


@dataclass(frozen=True)
class Typed:
    """A published figure: as printed, with "about" or "over" where the source says so, and where in the source."""

    indicator: str
    value: str
    locator: str
    qualifier: str = Qualifier.EXACT


@dataclass(frozen=True)
class Case:
    """One unit's published period."""

    unit: str
    period: str
    told_on: date
    source: SourceData
    figures: tuple[Typed, ...] = ()
    words: dict[str, str] = field(default_factory=dict)

    @property
    def texts(self) -> dict[str, str]:
        """The words by heading; the last says where they were published."""
        texts = dict(self.words)
        if texts:
            texts[[*texts][-1]] += f"\nNguồn: {self.source.title}; {self.source.publisher}{self._day}."
        return texts

    @property
    def _day(self) -> str:
        return f", ngày {self.source.published_on:%d/%m/%Y}" if self.source.published_on else ""


CENTRE_2020 = SourceData(
    title="Tin về hội nghị trực tuyến toàn quốc tổng kết công tác dân vận nhiệm kỳ 2016-2021 và năm 2020",
    publisher="Cổng thông tin điện tử tỉnh (đưa tin tại điểm cầu Bình Dương)",
    published_on=date(2021, 1, 6),
)
CENTRE_2016 = SourceData(
    title="Tin về hội nghị trực tuyến tổng kết công tác dân vận năm 2016, triển khai nhiệm vụ năm 2017 (hội nghị ngày 05/01/2017)",
    publisher="Tin đưa tại điểm cầu Nghệ An",
)
NINH_THUAN_2023 = SourceData(
    title="Tin về hội nghị tổng kết công tác dân vận năm 2023, triển khai nhiệm vụ năm 2024", publisher="Tỉnh Ninh Thuận"
)
NINH_BINH_2023 = SourceData(
    title="Báo cáo kết quả công tác dân vận 9 tháng đầu năm 2023", publisher="Tỉnh Ninh Bình (trước ngày 01/7/2025)"
)
HA_TINH_2023 = SourceData(
    title="Tin về hội nghị tổng kết công tác dân vận năm 2023, triển khai nhiệm vụ năm 2024 (sáng 27/12/2023)", publisher="Tỉnh Hà Tĩnh"
)

CASES = (
    Case(
        "vn",
        "2016..2021",
        date(2021, 1, 6),
        CENTRE_2020,
        words={
            "II.8": "Hội nghị trực tuyến toàn quốc ngày 31/12/2020, điểm cầu chính tại Hà Nội và các điểm cầu ở các tỉnh, trong đó có Bình Dương, "
            "tổng kết cùng lúc nhiệm kỳ Đại hội XII (2016-2021) và năm 2020, triển khai nhiệm vụ năm 2021.",
        },
    ),
    Case(
        "vn",
        "2020",
        date(2021, 1, 6),
        CENTRE_2020,
        words={
            "IV": "Chủ đề năm 2021: đẩy mạnh việc thực hiện quy chế dân chủ ở cơ sở. Rà soát, tổng kết các văn kiện của Đảng về công tác dân vận; "
            "chương trình hành động thực hiện Nghị quyết Đại hội XIII của Đảng; tổng kết chương trình phối hợp và thực hiện văn bản mới; "
            "phản ánh kịp thời tâm tư, nguyện vọng, kiến nghị của nhân dân, nhất là dịp Đại hội và cuộc bầu cử năm 2021.",
        },
    ),
    Case(
        "vn",
        "2016",
        date(2017, 1, 6),
        CENTRE_2016,
        words={
            "II.8": "Hội nghị trực tuyến ngày 05/01/2017 tổng kết năm 2016, triển khai nhiệm vụ năm 2017; các tỉnh dự tại điểm cầu, mỗi điểm cầu có "
            "người chủ trì. Hội nghị nghe báo cáo kết quả thực hiện Quyết định 217-QĐ/TW (giám sát và phản biện xã hội), Quyết định 218-QĐ/TW (góp ý xây dựng "
            "Đảng, xây dựng chính quyền) và chương trình phối hợp giữa Ban Cán sự đảng Chính phủ và Ban Dân vận Trung ương.",
            "IV": "Giải quyết kịp thời những vấn đề bức xúc của nhân dân; tiếp công dân định kỳ và đột xuất; xây dựng và nhân rộng mô hình tốt; "
            "quan tâm vùng đồng bào dân tộc thiểu số, vùng sâu, vùng xa; tăng cường kiểm tra, giám sát.",
        },
    ),
    Case(
        "2004:40",
        "2016",
        date(2017, 1, 6),
        CENTRE_2016,
        words={
            "II.8": "Tham gia hội nghị trực tuyến toàn quốc tại điểm cầu Nghệ An; đại biểu thảo luận kết quả, hạn chế, nguyên nhân, bài học và đề xuất "
            "giải pháp năm sau. Nhân dịp này, hai cá nhân được tặng Huân chương Độc lập hạng Nhì.",
        },
    ),
    Case(
        "2004:58",
        "2023",
        date(2024, 1, 5),
        NINH_THUAN_2023,
        words={
            "II.2": "Tiếp công dân, đối thoại, giải quyết kịp thời khiếu nại, tố cáo, bức xúc, kiến nghị; thực hiện quy chế dân chủ ở cơ sở; giám sát "
            "và phản biện xã hội; góp ý xây dựng Đảng, chính quyền; phong trào thi đua “Dân vận khéo”; các chương trình phối hợp giữa các cơ quan.",
            "II.8": "Hội nghị cấp tỉnh tổng kết công tác dân vận năm 2023, triển khai nhiệm vụ năm 2024.",
        },
    ),
    Case(
        "2004:37",
        "2023-9M",
        date(2023, 10, 6),
        NINH_BINH_2023,
        figures=(
            Typed("A1", "29", "Văn bản của Ban Thường vụ lãnh đạo công tác dân vận"),
            Typed("L1", "6,84", "Tăng trưởng GRDP 9 tháng"),
        ),
        words={
            "II.1": "Quy chế 09-QC/TU ngày 29/10/2021; Kế hoạch 26-KH/TU ngày 24/06/2021 về phong trào “Dân vận khéo” 2021-2025; 05-TT/TU ngày 02/12/2021; "
            "Nghị quyết 16-NQ/TU và Kế hoạch 138-KH/TU cùng ngày 23/08/2023 về sắp xếp đơn vị hành chính cấp huyện, cấp xã 2023-2030; Đề án "
            "“Nâng cao chất lượng, hiệu quả công tác dân vận giai đoạn 2021-2025”.\n"
            "Văn bản của Trung ương: Nghị quyết 25-NQ/TW (khóa XI), Kết luận 43-KL/TW, Quyết định 218-QĐ/TW ngày 12/12/2013, Kết luận 01-KL/TW, "
            "Chỉ thị 05-CT/TW ngày 15/05/2016.",
            "II.8": "Tổng kết 10 năm Nghị quyết 25-NQ/TW cùng 5 năm Kết luận 43-KL/TW; 10 năm Quyết định 218-QĐ/TW; 3 năm thực hiện Đề án; "
            "sơ kết phong trào “Dân vận khéo” 2021-2023, khen thưởng mô hình, điển hình.\n"
            "Các cấp cùng làm: ban dân vận cấp tỉnh, ban dân vận cấp huyện, khối dân vận cấp xã, tổ dân vận ở thôn, tổ dân phố.",
            "IV": "Năm nhiệm vụ trọng tâm thời gian tới, mỗi nhiệm vụ nêu văn bản làm căn cứ; nhiệm vụ trọng tâm được xác định theo từng quý; tập trung "
            "việc mới, việc khó: giải phóng mặt bằng, giảm nghèo, xây dựng nông thôn mới.",
        },
    ),
    Case(
        "2004:37",
        "2021..2023",
        date(2023, 10, 6),
        NINH_BINH_2023,
        figures=(Typed("H68", "1.635", "Mô hình “Dân vận khéo” đăng ký, xây dựng 2021-2023 toàn tỉnh"),),
    ),
    Case(
        "2004:42",
        "2023",
        date(2023, 12, 28),
        HA_TINH_2023,
        figures=(
            Typed("H68", "1.743", "Mô hình “Dân vận khéo” xây dựng năm 2023"),
            Typed("H73B", "250", "Mô hình tiêu biểu", Qualifier.ABOUT),
            Typed("G91", "305", "Quỹ hỗ trợ thí sinh trúng tuyển đại học điểm cao, hoàn cảnh đặc biệt khó khăn"),
            Typed("G92", "9", "Nhà văn hóa cộng đồng đang xây dựng"),
            Typed("G58", "2.200", "Nhà kiên cố cho người có công, hộ nghèo, khó khăn, thiên tai", Qualifier.OVER),
        ),
        words={
            "II.8": "Hội nghị sáng 27/12/2023 tổng kết công tác dân vận năm 2023, triển khai nhiệm vụ năm 2024; tặng bằng khen cho các đơn vị. "
            "Phương châm: dân biết, dân bàn, dân làm, dân kiểm tra, dân giám sát, dân thụ hưởng.",
            "IV": "Rà soát quy chế phối hợp; mô hình một cửa; giám sát, phản biện xã hội; hòa giải ở cơ sở; tháo gỡ chậm giải phóng mặt bằng các dự án "
            "lớn; đối thoại của người đứng đầu với nhân dân.",
        },
    ),
)


# What can be said of a published figure that a check asks about: only that it was published so.
AS_PUBLISHED = "Số ghi đúng như nguồn đã công bố; nguồn không nói rõ thêm."


def tell(cases: tuple[Case, ...] = CASES) -> list[Report]:
    """Enter the cases through the services, each on the day it was published; who stands above took each in. Out: the reports."""
    return [_tell(case) for case in cases]


def _tell(case: Case) -> Report:
    unit = Unit.objects.get(key=case.unit)
    form = Form.objects.published().get(code="party-periodic")
    with clock.standing_at(case.told_on):
        owed = services.open_period(by=SYSTEM, form=form, period_key=case.period, root=unit, levels=[unit.level])
        report = services.start(by=SYSTEM, obligation=next(one for one in owed if one.unit_id == unit.pk))
        for typed in case.figures:
            indicator = Indicator.objects.get(code=typed.indicator)
            source = SourceData(case.source.title, case.source.publisher, case.source.published_on, typed.locator)
            services.type_figure(by=SYSTEM, report=report, indicator=indicator, value=typed.value, qualifier=typed.qualifier, source=source)
        for code, text in case.texts.items():
            services.write(by=SYSTEM, report=report, heading=Heading.objects.get(form=form, code=code), text=text)
        told = {one.question.key: AS_PUBLISHED for one in open_questions(report)}
        services.explain(by=SYSTEM, report=report, sentences=told)
        sent = services.submit(by=SYSTEM, report=report)
        return services.accept(by=SYSTEM, report=sent) if report.obligation.receiver_id else sent
