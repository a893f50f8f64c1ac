"""supervision/<theme>/: the clues of a campaign theme, masked, and the counts of them that may be passed on."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from reports.files import sha256 as digest_of
from reports.files import write
from reports.free_text import disposal_leaving, unit_leaving
from reports.hand_over_dictionary import DICTIONARY, Origin, checks_part, columns, heading, sources_part
from reports.keyed_clues import WORKED, KeyedClues
from reports.masks import masked_name, without_numbers
from reports.parcel import seal
from reports.parquet import in_order, write_fields
from reports.report import Report
from reports.theme_tables import CLUES, SUMMARY, empty
from reports.words import CLUE_NOTICE, UNKNOWN_AREA
from schemas.outputs.coverage import COVERAGE
from schemas.outputs.ledger import LEDGER
from schemas.terms import FindingState
from schemas.theme import Theme

CLUES_FILE, SUMMARY_FILE = "clues.parquet", "summary.parquet"
_OPEN = FindingState.OPEN.value
_CLOSED = "closed"
_BIRTH = r"(?:18|19|20)\p{Nd}{2}\s*[-年./]\s*\p{Nd}{1,2}\s*[-月./]\s*\p{Nd}{1,2}"


@dataclass(frozen=True, eq=False)
class ThemeClues:
    """The clues of a theme: as they are handed over, and with the state as a published word beside."""

    theme: Theme
    clues: pl.DataFrame
    states: pl.Series


def theme_clues(
    report: Report,
    theme: Theme,
    keyed: KeyedClues,
    belongs: pl.Expr,
    before: pl.DataFrame,
    given: pl.DataFrame,
) -> ThemeClues:
    """The clues of a theme: those that belong, raised tonight or not, and those that once belonged.

    Args:
        report: the publication.
        theme: the theme.
        keyed: the clues as they are handed over.
        belongs: which of them belong; finding_id is then the keyed one.
        before: clues of the theme as the publication before had them (columns of `CLUES`).
        given: finding_id (keyed) and seq of the clues that ever belonged; a clue that was once taken for two has
            several, and goes by the lowest.
    """
    raised = keyed.raised.filter(belongs)["check_id"]
    known = keyed.of_checks({*theme.checks, *raised, *before["check_id"]})
    fresh = keyed.belonging(belongs, before, known).with_columns(
        kind=pl.col("check_id").replace_strict(report.check_titles, default=None, return_dtype=pl.String)
    )
    gone = before.join(fresh, on="finding_id", how="anti")
    work = known.select("finding_id", *WORKED)
    worked = _masked(_worked(fresh, report, work), theme, _places(report))
    both = pl.concat([worked, _again(gone, report, work, theme)])
    numbers = given.group_by("finding_id").agg(pl.col("seq").min())
    numbered = _numbered(both.join(numbers, on="finding_id", how="left"), given).with_columns(theme=pl.lit(theme.name))
    ordered = numbered.sort("seq")
    clues = in_order(ordered.select(field.name for field in CLUES), ("seq",))
    return ThemeClues(theme, clues, ordered["word"])


def write_theme(
    report: Report,
    handed: ThemeClues,
    counted: Callable[[pl.DataFrame], pl.DataFrame],
    origin: Origin,
    folder: Path,
) -> None:
    """Writes a theme's tables, dictionary, manifest and, last, `SHA256SUMS`.

    Args:
        report: the publication.
        handed: the theme's clues.
        counted: clues (state as a published word, town never null) -> counts.
        origin: whose it is.
        folder: an empty folder that is there.
    """
    theme = handed.theme
    counts = counted(handed.clues.with_columns(handed.states.alias("state"), pl.col("town").fill_null(UNKNOWN_AREA)))
    summary = counts.with_columns(theme=pl.lit(theme.name)).select(field.name for field in SUMMARY)
    write_fields(handed.clues, CLUES, folder / CLUES_FILE)
    write_fields(summary, SUMMARY, folder / SUMMARY_FILE)
    write(folder / DICTIONARY, _dictionary(report, theme, handed.clues, origin).encode())
    rows = {CLUES_FILE: handed.clues.height, SUMMARY_FILE: summary.height}
    manifest = {
        "theme": theme.name,
        "title": theme.title,
        **origin.facts,
        "as_of": report.as_of.isoformat(),
        "from": theme.since.isoformat(),
        "to": theme.until.isoformat(),
        "checks": list(theme.checks),
        "min_cell": theme.min_cell,
        "notice": CLUE_NOTICE,
        "files": [{"file": name, "rows": count, "sha256": digest_of(folder / name)} for name, count in rows.items()],
    }
    seal(folder, [*rows, DICTIONARY], manifest)


def _worked(clues: pl.DataFrame, report: Report, ledger: pl.DataFrame) -> pl.DataFrame:
    """Clues with the ledger's columns of work, where there is a ledger."""
    first = pl.when(pl.col("first_seen") == report.as_of).then(pl.lit("new")).otherwise(pl.lit("standing"))
    worked = clues.drop(set(WORKED) & set(clues.columns)).join(ledger, on="finding_id", how="left")
    return worked.with_columns(pl.col("state").fill_null(_OPEN), pl.col("data_status").fill_null(first))


