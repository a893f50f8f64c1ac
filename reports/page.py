"""index.html: what the bureau reads in the morning, one Chinese file that needs nothing else, printable."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from reports.clue_lists import clue_lists, clues_by_town
from reports.corrections import corrections_of
from reports.cross_county import cross_county_list
from reports.figures import INCOMPLETE, MET, NO_SUBJECT, NOT_MET, indicators
from reports.files import write
from reports.hand_overs import HandOvers
from reports.lists import gap_lists, review_lists
from reports.movement import movement
from reports.page_data import page_data
from reports.plain_lists import PlainList, plain_lists
from reports.precision import LOOK_AT, Precision, precision_by_check
from reports.rejects import where_told
from reports.report import Report
from reports.sheets import SHEET_OF_FAMILY, UNLINKED_SHEET, WORK_SHEET
from reports.templates import inline, number, template
from reports.tonight import KINDS, occurring
from reports.words import CLUE_NOTICE, NOT_FOUND_NOTICE, OBJECTION_NOTICE
from reports.work_lists import work_lists
from schemas.output import Table
from schemas.outputs.coverage import COVERAGE
from schemas.outputs.coverage_gaps import COVERAGE_GAPS
from schemas.outputs.cross_county import CROSS_COUNTY
from schemas.outputs.findings import MISMATCH
from schemas.outputs.links import LINKS
from schemas.outputs.precision import PRECISION
from schemas.terms import Family, Grade

_STANDING_CLASS = {MET: "good", NOT_MET: "bad", NO_SUBJECT: "none", INCOMPLETE: "none", "": ""}
_BAR_COLOUR = {MET: "#136c3e", NOT_MET: "#b9473f", NO_SUBJECT: "#e3e9ef", INCOMPLETE: "#e3e9ef", "": "#2d6a9f"}
_BLUE, _RED, _GREY = "#2d6a9f", "#b9473f", "#8b98a6"
_WHOLE = 1000
_TEMPLATE = "index.html"
_SCRIPT = ("data", "search", "rows", "filter", "work", "paper", "start")
"""The parts of the page's script, in the order in which they need each other; they share one scope."""


@dataclass(frozen=True)
class Tile:
    """A figure in large type."""

    label: str
    value: str


@dataclass(frozen=True)
class Bar:
    """One bar of a chart; `share` of the longest in thousandths."""

    label: str
    value: int
    note: str
    share: int
    colour: str


def prepare() -> None:
    """Makes the page's template ready: it takes a quarter of a second the first time, whoever asks for it."""
    template(_TEMPLATE)


def write_page(report: Report, path: Path, hand_overs: Callable[[], HandOvers] = HandOvers) -> None:
    """Writes the page; the same report gives the same bytes. The hand-overs are asked for when all else is there."""
    write(path, render_page(report, hand_overs).encode())


def render_page(report: Report, hand_overs: Callable[[], HandOvers] = HandOvers) -> str:
    """The page as HTML. Neither the run id nor any clock is on it, so that a rerun gives the same text."""
    families, gaps, review, lists = clue_lists(report), gap_lists(report), review_lists(report), plain_lists(report)
    clues, work = [one for lists_of in families for one in lists_of.listings], work_lists(report)
    crossing = cross_county_list(report)
    listings = (*(one for _, one in work.lists), *clues, *gaps, *review, *((crossing,) if crossing else ()))
    data = page_data(listings)
    return template(_TEMPLATE).render(
        report=report,
        style=inline("index.css"),
        script=Markup("\n").join(inline(f"index/{part}.js") for part in _SCRIPT),
        notices={"clue": CLUE_NOTICE, "objection": OBJECTION_NOTICE, "not_found": NOT_FOUND_NOTICE},
        tiles=_tiles(report),
        corrections=corrections_of(report),
        precision=dict.fromkeys(report.checks, Precision()) | precision_by_check(report.frame(PRECISION)),
        look_at=LOOK_AT,
        late=[one for one in report.inputs if not one.is_current],
        funnel=_funnel(report),
        kinds=_kinds(report),
        titles=_titles(report),
        not_run={one.id for one in report.not_run},
        indicators=indicators(report),
        standing_class=_STANDING_CLASS,
        bar_colour=_BAR_COLOUR,
        families=families,
        data=data,
        work=work,
        work_kinds=KINDS,
        work_sheet=WORK_SHEET,
        filters=occurring([int(flag or 0) for one in clues for flag in one.rows["flags"].unique()]),
        towns=clues_by_town(report),
        moved=movement(report),
        gaps=gaps,
        review=review,
        crossing=crossing,
        review_sheet=LINKS.sheet,
        review_file=LINKS.file,
        unlinked_sheet=UNLINKED_SHEET,
        lists=lists,
        contents=_contents(crossing=bool(crossing), gaps=bool(gaps), review=bool(review), lists=lists),
        where_told=where_told,
        crossing_table=CROSS_COUNTY,
        hand_overs=hand_overs(),
        grades=tuple(Grade),
        sheet_of=SHEET_OF_FAMILY,
        gap_table=COVERAGE_GAPS,
    )


