"""Open data: published figures as files that describe themselves (CSV, JSON, Frictionless data package, DCAT catalogue)."""

import csv
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

from danvan.lib.disclosure import HIDDEN, LEAST, SMALL, STEP
from danvan.reports.dictionary import terms
from danvan.reports.models import Indicator, IndicatorKind, Publication
from danvan.reports.selectors import published
from danvan.reports.selectors.direct import direct
from danvan.reports.selectors.giving import Moved, giving, moved
from danvan.reports.selectors.published import NONE

# The figures of authorities are nobody's work: https://creativecommons.org/publicdomain/zero/1.0/
LICENCE = {"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/", "title": "CC0 1.0"}
# Every column: name, type, and what it means in the three languages.
COLUMNS: tuple[tuple[str, str, str, str, str], ...] = (
    ("unit", "string", "Khóa của đơn vị, không đổi khi đổi tên", "Stable key of the unit", "Постоянный ключ единицы"),
    (
        "name",
        "string",
        "Tên đơn vị hiện nay hoặc tên cuối cùng",
        "Name of the unit, now or last",
        "Название единицы, нынешнее или последнее",
    ),
    ("level", "string", "Cấp của đơn vị", "Level of the unit", "Уровень единицы"),
    (
        "until",
        "date",
        "Ngày cuối của đơn vị kết thúc trong kỳ; số nó tự báo cáo không nằm trong số của đơn vị kế thừa",
        "Last day of a unit that ended within the period; what it reported by itself is not in the number of its heir",
        "Последний день единицы, упразднённой в течение периода; её собственные данные не входят в число преемника",
    ),
    ("whole", "boolean", "true: cùng mọi đơn vị cấp dưới", "true: with all units below", "true: со всеми нижестоящими"),
    (
        "indicator",
        "string",
        "Mã chỉ tiêu, giải thích ở từ điển",
        "Code of the indicator, see the dictionary",
        "Код показателя, см. словарь",
    ),
    ("period", "string", "Kỳ: 2026-Q3, 2026-6M, 2026-9M, 2026", "Period", "Период"),
    ("first_day", "date", "Ngày đầu của kỳ", "First day of the period", "Первый день периода"),
    ("last_day", "date", "Ngày cuối của kỳ", "Last day of the period", "Последний день периода"),
    (
        "value",
        "number",
        "Số công bố; trống khi không nêu",
        "The published number; empty where it is not told",
        "Число; пусто, если не сообщается",
    ),
    (
        "qualifier",
        "string",
        "Mức độ mà báo cáo ghi: about (khoảng), over (hơn), under (gần); trống là đúng số ấy, hoặc số không nêu. Số làm tròn: over, under chỉ giữ khi đúng",
        "The word of the report: about, over, under; empty for exactly, and where the number is not told. Of rounded numbers over and under only where true",
        "Слово отчёта: about (около), over (более), under (почти); пусто, если ровно или число не сообщается. У округлённых over, under лишь если верны",
    ),
    ("mark", "string", "Vì sao không nêu, xem các dấu", "Why it is not told, see the marks", "Почему не сообщается, см. пометки"),
    ("revision", "integer", "Lần công bố; từ 2 là đính chính", "Edition; from 2 on a correction", "Издание; со 2-го исправление"),
    (
        "released_on",
        "date",
        "Ngày công bố; trống trong địa giới hiện nay",
        "Day of publication; empty in today's borders",
        "Дата публикации; пусто в нынешних границах",
    ),
    (
        "borders",
        "string",
        "then: địa giới của kỳ; today: địa giới hiện nay, cộng từ các số đã công bố",
        "then: borders of the period; today: today's borders, added up from published numbers",
        "then: границы периода; today: нынешние границы, сложено из опубликованных чисел",
    ),
    (
        "units_with_figure",
        "integer",
        (
            "Trong số của đơn vị cùng mọi đơn vị cấp dưới: bao nhiêu đơn vị trực tiếp có chỉ tiêu này; trống khi số không nêu. Chỉ tiêu chỉ công bố từ "
            "cấp tỉnh: dưới 10 thì trống, từ 10 làm tròn đến 5. Trống trong địa giới hiện nay"
        ),
        (
            "Of a number with all units below: how many of the units directly below have this indicator; empty where the number is not told. "
            "What is told from the province up only: empty below 10, else rounded to 5. Empty in today's borders"
        ),
        (
            "Для числа со всеми нижестоящими: у скольких непосредственно подчинённых единиц есть этот показатель; пусто, если число не сообщается. "
            "Публикуемое только с уровня провинции: менее 10 пусто, иначе округлено до 5. Пусто в нынешних границах"
        ),
    ),
    (
        "units_expected",
        "integer",
        "Bao nhiêu đơn vị trực tiếp phải báo cáo kỳ đó, của cả nước là mọi tỉnh, thành phố khi đó; trống như cột trên",
        "How many units directly below owed a report for the period, of the country all provinces of the time; empty as the column above",
        "Сколько непосредственно подчинённых единиц должны были отчитаться за период, для страны все провинции того времени; пусто, как в столбце выше",
    ),
)
DAY = timedelta(days=1)
NAMES = [name for name, *_rest in COLUMNS]
MARKS = {
    SMALL: {"vi": f"dưới {LEAST}, kể cả 0", "en": f"below {LEAST}, zero included", "ru": f"менее {LEAST}, включая 0"},
    HIDDEN: {
        "vi": "không công bố, để không suy ra số nhỏ bên cạnh",
        "en": "hidden, so that a small number beside it cannot be worked out",
        "ru": "скрыто, чтобы нельзя было вычислить малое число рядом",
    },
    "missing": {"vi": "không có số", "en": "no number", "ru": "нет числа"},
    "estimated": {"vi": "ước tính, chia theo tỷ lệ đã khai", "en": "estimated by a declared share", "ru": "оценка по заявленной доле"},
    "common": {
        "vi": "một số chung của nhiều đơn vị hiện nay",
        "en": "one number of several units of today together",
        "ru": "одно число нескольких нынешних единиц вместе",
    },
}
DISCLOSED = {
    "open": "as it is",
    "protected": f"below {LEAST} not told, others rounded to {STEP}",
    "province": "the same, only from the province up",
}


