"""Reminders of a campaign also go where the office wants them: to its duty phone or to other software, once a day, naming nobody."""

import json

import pytest
from pytest_django import Settings

from danvan.audit.doer import SYSTEM
from danvan.audit.models import Entry
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.notices.models import Notice
from danvan.reports import services
from danvan.reports.models import Campaign, Obligation
from danvan.reports.tests.page_world import World, browser, place, world

__all__ = ["world"]


@pytest.mark.parametrize(
    ("typed", "kept", "channel"),
    [("0912 345 678", "+84912345678", "sms"), ("https://chat.example.vn/hook", "https://chat.example.vn/hook", "webhook")],
)
def test_reminders_also_go_where_the_office_wants_them_once_a_day_and_name_nobody(
    world: World, settings: Settings, typed: str, kept: str, channel: str
) -> None:
    settings.NOTICE_SMS, settings.NOTICE_WEBHOOK_SECRET = "console", "kept by the operator"
    campaign = world.owed(world.commune).campaign
    assert campaign is not None
    address, prefix = place("campaign_rules", campaign.pk), str(campaign.pk)
    client = browser(world.receiver)
    wrong = client.post(address, {f"{prefix}-days": "0", f"{prefix}-also": "12"}).content.decode()
    assert "Số điện thoại di động chưa đúng" in wrong
    assert 'value="12"' in wrong
    client.post(address, {f"{prefix}-days": "0", f"{prefix}-also": typed})
    assert Campaign.objects.get(pk=campaign.pk).also == kept
    day = world.owed(world.commune).due_on
    with clock.standing_at(day):
        assert services.remind(by=SYSTEM) == 3
        assert services.remind(by=SYSTEM) == 0
    told = Notice.objects.get(about_kind="reports.campaign")
    assert (told.channel, told.to, told.params) == (channel, kept, {"count": 3})
    assert kept not in json.dumps([one.data for one in Entry.objects.filter(act="reports.campaign.rules")])
    owed = services.open_period(by=world.receiver, form=world.book.form, period_key="2026-Q4", root=world.tree.province)
    following = Obligation.objects.select_related("campaign").get(pk=owed[0].pk).campaign
    assert following is not None
    assert following.also == kept


def test_a_channel_that_is_not_there_is_refused_beside_its_field(world: World, settings: Settings) -> None:
    settings.NOTICE_WEBHOOK_SECRET = ""
    campaign = world.owed(world.commune).campaign
    assert campaign is not None
    with pytest.raises(Refused) as refused:
        services.set_rules(by=world.receiver, campaign=campaign, days=[0], also="https://chat.example.vn/hook")
    assert refused.value.field == "also"
    services.set_rules(by=world.receiver, campaign=campaign, days=[0], also="")
    services.set_rules(by=world.receiver, campaign=campaign, days=[1])
    assert Campaign.objects.get(pk=campaign.pk).also == ""
