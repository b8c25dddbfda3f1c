"""Plain text as people have it, from the file to the manuscript."""

from textwrap import dedent

import pytest

from articles.importing import reading
from articles.importing.manuscript import Dates, Manuscript, Person, Quotation, Reference, Section


def read(text: str, suffix: str = ".txt") -> Manuscript:
    return reading.read_bytes(dedent(text).encode(), suffix=suffix)


RESEARCH = """\
Authored by Mara Oduya, PhD
Medically Reviewed by Piet Okonjo, MBCM )emeritus), MSEd
The Bottom Line:
On ordinary wards, night nurses who nap (20 minutes) make fewer errors than nurses who do not.
Who Ran the Study and Where Was it Shown:
Dr. Lena Ode from the Lantern Clinic showed the results at the Night Work Meeting in 2025.
Background:
Night work is hard on the heart. It is common, and most people sleep too little.
Methods and Participants:
This look back used notes from three hospitals. Nurses on day shifts were left out.
Results:
- A total of 40 nurses took part, and 55% were new to night work.
- 12% of shifts had an error (4% vs 9%).
Conclusions:
Naps seem to help. There are two lessons from this work:
- The first lesson is that naps are cheap. Nobody expected that.
- The second lesson is that alarms matter.
Links and Resources:
Watch the talk on the study here:
You can read the meeting abstract here: Better nights for nurses after a nap
"""


def test_a_research_summary_without_a_title():
    assert read(RESEARCH) == Manuscript(
        kind="research_summary",
        title="",
        language="en",
        summary="On ordinary wards, night nurses who nap (20 minutes) make fewer errors than nurses who do not.",
        authors=[Person("Mara Oduya", ["PhD"])],
        reviewers=[Person("Piet Okonjo", ["MBCM )emeritus)", "MSEd"])],
        sections=[
            Section(
                "Who Ran the Study and Where Was it Shown",
                "Dr. Lena Ode from the Lantern Clinic showed the results at the Night Work Meeting in 2025.",
            ),
            Section(
                "Background",
                "Night work is hard on the heart. It is common, and most people sleep too little.",
            ),
            Section(
                "Methods and Participants",
                "This look back used notes from three hospitals. Nurses on day shifts were left out.",
            ),
            Section(
                "Results",
                "- A total of 40 nurses took part, and 55% were new to night work.\n"
                "- 12% of shifts had an error (4% vs 9%).",
            ),
            Section(
                "Conclusions",
                "Naps seem to help. There are two lessons from this work:\n\n"
                "- The first lesson is that naps are cheap. Nobody expected that.\n"
                "- The second lesson is that alarms matter.",
            ),
            Section("Links and Resources", "Watch the talk on the study here:"),
        ],
        references=[
            Reference("You can read the meeting abstract here: Better nights for nurses after a nap")
        ],
        warnings=["No title was found. Write one: none was made up."],
        claims=["Medically Reviewed by Piet Okonjo, MBCM )emeritus), MSEd"],
    )


NEWS = """\
Talk of the wards. News you can use. No sign-up needed. This is LNN.

Lantern Advances in Night MedicineThe Approval of Napamine for Night Work Disorder


Napamine has been approved for night work disorder (NWD) after one earlier treatment. It is the first of its kind.

Key Points:

  • Napamine was approved on May 4, 2024 for NWD after ≥1 earlier treatment
  • In the DUSK 2 trial, napamine showed a 20% response rate
  • Side effects included yawning (83% any grade, 9% grade ≥3)

“We have been good at keeping people awake, but we still see that sleep–wake rhythm matters.”
– Lena G. Ode, MD, PhD, Professor of Sleep, Division of Nights,The Lantern University


More on Night Work Therapies

The Lantern News Network is owned and operated by Harbour Inc.

Click below to leave this site and continue to Harbour’s Privacy Choices form"""


