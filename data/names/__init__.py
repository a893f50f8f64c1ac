"""Chinese names by frequency, and how offices miswrite them; the words come from Faker's zh_CN lists (MIT)."""
