"""The review workbook: its sheet and the columns that reviewers read and fill, and what a hidden key carries."""

from __future__ import annotations

from schemas.decision import Verdict

SHEET = "复核"

BLOCK, SIDE, PLACE_IN_FILE = "序号", "对照", "来源与位置"
NAME, ID_NO, CERTIFICATE = "姓名", "证件号码", "残疾人证号"
BIRTH_DATE, SEX, TOWN, VILLAGE = "出生日期", "性别", "乡镇街道", "村居"
HEAD, MATES = "户主(或配偶)", "同户人员"
VERDICT, REASON, PREPARER, REVIEWER = "结论", "依据", "经办人", "复核人"
KEY = "键(勿改)"

READ = (
    BLOCK,
    SIDE,
    PLACE_IN_FILE,
    NAME,
    ID_NO,
    CERTIFICATE,
    BIRTH_DATE,
    SEX,
    TOWN,
    VILLAGE,
    HEAD,
    MATES,
)
"""Columns that are shown."""
FILLED = (VERDICT, REASON, PREPARER, REVIEWER)
"""Columns that reviewers fill."""
COLUMNS = (*READ, *FILLED, KEY)

MOST_CANDIDATES = 3
"""Registry persons that people see beside a row; its best ones."""

VERDICT_OF_WORD: dict[str, Verdict] = {verdict.label: verdict for verdict in Verdict}
