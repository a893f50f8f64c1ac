"""Tables of `docs/linkage.md`: how the linkage fares on each kind of trouble, and what its weights are worth.

python -m benchmarks.panels makes the districts, links them and writes the tables between their markers.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import polars as pl

from benchmarks.folder import kept_or_temporary
from benchmarks.link_tables import band_table, panel_table, write_between
from benchmarks.sounds import sound_keys
from data.district import DEFAULT_DATE, new_district
from data.linkage import model_content
from matchers.linkage import link_extracts, resolve
from matchers.model import Model
from matchers.records import records_of
from matchers.registry import index_registry
from pipelines.ingest.landing import scan
from pipelines.ingest.read import read_extract
from pipelines.linking.training import labelled
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.linked import PERSON
from schemas.terms import Outcome

PEOPLE, SEED = 100_000, 17
DIRTS = {1.0: "as usual", 4.0: "four times as dirty"}
DOCUMENT = Path("docs/linkage.md")
COMMON = 20
_KEY = ("source", "file", "row_number", "role")
_LINK = ("outcome", "weight", "grade", PERSON, "candidate")
_DAMAGES = {
    "id15": "number: fifteen digits",
    "id1digit": "number: one wrong digit",
    "idswap": "number: two digits exchanged",
    "id17": "number: a digit lost",
    "idyear": "number: wrong year of birth",
    "idexcel": "number: cut by a spreadsheet",
    "idsci": "number: scientific notation",
    "idnone": "number: missing or zeros",
    "idformer": "number: a former one",
    "cert20": "number: a certificate's",
    "idkin": "number: a kinsman's",
    "idfmt": "number: width, blanks, marks",
    "homophone": "name: homophone",
    "shape": "name: look-alike",
    "variant": "name: variant",
    "trad": "name: traditional form",
    "rare": "name: placeholder",
    "pinyin": "name: pinyin",
    "swap": "name: characters exchanged",
    "lostchar": "name: character lost",
    "addchar": "name: character added",
    "onechar": "name: another character",
    "rename": "name: quite another",
    "formername": "name: a former one",
    "noname": "name: missing",
    "namefmt": "name: blanks, notes",
}
PANEL: dict[str, pl.DataType] = {
    "panel": pl.String(),
    "rows": pl.UInt32(),
    "linked": pl.UInt32(),
    "wrong": pl.UInt32(),
    "precision": pl.Float64(),  # of linked rows; null where none is
    "recall": pl.Float64(),  # of rows that can be linked; null where none can
    "review": pl.Float64(),  # share of rows
    "first": pl.Float64(),  # of rows in review that have a right person, those where he stands first
}


def linked_rows(folder: Path, as_of: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Links a district as a night does.

    Returns:
        Its registry with `person`, and one row a subject: the truth (`truth/links.parquet`), the name as written,
        the link, and `right` (linked to the true person), `first` (the true person is the first candidate).
    """
    rows = _accepted(folder, as_of)
    persons = rows[REGISTRY].with_row_index(PERSON)
    linked = link_extracts(persons, rows, _model(), as_of.year)
    truth = pl.read_parquet(folder / "truth" / "links.parquet").cast({"row_number": pl.Int64})
    places = pl.concat(_subjects(linked))
    whole = truth.rename({"grade": "true_grade"}).join(places, on=_KEY, how="left", nulls_equal=True)
    named = persons.select(PERSON, id_no="id_no", held_name="name")
    return persons, whole.with_columns(right=_is_true(whole, PERSON, named), first=_is_true(whole, "candidate", named))


def weight_alone(folder: Path, as_of: date) -> pl.DataFrame:
    """What the weight would say without any rule: `weight` and `right` of the heaviest candidate of each row.

    Only rows that are not settled at a glance (one owner of the number, exactly his name) have candidates weighed.
    """
    rows = _accepted(folder, as_of)
    persons = rows[REGISTRY].with_row_index(PERSON)
    records = records_of(rows)
    pairs = resolve(records.frame, index_registry(persons), _model(), as_of.year).pairs
    heaviest = pairs.sort("weight", "held", descending=[True, False]).unique("record", keep="first")
    truth = pl.read_parquet(folder / "truth" / "links.parquet")
    known = heaviest.join(labelled(truth, records, rows, persons), on="record")
    return known.select("weight", right=(pl.col(PERSON) == pl.col("true")).fill_null(value=False))


def _accepted(folder: Path, as_of: date) -> dict[str, pl.DataFrame]:
    chosen = scan(folder / "landing").as_of(as_of)
    return {source: read_extract(landed[0].parts).split.accepted for source, landed in chosen.items()}


def _model() -> Model:
    return Model.of(model_content())


def _subjects(linked: Mapping[str, pl.DataFrame]) -> Iterator[pl.DataFrame]:
    for source, frame in linked.items():
        for subject in EXTRACTS[source].subjects:
            yield frame.select(
                pl.lit(source).alias("source"),
                "file",
                pl.col("row_number").cast(pl.Int64),
                pl.lit(subject.role, pl.String).alias("role"),
                pl.col(subject.name).alias("written_name"),
                *(pl.col(subject.prefix + name).alias(name) for name in _LINK),
            )


