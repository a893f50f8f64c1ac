"""Who is entitled to which of the two allowances of disabled people (国发〔2015〕52号; 湘政发〔2015〕54号)."""

from __future__ import annotations

import polars as pl

from policies.evidence import Evidence, view
from policies.terms.benefits import beneficiaries, covered, in_extreme_poverty
from policies.terms.deaths import living
from policies.terms.health import certificates, high_level
from schemas.linked import PERSON

LIVING_EXCLUDES = ("extreme_poverty", "orphans", "disability_allowances")
NURSING_EXCLUDES = ("extreme_poverty", "disability_allowances")
"""Sources whose rows keep somebody from missing the allowance."""


@view
def due_living_allowance(evidence: Evidence) -> pl.DataFrame:
    """Certificate rows of those entitled to 生活补贴: living, covered, not in extreme_poverty, not an orphan."""
    held = living(evidence, certificates(evidence)).join(
        covered(evidence), on=PERSON, how="semi", maintain_order="left"
    )
    supported = pl.concat([rows.select(PERSON) for rows in (in_extreme_poverty(evidence), _orphans(evidence))])
    return held.join(supported, on=PERSON, how="anti", maintain_order="left")


@view
def due_nursing_allowance(evidence: Evidence) -> pl.DataFrame:
    """Certificate rows (level 1-2) of those entitled to 护理补贴: living, not in extreme_poverty."""
    held = living(evidence, high_level(evidence))
    return held.join(in_extreme_poverty(evidence), on=PERSON, how="anti", maintain_order="left")


def _orphans(evidence: Evidence) -> pl.DataFrame:
    return beneficiaries(evidence, "orphans")