def test_clinical_news_copied_from_a_page():
    glued = "Lantern Advances in Night MedicineThe Approval of Napamine for Night Work Disorder"

    assert read(NEWS) == Manuscript(
        kind="clinical_news",
        title="The Approval of Napamine for Night Work Disorder",
        language="en",
        summary="Napamine has been approved for night work disorder (NWD) after one earlier treatment. "
        "It is the first of its kind.",
        source="Lantern Advances in Night Medicine",
        key_points=[
            "Napamine was approved on May 4, 2024 for NWD after ≥1 earlier treatment",
            "In the DUSK 2 trial, napamine showed a 20% response rate",
            "Side effects included yawning (83% any grade, 9% grade ≥3)",
        ],
        quotations=[
            Quotation(
                "We have been good at keeping people awake, but we still see that sleep–wake rhythm matters.",
                "Lena G. Ode",
                ["MD", "PhD"],
                "Professor of Sleep, Division of Nights,The Lantern University",
            )
        ],
        topics=["Night Work Therapies"],
        unmapped=[
            "Talk of the wards. News you can use. No sign-up needed. This is LNN.",
            "The Lantern News Network is owned and operated by Harbour Inc.",
            "Click below to leave this site and continue to Harbour’s Privacy Choices form",
        ],
        warnings=[
            f"“{glued}” was read as the source “Lantern Advances in Night Medicine” with the title "
            "“The Approval of Napamine for Night Work Disorder” glued to it.",
            "Left out of the text (slogan): “Talk of the wards. News you can use. No sign-up needed. This is LNN.”.",
            "Left out of the text (ownership line): “The Lantern News Network is owned and operated by Harbour Inc.”.",
            "Left out of the text (leaving notice): “Click below to leave this site and continue to Harbour’s "
            "Privacy Choices form”.",
        ],
    )


def test_a_byline_may_hold_author_reviewer_and_date():
    found = read(
        """\
        A Title About Naps

        By Mara Oduya, RN and Dr. Lena Ode | Medically reviewed by Piet Okonjo, MD on 3 March 2026 | Updated May 4, 2026

        The text begins here and goes on for a while.
        """
    )

    assert found.authors == [Person("Mara Oduya", ["RN"]), Person("Dr. Lena Ode")]
    assert found.reviewers == [Person("Piet Okonjo", ["MD"])]
    assert found.dates == Dates(reviewed="2026-03-03", updated="2026-05-04")
    assert found.unmapped == []


@pytest.mark.parametrize(
    "line",
    [
        "Medically reviewed by Piet Okonjo, MD",
        "Fact checked by Piet Okonjo, MD",
        "Fact-Checked By: Piet Okonjo, MD",
        "Clinically reviewed by Piet Okonjo, MD",
        "This article was medically reviewed by Piet Okonjo, MD.",
        "Reviewer: Piet Okonjo, MD",
        "Medical review: Piet Okonjo, MD",
        "Revisado médicamente por Piet Okonjo, MD",
        "Medizinisch geprüft von Piet Okonjo, MD",
        "Medically reviewed by:\nPiet Okonjo, MD",
    ],
)
def test_a_reviewer_is_found_under_the_usual_labels(line):
    found = read(f"A Title About Naps\n\n{line}\n\nThe text begins here and goes on.")

    assert found.reviewers == [Person("Piet Okonjo", ["MD"])]
    assert found.authors == []


def test_nobody_is_made_up_from_citations_quotations_addresses_or_prose():
    found = read(
        """\
        Mara Oduya
        12 High Street
        Lantern LN1 2AB

        What Is a Nap?

        By the end of the night, most nurses in the trial by Lena Ode, MD, were tired. Written by hand, notes stay.

        Reviewed by a panel of experts in 2024, the guidance on naps has not changed since then.

        "By Mara Oduya's count, naps are rare," said Piet Okonjo, MD.

        References
        1. Ode L, reviewed by Okonjo P. Naps. J Sleep. 2025;3:1-9.
        """
    )

    assert (found.authors, found.reviewers) == ([], [])
    assert found.unmapped == ["Mara Oduya", "12 High Street", "Lantern LN1 2AB"]
    assert found.quotations == [Quotation("By Mara Oduya's count, naps are rare,", "Piet Okonjo", ["MD"])]


@pytest.mark.parametrize(
    "line",
    [
        "By Mara Oduya",
        "Written by Mara Oduya is a book on naps that every ward has.",
        "Reviewed by night, naps are rare.",
        "Authored by Mara Oduya, PhD, the guide has helped a thousand nurses.",
    ],
)
def test_a_line_inside_the_text_is_no_byline(line):
    found = read(
        f"A Title About Naps\n\nBackground\n\nThe text begins here, and goes on.\n\n{line}\n\nIt ends here."
    )

    assert (found.authors, found.reviewers) == ([], [])
    assert found.sections == [
        Section("Background", f"The text begins here, and goes on.\n\n{line}\n\nIt ends here.")
    ]


def test_a_byline_that_names_no_person_is_listed():
    found = read("A Title About Naps\n\nWritten by Lantern Clinic Staff\n\nThe text begins here and goes on.")

    assert found.authors == []
    assert found.unmapped == ["Written by Lantern Clinic Staff"]
    assert found.warnings == [
        "This line names no person, so nobody was entered: “Written by Lantern Clinic Staff”."
    ]


def test_a_date_that_may_be_two_is_listed_not_guessed():
    found = read("A Title About Naps\nLast updated: 03/04/2026\n\nThe text begins here and goes on.")

    assert found.dates == Dates()
    assert found.unmapped == ["Last updated: 03/04/2026"]
    assert found.claims == ["Last updated: 03/04/2026"]


