"""The stages and flows by name: what the manifest, the log, Prefect's page and the command line call them."""

from __future__ import annotations

from schemas.terms import Term


class Stage(Term):
    """One step of a run."""

    LOOK = "look", "查看数据文件"
    INGEST = "ingest", "读取校验"
    RECALL = "recall", "取回上次结果"
    LINK = "link", "人员关联"
    VERIFY = "verify", "家庭经济状况核对"
    MISMATCH = "mismatch", "数据比对"
    MUTUAL_INCLUSION = "mutual_inclusion", "互相纳入比对"
    COVERAGE = "coverage", "核对指标"
    WRITE = "write", "写出报表"
    HAND_OVER = "hand_over", "生成交换文件"
    STORE = "store", "写入数据仓库"
    PUBLISH = "publish", "审核发布"


class Flow(Term):
    """What can be run: the whole night, or one of its reports by hand."""

    NIGHTLY = "nightly", "夜间核对"
    INGEST = Stage.INGEST
    LINK = Stage.LINK
    VERIFY = Stage.VERIFY
    MISMATCH = Stage.MISMATCH
    MUTUAL_INCLUSION = Stage.MUTUAL_INCLUSION
    COVERAGE = Stage.COVERAGE
    HAND_OVER = Stage.HAND_OVER

    @property
    def command(self) -> str:
        """Its name on the command line."""
        return self.value.replace("_", "-")
