"""ledger.parquet: every clue ever raised, what the data say of it tonight, and how far people have come with it."""

import polars as pl

from schemas.flow import Flow
from schemas.output import COUNT, DATE, TEXT, YUAN, Field, Table
from schemas.outputs.place import COUNTY_FIELDS
from schemas.terms import Answer, DataStatus, FindingState
from schemas.words import Several, Source, Word

_ROUND = "本轮(自最近一次转为待核实或重新交办起)的"

LEDGER = Table(
    name="ledger",
    title="线索台账",
    unit="曾经查出的线索",
    fields=(
        Field("finding_id", TEXT, "线索编号", "同一线索每晚编号不变"),
        Field("check_id", TEXT, "检查项", "检查项编号,如 D1、R3;含义见数据字典和报告"),
        Field("household_no", TEXT, "户编号", "最近一次查出时的家庭编号、户编号或申请编号;与户无关的为空"),
        Field("person_id_no", TEXT, "户籍证件号码", "最近一次查出时证据所指的人的号码;未关联时为空", masked=True),
        Field("name", TEXT, "姓名", "最近一次查出时证据所指的人"),
        Field("town", TEXT, "乡镇街道", "最近一次查出时所在"),
        Field("village", TEXT, "村居", "最近一次查出时所在"),
        Field("first_seen", DATE, "首次发现", "最早查出这条线索的一期"),
        Field("last_seen", DATE, "最近发现", "最近查出这条线索的一期"),
        Field("gone_since", DATE, "数据消除日", "现已消除的,最先发现其消除的一期;否则为空"),
        Field("data_status", TEXT, "数据状态", words=Word(DataStatus)),
        Field("state", TEXT, "办理状态", words=Word(FindingState)),
        Field("state_since", DATE, "状态起始日", "形成该状态的登记的日期,或该期的日期"),
        Field("age_days", COUNT, "天数", "自首次发现起的天数"),
        Field("recurrences", COUNT, "屡查屡犯次数", "属实、部分属实或办结后,数据消除又再现的次数"),
        Field("still_raised", pl.Boolean(), "办结仍在", "已办结,但处置日之后报送的数据仍查出"),
        Field("assigned_to", TEXT, "交办单位", f"{_ROUND}交办单位"),
        Field("assigned_on", DATE, "交办日期", f"{_ROUND}交办日期"),
        Field("due_on", DATE, "办理期限", f"{_ROUND}办理期限"),
        Field("overdue", pl.Boolean(), "逾期", "期限已过、本轮没有核实结果,且数据未消除"),
        Field("result_on", DATE, "核实日期", f"{_ROUND}最新核实结果的日期"),
        Field("prepared_by", TEXT, "经办人", f"{_ROUND}最新核实结果的经办人"),
        Field("reviewed_by", TEXT, "复核人", f"{_ROUND}最新核实结果的复核人"),
        Field("note", TEXT, "核实情况", f"{_ROUND}最新核实结果的说明"),
        Field("disposal", TEXT, "处置措施", f"{_ROUND}处置措施"),
        Field("disposed_on", DATE, "处置日期", f"{_ROUND}处置日期"),
        Field("amount_recovered", YUAN, "追回金额(元)", f"{_ROUND}追回金额;未填为空"),
        Field("result", TEXT, "核实结果", f"{_ROUND}最新核实结果,办结后不变", words=Word(FindingState)),
        Field("answer", TEXT, "本期结果", "本期该检查项对这条线索的结果,未运行的为空", words=Word(Answer)),
        Field("facts", TEXT, "证据指纹", "最近一次查出时各项证据的指纹,空格分隔;证据未变则不变"),
        Field("source", TEXT, "来源", "最近一次查出时所依据的名册", words=Source()),
        Field("observed_source", TEXT, "比对来源", "最近一次查出时比对发现值的出处", words=Several(Source())),
        COUNTY_FIELDS[0],
    ),
    order=("check_id", "finding_id"),
    flow=Flow.COVERAGE,
    unique="finding_id",
)
