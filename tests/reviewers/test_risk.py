"""How much a change matters: pairs of texts a clinician would tell apart, and those nobody needs to."""

import re
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from reviewers.drug_names import is_drug
from reviewers.risk import Assessment, Risk, assess
from reviewers.risk.spelling import is_same_word
from tests.factories import make_content

BASE = make_content()
TEXT = st.text(st.characters(codec=None), max_size=60)
PIECES = (
    "take 5 50 mg mcg not the a teh tablet tablets insulin aspirin more less [@key] [a](https://x.org/1) safe # ## "
    "\n \n\n - 1,000 1000 2.5 -3 ≥ % is are : ~~ don't do colour color p=0.05 10^9^"
)
WORDS = st.lists(st.sampled_from(PIECES.split(" ")) | TEXT, max_size=14).map(" ".join)
steady = settings(
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def content(**changes: Any) -> dict[str, Any]:
    return BASE | changes


def between(old: str, new: str, part: str = "body") -> Assessment:
    return assess(content(**{part: old}), content(**{part: new}))


def point(text: str, *evidence: tuple[str, str]) -> dict[str, Any]:
    return {
        "uuid": "",
        "text": text,
        "evidence": [{"reference": key, "quote": quote} for key, quote in evidence],
    }


def quotation(text: str = "It helps.", speaker: str = "Ada Obi", **fields: Any) -> dict[str, Any]:
    return {"text": text, "speaker": speaker, "credentials": [], "affiliation": "", "url": ""} | fields


def reference(
    key: str = "walking", text: str = "Obi A. Walking early. Journal of Examples.", **fields: Any
) -> Any:
    return {"uuid": "", "key": key, "text": text, "url": "", "doi": "", "pmid": "", "nct": ""} | fields


SUBSTANTIVE = [
    # numbers, doses, units, dates
    ("Take 5 mg a day.", "Take 50 mg a day."),
    ("Take 5 mg a day.", "Take .5 mg a day."),
    ("Take 5 mg a day.", "Take 5.0 mg a day."),
    ("Take 5 mg a day.", "Take 5 mcg a day."),
    ("Take 5 mg a day.", "Take 5 g a day."),
    ("Take 5 mg a day.", "Take -5 mg a day."),
    ("Take 2 500 mg tablets.", "Take 2500 mg tablets."),
    ("It helped 83 % of them.", "It helped 81% of them."),
    ("It helped two of them.", "It helped three of them."),
    ("It helped 1,000 of them.", "It helped 1.000 of them."),
    ("It helped 1,500 of them.", "It helped 1,5 of them."),
    ("A count of 10⁵ cells.", "A count of 105 cells."),
    ("A count of 10^9^ cells.", "A count of 109 cells."),
    ("A value of 5-10 is fine.", "A value of 510 is fine."),
    ("A value of 1/2 is fine.", "A value of 12 is fine."),
    ("A pressure of 120/80 is fine.", "A pressure of 130/80 is fine."),
    ("The value is ≥ 7.", "The value is ≤ 7."),
    ("The value is < 7.", "The value is 7."),
    ("It costs $ 7.", "It costs € 7."),
    ("It was tried in May.", "It was tried in June."),
    ("It was tried on 5 March 2026.", "It was tried on 6 March 2026."),
    ("Take it daily.", "Take it weekly."),
    ("Take it once.", "Take it twice."),
    ("Half of them slept.", "A quarter of them slept."),
    ("Vitamin B12 helps.", "Vitamin B6 helps."),
    ("They had hepatitis A.", "They had hepatitis."),
    # drugs
    ("Take aspirin with food.", "Take warfarin with food."),
    ("Take prednisone with food.", "Take prednisolone with food."),
    ("Some take a medicine.", "Some take a medicine like osimertinib."),
    ("They were given hydroxyzine.", "They were given hydralazine."),
    # negations and advice
    ("Do not drive.", "Do drive."),
    ("It is safe.", "It is unsafe."),
    ("Don't drive.", "Do drive."),
    ("You can drive.", "You can't drive."),
    ("It works with food.", "It works without food."),
    ("It is indicated here.", "It is contraindicated here."),
    ("Eat grapefruit.", "Avoid grapefruit."),
    ("You must rest.", "You may rest."),
    ("You should rest.", "You can rest."),
    ("Rest and walk.", "Rest or walk."),
    ("Never drive home.", "Drive home. Never."),
    ("It is ~~safe~~ here.", "It is safe here."),
    ("It is now helpful.", "It is not helpful."),
    # directions and people
    ("Pain increased.", "Pain decreased."),
    ("More people slept.", "Fewer people slept."),
    ("Take it before meals.", "Take it after meals."),
    ("Higher values are better.", "Lower values are better."),
    ("It is for adults.", "It is for children."),
    ("Pregnant women may rest.", "Women may rest."),
    # one letter, another word
    ("It is an injection.", "It is an infection."),
    ("They had hypotension.", "They had hypertension."),
    ("They had dysphagia.", "They had dysphasia."),
    ("We prescribe it.", "We proscribe it."),
    ("After the infarction they slept.", "After the infraction they slept."),
    ("The pain was typical.", "The pain was atypical."),
    ("It was a typical pain.", "It was atypical pain."),
    ("She took the tablet.", "She took the tablets."),
    ("It is likely to help.", "It is unlikely to help."),
    ("Rub the skin.", "Rub the skull."),
    # whole sentences, links, citations, headings
    ("Rest well.", "Rest well. Ring your doctor."),
    ("Read [this](https://a.example/x).", "Read [this](https://a.example/y)."),
    (
        "Read [a](https://a.example) and [b](https://b.example).",
        "Read [a](https://b.example) and [b](https://a.example).",
    ),
    ("Read https://a.example/x now.", "Read https://a.example/z now."),
    ("![A hip](figure:aa)", "![A hip](figure:bb)"),
    ("It helps [@walking].", "It helps."),
    ("## Who should take it\n\nYou.", "## Who should not take it\n\nYou."),
    ("## Adults\n\nRest.", "## Children\n\nRest."),
    ("## Part 1\n\nRest.", "## Part 2\n\nRest."),
    ("## Do not eat\n\nFigs.\n\n## Do eat\n\nPlums.", "## Do not eat\n\nPlums.\n\n## Do eat\n\nFigs."),
    ("Do not eat:\n\n- figs\n\nDo eat:\n\n- plums", "Do not eat:\n\n- plums\n\nDo eat:\n\n- figs"),
    # other scripts count by character
    ("यह दवा लें", "यह दवा लो"),
]
MINOR = [
    ("They recieve care.", "They receive care."),
    ("Teh doctor helps.", "The doctor helps."),
    ("The tretment helps.", "The treatment helps."),
    ("It is a seperate ward.", "It is a separate ward."),
    ("It occured at home.", "It occurred at home."),
    ("The goverment helps.", "The goverment helps!"),
    ("The colour fades.", "The color fades."),
    ("Haematology and oedema.", "Hematology and edema."),
    ("We organise care.", "We organize care."),
    ("The centre helps.", "The center helps."),
    ("A physiotherapst helps.", "A physiotherapist helps."),
    ("Rest, and walk.", "Rest and walk."),
    ("Rest – and walk.", "Rest - and walk."),
    ("A “good” day.", 'A "good" day.'),
    ("A follow-up visit.", "A follow up visit."),
    ("An every day task.".replace("every day", "book shop"), "An bookshop task."),
    ("Rest   well.", "Rest well."),
    ("Rest\nwell.", "Rest well."),
    ("Take 5mg.", "Take 5 mg."),
    ("Take 5\u00a0mg.", "Take 5 mg."),
    ("It helped 83%.", "It helped 83 %."),
    ("It helped 83 %.", "It helped 83 percent."),
    ("It helped 1,000 of them.", "It helped 1000 of them."),
    ("It was 1,5 in all.", "It was 1.5 in all."),
    ("Don't run.", "Do not run."),
    ("Don't run.", "Don’t run."),
    ("You cannot run.", "You can not run."),
    ("Walk home.\n\nSleep well.", "Sleep well.\n\nWalk home."),
    ("## Food\n\nEat figs.\n\n## Rest\n\nSleep.", "## Rest\n\nSleep.\n\n## Food\n\nEat figs."),
    ("## What happens next\n\nRest.", "## What comes next\n\nRest."),
    ("**Rest** well.", "Rest _well_."),
    ("- figs\n- plums", "* figs\n* plums"),
    ("Walk home. Sleep well.", "Walk home.\n\nSleep well."),
    ("walk home", "Walk home"),
    ("The data is clear.", "The data are clear."),
    ("The doctor that helps.", "The doctor who helps."),
    ("They left hospital.", "They left the hospital."),
]


@pytest.mark.parametrize(("old", "new"), SUBSTANTIVE)
def test_a_change_that_could_matter_is_substantive_both_ways(old: str, new: str):
    there, back = between(old, new), between(new, old)

    assert (there.risk, back.risk) == (Risk.SUBSTANTIVE, Risk.SUBSTANTIVE)
    assert there.reasons
    assert back.reasons


@pytest.mark.parametrize(("old", "new"), MINOR)
def test_a_change_of_form_is_minor_both_ways(old: str, new: str):
    assert between(old, new) == between(new, old) == Assessment(Risk.MINOR, [])


@pytest.mark.parametrize("part", ["title", "summary", "body"])
def test_every_text_counts(part: str):
    assert between("Take 5 mg.", "Take 50 mg.", part).reasons == [
        f'The number "5 mg" became "50 mg" in the {part}.'
    ]


def test_nothing_published_is_substantive():
    assert assess(None, BASE) == Assessment(
        Risk.SUBSTANTIVE, ["Nothing of this article has been published yet."]
    )


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Take 5 mg.", "Take 5 mcg.", 'The unit "5 mg" became "5 mcg" in the body.'),
        ("It helped 83 %.", "It helped 81%.", 'The number "83%" became "81%" in the body.'),
        ("It helped two.", "It helped three.", 'The number "two" became "three" in the body.'),
        ("Rest.", "Rest. Aspirin.", 'The name of a drug "Aspirin" was added to the body.'),
        ("Do not run.", "Do run.", 'The negation "not" was removed from the body.'),
        ("You must run.", "You may run.", 'The word of advice or safety "must" became "may" in the body.'),
        ("Less pain.", "More pain.", 'The comparison or direction "Less" became "More" in the body.'),
        ("For adults.", "For children.", 'The group of people "adults" became "children" in the body.'),
        ("In June.", "In July.", 'The date "June" became "July" in the body.'),
        ("It helps [@a].", "It helps [@b].", 'The citation "[@a]" became "[@b]" in the body.'),
        ("[x](http://a.b)", "[x](http://a.c)", 'The link "http://a.b" became "http://a.c" in the body.'),
        ("Rub the skin.", "Rub the leg.", '"skin" became "leg" in the body.'),
        ("Rub it.", "Rub it gently.", '"gently" was added to the body.'),
    ],
)
def test_a_reason_names_the_thing(old: str, new: str, reason: str):
    assert between(old, new).reasons == [reason]


