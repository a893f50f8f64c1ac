"""The bureau's corrections of suppliers' rows: what the files say, and what becomes of it on record."""