@pytest.mark.parametrize(
    "heading",
    [
        "Key Points",
        "KEY TAKEAWAYS:",
        "Take-Home",
        "Take-home messages",
        "At a glance",
        "Highlights:",
        "Puntos clave",
    ],
)
@pytest.mark.parametrize(
    "points",
    [
        "• One nap\n• Two naps",
        "- One nap\n- Two naps",
        "* One nap\n* Two naps",
        "1. One nap\n2) Two naps",
        "One nap\nTwo naps",
    ],
)
def test_key_points_are_found_under_any_heading_with_any_bullet(heading, points):
    found = read(
        f"A Title About Naps\n\n{heading}\n{points}\n\nBackground\nThe text begins here and goes on."
    )

    assert found.key_points == ["One nap", "Two naps"]
    assert found.sections == [Section("Background", "The text begins here and goes on.")]


@pytest.mark.parametrize(
    "heading",
    ["Results", "Results:", "RESULTS", "RESULTS:", "What the nurses told us", "HOW IT WENT", "2. Results"],
)
def test_headings_are_found_with_and_without_marks(heading):
    found = read(
        f"A Title About Naps\n\nThe text begins here, and it goes on.\n\n{heading}\n\nNurses liked their naps."
    )

    assert [section.heading for section in found.sections] == ["", heading.rstrip(":")]


def test_a_heading_inside_a_line_opens_a_section():
    found = read("A Title About Naps\n\nMETHODS: We asked 40 nurses.\n\nRESULTS: Most of them had napped.")

    assert found.sections == [
        Section("METHODS", "We asked 40 nurses."),
        Section("RESULTS", "Most of them had napped."),
    ]


def test_a_studys_heading_inside_a_line_needs_no_colon():
    found = read(
        "A Title About Naps\n\nBackground. Night work is hard.\n\nResults – Most of them had napped."
    )

    assert found.sections == [
        Section("Background", "Night work is hard."),
        Section("Results", "Most of them had napped."),
    ]


def test_a_name_that_no_label_explains_is_listed_not_entered():
    found = read(
        "A Title About Naps\nMara Oduya, MD¹, Piet Okonjo, PhD²\n\nBackground\nThe text begins here."
    )

    assert (found.authors, found.reviewers) == ([], [])
    assert found.unmapped == ["Mara Oduya, MD¹, Piet Okonjo, PhD²"]
    assert found.warnings == [
        "This line does not say what these people did: “Mara Oduya, MD¹, Piet Okonjo, PhD²”."
    ]


def test_a_line_above_the_title_is_no_title():
    found = read(
        "HEALTH\nNaps may protect the hearts of nurses\nBy Mara Oduya\n\nThe text begins here, and goes on."
    )

    assert (found.title, found.unmapped) == ("Naps may protect the hearts of nurses", ["HEALTH"])


def test_a_kind_named_above_the_title_decides_the_kind():
    found = read("Clinical News\nNaps may protect the hearts of nurses\n\nThe text begins here, and goes on.")

    assert (found.title, found.kind) == ("Naps may protect the hearts of nurses", "clinical_news")


def test_references_are_found_without_a_heading():
    found = read(
        """\
        A Title About Naps

        The text begins here, and it goes on.

        1. Ode L. Naps. J Sleep. 2025;3:1-9. doi:10.5555/js.1
        2. Okonjo P. More naps. J Sleep. 2024;2:1-9. PMID 12345678

        Source: Oduya M, et al. Even more. 2023. https://example.org/x
        """
    )

    assert [(entry.doi, entry.pmid, entry.url) for entry in found.references] == [
        ("10.5555/js.1", "", ""),
        ("", "12345678", ""),
        ("", "", "https://example.org/x"),
    ]
    assert found.sections == [Section("", "The text begins here, and it goes on.")]


def test_a_line_that_leads_in_is_no_heading():
    found = read(
        "A Title About Naps\n\nBackground\n\nNaps are good for:\n- hearts\n- heads\n\nRead the study here:"
    )

    assert found.sections == [
        Section("Background", "Naps are good for:\n\n- hearts\n- heads\n\nRead the study here:")
    ]