def test_the_most_telling_reason_comes_first_and_a_dozen_are_enough():
    old = "Rub it. Take 5 mg. Do not run. " + " ".join(f"Eat {n} figs." for n in range(100, 130))
    new = "Scrub it. Take 9 mg. Do run. " + " ".join(f"Eat {n} figs." for n in range(200, 230))

    found = between(old, new).reasons

    assert found[0] == 'The number "5 mg" became "9 mg" in the body.'
    assert len(found) == 12
    assert re.fullmatch(r"And \d+ more changes of these kinds\.", found[-1])


def test_risks_have_labels_in_words():
    assert [risk.label.split(":")[0] for risk in Risk] == ["Minor", "Substantive"]


ONE, TWO = point("Rest well.", ("walking", "rest is good")), point("Walk home.")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([ONE], [ONE, TWO]),
        ([ONE, TWO], [ONE]),
        ([ONE, TWO], [TWO, ONE]),
        ([ONE], [point("Sleep well.", ("walking", "rest is good"))]),
        ([ONE], [point("Rest well.", ("walking", "rest is not good"))]),
        ([ONE], [point("Rest well.", ("walking", "rests is good"))]),
        ([ONE], [point("Rest well.", ("running", "rest is good"))]),
        ([ONE], [point("Rest well.")]),
        ([TWO], [point("Walk the home.")]),
        ([point("# Walk home.")], [point("# Run home.")]),
        ([ONE, TWO], [point("Walk hoome."), ONE]),
    ],
)
def test_key_points_their_order_and_their_evidence_are_substantive(old: list[Any], new: list[Any]):
    for one, other in ((old, new), (new, old)):
        assert assess(content(key_points=one), content(key_points=other)).risk is Risk.SUBSTANTIVE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([ONE], [ONE | {"uuid": "another"}]),
        ([TWO], [point("Walk  home")]),
        ([point("They recieve care.")], [point("They receive care.")]),
    ],
)
def test_the_form_of_key_points_is_minor(old: list[Any], new: list[Any]):
    assert assess(content(key_points=old), content(key_points=new)).risk is Risk.MINOR


