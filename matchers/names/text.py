"""The comparing form of a name: width, blanks, dots, notes and traditional characters put away."""

from __future__ import annotations

from functools import cache

import polars as pl

from matchers.names.tables import compound_surnames
from schemas.traditional import simplified

# One character that is there but cannot be read: what systems write for a rare one.
UNREAD = "□"
_UNREAD_SIGNS = r"[?*■□〓◇◆○◯〇●△▲▯☐⬜\x{FFFD}×✕#_\p{Co}]"
NOTE = r"[(\[{<〈《「『【〔][^)\]}>〉》」』】〕]*(?:[)\]}>〉》」』】〕]|$)"
"""What stands in brackets beside a name, for Polars and `re` alike."""
_PARTS = r"[(\[{<〈《「『【〔][^)\]}>〉》」』】〕]+[+/][^)\]}>〉》」』】〕]+[)\]}>〉》」』】〕]"
_STATUS = r"^(\p{Han}{2,})(?:已故|死亡|户主|代领|本人)$"
# 李四之妻 is not 李四: the row is of somebody whose name is not given.
_KINSMAN = "子|女|妻|夫|父|母|孙|儿|媳|儿子|女儿|妻子|丈夫|孙子|孙女|儿媳|遗孀|家属"
_KIN = rf"^(\p{{Han}}{{2,4}})[之的][长次大二三四小幼]?(?:{_KINSMAN})$"
# Characters without which none of these three patterns is met.
_TELLING = "故亡主领人之的无详知定空婴"
_NO_NAME = r"^(?:无|无名|无名氏|不详|未知|未详|待定|空|婴儿|未取名|未命名|暂无|null|none|nan|□+|)$"


def normalise_names(written: pl.Series) -> pl.Series:
    """Names in the form in which they are compared.

    Width, blanks, dots of any kind, digits, punctuation and notes in brackets are dropped, traditional characters
    become simplified ones, Latin letters small. Signs that stand for a character nobody could type (? * ■ 〇,
    private-use characters, a note of parts such as 【王+莹】) become `□`, one each.

    Args:
        written: String series as the agency wrote it; nulls allowed.

    Returns:
        String series of the same length and name. Null where no name is given: nothing left, a word such as 不详, or
        only a kinsman's (李四之妻).
    """
    plain = written.str.contains(_plain()).fill_null(False)
    if plain.all():
        return written
    places = (~plain).arg_true()
    rest = pl.DataFrame({"written": written.gather(places)})
    distinct = rest.unique()
    distinct = distinct.with_columns(key=_key(distinct["written"]))
    keys = rest.join(distinct, on="written", how="left", maintain_order="left", nulls_equal=True)["key"]
    return written.clone().scatter(places, keys)


def kinsmen_named(written: pl.Expr) -> pl.Expr:
    """Whose wife, son … a name says that somebody is (李四 of 李四之妻); null of other names."""
    return written.str.replace_all(r"\s", "").str.extract(_KIN, 1)


@cache
def _plain() -> str:
    """Pattern of names that are in normal form as they stand: two to four characters, none of which says otherwise."""
    others = "".join(map(chr, _simpler())) + _TELLING
    return rf"^[\x{{4E00}}-\x{{9FA5}}&&[^{others}]]{{2,4}}$"


@cache
def _simpler() -> dict[int, str]:
    return str.maketrans(simplified() | {"某": UNREAD, "丶": ""})


def _key(names: pl.Series) -> pl.Series:
    table = _simpler()
    simple = pl.Series([name and name.translate(table) for name in _stripped(names)], dtype=pl.String)
    key = simple.str.replace(_STATUS, "${1}")
    return key.set((key.str.contains(_KIN) | key.str.contains(_NO_NAME)).fill_null(False), None)


def _stripped(names: pl.Series) -> pl.Series:
    """Step by step: an expression that names another twice works it out twice."""
    text = pl.col("text")
    whole = text.str.normalize("NFKC").str.replace_all(_PARTS, UNREAD).str.to_lowercase()
    inside = text.str.replace_all(r"[()\[\]{}<>〈〉《》「」『』【】〔〕]", "")
    outside = text.str.replace_all(NOTE, "")
    named = pl.when(pl.col("outside").str.contains(r"\p{Han}")).then("outside").otherwise(inside)
    signs = text.str.replace_all(_UNREAD_SIGNS, UNREAD).str.normalize("NFD").str.replace_all("u\u0308", "v")
    frame = pl.DataFrame({"text": names}).with_columns(text=whole).with_columns(outside=outside)
    kept = signs.str.replace_all(r"\p{M}|[^\p{Han}□a-z]", "")
    return frame.with_columns(text=named).select(kept).to_series()


def surname_lengths(keys: pl.Expr) -> pl.Expr:
    """Characters of the surname: two where a compound surname leads a name of three or more, else one."""
    compound = keys.str.head(2).is_in(list(compound_surnames())) & (keys.str.len_chars() > 2)
    return pl.when(compound).then(2).otherwise(1)
