"""Miswrites the names and ids of rosters at the rates real ones show, and keeps what it did as truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from data.district import miswriting, naming
from data.district.dice import Dice, Ints
from data.district.miswriting import Slip

ID_SLIPS: dict[str, tuple[float, Slip]] = {
    "id15": (0.013, miswriting.fifteen),
    "id1digit": (0.008, miswriting.one_digit),
    "idswap": (0.005, miswriting.swapped_digits),
    "idexcel": (0.004, miswriting.cut_by_spreadsheet),
    "id17": (0.0025, miswriting.lost_digit),
    "idyear": (0.002, miswriting.wrong_year),
    "idsci": (0.0008, miswriting.scientific),
}
NAME_SLIPS: dict[str, tuple[float, Slip]] = {
    "homophone": (0.010, miswriting.homophone),
    "rare": (0.005, miswriting.placeholder),
    "pinyin": (0.003, miswriting.in_pinyin),
    "shape": (0.0025, miswriting.similar_shape),
    "swap": (0.0015, miswriting.exchanged),
    "trad": (0.002, miswriting.traditional),
    "variant": (0.006, miswriting.variant),
    "lostchar": (0.001, miswriting.lost_character),
    "addchar": (0.003, miswriting.added_character),
    "onechar": (0.001, miswriting.wrong_character),
}
ID_FORM, NAME_FORM = 0.016, 0.006
RENAMED, FORMER_NAME, FORMER_ID, NO_ID, NO_NAME, KINSMAN = 0.004, 0.3, 0.4, 0.004, 0.0005, 0.002
SAME_NAME = ("", "trad")
CONVERSIONS = ("", "id15", "idformer", "cert20")


@dataclass(frozen=True)
class Care:
    """How carelessly a source writes.

    Attributes:
        dirt: factor on every rate; 0 writes everything right.
        certificate: share of disabled people whose certificate number stands where the id is asked.
        kin: whether the number of a kinsman may stand on a row.
        unnamed: whether a row may lack its name.
    """

    dirt: float
    certificate: float = 0.0
    kin: bool = False
    unnamed: bool = True


def miswrite(subjects: pl.DataFrame, neighbours: pl.DataFrame, care: Care, dice: Dice) -> pl.DataFrame:
    """Writes names and ids as an office would.

    Args:
        subjects: one row a person named: `name`, `id_no`, `former_name`, `former_id_no`, `sex`, `birth_date`,
            `certificate` (its 残疾人证号, null = none), `kin_id` (a kinsman's number, null = none), `known` (held
            by the registry), `town`, `village`.
        neighbours: `town`, `village`, `name` of everybody in the registry: no name is miswritten into a neighbour's.
        care: rates.
        dice: chance.

    Returns:
        In order: `name`, `id_no` as written; `id_core` (the id without its outer form, null = none), `id_kind`,
        `name_kind`, `form_kind` String (empty = nothing happened).
    """
    id_kind = _id_kinds(subjects, care, dice)
    name_kind = _name_kinds(subjects, care, dice)
    core = _written_ids(subjects, id_kind, dice)
    name = _written_names(subjects, name_kind, dice)
    name = _unless_a_neighbour(name, name_kind, subjects, neighbours)
    frame = pl.DataFrame({"name": name, "id_core": core, "id_kind": id_kind, "name_kind": name_kind})
    frame = frame.with_columns(
        id_kind=pl.when(core.eq_missing(subjects["id_no"])).then(pl.lit("")).otherwise("id_kind"),
        name_kind=pl.when(name.eq_missing(subjects["name"])).then(pl.lit("")).otherwise("name_kind"),
    )
    return _in_other_forms(frame, care, dice)


def _id_kinds(subjects: pl.DataFrame, care: Care, dice: Dice) -> pl.Series:
    count = subjects.height
    kinds = [*ID_SLIPS, "idnone"]
    shares = np.array([share for share, _ in ID_SLIPS.values()] + [NO_ID]) * care.dirt
    drawn = _draw(kinds, shares, count, dice)
    kin = dice.flags(count, KINSMAN * care.dirt * care.kin) & subjects["kin_id"].is_not_null()
    former = dice.flags(count, FORMER_ID * min(care.dirt, 1)) & subjects["former_id_no"].is_not_null()
    certificate = dice.flags(count, care.certificate * min(care.dirt, 1)) & subjects["certificate"].is_not_null()
    for flag, kind in ((kin, "idkin"), (former, "idformer"), (certificate, "cert20")):
        drawn = drawn.set(flag, kind)
    # Of strangers nothing but the number tells that they are strangers: it stays as it is.
    return drawn.set(~subjects["known"] & ~drawn.is_in(["", "id15"]), "")


def _name_kinds(subjects: pl.DataFrame, care: Care, dice: Dice) -> pl.Series:
    count = subjects.height
    kinds = [*NAME_SLIPS, "rename", *(["noname"] if care.unnamed else [])]
    shares = [share for share, _ in NAME_SLIPS.values()] + [RENAMED] + ([NO_NAME] if care.unnamed else [])
    drawn = _draw(kinds, np.array(shares) * care.dirt, count, dice)
    former = dice.flags(count, FORMER_NAME * min(care.dirt, 1)) & subjects["former_name"].is_not_null()
    return drawn.set(former, "formername").set(~subjects["known"], "")


def _draw(kinds: list[str], shares: np.ndarray[tuple[int], np.dtype[np.float64]], count: int, dice: Dice) -> pl.Series:
    weights = np.append(shares, max(1 - shares.sum(), 0.2))
    return pl.Series([*kinds, ""]).gather(dice.indexes(count, weights))


def _slipped(values: pl.Series, kinds: pl.Series, slips: dict[str, tuple[float, Slip]], dice: Dice) -> pl.Series:
    """Applies each kind's slip to the values of its rows."""
    turns = dice.integers(len(values), 0, 10**6)
    for kind, (_, slip) in slips.items():
        rows = (kinds == kind).arg_true()
        miswritten = [
            slip(value, turn) for value, turn in zip(values.gather(rows), turns[rows.to_numpy()].tolist(), strict=True)
        ]
        values = values.scatter(rows, pl.Series(miswritten, dtype=pl.String))
    return values


