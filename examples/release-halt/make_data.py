"""Make the predictions of a live model and of its next release, with and without a bug.

The bug is **training-serving skew**: a model learns from one feature code and is
served by another.  Nothing crashes, every number is a valid number, and the
model answers with confidence about people who do not exist.

Here the age reaches the service in two units.  Married people who moved within
the year registered on the couples' change-of-address form, which gives ages in
months; every other form gives years.  The sound feature code looks at the unit.
The next release's feature code does not, so a couple of 30 is scored as two
people of 360.  Both models learned from sound features; no prediction is edited.

Run it with the folder that holds the employment data::

    python make_data.py ../../../shared/data/employment
"""

import argparse
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

from bugcase.errors import BugcaseError, DataError

Labels = npt.NDArray[np.int64]

YOUNGEST = 16  # nobody younger can have `employed` = 1, so scoring a child is no decision

TRAINED_ON = "employment_MA_reference.pq"
SCORED = "employment_MA_analysis.pq"
SCORED_LABELS = "employment_MA_analysis_target.pq"
AS_PACKAGED = "use the files as nannyml 0.13.1 packages them"

# Codes of the American Community Survey, as in its data dictionary of 2015 (they hold to 2018).
SAME_HOME, FROM_ABROAD, FROM_ANOTHER_HOME = 1, 2, 3  # MIG
MARRIED = 1  # MAR
REFERENCE_PERSON, INSTITUTION, GROUP_QUARTERS = 0, 16, 17  # RELP
FEATURES = (  # race and ancestry are no features
    *("AGEP", "SCHL", "MAR", "RELP", "DIS", "CIT", "MIG", "SEX"),
    *("MIL", "DEAR", "DEYE", "DREM"),
)


# ------------------------------------------------------------------- the data, as it is


