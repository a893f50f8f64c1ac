"""Splink on the peers' task, as a process of its own, with settings meant to win; why each is so stands beside it.

Splink gets both tables in our own normal form (`benchmarks.normal`), made before its clock starts: cleaned numbers,
15 digits and certificates as the 18 characters they stand for, comparing forms of names, their pinyin, and the birth
date inside a number where the roster has no other. DuckDB's string distances work on bytes: right for numbers, wrong
for Chinese, so that names are compared by characters with `substr`.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import splink.comparison_level_library as level
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

SEED = 1
RANDOM_PAIRS = 1e6
"""As many as Splink draws by default; ten times as many take ten times as long and change nothing here."""
LARGE_ROWS = 100_000
CHUNKS = 8


def main(folder: Path) -> None:
    """Trains, predicts, keeps each row's best candidate.

    Args:
        folder: where `benchmarks.roster` left the task; takes `splink_links.parquet` (`row`, `person`, `score`: the
            match weight) and `splink.json` (seconds of training and of linking).
    """
    began = time.perf_counter()
    connection = duckdb.connect()
    linker, rows = _linker(connection, folder)
    _train(linker)
    trained = time.perf_counter()
    _predict(linker, connection, folder / "splink_links.parquet", rows)
    ended = time.perf_counter()
    times = {"train": trained - began, "link": ended - trained}
    (folder / "splink.json").write_text(json.dumps(times), encoding="utf-8")


def _linker(connection: duckdb.DuckDBPyConnection, folder: Path) -> tuple[Any, int]:
    api = DuckDBAPI(connection=connection)
    tables = []
    for name in ("roster", "registry"):
        file = folder / f"normal_{name}.parquet"
        connection.execute(f"CREATE TABLE {name} AS SELECT *, '{name}' AS source_dataset FROM read_parquet('{file}')")
        tables.append(api.register(name, dataset_display_name=f"{name}_table"))
    [(rows,)] = connection.execute("SELECT count(*) FROM roster").fetchall()
    return Linker(tables, settings(), log_level=logging.WARNING), rows


def settings() -> Any:
    """The model: five comparisons, nine blocking rules."""
    return SettingsCreator(
        link_type="link_only",
        comparisons=[_number(), _name(), compare.ExactMatch("sex"), _place()],
        # Each finds what the ones before it miss: sound numbers; former numbers; a name in its village, with its birth
        # date, in its town; a number damaged in its last four, its first eight, or its middle digits; a name by sound.
        blocking_rules_to_generate_predictions=[
            block_on("id"),
            "l.id = r.former_id",
            block_on("name", "village"),
            block_on("name", "birth"),
            block_on("substr(id, 1, 14)", "sex"),
            block_on("substr(id, 9, 10)"),
            block_on("substr(id, 1, 8)", "substr(id, 15, 4)"),
            block_on("sound", "village"),
            block_on("birth", "village"),
        ],
        # Only the score is wanted: what is not carried costs neither time nor memory.
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def _number() -> Any:
    """Number and birth date in one comparison: the date stands in the number, and two would count it twice."""
    return compare.CustomComparison(
        output_column_name="id",
        comparison_levels=[
            level.NullLevel("id"),
            # A number that two hold weighs a bit less: term frequencies.
            level.ExactMatchLevel("id", term_frequency_adjustments=True),
            level.CustomLevel("id_l = former_id_r OR id_r = former_id_l", "former number"),
            # One wrong digit, two exchanged, one lost or added.
            level.DamerauLevenshteinLevel("id", 1),
            level.CustomLevel("substr(id_l, 1, 15) = substr(id_r, 1, 15)", "cut by a spreadsheet"),
            # A wrong year, all else equal, and the like.
            level.CustomLevel("substr(id_l, 11, 8) = substr(id_r, 11, 8)", "all but area and year"),
            level.ExactMatchLevel("birth"),
            level.ElseLevel(),
        ],
    )


def _name() -> Any:
    one_of_three = " + ".join(f"(substr(name_l, {n}, 1) = substr(name_r, {n}, 1))::INT" for n in (1, 2, 3))
    swapped = (
        "length(name_l) = 3 AND length(name_r) = 3 AND substr(name_l, 1, 1) = substr(name_r, 1, 1) "
        "AND substr(name_l, 2, 1) = substr(name_r, 3, 1) AND substr(name_l, 3, 1) = substr(name_r, 2, 1)"
    )
    one_more = (
        "abs(length(name_l) - length(name_r)) = 1 AND substr(name_l, 1, 1) = substr(name_r, 1, 1) "
        "AND (substr(name_l, -1, 1) = substr(name_r, -1, 1) OR substr(name_l, 2, 1) = substr(name_r, 2, 1))"
    )
    return compare.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            level.NullLevel("name"),
            level.ExactMatchLevel("name", term_frequency_adjustments=True),
            level.CustomLevel("name_l = former_name_r OR name_r = former_name_l", "former name"),
            level.ExactMatchLevel("sound"),
            level.CustomLevel(swapped, "given name exchanged"),
            level.CustomLevel(
                f"length(name_l) = 3 AND length(name_r) = 3 AND {one_of_three} = 2", "one character of three"
            ),
            level.CustomLevel(one_more, "one character more or less"),
            level.CustomLevel("substr(name_l, 1, 1) = substr(name_r, 1, 1)", "surname"),
            level.ElseLevel(),
        ],
    )


def _place() -> Any:
    return compare.CustomComparison(
        output_column_name="village",
        comparison_levels=[
            level.NullLevel("village"),
            level.And(level.ExactMatchLevel("village"), level.ExactMatchLevel("town")),
            level.ExactMatchLevel("town"),
            level.ElseLevel(),
        ],
    )


def _train(linker: Any) -> None:
    """The steps of Splink's own guide: prior from sure rules, u from random pairs, m by EM over several blockings."""
    training = linker.training
    # Two in a hundred rows are outsiders, and one in fifty numbers is damaged: the exact number finds 0.94 of the rest.
    training.estimate_probability_two_random_records_match([block_on("id")], recall=0.94)
    training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED)
    # Each session leaves its blocking columns' comparison untrained; the others train it. The third adds what the
    # second cannot learn of names.
    training.estimate_parameters_using_expectation_maximisation(block_on("id"))
    training.estimate_parameters_using_expectation_maximisation(block_on("name", "village"))
    training.estimate_parameters_using_expectation_maximisation(block_on("birth", "sex"))


def _predict(linker: Any, connection: duckdb.DuckDBPyConnection, target: Path, rows: int) -> None:
    """Scores all candidates; each roster row keeps the best, ties going to the lower number."""
    chunks = {"num_chunks_left": CHUNKS} if rows > LARGE_ROWS else {}
    scored = linker.inference.predict(threshold_match_weight=-10, **chunks)
    connection.execute(
        f"""COPY (
            SELECT row, arg_max(person, (score, -person)) AS person, max(score) AS score
            FROM (SELECT match_weight AS score,
                         CASE WHEN source_dataset_l = 'roster' THEN unique_id_l ELSE unique_id_r END::UINTEGER AS row,
                         CASE WHEN source_dataset_l = 'roster' THEN unique_id_r ELSE unique_id_l END::BIGINT AS person
                  FROM {scored.physical_name})
            GROUP BY row
        ) TO '{target}' (FORMAT parquet)"""
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
