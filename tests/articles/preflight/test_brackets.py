import pytest

from .documents import AUTHOR, QUOTATION, REFERENCE, found, in_body, make_document, make_key_point

UNBALANCED = [
    ("The drug (a blocker was given.", "The drug (a blocker was given."),
    ("The drug a blocker) was given.", "The drug a blocker) was given."),
    ("The dose (95% CI, 1.2–3.4] fell.", "The dose (95% CI, 1.2–3.4] fell."),
    ("Levels [see the table were high.", "Levels [see the table were high."),
    ("A set {one, two was drawn.", "A set {one, two was drawn."),
    ("Toxicity was of grade 3) in most.", "Toxicity was of grade 3) in most."),
    ("She is )retired) now.", "She is )retired) now."),
    ("See [the page](https://example.org/a", "See [the page](https://example.org/a"),
    ("The patients (aged 50 to 70 [most] were well.", "The patients (aged 50 to 70 [most] were"),
    ("患者（三十人は良くなった。", "患者（三十人は良くなった。"),
    ("- first (one\n- second", "first (one"),
    ("| a | b |\n|---|---|\n| one (two | three |", "one (two"),
    ("First paragraph (open.\n\nSecond paragraph.", "First paragraph (open."),
]


@pytest.mark.parametrize(("text", "words"), UNBALANCED)
def test_unbalanced_bracket_blocks(text: str, words: str):
    assert found(in_body(text)) == [("block", "unbalanced-bracket", words)]


BALANCED = [
    "The interval [0, 1) is half open, and so is (0, 1].",
    "In some countries ]0, 1[ and [0; 1[ are usual; so is [−5, ∞).",
    "Options are a) surgery, b) radiation and c) both.",
    "Patients were (we list them: a) older, b) frail) left out.",
    "a) the first choice",
    "1) the first choice",
    "iv) the fourth choice",
    "Three reasons: 1) cost; 2) time; 3) harm.",
    "Reasons: i) cost, ii) time and iii) harm.",
    "It went well :) for most.",
    "See [the page](https://en.wikipedia.org/wiki/Foo_(bar)) now.",
    "See https://en.wikipedia.org/wiki/Foo_(bar) now.",
    "(see https://example.org/a_(b)).",
    "(See https://example.org/a.)",
    "Query https://example.org/?a[]=1&b[2]=3 works.",
    "Type `code (` to begin.",
    "```\ncode (\n```",
    r"A single \( stands here on purpose.",
    r"So does \[this pair\].",
    "The fused thieno[2,3-b][1,4]diazepine and N-(4-hydroxyphenyl)ethanamide.",
    "[18F]FDG, CD4(+), [Ca2+]i and poly(A) tails.",
    "The word(s) and (re)admission rates.",
    "Pain (0–10) improved (HR, 0.55 [95% CI, 0.40–0.75]).",
    "t(9;22)(q34;q11) and del(17)(p13) were seen.",
    "Serum 25(OH)D, Ca(OH)2, Fe(III) and B(a)P.",
    "The sign “(” opens and “)” closes.",
    "(1) wash, (2) dry and (3) rest.",
    "(This whole remark runs on.\n\nIt ends here.)",
    "As shown [@ash2025] (and twice [@ash2025]).",
    "他（患者)は良い。",
    "彼は「はい」と言った。",
    "A table:\n\n| a (b) | c |\n|---|---|\n| d \\| e (f) | g |",
    "- [ ] to do\n- [x] done",
    "The note [sic] stands, and so does [12][13].",
]


@pytest.mark.parametrize("text", BALANCED)
def test_brackets_that_pair_are_left_alone(text: str):
    assert found(in_body(text)) == []


FIELDS = [
    ({"title": "A title (cut"}, "A title (cut"),
    ({"summary": "One. Two) three."}, "One. Two) three."),
    ({"authors": [AUTHOR | {"credentials": ["MD )retired)", "PhD"]}]}, "MD )retired)"),
    ({"authors": [AUTHOR | {"name": "Ann (Annie Ash"}]}, "Ann (Annie Ash"),
    ({"authors": [AUTHOR | {"affiliation": "Clinic (London"}]}, "Clinic (London"),
    ({"source": {"name": "Journal (Online", "url": ""}}, "Journal (Online"),
    ({"key_points": [make_key_point("It helps (often.", quote="It often helps")]}, "It helps (often."),
    ({"quotations": [QUOTATION | {"text": "It helps (often."}]}, "It helps (often."),
    ({"quotations": [QUOTATION | {"speaker": "Beth Birch)"}]}, "Beth Birch)"),
    ({"references": [REFERENCE | {"text": "Ash A. (2025. Journal."}]}, "Ash A. (2025. Journal."),
    ({"change": {"kind": "update", "note": "New dose (twice"}}, "New dose (twice"),
]


@pytest.mark.parametrize(("changes", "words"), FIELDS)
def test_brackets_are_read_in_every_field(changes: dict, words: str):
    assert found(make_document(**changes)) == [("block", "unbalanced-bracket", words)]


def test_a_verbatim_quote_of_evidence_may_begin_in_the_middle():
    point = make_key_point("It helps.", quote="45%) had a response")

    assert found(make_document(key_points=[point])) == []
