"""The floor under a night: its files read as fast as Polars and calamine read them, and ids joined as they stand.

No value is understood, nothing is checked, linked, stored or published. Whatever does a night's work needs longer.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import fastexcel
import polars as pl

_ID_HEADERS = ("身份证", "证件号码", "公民身份号码")
_HEADER_WITHIN = 6
"""Title rows stand before the header, but not more than a few."""


def main(landing: Path, files: Path, outcome: Path) -> None:
    """Reads the files of a night and joins their ids with the registry's.

    Args:
        landing: folder of the files.
        files: JSON list of (source, file name), the registry's source first.
        outcome: where to write, as JSON, how many rows were read and how many ids were met.
    """
    named: list[tuple[str, str]] = json.loads(files.read_text(encoding="utf-8"))
    registry_source = named[0][0]
    read = [(source, frame) for source, name in named for frame in _read(landing / name)]
    held = pl.concat([_ids(frame) for source, frame in read if source == registry_source]).unique()
    rosters = pl.concat([_ids(frame) for source, frame in read if source != registry_source])
    met = rosters.join(held, on="id", how="inner").height
    rows = sum(frame.height for _, frame in read)
    outcome.write_text(json.dumps({"rows": rows, "met": met}), encoding="utf-8")


def _read(path: Path) -> Iterator[pl.DataFrame]:
    """The tables of a file, all text."""
    if path.suffix == ".parquet":
        yield pl.read_parquet(path)
    elif path.suffix == ".csv":
        yield _csv(path)
    else:
        book = fastexcel.read_excel(path)
        for sheet in book.sheet_names:
            yield book.load_sheet(sheet, header_row=None, dtypes="string").to_polars()


def _csv(path: Path) -> pl.DataFrame:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    head = text[:2000]
    separator = max(",\t|", key=head.count)
    return pl.read_csv(
        text.encode(), separator=separator, has_header=False, infer_schema=False, truncate_ragged_lines=True
    )


def _ids(frame: pl.DataFrame) -> pl.DataFrame:
    """Every id of the table as it stands, column after column."""
    columns = [pl.Series("id", frame[name], pl.String) for name in frame.columns if _is_id(frame, name)]
    return pl.DataFrame({"id": pl.concat(columns) if columns else pl.Series([], dtype=pl.String)})


def _is_id(frame: pl.DataFrame, name: str) -> bool:
    heads = [name, *frame[name].head(_HEADER_WITHIN).cast(pl.String).fill_null("")]
    return any(word in head for head in heads for word in _ID_HEADERS)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
