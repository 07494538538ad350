"""Logs as services write them and crashes leave them: read once, and nothing dropped silently."""

import gzip
import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bugcase.data.logs import BadLine, LevelCount, log_events, read_log
from bugcase.errors import DataError
from bugcase.incident.affected import count_affected

AT = datetime(2026, 5, 3, 9, 40, 0, 250_000, tzinfo=UTC)
LINES = {
    "slog": '{"time":"2026-05-03T11:40:00.250000000+02:00","level":"ERROR","msg":"write conflict",'
    '"order":{"id":"A-7","customer":"ann"}}',
    "zap": '{"level":"error","ts":1777801200.25,"caller":"store/write.go:88",'
    '"msg":"write conflict","order":{"id":"A-7","customer":"ann"}}',
    "zap with ISO 8601": '{"level":"error","ts":"2026-05-03T09:40:00.250Z","msg":"write conflict",'
    '"order":{"id":"A-7","customer":"ann"}}',
    "zerolog": '{"level":"error","order":{"id":"A-7","customer":"ann"},'
    '"time":"2026-05-03T09:40:00.25Z","message":"write conflict"}',
    "zerolog with milliseconds": '{"level":"error","order.id":"A-7","order.customer":"ann",'
    '"time":1777801200250,"message":"write conflict"}',
    "tracing": '{"timestamp":"2026-05-03T09:40:00.250000Z","level":"ERROR",'
    '"fields":{"message":"write conflict","order":{"id":"A-7","customer":"ann"}},'
    '"target":"orders::store","span":{"name":"write"}}',
    "tracing (flattened)": '{"timestamp":"2026-05-03T09:40:00.250000Z","level":"ERROR",'
    '"message":"write conflict","order":{"id":"A-7","customer":"ann"},"target":"orders::store"}',
}


def logged(folder: Path, *lines: str | bytes, name: str = "orders.log") -> Path:
    path = folder / name
    path.write_bytes(b"\n".join(one if isinstance(one, bytes) else one.encode() for one in lines))
    return path


def slog(at: datetime, level: str = "INFO", **fields: Any) -> str:
    return json.dumps({"time": at.isoformat(), "level": level, "msg": "written", **fields})


@pytest.mark.parametrize("form", LINES)
def test_every_writer_is_recognised_and_says_the_same(form: str, tmp_path: Path) -> None:
    path = logged(tmp_path, LINES[form])
    found = read_log(path)
    assert found.writers == (form.split(" with ", maxsplit=1)[0],)
    assert (found.first, found.last) == (AT, AT)
    assert found.levels == (LevelCount(level="ERROR", lines=1),)
    events = log_events(path, {"order": "order.id", "customer": "order.customer"})
    assert events.select('message, "order", customer').fetchall() == [
        ("write conflict", "A-7", "ann")
    ]


def test_a_file_that_several_services_wrote_is_read_whole(tmp_path: Path) -> None:
    found = read_log(logged(tmp_path, *LINES.values()))
    assert set(found.writers) == {form.split(" with ")[0] for form in LINES}
    assert (found.lines, found.bad, found.without_time) == (7, 0, 0)
    assert (found.first, found.last) == (AT, AT)


def test_bad_lines_are_counted_and_the_first_are_shown_with_their_numbers(tmp_path: Path) -> None:
    path = logged(
        tmp_path,
        slog(AT),
        "",
        "panic: concurrent map writes",
        b'{"time":"2026-05-03T09:40:00Z","level":"INFO","msg":"\xff"}',
        "   ",
        "[1, 2]",
        '"text"',
        "null",
        "{}",
        b"\0\0\0",
        '{"unrelated": 1}',
        slog(AT + timedelta(seconds=1)),
        '{"time":"2026-05-03T09:40:0',
    )
    found = read_log(path)
    assert (found.lines, found.bad, found.source.rows, found.source.left_out) == (11, 9, 2, 9)
    assert found.bad_lines == (
        BadLine(number=3, text="panic: concurrent map writes"),
        BadLine(number=4, text='{"time":"2026-05-03T09:40:00Z","level":"INFO","msg":"�"}'),
        BadLine(number=6, text="[1, 2]"),
        BadLine(number=7, text='"text"'),
        BadLine(number=8, text="null"),
    )
    assert log_events(path, {}).aggregate("count(*)").fetchall() == [(2,)]


