"""What the people of the demonstration world bring, and what the offices answer. Invented; any likeness is chance."""

from dataclasses import dataclass

from danvan.petitions.models import Topic


@dataclass(frozen=True)
class Story:
    """One matter: `{place}` is filled with a hamlet. `complaint` stories contest a decision or an act."""

    topic: str
    title: str
    text: str
    answer: str
    complaint: bool = False


STORIES: tuple[Story, ...] = (
    Story(
        Topic.ROADS,
        "Đường vào {place} hư hỏng, xe khó đi",
        "Đoạn đường bê tông vào {place} dài khoảng 300 mét bị bong tróc, nhiều ổ gà. Học sinh đi học ngày mưa hay bị ngã. "
        "Bà con đề nghị xã sửa chữa hoặc cho biết khi nào được sửa.",
        "Ủy ban nhân dân đã kiểm tra thực địa. Đoạn đường được đưa vào kế hoạch duy tu quý tới; trước mắt đã cấp đá dăm vá các ổ gà lớn.",
    ),
    Story(
        Topic.ROADS,
        "Cầu dân sinh ở {place} không có lan can",
        "Cầu bắc qua kênh ở {place} đã hư lan can từ đợt mưa lũ. Nhiều cháu nhỏ đi qua hằng ngày, rất nguy hiểm.",
        "Đã lắp rào tạm và biển cảnh báo; lan can thép được thi công xong và nghiệm thu.",
    ),
    Story(
        Topic.LAND,
        "Chậm cấp giấy chứng nhận quyền sử dụng đất",
        "Gia đình nộp hồ sơ cấp giấy chứng nhận thửa đất ở tại {place} đã hơn sáu tháng nhưng chưa có kết quả, chưa được trả lời bằng văn bản.",
        "Hồ sơ thiếu biên bản xác nhận ranh giới do sáp nhập bản đồ. "
        "Công chức địa chính đã đo lại và trình cấp giấy; gia đình nhận kết quả tại bộ phận một cửa.",
    ),
    Story(
        Topic.LAND,
        "Khiếu nại mức bồi thường khi thu hồi đất làm đường",
        "Gia đình không đồng ý với phương án bồi thường đối với phần vườn và vật kiến trúc tại {place} vì kiểm đếm thiếu cây trồng và tường rào.",
        "Đã đối thoại và kiểm đếm lại; bổ sung phần cây trồng và tường rào còn thiếu vào phương án bồi thường.",
        complaint=True,
    ),
    Story(
        Topic.WATER,
        "Nước sạch ở {place} đục, áp lực yếu",
        "Nước máy ở {place} thường đục vào buổi sáng và chảy rất yếu giờ cao điểm. Đề nghị kiểm tra chất lượng nước.",
        "Đơn vị cấp nước đã súc rửa đường ống và thay đồng hồ áp lực. Kết quả mẫu nước được niêm yết tại nhà văn hóa.",
    ),
    Story(
        Topic.WATER,
        "Mương thoát nước {place} bị tắc, ngập sau mưa",
        "Mương thoát nước chung bị lấp rác và đất, mưa to là nước tràn vào nhà dân ở {place}.",
        "Đã nạo vét 400 mét mương và tổ chức ra quân cuối tuần cùng các hộ dân; lắp thêm hai hố ga.",
    ),
    Story(
        Topic.ELECTRICITY,
        "Đèn đường {place} hỏng nhiều tháng",
        "Sáu bóng đèn đường ở {place} hỏng đã lâu, buổi tối đi lại không an toàn.",
        "Đã thay sáu bóng đèn và giao thôn theo dõi; số điện thoại báo hỏng được niêm yết.",
    ),
    Story(
        Topic.ENVIRONMENT,
        "Mùi hôi từ trại chăn nuôi gần {place}",
        "Trại chăn nuôi gần khu dân cư {place} xả thải ra kênh, mùi hôi nặng nhất vào buổi tối. Đề nghị kiểm tra và xử lý.",
        "Đã lập đoàn kiểm tra, yêu cầu chủ trại khắc phục hệ thống biogas trong 30 ngày và cam kết không xả thải ra kênh.",
    ),
    Story(
        Topic.ENVIRONMENT,
        "Bãi rác tự phát cạnh trường học",
        "Cạnh điểm trường ở {place} có bãi rác tự phát, chậm thu gom, nhiều ruồi muỗi.",
        "Đã dọn sạch bãi rác, đặt ba thùng chứa và điều chỉnh lịch thu gom hai lần mỗi tuần.",
    ),
    Story(
        Topic.ORDER,
        "Hát karaoke quá giờ gây ồn ở {place}",
        "Một số hộ ở {place} mở loa lớn sau 22 giờ, người già và trẻ nhỏ không ngủ được.",
        "Công an xã đã nhắc nhở, các hộ ký cam kết không mở loa sau 22 giờ.",
    ),
    Story(
        Topic.BUILDING,
        "Nhà xây lấn hành lang đường ở {place}",
        "Một công trình ở {place} xây bậc tam cấp lấn ra đường chung. Đề nghị kiểm tra mốc giới.",
        "Đã kiểm tra mốc giới và lập biên bản; chủ công trình tự tháo dỡ phần lấn ra đường.",
    ),
    Story(
        Topic.HEALTH,
        "Thẻ bảo hiểm y tế ghi sai thông tin",
        "Thẻ bảo hiểm y tế của mẹ tôi ghi sai năm sinh sau khi sắp xếp đơn vị hành chính, không làm được thủ tục khám.",
        "Đã phối hợp cơ quan bảo hiểm xã hội đính chính; thẻ mới được trả tại bộ phận một cửa.",
    ),
    Story(
        Topic.SCHOOL,
        "Các khoản thu đầu năm chưa được giải thích rõ",
        "Phụ huynh ở {place} đề nghị nhà trường công khai khoản nào bắt buộc, khoản nào tự nguyện.",
        "Nhà trường đã họp phụ huynh, công khai từng khoản thu và hoàn trả khoản thu chưa đúng quy trình.",
    ),
    Story(
        Topic.WELFARE,
        "Chưa nhận được trợ cấp xã hội tháng này",
        "Bố tôi thuộc diện hưởng trợ cấp người cao tuổi nhưng hai tháng nay chưa nhận được tiền.",
        "Do thay đổi tài khoản chi trả khi sáp nhập. Đã chi trả đủ hai tháng và rà soát các trường hợp tương tự.",
    ),
    Story(
        Topic.WELFARE,
        "Đề nghị xét lại danh sách hỗ trợ sửa nhà",
        "Nhà tôi ở {place} tốc mái sau bão nhưng không có trong danh sách hỗ trợ. Đề nghị thôn rà soát lại.",
        "Thôn đã họp bình xét lại công khai, bổ sung gia đình vào danh sách đợt hai.",
    ),
    Story(
        Topic.SERVICE,
        "Phải đi lại nhiều lần để làm một thủ tục",
        "Tôi làm thủ tục đăng ký kinh doanh hộ gia đình phải đến ba lần vì mỗi lần được hướng dẫn khác nhau.",
        "Xin lỗi về sự bất tiện. Bộ phận một cửa đã niêm yết bảng kê hồ sơ thống nhất và phân công một người theo dõi từ đầu đến cuối.",
    ),
    Story(
        Topic.SERVICE,
        "Khiếu nại việc từ chối tiếp nhận hồ sơ",
        "Bộ phận một cửa từ chối nhận hồ sơ chuyển mục đích sử dụng đất của gia đình mà không nêu lý do bằng văn bản.",
        "Việc từ chối không nêu lý do bằng văn bản là chưa đúng. Đã tiếp nhận hồ sơ và rút kinh nghiệm với công chức liên quan.",
        complaint=True,
    ),
    Story(
        Topic.CONTRIBUTIONS,
        "Đề nghị công khai quỹ đóng góp làm nhà văn hóa",
        "Bà con {place} đã đóng góp làm nhà văn hóa, đề nghị công khai thu chi và phần còn thiếu.",
        "Ban giám sát đầu tư của cộng đồng đã niêm yết bảng thu chi tại nhà văn hóa và báo cáo trước cuộc họp thôn.",
    ),
    Story(
        Topic.OTHER,
        "Biển tên thôn sau sáp nhập ghi chưa đúng",
        "Biển chỉ dẫn vào {place} vẫn ghi tên xã cũ, khách và bưu tá hay nhầm.",
        "Đã thay biển chỉ dẫn theo tên mới.",
    ),
)

