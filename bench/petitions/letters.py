"""The letters that both products hold: text, matter, how far, when. Plain Python without a framework: the peer reads the same file."""

import unicodedata
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

TODAY = date(2026, 9, 7)
DAYS = 430  # the communes of today began on 1 July 2025
TOPICS = ("land", "roads", "water", "electricity", "environment", "order", "building", "health", "school", "welfare", "service", "other")
TOPIC_SHARES = (16, 16, 9, 7, 9, 8, 9, 5, 5, 8, 5, 3)
# How far a letter is: shares among the open and among the settled.
OPEN = (("received", 20), ("registered", 20), ("classified", 20), ("accepted", 40))
SETTLED = (("answered", 78), ("guided", 10), ("transferred", 6), ("returned", 4), ("filed", 2))
# The commune whose officer is measured holds this share of all letters, in thousandths: so large that its lists fill a page at ten thousand.
OWN_SHARE = 80
# A word that stands in twenty letters at any size, half of them in the measured commune; one that stands in half of all letters; two that meet in some.
RARE, COMMON, PAIR = "taluy", "đường", "thoát nước"
RARE_LETTERS = 20

WHO = (
    "Gia đình tôi",
    "Bà con trong thôn",
    "Các hộ dân ven kênh",
    "Tập thể tổ dân phố",
    "Nhiều phụ huynh học sinh",
    "Người dân khu chợ cũ",
    "Hội viên nông dân",
    "Các hộ buôn bán nhỏ",
)
SAYS = (
    "phản ánh việc",
    "kiến nghị xem xét",
    "đề nghị làm rõ chuyện",
    "nhiều lần báo cáo về",
    "mong cấp trên kiểm tra",
    "chưa đồng tình với cách giải quyết",
)
WHAT = (
    "mặt đường liên xã hư hỏng nặng sau mùa mưa bão vừa rồi",
    "đường vào trường học ngập sâu mỗi khi trời mưa to",
    "tuyến đường nội đồng bị lấn chiếm làm nơi để vật liệu",
    "đoạn đường trước nhà văn hóa chưa có đèn chiếu sáng",
    "đường dây điện hạ thế võng thấp rất nguy hiểm cho trẻ nhỏ",
    "hệ thống thoát nước thải của khu dân cư bị tắc nhiều tháng nay",
    "bãi rác tự phát bốc mùi hôi thối gần giếng nước sinh hoạt",
    "giấy chứng nhận quyền sử dụng đất nộp đã lâu chưa được cấp",
    "tiền bồi thường giải phóng mặt bằng chi trả chưa đúng diện tích",
    "khoản đóng góp xây dựng nông thôn mới chưa được công khai",
    "trạm y tế thiếu thuốc bảo hiểm cho người cao tuổi",
    "cơ sở sản xuất gây tiếng ồn và bụi suốt ngày đêm",
    "công trình xây dựng trái phép lấn ra hành lang kênh mương",
    "chế độ trợ cấp cho hộ nghèo và người có công bị chậm",
    "thái độ của cán bộ tiếp nhận hồ sơ chưa đúng mực",
    "cầu bắc qua suối đã gãy lan can từ đợt lũ năm ngoái",
)
WHERE = (
    "Đoài",
    "Đông",
    "Trung Hòa",
    "Phú Lộc",
    "Bình Minh",
    "Tân Tiến",
    "Hải Vân",
    "Sơn Tây",
    "Vĩnh Thịnh",
    "An Khê",
    "Yên Bình",
    "Long Thành",
)
WISH = (
    "Kính mong cơ quan có thẩm quyền sớm cho người xuống tận nơi để xem xét",
    "Chúng tôi sẵn sàng đối thoại và cung cấp ảnh chụp cùng giấy tờ liên quan",
    "Việc này ảnh hưởng trực tiếp đến sức khỏe và đời sống của nhân dân",
    "Đã có biên bản làm việc nhưng đến nay vẫn chưa thấy chuyển biến gì",
)
TARGET_WORDS = 66  # whole sentences and the house number after them bring it to eighty


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. `commune` is a place in the list of communes, 0 the measured one; `folded` is the text as both cases and accents are forgotten."""

    number: int
    topic: str
    state: str
    is_open: bool
    commune: int
    place: str
    received_on: date
    settled_on: date | None
    due_on: date
    text: str
    folded: str


def fold(text: str) -> str:
    """As danvan folds (danvan.lib.text.fold, checked by a test): no marks, đ as d, lower case."""
    apart = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D"))
    return " ".join("".join(sign for sign in apart if not unicodedata.combining(sign)).casefold().split())


def sentences() -> list[tuple[str, str, int]]:
    """Sentences to write letters from: as written, folded, and their number of words."""
    found = [f"{who} {says} {what} ở thôn {where}." for who in WHO for says in SAYS for what in WHAT for where in WHERE]
    found += [f"{wish}, nhất là ở thôn {where}." for wish in WISH for where in WHERE for _more in range(60)]
    return [(one, fold(one), len(one.split())) for one in found]


def letters(total: int, communes: int) -> Iterator[Letter]:
    """All letters in the order of their arrival. In: how many, and how many communes there are. The same numbers give the same letters."""
    chance = Random(20260907)
    pool, places = sentences(), [(f"Thôn {where}", where) for where in WHERE]
    topics, opened, settled = _weighted(TOPIC_SHARES), _weighted([n for _s, n in OPEN]), _weighted([n for _s, n in SETTLED])
    rest = _weighted([1000 / (rank + 60) for rank in range(max(communes - 1, 1))])
    every = max(total // RARE_LETTERS, 1)
    for number in range(1, total + 1):
        rare = number % every == 0 and number // every <= RARE_LETTERS
        age = DAYS * (total - number) // total
        is_open = chance.random() < (0.8 if age < 80 else 0.06)
        state = OPEN[opened(chance)][0] if is_open else SETTLED[settled(chance)][0]
        own = number // every % 2 == 0 if rare else chance.randrange(1000) < OWN_SHARE
        received = TODAY - timedelta(days=age)
        text, folded = _text(chance, pool, number)
        if rare:
            text, folded = f"{text} Sạt lở {RARE}.", f"{folded} sat lo {RARE}."
        yield Letter(
            number=number,
            topic=TOPICS[topics(chance)],
            state=state,
            is_open=is_open,
            commune=0 if own or communes == 1 else 1 + rest(chance),
            place=places[number % len(places)][0],
            received_on=received,
            settled_on=None if is_open else min(TODAY, received + timedelta(days=chance.randrange(2, 40))),
            due_on=received + timedelta(days=(14, 14, 30, 45)[number % 4] if age < 80 else 60 + chance.randrange(age)),
            text=text,
            folded=folded,
        )


def _text(chance: Random, pool: Sequence[tuple[str, str, int]], number: int) -> tuple[str, str]:
    """About eighty words, a house and a plot among them, so that a text has numbers that few others have."""
    chosen, words = [], 0
    while words < TARGET_WORDS:
        one = pool[int(chance.random() * len(pool))]
        chosen.append(one)
        words += one[2]
    house, plot = number * 7919 % 10007, chance.randrange(100, 1000)
    written, folded = " ".join([one[0] for one in chosen]), " ".join([one[1] for one in chosen])
    return f"{written} Nhà số {house}, thửa {plot}.", f"{folded} nha so {house}, thua {plot}."


def _weighted(shares: Sequence[float]) -> Callable[[Random], int]:
    """A draw of a place in the list, by weight."""
    up_to = list(accumulate(shares))

    def draw(chance: Random) -> int:
        return bisect(up_to, chance.random() * up_to[-1])

    return draw
