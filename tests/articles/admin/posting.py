"""What a browser would post: the fields of a form that was shown, with changes."""

from typing import Any

from bs4 import BeautifulSoup


def fields(html: str, form: str) -> dict[str, Any]:
    """The values that the form with this id would post."""
    soup = BeautifulSoup(html, "html.parser")
    shown = soup.find("form", id=form)
    assert shown is not None
    data: dict[str, Any] = {}
    for field in shown.find_all(["input", "textarea", "select"]):
        name = field.get("name")
        if not name or "__prefix__" in name or field.get("type") == "submit":
            continue
        if field.name == "textarea":
            # A browser drops the line end that follows the tag, and posts CRLF.
            data[name] = field.get_text().removeprefix("\n").replace("\n", "\r\n")
        elif field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            data[name] = chosen.get("value", "") if chosen else ""
        elif field.get("type") in {"checkbox", "radio"}:
            if field.has_attr("checked"):
                data.setdefault(name, []).append(field.get("value", "on"))
        else:
            data[name] = field.get("value", "")
    return data


def with_row(data: dict[str, Any], prefix: str, **values: Any) -> dict[str, Any]:
    """The data with one row more in a formset."""
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    row = {f"{prefix}-{number}-{name}": value for name, value in values.items()}
    return data | row | {f"{prefix}-TOTAL_FORMS": str(number + 1)}
