"""What a part of a night's evidence knows beside its rows, as JSON: dates, sources, counties, policy, clue key."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from policies.clue_key import ClueKey
from policies.counties import Counties
from policies.evidence import Evidence
from schemas.feed import Feed
from schemas.parameter import Parameters


def written_facts(part: Evidence) -> bytes:
    """All that the evidence holds but frames, and the oldest numbers of persons."""
    parameters, counties = part.parameters, part.counties
    facts = {
        "as_of": part.as_of,
        "parameters": {
            "values": dict(parameters.values),
            "version": parameters.version,
            "words": dict(parameters.words),
        },
        "cut_offs": dict(part.cut_offs),
        "ever_landed": sorted(part.ever_landed),
        "too_old": dict(part.too_old),
        "key": part.clue_key.key.hex(),
        "counties": _written_counties(counties) if counties else None,
    }
    return json.dumps(facts, ensure_ascii=False, default=date.isoformat).encode()


def read_facts(written: bytes, oldest: Mapping[str, str]) -> dict[str, Any]:
    """The same again, as `Evidence` takes it.

    Args:
        written: as above.
        oldest: the oldest numbers of persons (`ClueKey.oldest`).
    """
    facts = json.loads(written)
    return {
        "as_of": date.fromisoformat(facts["as_of"]),
        "parameters": Parameters(**facts["parameters"]),
        "cut_offs": _dates(facts["cut_offs"]),
        "ever_landed": frozenset(facts["ever_landed"]),
        "too_old": _dates(facts["too_old"]),
        "clue_key": ClueKey(bytes.fromhex(facts["key"]), oldest),
        "counties": _read_counties(facts["counties"]) if facts["counties"] else None,
    }


def _written_counties(counties: Counties) -> dict[str, object]:
    return {
        "of_file": dict(counties.of_file),
        "cut_offs": [(*feed, day) for feed, day in counties.cut_offs.items()],
        "too_old": [(*feed, day) for feed, day in counties.too_old.items()],
        "landed": sorted(counties.landed),
    }


def _read_counties(facts: Mapping[str, Any]) -> Counties:
    return Counties(
        of_file=facts["of_file"],
        cut_offs=_by_feed(facts["cut_offs"]),
        too_old=_by_feed(facts["too_old"]),
        landed=frozenset(Feed(*feed) for feed in facts["landed"]),
    )


def _by_feed(told: Iterable[tuple[str, str, str]]) -> dict[Feed, date]:
    return {Feed(source, county): date.fromisoformat(day) for source, county, day in told}


def _dates(told: Mapping[str, str]) -> dict[str, date]:
    return {source: date.fromisoformat(day) for source, day in told.items()}
