"""What the files and folders of a publication beside its tables are called."""

RENDERED = ("index.html", "reports.xlsx")
REJECTS = "rejects"
SUPERVISION, CITY_PLATFORM = "supervision", "city_platform"
HAND_OVERS = (SUPERVISION, CITY_PLATFORM)