def test_reasons_about_key_points_name_them():
    old, new = [ONE, TWO], [TWO, ONE, point("Sleep 8 hours.")]

    assert assess(content(key_points=old), content(key_points=new)).reasons == [
        "The key points stand in another order.",
        'The key point "Sleep 8 hours." was added.',
    ]


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("quotations", [], [quotation()]),
        ("quotations", [quotation()], [quotation("It harms.")]),
        ("quotations", [quotation()], [quotation(speaker="Bo Lind")]),
        ("quotations", [quotation()], [quotation(url="https://a.example")]),
        ("references", [reference()], []),
        ("references", [reference()], [reference("other")]),
        ("references", [reference()], [reference(url="https://a.example")]),
        ("references", [reference()], [reference(doi="10.1/a")]),
        ("references", [reference()], [reference(pmid="1")]),
        ("references", [reference()], [reference(nct="NCT00000001")]),
        ("references", [reference(text="Obi A. Walking. 2024.")], [reference(text="Obi A. Walking. 2025.")]),
        ("references", [reference()], [reference(text="Obi A. Running late. Journal of Examples.")]),
        ("authors", BASE["authors"], [*BASE["authors"], {"name": "Bo Lind"}]),
        ("source", {"name": "", "url": ""}, {"name": "Harbour Pharma", "url": ""}),
        ("source", {"name": "", "url": ""}, {"name": "", "url": "https://a.example"}),
        ("audience", "patients", "clinicians"),
        ("language", "en", "fr"),
        ("kind", "explainer", "clinical_news"),
        ("review_interval_months", 12, 36),
        ("a_part_to_come", [], ["x"]),
    ],
)
def test_other_parts_that_are_substantive(part: str, old: Any, new: Any):
    for one, other in ((old, new), (new, old)):
        found = assess(content(**{part: one}), content(**{part: other}))

        assert found.risk is Risk.SUBSTANTIVE
        assert all(reason.endswith(".") for reason in found.reasons)