def _is_true(rows: pl.DataFrame, column: str, named: pl.DataFrame) -> pl.Series:
    who = rows.join(named, left_on=column, right_on=PERSON, how="left", maintain_order="left")
    same = (pl.col("id_no") == pl.col("registry_id_no")) & (pl.col("held_name") == pl.col("registry_name"))
    return who.select(same.fill_null(value=False)).to_series()


def panels(persons: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Precision, recall and review share of every kind of trouble; frame `PANEL`, empty panels left out.

    Args:
        persons: the registry with `person`.
        rows: frame of `linked_rows`.
    """
    traits = _traits(persons)
    kinds = pl.col("kind").str.split("+")
    known = rows.join(traits, on=["registry_id_no", "registry_name"], how="left", maintain_order="left")
    names = persons["name"].implode()
    of_kind = {title: kinds.list.contains(kind) for kind, title in _DAMAGES.items()}
    both = kinds.list.eval(pl.element().is_in([k for k, t in _DAMAGES.items() if t.startswith("number")])).list.any()
    stranger = pl.col("registry_id_no").is_null()
    chosen: dict[str, pl.Expr] = {
        "all rows": pl.lit(value=True),
        "undamaged": pl.col("kind") == "",
        **{title: pl.col(trait).fill_null(value=False) for trait, title in _TRAITS.items()},
        "a shared number": pl.col("shared_id"),
        **of_kind,
        "number and name damaged": both & kinds.list.eval(pl.element().is_in(_NAME_KINDS)).list.any(),
        "people of no registry": stranger,
        "the same, namesakes of somebody": stranger & pl.col("written_name").is_in(names),
    }
    measured = [_measure(known.filter(holds), title) for title, holds in chosen.items()]
    return pl.concat(measured).filter(pl.col("rows") > 0)


_NAME_KINDS = [kind for kind, title in _DAMAGES.items() if title.startswith("name") and kind != "namefmt"]
_TRAITS = {
    "sibling": "brothers and sisters of all but one character",
    "twin": "twins",
    "birthday_namesake": "namesakes of one birthday",
    "common": f"names of {COMMON} people and more",
    "one_sound": "one sound in a household",
    "minority": "minority names",
}


def _measure(rows: pl.DataFrame, title: str) -> pl.DataFrame:
    linked, review = (pl.col("outcome") == outcome.value for outcome in (Outcome.LINKED, Outcome.REVIEW))
    reviewed = review & pl.col("registry_id_no").is_not_null()
    share = rows.select(
        panel=pl.lit(title),
        rows=pl.len(),
        linked=linked.sum(),
        wrong=(linked & ~pl.col("right")).sum(),
        precision=pl.col("right").filter(linked).mean(),
        recall=pl.col("right").filter("linkable").mean(),
        review=review.mean(),
        first=pl.col("first").filter(reviewed).mean(),
    )
    return share.select(pl.col(name).cast(dtype) for name, dtype in PANEL.items())


def _traits(persons: pl.DataFrame) -> pl.DataFrame:
    """What makes registry persons hard to tell apart, by number and name."""
    people = persons.select(PERSON, "name", "birth_date", "household_no", sound=sound_keys(persons["name"]))
    kin = people.join(people, on="household_no", suffix="_kin").filter(pl.col(PERSON) != pl.col(f"{PERSON}_kin"))
    same_birth, same_sound, same_name = (pl.col(it) == pl.col(f"{it}_kin") for it in ("birth_date", "sound", "name"))
    of_three = (pl.col("name").str.len_chars() == 3) & (pl.col("name_kin").str.len_chars() == 3)
    found = {
        "sibling": of_three & (pl.col("name").str.head(2) == pl.col("name_kin").str.head(2)) & ~same_name,
        "twin": same_birth,
        "one_sound": same_sound & ~same_name,
    }
    return persons.select(
        *(pl.col(PERSON).is_in(kin.filter(holds)[PERSON].unique().implode()).alias(it) for it, holds in found.items()),
        registry_id_no="id_no",
        registry_name="name",
        birthday_namesake=pl.struct("name", "birth_date").is_duplicated(),
        common=pl.len().over("name") >= COMMON,
        minority=pl.col("name").str.contains("·", literal=True),
    ).unique(["registry_id_no", "registry_name"])


def main(argv: Sequence[str] | None = None) -> int:
    """Makes the districts, links them, and writes the tables."""
    wanted = _arguments(argv)
    with kept_or_temporary(wanted.folder) as folder:
        for dirt, words in DIRTS.items():
            district = folder / f"{wanted.people}-{wanted.seed}-{dirt:g}"
            if not district.exists():
                new_district(district, wanted.people, wanted.seed, DEFAULT_DATE, dirt)
            persons, rows = linked_rows(district, DEFAULT_DATE)
            tables = {
                "panels": panel_table(panels(persons, rows)),
                "bands": band_table(rows, weight_alone(district, DEFAULT_DATE)),
            }
            for name, table in tables.items():
                print(f"\n{name}, {words}\n\n{table}")
                if wanted.write:
                    write_between(wanted.write, f"{name} {dirt:g}", table)
    return 0


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.panels", description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE, help=f"size of the districts (default {PEOPLE})")
    parser.add_argument("--seed", type=int, default=SEED, help=f"their seed (default {SEED})")
    parser.add_argument("--folder", type=Path, help="keeps the districts for the next time (default: temporary)")
    parser.add_argument("--write", type=Path, nargs="?", const=DOCUMENT, help=f"document to write to ({DOCUMENT})")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