HAMLETS = ("thôn Đông", "thôn Trung", "thôn Hạ", "thôn Thượng", "thôn Tân Tiến", "thôn Hòa Bình", "thôn Liên Minh", "thôn Yên Lạc")

# Letters instead of given names: nobody real.
SENDERS = (
    "Nguyễn Văn A.",
    "Trần Thị B.",
    "Lê Văn C.",
    "Phan Thị D.",
    "Hồ Văn Đ.",
    "Võ Thị E.",
    "Đặng Văn G.",
    "Bùi Thị H.",
    "Dương Văn K.",
    "Hà Thị L.",
)

DISAGREEMENTS = (
    "Đã sửa nhưng chưa hết, đề nghị kiểm tra lại.",
    "Trả lời chưa đúng việc tôi hỏi.",
    "Chưa thấy làm như đã hẹn.",
)

WORDS: dict[str, tuple[str, ...]] = {
    "I": (
        "Nhân dân yên tâm lao động sản xuất. Việc được quan tâm nhất là đất đai, đường giao thông nông thôn và vệ sinh môi trường.",
        "Tình hình nhân dân cơ bản ổn định. Một số hộ còn băn khoăn về tiến độ bồi thường, giải phóng mặt bằng và giấy tờ sau sáp nhập.",
    ),
    "II.2": (
        "Cấp ủy phân công từng đồng chí phụ trách thôn, tổ dân phố; duy trì tiếp dân định kỳ và đối thoại trực tiếp với nhân dân.",
        "Ủy ban nhân dân rà soát, trả lời kiến nghị đúng hạn; niêm yết công khai các khoản thu và danh sách hỗ trợ.",
    ),
    "III": (
        "Ưu điểm: công tác tiếp dân, giải quyết kiến nghị có chuyển biến. Hạn chế: một số đơn còn chậm do thiếu hồ sơ đất đai sau sắp xếp.",
        "Kết quả đạt yêu cầu đề ra. Còn hạn chế ở khâu theo dõi việc thực hiện các nội dung đã hứa với dân.",
    ),
    "IV": (
        "Tập trung giải quyết dứt điểm các đơn tồn; tổ chức đối thoại với nhân dân về giải phóng mặt bằng; nhân rộng mô hình dân vận khéo.",
        "Rà soát việc đã hứa với dân, công khai tiến độ; nâng chất lượng tiếp công dân định kỳ.",
    ),
    "V": ("Đề nghị cấp trên hướng dẫn thống nhất hồ sơ đất đai sau sắp xếp đơn vị.", "Không có."),
}

