"""The persons that rows name, each distinct mention once: rows that say the same of a person are linked once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from matchers.ids.digits import id_codes
from matchers.ids.form import ID_FORM, WELL_FORMED, clean_ids, normalise_ids
from matchers.ids.parts import id_part, to_eighteen
from matchers.names.text import normalise_names
from schemas.codes import HEAD_RELATIONS
from schemas.extract import Extract, Subject
from schemas.extracts import EXTRACTS

WRITTEN: dict[str, pl.DataType] = {
    "name": pl.String(),
    "id_no": pl.String(),
    "certificate": pl.String(),
    "birth_date": pl.Date(),
    "sex": pl.String(),
    "is_head": pl.Boolean(),
    "household": pl.String(),  # source that numbers it + number, so that payments meet their roster household
    "town": pl.String(),
    "village": pl.String(),
    "partner_name": pl.String(),  # head of the household, or the other party of a marriage
    "partner_id": pl.String(),
    "roster": pl.String(),  # rows of one roster household compete for persons
}
"""What the rows say, in one form for all sources."""


@dataclass(frozen=True)
class Mention:
    """One subject of one source, with the record that each of its rows belongs to."""

    source: str
    subject: Subject
    records: pl.Series


@dataclass(frozen=True)
class Records:
    """Distinct mentions.

    Attributes:
        frame: `record` (UInt32), `WRITTEN`, and derived: `id_clean`, `id_form`, `id18` (18-character form of what is
            written), `certificate_clean`, `certificate_id` (its id part), `code` and `certificate_code` (Int64: integer
            codes of these two), `name_clean`, `rows` (how many rows say it).
        mentions: which record each row of each source is.
    """

    frame: pl.DataFrame
    mentions: tuple[Mention, ...]


def records_of(rows: Mapping[str, pl.DataFrame]) -> Records:
    """Collects what rows say of persons.

    Args:
        rows: source -> accepted rows; sources without subjects are left out.
    """
    subjects = [(EXTRACTS[source], subject) for source in sorted(rows) for subject in EXTRACTS[source].subjects]
    nobody = pl.DataFrame(schema=WRITTEN)
    written = pl.concat([nobody, *(_written(rows[extract.source], extract, subject) for extract, subject in subjects)])
    # A couple is a household of two, husband and wife: no other row says the same.
    alone = [
        pl.repeat(bool(subject.role and subject.sex_of_role), rows[extract.source].height, dtype=pl.Boolean, eager=True)
        for extract, subject in subjects
    ]
    first = _first_alike(written, pl.concat([pl.Series(dtype=pl.Boolean), *alone]))
    is_first = first == np.arange(first.size)
    record_of_row = pl.Series("record", (np.cumsum(is_first) - 1)[first], dtype=pl.UInt32)
    times = pl.Series("rows", np.bincount(record_of_row.to_numpy()), dtype=pl.UInt32)
    frame = written.filter(pl.Series(is_first)).with_row_index("record").with_columns(times)
    lengths = [rows[extract.source].height for extract, _ in subjects]
    starts = [sum(lengths[:position]) for position in range(len(lengths))]
    mentions = [
        Mention(extract.source, subject, record_of_row.slice(start, length))
        for (extract, subject), start, length in zip(subjects, starts, lengths, strict=True)
    ]
    return Records(_derived(frame), tuple(mentions))


def _first_alike(written: pl.DataFrame, alone: pl.Series) -> npt.NDArray[np.int64]:
    """Position of the first row that says the same as each row; those that are alone are not looked at."""
    first = np.arange(written.height)
    several = written.with_row_index("row").filter(~alone)
    alike = several.group_by(*WRITTEN).agg("row").select("row", first=pl.col("row").list.min()).explode("row")
    first[alike["row"].to_numpy()] = alike["first"].to_numpy()
    return first


def meeting(changed: Collection[str], *, decided: bool) -> frozenset[str]:
    """The sources of which a row may meet a row of some that changed; the links of all others stand as they are.

    The rows of a household that one source numbers decide about each other, whatever source they stand in. All others
    are linked each by what it says and the civil registry alone; but where people decided who somebody is, that holds
    of every row that says the very same.

    Args:
        changed: the sources that changed.
        decided: people have decided about rows.
    """
    places = {place for source in changed for place in _places(EXTRACTS[source], decided=decided)}
    return frozenset(name for name, one in EXTRACTS.items() if places.intersection(_places(one, decided=decided)))


def _places(extract: Extract, *, decided: bool) -> frozenset[str]:
    """Where the rows of a source meet others: at the source that numbers their households, or everywhere."""
    everywhere = "" if decided else extract.source
    return frozenset(
        (subject.holder_of or extract.source) if subject.household or subject.role else everywhere
        for subject in extract.subjects
    )


def _written(rows: pl.DataFrame, extract: Extract, subject: Subject) -> pl.DataFrame:
    partner_name = subject.spouse_name or subject.head_name
    partner_id = subject.spouse_id or subject.head_id
    columns = {
        "name": subject.name,
        "id_no": subject.id_no,
        "certificate": subject.certificate,
        "birth_date": subject.birth_date,
        "sex": subject.sex,
        "town": subject.town,
        "village": subject.village,
        "partner_name": partner_name,
        "partner_id": partner_id,
    }
    taken = [_column(name, column) for name, column in columns.items()]
    if subject.sex_of_role:
        taken = [
            pl.lit(subject.sex_of_role).alias("sex") if name == "sex" else column
            for name, column in zip(columns, taken, strict=True)
        ]
    household = household_of(extract, subject)
    # Only rows of members compete: payments and reviews name the same head again and again.
    roster = pl.lit(extract.source + ":") + household if subject.relation else pl.lit(None, pl.String)
    frame = rows.select(*taken, _is_head(subject), household.alias("household"), roster.alias("roster"))
    return frame.select(pl.col(name).cast(dtype) for name, dtype in WRITTEN.items())


def _column(name: str, column: str | None) -> pl.Expr:
    return pl.col(column).alias(name) if column else pl.lit(None, WRITTEN[name]).alias(name)


def household_of(extract: Extract, subject: Subject) -> pl.Expr:
    """The household that a row names, with the source that numbers it: rows of several sources meet there."""
    if subject.role:  # a couple is a household of two: where one lives, the other may be found
        return pl.concat_str(pl.lit(extract.source), "file", "row_number", separator=":")
    if subject.household is None:
        return pl.lit(None, pl.String)
    return pl.lit((subject.holder_of or extract.source) + ":") + pl.col(subject.household)


def _is_head(subject: Subject) -> pl.Expr:
    if subject.relation:
        return pl.col(subject.relation).is_in(HEAD_RELATIONS).alias("is_head")
    return pl.lit(True if subject.is_head else None, pl.Boolean).alias("is_head")


def _derived(frame: pl.DataFrame) -> pl.DataFrame:
    ids = normalise_ids(frame["id_no"])
    certificate = clean_ids(frame["certificate"])
    eighteen, standing = to_eighteen(ids["id_no"]), id_part(certificate)
    return frame.with_columns(
        ids["id_no"].alias("id_clean"),
        ids["form"].cast(ID_FORM).alias("id_form"),
        eighteen.alias("id18"),
        id_codes(eighteen).alias("code"),
        certificate.alias("certificate_clean"),
        standing.alias("certificate_id"),
        id_codes(standing).alias("certificate_code"),
        normalise_names(frame["name"]).alias("name_clean"),
    )


def well_formed() -> pl.Expr:
    """True where what is written can be a number as it stands; null where nothing is written."""
    return pl.when(pl.col("id_clean").is_not_null()).then(pl.col("id_form").cast(pl.String).is_in(WELL_FORMED))
