"""A stranger at both doors: `/ket-qua/` without denunciations, `/so-lieu/` with them. Only what the files hold is used, roundings included."""

from datetime import date, timedelta
from itertools import product
from math import inf

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.disclosure import APART, HIDDEN, LEAST, SMALL
from danvan.petitions.models import PetitionKind
from danvan.petitions.services import releasing
from danvan.petitions.tests.factories import Cast, classified, received
from danvan.reports import services
from danvan.reports.models import Form
from danvan.reports.services.publishing import plan
from danvan.reports.tests.factories import book, filed, indicator, period

KEY = "2026-Q3"
DAY = date(2026, 10, 15)
Range = tuple[float, float]
# How far apart the ends are where every count is told and only rounding stands between: six counts, two each way, at most.
ROUNDED = 12


def reported(play: Cast, denounced: int) -> Form:
    """Letters of three communes and of the province's own offices; some are denunciations, and the reports of the communes count them all."""
    made = book()
    made.form.indicators.add(indicator("C18", figure="petitions.received", disclosure="province"))
    for unit, number in ((play.tree.a, 14), (play.tree.b, 12), (play.tree.c, 20), (play.tree.province, 13)):
        for _number in range(number):
            received(unit)
    for _number in range(denounced):
        classified(play.clerk, PetitionKind.DENUNCIATION)
    with clock.standing_at(DAY - timedelta(days=3)):
        for unit in (play.tree.a, play.tree.b, play.tree.c):
            filed(made.form, unit, {made.typed: "30"}, KEY, root=play.tree.province)
    return made.form


def publish(play: Cast, who: str) -> None:
    """One of the products, on the day of the calendar."""
    with clock.standing_at(DAY):
        if who == "performance":
            releasing.release(by=SYSTEM, period=KEY)
        else:
            services.publish(by=SYSTEM, root=play.tree.province, period=period(KEY))


def read(cell: object, mark: str = "") -> Range:
    """What a published cell says."""
    if isinstance(cell, int | float):
        return (cell - 2, cell + 2)
    return {SMALL: (0, LEAST - 1), HIDDEN: (LEAST, inf)}.get(mark or str(cell), (0, inf))


def denunciations(play: Cast, client: Client) -> tuple[Range, bool]:
    """How many there were in the province, as the two files leave it; and whether both tell their whole."""
    rows = client.get(reverse("portal:results_export", args=("json",)), {"ky": KEY}).json()["rows"]
    key = play.tree.province.key
    inside = {unit.key for unit in (play.tree.a, play.tree.b, play.tree.c)}
    whole, own = (next(read(row["received"]) for row in rows if row["unit"] == key and row["whole"] is side) for side in (True, False))
    parts = [read(row["received"]) for row in rows if row["unit"] in inside]
    low = max(whole[0] - own[1], sum(one for one, _high in parts))
    without = (low, min(whole[1] - own[0], sum(high for _low, high in parts)))
    told = client.get(reverse("portal:figures_download", args=(key, KEY, "json"))).json()
    lines = [dict(zip(told["columns"], row, strict=True)) for row in told["rows"]]
    line = next(one for one in lines if one["indicator"] == "C18" and one["whole"] and one["unit"] == key)
    every = read(line["value"], str(line["mark"]))
    return (max(0, every[0] - without[1]), every[1] - without[0]), whole[1] < inf and line["value"] is not None


@pytest.mark.parametrize(("denounced", "order"), [*product((0, 3, 7), (("performance", ""), ("", "performance")))])
def test_few_denunciations_are_not_the_difference_of_two_public_files(
    play: Cast, client: Client, denounced: int, order: tuple[str, str]
) -> None:
    reported(play, denounced)
    for who in order:
        publish(play, who)
    (low, high), _both = denunciations(play, client)
    assert high - low > ROUNDED > APART


def test_where_they_are_many_both_products_tell_their_whole(play: Cast, client: Client) -> None:
    reported(play, 30)
    for who in ("performance", ""):
        publish(play, who)
    (low, high), both = denunciations(play, client)
    assert both
    assert low <= 30 <= high


def test_asking_the_other_product_costs_a_fixed_number_of_questions(play: Cast) -> None:
    """What a preview of an edition asks of the database: two more for what was released, whether much or little was."""
    reported(play, 3)
    row, numbers = period(KEY), []
    for _number in range(3):
        with CaptureQueriesContext(connection) as captured, clock.standing_at(DAY):
            plan(play.tree.province, row)
        numbers.append(len(captured))
        with clock.standing_at(DAY):
            releasing.release(by=SYSTEM, period=KEY, reason="Rà soát." if len(numbers) > 1 else "")
    assert numbers[0] == numbers[1] == numbers[2]