piece = st.one_of(
    st.just("good"),
    st.sampled_from(["", "  ", "\t", "panic: x", "{", '{"a": 1}', "7", '{"time": ', "\r"]),
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\n"), max_size=12),
)


def is_record(line: str) -> bool:
    try:
        record = json.loads(line)
    except ValueError:
        return False
    return isinstance(record, dict) and "time" in record


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(piece, max_size=25), st.booleans())
def test_whatever_stands_between_the_lines_is_counted_by_its_number(
    tmp_path: Path, pieces: list[str], ends: bool
) -> None:
    lines = [slog(AT) if one == "good" else one for one in (*pieces, "good")]
    path = logged(tmp_path, "\n".join(lines) + ("\n" if ends else ""))
    found = read_log(path)
    numbered = list(enumerate(path.read_bytes().split(b"\n"), start=1))
    bad = [n for n, line in numbered if line.strip() and not is_record(line.decode())]
    good = sum(is_record(line.decode()) for _, line in numbered)
    assert (found.lines - found.bad, found.bad) == (good, len(bad))
    assert [one.number for one in found.bad_lines] == bad[:5]


@pytest.mark.slow
def test_lines_keep_their_order_and_their_numbers_in_a_large_file(tmp_path: Path) -> None:
    path = tmp_path / "large.log"
    n = 300_000
    with path.open("w") as file:
        for i in range(n):
            file.write(f"torn {i}\n" if i in (250_001, 299_998) else slog(AT) + "\n")
    found = read_log(path)
    assert (found.lines, found.bad) == (n, 2)
    assert found.bad_lines == (
        BadLine(number=250_002, text="torn 250001"),
        BadLine(number=299_999, text="torn 299998"),
    )


def test_a_clock_that_jumps_back_is_told_and_lines_of_several_threads_are_not(
    tmp_path: Path,
) -> None:
    seconds = [0, 10, 9.5, 11, -3589, -3580, 20, 19]
    path = logged(tmp_path, *(slog(AT + timedelta(seconds=s)) for s in seconds))
    found = read_log(path)
    assert (found.jumps_back, found.largest_jump) == (1, timedelta(hours=1))


def test_levels_are_counted_however_they_are_written(tmp_path: Path) -> None:
    levels = ["INFO", "info", "ERROR+2", "warn", "Info", "error+2"]
    found = read_log(logged(tmp_path, *(slog(AT, level) for level in levels)))
    assert found.levels == (
        LevelCount(level="INFO", lines=3),
        LevelCount(level="ERROR+2", lines=2),
        LevelCount(level="WARN", lines=1),
    )


def test_lines_without_a_time_are_counted_apart(tmp_path: Path) -> None:
    path = logged(tmp_path, slog(AT), '{"level":"INFO","msg":"x"}', '{"time":"soon","msg":"y"}')
    found = read_log(path)
    assert (found.lines, found.bad, found.without_time) == (3, 0, 2)


def test_times_without_a_zone_need_one_where_others_say_theirs(tmp_path: Path) -> None:
    path = logged(tmp_path, slog(AT), slog(AT.replace(tzinfo=None)))
    with pytest.raises(DataError) as error:
        read_log(path)
    assert str(error.value) == (
        "times of orders.log: expected times that all say their zone, or none; "
        "found 1 that do and 1 that do not. "
        "Fix: name the zone of those that do not (zone='UTC')."
    )
    found = read_log(path, zone="Europe/Lisbon")
    assert (found.without_zone, found.last, found.first) == (1, AT, AT - timedelta(hours=1))


def test_times_that_nowhere_say_a_zone_stay_without_one(tmp_path: Path) -> None:
    found = read_log(logged(tmp_path, slog(AT.replace(tzinfo=None))))
    assert (found.first, found.without_zone) == (AT.replace(tzinfo=None), 1)


def test_fields_of_other_names_can_be_named(tmp_path: Path) -> None:
    path = logged(tmp_path, '{"@t":"2026-05-03T09:40:00.25Z","log":{"severity":"FATAL"},"@m":"x"}')
    found = read_log(path, time="@t", level="log.severity", message="@m")
    assert (found.writers, found.first, found.levels[0].level) == ((), AT, "FATAL")


def test_a_compressed_log_is_read_like_any_other(tmp_path: Path) -> None:
    plain = logged(tmp_path, slog(AT), "torn")
    packed = tmp_path / "orders.log.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    one, other = read_log(plain), read_log(packed)
    assert (one.lines, one.bad_lines, one.first) == (other.lines, other.bad_lines, other.first)
    assert other.source.sha256 == hashlib.sha256(packed.read_bytes()).hexdigest()