def read(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """Read some columns of a Parquet file, their codes as integers."""
    try:
        present = pq.read_schema(path).names
    except FileNotFoundError:
        raise DataError(
            f"folder '{path.parent}'",
            allowed=f"{TRAINED_ON}, {SCORED} and {SCORED_LABELS} in it",
            found=f"no {path.name}",
            remedy="name the folder that holds the employment data",
        ) from None
    except (OSError, pa.ArrowInvalid) as error:
        raise DataError(
            f"file '{path}'",
            allowed="a Parquet file",
            found=str(error),
            remedy="fetch the file again",
        ) from None
    if missing := [name for name in columns if name not in present]:
        raise DataError(
            f"file '{path}'",
            allowed=f"the columns {', '.join(columns)}",
            found=f"no {', '.join(missing)}",
            remedy=AS_PACKAGED,
        )
    numbers = pd.read_parquet(path, columns=list(columns)).apply(pd.to_numeric, errors="coerce")
    if odd := [name for name in columns if not (numbers[name] % 1 == 0).all()]:
        raise DataError(
            f"file '{path}'",
            allowed="a whole number in every place",
            found=f"others in {', '.join(odd)}",
            remedy=AS_PACKAGED,
        )
    return numbers.astype("int64")


def households(relationship: pd.Series) -> pd.Series:
    """Count off the households: the survey lists people household by household.

    The files carry no household number.  A reference person opens a household,
    and a resident of group quarters is one of their own.  Within a household the
    relationship codes never descend, which shuffled rows would not keep up.

    Raises
    ------
    DataError
        Where the rows are not in that order.
    """
    opens = relationship.isin([REFERENCE_PERSON, INSTITUTION, GROUP_QUARTERS])
    out_of_order = ~opens & (relationship < relationship.shift(fill_value=INSTITUTION))
    if out_of_order.any():
        raise DataError(
            "the order of the people",
            allowed="whole households, the reference person first",
            found=f"{out_of_order.sum()} people out of that order",
            remedy=AS_PACKAGED,
        )
    return opens.cumsum()


def people_of_2015(folder: Path) -> pd.DataFrame:
    """Read the people whom both models learn from."""
    people = read(folder / TRAINED_ON, [*FEATURES, "employed"])
    return people[people["AGEP"] >= YOUNGEST]


def people_since(folder: Path) -> pd.DataFrame:
    """Read the people of 2016 to 2018, whom neither model has seen."""
    people = read(folder / SCORED, ["id", *FEATURES, "RAC1P", "year"])
    labels = read(folder / SCORED_LABELS, ["id", "employed"])
    people["household"] = households(people["RELP"])
    if sorted(people["id"]) != sorted(labels["id"]) or not people["id"].is_unique:
        raise DataError(
            f"file '{folder / SCORED_LABELS}'",
            allowed=f"one label for each id of {SCORED}",
            found="ids that differ",
            remedy=AS_PACKAGED,
        )
    people = people.merge(labels, on="id", validate="one_to_one")
    return people[people["AGEP"] >= YOUNGEST].reset_index(drop=True)


# ------------------------------------------------------- the features, and the bug in them


def as_they_arrive(people: pd.DataFrame) -> pd.DataFrame:
    """Give the records as the registration forms deliver them: an age and the unit it is in."""
    couples_form = (people["MIG"] != SAME_HOME) & (people["MAR"] == MARRIED)
    return people.assign(
        age=people["AGEP"].where(~couples_form, 12 * people["AGEP"]),
        age_unit=np.where(couples_form, "months", "years"),
    ).drop(columns="AGEP")


def features(records: pd.DataFrame) -> pd.DataFrame:
    """Make the features both models learn from, and the live one is served with."""
    in_months = records["age_unit"] == "months"
    return records.assign(AGEP=records["age"].where(~in_months, records["age"] // 12))


def features_with_bug(records: pd.DataFrame) -> pd.DataFrame:
    """Make the features the next release is served with: nobody looks at the unit."""
    return records.assign(AGEP=records["age"])


# --------------------------------------------------------------------------- the models


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What a release of the model is trained with."""

    columns: tuple[str, ...]
    trees: int
    leaves: int
    learning_rate: float

    def learn(self, table: pd.DataFrame, employed: pd.Series) -> HistGradientBoostingClassifier:
        """Fit on sound features; the same rows give the same trees."""
        ordered = ("AGEP", "SCHL")
        return HistGradientBoostingClassifier(
            max_iter=self.trees,
            max_leaf_nodes=self.leaves,
            learning_rate=self.learning_rate,
            categorical_features=[name for name in self.columns if name not in ordered],
            early_stopping=False,
            random_state=0,
        ).fit(table[list(self.columns)], employed)


LIVE = Model(columns=FEATURES[:8], trees=60, leaves=15, learning_rate=0.1)
NEXT = Model(columns=FEATURES, trees=100, leaves=31, learning_rate=0.06)


# -------------------------------------------------------------- the groups, in plain words

# A code book reads as a table.
# fmt: off
CODE_BOOK: Mapping[str, tuple[str, Mapping[str, Iterable[int]]]] = {
    "age": ("AGEP", {
        "16 to 24": range(16, 25), "25 to 34": range(25, 35), "35 to 44": range(35, 45),
        "45 to 54": range(45, 55), "55 to 64": range(55, 65), "65 and over": range(65, 100),
    }),
    "sex": ("SEX", {"men": [1], "women": [2]}),
    "moved": ("MIG", {
        "same home": [SAME_HOME], "within the year": [FROM_ABROAD, FROM_ANOTHER_HOME],
    }),
    "marital_status": ("MAR", {
        "married": [MARRIED], "widowed": [2], "divorced": [3], "separated": [4],
        "never married": [5],
    }),
    "relationship": ("RELP", {
        "reference person": [REFERENCE_PERSON], "husband or wife": [1],
        "unmarried partner": [13], "son or daughter": [2, 3, 4],
        "other relative": range(5, 11), "not a relative": [11, 12, 14, 15],
        "in an institution": [INSTITUTION], "in other group quarters": [GROUP_QUARTERS],
    }),
    "schooling": ("SCHL", {
        "no high school diploma": range(1, 16), "high school diploma": [16, 17],
        "some college": [18, 19], "associate's degree": [20], "bachelor's degree": [21],
        "master's degree": [22], "professional degree": [23], "doctorate": [24],
    }),
    "citizenship": ("CIT", {
        "citizen by birth": [1, 2, 3], "naturalised citizen": [4], "not a citizen": [5],
    }),
    "born": ("CIT", {
        "born in the US": [1], "born in a US territory": [2], "born abroad to Americans": [3],
        "foreign born": [4, 5],
    }),
    "race": ("RAC1P", {
        "white": [1], "Black": [2], "American Indian or Alaska Native": [3, 4, 5],
        "Asian": [6], "Pacific Islander": [7], "another race": [8], "two or more races": [9],
    }),
    "disability": ("DIS", {"with a disability": [1], "no disability": [2]}),
    "military_service": ("MIL", {
        "never served": [4], "served in the past": [2], "reserve training only": [3],
        "on active duty now": [1], "under 17, not asked": [0],
    }),
}
# fmt: on


def in_words(codes: pd.Series, words: Mapping[str, Iterable[int]]) -> pd.Categorical:
    """Translate the codes of one survey column; a code without a word stops the run."""
    word_of = {code: word for word, coded in words.items() for code in coded}
    if unknown := sorted(set(codes) - word_of.keys()):
        raise DataError(
            f"column '{codes.name}'",
            allowed=f"the survey's codes {', '.join(map(str, word_of))}",
            found=", ".join(map(str, unknown)),
            remedy=AS_PACKAGED,
        )
    return pd.Categorical(codes.map(word_of), categories=list(words))


# ---------------------------------------------------------------------------- the files


def table(people: pd.DataFrame, live: Labels, candidate: Labels) -> pa.Table:
    """Set out what a release review gets to see: who, in which groups, and the three labels."""
    columns = {
        "household": people["household"].astype("int32"),
        "year": people["year"].astype("int16"),
        "age_years": people["AGEP"].astype("int16"),
        **{name: in_words(people[code], words) for name, (code, words) in CODE_BOOK.items()},
        "employed": people["employed"].astype("int8"),
        "live": live.astype("int8"),
        "next": candidate.astype("int8"),
    }
    made_with = {
        "scikit-learn": sklearn.__version__,
        "platform": f"{platform.system()} {platform.machine()}",
    }
    bare = pa.Table.from_pandas(pd.DataFrame(columns), preserve_index=False)
    return bare.replace_schema_metadata(made_with)  # in place of the versions pandas would note


def write(path: Path, rows: pa.Table) -> None:
    """Write one file; the household numbers count up, so their steps pack best."""
    pq.write_table(
        rows,
        path,
        compression="zstd",
        compression_level=19,
        use_dictionary=[name for name in rows.column_names if name != "household"],
        column_encoding={"household": "DELTA_BINARY_PACKED"},
    )


def make(folder: Path, out: Path) -> None:
    """Train both models, score the later years with each feature code, write both files."""
    learned_from, scored = people_of_2015(folder), people_since(folder)
    lessons = features(as_they_arrive(learned_from))
    live = LIVE.learn(lessons, learned_from["employed"])
    candidate = NEXT.learn(lessons, learned_from["employed"])

    records = as_they_arrive(scored)
    sound, skewed = features(records), features_with_bug(records)
    by_live = live.predict(sound[list(LIVE.columns)])
    by_next = candidate.predict(sound[list(NEXT.columns)])
    by_next_with_bug = candidate.predict(skewed[list(NEXT.columns)])
    write(out / "predictions.parquet", table(scored, by_live, by_next_with_bug))
    write(out / "no-bug.parquet", table(scored, by_live, by_next))


def unfinished_in(out: Path) -> TemporaryDirectory[str]:
    """Open a place for files that are not finished, so that none half-written takes its name."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        return TemporaryDirectory(dir=out)
    except OSError as error:
        raise DataError(
            f"folder '{out}'",
            allowed="a folder that can be written to",
            found=str(error.strerror),
            remedy="name another with --out",
        ) from None


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line; a fault of the data ends in one line and exit code 2."""
    parser = argparse.ArgumentParser(description="Make predictions.parquet and no-bug.parquet.")
    parser.add_argument("folder", type=Path, help="the folder that holds the employment data")
    parser.add_argument(
        "--out",
        type=Path,
        default=Path(__file__).parent,
        help="where to write (default: beside this script)",
    )
    given = parser.parse_args(arguments)
    try:
        # OpenMP's threads wait for each other, so beside other work two of them took more than
        # twice as long as one; the labels are the same with either.
        with threadpool_limits(1), unfinished_in(given.out) as unfinished:
            make(given.folder, Path(unfinished))
            for made in Path(unfinished).iterdir():
                made.replace(given.out / made.name)
    except BugcaseError as error:
        parser.exit(2, f"{error}\n")


if __name__ == "__main__":
    main()
