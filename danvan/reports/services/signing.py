"""Saying who signs the reports of a unit."""

from dataclasses import asdict

from django.db import transaction

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.reports.models import Signing
from danvan.reports.signing import SigningData, signing_of
from danvan.units.models import Unit


@transaction.atomic
def set_signing(*, by: Doer, unit: Unit, said: SigningData) -> Signing:
    """From its day on the unit's papers are signed so. Refused, by field, for what no paper may say; earlier papers keep what held on their day."""
    made = signing_of(unit, said)
    made.at, made.by_label = clock.now(), by.label
    made.save()
    audit.record("reports.signing.set", by=by, subject=made, unit_id=unit.pk, data=asdict(said) | {"valid_from": f"{said.valid_from}"})
    return made
