"""What documents do that is easily read wrong: numbers that cite, people named twice, glued addresses, claims."""

import pytest

from articles.importing import citations, reading
from articles.importing.manuscript import Manuscript, Person, Reference, Section

LIST = """
References
1. Ode L. Naps. J Sleep. 2025;3:1-9. doi:10.5555/js.1
2. Ode M. Rest. J Sleep. 2025;4:1-9. doi:10.5555/js.2
3. Ode N. Wake. J Sleep. 2025;5:1-9. doi:10.5555/js.3
"""


def read(text: str, suffix: str = ".txt") -> Manuscript:
    return reading.read_bytes(text.encode(), suffix=suffix)


@pytest.mark.parametrize(
    ("written", "cited"),
    [
        ("hard [1].", "hard [@1]."),
        ("hard [1,2] and [2; 3].", "hard [@1][@2] and [@2][@3]."),
        ("hard [1–3].", "hard [@1][@2][@3]."),
        ("hard [1][3].", "hard [@1][@3]."),
        ("hard[^2] and ^[3]^.", "hard[@2] and [@3]."),
        # No number of the list, a range the wrong way, a link's words, code, and no number at all.
        ("in [2020] and [4] and [3-1].", "in [2020] and [4] and [3-1]."),
        ("[1](https://example.org) `a[1]` [a]", "[1](https://example.org) `a[1]` [a]"),
    ],
)
def test_numbers_that_point_into_a_numbered_list_become_citations(written, cited):
    manuscript = Manuscript(
        sections=[Section("", written)], key_points=["One [1]"], numbers={1: 1, 2: 2, 3: 3}
    )

    citations.link(manuscript)

    assert manuscript.sections == [Section("", cited)]
    assert manuscript.key_points == ["One [@1]"]


def test_a_documents_own_numbers_decide_which_reference_is_cited():
    text = "Naps on the Ward\n\nNight work is hard [7], and it has been so for a very long time.\n"
    text += LIST.replace("1. ", "5. ").replace("2. ", "6. ").replace("3. ", "7. ")

    assert read(text).sections == [
        Section("", "Night work is hard [@3], and it has been so for a very long time.")
    ]


def test_without_a_numbered_list_numbers_stay_as_they_are():
    text = "Naps on the Ward\n\nNight work is hard [1], and it has been so for a very long time.\n"

    found = read(text + LIST.replace("1. ", "- ").replace("2. ", "- ").replace("3. ", "- "))

    assert len(found.references) == 3
    assert "hard [1]," in found.sections[0].text


@pytest.mark.parametrize("heading", ["## References\n\n", ""])
def test_footnotes_of_markdown_are_references_without_their_mark(heading):
    found = read(
        "# Naps on the Ward\n\nNight work is hard[^1] on many hearts.\n\n"
        + heading
        + "[^1]: Ode L. Naps. J Sleep."
        " 2025;3:1-9. doi:10.5555/js.1\n[^2]: Ode M. Rest. J Sleep.\n    2025;4:1-9. doi:10.5555/js.2\n",
        ".md",
    )

    assert found.sections == [Section("", "Night work is hard[@1] on many hearts.")]
    assert found.references == [
        Reference("Ode L. Naps. J Sleep. 2025;3:1-9. doi:10.5555/js.1", doi="10.5555/js.1"),
        Reference("Ode M. Rest. J Sleep. 2025;4:1-9. doi:10.5555/js.2", doi="10.5555/js.2"),
    ]


def test_front_matter_and_a_byline_name_one_author_once():
    found = read(
        "---\ntitle: Naps on the Ward\nauthor: Mara Oduya\n---\n\n# Naps on the Ward\n\n"
        "By Dr Mara Oduya, RN, Lantern Clinic\n\nNight work is hard.\n",
        ".md",
    )

    assert found.authors == [Person("Mara Oduya", ["RN"], "Lantern Clinic")]


@pytest.mark.parametrize(
    "line",
    [
        "Reviewed by Piet Okonjo, MD on 3 March 2026",
        "Article reviewed for medical accuracy by Piet Okonjo, MD on March 3, 2026.",
        "Medical reviewer Piet Okonjo, MD, 3 March 2026",
        "Written by Mara Oduya, RN, reviewed by Piet Okonjo, MD on 3 March 2026",
    ],
)
@pytest.mark.parametrize("place", ["above the text", "among the references"])
def test_a_claim_of_a_review_without_a_colon_is_found_wherever_it_stands(line, place):
    text = "Night work is hard on many hearts, and it has been so for a very long time.\n"
    above, below = (f"{line}\n\n", "") if place == "above the text" else ("", line)

    found = read(f"Naps on the Ward\n\n{above}{text}{LIST}{below}\n")

    assert (found.reviewers, found.dates.reviewed) == ([Person("Piet Okonjo", ["MD"])], "2026-03-03")
    assert (found.claims, len(found.references)) == ([line], 3)


def test_a_review_by_nobody_in_particular_is_a_claim_as_well():
    line = "Reviewed by the editorial board on 3 March 2026"

    found = read(f"Naps on the Ward\n\n{line}\n\nNight work is hard on many hearts, as it has always been.\n")

    assert (found.reviewers, found.unmapped) == ([], [line])
    assert line not in found.sections[0].text


@pytest.mark.parametrize("glue", ["", " ", ", ", " ("])
def test_an_address_is_parted_from_the_name_of_the_source(glue):
    close = ")" if "(" in glue else ""

    found = read(
        f"Naps on the Ward\n\nSource: Journal of Naps{glue}https://example.org/naps{close}\n\nNight work is hard.\n"
    )

    assert (found.source, found.source_url) == ("Journal of Naps", "https://example.org/naps")
    assert found.as_json()["article"]["source"] == "Journal of Naps https://example.org/naps"
    assert found.unmapped == []


@pytest.mark.parametrize("attribution", ["— Lena Ode,", "said Lena Ode,", "— Lena Ode, MD,"])
def test_a_speaker_has_no_comma_behind_the_name(attribution):
    found = read(f"Naps on the Ward\n\nNight work is hard.\n\n“A nap is a gift to us all.” {attribution}\n")

    assert [said.speaker for said in found.quotations] == ["Lena Ode"]


def test_what_a_person_says_of_kind_and_language_goes_before_our_guess():
    text = "Naps on the Ward\n\nReviewed: 03/04/2026\n\nNight work is hard on many hearts.\n"

    found = reading.read_bytes(text.encode(), suffix=".txt", kind="clinical_news", language="de")

    assert (found.kind, found.language, found.dates.reviewed) == ("clinical_news", "de", "2026-04-03")
