"""What a manifest says of what went into a publication: policy, files, late registers, what was not run, controls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from pipelines.publishing.audit import Control
from pipelines.run.loaded import Loaded
from pipelines.workspace.fingerprint import digest
from policies.economy.registers import register_ages
from schemas.feed import Feed
from schemas.not_run import NotRun
from schemas.parameter import Parameters

_AGE = ("age_days", "allowed_age_days", "state")


def parameter_facts(parameters: Parameters) -> dict[str, object]:
    """Which values were in force."""
    values = [sorted(parameters.values.items()), sorted(parameters.words.items())]
    held = {"values": dict(sorted(parameters.values.items())), "words": dict(sorted(parameters.words.items()))}
    return {"version": parameters.version, "hash": digest(values), **held}


def recorded_parameters(facts: Mapping[str, object]) -> Parameters | None:
    """The values that a manifest says were in force; None where it is of a version that did not say."""
    values, words = facts.get("values"), facts.get("words")
    if not isinstance(values, dict) or not isinstance(words, dict):
        return None
    return Parameters(values, str(facts.get("version")), words)


def input_facts(loaded: Loaded) -> list[dict[str, object]]:
    """Every file that was used, all its sheets together."""
    return [
        {
            "file": one.file,
            "source": extract.source,
            **_county(one.county),
            "cut_off": extract.cut_off_of(one).isoformat(),
            "sha256": one.sha256,
            "bytes": one.size,
            "rows": one.rows,
            "accepted": one.accepted,
            "quarantined": one.quarantined,
        }
        for extract in loaded.extracts.values()
        for one in extract.files
    ]


def late_facts(as_of: date, parameters: Parameters, loaded: Loaded) -> list[dict[str, object]]:
    """Extracts past their allowed age, those used all the same and those left out."""
    ages = register_ages(as_of, parameters, loaded.cut_offs, loaded.selection.ever_landed)
    late = ages.filter(pl.col("age_days") > pl.col("allowed_age_days"))
    return [
        {
            "source": row["source"],
            **_county(row["county"]),
            "cut_off": row["cut_off"].isoformat(),
            **{name: row[name] for name in _AGE},
            "used": Feed(row["source"], row["county"]) not in loaded.selection.too_old,
        }
        for row in late.iter_rows(named=True)
    ]


def _county(name: str) -> dict[str, object]:
    """Whose it is, of a city in parts."""
    return {"county": name} if name else {}


def not_run_facts(lacking: Iterable[NotRun]) -> list[dict[str, object]]:
    """Checks that were not run and indicators that were not computed, with what they lack."""
    return [{"id": one.id, "title": one.title, **_county(one.county), "missing": list(one.missing)} for one in lacking]


def control_facts(controls: Iterable[Control]) -> list[dict[str, object]]:
    """Every control of the audit, those that hold too."""
    return [
        {
            "name": control.name,
            "subject": control.subject,
            "found": round(control.found, 6),
            "allowed": control.allowed,
            "holds": control.holds,
        }
        for control in controls
    ]
