"""The example data of release-halt is what its SOURCE.md says, and make_data.py makes it.

The committed files are counted with DuckDB and never with the code that made
them.  Training again needs scikit-learn and the employment data, whose folder
the environment variable BUGCASE_DATA names (by default ``../shared/data`` beside
the repository); where either is absent those tests are skipped.
"""

import importlib.util
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest

REPOSITORY = Path(__file__).parents[2]
EXAMPLE = REPOSITORY / "examples" / "release-halt"
EMPLOYMENT = Path(os.environ.get("BUGCASE_DATA", REPOSITORY / "../shared/data")) / "employment"

LIMIT = 0.005
FILES = ["predictions.parquet", "no-bug.parquet"]
PEOPLE = {
    "everyone": "true",
    "moved within the year": "moved = 'within the year'",
    "moved within the year, married": ("moved = 'within the year' AND marital_status = 'married'"),
    "moved within the year, not married": (
        "moved = 'within the year' AND marital_status <> 'married'"
    ),
    "same home": "moved = 'same home'",
}
GROUPINGS = [
    *("age", "sex", "moved", "marital_status", "relationship", "schooling", "citizenship"),
    *("born", "race", "disability", "military_service"),
]
COLUMNS = ["household", "year", "age_years", *GROUPINGS, "employed", "live", "next"]


