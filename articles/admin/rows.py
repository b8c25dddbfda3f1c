"""Posted rows of an article's parts, brought into line with the rows that the database holds now.

While somebody types, somebody else may delete rows, add some, or write all of them anew. Django answers that with
"Select a valid choice", from which there is no way out. Here every typed row stays, and every row that came since
is shown beside it.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model
from django.http import QueryDict

from .numbers import number_in

Row = dict[str, str]


def settled(
    data: QueryDict, prefix: str, *, rows: Iterable[Model], same: str, initial: Callable[[Model], Row]
) -> QueryDict:
    """The posted data, in which exactly the database's rows are the rows with an id.

    A typed row whose id is gone takes the id of a row that says the same in the field `same`, or becomes a new one;
    a row that was not posted is added as `initial` gives it. Data whose management form is broken stay as they are.
    """
    posted = _posted(data, prefix)
    if posted is None:
        return data
    present = {str(row.pk): row for row in rows}
    kept = {row["id"]: row for row in posted if row.get("id") in present}
    fresh = [row for row in posted if row.get("id") not in kept]
    by_value = {str(initial(row).get(same, "")): pk for pk, row in present.items() if pk not in kept}
    for row in [row for row in fresh if row.get("id")]:
        if row.get("DELETE"):
            fresh.remove(row)
        elif pk := by_value.pop(row.get(same, ""), None):
            kept[pk] = row | {"id": pk}
            fresh.remove(row)
    for pk, row in present.items():
        kept.setdefault(pk, initial(row) | {"id": pk})
    return _with_rows(data, prefix, list(kept.values()), [row | {"id": ""} for row in fresh])


def _posted(data: QueryDict, prefix: str) -> list[Row] | None:
    total = number_in(data.get(f"{prefix}-TOTAL_FORMS"), digits=4)
    if total is None or total > 1000:
        return None
    rows: list[Row] = [{} for _ in range(total)]
    for name in data:
        place, _, field = name.removeprefix(f"{prefix}-").partition("-")
        number = number_in(place)
        if name.startswith(f"{prefix}-") and field and number is not None and number < total:
            rows[number][field] = data[name]
    return rows


def _with_rows(data: QueryDict, prefix: str, kept: list[Row], fresh: list[Row]) -> QueryDict:
    changed = data.copy()
    for name in list(changed):
        number, _, field = name.removeprefix(f"{prefix}-").partition("-")
        if name.startswith(f"{prefix}-") and field and number.isdecimal():
            del changed[name]
    changed[f"{prefix}-TOTAL_FORMS"] = str(len(kept) + len(fresh))
    changed[f"{prefix}-INITIAL_FORMS"] = str(len(kept))
    for number, row in enumerate([*kept, *fresh]):
        for field, value in row.items():
            changed[f"{prefix}-{number}-{field}"] = value
    return changed


def ordered(rows: Iterable[tuple[Any, int | None, int | None]]) -> list[Any]:
    """The rows in the order that people asked for: each comes as (row, number asked for, number it had).

    A row without a number follows the one before it. Of two with the same number, the one that was moved up comes
    first, and one that was moved down last.
    """
    keyed, last = [], 0
    for index, (row, asked, had) in enumerate(rows):
        last = asked if asked is not None else last
        moved = 0 if asked is None or had is None else (asked > had) - (asked < had)
        keyed.append((last, moved, index, row))
    return [row for *_key, row in sorted(keyed, key=lambda key: key[:3])]
