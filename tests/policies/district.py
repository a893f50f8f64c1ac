"""A tiny district whose truth is known because each test writes it down: people, rows, and who each row is.

Months and dates are written as text, money in yuan. A row is linked by exact id to the person given, unless told
otherwise; a row of nobody is unlinked. Every source has landed, empty, unless a test takes it away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import count
from typing import Any

import polars as pl

from policies.checks import CHECKS
from policies.clues.fold import FOLDED
from policies.evidence import Evidence
from policies.indicators import INDICATORS
from policies.indicators.declaration import Indicator
from policies.run import run_checks
from policies.tally import Indicators, count_objects, totalled
from policies.terms.rows import row_schema
from schemas.column import Column, Kind
from schemas.extract import PLACE
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.linked import LINK_COLUMNS, PERSON
from schemas.parameter import LateRegister, Parameters

PARAMETERS = Parameters(
    {
        "rural_low_income_standard_fen": 300_00,
        "urban_low_income_standard_fen": 440_00,
        "rural_average_payment_fen": 200_00,
        "extreme_poverty_urban_standard_fen": 620_00,
        "extreme_poverty_rural_standard_fen": 420_00,
        "living_allowance_fen": 60_00,
        "nursing_allowance_fen": 60_00,
        "taper_months": 12,
        "concentrated_care_percent": 45,
        "report_validity_months": 6,
        "medical_threshold": 2,
        "education_threshold": 2,
        "employment_threshold": 0,
        "resident_pension_counted": False,
        "income_tolerance_fen": 50_00,
        "asset_limit_years": 3,
        "allowed_age_days": 45,
        "carry_forward_days": 30,
        "students_away_counted": False,
        "own_scheme_excluded": False,
    },
    version="test",
    words={"late_register": LateRegister.UNKNOWN.value},
)
NO_CLUES = pl.DataFrame(schema=FOLDED)
TOWN, VILLAGE = "蔡市镇", "蔡市村"
VERIFIED = {
    "authorised_on": "2019-03-01",
    "report_no": "HD1",
    "reported_on": "2019-03-10",
    "decided_on": "2019-03-20",
}
"""An application that was verified in time."""
_SINCE = {"start_month": "2018-01"}
_DEFAULTS: dict[str, dict[str, Any]] = {
    REGISTRY: {
        "relation": "户主",
        "sex": "男",
        "birth_date": "1960-01-01",
        "town": TOWN,
        "village": VILLAGE,
        "person_status": "正常",
    },
    "deaths": {"death_date": "2019-01-10", "death_source": "火化"},
    "low_income": {
        "household_no": "H1",
        "scheme": "农村低保",
        "town": TOWN,
        "village": VILLAGE,
        "relation": "户主",
        "covered": "是",
        "coverage_mode": "整户",
        "monthly_income_per_head": 100,
        "monthly_benefit": 200,
        "extra_benefit": 0,
        "status": "在保",
        **_SINCE,
    },
    "low_income_payments": {
        "pay_month": "2019-06",
        "scheme": "农村低保",
        "household_no": "H1",
        "covered_persons": 1,
        "amount": 200,
        "total": 200,
        "pay_status": "成功",
    },
    "extreme_poverty": {
        "town": TOWN,
        "village": VILLAGE,
        "scheme": "农村特困",
        "care_mode": "分散",
        "monthly_amount": 420,
        "status": "在册",
        **_SINCE,
    },
    "orphans": {"placement": "散居", "monthly_amount": 600, "status": "在册", **_SINCE},
    "poverty_register": {
        "town": TOWN,
        "village": VILLAGE,
        "household_no": "P1",
        "person_no": "P101",
        "relation": "户主",
        "poverty_status": "未脱贫",
        "household_attribute": "一般贫困户",
        "annual_net_income_per_head": 3000,
    },
    "disability": {
        "category": "肢体",
        "level": "二级",
        "issued_on": "2017-01-01",
        "certificate_status": "正常",
    },
    "disability_allowances": {"allowance": "生活补贴", "amount": 60, "status": "在册", **_SINCE},
    "applications": {
        "application_no": "A1",
        "scheme": "农村低保",
        "accepted_on": "2019-03-01",
        "relation": "户主",
        "town": TOWN,
        "village": VILLAGE,
    },
    "reviews": {"review_year": 2019, "household_no": "H1"},
    "economic_items": {"register": "个税", "item": "工资薪金"},
    "rigid_expenses": {"kind": "医疗", "own_cost": 0, "period_start": "2018-06-01", "period_end": "2019-05-31"},
    "dossiers": {
        "household_no": "P1",
        **dict.fromkeys(("identity", "family", "cause", "helper", "measures", "verification"), "有"),
    },
    "assistance_measures": {"household_no": "P1", "field": "产业", "due": "是", "delivered": "是"},
}


class District:
    """Collects rows and hands them over as evidence."""

    def __init__(self, as_of: str = "2019-06-30") -> None:
        """An empty district as of a date."""
        self.as_of = date.fromisoformat(as_of)
        self.cut_offs: dict[str, date] = {}
        self._people: list[dict[str, Any]] = []
        self._rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._refused: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._control_breaks: list[tuple[str, str, str, str]] = []
        self._numbers = count(2)

    def person(self, name: str, id_no: str | None = None, **values: Any) -> int:
        """Adds a registry person and returns who that is; without `id_no` the number follows the position."""
        position = len(self._people)
        own = {
            "name": name,
            "id_no": id_no or f"43290219600101{position:04d}",
            "household_no": f"R{position}",
        }
        self._people.append(self._filled(REGISTRY, "civil_registry.csv", own | values))
        return position

    def row(self, source: str, who: int | None = None, **values: Any) -> None:
        """Adds an accepted row; link columns (grade, outcome, id_relation …) may be given like the others."""
        names_people = bool(EXTRACTS[source].subjects)
        told = {column: values.pop(column) for column in LINK_COLUMNS if column in values}
        link = self._link(who) | told if names_people else {}
        file = values.pop("file", f"{source}.csv")
        self._rows[source].append(self._filled(source, file, self._identity(who) | values) | link)

    def event(self, event_type: str, husband: int | None, wife: int | None, on: str, **values: Any) -> None:
        """Adds a marriages row; link columns may be given with `husband_` or `wife_` before them."""
        own: dict[str, Any] = {}
        link: dict[str, Any] = {}
        for role, who in (("husband", husband), ("wife", wife)):
            own |= {f"{role}_{column}": value for column, value in self._identity(who).items()}
            link |= {f"{role}_{column}": value for column, value in self._link(who).items()}
        link |= {column: values.pop(column) for column in link if column in values}
        own |= {"event_type": event_type, "registered_on": on, **values}
        self._rows["marriages"].append(self._filled("marriages", "marriages.csv", own) | link)

    def refuse(self, source: str, **values: str) -> None:
        """Adds a refused row, as text."""
        columns = dict.fromkeys((column.name for column in EXTRACTS[source].columns), None)
        self._refused[source].append({"file": f"{source}.csv", "row_number": next(self._numbers), **columns, **values})

    def control_break(self, source: str, file: str, declared: str, observed: str) -> None:
        """Adds a control file that disagrees."""
        self._control_breaks.append((source, file, declared, observed))

    def evidence(self, *, without: tuple[str, ...] = (), unusable: tuple[str, ...] = ()) -> Evidence:
        """The evidence, as if the sources `without` had never landed, and tonight's of `unusable` were of no use."""
        ever = [source for source in EXTRACTS if source not in without]
        landed = [source for source in ever if source not in unusable]
        registry = {**EXTRACTS[REGISTRY].accepted, PERSON: pl.UInt32()}
        people = [row | {PERSON: position} for position, row in enumerate(self._people)]
        texts = {"file": pl.String(), "row_number": pl.Int64()}
        return Evidence(
            as_of=self.as_of,
            parameters=PARAMETERS,
            persons=pl.DataFrame(people, schema=registry),
            rows={s: pl.DataFrame(self._rows[s], schema=row_schema(s)) for s in landed if s != REGISTRY},
            refused={
                s: pl.DataFrame(rows, schema=texts | {c.name: pl.String() for c in EXTRACTS[s].columns})
                for s, rows in self._refused.items()
            },
            cut_offs={source: self.cut_offs.get(source, self.as_of) for source in landed},
            ever_landed=frozenset(ever),
            control_breaks=pl.DataFrame(
                self._control_breaks,
                schema=dict.fromkeys(("source", "file", "declared", "observed"), pl.String()),
                orient="row",
            ),
        )

    def findings(self, check_id: str) -> pl.DataFrame:
        """What one check finds."""
        found = run_checks(self.evidence(), [CHECKS[check_id]])
        return found.mutual_inclusion if CHECKS[check_id].inclusion else found.mismatch

    def names(self, check_id: str) -> list[str]:
        """Names in the findings of one check, sorted; a name twice is a finding twice."""
        return self.findings(check_id)["name"].sort().to_list()

    def households(self, check_id: str) -> list[str]:
        """Household numbers in the findings of one check, sorted."""
        return self.findings(check_id)["household_no"].sort().to_list()

    def indicator(self, indicator_id: str) -> Indicators:
        """One indicator with its gaps."""
        return run_indicators(self.evidence(), [INDICATORS[indicator_id]])

    def area(self, indicator_id: str, level: str, name: str) -> tuple[int, int]:
        """Numerator and denominator of one area."""
        coverage = self.indicator(indicator_id).coverage
        row = coverage.filter((pl.col("area_level") == level) & (pl.col("area") == name))
        return row.select("numerator", "denominator").row(0)

    def share(self, indicator_id: str) -> tuple[int, int]:
        """Numerator and denominator of the whole district."""
        return self.area(indicator_id, "district", "全区")

    def gaps(self, indicator_id: str) -> list[tuple[str, str]]:
        """Key and reason of each gap."""
        return self.indicator(indicator_id).gaps.select("key", "reason").rows()

    def _filled(self, source: str, file: str, values: dict[str, Any]) -> dict[str, Any]:
        columns = {column.name: column for column in EXTRACTS[source].columns}
        given = _DEFAULTS.get(source, {}) | values
        place = {"file": file, "row_number": given.pop("row_number", None) or next(self._numbers)}
        assert given.keys() <= columns.keys(), f"{source} has no {given.keys() - columns.keys()}"
        assert place.keys() == PLACE.keys()
        return place | {column.field: _value(column, given.get(name)) for name, column in columns.items()}

    def _identity(self, who: int | None) -> dict[str, Any]:
        if who is None:
            return {}
        return {column: self._people[who][column] for column in ("name", "id_no")}

    def _link(self, who: int | None) -> dict[str, Any]:
        link: dict[str, Any] = dict.fromkeys(LINK_COLUMNS)
        if who is None:
            return link | {"outcome": "unlinked"}
        known = {"id_clean": self._people[who]["id_no"], "id_wellformed": True, "id_held": True}
        exact = {"outcome": "linked", "grade": "A", "id_relation": "exact", "name_relation": "same"}
        return link | known | exact | {PERSON: who}


def run_indicators(
    evidence: Evidence,
    indicators: Iterable[Indicator] = INDICATORS.values(),
    ledger: pl.DataFrame = NO_CLUES,
) -> Indicators:
    """What indicators say of a district in one part; arguments as of `policies.tally.count_objects`."""
    every = list(indicators)
    return totalled(evidence.parameters, [count_objects(evidence, every, ledger)], every)


def _value(column: Column, written: Any) -> Any:
    if written is None:
        return column.default
    if column.kind is Kind.MONTH:
        year, month = written.split("-")
        return int(year) * 12 + int(month) - 1
    if column.kind is Kind.DATE:
        return date.fromisoformat(written)
    if column.kind is Kind.MONEY:
        return round(written * 100)
    return written
