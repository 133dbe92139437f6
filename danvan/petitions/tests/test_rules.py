"""The process as a table: what may follow what, for whom, with which grounds."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from danvan.petitions.models import OPEN_STATES, PetitionKind, State
from danvan.petitions.rules import ACTS, CLOSED, SETTLE, SETTLING, TABLE, Act, Case, Rule, allowed, follows, ground, label, suggested
from danvan.units.models import Duty

TODAY = date(2026, 9, 7)


@dataclass(frozen=True)
class Worker:
    """Somebody with duties."""

    duties: tuple[Duty, ...]

    def may(self, duty: Duty) -> bool:
        return duty in self.duties


ALL = Worker(tuple(Duty))


NEEDS: dict[Act, dict[str, Any]] = {
    Act.RESUME: {"paused": True},
    Act.EXTEND: {"extendable": True},
    Act.FULFIL: {"side": ("send",)},
    Act.LEAVE: {"bundled": True},
    Act.REPORT_UP: {"instructed": True},
    Act.GO_UP: {"late": True},
}


def ready(state: State, kind: str = PetitionKind.COMPLAINT, **more: Any) -> Case:
    """A petition in the state for which everything else is in order."""
    running = SETTLE if state in SETTLING else ""
    return replace(Case(state, kind, eligible=True, within_authority=True, running=running), **more)


@pytest.mark.parametrize("rule", [rule for rule in TABLE if rule.before], ids=lambda rule: str(rule.act))
def test_an_act_fits_exactly_the_states_of_the_table(rule: Rule) -> None:
    kind = PetitionKind.RECOMMENDATION if rule.act == Act.REVIEW else PetitionKind.COMPLAINT
    fits = {state for state in State if follows(ready(state, kind, **NEEDS.get(rule.act, {})), rule.act, TODAY)}
    assert fits == set(rule.before)


@pytest.mark.parametrize("act", list(NEEDS), ids=str)
def test_what_an_act_waits_for_must_be_there(act: Act) -> None:
    waiting = [state for state in ACTS[act].before if state != State.ANSWERED]
    assert not any(follows(ready(state), act, TODAY) for state in waiting)


def test_a_denunciation_is_concluded_only_on_what_was_verified() -> None:
    fits = {state for state in State if follows(ready(state, PetitionKind.DENUNCIATION), Act.ANSWER, TODAY)}
    assert fits == {State.VERIFIED}


def test_a_second_complaint_is_decided_after_a_dialogue() -> None:
    assert not follows(ready(State.VERIFIED, PetitionKind.COMPLAINT_SECOND), Act.ANSWER, TODAY)
    assert follows(ready(State.VERIFIED, PetitionKind.COMPLAINT_SECOND, met=True), Act.ANSWER, TODAY)


def test_an_answer_is_looked_at_again_once_and_never_a_decision() -> None:
    recommendation = ready(State.ANSWERED, PetitionKind.RECOMMENDATION)
    assert follows(recommendation, Act.REVIEW, TODAY)
    assert not follows(replace(recommendation, reviewed=True), Act.REVIEW, TODAY)
    assert not follows(ready(State.ANSWERED), Act.REVIEW, TODAY)


def test_each_kind_is_settled_under_its_own_name() -> None:
    assert str(label(Act.ANSWER, PetitionKind.COMPLAINT)) != str(label(Act.ANSWER, PetitionKind.RECOMMENDATION))
    assert str(label(Act.ANSWER, PetitionKind.DENUNCIATION)) != str(label(Act.ANSWER, PetitionKind.COMPLAINT))


def test_every_state_is_either_open_or_closed_and_can_be_reached() -> None:
    assert set(OPEN_STATES) | set(CLOSED) == set(State)
    assert not set(OPEN_STATES) & set(CLOSED)
    assert {rule.after for rule in TABLE if rule.after} == set(State)


def test_from_every_open_state_there_is_a_way_on_and_closed_ones_are_closed() -> None:
    for state in OPEN_STATES:
        assert allowed(ready(state), ALL, TODAY)
        assert suggested(ready(state)) in {rule.act for rule in allowed(ready(state), ALL, TODAY)}
    for state in CLOSED:
        assert not {rule.after for rule in allowed(ready(state), ALL, TODAY)} - {
            None,
            State.ACCEPTED,
        }  # only reopened, for a ground of the law


def test_nobody_without_the_duty_is_offered_an_act() -> None:
    clerk = Worker((Duty.RECEIVE,))
    assert Act.ANSWER not in {rule.act for rule in allowed(ready(State.ACCEPTED), clerk, TODAY)}
    assert not allowed(ready(State.ACCEPTED), Worker((Duty.FILE_REPORT,)), TODAY)


@pytest.mark.parametrize(("eligible", "within"), [(None, None), (True, None), (False, True), (True, False)])
def test_only_what_was_found_fit_and_ours_is_accepted(eligible: bool | None, within: bool | None) -> None:
    case = Case(State.CLASSIFIED, PetitionKind.COMPLAINT, eligible, within)
    assert not follows(case, Act.ACCEPT, TODAY)


def test_a_paused_matter_is_resumed_before_it_is_answered() -> None:
    paused = ready(State.ACCEPTED, paused=True)
    assert follows(paused, Act.RESUME, TODAY)
    assert not follows(paused, Act.ANSWER, TODAY)
    assert not follows(paused, Act.PAUSE, TODAY)


def test_a_complaint_may_be_paused_only_since_the_law_of_2025_is_in_force() -> None:
    assert not follows(ready(State.ACCEPTED), Act.PAUSE, date(2026, 6, 30))
    assert follows(ready(State.ACCEPTED), Act.PAUSE, date(2026, 7, 1))


def test_the_law_gives_no_ground_to_pause_a_recommendation() -> None:
    assert not follows(ready(State.ACCEPTED, PetitionKind.RECOMMENDATION), Act.PAUSE, TODAY)


def test_grounds_belong_to_their_act_and_kind() -> None:
    assert ground(Act.SEND_BACK, "time_barred", PetitionKind.COMPLAINT, TODAY)
    assert ground(Act.SEND_BACK, "time_barred", PetitionKind.RECOMMENDATION, TODAY) is None
    assert ground(Act.GUIDE, "time_barred", PetitionKind.COMPLAINT, TODAY) is None
    codes = [one.code for rule in TABLE if rule.act != Act.HAND_OVER for one in rule.grounds]
    assert len(codes) == len(set(codes))


def test_a_denunciation_is_never_published() -> None:
    assert not follows(Case(State.ANSWERED, PetitionKind.DENUNCIATION), Act.PUBLISH, TODAY)
    assert ACTS[Act.CHECK].says == ""
