"""What the linkage says of a row: the columns that the link stage adds to every row that names a person.

Rows of marriages name two persons, so there each column stands twice, with the role before it (`husband_person`).
"""

from __future__ import annotations

from enum import StrEnum

import polars as pl


class IdRelation(StrEnum):
    """How the id as written relates to the linked person's registry id."""

    EXACT = "exact"
    CERTIFICATE = "certificate"
    OTHER = "other"
    NONE = "none"


class NameRelation(StrEnum):
    """How the name as written relates to the linked person's registry name."""

    SAME = "same"
    ALIKE = "alike"
    DIFFERENT = "different"


PERSON = "person"
"""Row of the civil registry in its accepted order (UInt32). A person is a registry row, not a number."""

LINK_COLUMNS: dict[str, pl.DataType] = {
    PERSON: pl.UInt32(),  # null unless outcome is `linked`
    "outcome": pl.String(),  # terms.Outcome
    "reason": pl.String(),
    "grade": pl.String(),  # terms.Grade, null where there is no candidate
    "weight": pl.Float64(),
    "margin": pl.Float64(),
    "why_not": pl.String(),
    "candidate": pl.UInt32(),  # best candidate, also where the row is only for review
    "id_clean": pl.String(),  # the id as written, in normal form; null = missing (all zeros too)
    "id_wellformed": pl.Boolean(),  # null = missing
    "id_held": pl.Boolean(),  # the registry holds it as written, as id_no or former_id_no
    "id_relation": pl.String(),  # IdRelation to the linked person, null unless linked
    "name_relation": pl.String(),  # NameRelation to the linked person, null unless linked or no name written
    "certificate_clean": pl.String(),  # 残疾人证号 in normal form, where the source has one
}
