"""The civil registry as everything after the linkage sees it: one number written in one way."""

import polars as pl

from pipelines.ingest.registry import numbered

NUMBER = "43290219510605030X"


def test_a_number_is_written_in_one_way_and_what_is_none_stays() -> None:
    written = [NUMBER, NUMBER.lower(), "４３２９０２１９５１０６０５０３０Ｘ", "不详", None]
    registry = pl.DataFrame({"id_no": written, "former_id_no": pl.Series([None] * 5, dtype=pl.String)})
    people = numbered(registry)
    assert people["id_no"].to_list() == [NUMBER, NUMBER, NUMBER, "不详", None]
    assert people["person"].to_list() == [0, 1, 2, 3, 4]
    assert registry["id_no"].to_list() == written
