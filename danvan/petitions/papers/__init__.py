"""The papers of this room: what `papers.registry` finds when the program starts. Their usual wording is official Vietnamese and is never translated.

The modules declare in the order of the process. The forms follow the instruments named with them; none was compared with the Official Gazette
yet, so all are marked as recalled.
"""

from django.utils.translation import gettext_lazy as _

from danvan.papers.registry import registry
from danvan.petitions.papers import arriving, between, deciding, register
from danvan.petitions.papers.declaring import CASE_PAPERS, CasePaper
from danvan.petitions.papers.facts import CaseFile, alias
from danvan.petitions.papers.register import Book

__all__ = ["CASE_PAPERS", "Book", "CaseFile", "CasePaper", "alias", "arriving", "between", "deciding", "register"]

registry.room("petitions", _("đơn thư"))
