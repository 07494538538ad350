"""Whole processes side by side: what somebody waits for at a prompt, and pays in memory.

Every contender answers the same question in a process of its own, from a bare
interpreter to the printed answer, so that nobody's imports or leftover memory
are another's.  The answers must be equal, or the times mean nothing.  Rounds
alternate between contenders and the best of each counts: whatever else the
machine does can only add to a time.

``python run.py`` runs every ``bench_*.py`` beside it.  Peers that the toolkit
does not install are looked for under the interpreter ``$BUGCASE_PEERS``.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Contender", "answer", "contest"]

HERE = Path(__file__).parent
ABSENT = 3  # the exit code of a contender that is not installed
ROUNDS = 3
LONG = 30  # seconds that need no second round to be believed
BYTES = 1 if sys.platform == "darwin" else 1024  # the unit of ru_maxrss


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a process took, and what it printed."""

    seconds: float
    megabytes: float
    printed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """One way to answer: a function of the command line's words, and whose it is."""

    name: str
    answer: Callable[..., str]
    peer: bool = False

    def run(self, module: str, *words: str) -> Cost | None:
        """Answer in a new process; None where what that takes is not installed.

        A process starts with its parent's peak memory as its own, so the parent must
        stay small: it loads no library and makes no data.
        """
        interpreter = os.environ.get("BUGCASE_PEERS") if self.peer else None
        command = [interpreter or sys.executable, "-m", module, self.name, *words]
        start = time.perf_counter()
        with (
            tempfile.TemporaryFile() as complaints,
            subprocess.Popen(
                command, cwd=HERE.parent, stdout=subprocess.PIPE, stderr=complaints
            ) as process,
        ):
            assert process.stdout is not None  # a pipe, as asked for
            printed = process.stdout.read().decode()
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            complaints.seek(0)
            complained = complaints.read().decode()
        if process.returncode == ABSENT:
            return None
        if process.returncode:
            sys.exit(f"{self.name} failed:\n{complained}")
        return Cost(seconds=seconds, megabytes=usage.ru_maxrss * BYTES / 1e6, printed=printed)


def answer(contenders: Sequence[Contender], name: str, *words: str) -> None:
    """Be the process of one contender."""
    (contender,) = (one for one in contenders if one.name == name)
    try:
        print(contender.answer(*words))
    except ModuleNotFoundError:
        sys.exit(ABSENT)


def contest(module: str, contenders: Sequence[Contender], *words: str) -> None:
    """Measure every contender, and print each beside the first, which is the yardstick.

    Raises
    ------
    SystemExit
        Where a contender fails, or gives another answer than the yardstick.
    """
    best: dict[str, Cost] = {}
    for _ in range(ROUNDS):
        for one in contenders:
            if one.name in best and best[one.name].seconds > LONG:
                continue
            cost = one.run(module, *words)
            if cost and (one.name not in best or cost.seconds < best[one.name].seconds):
                best[one.name] = cost
    yardstick = best[contenders[0].name]
    _say(f"{'':22}{'seconds':>9}{'ratio':>8}{'peak MB':>9}{'ratio':>8}")
    for one in contenders:
        cost = best.get(one.name)
        if cost is None:
            _say(f"{one.name:22}{'absent':>9}")
            continue
        if cost.printed != yardstick.printed:
            sys.exit(
                f"{one.name} says {cost.printed!r}, {contenders[0].name} {yardstick.printed!r}"
            )
        _say(
            f"{one.name:22}{cost.seconds:9.2f}{cost.seconds / yardstick.seconds:8.1f}"
            f"{cost.megabytes:9.0f}{cost.megabytes / yardstick.megabytes:8.1f}"
        )


def _say(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    """Run every benchmark beside this file."""
    for path in sorted(HERE.glob("bench_*.py")):
        command = [sys.executable, "-m", f"{HERE.name}.{path.stem}"]
        subprocess.run(command, cwd=HERE.parent, check=True)


if __name__ == "__main__":
    main()