def test_lines_that_an_editor_wrapped_are_joined():
    found = read(
        """\
        Why Night Nurses Should Nap: A Look at the
        Evidence From Three Hospitals

        Night work is hard on the heart, and for years nobody
        knew whether short naps could help. A new trial from
        three hospitals gives a first answer.

        • Naps of twenty minutes cut errors, and nobody at all
          slept through an alarm
        """
    )

    assert found.title == "Why Night Nurses Should Nap: A Look at the Evidence From Three Hospitals"
    assert found.sections == [
        Section(
            "",
            "Night work is hard on the heart, and for years nobody knew whether short naps could help. A new trial "
            "from three hospitals gives a first answer.\n\n"
            "- Naps of twenty minutes cut errors, and nobody at all slept through an alarm",
        )
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "“A nap is a gift to us all.”\n– Lena Ode, MD, Lantern Clinic",
            ("Lena Ode", ["MD"], "Lantern Clinic"),
        ),
        ('"A nap is a gift to us all."\n-- Lena Ode, MD', ("Lena Ode", ["MD"], "")),
        ("“A nap is a gift to us all.” — Lena Ode, nurse", ("Lena Ode", [], "nurse")),
        ("“A nap is a gift to us all.”\nLena Ode, RN, night nurse", ("Lena Ode", ["RN"], "night nurse")),
        ("„A nap is a gift to us all.“\n- Lena Ode", ("Lena Ode", [], "")),
        ("«A nap is a gift to us all.»\n— una enfermera", ("una enfermera", [], "")),
        ("“A nap is a gift to us all.” said Dr. Lena Ode.", ("Dr. Lena Ode", [], "")),
        ("Lena Ode, MD: “A nap is a gift to us all.”", ("Lena Ode", ["MD"], "")),
    ],
)
def test_a_quotation_has_its_speaker(written, expected):
    found = read(
        f"A Title About Naps\n\nThe text begins here, and it goes on.\n\n{written}\n\nIt ends here, with a word."
    )

    assert found.quotations == [Quotation("A nap is a gift to us all.", *expected)]
    assert [section.text for section in found.sections] == [
        "The text begins here, and it goes on.\n\nIt ends here, with a word."
    ]


def test_what_would_be_markdown_by_accident_is_escaped():
    found = read(
        "A Title About Naps\n\nBackground\n\n# 1 of 2* and 3* [a](b) <http://x.org> p<0.05 ~5 a_b\n\n> x"
    )

    assert (
        found.sections[0].text == "\\# 1 of 2\\* and 3\\* \\[a\\](b) \\<http://x.org> p<0.05 ~5 a_b\n\n\\> x"
    )


OTHER_LANGUAGES = {
    "de": """\
        Dein Schlaf und dein Herz
        Von Ilse Brandt und Dr. med. Jonas Vogt
        Medizinisch geprüft von Prof. Dr. Eva Linde am 3. März 2026

        Das Wichtigste in Kürze
        – Schlaf schützt das Herz

        Hintergrund
        Wer schlecht schläft, hat ein höheres Risiko für Bluthochdruck.

        Literatur
        1. Brandt I, et al. Schlaf. Z Schlaf. 2025;3:1-9. doi:10.5555/zs.2025.3
        """,
    "es": """\
        Dormir bien y el corazón
        Por Rita Soler, MD y Juan Vela
        Revisado médicamente por Dra. Ana Prado el 3 de marzo de 2026

        Puntos clave
        • Dormir protege el corazón

        Antecedentes
        Quien duerme mal tiene más riesgo de hipertensión.

        Referencias
        1. Soler R, et al. Dormir. Rev Sueño. 2025;3:1-9. doi:10.5555/rs.2025.3
        """,
    "ja": """\
        夜の散歩と血圧
        著者：山田太郎、佐藤次郎
        監修：佐藤花子
        監修日：2026年3月3日

        要点
        ・歩くと少し下がる

        背景
        高血圧はよくある病気です。気づかないことも多いです。

        参考文献
        1. 山田太郎. 夜の散歩. 2025年. doi:10.5555/jp.1
        """,
    "ar": """\
        المشي مساء وضغط الدم
        بقلم: ليلى حسن، سامي نور
        مراجعة طبية: د. هدى فارس
        تاريخ المراجعة: ٣ مارس ٢٠٢٦

        النقاط الرئيسية
        • المشي يساعد قليلا

        الخلفية
        ارتفاع ضغط الدم شائع ويسهل إغفاله في معظم الناس.

        المراجع
        1. حسن ل. المشي. 2025. doi:10.5555/ar.1
        """,
}


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_other_languages_pass_unharmed(language):
    text = dedent(OTHER_LANGUAGES[language])

    found = read(text)

    assert found.language == language
    assert found.title == text.split("\n")[0]
    assert (len(found.authors), len(found.reviewers), found.dates.reviewed) == (2, 1, "2026-03-03")
    assert (len(found.key_points), len(found.sections), len(found.references)) == (1, 1, 1)
    assert found.sections[0].text in text
    assert (found.unmapped, found.warnings) == ([], [])
