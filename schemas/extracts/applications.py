"""新申请: applications, one row a member of an applying household, with authorisation, report and decision."""

from schemas.codes import APPLICATION_SCHEME, DECISION
from schemas.column import Column, Kind
from schemas.extract import Expected, Extract, Subject
from schemas.shared import RELATION, REQUIRED_NAME, TOWN, VILLAGE, date, no_identity, resident_id

EXTRACT = Extract(
    source="applications",
    title="新申请",
    owner="乡镇街道",
    unit="家庭成员",
    expected=Expected(within_year=True),
    columns=(
        Column("application_no", "申请编号", Kind.IDENTIFIER, required=True, filled=True),
        Column("scheme", "申请类别", Kind.CODE, codes=APPLICATION_SCHEME, required=True, filled=True),
        date("accepted_on", "受理日期", required=True, filled=True),
        REQUIRED_NAME,
        resident_id(),
        RELATION,
        TOWN,
        VILLAGE,
        Column("authorisation_no", "授权书编号", Kind.IDENTIFIER),
        date("authorised_on", "授权日期"),
        date("authorised_until", "授权有效期至"),
        Column("report_no", "核对报告编号", Kind.IDENTIFIER),
        date("reported_on", "核对报告日期"),
        date("report_valid_until", "报告有效期至"),
        Column("unanswered_sources", "未反馈单位", note="均已反馈的留空,不写“无”"),
        date("decided_on", "审批日期"),
        Column("decision", "审批结果", Kind.CODE, codes=DECISION),
    ),
    subjects=(Subject(relation="relation", household="application_no", town="town", village="village"),),
    roster=True,
    rules=(no_identity(),),
)