def _contents(*, crossing: bool, gaps: bool, review: bool, lists: tuple[PlainList, ...]) -> tuple[tuple[str, str], ...]:
    """(anchor, title) of each section."""
    return (
        ("work", "本期工作"),
        ("overview", "总览"),
        ("hand-overs", "报送与专题"),
        ("inputs", "数据来源"),
        *_entry(COVERAGE),
        ("counts", "线索汇总"),
        *_entry(MISMATCH),
        *(_entry(CROSS_COUNTY) if crossing else ()),
        *(_entry(COVERAGE_GAPS) if gaps else ()),
        *((("review", "待人工复核"),) if review else ()),
        *((one.anchor, one.title) for one in lists),
    )


def _entry(table: Table) -> tuple[tuple[str, str], ...]:
    return ((table.page.anchor, table.page.title),) if table.page else ()


def _titles(report: Report) -> dict[str, str]:
    return report.check_titles | {kpi: title.title for kpi, title in report.indicators.items()}


def _tiles(report: Report) -> tuple[Tile, ...]:
    funnel = report.funnel
    return (
        Tile("核对人数", number(funnel.persons_checked)),
        Tile("存在疑似线索的人员", number(funnel.persons_differing)),
        Tile("核对家庭（含申请）", number(funnel.households_checked)),
        Tile("存疑待核实家庭", number(funnel.households_suspected)),
        Tile("数据不足家庭", number(funnel.households_insufficient)),
        Tile("待人工复核记录", number(funnel.review)),
    )


def _funnel(report: Report) -> tuple[Bar, ...]:
    funnel = report.funnel
    return _bars(
        [
            ("读入数据行", funnel.rows, "", _BLUE),
            ("接收", funnel.accepted, f"（退回 {number(funnel.refused)}）", _BLUE),
            ("需关联的人员记录", funnel.named, "", _BLUE),
            (
                "已关联到户籍人口",
                funnel.linked,
                f"（待复核 {number(funnel.review)}，未关联 {number(funnel.unlinked)}）",
                _BLUE,
            ),
            ("核对人数（去重）", funnel.persons_checked, "", _BLUE),
            ("存在疑似线索的人员", funnel.persons_differing, "", _RED),
        ]
    )


def _kinds(report: Report) -> tuple[Bar, ...]:
    return _bars(
        (
            kind.family.label,
            kind.findings,
            f"（{number(kind.persons)} 人 {number(kind.households)} 户）",
            _GREY if kind.family is Family.QUALITY else _RED,
        )
        for kind in report.funnel.kinds
    )


def _bars(steps: Iterable[tuple[str, int, str, str]]) -> tuple[Bar, ...]:
    steps = tuple(steps)
    largest = max((value for _, value, _, _ in steps), default=0) or 1
    return tuple(Bar(label, value, note, value * _WHOLE // largest, colour) for label, value, note, colour in steps)