def rows(publications: Sequence[Publication]) -> Iterator[list[Any]]:
    """The lines of a file, as COLUMNS say."""
    known = {one.pk: one for one in publications}
    gave, every, meant = (
        giving(publications),
        direct(publications),
        {one.code: one for one in Indicator.objects.exclude(kind=IndicatorKind.FORMULA)},
    )
    for publication, unit, name, level, end, whole, code, scale, public, word, mark in published.lines(publications):
        one = known[publication]  # type: ignore[index]
        until = str(end - DAY) if isinstance(end, date) and end <= one.period.last_day else None
        value = None if public is None else Decimal(public).scaleb(-scale)  # type: ignore[arg-type, operator]
        days = [one.period.first_day.isoformat(), one.period.last_day.isoformat()]
        number = gave.of(one, meant[code], published.Shown(value, mark)) if whole and unit == one.root.key else NONE  # type: ignore[index, arg-type]
        shares = [None, None] if number.value is None else [int(number.value), every[one.pk]]
        edition_of = [one.revision, one.released_on.isoformat(), "then"]
        yield [unit, name, level, until, whole, code, one.period.key, *days, value, word, mark, *edition_of, *shares]


def as_csv(lines: Iterable[Sequence[Any]]) -> str:
    """UTF-8 with the mark that spreadsheets look for."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(NAMES)
    for row in lines:
        writer.writerow(["" if cell is None else str(cell).lower() if isinstance(cell, bool) else cell for cell in row])
    return "\ufeff" + text.getvalue()


def as_json(publications: Sequence[Publication], lines: Iterable[Sequence[Any]], following: str = "") -> dict[str, object]:
    """The editions with their hashes, and their lines; `next`: where the next page is."""
    return {
        **({"next": following} if following else {}),
        "editions": [edition(one) for one in publications],
        "marks": MARKS,
        "columns": NAMES,
        "rows": [[float(cell) if isinstance(cell, Decimal) else cell for cell in row] for row in lines],
    }


def edition(one: Publication) -> dict[str, object]:
    """What is said of an edition itself."""
    return {
        "unit": one.root.key,
        "period": one.period.key,
        "revision": one.revision,
        "reason": one.reason,
        "released_on": one.released_on.isoformat(),
        "reports_expected": one.expected,
        "reports_filed": one.filed,
        "left_out": one.left_out,
        "changed": [_changed(each) for each in moved(one)],
        "sha256": one.digest,
    }


def _changed(one: Moved) -> dict[str, object]:
    """A number that the edition says otherwise than the one before it."""
    before, now = (float(Decimal(value).scaleb(-one.scale)) for value in (one.before, one.now))
    words = {"qualifier_before": one.word_before, "qualifier_now": one.word_now}
    return {"unit": one.unit, "whole": one.whole, "indicator": one.code, "before": before, "now": now, **words}


def dictionary(indicators: Iterable[Indicator]) -> list[dict[str, object]]:
    """Every indicator as the one dictionary has it (`reports.dictionary`), and how it is protected."""
    return [
        term.everything() | {"disclosure": term.indicator.disclosure, "shown": DISCLOSED.get(term.indicator.disclosure, "")}
        for term in terms(indicators)
    ]


def schema() -> dict[str, object]:
    """A Frictionless Table Schema of the CSV."""
    fields = [{"name": name, "type": kind, "title": vi, "description": f"{en} / {ru}"} for name, kind, vi, en, ru in COLUMNS]
    return {"fields": fields, "missingValues": [""], "primaryKey": ["unit", "whole", "indicator", "period", "borders"]}


def package(one: Publication, title: str, csv_address: str) -> dict[str, object]:
    """A Frictionless data package for one edition."""
    return {
        "profile": "tabular-data-package",
        "name": f"danvan-{one.root_id}-{one.period.key.lower()}",
        "title": title,
        "version": str(one.revision),
        "created": one.released_on.isoformat(),
        "licenses": [LICENCE],
        "resources": [
            {
                "name": "figures",
                "path": csv_address,
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": schema(),
            }
        ],
    }


def catalogue(
    entries: Iterable[tuple[Publication, str, dict[str, str]]], title: str, address: str, following: str = ""
) -> dict[str, object]:
    """A catalogue after DCAT 3 in JSON-LD: each edition is a data set with its files. Pages are linked as Hydra says."""
    return {
        "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "hydra": "http://www.w3.org/ns/hydra/core#"},
        **({"hydra:view": {"@type": "hydra:PartialCollectionView", "hydra:next": {"@id": following}}} if following else {}),
        "@id": address,
        "@type": "dcat:Catalog",
        "dct:title": title,
        "dct:license": LICENCE["path"],
        "dcat:dataset": [_data_set(one, name, files) for one, name, files in entries],
    }


def _data_set(one: Publication, title: str, files: dict[str, str]) -> dict[str, object]:
    kinds = {"csv": "text/csv", "json": "application/json"}
    period = {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": one.period.first_day.isoformat(),
        "dcat:endDate": one.period.last_day.isoformat(),
    }
    return {
        "@type": "dcat:Dataset",
        "@id": files["page"],
        "dct:title": title,
        "dct:issued": one.released_on.isoformat(),
        "dct:temporal": period,
        "dcat:version": str(one.revision),
        "dcat:distribution": [
            {"@type": "dcat:Distribution", "dcat:downloadURL": files[kind], "dcat:mediaType": media} for kind, media in kinds.items()
        ],
    }


def tag(publications: Sequence[Publication]) -> str:
    """An ETag: changes when any edition does."""
    return tag_of(f"{one.pk}{one.digest}{one.withdrawn_on or ''}" for one in publications)


def tag_of(parts: Iterable[str]) -> str:
    """An ETag over texts."""
    return f'"{hashlib.sha256("".join(parts).encode()).hexdigest()[:32]}"'
