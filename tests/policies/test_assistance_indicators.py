"""K5 and K6 as of 30 June 2019: what was to be delivered, by item, household and person."""

from tests.policies.district import TOWN, District


def test_k5_by_item_and_by_household() -> None:
    district = District()
    for number, village in (("P1", "东村"), ("P2", "西村"), ("P3", "西村")):
        district.row("poverty_register", None, name="王利华", household_no=number, village=village)
    for number, field, due, delivered in (
        ("P1", "产业", "是", "是"),
        ("P1", "教育", "是", "否"),
        ("P2", "产业", "是", "是"),
        ("P3", "产业", "否", "否"),
    ):
        district.row("assistance_measures", household_no=number, field=field, due=due, delivered=delivered)
    assert (district.share("K5a"), district.share("K5b")) == ((2, 3), (1, 2))
    assert district.gaps("K5a") == [("P1|教育", "not_delivered")]
    assert district.gaps("K5b") == [("P1", "not_delivered")]
    assert district.area("K5a", "village", f"{TOWN}/东村") == (1, 2)


def test_k6_by_the_registry_place() -> None:
    district = District()
    for name, village, receives in (("王利华", "东村", True), ("李梅", "西村", False)):
        who = district.person(name, village=village)
        district.row("disability", who, village="写成的村")
        district.row("low_income", who, village="写成的村")
        if receives:
            district.row("disability_allowances", who)
    assert district.share("K6a") == (1, 2)
    assert district.share("K6b") == (0, 2)
    assert district.area("K6a", "village", f"{TOWN}/东村") == (1, 1)
    assert district.indicator("K6a").gaps.select("name", "village", "reason").rows() == [
        ("李梅", "西村", "not_receiving")
    ]
