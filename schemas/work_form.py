"""The form on which work on clues comes back: its columns, by what each is for."""

from __future__ import annotations

from schemas.column import Column, Kind
from schemas.terms import RESULTS, FindingState

SHEET = "线索"
"""The sheet of a workbook that is read."""
CLUE = "线索编号"
UNIT, ASSIGNED_ON, DUE_ON = "交办单位", "交办日期", "办理期限"
RESULT, RESULT_ON, NOTE, PREPARER, REVIEWER = "核实结果", "核实日期", "核实情况", "经办人", "复核人"
DISPOSAL, DISPOSED_ON, AMOUNT = "处置措施", "处置日期", "追回金额"
SEAL = "校验(勿改)"

ASSIGNING = (UNIT, ASSIGNED_ON, DUE_ON)
"""Any of them filled: the clue is given to a unit."""
FINDING = (RESULT, RESULT_ON, NOTE)
"""Any of them filled: somebody says what was found out; the two names alone say nothing."""
DISPOSING = (DISPOSAL, DISPOSED_ON, AMOUNT)
"""Any of them filled: something was done about it."""
FILLED = (*ASSIGNING, *FINDING, PREPARER, REVIEWER, *DISPOSING)
"""What a person may fill in."""
DATES = (ASSIGNED_ON, DUE_ON, RESULT_ON, DISPOSED_ON)
TEXTS = (UNIT, NOTE, PREPARER, REVIEWER, DISPOSAL)
"""What may say anything."""
READ = (CLUE, *FILLED)

WITHDRAWN = "撤回"
"""The result that withdraws the clue's last entry."""
RESULT_OF_WORD: dict[str, FindingState] = {one.label: one for one in RESULTS}
RESULT_WORDS = (*RESULT_OF_WORD, WITHDRAWN)
DISPOSALS = ("停发待遇", "核减保障金", "追回资金", "退出保障", "纳入保障", "更正数据", "其他")
"""Offered to choose from; any other text is one too."""

DATE_COLUMNS = tuple(Column(header, header, Kind.DATE) for header in DATES)
AMOUNT_COLUMN = Column("amount_recovered", AMOUNT, Kind.MONEY)
