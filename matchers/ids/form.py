"""What was written where a resident id is asked for: cleaned text and its form (`IdForm`)."""

from __future__ import annotations

from enum import StrEnum
from functools import reduce

import polars as pl

from matchers.ids.digits import LENGTH, NINETEEN, SEVENTEEN, code_sound, id_codes

FIFTEEN = r"^[0-9]{15}$"
CERTIFICATE = r"^[0-9]{17}[0-9X][0-9]{2}(B[0-9])?$"
_CLEAN = r"^[1-9][0-9]{16}[0-9X]$"
SCIENTIFIC = r"^[0-9]+(\.[0-9]+)?E\+?[0-9]{1,2}$"
# Blanks of every kind, invisible marks, words and signs are no part of a number, but for the point and + of a power of
# ten, and signs for a character that cannot be read.
_NOISE = r"[[\s\p{C}\p{Han}\p{P}\p{S}]&&[^.+*?×✕□\x{FFFD}]]"
_WORD = r"^(?:ID|NO|SFZH?)([ .]*[1-9])"
_CROSS = r"^([0-9]{17})[×*✕ХΧ]$"
# One such sign is a mark beside the number, or stands for a digit that is then lost.
_UNREAD = r"^([0-9]*)[*?×✕□\x{FFFD}]([0-9]*X?)$"
# All that a spreadsheet keeps of a number, where 4.32902E+17 is only six digits.
_POWER = r"^([1-9])\.([0-9]{14})[0-9]*E\+?17$"
# Letters that a reader of print takes digits for, by their places in a number: B stands in certificates too, behind.
_PRINTED = {"D": "0", "Q": "0", "Z": "2", "S": "5", "B": "8"}
_SHORTEST = 15
"""Digits of a number of the first generation, the shortest."""


class IdForm(StrEnum):
    """Form of a written id. The first three can stand as they are; the rest want repair or are of no use."""

    VALID18 = "valid18"
    CERTIFICATE = "certificate"
    FIFTEEN = "fifteen"
    BADCHECK18 = "badcheck18"
    TRUNCATED = "truncated"
    SEVENTEEN = "seventeen"
    NINETEEN = "nineteen"
    SCIENTIFIC = "scientific"
    MALFORMED = "malformed"
    MISSING = "missing"


ID_FORM = pl.Enum([form.value for form in IdForm])
WELL_FORMED = (IdForm.VALID18, IdForm.CERTIFICATE, IdForm.FIFTEEN)


def normalise_ids(written: pl.Series) -> pl.DataFrame:
    """Cleans written ids and says what form each has.

    Width, blanks, quotes, invisible marks, hyphens and other signs, a trailing `.0`, letters typed or read for digits
    (O, I, l; D, Q, Z, S, B) and crosses typed for X are mended; of a power of ten with all the digits that a
    spreadsheet keeps these are left, with zeros behind. Nothing else is guessed.

    Args:
        written: String series, as the agency wrote it; nulls allowed.

    Returns:
        As many rows, in order: `id_no` String (null where nothing usable is written: empty, all zeros, a word such as
        无 or 待办) and `form` Enum (`ID_FORM`).
    """
    text = clean_ids(written)
    return pl.DataFrame({"id_no": text, "form": id_forms(text)})


def clean_ids(written: pl.Series) -> pl.Series:
    """The cleaned text alone, see `normalise_ids`."""
    dirty = ~written.str.contains(_CLEAN).fill_null(True)
    if not dirty.any():
        return written.alias("id_no")
    places = dirty.arg_true()
    rest = pl.DataFrame({"written": written.gather(places)})
    found = rest.join(_mended(rest.unique()), on="written", how="left", maintain_order="left")["text"]
    return written.clone().scatter(places, found).alias("id_no")