def rows(query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as database:
        return database.execute(query).fetchall()


def counts(file: Path) -> list[tuple[str, str, int, int, int, int, int]]:
    """Count n, wrong by live, wrong by next, only live wrong, only next wrong, for each people."""
    return [
        (file.name, people, *row)
        for people, condition in PEOPLE.items()
        for row in rows(f"""
            SELECT count(*), count_if(live <> employed), count_if(next <> employed),
                count_if(live <> employed AND next = employed),
                count_if(live = employed AND next <> employed)
            FROM '{file}' WHERE {condition}
        """)
    ]


def worsening(file: Path) -> tuple[float, float, float]:
    """Give next's error rate minus live's with its 95 % interval, clustered by household (CR1)."""
    ((value, error),) = rows(f"""
        WITH units AS (
            SELECT sum((next <> employed)::INT - (live <> employed)::INT) AS excess, count(*) AS n
            FROM '{file}' GROUP BY household
        ), overall AS (
            SELECT sum(excess) / sum(n) AS rate, sum(n) AS n, count(*) AS units FROM units
        )
        SELECT any_value(rate), sqrt(
            sum((excess - rate * units.n) ** 2) * any_value(overall.units / (overall.units - 1))
        ) / any_value(overall.n)
        FROM units, overall
    """)
    return value, value - 1.959964 * error, value + 1.959964 * error


def written_in_source(columns: int) -> list[list[str]]:
    """Read the rows of SOURCE.md's tables that count a file, by how many columns they have."""
    text = (EXAMPLE / "SOURCE.md").read_text(encoding="utf-8")
    table = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return [row for row in table if row[0] in FILES and len(row) == columns]


# ------------------------------------------------------------------- the committed files


def test_source_states_the_counts_that_the_files_hold() -> None:
    stated = [
        (file, people, *(int(number.replace(",", "")) for number in numbers))
        for file, people, *numbers in written_in_source(columns=7)
    ]

    assert stated == [row for file in FILES for row in counts(EXAMPLE / file)]


def test_source_states_the_interval_of_each_file() -> None:
    measured = [
        [file, *(f"{1000 * number:.1f}" for number in worsening(EXAMPLE / file))] for file in FILES
    ]

    assert written_in_source(columns=4) == measured


def test_with_the_bug_the_whole_interval_is_above_the_limit() -> None:
    _, low, _ = worsening(EXAMPLE / "predictions.parquet")

    assert low > LIMIT


def test_without_the_bug_the_whole_interval_is_below_no_change() -> None:
    _, _, high = worsening(EXAMPLE / "no-bug.parquet")

    assert high < 0


def test_the_movers_are_the_single_group_that_worsens_most() -> None:
    by_group = " UNION ALL ".join(
        f"""SELECT {grouping} AS words, avg((next <> employed)::INT - (live <> employed)::INT) AS w
        FROM '{EXAMPLE / "predictions.parquet"}' GROUP BY {grouping}"""
        for grouping in GROUPINGS
    )

    assert rows(f"SELECT arg_max(words, w) FROM ({by_group})") == [("within the year",)]


def test_the_files_differ_in_next_and_in_nothing_else() -> None:
    shared = ", ".join(name for name in COLUMNS if name != "next")
    sound, buggy = (f"SELECT {shared} FROM '{EXAMPLE / file}'" for file in FILES)

    assert rows(f"({sound} EXCEPT ALL {buggy}) UNION ALL ({buggy} EXCEPT ALL {sound})") == []


def test_the_bug_reaches_married_movers_and_nobody_else() -> None:
    buggy, sound = (EXAMPLE / file for file in FILES)

    assert rows(f"""
        SELECT DISTINCT buggy.moved, buggy.marital_status
        FROM '{buggy}' AS buggy POSITIONAL JOIN '{sound}' AS sound WHERE buggy.next <> sound.next
    """) == [("within the year", "married")]


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_smaller_than_three_megabytes(file: str) -> None:
    assert (EXAMPLE / file).stat().st_size < 3_000_000


@pytest.mark.parametrize("file", FILES)
def test_every_column_is_there_and_no_value_is_missing(file: str) -> None:
    summary = rows(f"SELECT column_name, null_percentage FROM (SUMMARIZE '{EXAMPLE / file}')")

    assert summary == [(name, 0) for name in COLUMNS]


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("column", ["employed", "live", "next"])
def test_a_label_is_0_or_1_and_both_occur(file: str, column: str) -> None:
    assert rows(f"SELECT DISTINCT {column} FROM '{EXAMPLE / file}' ORDER BY 1") == [(0,), (1,)]


def test_an_age_band_holds_the_ages_it_names() -> None:
    ages = rows(f"""
        SELECT age, min(age_years), max(age_years) FROM '{EXAMPLE / FILES[0]}' GROUP BY 1 ORDER BY 1
    """)

    assert ages == [
        ("16 to 24", 16, 24),
        ("25 to 34", 25, 34),
        ("35 to 44", 35, 44),
        ("45 to 54", 45, 54),
        ("55 to 64", 55, 64),
        ("65 and over", 65, 95),
    ]


def test_a_household_is_of_one_year_with_one_reference_person_and_married_couples() -> None:
    implausible = rows(f"""
        SELECT household FROM '{EXAMPLE / FILES[0]}' GROUP BY household
        HAVING count(DISTINCT year) > 1 OR count_if(relationship = 'reference person') > 1
            OR count_if(relationship = 'husband or wife') > 1
            OR count_if(relationship = 'husband or wife' AND marital_status <> 'married') > 0
            OR (count_if(relationship LIKE 'in %') > 0 AND count(*) > 1)
    """)

    assert implausible == []


# ------------------------------------------------------------------------- the script


@pytest.fixture(scope="module")
def make_data() -> ModuleType:
    pytest.importorskip("sklearn", reason="make_data.py trains with scikit-learn")
    spec = importlib.util.spec_from_file_location("make_data", EXAMPLE / "make_data.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not EMPLOYMENT.is_dir(), reason="no employment data: BUGCASE_DATA names it")
def test_the_script_makes_the_committed_files_again(make_data: ModuleType, tmp_path: Path) -> None:
    make_data.main([str(EMPLOYMENT), "--out", str(tmp_path)])

    for file in FILES:
        made, committed = tmp_path / file, EXAMPLE / file
        if made_with(made) == made_with(committed):
            assert (
                rows(f"""
                (FROM '{made}' EXCEPT ALL FROM '{committed}')
                UNION ALL (FROM '{committed}' EXCEPT ALL FROM '{made}')
            """)
                == []
            )
        for again, before in zip(counts(made), counts(committed), strict=True):
            assert again[:3] == before[:3]
            assert again[3:] == pytest.approx(before[3:], rel=0.1, abs=50)


def made_with(file: Path) -> list[tuple[Any, ...]]:
    return rows(f"""
        SELECT decode(key), decode(value) FROM parquet_kv_metadata('{file}')
        WHERE decode(key) IN ('scikit-learn', 'platform') ORDER BY 1
    """)


@pytest.mark.parametrize(
    ("moved", "marital_status", "unit", "sound", "with_bug"),
    [
        pytest.param(3, 1, "months", 30, 360, id="married, moved from another home"),
        pytest.param(2, 1, "months", 30, 360, id="married, moved from abroad"),
        pytest.param(1, 1, "years", 30, 30, id="married, same home"),
        pytest.param(3, 5, "years", 30, 30, id="moved, not married"),
    ],
)
def test_only_the_feature_code_with_the_bug_takes_months_for_years(
    *,
    make_data: ModuleType,
    moved: int,
    marital_status: int,
    unit: str,
    sound: int,
    with_bug: int,
) -> None:
    pandas = pytest.importorskip("pandas")
    people = pandas.DataFrame({"AGEP": [30], "MIG": [moved], "MAR": [marital_status]})

    records = make_data.as_they_arrive(people)

    assert records["age_unit"].tolist() == [unit]
    assert make_data.features(records)["AGEP"].tolist() == [sound]
    assert make_data.features_with_bug(records)["AGEP"].tolist() == [with_bug]


# ------------------------------------------------------- a small folder, sound and at fault

A_PERSON = """
    i AS id, 30 + i % 40 AS AGEP, 16 AS SCHL, 1 AS MAR, i % 2 AS RELP, 2 AS DIS, 1 AS CIT,
    1 + 2 * (i % 2) AS MIG, 4 AS MIL, 2 AS DEAR, 2 AS DEYE, 2 AS DREM, 1 AS SEX, 1 AS RAC1P,
    2016 AS year
"""
SMALL_FOLDER = {
    "employment_MA_reference.pq": f"SELECT {A_PERSON}, i % 2 AS employed FROM range(200) AS r(i)",
    "employment_MA_analysis.pq": f"SELECT {A_PERSON} FROM range(200) AS r(i)",
    "employment_MA_analysis_target.pq": "SELECT i AS id, i % 2 AS employed FROM range(200) AS r(i)",
}


def write_small_folder(folder: Path) -> None:
    folder.mkdir()
    for file, query in SMALL_FOLDER.items():
        rows(f"COPY ({query}) TO '{folder / file}' (FORMAT parquet)")


def test_a_folder_needs_only_the_three_files(make_data: ModuleType, tmp_path: Path) -> None:
    write_small_folder(tmp_path / "data")

    make_data.main([str(tmp_path / "data"), "--out", str(tmp_path / "out")])

    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(FILES)


REFERENCE, ANALYSIS, TARGET = SMALL_FOLDER


@pytest.mark.parametrize(
    ("file", "query", "complaint"),
    [
        pytest.param(
            REFERENCE,
            None,
            "folder '{folder}': expected employment_MA_reference.pq, employment_MA_analysis.pq "
            "and employment_MA_analysis_target.pq in it; found no employment_MA_reference.pq. "
            "Fix: name the folder that holds the employment data.",
            id="no file",
        ),
        pytest.param(
            TARGET,
            "SELECT i AS id FROM range(200) AS r(i)",
            "file '{file}': expected the columns id, employed; found no employed. {mend}",
            id="no column",
        ),
        pytest.param(
            TARGET,
            "SELECT i + 1 AS id, 1 AS employed FROM range(200) AS r(i)",
            "file '{file}': expected one label for each id of employment_MA_analysis.pq; "
            "found ids that differ. {mend}",
            id="labels of other people",
        ),
        pytest.param(
            TARGET,
            "SELECT 0 AS id, 1 AS employed FROM range(200) AS r(i)",
            "file '{file}': expected one label for each id of employment_MA_analysis.pq; "
            "found ids that differ. {mend}",
            id="one id for everybody",
        ),
        pytest.param(
            ANALYSIS,
            SMALL_FOLDER[ANALYSIS] + " ORDER BY RELP DESC, id",
            "the order of the people: expected whole households, the reference person first; "
            "found 1 people out of that order. {mend}",
            id="people out of order",
        ),
        pytest.param(
            ANALYSIS,
            f"SELECT * REPLACE (42 AS RAC1P) FROM ({SMALL_FOLDER[ANALYSIS]})",
            "column 'RAC1P': expected the survey's codes 1, 2, 3, 4, 5, 6, 7, 8, 9; found 42. "
            "{mend}",
            id="unknown code",
        ),
        pytest.param(
            REFERENCE,
            f"SELECT * REPLACE (NULL::INT AS employed) FROM ({SMALL_FOLDER[REFERENCE]})",
            "file '{file}': expected a whole number in every place; found others in employed. "
            "{mend}",
            id="missing values",
        ),
    ],
)
def test_a_faulty_folder_ends_in_one_line_and_nothing_is_written(
    *,
    make_data: ModuleType,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    file: str,
    query: str | None,
    complaint: str,
) -> None:
    folder, out = tmp_path / "data", tmp_path / "out"
    write_small_folder(folder)
    (folder / file).unlink()
    if query is not None:
        rows(f"COPY ({query}) TO '{folder / file}' (FORMAT parquet)")

    with pytest.raises(SystemExit) as stopped:
        make_data.main([str(folder), "--out", str(out)])

    mend = "Fix: use the files as nannyml 0.13.1 packages them."
    expected = complaint.format(folder=folder, file=folder / file, mend=mend)
    assert (stopped.value.code, capsys.readouterr().err) == (2, f"{expected}\n")
    assert list(out.iterdir()) == []


def test_a_file_that_is_no_parquet_is_named(
    make_data: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_small_folder(tmp_path / "data")
    (tmp_path / "data" / TARGET).write_text("id,employed\n0,1\n")

    with pytest.raises(SystemExit, match="2"):
        make_data.main([str(tmp_path / "data"), "--out", str(tmp_path / "out")])

    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"file '{tmp_path / 'data' / TARGET}': expected a Parquet file; found ")


def test_an_out_that_is_a_file_is_refused(
    make_data: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "taken"
    taken.touch()

    with pytest.raises(SystemExit, match="2"):
        make_data.main([str(tmp_path), "--out", str(taken)])

    assert capsys.readouterr().err == (
        f"folder '{taken}': expected a folder that can be written to; found File exists. "
        "Fix: name another with --out.\n"
    )
