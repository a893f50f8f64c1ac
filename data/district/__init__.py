"""A synthetic district with known truth, of any size, in the forms real files show, for demo, tests and benchmarks."""

from __future__ import annotations

from data.district.build import DEFAULT_DATE, District, new_district
from data.district.living import LivingDistrict, living_district
from data.district.score import CheckScore, Score, score

__all__ = [
    "DEFAULT_DATE",
    "CheckScore",
    "District",
    "LivingDistrict",
    "Score",
    "living_district",
    "new_district",
    "score",
]
