"""households.parquet: the verified economy of every household in force and every applying household."""

from schemas.flow import Flow
from schemas.output import COUNT, TEXT, YUAN, Field, InWorkbook, Table
from schemas.terms import HouseholdKind, HouseholdOutcome, Insufficient
from schemas.words import CheckId, Detailed, OneOf, Several, Source, Word

GROUND = OneOf((CheckId(), Detailed(Word(Insufficient), Source())))
"""A ground of a conclusion: a check that was raised, or what is missing and of which extract."""

HOUSEHOLDS = Table(
    name="households",
    title="家庭经济状况核对结果",
    unit="家庭",
    fields=(
        Field("household_no", TEXT, "家庭编号或申请编号", "按原文"),
        Field("kind", TEXT, "类别", words=Word(HouseholdKind)),
        Field("scheme", TEXT, "救助类别", "城市低保、农村低保等,按户内首行"),
        Field("head_name", TEXT, "户主姓名", "按原文"),
        Field("town", TEXT, "乡镇街道", "按户内首行"),
        Field("village", TEXT, "村居", "按户内首行"),
        Field("members_counted", COUNT, "计入人数", "共同生活的家庭成员中已关联、在世、户籍正常的人数"),
        Field("observed_monthly_income_per_head", YUAN, "核对月人均收入(元)", "扣减前;不可读取时为空"),
        Field("declared_monthly_income_per_head", YUAN, "申报月人均收入(元)", "仅在保家庭;申请家庭为空"),
        Field("deductions", YUAN, "刚性支出扣减(元)", "核对期 12 个月合计"),
        Field("outcome", TEXT, "核对结论", words=Word(HouseholdOutcome)),
        Field("reasons", TEXT, "依据", words=Several(GROUND)),
    ),
    order=("kind", "household_no"),
    flow=Flow.VERIFY,
    place=7,
    workbook=InWorkbook("家庭核对", place=5),
    city_platform=("household_no", "kind"),
)
