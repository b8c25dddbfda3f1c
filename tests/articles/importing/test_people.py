"""Names and credentials as people write them, and words that are no person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importing import people
from articles.importing.manuscript import Person

NAMED = {
    "Mara Oduya, PhD": [Person("Mara Oduya", ["PhD"])],
    "Piet Okonjo, MBCM )emeritus), MSEd": [Person("Piet Okonjo", ["MBCM )emeritus)", "MSEd"])],
    "Lena Ode, MD (FRCP (Edin)), PhD": [Person("Lena Ode", ["MD (FRCP (Edin))", "PhD"])],
    "Lena Ode (MD (Hons), PhD)": [Person("Lena Ode", ["MD (Hons)", "PhD"])],
    "Lena Ode, [MD], PhD]": [Person("Lena Ode", ["[MD]", "PhD]"])],
    "Lena Ode, MD (Hons, MSc": [Person("Lena Ode", ["MD (Hons", "MSc"])],
    "Lena Ode, FRCP(Edin), PhD (Cantab)": [Person("Lena Ode", ["FRCP(Edin)", "PhD (Cantab)"])],
    "Lena Ode MD PhD": [Person("Lena Ode", ["MD", "PhD"])],
    "Lena Ode, M.D., Ph.D.": [Person("Lena Ode", ["M.D.", "Ph.D."])],
    "LENA ODE, MD": [Person("LENA ODE", ["MD"])],
    "Abel Lane, Jr., MD": [Person("Abel Lane, Jr.", ["MD"])],
    "Abel Lane III, MD": [Person("Abel Lane III", ["MD"])],
    "Dr. Mara Oduya": [Person("Dr. Mara Oduya")],
    "Prof. Dr. med. Ilse Brandt": [Person("Prof. Dr. med. Ilse Brandt")],
    "Ilse Brandt, Dr. med.": [Person("Ilse Brandt", ["Dr. med."])],
    "Rita Soler, Lic. en Nutrición": [Person("Rita Soler", ["Lic. en Nutrición"])],
    "Dra. Rita Soler y Dr. Juan Vela": [Person("Dra. Rita Soler"), Person("Dr. Juan Vela")],
    "Mara Oduya, Piet Okonjo, and Lena Ode": [
        Person("Mara Oduya"),
        Person("Piet Okonjo"),
        Person("Lena Ode"),
    ],
    "Mara Oduya, MD, PhD, Piet Okonjo, MSc, and Lena Ode": [
        Person("Mara Oduya", ["MD", "PhD"]),
        Person("Piet Okonjo", ["MSc"]),
        Person("Lena Ode"),
    ],
    "Mara Oduya; Piet Okonjo, MD": [Person("Mara Oduya"), Person("Piet Okonjo", ["MD"])],
    "Lena Ode, MD, Department of Medicine and Surgery, Lantern University": [
        Person("Lena Ode", ["MD"], "Department of Medicine and Surgery, Lantern University")
    ],
    "Lena Ode, MD, PhD, Head of Sleep,Lantern Clinic": [
        Person("Lena Ode", ["MD", "PhD"], "Head of Sleep,Lantern Clinic")
    ],
    "Lena Ode, MD, New York": [Person("Lena Ode", ["MD"], "New York")],
    "Lena Ode, MD – Lantern Clinic": [Person("Lena Ode", ["MD"], "Lantern Clinic")],
    "Lena Ode, Staff Writer": [Person("Lena Ode", [], "Staff Writer")],
    "山田太郎、佐藤花子": [Person("山田太郎"), Person("佐藤花子")],
    "佐藤花子（医学博士）": [Person("佐藤花子", ["医学博士"])],
    "د. ليلى حسن": [Person("د. ليلى حسن")],
}
NOBODY = [
    "the end of the study",
    "Lantern Clinic Staff",
    "a team of experts",
    "Editorial Team",
    "Oduya",
    "Mara Oduya and colleagues",
    "Design",
    "staff@example.org",
    "2026",
    "",
]


@pytest.mark.parametrize(("written", "expected"), NAMED.items())
def test_a_byline_gives_its_people_as_written(written, expected):
    assert people.parse(written) == expected


@pytest.mark.parametrize("written", NOBODY)
def test_what_is_no_name_is_nobody(written):
    assert people.parse(written) == []


def test_an_attribution_names_one_speaker_whatever_follows():
    speaker = people.speaker("Ilse Brandt, Schlaflabor Harburg")

    assert speaker == Person("Ilse Brandt", [], "Schlaflabor Harburg")


@given(st.text(max_size=300))
def test_any_text_can_be_asked_for_people(text):
    people.parse(text)
    people.speaker(text)
