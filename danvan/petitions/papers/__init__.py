"""The papers of this room: what `papers.registry` finds when the program starts. Their usual wording is official Vietnamese and is never translated.

The forms follow the instruments named with them; none was compared with the Official Gazette yet, so all are marked as recalled.
"""

from django.utils.translation import gettext_lazy as _

from danvan.papers.registry import registry
from danvan.petitions.papers import book, deciding, incoming, settling
from danvan.petitions.papers.book import Book
from danvan.petitions.papers.declaring import CASE_PAPERS, CasePaper
from danvan.petitions.papers.facts import CaseFile, alias

__all__ = ["CASE_PAPERS", "Book", "CaseFile", "CasePaper", "alias", "book", "deciding", "incoming", "settling"]

registry.room("petitions", _("đơn thư"))