# Why a figure is as it is: the check that asked -> sentences an office gives.
SENTENCES = {
    "before": (
        "Trong kỳ tổ chức đợt tiếp công dân lưu động tại các thôn nên số tăng, giảm theo đợt.",
        "Kỳ trước trùng đợt cao điểm giải phóng mặt bằng, kỳ này đã xong.",
        "Đã rà soát với sổ theo dõi, số đúng; do kế hoạch năm dồn vào kỳ này.",
    ),
    "year": (
        "Cùng kỳ năm trước xã chưa sáp nhập xong bộ máy, số ghi nhận ít hơn thực tế.",
        "Đã đối chiếu với báo cáo cùng kỳ, số đúng; thay đổi do địa bàn và dân số tăng.",
    ),
    "sisters": ("Địa bàn có hai dự án lớn đang thu hồi đất nên nhiều việc hơn các xã khác.", "Đã đối chiếu với sổ theo dõi, số đúng."),
    "parts": ("Có mô hình chưa phân lĩnh vực, sẽ phân loại trong kỳ sau.",),
    "relation": ("Có việc của kỳ trước chuyển sang, đã đối chiếu với sổ theo dõi.", "Đã rà soát, sẽ điều chỉnh phân loại trong kỳ sau."),
    "cumulative": ("Các quý đã gửi còn thiếu việc phát hiện sau khi gửi, kỳ này ghi đủ.",),
    "opening": ("Có đơn vào sổ sau khi báo cáo kỳ trước đã gửi; đã đối chiếu với sổ theo dõi.",),
    "moved": ("Đã đếm lại, điều chỉnh vẫn đúng.",),
}