def _written_ids(subjects: pl.DataFrame, kinds: pl.Series, dice: Dice) -> pl.Series:
    core = _slipped(subjects["id_no"].clone(), kinds, ID_SLIPS, dice)
    for kind, column in (("idkin", "kin_id"), ("idformer", "former_id_no"), ("cert20", "certificate")):
        core = subjects[column].zip_with(kinds == kind, core)
    return core.set(kinds == "idnone", None).rename("id_core")


def _written_names(subjects: pl.DataFrame, kinds: pl.Series, dice: Dice) -> pl.Series:
    han = ~subjects["name"].str.contains("·", literal=True)
    name = _slipped(subjects["name"].clone(), kinds.set(~han, ""), NAME_SLIPS, dice)
    renamed = (kinds == "rename").arg_true()
    name = name.scatter(renamed, _other_names(subjects.select(pl.all().gather(renamed)), dice))
    name = subjects["former_name"].zip_with(kinds == "formername", name)
    return name.set(kinds == "noname", None).rename("name")


def _other_names(subjects: pl.DataFrame, dice: Dice) -> pl.Series:
    """Names with no character of the true one: another name, and not a slip of the pen."""
    other = naming.other_names(subjects.select("sex", "birth_date"), dice)
    pairs = zip(other.to_list(), subjects["name"].to_list(), strict=True)
    return pl.Series([own if set(new) & set(own) else new for new, own in pairs], dtype=pl.String)


def _unless_a_neighbour(
    name: pl.Series, kinds: pl.Series, subjects: pl.DataFrame, neighbours: pl.DataFrame
) -> pl.Series:
    """Takes back slips that happen to give the name of somebody else of the village: the row would truly say him."""
    miswritten = subjects.select("town", "village").with_columns(name=name).with_row_index("row").filter(kinds != "")
    namesakes = neighbours.filter(pl.col("name").is_in(miswritten["name"].unique().implode()))
    borne = miswritten.join(namesakes, on=["town", "village", "name"], how="semi")["row"]
    return name.scatter(borne, subjects["name"].gather(borne))


def _in_other_forms(frame: pl.DataFrame, care: Care, dice: Dice) -> pl.DataFrame:
    """Width, blanks and notes on top of whatever was written; a missing id may be written as zeros."""
    count = frame.height
    id_form = dice.flags(count, ID_FORM * care.dirt) & ~frame["id_kind"].is_in(["idsci", "idnone"])
    name_form = dice.flags(count, NAME_FORM * care.dirt) & frame["name"].is_not_null()
    turns = dice.integers(count, 0, 10**6)
    id_no = _reformed(frame["id_core"], id_form, miswriting.id_in_other_form, turns)
    name = _reformed(frame["name"], name_form, miswriting.name_in_other_form, turns)
    zeros = (frame["id_kind"] == "idnone") & dice.flags(count, 0.5)
    return frame.with_columns(
        id_no.set(zeros, "0" * 18).alias("id_no"),
        name.alias("name"),
        form_kind=pl.concat_str(
            pl.when(id_form).then(pl.lit("idfmt")),
            pl.when(name_form).then(pl.lit("namefmt")),
            separator="+",
            ignore_nulls=True,
        ),
    )


def _reformed(values: pl.Series, chosen: pl.Series, slip: Slip, turns: Ints) -> pl.Series:
    rows = (chosen & values.is_not_null()).arg_true()
    written = [
        slip(value, turn) for value, turn in zip(values.gather(rows), turns[rows.to_numpy()].tolist(), strict=True)
    ]
    return values.clone().scatter(rows, pl.Series(written, dtype=pl.String))
