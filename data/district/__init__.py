"""A synthetic district with known truth, of one night or of many, in the forms real files show."""

from __future__ import annotations

from data.district.build import DEFAULT_DATE, MOST_COUNTIES, District, new_district
from data.district.living import LivingDistrict, Span, living_city, living_district
from data.district.score import CheckScore, Score, score

__all__ = [
    "DEFAULT_DATE",
    "MOST_COUNTIES",
    "CheckScore",
    "District",
    "LivingDistrict",
    "Score",
    "Span",
    "living_city",
    "living_district",
    "new_district",
    "score",
]
