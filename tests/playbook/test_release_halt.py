"""What the release-halt playbook promises of its questions and its follow-up."""

from bugcase.playbooks import load_playbook

PLAYBOOK = load_playbook("release-halt")


def test_every_hard_question_has_a_weak_spot_that_fires_it() -> None:
    assert [question.id for question in PLAYBOOK.questions if not question.fires] == []


def test_there_is_a_message_for_the_hour_the_day_and_the_week() -> None:
    assert {message.within for message in PLAYBOOK.messages} >= {"1 hour", "1 day", "1 week"}
