"""A publication in the making: fresh tables beside those carried over, written aside, audited, put in place."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import polars as pl

from pipelines.publishing.audit import Control, audit, require
from pipelines.publishing.place import MANIFEST, outputs_of, publish
from pipelines.publishing.render import HAND_OVERS, RENDERED, deliver, handed_over_rows, render
from pipelines.publishing.report import Content, build_report
from pipelines.publishing.standing import Previous, previous_publication
from pipelines.publishing.tables import read_tables, table_file, whole_tables
from pipelines.publishing.write import write_tables
from pipelines.run.context import Context
from pipelines.run.extracts import Loaded
from pipelines.workspace.fingerprint import digest
from pipelines.workspace.folders import private_folder
from pipelines.workspace.keys import supervision_key
from pipelines.workspace.program import PUBLISHING, program_fingerprint
from policies.not_run import not_run
from reports.report import Report
from schemas.errors import NotPublishedError
from schemas.extracts import REGISTRY
from schemas.flow import Stage
from schemas.not_run import NotRun
from schemas.outputs import OUTPUTS


@dataclass(frozen=True)
class Draft:
    """A publication in the making.

    Attributes:
        context: what every step needs.
        loaded: the extracts that it speaks of.
        fresh: published tables that this run has made.
        unclaimed: files of the landing folder that no source claims.
    """

    context: Context
    loaded: Loaded
    fresh: dict[str, pl.DataFrame]
    unclaimed: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """Where it is written; nobody sees it before it is published."""
        return self.context.run.workspace.staging / self.context.run.id

    @property
    def is_complete(self) -> bool:
        """Every published table is there."""
        return self.tables.keys() == OUTPUTS.keys()

    @cached_property
    def carried(self) -> dict[str, pl.DataFrame]:
        """Published tables of this date that this run leaves as they are."""
        others = [name for name in OUTPUTS if name not in self.fresh]
        return read_tables(self.context.run.workspace.publication(self.context.run.as_of), others)

    @cached_property
    def tables(self) -> dict[str, pl.DataFrame]:
        """All tables, in the order of the declarations."""
        both = self.carried | self.fresh
        return {name: both[name] for name in OUTPUTS if name in both}

    @cached_property
    def previous(self) -> Previous | None:
        """The publication before."""
        return previous_publication(self.context.run.workspace, self.context.run.as_of)

    def write_and_publish(self, fingerprint: str | None, *, delivers: bool) -> list[Control]:
        """Writes all files aside, checks them, and puts them in place.

        Args:
            fingerprint: of everything that the publication depends on; None where reports of several runs stand in it.
            delivers: the hand-overs are made anew.

        Raises:
            NotPublishedError: a control failed.
        """
        run = self.context.run
        private_folder(self.folder)
        run.stage(Stage.WRITE, self._write, rows=lambda _: sum(frame.height for frame in self.fresh.values()))
        if delivers:
            run.stage(Stage.DELIVER, self._deliver, rows=lambda rows: rows)
        else:
            self._carry_over(HAND_OVERS)
        run.stage(Stage.STORE, self.context.background.finish, rows=lambda rows: rows)
        return run.stage(Stage.PUBLISH, lambda: self._publish(fingerprint), rows=lambda _: self.loaded.rows)

    def _write(self) -> None:
        with ThreadPoolExecutor(1) as beside:  # Parquet is written without Python's lock, pages are not
            tables = beside.submit(write_tables, self.fresh, self.folder)
            self._carry_over(tuple(table_file(name) for name in self.carried))
            if self.is_complete:
                render(self.report, self.folder)
            else:
                self._carry_over(RENDERED)
            tables.result()

    def _deliver(self) -> int:
        if not self.is_complete:
            raise NotPublishedError("还不能生成交换文件: 报表不全", hint="请先运行 hedui run nightly")
        key = supervision_key(self.context.run.workspace, self.loaded.extracts[REGISTRY].split.accepted)
        return deliver(self.report, key, self.folder)

    @cached_property
    def report(self) -> Report:
        """What people read, typed."""
        previous = self.previous
        return build_report(
            Content(
                as_of=self.context.run.as_of,
                run_id=self.context.run.id,
                parameters=self.context.parameters,
                extracts=self.loaded.extracts,
                ever_landed=self.loaded.selection.ever_landed,
                not_run=self.not_run,
                tables=self.tables,
                before=(previous.as_of, whole_tables(previous.folder)) if previous else None,
            )
        )

    @cached_property
    def not_run(self) -> tuple[NotRun, ...]:
        """What lacks a source, told alike to people and in the manifest."""
        return not_run(frozenset(self.loaded.extracts), self.loaded.selection.ever_landed)

    def _carry_over(self, names: tuple[str, ...]) -> None:
        standing = self.context.run.workspace.publication(self.context.run.as_of)
        for name in names:
            if (standing / name).is_dir():
                shutil.copytree(standing / name, self.folder / name)
            elif (standing / name).exists():
                shutil.copyfile(standing / name, self.folder / name)

    def _publish(self, fingerprint: str | None) -> list[Control]:
        run = self.context.run
        before = self.previous.rows if self.previous else {}
        controls = audit(self.loaded.extracts, self.tables, before, self.context.settings)
        run.facts |= self._facts(fingerprint, controls)
        for one in self.not_run:
            run.set_aside("not_run", id=one.id, title=one.title, missing="、".join(one.missing))
        require(controls)
        rows = {table_file(name): frame.height for name, frame in self.tables.items()}
        run.facts["outputs"] = outputs_of(self.folder, rows | handed_over_rows(self.folder))
        run.write_manifest(self.folder / MANIFEST)
        publish(run.workspace, run.as_of, self.folder)
        return controls

    def _facts(self, fingerprint: str | None, controls: list[Control]) -> dict[str, object]:
        return {
            "version": version("hedui"),
            "code": program_fingerprint(PUBLISHING),
            "parameters": {
                "version": self.context.parameters.version,
                "hash": digest(
                    [sorted(self.context.parameters.values.items()), sorted(self.context.parameters.words.items())]
                ),
            },
            "fingerprint": fingerprint,
            "complete": self.is_complete,
            "previous_run": self.previous.run_id if self.previous else None,
            "inputs": [
                {
                    "file": one.file,
                    "source": extract.source,
                    "cut_off": extract.cut_off.isoformat(),
                    "sha256": one.sha256,
                    "bytes": one.size,
                    "rows": one.rows,
                    "accepted": one.accepted,
                    "quarantined": one.quarantined,
                }
                for extract in self.loaded.extracts.values()
                for one in extract.files
            ],
            "unclaimed_files": list(self.unclaimed),
            "not_run": [{"id": one.id, "title": one.title, "missing": list(one.missing)} for one in self.not_run],
            "breakers": [
                {
                    "name": control.name,
                    "subject": control.subject,
                    "found": round(control.found, 6),
                    "allowed": control.allowed,
                    "holds": control.holds,
                }
                for control in controls
            ],
        }
