"""Which words are written like the name of a person, and which like an institution or a place."""

import re

from articles.importing import credentials
from articles.importing.vocabulary import word_set

_NOBODY = word_set(
    """
    the a an this that these those our your their its it we staff team editor editors editorial newsroom
    news desk department dept division university hospital clinic center centre institute school college
    foundation society association academy network health healthcare medical medicine research study studies
    group committee board press media inc llc ltd gmbh company journal magazine agency services admin
    administrator webmaster author authors writer writers contributor contributors reuters healthday afp ap
    associated federation ministry office program programme trial trust union world national international
    american british european laboratory unit clinicians experts patients doctors physicians researchers
    scientists redacción equipo redaktion rédaction équipe redazione redação universidad universität
    université università klinik krankenhaus hôpital ospedale institut instituto istituto cancer street
    avenue suite means contrast comparison default design numbers end time using taking making each all any
    """
)
_PLACES = frozenset(
    """
    new york|los angeles|san francisco|san diego|san antonio|new haven|new orleans|new jersey|new mexico|new zealand
    united states|united kingdom|south africa|south korea|north carolina|south carolina|salt lake city|st louis
    hong kong|sri lanka|saudi arabia|costa rica|buenos aires|mexico city|tel aviv|ann arbor|palo alto|las vegas
    fort worth|kansas city|rhode island|west virginia|new hampshire|ivory coast|puerto rico|rio de janeiro|são paulo
    """.replace("\n", "|")
    .replace("    ", "")
    .split("|")
)
_ROLE = re.compile(
    r"(?:ologists?|iatrists?|iatricians?|itians?|icians?|geons?|nurse|writer|editor|professor|director|fellow|resident"
    r"|consultant|specialist|manager|officer|scientist|researcher|reporter|journalist|correspondent|lecturer"
    r"|practitioner|assistant|therapist|counsell?or|educator|advocate|president|founder|chair|lead|investigator"
    r"|doctor|physician|instructor|chief|head|oncology|hematology|cardiology)$",
    re.IGNORECASE,
)
_TITLES = word_set(
    """
    dr dra dr. prof professor doctor doctora sir dame lord lady mr mrs ms mx miss sr sra srta m mme mlle
    herr frau mag dott dottssa prof.ssa assoc asst associate assistant adj adjunct clinical emeritus
    univ.-prof pd priv.-doz med dent rer nat phil habil hc h.c vet oec ing dipl.-ing dipl.-psych lic don
    doña rev hon drs ir
    """
)
_PARTICLES = word_set(
    """
    de da do dos das del della di du des la le les van von der den ter ten te bin ibn bint al el abu af av
    zu zur vom y e
    """
)
SUFFIX = re.compile(r"^(?:Jr|Sr|Jnr|Snr|Junior|Senior|I{2,3}|IV|2nd|3rd)\.?$")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u052f]")


def is_name(text: str) -> bool:
    """Whether this is written like the name of a person: two to six words, no word of an institution."""
    words = _without_title(text.strip().rstrip(","))
    titled = len(words) < len(text.split())
    if not words or len(text) > 80 or re.search(r"[\d:;!?()@/\\<>{}|=+*#。]", text):
        return False
    if not LATIN.search(text):
        return _is_name_elsewhere(text)
    if text.casefold() in _PLACES or _ROLE.search(words[-1]) or credentials.is_known(words[0]):
        return False
    words = [word for word in words if not SUFFIX.match(word)]
    proper = [word for word in words if word.casefold() not in _PARTICLES]
    return (
        (2 if not titled else 1) <= len(proper) <= 5
        and len(words) <= 7
        and all(_is_proper(word) for word in proper)
        and not any(word.casefold().strip(".,'’") in _NOBODY for word in words)
    )


def is_title(word: str) -> bool:
    """Whether a word before a name is a title (`Dr`, `Prof`)."""
    return word.casefold() in _TITLES


def is_institution(text: str) -> bool:
    """Whether a line is written like a post or a place of work, not like a name or a title."""
    return bool(
        re.search(
            r"\b(?:university|hospital|clinic|cent(?:er|re)|institute|school|college|department|dept|division|foundation"
            r"|professor|director|universidad|klinik|universität|hôpital|ospedale|hospital)\b|大学|病院|جامعة|مستشفى",
            text,
            re.IGNORECASE,
        )
    )


def _without_title(text: str) -> list[str]:
    words = text.split()
    while words and words[0].casefold().rstrip(".") in _TITLES | {"د", "أ", "أ.د", "а", "prof.dr"}:
        words = words[1:]
    return words


def _is_proper(word: str) -> bool:
    bare = word.strip("\"“”'’.,")
    if not bare or not all(character.isalpha() or character in "-'’.‐" for character in bare):
        return False
    head = re.split(r"[-'’.]", bare)
    return bare[0].isupper() or (len(head) > 1 and head[-1][:1].isupper())


def _is_name_elsewhere(text: str) -> bool:
    """A name in a script without capitals: short, and none of an institution's words."""
    institution = "大学|病院|編集|委員|学会|センター|財団|研究所|医院|协会|فريق|هيئة|جامعة|مستشفى|قسم"
    "|تحرير|병원|대학|편집"
    letters = all(c.isalpha() or c.isspace() or c in ".・'ー" or not c.isascii() for c in text)
    return letters and len(text) <= 40 and len(text.split()) <= 6 and not re.search(institution, text)
