import pytest

from .documents import found, in_body, make_document

UNPAIRED = [
    ("block", "She said “yes and left.", "en"),
    ("block", "She said yes” and left.", "en"),
    ("block", 'She said "yes and left.', "en"),
    ("block", 'She said yes" and left.', "en"),
    ("block", "“Yes“ she said.", "en"),
    ("block", '“Yes" she said.', "en"),
    ("block", "She said “yes” and “no to it.", "en"),
    ("block", 'The so-called "best" and "worst of times.', "en"),
    ("block", "Sie sagte „nein und ging.", "de"),
    ("block", "Sie sagte nein“ und ging heim “.", "de"),
    ("block", "Elle a dit « non hier.", "fr"),
    ("block", "Sie sagte »nein und ging.", "de"),
    ("block", "Hon sade ”nej och gick.", "sv"),
    ("warn", "This is the ‘best option for all.", "en"),
    ("warn", "This is the 'best option for all.", "en"),
    ("warn", "The 'good' and the 'bad were mixed.", "en"),
]


@pytest.mark.parametrize(("severity", "text", "language"), UNPAIRED)
def test_a_quotation_mark_without_its_other_is_found(severity: str, text: str, language: str):
    assert [line[:2] for line in found(in_body(text, language=language))] == [(severity, "unbalanced-quote")]


def test_the_mark_that_is_alone_is_shown():
    text = "Some say “yes” and some “no” but others said “perhaps and left the room for good after that."

    assert found(in_body(text)) == [
        ("block", "unbalanced-quote", "“no” but others said “perhaps and left the room")
    ]


PAIRED = [
    "The patients' rights were respected.",
    "The patients’ rights, James’ book and the boss’s chair.",
    "The 5′ UTR, the 3' end and 5'-AMP; 3',5'-cAMP.",
    "He is 6'2\" tall.",
    'He is 6\'2" tall, 5" wide and 3" deep.',
    'A 12" tube was used.',
    'The "Big Five" (5") tubes.',
    "O'Brien and O’Brien, d’Aubigné and van 't Veer.",
    "In the ‘90s and the '90s.",
    "Rock 'n' roll, rock ‘n’ roll, and ‘tis so.",
    "Hawai‘i and O‘ahu.",
    "\"She said 'yes' to it,\" he noted.",
    "“She said ‘yes’ to it,” he noted.",
    "‘She said “yes” to it,’ he noted.",
    "“Can I drive?” is a common question.",
    "A “yes”/“no” answer; “A”–“B”; (“C”).",
    'Mark it "stage IV"; others say "advanced."',
    '**"Bold"** and *“slanted”* words.',
    'Type `"` to begin, and `print("` to go on.',
    'See [the “best” page](https://example.org/?q="a" "A title") now.',
    '| a | b |\n|---|---|\n| one | two |\n| " | " |',
    "“The first paragraph of a quotation.\n\n“The second paragraph of it.”",
    '"The first paragraph of a quotation.\n\n"The second paragraph of it."',
    "She said: “It is hard.\n\n“It takes years.\n\n“But it is worth it.”",
    '"This happens for these reasons:\n\n- one\n- two\n\nand for no other."',
    "> “Quoted words.”",
    "She cited „Das Buch“ and « Le Livre » in English.",
    'The “smart” and the "straight" pair.',
    'The word was "`code`" here.',
]


@pytest.mark.parametrize("text", PAIRED)
def test_quotation_marks_that_pair_are_left_alone(text: str):
    assert found(in_body(text)) == []


OTHER_LANGUAGES = [
    ("de", "Er sagte „nein“ und ging."),
    ("de", "Er sagte „sie rief ‚nein‘ laut“ und ging."),
    ("de", "Er sagte »nein« und ging."),
    ("de", "Er sagte «nein» und ging."),
    ("fr", "Elle a dit « non » à l’hôpital."),
    ("fr", "« Le premier alinéa.\n\n» Le second. »"),
    ("pl", "Powiedziała „nie” i wyszła."),
    ("nl", "Zij zei „nee” en 's avonds ‘ja’."),
    ("sv", "Hon sade ”nej” och gick."),
    ("fi", "Hän sanoi »ei» ja lähti."),
    ("ja", "彼は『「はい」と言え』と言った。"),
    ("es", "Dijo «no» y se fue."),
    ("it", "Un po' d'acqua e l'«altro» 'no'."),
]


@pytest.mark.parametrize(("language", "text"), OTHER_LANGUAGES)
def test_each_language_has_its_own_marks(language: str, text: str):
    assert found(in_body(text, language=language)) == []


def test_marks_are_read_in_short_fields():
    assert found(make_document(title="The “best of times")) == [
        ("block", "unbalanced-quote", "The “best of times")
    ]
