"""Takes over a workspace that an older version of the program left; a night does the same before it begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from pipelines.publishing.place import recover
from pipelines.publishing.publications import record_published
from pipelines.record.store import read_record, verify_for_the_night
from pipelines.warehouse import Warehouse
from pipelines.warehouse.connection import connect
from pipelines.warehouse.history import keep_history
from pipelines.warehouse.schema import schema_number
from pipelines.warehouse.tables import SCHEMA_NUMBER
from pipelines.workspace.folders import Workspace
from pipelines.workspace.lock import hold
from schemas.errors import NothingLeftError


@dataclass(frozen=True)
class Upgraded:
    """What was taken over.

    Attributes:
        before: number of the tables' form as it was found.
        after: as it is now.
        entries: entries of the record.
        publications: publications that stand.
    """

    before: int
    after: int
    entries: int
    publications: int


def upgrade(workspace: Workspace) -> Upgraded:
    """Brings warehouse, record and history of a workspace to the form of this version; nothing is lost.

    Raises:
        NothingLeftError: there is no warehouse yet.
        OtherVersionError: a newer program wrote it; nothing is changed.
        TamperedRecordError: the decisions were changed after they were written.
        WorkspaceBusyError: a run is at work.
    """
    if not workspace.warehouse.is_file():
        raise NothingLeftError(f"工作区 {workspace.root} 还没有数据仓库,无需升级")
    with hold(workspace.lock_file, datetime.now(UTC)):
        before = _number(workspace)
        with Warehouse(workspace.warehouse) as warehouse:
            workspace.prepare()
            recover(workspace)
            verify_for_the_night(workspace, warehouse)
            record_published(workspace, warehouse)
        keep_history(workspace.warehouse, workspace.history)
        return Upgraded(before, SCHEMA_NUMBER, len(read_record(workspace)), len(workspace.published_dates()))


def _number(workspace: Workspace) -> int:
    connection = connect(workspace.warehouse, read_only=True)
    try:
        return schema_number(connection) or SCHEMA_NUMBER
    finally:
        connection.close()
