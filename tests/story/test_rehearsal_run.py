"""A rehearsal: who interrupts and when, how long it took, and what stayed without an answer."""

from functools import cache
from pathlib import Path

import pytest

from bugcase.case.evidence import Evidence
from bugcase.case.file import CaseFile
from bugcase.case.model import Case, Meeting, Person
from bugcase.facts.facts import Facts
from bugcase.playbook.condition import Condition
from bugcase.playbook.format import Playbook
from bugcase.playbook.load import playbook_names
from bugcase.playbooks import NAMES, load_playbook
from bugcase.story.questions import questions
from bugcase.story.rehearsal_plan import BRANCHES, QUESTIONS, RehearsalPlan, Scene, plan_rehearsal
from bugcase.story.rehearsal_run import FILE, RehearsalRecord, RehearsalRun, last_rehearsal
from bugcase.story.script import script
from bugcase.text import Text
from fixtures.shown_words import measured

EXAMPLES = Path(__file__).parents[2] / "examples"
MISSED_SLA = str(Path(__file__).parents[1] / "fixtures" / "missed-sla.toml")
CASES = {name: (load_playbook(name), CaseFile(EXAMPLES / name).read()) for name in playbook_names()}
SEEDS = range(20)
PLAYBOOKS = [*playbook_names(), MISSED_SLA]


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@cache
def planned(name: str, *, seed: int = 1) -> RehearsalPlan:
    return plan_rehearsal(measured(name), seed=seed)


@cache
def ranked_questions(name: str) -> list[str]:
    return [one.id for one in questions(measured(name))]


def interrupted(name: str, seed: int) -> dict[str, Scene]:
    """Give the turn after which each interruption comes."""
    turn, after = planned(name, seed=seed).scenes[0], {}
    for one in planned(name, seed=seed).scenes:
        if one.kind == "turn":
            turn = one
        else:
            after[one.id] = turn
    return after


def empty(source: str) -> tuple[Playbook, Case]:
    return load_playbook(source), Case(playbook=source)