def _mended(written: pl.DataFrame) -> pl.DataFrame:
    """Adds `text`, step by step: an expression that names another twice works it out twice."""
    text = pl.col("text")
    plain = pl.col("written").str.normalize("NFKC").str.replace_all(_NOISE, "").str.to_uppercase()
    plain = plain.str.replace(_WORD, "${1}").str.replace(r"^([0-9]+)\.0+$", "${1}").str.replace(_POWER, "${1}${2}000")
    number = (text.str.count_matches("[0-9]") * 2 > text.str.len_chars()) & ~text.str.contains("E")
    digits = text.str.replace_all("[.+]", "").str.replace_all("O", "0").str.replace_all("[IL]", "1")
    long = text.str.len_chars() >= _SHORTEST
    printed = text.str.head(LENGTH).str.replace_many(_PRINTED) + text.str.slice(LENGTH)
    whole = text.str.replace(_CROSS, "${1}X").str.replace(_UNREAD, "${1}${2}")
    usable = pl.when(text.str.contains("[0-9]") & ~text.str.contains("^0+$")).then(text)
    steps = (plain, pl.when(number).then(digits).otherwise(text), pl.when(number & long).then(printed).otherwise(text))
    return reduce(lambda frame, step: frame.with_columns(text=step), (*steps, whole, usable), written)


def id_forms(ids: pl.Series) -> pl.Series:
    """Form of cleaned ids.

    Args:
        ids: String series as `clean_ids` gives it.

    Returns:
        Enum series (`ID_FORM`), never null. 18 characters whose check character or birth date is wrong are
        `badcheck18`, or `truncated` where they end in 000; numbers with a wrong check character were issued, so that
        this alone refuses nobody.
    """
    codes = id_codes(ids)
    sound = sound_codes(codes)
    rest = pl.DataFrame({"id_no": ids.filter(codes.is_null())}).select(_form_of_rest().cast(ID_FORM)).to_series()
    forms = pl.select(pl.when(sound).then(_lit(IdForm.VALID18)).otherwise(_lit(IdForm.BADCHECK18))).to_series()
    forms = forms.set(~sound & ids.str.ends_with("000"), IdForm.TRUNCATED.value)
    return forms.cast(ID_FORM).scatter(codes.is_null().arg_true(), rest).alias("form")


def _form_of_rest() -> pl.Expr:
    text = pl.col("id_no")
    certificate = text.str.contains(CERTIFICATE) & text.str.head(18).map_batches(sound_ids, return_dtype=pl.Boolean)
    first_generation = ("19" + text.str.slice(6, 6)).str.to_date("%Y%m%d", strict=False).is_not_null()
    return (
        pl.when(text.is_null())
        .then(_lit(IdForm.MISSING))
        .when(certificate)
        .then(_lit(IdForm.CERTIFICATE))
        .when(text.str.contains(FIFTEEN) & first_generation)
        .then(_lit(IdForm.FIFTEEN))
        .when(text.str.contains(SEVENTEEN))
        .then(_lit(IdForm.SEVENTEEN))
        .when(text.str.contains(NINETEEN))
        .then(_lit(IdForm.NINETEEN))
        .when(text.str.contains(SCIENTIFIC))
        .then(_lit(IdForm.SCIENTIFIC))
        .otherwise(_lit(IdForm.MALFORMED))
    )


def _lit(form: IdForm) -> pl.Expr:
    return pl.lit(form.value, dtype=ID_FORM)


def sound_ids(ids: pl.Series) -> pl.Series:
    """Whether each value is 18 characters with a real birth date and the right check character (GB 11643-1999, 4.2).

    Args:
        ids: String series, nulls allowed.

    Returns:
        Boolean series, false for nulls and anything but 18 characters.
    """
    return sound_codes(id_codes(ids)).alias(ids.name)


def sound_codes(codes: pl.Series) -> pl.Series:
    """The same as `sound_ids`, from integer codes; false for nulls."""
    known = codes.is_not_null()
    return known.scatter(known.arg_true(), pl.Series(code_sound(codes.drop_nulls().to_numpy()), dtype=pl.Boolean))