def test_a_quotation_mark_or_a_star_in_a_name_is_no_syntax(tmp_path: Path) -> None:
    line = json.dumps({"time": AT.isoformat(), "level": "INFO", "msg": "x", 'the "o\'d"': "A-7"})
    path = logged(tmp_path, line, name="it's [a] log*.log")
    assert read_log(path).lines == 1
    assert log_events(path, {"an 'id'": 'the "o\'d"'}).fetchall()[0][-1] == "A-7"


def test_the_bar_goes_to_the_end_of_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read_log(logged(tmp_path, slog(AT)), progress=True)
    assert "100%" in capsys.readouterr().err


def test_a_log_says_who_was_affected(tmp_path: Path) -> None:
    path = logged(
        tmp_path,
        *(
            slog(AT + timedelta(minutes=i), order={"id": f"A-{i}", "customer": i % 2}, lost=i == 3)
            for i in range(5)
        ),
    )
    events = log_events(path, {"order": "order.id", "customer": "order.customer", "lost": "lost"})
    found = count_affected(
        events,
        order="order",
        customer="customer",
        time="time",
        confirmed="lost",
        window=(AT, AT + timedelta(minutes=4)),
    )
    assert (found.confirmed.orders, found.confirmed.customers, found.active.orders) == (1, 1, 4)


REFUSED = [
    pytest.param(None, "expected an existing log; found no such file", id="no such file"),
    pytest.param(b"", "found no line of JSON", id="an empty file"),
    pytest.param(b"plain\ntext\n", "found no line of JSON", id="plain text"),
    pytest.param(b"[" * 200_000, "found no line of JSON", id="a line of brackets"),
    pytest.param(b'{"when": 1, "what": 2}', "found lines with 'when', 'what'", id="other names"),
    pytest.param(
        slog(AT).encode() + b'\n{"time":"' + b"x" * 40_000_000 + b'"}',
        '"maximum_object_size" of 16777216 bytes exceeded',
        id="a line of 40 MB",
    ),
]


@pytest.mark.parametrize(("content", "found"), REFUSED)
def test_what_is_no_log_is_refused_in_one_line(
    content: bytes | None, found: str, tmp_path: Path
) -> None:
    path = tmp_path / "orders.log"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError) as error:
        read_log(path)
    assert found in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_only_says_it_is_compressed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="Not a gzipped file"):
        read_log(logged(tmp_path, slog(AT), name="orders.log.gz"))


@pytest.mark.parametrize("at", [200, 5_000, -6], ids=["early", "late", "in the checksum"])
def test_a_compressed_log_that_is_damaged_is_refused(at: int, tmp_path: Path) -> None:
    lines = [slog(AT, order=hashlib.sha256(bytes([i % 256])).hexdigest()) for i in range(5_000)]
    packed = bytearray(gzip.compress(logged(tmp_path, *lines).read_bytes()))
    packed[at] ^= 0xFF
    path = logged(tmp_path, bytes(packed), name="orders.log.gz")
    for read in (read_log, lambda path: log_events(path, {})):
        with pytest.raises(DataError) as error:
            read(path)
        assert "\n" not in str(error.value)


@pytest.mark.parametrize("lines", [2, 5_000], ids=["at once", "after its first lines"])
def test_a_compressed_log_that_was_cut_off_is_refused_with_the_remedy(
    lines: int, tmp_path: Path
) -> None:
    packed = gzip.compress(logged(tmp_path, *[slog(AT)] * lines).read_bytes())
    with pytest.raises(DataError) as error:
        read_log(logged(tmp_path, packed[:-20], name="orders.log.gz"))
    assert str(error.value) == (
        "file orders.log.gz: expected a complete gzip file, as its name says; found Compressed "
        "file ended before the end-of-stream marker was reached. Fix: copy it again; if it is "
        "not compressed, take .gz off its name."
    )


def test_a_line_of_brackets_is_a_bad_line_among_others(tmp_path: Path) -> None:
    found = read_log(logged(tmp_path, "[" * 200_000, slog(AT)))
    assert (found.lines, found.bad, found.bad_lines[0].number) == (2, 1, 1)


def test_a_folder_is_no_log(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="found a folder"):
        read_log(tmp_path)
