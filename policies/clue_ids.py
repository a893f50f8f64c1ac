"""How clues are numbered: keyed hashes of what a clue is about, under the oldest number of the person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b

import polars as pl

from policies.checks.declaration import Check, Identity
from policies.clue_key import ID_BYTES, keyed_ids
from policies.counties import COUNTY
from policies.evidence import Evidence, view
from schemas.feed import ABOVE
from schemas.linked import PERSON

EARLIER: dict[str, pl.DataType] = {"was": pl.String(), "finding_id": pl.String()}
"""An id that a clue bore, or would have borne, under a later number of its person, and its id."""
IDENTITY = "identity"
"""Column that tells by which `Identity` a finding is known, by its name."""
WAS = "was"
"""Column of findings: the id that a clue about a row has by the number on that row, where that is not its own."""
_SEPARATOR = "\x1f"
_OLDEST = "oldest_number"


def clue_ids(evidence: Evidence, full: pl.DataFrame) -> pl.DataFrame:
    """Ids of findings: of the check and what they are about, so that a clue keeps its id.

    Of a city in parts a clue about a row or a household is one of its county. Only where rows are alike in all of that
    does a running number tell them apart, in the order of what they say.

    Args:
        evidence: the night's evidence.
        full: the findings, with check_id, identity (name of the check's `Identity`), the columns that identities name,
            declared and observed.

    Returns:
        finding_id and `WAS`, a row a finding.
    """
    written = full.with_columns(pl.lit(oldest_numbers(evidence)).gather(pl.col(PERSON)).alias(_OLDEST))
    own = [pl.lit(evidence.persons[name]).gather(pl.col(PERSON)) for name in ("id_no", "former_id_no")]
    hers = pl.any_horizontal(pl.col("id_no") == number for number in own)
    known_by = written.with_columns(id_no=pl.when(hers).then(_OLDEST).otherwise("id_no"))
    # Where rows turn out to be alike, what was known by the oldest number stays that of the row that bears it.
    later = known_by["id_no"].ne_missing(written["id_no"]).cast(pl.String)
    ids, was = (_told_apart(one, later) for one in (known_by, written))
    key, other = evidence.clue_key.key, (was != ids).arg_true()
    none = pl.repeat(None, len(was), dtype=pl.String, eager=True)
    return pl.DataFrame({"finding_id": _ids(ids, key), WAS: none.scatter(other, _ids(was.gather(other), key))})


def _told_apart(full: pl.DataFrame, later: pl.Series) -> pl.Series:
    """What each finding is about, in one text that no other finding has."""
    keys = full.with_row_index("at").select(
        "at",
        key=pl.coalesce(pl.when(pl.col(IDENTITY) == one.name).then(_about(one)) for one in Identity),
        said=pl.concat_str(later, pl.col("declared", "observed").fill_null(""), separator=_SEPARATOR),
    )
    alike = keys.filter(pl.col("key").is_duplicated())
    ranked = alike.select("at", again=pl.col("said").rank("ordinal").over("key") - 1).filter(pl.col("again") > 0)
    numbered = pl.format("{}{}{}", "key", pl.lit(_SEPARATOR), "again")
    return (
        keys.join(ranked, on="at", how="left", maintain_order="left").select(pl.coalesce(numbered, "key")).to_series()
    )


def earlier_ids(evidence: Evidence, findings: pl.DataFrame, checks: Mapping[str, Check]) -> pl.DataFrame:
    """Ids under which earlier nights may know clues whose persons have had another number: columns `EARLIER`.

    Args:
        evidence: the night's evidence.
        findings: finding_id, `WAS`, check_id, source, person_id_no.
        checks: check id -> check.
    """
    later = _later_numbers(evidence)
    texts: list[str] = []
    ids: list[str] = []
    for row in findings.filter(pl.col("person_id_no").is_in(list(later))).iter_rows(named=True):
        check = checks[row["check_id"]]
        if PERSON not in check.identity.value:
            continue
        more = [row["source"]] if check.identity is Identity.PERSON_AND_SOURCE else []
        for number in later[row["person_id_no"]]:
            texts.append(_SEPARATOR.join([check.id, number, *more]))
            ids.append(row["finding_id"])
    found = pl.DataFrame({"was": _ids(texts, evidence.clue_key.key), "finding_id": ids}, schema=EARLIER)
    of_rows = findings.select(*EARLIER).remove(pl.col(WAS).is_in(findings["finding_id"].implode()))
    return pl.concat([found.filter(pl.col("was") != pl.col("finding_id")), of_rows.drop_nulls()]).unique()


@view
def oldest_numbers(evidence: Evidence) -> pl.Series:
    """The number by which the clues of each person of the registry are known, by position.

    A person keeps his clues when his number changes and the old one stands in former_id_no. An old number that somebody
    else bears now, or that two persons claim, tells nobody apart; their clues go by their own numbers.
    """
    numbers = evidence.persons["id_no"]
    moved = _moved(evidence)
    borne = numbers.filter(numbers.is_in(moved[_OLDEST].implode()))
    claimed = moved.group_by(_OLDEST).agg(pl.col("id_no").n_unique()).filter(pl.col("id_no") > 1)[_OLDEST]
    clear = moved.remove(pl.col(_OLDEST).is_in(pl.concat([borne, claimed]).implode()))
    return numbers.alias(_OLDEST).scatter(clear[PERSON], clear[_OLDEST])


def _moved(evidence: Evidence) -> pl.DataFrame:
    """person, id_no, oldest_number of those whose oldest known number is not their present one: few have had two."""
    known = evidence.clue_key.oldest
    first = pl.coalesce("former_id_no", "id_no")
    several = pl.col("former_id_no").is_not_null() | pl.col("id_no").is_in(list(known))
    oldest = first.replace(list(known), list(known.values())).alias(_OLDEST)
    people = evidence.persons.select("id_no", "former_id_no").with_row_index(PERSON)
    return people.filter(several).select(PERSON, "id_no", oldest).filter(pl.col("id_no") != pl.col(_OLDEST))


def renumbered(evidence: Evidence) -> pl.DataFrame:
    """Persons whose clues go by another number than their present one: id_no, oldest."""
    numbers = evidence.persons.select("id_no", oldest=oldest_numbers(evidence))
    return numbers.filter(pl.col("id_no") != pl.col("oldest")).unique(maintain_order=True)


@view
def _later_numbers(evidence: Evidence) -> dict[str, tuple[str, ...]]:
    """Resident id -> the numbers of the person that are not the oldest, of persons who have had several."""
    numbers = evidence.persons.select("id_no", "former_id_no", oldest=oldest_numbers(evidence))
    return {
        own: tuple(number for number in (own, former) if number not in (None, oldest))
        for own, former, oldest in numbers.filter(pl.col("id_no") != pl.col("oldest")).iter_rows()
    }


def _about(identity: Identity) -> pl.Expr:
    parts = [_part(column).fill_null("") for column in identity.value]
    # What another county sends, or does not, never numbers this clue otherwise.
    own = [COUNTY] if identity in (Identity.ROW, Identity.HOUSEHOLD) else []
    return pl.concat_str("check_id", *parts, *own, separator=_SEPARATOR, ignore_nulls=True)


def _part(column: str) -> pl.Expr:
    if column == "household_no":  # its county stands before it only while another has a household of this number
        return pl.coalesce(pl.col(column).str.strip_prefix(pl.col(COUNTY) + ABOVE), column)
    return pl.col(_OLDEST if column == PERSON else column)


def _ids(texts: Iterable[str], key: bytes) -> pl.Series:
    # Polars has no hash that is promised to stay the same between releases.
    plain = [blake2b(text.encode(), digest_size=ID_BYTES).hexdigest() for text in texts]
    return pl.Series(keyed_ids(plain, key), dtype=pl.String)
