"""What a batch for the city platform says of its rows, and what comes back."""

from __future__ import annotations

from schemas.terms.term import Term


class CityMode(Term):
    """What a batch for the city platform holds."""

    FULL = "full", "全量"
    INCREMENTAL = "incremental", "增量"


class Operation(Term):
    """What the city platform is to do with a row of a batch."""

    FULL = CityMode.FULL
    ADD = "add", "新增"
    CHANGE = "change", "变更"
    WITHDRAW = "withdraw", "撤销"


class ReceiptWord(Term):
    """What the city platform answers about a row, or about a whole file."""

    RECEIVED = "received", "接收"
    RETURNED = "returned", "退回"