ADA, BO = {"name": "Ada Obi", "credentials": ["MD"]}, {"name": "Bo Lind", "credentials": []}


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("quotations", [quotation()], [quotation(credentials=["MD"], affiliation="Harbour Lane Clinic")]),
        (
            "quotations",
            [quotation("It helps."), quotation("Rest.")],
            [quotation("Rest."), quotation("It helps.")],
        ),
        ("references", [reference()], [reference(text="Obi A. Walking early. Jounral of Examples.")]),
        ("references", [reference("a"), reference("b")], [reference("b"), reference("a")]),
        ("authors", [ADA, BO], [BO, ADA]),
        ("authors", [ADA], [ADA | {"credentials": ["MD", "PhD"], "orcid": "0000-0001", "affiliation": "X"}]),
        ("topics", [], [{"slug": "hips", "name": "Hips"}]),
        ("uuid", "one", "other"),
    ],
)
def test_other_parts_that_are_minor(part: str, old: Any, new: Any):
    for one, other in ((old, new), (new, old)):
        assert assess(content(**{part: one}), content(**{part: other})) == Assessment(Risk.MINOR, [])


DRUGS = """
    adalimumab Osimertinib docetaxel palbociclib statins ramipril losartan sitagliptin dapagliflozin bisoprolol
    fluconazole amoxicillin azithromycin olaparib semaglutide aciclovir lidocaine amlodipine omeprazole montelukast
    sumatriptan ondansetron fluoxetine insulin ASPIRIN warfarin metformin paracetamol acetaminophen ibuprofen heparin
    morphine tirzepatide rivaroxaban etanercept ciprofloxacin zoledronic pirtobrutinib
"""


@pytest.mark.parametrize("name", DRUGS.split())
def test_drugs_are_known_by_their_names(name: str):
    assert is_drug(name)


@pytest.mark.parametrize("word", ["April", "cancel", "excel", "parcel", "peptide", "tide", "rehab", "crab", "accept",
    "except", "concept", "cholesterol", "magazine", "escort", "orphan", "medicine",
    "vaccine", "routine", "stat", "tablet", "patient",
    "protein", "machine", "kept", "gene", "women", "person", "virus", "statistics", ""])  # fmt: skip
def test_ordinary_words_are_no_drugs(word: str):
    assert not is_drug(word)


