import polars as pl
import pytest

from schemas.output import Table
from schemas.outputs import OUTPUTS

_PLACE = "source file row_number"
_FINDING = (
    f"finding_id check_id {_PLACE} household_no person_id_no name town village declared observed months amount "
    "strength observed_source observed_as_of state first_seen last_seen"
)
PUBLISHED = {
    "links": f"{_PLACE} role name id_no registry_id_no registry_name outcome reason grade weight margin why_not "
    "candidate_id_no",
    "quarantine": f"{_PLACE} column reason value",
    "mismatch": _FINDING,
    "mutual_inclusion": f"{_FINDING} list",
    "coverage": "kpi area_level area numerator denominator rate met",
    "coverage_gaps": "kpi key name town village reason",
    "households": "household_no kind scheme members_counted observed_monthly_income_per_head "
    "declared_monthly_income_per_head deductions outcome reasons",
}
_MONEY = {"amount", "observed_monthly_income_per_head", "declared_monthly_income_per_head", "deductions"}
_IDS = {"id_no", "registry_id_no", "candidate_id_no", "person_id_no"}


def test_the_tables_agreed_are_there() -> None:
    assert PUBLISHED.keys() <= OUTPUTS.keys()


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_agreed_column_is_there(name: str) -> None:
    assert set(PUBLISHED[name].split()) <= OUTPUTS[name].dtypes.keys()


@pytest.mark.parametrize("table", OUTPUTS.values(), ids=OUTPUTS.keys())
def test_money_is_decimal_yuan_ids_are_masked_text_and_rows_have_one_order(table: Table) -> None:
    for field in table.fields:
        assert field.label
        if field.name in _MONEY:
            assert field.dtype == pl.Decimal(18, 2)
        if field.name in _IDS:
            assert field.masked
            assert field.dtype == pl.String
    assert set(table.order) <= table.dtypes.keys()


@pytest.mark.parametrize("table", OUTPUTS.values(), ids=OUTPUTS.keys())
def test_labels_are_chinese_and_no_two_are_alike(table: Table) -> None:
    labels = list(table.labels.values())
    assert len(labels) == len(set(labels))
    assert all(any("一" <= letter <= "龥" for letter in label) for label in labels)
    assert table.empty().schema == pl.Schema(table.dtypes)