def scene(name: str, *, kind: str = "turn", seconds: float = 10, mine: bool = True) -> Scene:
    return Scene(
        id=name,
        kind=kind,  # type: ignore[arg-type]  # a table of kinds
        who="presenter" if mine else "director",
        words=Text.plain(f"{name}."),
        seconds=seconds,
        slide=Text.plain("A slide."),
        mine=mine,
        missing=("who decides",) if kind == "question" else (),
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def run(clock: Clock) -> RehearsalRun:
    scenes = (
        scene("opening"),
        scene("how_sure", kind="question", mine=False),
        scene("ask_plan", mine=False),
        scene("close", seconds=20),
    )
    return RehearsalRun(RehearsalPlan(seed=7, scenes=scenes, minutes=1, talk_minutes=0.5), clock)


# ---------------------------------------------------------------- the plan


@pytest.mark.parametrize("source", PLAYBOOKS)
def test_every_turn_of_the_script_is_said_once_and_in_its_order(source: str) -> None:
    facts = Facts.of(*empty(source), Evidence())
    scenes = [one for one in plan_rehearsal(facts).scenes if one.kind == "turn"]
    assert [(one.id, one.words) for one in scenes] == [
        (turn.id, turn.text) for turn in script(facts)
    ]


@pytest.mark.parametrize("seed", SEEDS[:5])
def test_the_same_seed_gives_the_same_rehearsal(seed: int) -> None:
    again = plan_rehearsal(measured("ceo-report"), seed=seed)
    assert again == planned("ceo-report", seed=seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_only_the_hardest_questions_of_this_case_interrupt(seed: int) -> None:
    ranked = ranked_questions("release-halt")
    asked = [one.id for one in planned("release-halt", seed=seed).scenes if one.kind == "question"]
    assert len(asked) == QUESTIONS
    assert set(asked) <= set(ranked[: 2 * QUESTIONS])


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_interrupts_while_somebody_waits_for_an_answer(seed: int) -> None:
    assert [turn.id for turn in interrupted("release-halt", seed).values() if not turn.mine] == []


def test_another_seed_brings_other_interruptions() -> None:
    drawn = {
        tuple(one.id for one in planned("release-halt", seed=seed).scenes) for seed in range(10)
    }
    assert len(drawn) == 10


@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_room_does_at_a_turn_comes_after_one_of_these(seed: int) -> None:
    playbook, _ = CASES["ceo-report"]
    where = {branch.id: branch.turns for branch in playbook.branches}
    turns = interrupted("ceo-report", seed)
    happened = [name for name in turns if name in where]
    assert len(happened) == BRANCHES
    assert [name for name in happened if where[name] and turns[name].id not in where[name]] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_a_question_comes_after_a_turn_that_speaks_of_what_it_asks_about(seed: int) -> None:
    playbook, _ = CASES["ceo-report"]
    spoken = {
        turn.id: {slot for variant in turn.say for slot in variant.text.slots}
        for turn in playbook.turns
        if turn.speaker == "presenter"
    }
    needed = {one.id: set(one.slots) for one in playbook.questions}
    asked = {name: turn for name, turn in interrupted("ceo-report", seed).items() if name in needed}
    could = [name for name in asked if any(needed[name] & slots for slots in spoken.values())]
    assert could
    assert [name for name in could if not needed[name] & spoken[asked[name].id]] == []


def test_an_interruption_says_who_asks_and_what_is_still_missing() -> None:
    facts = Facts.of(*CASES["ceo-report"], Evidence())
    asked = {one.id: one for seed in SEEDS for one in plan_rehearsal(facts, seed=seed).scenes}
    one = asked["ceo_lost_for_good"]
    assert (one.who, one.answer) == ("Clara Voss, chief executive", None)
    assert "the backup and the restore (step 4 · Backup and restore)" in one.missing


def test_a_case_without_a_weak_spot_is_asked_all_the_same() -> None:
    playbook, case = empty("release-halt")
    prepared = playbook.model_copy(
        update={
            "questions": tuple(
                one.model_copy(update={"fires": (Condition.parse("measured()", NAMES),)})
                for one in playbook.questions
            )
        }
    )
    assert not any(one.fired for one in questions(Facts.of(prepared, case, Evidence())))
    asked = [one.kind for one in plan_rehearsal(Facts.of(prepared, case, Evidence())).scenes]
    assert asked.count("question") == QUESTIONS


def test_the_minutes_are_those_of_the_meeting_else_of_the_playbook() -> None:
    playbook, case = empty("release-halt")
    longer = case.model_copy(update={"meeting": Meeting(minutes=30)})
    assert plan_rehearsal(Facts.of(playbook, case, Evidence())).minutes == 15
    assert plan_rehearsal(Facts.of(playbook, longer, Evidence())).minutes == 30


def test_a_turn_with_seconds_of_its_own_is_held_against_these() -> None:
    meant = {turn.id: turn.seconds for turn in load_playbook("ceo-report").turns if turn.seconds}
    planned_for = {scene.id: scene.seconds for scene in planned("ceo-report").scenes}
    held = meant.keys() & planned_for.keys()
    assert {"opening", "cause", "close"} <= held
    assert {name: planned_for[name] for name in held} == {name: meant[name] for name in held}


def test_a_turn_in_own_words_is_said_in_these() -> None:
    playbook, case = empty("release-halt")
    own = Case.model_validate({"playbook": case.playbook, "script": {"purpose": "One thing."}})
    scenes = plan_rehearsal(Facts.of(playbook, own, Evidence())).scenes
    assert str(scenes[1].words) == "One thing."


def test_the_case_in_a_minute_comes_first_and_no_time_of_the_meeting_is_spent_on_it() -> None:
    clock = Clock()
    run = RehearsalRun(planned("ceo-report"), clock)
    assert (run.scene.kind, run.scene.interrupts) == ("brief", False)
    clock.now = 50.0
    assert (run.seconds, run.total) == (50.0, 0.0)
    run.next()
    clock.now = 60.0
    assert (run.total, run.so_far().seconds, run.so_far().talked) == (10.0, 10.0, 10.0)
    assert run.stop().unanswered == ()


def test_somebody_with_a_name_interrupts_by_it() -> None:
    playbook, case = empty("release-halt")
    named = case.model_copy(update={"people": (Person(role="director", name="Ingrid Dahl"),)})
    plans = [plan_rehearsal(Facts.of(playbook, named, Evidence()), seed=seed) for seed in range(10)]
    who = {one.who for plan in plans for one in plan.scenes if one.interrupts}
    assert "Ingrid Dahl, director" in who
    assert "director" not in who


# ---------------------------------------------------------------- the clock


def test_each_scene_counts_its_own_seconds_and_a_second_visit_goes_on_counting(
    run: RehearsalRun, clock: Clock
) -> None:
    clock.now = 5
    run.next()
    clock.now = 9
    run.back()
    clock.now = 11
    assert (run.seconds, run.total) == (7, 11)
    assert [one.seconds for one in run.stop().said] == [7, 4]


def test_the_clock_stands_still_once_it_is_stopped(run: RehearsalRun, clock: Clock) -> None:
    clock.now = 5
    run.stop()
    clock.now = 500
    assert (run.running, run.seconds, run.stop().seconds) == (False, 5, 5)


def test_there_is_nothing_before_the_first_scene_and_the_end_after_the_last(
    run: RehearsalRun,
) -> None:
    run.back()
    assert run.at == 0
    for _ in range(4):
        run.next()
    assert (run.running, len(run.stop().said)) == (False, 4)


def test_it_says_what_ran_long_and_which_question_had_no_answer(
    run: RehearsalRun, clock: Clock
) -> None:
    for now in (12, 40, 41, 65):  # 12 of 10 seconds is a fifth over; 28 and 24 are more
        clock.now = now
        run.next()
    done = run.stop()
    assert [(one.id, one.over) for one in done.ran_long] == [("how_sure", 18)]
    assert [(one.id, one.missing) for one in done.unanswered] == [("how_sure", ("who decides",))]
    assert (done.seconds, done.talked, done.minutes * 60) == (65, 36, 60)


def test_a_word_of_somebody_else_and_three_seconds_are_never_long(clock: Clock) -> None:
    scenes = (scene("short", seconds=1), scene("ask", seconds=1, mine=False))
    run = RehearsalRun(RehearsalPlan(seed=1, scenes=scenes, minutes=1), clock)
    for now in (4, 60):
        clock.now = now
        run.next()
    assert run.stop().ran_long == ()


@pytest.mark.parametrize(("marked", "left"), [(True, []), (False, ["how_sure"])])
def test_an_answer_is_one_when_it_is_marked_as_one(
    run: RehearsalRun, marked: bool, left: list[str]
) -> None:
    run.next()
    run.mark(marked)
    assert [one.id for one in run.stop().unanswered] == left


def test_what_was_not_reached_is_neither_long_nor_unanswered(
    run: RehearsalRun, clock: Clock
) -> None:
    clock.now = 100
    done = run.stop()
    assert ([one.id for one in done.said], done.scenes, done.unanswered) == (["opening"], 4, ())


# ---------------------------------------------------------------- what is kept


def test_the_last_rehearsal_is_read_back_as_it_was_kept(run: RehearsalRun, tmp_path: Path) -> None:
    run.next()
    run.mark(True)
    done = run.stop()
    done.save(tmp_path)
    assert last_rehearsal(tmp_path) == done


@pytest.mark.parametrize("content", [None, "", "{", '{"seed": 1}'])
def test_a_rehearsal_that_cannot_be_read_is_none(content: str | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / FILE).write_text(content, encoding="utf-8")
    assert last_rehearsal(tmp_path) is None


def test_a_rehearsal_of_nothing_took_no_time() -> None:
    nothing = RehearsalRecord(seed=1, scenes=0, minutes=15, talk_minutes=None, said=())
    assert (nothing.seconds, nothing.ran_long, nothing.unanswered) == (0, (), ())
