"""How a petition's paper is declared: the paper itself, when it fits, and which occasion it is for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from danvan.papers.registry import PaperKind, Wording, registry
from danvan.petitions.papers.facts import CaseFile, fields, values
from danvan.units.models import Body

Fits = Callable[[CaseFile], bool]
# Decisions of the State's head of the unit, whoever prints them.
HEAD_OF_UNIT = (Body.Kind.PEOPLES_COMMITTEE.value,)
# Every paper about a case can name it, its book line, its kind and its sender.
COMMON = (
    "ma_don",
    "ngay_nhan",
    "ngay_viet_don",
    "so_vao_so",
    "loai_don",
    "linh_vuc",
    "so_nguoi",
    "ho_ten",
    "dia_chi",
    "nguoi_dai_dien",
    "tom_tat",
    "noi_dung",
    "noi_xay_ra",
)


@dataclass(frozen=True)
class CasePaper:
    """A paper about a case. `above`: a superior prints it about a petition that lies below."""

    kind: PaperKind
    fits: Fits
    occasion: Callable[[CaseFile], str]
    above: bool = False

    @property
    def name(self) -> str:
        """The last part of its code, for addresses."""
        return self.kind.code.partition(".")[2]


CASE_PAPERS: dict[str, CasePaper] = {}


def _number(case: CaseFile) -> str:
    return case.number


def declare(
    name: str,
    label: Any,
    instrument: Any,
    own: tuple[str, ...],
    wording: Wording,
    fits: Fits,
    *,
    occasion: Callable[[CaseFile], object] = lambda case: "",
    above: bool = False,
    **options: Any,
) -> None:
    """Declare a paper about a case. `own`: the fields it prints beside the common ones; `options` go to `PaperKind`."""
    names = (*COMMON, *own)
    kind = PaperKind(
        code=f"petitions.{name}",
        label=label,
        instrument=instrument,
        fields=fields(names),
        wording=wording,
        values=values(names),
        protects=lambda case: case.is_closed,
        **{"about": _number, **options},
    )
    CASE_PAPERS[name] = CasePaper(registry.add(kind), fits, lambda case: str(occasion(case)), above)
