"""Two roads of the law told step by step: a denunciation whose sender is sealed, and a complaint that goes to the superior."""

import uuid

from danvan.audit.doer import CITIZEN
from danvan.demo.people import Office
from danvan.demo.stage import Life
from danvan.petitions import services
from danvan.petitions.models import Channel, MayPublish, Petition, PetitionKind, Topic


def denunciation_life(office: Office) -> Life:
    """Told from afar; the office asks through the mailbox; being verified today."""
    petition = services.receive(
        by=CITIZEN,
        submission=uuid.UUID(int=2 * office.unit.pk, version=4),
        unit=office.unit,
        channel=Channel.WEB,
        topic=Topic.LAND,
        text="Cán bộ thôn thu tiền làm sổ đỏ của nhiều hộ từ tháng 6 nhưng không ghi phiếu thu và không nộp vào quỹ.",
        sender=services.SenderData(name="Người gửi mẫu T.", address="số nhà 3, thôn Trung"),
        kind=PetitionKind.DENUNCIATION,
    ).petition
    yield 1
    services.register(by=office.clerk, petition=petition)
    services.classify(by=office.clerk, petition=petition, kind=PetitionKind.DENUNCIATION, title="Thu tiền không có phiếu thu")
    yield 2
    services.ask(by=office.clerk, petition=petition, text="Có bao nhiêu hộ đã nộp, mỗi hộ bao nhiêu? Bạn còn giữ giấy tờ nào không?")
    yield 1
    services.reply(by=CITIZEN, petition=petition, text="Khoảng 20 hộ, mỗi hộ 2 triệu đồng. Tôi có ảnh sổ ghi tay của thôn.")
    services.check(by=office.clerk, petition=petition, eligible=True, within_authority=True)
    services.accept(by=office.chair, petition=petition)
    yield 2
    services.fulfil(by=office.clerk, petition=petition, steps=["notify_acceptance"])
    services.order_verification(
        by=office.chair, petition=petition, team="Tổ xác minh theo quyết định của Chủ tịch xã", number="112/QĐ-UBND"
    )


def complaint_life(office: Office, province: Office) -> Life:
    """Verified, talked over, decided, sent; the complainant does not agree and goes to the province with the same code."""
    petition = _complaint(office)
    yield 1
    services.register(by=office.clerk, petition=petition)
    services.classify(by=office.clerk, petition=petition, kind=PetitionKind.COMPLAINT)
    services.check(by=office.clerk, petition=petition, eligible=True, within_authority=True)
    yield 2
    services.accept(by=office.chair, petition=petition)
    yield 3
    services.order_verification(by=office.chair, petition=petition, team="Công chức địa chính và tư pháp xã", number="98/QĐ-UBND")
    yield 6
    findings = "Diện tích thực tế lớn hơn hồ sơ 12 m²; chưa có tranh chấp với hộ liền kề."
    services.report_verification(by=office.clerk, petition=petition, findings=findings, number="41/BC-TXM")
    yield 2
    _talk_and_decide(office, petition)
    yield 1
    services.fulfil(by=office.clerk, petition=petition, steps=["send"])
    yield 6
    above = services.go_up(by=CITIZEN, petition=petition, text="Tôi không đồng ý với giá bồi thường áp dụng cho 12 m² tăng thêm.")
    yield 1
    services.register(by=province.clerk, petition=above)
    services.classify(by=province.clerk, petition=above, kind=PetitionKind.COMPLAINT_SECOND)


def _complaint(office: Office) -> Petition:
    return services.receive(
        by=office.clerk,
        submission=uuid.UUID(int=2 * office.unit.pk + 1, version=4),
        unit=office.unit,
        channel=Channel.DESK,
        topic=Topic.LAND,
        title="Khiếu nại diện tích đất được bồi thường",
        text="Quyết định bồi thường ghi thiếu diện tích đất vườn của gia đình tôi so với thực tế sử dụng từ năm 1993.",
        sender=services.SenderData(name="Người gửi mẫu K.", address="số nhà 15, thôn Đông"),
        may_publish=MayPublish.NO,
        entered_by=office.clerk.post,
    ).petition


def _talk_and_decide(office: Office, petition: Petition) -> None:
    minutes = "Hai bên thống nhất số đo; chưa thống nhất về giá áp dụng cho phần diện tích tăng thêm."
    petition.refresh_from_db()
    held = petition.received_on if petition.accepted_on is None else petition.accepted_on
    services.dialogue(by=office.chair, petition=petition, held_on=held, minutes=minutes, came=True)
    text = "Công nhận thêm 12 m² đất vườn; giá bồi thường áp dụng theo bảng giá tại thời điểm thu hồi."
    services.answer(by=office.chair, petition=petition, text=text, number="115/QĐ-UBND")
