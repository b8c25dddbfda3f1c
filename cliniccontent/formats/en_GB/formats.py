"""Dates as the pages and the admin show them: 3 March 2026, 09:30 UTC."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i T"
TIME_FORMAT = "H:i"
SHORT_DATE_FORMAT = "j F Y"
SHORT_DATETIME_FORMAT = "j F Y, H:i T"
FIRST_DAY_OF_WEEK = 1
