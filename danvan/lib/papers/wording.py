"""The fixed words of official documents. They stay Vietnamese whatever the reader's language: the document is Vietnamese."""

from danvan.lib.areas import Step

RECIPIENTS = "Nơi nhận"
ADDRESSED = "Kính gửi:"
SIGN_HERE = "(Ký, ghi rõ họ tên)"
CODE_ALT = "Mã QR mở trang tra cứu"
REFERENCES = "TRA CỨU SỐ LIỆU"
REFERENCE_HEADS = ("Mã", "Số liệu, cách hiểu", "Đơn vị tính", "Cách có, nơi mở trên hệ thống")
REFERENCE_SHEET_HEADS = ("Mã", "Số liệu", "Cách hiểu", "Đơn vị tính", "Cách có", "Nơi mở trên hệ thống", "Mã kiểm")
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
STATE_MOTTO = "Độc lập - Tự do - Hạnh phúc"


def unit_line(unit: str) -> str:
    """Under a chart's title: "Đơn vị tính: đơn"."""
    return f"Đơn vị tính: {unit}" if unit else ""


def step(of: Step) -> str:
    """A class of a map, beside its sign: "3 – 5 (12 đơn vị)"."""
    return f"{of.words} ({of.count} đơn vị)"


def digest(value: str) -> str:
    """A digest as printed: enough of it to compare by eye."""
    return f"Mã kiểm: {value[:16]}" if value else ""


def breakable(address: str) -> str:
    """An address that may break after each slash, without becoming another address when copied as a whole line."""
    return address.replace("/", "/\u200b").replace("/\u200b/\u200b", "//")
