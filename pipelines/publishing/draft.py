"""A publication in the making: fresh tables beside those carried over, written aside, audited, put in place."""

from __future__ import annotations

import shutil
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.metadata import version
from pathlib import Path

import polars as pl

from data.themes import Themes
from pipelines.corrections.chained import chain_applied
from pipelines.corrections.told import NONE_APPLIED, applied_of
from pipelines.linking.evidence import counties_of
from pipelines.publishing.audit import Control, audit, require
from pipelines.publishing.facts import control_facts, input_facts, late_facts, not_run_facts, parameter_facts
from pipelines.publishing.leaving import Leaving, Left
from pipelines.publishing.lives import lives
from pipelines.publishing.names import HAND_OVERS, REJECTS, RENDERED
from pipelines.publishing.place import outputs_of, publish
from pipelines.publishing.publications import Previous, previous_publication
from pipelines.publishing.published import CLUE_KEY, key_of_clues, published_tables
from pipelines.publishing.render import handed_over_rows, reject, render
from pipelines.publishing.report import Content, build_report
from pipelines.publishing.said import RAN
from pipelines.publishing.tables import read_tables, require_whole
from pipelines.publishing.themes import themes_of
from pipelines.publishing.write import EarlyTables, write_tables
from pipelines.record.head import RECORD, head_facts
from pipelines.record.store import read_record
from pipelines.run.context import Context
from pipelines.run.extracts import Loaded
from pipelines.workspace.fingerprint import digest, sha256_of
from pipelines.workspace.folders import private_folder
from pipelines.workspace.keys import kept_clue_key, key_name
from pipelines.workspace.manifest import MANIFEST, read_manifest
from pipelines.workspace.program import PUBLISHING, program_fingerprint
from policies.checks import CHECKS
from policies.not_run import not_run, not_run_in_counties
from reports.diff import COMPARED
from reports.hand_overs import HandOvers
from reports.report import Report
from schemas.errors import NotPublishedError
from schemas.extracts import REGISTRY
from schemas.flow import Stage
from schemas.not_run import NotRun
from schemas.output import Table
from schemas.outputs import OUTPUTS
from schemas.outputs.corrections import CORRECTIONS
from schemas.outputs.cross_county import CROSS_COUNTY
from schemas.outputs.findings import FINDINGS
from schemas.outputs.ledger import LEDGER
from schemas.outputs.quarantine import QUARANTINE
from schemas.theme import LeftOut

_EDITION_SIGNS = 12
_BESIDE = 3
"""Tables, what was handed over before, and what is handed over now."""


