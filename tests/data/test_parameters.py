"""The policy of the day: what the 2019 notice says, and what is refused rather than guessed."""

from datetime import date
from pathlib import Path

import pytest

from data.parameters import SHIPPED, declared_parameters, diff_parameters, list_parameters, load_parameters
from schemas.errors import ConfigurationError, MissingParameterError
from schemas.parameter import Parameters, ParameterStatus

D = date(2019, 6, 30)
STANDARD = "rural_low_income_standard_fen"


def changed(folder: Path, name: str, before: str, after: str) -> Path:
    text = (SHIPPED / f"{name}.yaml").read_text("utf-8")
    assert before in text
    (folder / f"{name}.yaml").write_text(text.replace(before, after), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rural_low_income_standard_fen", 300_00),
        ("urban_low_income_standard_fen", 440_00),
        ("extreme_poverty_urban_standard_fen", 620_00),
        ("extreme_poverty_rural_standard_fen", 420_00),
        ("living_allowance_fen", 60_00),
        ("nursing_allowance_fen", 60_00),
        ("rural_average_payment_fen", 200_00),
        ("concentrated_care_percent", 45),
        ("taper_months", 12),
        ("medical_threshold", 2),
        ("education_threshold", 2),
        ("employment_threshold", 0),
        ("income_tolerance_fen", 50_00),
        ("asset_limit_years", 3),
        ("report_validity_months", 6),
        ("allowed_age_days", 45),
        ("resident_pension_counted", False),
    ],
)
def test_values_of_2019(name: str, value: int | bool) -> None:
    assert load_parameters(D)[name] == value


def test_what_no_document_says_is_marked_to_be_confirmed() -> None:
    open_ones = {n for n, p in declared_parameters().items() if p.status is ParameterStatus.TO_BE_CONFIRMED}
    assert {"asset_limit_years", "income_tolerance_fen", "report_validity_months", "allowed_age_days"} <= open_ones
    assert not {"rural_low_income_standard_fen", "medical_threshold", "taper_months"} & open_ones


def test_what_the_bureau_has_yet_to_give_has_no_default(tmp_path: Path) -> None:
    shipped = (SHIPPED / "taper_months.yaml").read_text(encoding="utf-8")
    (tmp_path / "taper_months.yaml").write_text(f"{shipped.partition('values:')[0]}values: []\n", encoding="utf-8")
    shown = list_parameters(D, tmp_path)
    assert shown.filter(shown["value"].is_null())["name"].to_list() == [
        "carry_forward_days",
        "extreme_poverty_care_fee_fen",
        "taper_months",
    ]
    with pytest.raises(MissingParameterError, match=r"taper_months\.yaml"):
        load_parameters(D, tmp_path)["taper_months"]


def test_a_value_that_is_missing_is_named_whoever_asks_for_it() -> None:
    nothing = Parameters({}, "none")
    for ask in (
        lambda: nothing["taper_months"],
        lambda: nothing.of_source("taper_months", "deaths"),
        lambda: nothing.word("taper_months", "deaths"),
    ):
        with pytest.raises(MissingParameterError, match="taper_months"):
            ask()


def test_the_value_of_one_register_needs_no_value_for_all() -> None:
    assert Parameters({"allowed_age_days.deaths": 9}, "one").of_source("allowed_age_days", "deaths") == 9


@pytest.mark.parametrize("day", [date(2019, 1, 1), date(2019, 12, 31)])
def test_first_and_last_verified_day(day: date) -> None:
    assert load_parameters(day)[STANDARD] == 300_00