def _masked(clues: pl.DataFrame, theme: Theme, places: Collection[str]) -> pl.DataFrame:
    name = pl.col("name").str.strip_chars()
    texts = [_without_name(without_numbers(pl.col(column)), name).alias(column) for column in ("town", "village")]
    return _in_words(_texts_of_work(clues, theme, places).with_columns(texts)).with_columns(masked_name("name"))


def _texts_of_work(clues: pl.DataFrame, theme: Theme, places: Collection[str]) -> pl.DataFrame:
    """What hands wrote of the work: numbers and birth dates masked, and no word of which nobody knows whom it names."""
    units = {text: unit_leaving(text, places) for text in clues["assigned_to"].drop_nulls().unique()}
    disposals = {text: disposal_leaving(text) for text in clues["disposal"].drop_nulls().unique()}
    unit = pl.coalesce(pl.col("assigned_to").replace(units), pl.lit(theme.unit or None, pl.String))
    disposal = pl.col("disposal").replace(disposals).str.replace_all(_BIRTH, "****")
    return clues.with_columns(without_numbers(unit).alias("unit"), without_numbers(disposal).alias("disposal"))


def _again(before: pl.DataFrame, report: Report, ledger: pl.DataFrame, theme: Theme) -> pl.DataFrame:
    """Clues that are not raised tonight, masked already, with what the ledger says of them now."""
    labels = {label: word for word, label in FindingState.labels().items()}
    lacking = pl.col("check_id").is_in([one.id for one in report.not_run]) & (pl.col("data_status") != "gone")
    stood = before.drop("seq", "theme").rename({"state": "stood"})
    joined = stood.drop({*WORKED, "unit"} & set(stood.columns)).join(ledger, on="finding_id", how="left")
    status = before.select("finding_id", fallen=pl.when(lacking).then(pl.lit("not_run")).otherwise(pl.lit("gone")))
    known = joined.join(status, on="finding_id", how="left").with_columns(
        state=pl.coalesce("state", pl.col("stood").replace_strict(labels, default=_OPEN, return_dtype=pl.String)),
        data_status=pl.coalesce("data_status", "fallen"),
    )
    return _in_words(_texts_of_work(known, theme, _places(report)))


def _places(report: Report) -> frozenset[str]:
    """Towns and villages, as far as the publication names any."""
    named = [report.frame(COVERAGE)["area"], *(report.findings[name] for name in ("town", "village"))]
    ledger = report.frame(LEDGER)
    named += [ledger["town"], ledger["village"]]
    return frozenset("".join(place.split()) for places in named for place in places.drop_nulls().unique() if place)


def _in_words(clues: pl.DataFrame) -> pl.DataFrame:
    labels = FindingState.labels()
    word = pl.col("state")
    said = pl.col("state").replace_strict(labels, return_dtype=pl.String)
    return clues.select(
        *(field.name for field in CLUES if field.name not in {"theme", "seq", "state", "result", "closed_on"}),
        state=said,
        result=pl.col("result").replace_strict(labels, default=None, return_dtype=pl.String),
        closed_on=pl.when(word == _CLOSED).then("disposed_on"),
        word=word,
    )


def _without_name(text: pl.Expr, name: pl.Expr) -> pl.Expr:
    """A text in which the person's own name is cut to its first letter."""
    cut = text.str.split(name).list.join(name.str.head(1) + "*")
    return pl.when(name.str.len_chars() > 1).then(cut).otherwise(text)


def _numbered(clues: pl.DataFrame, given: pl.DataFrame) -> pl.DataFrame:
    """Clues without number get the next ones, by check and id."""
    last = given["seq"].max() or 0
    new = clues.filter(pl.col("seq").is_null()).sort("check_id", "finding_id")
    numbers = pl.int_range(1, pl.len() + 1, dtype=pl.Int64) + pl.lit(last, pl.Int64)
    return pl.concat([clues.filter(pl.col("seq").is_not_null()), new.with_columns(seq=numbers)])


def _dictionary(report: Report, theme: Theme, clues: pl.DataFrame, origin: Origin) -> str:
    period = f"专题期间:{theme.since} 至 {theme.until}"
    parts = [heading(theme.title, origin, report.as_of, period)]
    for file, about, fields in (
        (CLUES_FILE, "每行为专题的一条线索,只交督查单位。", CLUES),
        (SUMMARY_FILE, "每行为一个乡镇街道和检查项的合计,可以转发。", SUMMARY),
    ):
        parts.append(columns(file, about, fields, lambda field: field.description))
    # A theme that asks less than it once did still has the clues that belonged.
    told = dict.fromkeys([*theme.checks, *sorted(clues["check_id"].unique())])
    checks = {check_id: report.checks[check_id] for check_id in told if check_id in report.checks}
    return "".join([*parts, checks_part(checks), sources_part()])


def read_clues(folder: Path) -> pl.DataFrame:
    """The clues of a theme's folder; none where there is none that can be read."""
    try:
        return pl.read_parquet(folder / CLUES_FILE).select(field.name for field in CLUES)
    except (pl.exceptions.PolarsError, OSError):
        return empty(CLUES)
