"""The columns that say which line of which file something came from, and of a city in parts from which county."""

import polars as pl

from schemas.output import TEXT, Field
from schemas.words import Source

PLACE_FIELDS = (
    Field("source", TEXT, "来源", words=Source()),
    Field("file", TEXT, "文件", "文件名;xlsx 为 文件名#工作表", content=False),
    Field("row_number", pl.Int64(), "行号", "在表格软件中看到的行号,从 1 起", content=False),
)
COUNTY_FIELDS = (
    Field("county", TEXT, "县(市、区)", "线索所依据的名册由哪个县(市、区)报送", in_parts=True),
    Field("cross_county", pl.Boolean(), "跨县", "证据来自不止一个县(市、区),任何一县单独都看不到", in_parts=True),
)
"""Only where a city's extracts come in parts by county (`parts = "county"`)."""