@pytest.mark.parametrize(
    ("day", "why", "hint"),
    [
        (date(2018, 12, 31), "自 2019-01-01 起才有值", "from/value"),
        (date(2020, 1, 1), "只核实到 2019-12-31", "hedui params confirm --until 2020-01-01"),
    ],
)
def test_a_day_outside_is_an_error_that_says_what_to_do(day: date, why: str, hint: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        load_parameters(day)
    assert why in str(error.value)
    assert f"{STANDARD}.yaml" in str(error.value)
    assert hint in error.value.hint
    assert error.value.exit_code == 2


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("value: 300", "value: 300.5", "加引号"),
        ("value: 300", "value: -300", "加引号"),
        ("value: 300", 'value: "300.505"', "加引号"),
        ("value: 300", "value: yes", "加引号"),
        ("value: 300", "amount: 300", "不认识的键 amount"),
        ("status: confirmed", "status: sure", "confirmed"),
        ("status: confirmed\n", "", "缺少 status"),
        ("status: confirmed", "status: confirmed\nstatus: to_be_confirmed", "status 出现两次"),
        ("verified_until: 2019-12-31", "verified_until: 2019", "日期"),
        ("unit: yuan_per_person_month", "unit: months", "与单位"),
        ("unit: yuan_per_person_month", "unit: pounds", "yuan_per_person_month"),
        ("document:", "law:", "不认识的键 law"),
        (f"name: {STANDARD}", "name: something_fen", "与文件名不一致"),
        ("from: 2019-01-01", "from: 01.01.2019", "日期"),
        ("values:", "values: none\nother:", "不认识的键 other"),
        ("label:", "label: [", "不是有效的 YAML\\(第 [0-9]+ 行附近有误"),
        ("value: 300", "value: 300\n    value: 340", "value 出现两次"),
        ("value: 300", "value: 0300", "前面不加 0"),
        ("value: 300", "value: 5:00", "5:00 不是通常写法的整数"),
        ("value: 300", 'value: "3e2"', "加引号"),
        ("value: 300", "value: 300\n  - from: 2019-02-30\n    value: 340", "2019-02-30 不是日历上的日期"),
        ("unit: yuan_per_person_month", "unit: yuan", "单位是 yuan_per_person_month"),
    ],
)
def test_a_file_that_is_not_exactly_right_is_refused(tmp_path: Path, before: str, after: str, why: str) -> None:
    folder = changed(tmp_path, STANDARD, before, after)
    with pytest.raises(ConfigurationError, match=why) as error:
        load_parameters(D, folder)
    assert f"{STANDARD}.yaml" in str(error.value)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_a_file_in_another_encoding_says_so(tmp_path: Path, encoding: str) -> None:
    (tmp_path / f"{STANDARD}.yaml").write_text((SHIPPED / f"{STANDARD}.yaml").read_text("utf-8"), encoding)
    with pytest.raises(ConfigurationError, match="不是 UTF-8 编码"):
        load_parameters(D, tmp_path)


@pytest.mark.parametrize("ending", [".yml", ".YAML", ".yaml.txt"])
def test_a_file_with_another_ending_is_not_passed_over(tmp_path: Path, ending: str) -> None:
    changed(tmp_path, STANDARD, "value: 300", "value: 340").joinpath(f"{STANDARD}.yaml").rename(
        tmp_path / f"{STANDARD}{ending}"
    )
    with pytest.raises(ConfigurationError, match=r"应以 \.yaml 结尾"):
        load_parameters(D, tmp_path)


def test_what_a_mac_leaves_beside_a_file_is_no_parameter(tmp_path: Path) -> None:
    (changed(tmp_path, STANDARD, "value: 300", "value: 340") / f"._{STANDARD}.yaml").write_bytes(b"\x00\x05\x16\x07")
    assert load_parameters(D, tmp_path)[STANDARD] == 340_00


def test_months_are_not_given_in_years(tmp_path: Path) -> None:
    folder = changed(tmp_path, "taper_months", "unit: months", "unit: years")
    with pytest.raises(ConfigurationError, match="单位是 months"):
        load_parameters(D, folder)


def test_a_bureau_may_confirm_a_value_of_its_own(tmp_path: Path) -> None:
    folder = changed(tmp_path, STANDARD, "value: 300", 'value: "305.50"')
    own = load_parameters(D, folder)
    assert own[STANDARD] == 305_50
    assert own["urban_low_income_standard_fen"] == 440_00
    assert own.version != load_parameters(D).version


