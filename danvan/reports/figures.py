"""What this room publishes of what others count: nothing is counted here."""

from danvan.figures.disclosed import ledger
from danvan.reports.disclosing import PRODUCT
from danvan.reports.selectors import told

ledger.publishes(PRODUCT, told.told_of)