@pytest.mark.parametrize("pair", ["does/dose", "form/from", "trial/trail", "casual/causal", "mediation/medication",
    "week/weak", "mouth/month", "daily/dairy", "public/pubic", "later/latter", "bleeding/breeding", "healing/hearing",
    "stepping/stopping", "reverse/reserve", "patent/patient", "affect/effect", "safe/safer", "ab/ba"])  # fmt: skip
def test_two_words_are_not_two_spellings(pair: str):
    one, other = pair.split("/")

    assert not is_same_word(one, other)
    assert not is_same_word(other, one)


HOSTILE = [
    ("word " * 40_000, "x " + "word " * 20_000 + " y " + "word " * 19_000 + "z"),
    ("a " * 100_000, "b " + "a " * 50_000 + "c " + "a " * 40_000 + "d"),
    ("a b " * 50_000, "b a " * 50_000 + "c"),
    (" ".join(f"x{n}" for n in range(30_000)), " ".join(f"x{n} y" for n in range(20_000))),
    ("q\n\n" * 60_000, "q\n\nr\n\n" * 30_000),
    ("5" * 200_000, "5" * 199_999),
    ("::" * 100_000 + "x", ":" * 200_000 + "y"),
    (" \n" * 100_000 + "x", " \n" * 100_000 + "y"),
    ("[a](" * 50_000, "[a](" * 49_999),
]


@pytest.mark.parametrize(("old", "new"), HOSTILE, ids=range(len(HOSTILE)))
def test_texts_made_to_hurt_are_compared_quickly(old: str, new: str):
    began = time.process_time()
    found = between(old, new)

    assert found.risk is Risk.SUBSTANTIVE
    assert time.process_time() - began < 4
    assert max(map(len, found.reasons)) < 300


DOCUMENTS = st.builds(
    content,
    title=WORDS,
    summary=WORDS,
    body=WORDS,
    key_points=st.lists(st.builds(point, WORDS, st.tuples(TEXT, WORDS)), max_size=3),
    quotations=st.lists(st.builds(quotation, WORDS, TEXT, url=TEXT, affiliation=TEXT), max_size=3),
    references=st.lists(st.builds(reference, TEXT, WORDS, url=TEXT, doi=TEXT), max_size=3),
    authors=st.lists(st.fixed_dictionaries({"name": TEXT}), max_size=3),
    source=st.fixed_dictionaries({"name": TEXT, "url": TEXT}),
)


@steady
@given(DOCUMENTS, DOCUMENTS)
def test_any_two_documents_are_assessed_alike_both_ways(one: dict[str, Any], other: dict[str, Any]):
    there, back = assess(one, other), assess(other, one)

    assert there.risk is back.risk
    assert bool(there.reasons) == (there.risk is Risk.SUBSTANTIVE)
    assert len(there.reasons) <= 12
    assert assess(one, other) == there


@steady
@given(WORDS, WORDS)
def test_any_two_bodies_are_assessed_alike_both_ways(one: str, other: str):
    assert between(one, other).risk is between(other, one).risk


@steady
@given(DOCUMENTS)
def test_a_document_does_not_differ_from_itself(document: dict[str, Any]):
    assert assess(document, document) == Assessment(Risk.MINOR, [])


@steady
@given(WORDS, WORDS, st.integers(0, 9), st.integers(0, 9))
@example("[a](", ")", 1, 2)
@example("[@", "]", 1, 2)
@example("0,00", "", 0, 1)
@example("```\n", "\n```", 1, 2)
@example("x", "", 1, 2)
def test_any_other_digit_is_substantive(before: str, after: str, one: int, other: int):
    assume(one != other)

    assert between(f"{before}{one}{after}", f"{before}{other}{after}").risk is Risk.SUBSTANTIVE


@steady
@given(WORDS, WORDS, st.sampled_from(["aspirin", "Ibrutinib", "INSULIN", "metformin"]))
@example("# Food", "", "aspirin")
def test_a_drug_put_in_is_substantive(before: str, after: str, drug: str):
    assert between(f"{before} {after}", f"{before} {drug} {after}").risk is Risk.SUBSTANTIVE


@steady
@given(WORDS, st.lists(st.sampled_from([" ", "\n", "\n\n", "\t", "  ", "\u00a0", " \n \n "]), min_size=1))
@example("b a b", ["\n\n", " "])
def test_other_white_space_is_minor(text: str, spaces: list[str]):
    pieces = re.split(r"\s+", text)
    spaced = "".join(piece + spaces[place % len(spaces)] for place, piece in enumerate(pieces))

    assert between(text, spaced) == Assessment(Risk.MINOR, [])
