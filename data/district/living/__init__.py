"""A district that lives: the same people over many nights, and what each night's deliveries say of them.

The district is drawn once, as it stands on the last night; an earlier night sees of it what was so, and reported, by
then. So a row stays as it was miswritten, and a clue that comes or goes has a cause: an event, or a delivery.
"""

from __future__ import annotations

from data.district.living.nights import LivingDistrict, living_city, living_district
from data.district.living.span import Span

__all__ = ["LivingDistrict", "Span", "living_city", "living_district"]
