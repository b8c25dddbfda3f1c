"""A guess at the language of a text, from its script and its commonest words."""

import re
from collections import Counter

_COMMON = {
    "en": "the of and to in is was were with that for are this by from patients have it as be or not",
    "es": "el la de que y en los las del con para una por se al es como más fue pacientes su este",
    "fr": "le la les de des et en du un une que pour dans est par avec sur qui au ce pas plus",
    "de": "der die das und in den von mit ist bei für eine ein auf des dem werden wurde nicht sich zu im",
    "it": "il di che e la in un una per con del della è sono i gli dei nel alla più da non le",
    "pt": "o de que e do da em um uma para com os no na por dos as ao é não mais foi são",
    "nl": "de het een en van in is dat met voor op zijn te bij aan door worden niet als",
    "sv": "och i att det som en på är av för med den till inte har de ett om",
    "da": "og i at det som en på er af for med den til ikke har de et der",
    "pl": "i w na z się do jest nie że o to od po dla jak oraz przez są",
    "tr": "ve bir bu için ile da de olarak olan çok en gibi daha hastaların",
    "ro": "și de la în cu pe este care pentru din un o mai nu a fost",
}
# Words of one letter are found in every language, and in every table.
_WORDS = {
    language: frozenset(word for word in words.split() if len(word) > 1)
    for language, words in _COMMON.items()
}
_SCRIPTS = [
    ("ja", "[\u3040-\u30ff]"),
    ("ko", "[\uac00-\ud7af]"),
    ("zh", "[\u4e00-\u9fff]"),
    ("ar", "[\u0600-\u06ff]"),
    ("he", "[\u0590-\u05ff]"),
    ("ru", "[\u0400-\u04ff]"),
    ("el", "[\u0370-\u03ff]"),
    ("hi", "[\u0900-\u097f]"),
    ("th", "[\u0e00-\u0e7f]"),
]
_RELATIVES = {"ar": [("fa", "[پچژگ]"), ("ur", "[ٹڈڑےں]")], "ru": [("uk", "[іїєґ]")]}
_TAG = re.compile(r"^([a-z]{2,3})(?:[-_].*)?$", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 20_000


def primary(tag: str) -> str:
    """The primary language of a BCP 47 tag, or nothing if it is none."""
    match = _TAG.match(tag.strip())
    return match[1].lower() if match else ""


def guess(text: str) -> str:
    """The primary BCP 47 tag of the language a text is most probably in; `en` if nothing tells."""
    sample = text[:_SAMPLE]
    letters = len(_LETTER.findall(sample))
    for language, script in _SCRIPTS:
        # Kana decides for Japanese although most of a text may be Han characters.
        share = 0.08 if language == "ja" else 0.3
        if letters and len(re.findall(script, sample)) > letters * share:
            return next(
                (kin for kin, mark in _RELATIVES.get(language, []) if re.search(mark, sample)), language
            )
    counted = Counter(word.casefold() for word in _WORD.findall(sample))
    scores = {language: sum(counted[word] for word in words) for language, words in _WORDS.items()}
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] > scores["en"] else "en"
