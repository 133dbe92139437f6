"""What Hypothesis finds is told: a story that fails once in a hundred runs is no use without its words. And it finds the same on a slow machine."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st


def test_no_random_story_fails_because_the_machine_is_slow() -> None:
    assert settings().deadline is None
    assert HealthCheck.too_slow in settings().suppress_health_check


def test_a_failing_random_story_is_told_whole() -> None:
    @settings(database=None, phases=[Phase.generate])
    @given(story=st.lists(st.just("a step"), min_size=2, max_size=2))
    def holds(story: list[str]) -> None:
        assert not story

    with pytest.raises(AssertionError) as failed:
        holds()
    assert "story=['a step', 'a step']" in "".join(failed.value.__notes__)
