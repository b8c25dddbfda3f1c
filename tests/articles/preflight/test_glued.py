import pytest

from .documents import AUTHOR, REFERENCE, found, in_body, make_document

GLUED = [
    ("It stood in Blood OncologyThe approval came.", "OncologyThe"),
    ("The School of Medicine,The University.", "Medicine,The"),
    ("It kills many cells.The trial goes on.", "cells.The"),
    ("It kills many cells.the trial goes on.", "cells.the"),
    ("The privacy formAuthored by nobody.", "formAuthored"),
    ("Those with leukemiaPatients were older.", "leukemiaPatients"),
    ("They had fever,cough and chills.", "fever,cough"),
    ("They had fever;cough and chills.", "fever;cough"),
    ("Some drugs, e.g.,This one.", "g.,This"),
    ("At the end of the day inthe trial.", "inthe"),
    ("What comes next?The trial goes on.", "next?The"),
    ("They are MD,PhD and so on.", "MD,PhD"),
    ("For CLLThe drug is new.", "CLLThe"),
    ("It is leukemia(CLL) in most.", "leukemia(CLL"),
    ("It is leukemia (CLL)patients have.", "(CLL)patients"),
    ("BackgroundMultiple myeloma is rare.", "BackgroundMultiple"),
    ("ResultsA total was counted.", "ResultsA"),
    ("We foundThat it works.", "foundThat"),
    ("As Dr.Smith said.", "Dr.Smith"),
    ("That was inThe trial.", "inThe"),
    ("Most responded,whereas others did not.", "responded,whereas"),
    ("By Smith et al.The trial goes on.", "al.The"),
    ("It was 45%.The trial goes on.", "45%.The"),
    ("It stands there (see above).The trial goes on.", "above).The"),
    ("He said “it is the end.”The trial goes on.", "end.”The"),
    ("It was over,However they went on.", "over,However"),
]


@pytest.mark.parametrize(("text", "words"), GLUED)
def test_words_that_lost_their_space_warn(text: str, words: str):
    assert found(in_body(text)) == [("warn", "glued-words", words)]


RIGHT = [
    "iPhone, mRNA, pH, McDonald, MacArthur, DeVita, LeBron, JavaScript, PubMed, GitHub, BioNTech",
    "CoQ10, HbA1c, eGFR, CRISPRCas9, FDA-approved, U.S., Ph.D. and M.D. holders",
    "ClinicalTrials.gov, clinicaltrials.gov, Cancer.Net and info@Example.Com",
    "FoundationOne CDx, MammaPrint, GlaxoSmithKline, AstraZeneca, CheckMate and MedlinePlus",
    "LinkedIn, YouTube, WhatsApp, UpToDate, PowerPoint and PatientsLikeMe",
    "doi:10.1182/blood.2023-Abc and 10.1056/NEJMoa2034577",
    "1,000 people, N,N-dimethyltryptamine, cis,trans-farnesol, 46,XX and 46,XY,del(5q)",
    "HLA-A,B and (S,R) and 2,4-D",
    "Some drugs, e.g., this, and i.e., that.",
    "The VanderWeele method; FitzGerald, MacDonald, O'Neill, D'Angelo, DiMaggio, LaRue",
    "N.Engl.J.Med. and J.Clin.Oncol. and Ph.Eur. are short forms.",
    "p.Val600Glu, c.35G>A, BCR::ABL1, KRAS(G12C) and the JAK2V617F mutation",
    "mmHg, kPa, mEq, mmol/L, IU/mL, ng/mL, MBq and kcal",
    "PhD, MBChB, PharmD, FRCPath, MRCPsych, DPhil, MClinRes",
    "iOS, macOS, eHealth, mHealth, eConsent, ePRO, eCRF and uMotif",
    "DNase, RNase, dsDNA, siRNA, shRNA, circRNAs, lncRNAs and rRNA",
    "LDL-C, ApoB, Lp(a), PCSK9, TNF-α, IFN-γ, NF-κB",
    "NaCl, MgSO4, NaHCO3 and H2O2",
    "isiZulu, isiXhosa and kwaZulu-Natal",
    "OncoKB, CardioMEMS, NeuroPace, ThermoFisher, NanoString, EuroQol",
    "The HeartLogic™ sensor and the BrightLoop® pump",
    "HappyLoop is a pump; a HappyLoop lasts.",
    "Call 1.800.123 or see v2.Beta",
    "poly(ADP)ribose and poly(PEG) chains; oligo(DT)primed",
    "The ratio was 3:1; Black:White ratio; pp. 3:4.",
    "Dose/day, and/or, him/her, WHO/UNAIDS",
    "A word_with_Underscores and a `camelCaseName` in code",
    "[Read](https://example.org/ReadTheStory.Now) on",
]


@pytest.mark.parametrize("text", RIGHT)
def test_words_that_are_written_so_are_left_alone(text: str):
    assert found(in_body(text)) == []


def test_german_forms_for_both_sexes_are_left_alone():
    text = "PatientInnen und ÄrztInnen, Patient:innen und Ärzt*innen, z.B. so."

    assert found(in_body(text, language="de")) == []


def test_names_of_people_firms_and_journals_may_have_a_capital_inside():
    document = make_document(
        authors=[
            AUTHOR | {"name": "Ann MaistreBourg", "affiliation": "LifeSpan BioSciences, WellSpan Health"}
        ],
        source={"name": "JACC CardioOncology", "url": ""},
        references=[
            REFERENCE | {"text": "Ash A. A trial. EClinicalMedicine 2025;1:1. HemaSphere, BioDrugs."}
        ],
    )

    assert found(document) == []


def test_a_source_glued_to_a_title_is_found_in_either():
    document = make_document(title="Journal of HematologyThe Approval of Examplimab")

    assert found(document) == [("warn", "glued-words", "HematologyThe")]


def test_credentials_glued_to_a_place_are_found_in_an_affiliation():
    document = make_document(authors=[AUTHOR | {"affiliation": "Division of Medicine,The Example Center"}])

    assert found(document) == [("warn", "glued-words", "Medicine,The")]