def test_a_bureau_may_not_invent_a_parameter(tmp_path: Path) -> None:
    changed(tmp_path, STANDARD, f"name: {STANDARD}", "name: rural_standard_fen")
    (tmp_path / f"{STANDARD}.yaml").rename(tmp_path / "rural_standard_fen.yaml")
    with pytest.raises(ConfigurationError, match="没有名为 rural_standard_fen 的参数"):
        load_parameters(D, tmp_path)


@pytest.mark.parametrize(("source", "known"), [("economic_items", True), ("bank_accounts", False)])
def test_one_register_may_have_its_own_allowed_age(tmp_path: Path, source: str, known: bool) -> None:
    name = f"allowed_age_days.{source}"
    text = (SHIPPED / "allowed_age_days.yaml").read_text("utf-8").replace("name: allowed_age_days", f"name: {name}")
    (tmp_path / f"{name}.yaml").write_text(text.replace("value: 45", "value: 90"), "utf-8")
    if not known:
        with pytest.raises(ConfigurationError, match="bank_accounts"):
            load_parameters(D, tmp_path)
        return
    parameters = load_parameters(D, tmp_path)
    assert parameters.of_source("allowed_age_days", source) == 90
    assert parameters.of_source("allowed_age_days", "deaths") == 45


def test_no_register_has_its_own_value_of_what_is_asked_for_all(tmp_path: Path) -> None:
    text = (SHIPPED / "taper_months.yaml").read_text("utf-8")
    name = "taper_months.low_income"
    (tmp_path / f"{name}.yaml").write_text(text.replace("name: taper_months", f"name: {name}"), "utf-8")
    with pytest.raises(ConfigurationError, match=f"没有名为 {name} 的参数"):
        load_parameters(D, tmp_path)


def test_what_held_between_two_dates_is_told(tmp_path: Path) -> None:
    steps = "value: 300\n  - from: 2019-07-01\n    value: 320\n  - from: 2019-09-01\n    value: 340"
    difference = diff_parameters(D, date(2019, 12, 31), changed(tmp_path, STANDARD, "value: 300", steps))
    assert difference.select("from", "between").rows() == [(date(2019, 9, 1), "自 2019-07-01 起为 320.00")]


def test_a_change_of_law_in_the_year_takes_effect_on_its_day(tmp_path: Path) -> None:
    folder = changed(tmp_path, STANDARD, "value: 300", "value: 300\n  - from: 2019-07-01\n    value: 320")
    assert load_parameters(D, folder)[STANDARD] == 300_00
    assert load_parameters(date(2019, 7, 1), folder)[STANDARD] == 320_00
    difference = diff_parameters(D, date(2019, 7, 1), folder)
    assert difference.select("name", "value_before", "value_after", "from").rows() == [
        (STANDARD, "300.00", "320.00", date(2019, 7, 1))
    ]


def test_values_must_follow_each_other(tmp_path: Path) -> None:
    folder = changed(tmp_path, STANDARD, "value: 300", "value: 300\n  - from: 2018-07-01\n    value: 290")
    with pytest.raises(ConfigurationError, match="从早到晚"):
        load_parameters(D, folder)


def test_the_same_files_give_the_same_version() -> None:
    assert load_parameters(D).version == load_parameters(date(2019, 7, 1)).version


def test_every_parameter_is_listed_with_its_source() -> None:
    shown = list_parameters(D)
    assert shown["name"].to_list() == sorted(declared_parameters())
    assert shown.filter(shown["value"].is_null())["name"].to_list() == [
        "carry_forward_days",
        "extreme_poverty_care_fee_fen",
    ]
    assert (
        not shown.select("label", "unit", "document", "article", "status", "verified_until")
        .null_count()
        .sum_horizontal()
        .item()
    )
