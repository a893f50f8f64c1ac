"""收入财产: income, property and registrations of persons as other agencies report them, one row an item."""

import polars as pl

from schemas.codes import BALANCE_ITEMS, ECONOMIC_ITEM, INCOME_ITEMS, REGISTER, VEHICLE_STATES
from schemas.column import Column, Kind
from schemas.extract import Extract, RowRule, Subject
from schemas.shared import PERIOD_TOTAL, REQUIRED_NAME, WHOLE_MONTHS, date, money, no_identity, resident_id
from schemas.terms import QuarantineReason

_INCOME = pl.col("item").is_in(INCOME_ITEMS)
_STATES = "、".join(f"{letter} {word}" for letter, word in VEHICLE_STATES.items())
_LETTER = f"[{''.join(VEHICLE_STATES)}]"
_LETTERS = f"^{_LETTER}(,{_LETTER})*$"
_PLAIN = pl.col("item_status").str.normalize("NFKC").str.replace_all(r"\s", "")
_STATE = _PLAIN.str.replace_all("[、;]", ",").str.strip_chars(",").str.to_uppercase()


def _missing(column: Column, items: pl.Expr, text: str) -> RowRule:
    return RowRule((column.name,), QuarantineReason.MISSING_VALUE, items & pl.col(column.field).is_null(), text)


_AMOUNT = money("amount", "金额", note=f"收入项目: {PERIOD_TOTAL};存款、证券: 余额")
_PERIOD_START = date("period_start", "期间起", note=f"收入项目必填;{WHOLE_MONTHS}")
_PERIOD_END = date("period_end", "期间止", note="收入项目必填;在编人员仍在编的留空")

EXTRACT = Extract(
    source="economic_items",
    title="收入财产",
    owner="税务/人社/车管/不动产/市场监管/金融",
    unit="人·项目",
    columns=(
        Column("register", "数据来源", Kind.CODE, codes=REGISTER, required=True, filled=True),
        Column("item", "项目", Kind.CODE, codes=ECONOMIC_ITEM, required=True, filled=True),
        REQUIRED_NAME,
        resident_id("证件号码"),
        _AMOUNT,
        Column("area", "面积", Kind.DECIMAL),
        Column("unit_no", "不动产单元号", Kind.IDENTIFIER, note="同一单元号的几行算同一套住房"),
        _PERIOD_START,
        _PERIOD_END,
        Column(
            "item_status",
            "状态",
            note=f"机动车为状态字母,逗号分隔({_STATES});无 = 在用。住宅 注销 的不算;企业、个体工商户只算 正常",
        ),
        date("registered_on", "登记日期"),
        date("data_as_of", "数据截止日"),
        Column("remark", "备注"),
    ),
    subjects=(Subject(),),
    rules=(
        no_identity(),
        _missing(_AMOUNT, _INCOME | pl.col("item").is_in(BALANCE_ITEMS), "收入、存款、证券项目缺金额"),
        _missing(_PERIOD_START, _INCOME, "收入项目缺期间起"),
        _missing(_PERIOD_END, _INCOME, "收入项目缺期间止"),
        RowRule(
            ("item_status",),
            QuarantineReason.UNKNOWN_CODE,
            (pl.col("item") == "机动车") & ~_STATE.str.contains(_LETTERS).fill_null(value=True),
            "机动车状态含未知字母",
        ),
    ),
)
