"""cross_county.parquet: the clues of a city in parts that no county can see alone, as a list of their own.

They stand in mismatch.parquet and mutual_inclusion.parquet too, whose rows are the same.
"""

from dataclasses import replace

from schemas.flow import Flow
from schemas.output import InWorkbook, OnPage
from schemas.outputs.findings import MISMATCH

CROSS_COUNTY = replace(
    MISMATCH,
    name="cross_county",
    title="跨县线索",
    flow=Flow.COVERAGE,
    place=7,
    optional=True,
    in_parts=True,
    bounded=False,
    workbook=InWorkbook("跨县线索", place=5),
    page=OnPage("cross-county", "跨县线索"),
)
