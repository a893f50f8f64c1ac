"""The three columns that say which line of which file something came from."""

import polars as pl

from schemas.output import TEXT, Field
from schemas.words import Source

PLACE_FIELDS = (
    Field("source", TEXT, "来源", words=Source()),
    Field("file", TEXT, "文件", "文件名;xlsx 为 文件名#工作表", content=False),
    Field("row_number", pl.Int64(), "行号", "在表格软件中看到的行号,从 1 起", content=False),
)