@dataclass(frozen=True)
class Draft:
    """A publication in the making.

    Attributes:
        context: what every step needs.
        loaded: the extracts that it speaks of.
        fresh: published tables that this run has made; of an optional one without rows, none is published.
        unclaimed: files of the landing folder that no source claims.
        hands_over: the hand-overs are made anew.
        early: fresh tables of which the writing has begun; None where it has of none.
    """

    context: Context
    loaded: Loaded
    fresh: dict[str, pl.DataFrame]
    unclaimed: tuple[str, ...] = ()
    hands_over: bool = False
    early: EarlyTables | None = None

    @property
    def folder(self) -> Path:
        """Where it is written; nobody sees it before it is published."""
        return self.context.draft

    @property
    def is_complete(self) -> bool:
        """Every published table is there that is not optional."""
        return all(table.optional or name in self.tables for name, table in OUTPUTS.items())

    @cached_property
    def carried(self) -> dict[str, pl.DataFrame]:
        """Published tables of this date that this run leaves as they are; not those of an older form."""
        others = [table for table in OUTPUTS.values() if table.name not in self.fresh and self._may_stand(table)]
        stood = read_tables(self.context.run.workspace.publication(self.context.run.as_of), others)
        return {name: frame for name, frame in stood.items() if OUTPUTS[name].dtypes.keys() <= set(frame.columns)}

    def _may_stand(self, table: Table) -> bool:
        """Whether a table may stay as it was published: in one publication all clues are numbered alike."""
        same = not self._makes_clues or self._key_that_stands == self._key_of_today
        return same or table not in (*FINDINGS, CROSS_COUNTY, LEDGER)

    @property
    def _makes_clues(self) -> bool:
        return any(table.name in self.fresh for table in FINDINGS)

    @property
    def _key_that_stands(self) -> str | None:
        return key_of_clues(read_manifest(self.context.run.workspace.publication(self.context.run.as_of)) or {})

    @property
    def _key_of_today(self) -> str | None:
        key = kept_clue_key(self.context.run.workspace)
        return None if key is None else key_name(key)

    @cached_property
    def tables(self) -> dict[str, pl.DataFrame]:
        """All tables, in the order of the declarations."""
        both = self.carried | self.fresh
        return {
            name: both[name]
            for name, table in OUTPUTS.items()
            if name in both and not (both[name].is_empty() and self._may_lack(table))
        }

    def _may_lack(self, table: Table) -> bool:
        return table.optional and not (table.in_parts and self.context.settings.by_county)

    @cached_property
    def previous(self) -> Previous | None:
        """The publication before."""
        return previous_publication(self.context.run.workspace, self.context.run.as_of)

    def write_and_publish(self, fingerprint: str | None) -> Left:
        """Writes all files aside, checks them, and puts them in place.

        Args:
            fingerprint: of everything that the publication depends on; None where reports of several runs stand in it.

        Returns:
            What has been written of the hand-overs.

        Raises:
            NotPublishedError: a control failed.
        """
        run = self.context.run
        private_folder(self.folder)
        written = sum(frame.height for frame in self.fresh.values())
        with ThreadPoolExecutor(_BESIDE) as beside:
            under_way = run.stage(Stage.WRITE, lambda: self._write(beside), rows=lambda _: written)
            left = Left()
            if self.hands_over:
                left = run.stage(Stage.HAND_OVER, lambda: _awaited(under_way), rows=lambda left: left.rows)
            else:
                self._carry_over(HAND_OVERS)
        run.stage(Stage.STORE, self.context.background.finish, rows=lambda rows: rows)
        run.stage(Stage.PUBLISH, lambda: self._publish(fingerprint), rows=lambda _: self.loaded.rows)
        return left

    def _write(self, beside: Executor) -> Future[Left] | None:
        """Writes tables, page and workbook, and the hand-overs beside them, which may be under way yet."""
        tables = beside.submit(self._write_tables)  # without Python's lock
        self._carry_over(tuple(OUTPUTS[name].file for name in self.carried))
        self._reject()
        if self.is_complete:
            report, told = self.report, beside.submit(lambda: self.handed_over)
            left = beside.submit(self._hand_over, told, tables) if self.hands_over else None
            render(report, told.result, self.folder)
        else:
            left = None
            self._carry_over(RENDERED)
        tables.result()
        return left

    def _write_tables(self) -> None:
        begun = self.early or ()
        rest = {name: frame for name, frame in self.tables.items() if name in self.fresh and name not in begun}
        write_tables(rest, self.folder)
        if self.early is not None:
            self.early.finish()

    def _reject(self) -> None:
        """What suppliers must mend; a run that read no files leaves it as it stands."""
        if not self.loaded.is_fresh:
            self._carry_over((REJECTS,))
            return
        fallbacks = self.loaded.selection.fallbacks
        values = [one.read.split.quarantine if one.read else QUARANTINE.empty() for one in self.loaded.refused]
        lines = self.context.corrections.lines
        mended = [applied_of(lines, one.read.corrected) if one.read else NONE_APPLIED for one in self.loaded.refused]
        reject(list(zip(fallbacks, values, mended, strict=True)), self.context.settings.sender, self.folder)

    def _hand_over(self, told: Future[HandOvers], tables: Future[None]) -> Left:
        told.result()  # the themes are reckoned for the page,
        tables.result()  # and the tables name the edition
        return self.leaving.write(self.folder, self.edition, self._carry_over)

    @cached_property
    def leaving(self) -> Leaving:
        """What leaves the bureau."""
        registry = self.loaded.extracts[REGISTRY].split.accepted
        return Leaving(self.context, self.report, self.themes, registry)

    @cached_property
    def handed_over(self) -> HandOvers:
        """What has become of what left the bureau; a run that makes no hand-overs leaves the themes as they stand."""
        return self.leaving.handed_over(anew=self.hands_over)

    @cached_property
    def edition(self) -> str:
        """Names what is published: the same tables have the same one, so that recipients can quote it."""
        files = sorted(OUTPUTS[name].file for name in self.tables)
        return digest([[file, sha256_of(self.folder / file)] for file in files])[:_EDITION_SIGNS]

    @cached_property
    def themes(self) -> Themes:
        """The campaign themes, and those that cannot be used."""
        return themes_of(self.context.run.workspace, self.context.run.as_of)

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What the bureau wrote and cannot be used: as it stands where this run does not look at it."""
        stood = (read_manifest(self.context.run.workspace.publication(self.context.run.as_of)) or {}).get("left_out")
        before = [LeftOut.of(facts) for facts in stood] if isinstance(stood, list) else []
        corrections, themes = ([one for one in before if one.is_correction is which] for which in (True, False))
        read = self.context.corrections.left_out if CORRECTIONS.name in self.fresh else corrections
        return (*read, *(self.themes.left_out if self.hands_over else themes))

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
                cut_offs=self.loaded.cut_offs,
                ever_landed=self.loaded.selection.ever_landed,
                fallbacks=self.loaded.selection.fallbacks,
                not_run=self.not_run,
                not_run_in_counties=self.not_run_in_counties,
                left_out=self.left_out,
                tables=self.tables,
                before=(previous.as_of, self._tables_before(previous)) if previous else None,
                ask_lives=partial(lives, self.context, self.tables.get(LEDGER.name, LEDGER.empty()), self._ran),
            )
        )

    @property
    def _ran(self) -> frozenset[str]:
        return frozenset(CHECKS.keys() - {one.id for one in self.not_run})

    def _tables_before(self, previous: Previous) -> dict[str, pl.DataFrame]:
        tables = published_tables(self.context.run.workspace, previous.as_of, COMPARED)
        return require_whole(tables, previous.folder, COMPARED)

    @cached_property
    def not_run(self) -> tuple[NotRun, ...]:
        """What lacks a source, told alike to people and in the manifest."""
        landed = frozenset(feed.source for feed in self.loaded.selection.ever_landed)
        return not_run(frozenset(self.loaded.extracts), landed)

    @cached_property
    def not_run_in_counties(self) -> tuple[NotRun, ...]:
        """The same of single counties of a city in parts."""
        counties = counties_of(self.loaded)
        return not_run_in_counties(counties) if counties else ()

    def _carry_over(self, names: tuple[str, ...]) -> None:
        standing = self.context.run.workspace.publication(self.context.run.as_of)
        for name in names:
            if (standing / name).is_dir():
                shutil.copytree(standing / name, self.folder / name)
            elif (standing / name).exists():
                shutil.copyfile(standing / name, self.folder / name)

    def _publish(self, fingerprint: str | None) -> None:
        run = self.context.run
        before = self.previous.rows if self.previous else {}
        controls = audit(self.loaded.extracts, self.tables, before, self.context.settings)
        run.facts |= self._facts(fingerprint, controls)
        for one in self.not_run:
            run.set_aside("not_run", id=one.id, title=one.title, missing="、".join(one.missing))
        require(controls)
        if CORRECTIONS.name in self.fresh:
            self._chain_corrections()
        rows = {OUTPUTS[name].file: frame.height for name, frame in self.tables.items()}
        run.facts["outputs"] = outputs_of(self.folder, rows | handed_over_rows(self.folder))
        run.write_manifest(self.folder / MANIFEST)
        publish(run.workspace, run.as_of, self.folder)

    def _chain_corrections(self) -> None:
        """Corrections that are applied for the first time come on record before anybody can see what they changed."""
        run, context = self.context.run, self.context
        lines, corrected = context.corrections.lines, self.loaded.corrected
        if chain_applied(run.workspace, context.warehouse, lines, corrected, run.as_of):
            run.facts[RECORD] = head_facts(read_record(run.workspace))

    def _facts(self, fingerprint: str | None, controls: list[Control]) -> dict[str, object]:
        context, loaded = self.context, self.loaded
        return {
            "version": version("hedui"),
            "edition": self.edition,
            "code": program_fingerprint(PUBLISHING),
            "parameters": parameter_facts(context.parameters),
            "fingerprint": fingerprint,
            RECORD: head_facts(read_record(context.run.workspace)),
            CLUE_KEY: self._key_of_today if self._makes_clues else self._key_that_stands,
            "complete": self.is_complete,
            "previous_run": self.previous.run_id if self.previous else None,
            "inputs": input_facts(loaded),
            "fallbacks": [one.facts for one in loaded.selection.fallbacks],
            "left_out": [one.facts for one in self.left_out],
            "late": late_facts(context.run.as_of, context.parameters, loaded),
            "unclaimed_files": list(self.unclaimed),
            RAN: sorted(self._ran),
            "not_run": not_run_facts(self.not_run),
            **({"not_run_in_counties": not_run_facts(some)} if (some := self.not_run_in_counties) else {}),
            "breakers": control_facts(controls),
        }


def _awaited(under_way: Future[Left] | None) -> Left:
    """The hand-overs, once they are written; None: there are none to write."""
    if under_way is None:
        raise NotPublishedError("还不能生成交换文件: 报表不全", hint="请先运行 hedui run nightly")
    return under_way.result()
