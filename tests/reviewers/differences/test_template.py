"""The differences as a page shows them."""

from bs4 import BeautifulSoup
from django.template.loader import render_to_string

from reviewers.differences import compare
from tests.factories import make_content

BODY = "Rest.\n\nA.\n\nB.\n\nC.\n\nD.\n\nE.\n\nDo not take 10 mg."
NEW = BODY.replace("not ", "").replace("10 mg", "100 mg")


def page(old: dict, new: dict, prefix: str = "live-") -> BeautifulSoup:
    context = {
        "comparison": compare(old, new),
        "against": "edition 3, which is live",
        "content": new,
        "prefix": prefix,
    }
    return BeautifulSoup(render_to_string("reviewers/desk/_differences.html", context), "html.parser")


def test_callouts_lead_to_their_places():
    old = make_content(body=BODY, language="de")
    shown = page(old, old | {"body": NEW})

    links = shown.select(".callouts a")
    assert [link.get_text() for link in links] == [
        "“10 mg” became “100 mg”",
        "“Do not take” became “Do take”",
    ]
    assert [shown.find(id=link["href"][1:]).get_text() for link in links] == ["removed: 10", "removed: not "]
    assert shown.select_one(".lines")["lang"] == "de"


def test_two_comparisons_on_a_page_share_no_id():
    old = make_content(body=BODY)

    found = [page(old, old | {"body": NEW}, prefix) for prefix in ("live-", "signed-")]

    ids = [element["id"] for shown in found for element in shown.select("[id]")]
    assert len(ids) == len(set(ids)) == 10


def test_lines_that_did_not_change_can_be_opened():
    old = make_content(body=BODY)

    (details,) = page(old, old | {"body": NEW}).select("details")

    assert details.summary.get_text() == "4 lines unchanged"
    assert [line.get_text() for line in details.select("p")] == ["A.\n", "B.\n", "C.\n", "D.\n"]


def test_a_moved_part_says_from_where_to_where():
    points = [{"uuid": name, "text": f"Point {name}.", "evidence": []} for name in "abc"]
    old = make_content(key_points=points)

    shown = page(old, old | {"key_points": [points[2], *points[:2]]})

    assert [heading.get_text(" ") for heading in shown.select(".part h3")] == [
        "Key point 1  moved from 3 to 1"
    ]
    assert "No number, dose" in shown.get_text()


def test_a_line_that_moved_and_changed_shows_what_changed_in_it_at_its_anchor():
    line = "Adults with pain can take 500 mg of it at once."
    old = make_content(body=f"First words.\n\nOther words.\n\n{line}")
    shown = page(old, old | {"body": f"{line.replace('500', '50')}\n\nFirst words.\n\nOther words."})

    (link,) = shown.select(".callouts a")
    came = shown.find(id=link["href"][1:])

    assert came.get_text(" ", strip=True).startswith(
        "Moved here, and changed: Adults with pain can take removed: 500"
    )
    assert [element.get_text() for element in came.select("ins, del")] == ["removed: 500", "added: 50"]


def test_a_change_of_white_space_alone_is_named():
    old = make_content(title="On  salt")

    shown = page(old, old | {"title": "On salt"})

    assert "Only white space differs." in shown.get_text()
    assert [element.get_text() for element in shown.select("ins, del")] == [
        "removed: 2 spaces",
        "added: space",
    ]


def test_of_many_callouts_the_first_twelve_are_in_sight():
    old = make_content(body="\n\n".join(f"Word{n} 10 mg." for n in range(20)))

    shown = page(old, old | {"body": old["body"].replace("10 mg", "20 mg")})

    assert [len(found.find_all("li", recursive=False)) for found in shown.select(".callouts")] == [12, 8]
    assert shown.summary.get_text() == "8 more"


def test_what_is_in_a_text_is_never_markup():
    old = make_content(body="Rest.")

    shown = page(old, old | {"body": "Rest. Do not <script>alert(1)</script> take 5 mg."})

    assert shown.find("script") is None
    assert "<script>" in shown.get_text()


def test_nothing_differs():
    old = make_content()

    assert page(old, old).p.get_text() == "Nothing differs."
