"""The English words that make a change matter, by kind.

These are word lists. They do not know other languages, paraphrase or irony; a change of words that stand in none of
them is still not called minor in running text (see comparing.py), so a gap here costs a good reason, not the alarm.
Headings are the exception: there only the words listed here, numbers and drugs count.
"""

import unicodedata
from enum import IntEnum
from functools import lru_cache

from reviewers.drug_names import is_drug


class Kind(IntEnum):
    """What a token is, the most telling first."""

    NUMBER = 0
    UNIT = 1
    DRUG = 2
    NEGATION = 3
    STRENGTH = 4
    DIRECTION = 5
    POPULATION = 6
    DATE = 7
    LINK = 8
    CITATION = 9
    SIGN = 10
    WORD = 11


NAMES = {
    Kind.NUMBER: "number",
    Kind.UNIT: "unit",
    Kind.DRUG: "name of a drug",
    Kind.NEGATION: "negation",
    Kind.STRENGTH: "word of advice or safety",
    Kind.DIRECTION: "comparison or direction",
    Kind.POPULATION: "group of people",
    Kind.DATE: "date",
    Kind.LINK: "link",
    Kind.CITATION: "citation",
    Kind.SIGN: "sign",
    Kind.WORD: "wording",
}

_NUMBERS = """
    zero nought one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion
    trillion dozen half halves third quarter quarters fifth tenth once twice thrice double doubled doubles triple
    tripled single first second fourth sixth seventh eighth ninth both pair couple hundreds thousands millions
    twofold threefold fourfold fivefold tenfold
"""
_UNITS = """
    mg mcg μg ug ng pg g kg gram grams gramme grammes milligram milligrams microgram micrograms kilogram kilograms
    nanogram nanograms lb lbs oz stone l ml dl cl litre litres liter liters millilitre millilitres milliliter
    milliliters mol mmol μmol umol nmol pmol iu u unit units meq mosm mmhg kpa cm mm m km nm inch inches foot feet
    metre metres meter meters kcal cal calorie calories kj j gy mgy sv msv mbq bq hz bpm °c °f celsius fahrenheit
    % ‰ percent percentage percentages h hr hrs hour hours min mins minute minutes s sec seconds day days week weeks
    fortnight month months year years decade decades times time hourly daily weekly fortnightly monthly yearly annually
    nightly drop drops puff puffs tablet tablets capsule capsules pill pills dose doses dosage spray sprays sachet
    sachets patch patches ampoule ampoules vial vials injection injections infusion infusions teaspoon teaspoons
    tablespoon tablespoons spoonful spoonfuls cup cups glass glasses per every
"""
_NEGATIONS = """
    no not never none nor neither nobody nothing nowhere without non avoid avoids avoided avoiding contraindicated
    contraindication contraindications contraindicate stop stops stopped stopping cease discontinue discontinued
    discontinuing refrain except excepting unless exclude excluded excluding excludes lack lacks lacking absent absence
    fail fails failed failure hardly barely rarely seldom refuse forbid forbidden prohibited deny instead but however
    unable unsafe unlikely ineffective harmless inadvisable unsuitable unnecessary unproven untreated abstain
"""
_STRENGTHS = """
    must should shall may might can could will would need needs needed ought have required require requires recommend
    recommends recommended recommendation advise advised advises suggest suggests suggested consider considered
    always usually often sometimes occasionally only all any every each some most many few several nearly almost
    always likely possible possibly probably certain certainly definite definitely proven proved proves prove shows
    safe safely safety dangerous danger dangers harmful harm harms effective effectively effectiveness efficacy cure
    cures cured curable incurable fatal deadly lethal urgent urgently emergency emergencies immediately serious severe
    mild moderate risk risks risky benefit benefits beneficial warning warnings caution side adverse overdose allergy
    allergic allergies start starts started starting begin take takes taking taken give gives given giving use used
    treat treats treated untreatable or and if when until approved licensed unlicensed prevent prevents prevented cause
    causes caused causing
"""
_DIRECTIONS = """
    more less fewer most least increase increases increased increasing decrease decreases decreased decreasing higher
    lower highest lowest high low raise raises raised raising reduce reduces reduced reducing reduction rise rises rose
    risen rising fall falls fell fallen falling drop dropped dropping grow grew grows before after during while up down
    above below over under between better worse best worst improve improves improved improving improvement worsen
    worsens worsened worsening greater smaller larger bigger longer shorter faster slower earlier later sooner stronger
    weaker left right early late gain loss gained lost minimum maximum least than equal same different superior
    inferior additional twice extra further hyper hypo long short large small big little much great plus minus against
    for with within outside inside since positive negative oral orally intravenous intravenously intramuscular
    subcutaneous topical rectal vaginal sublingual inhaled injected swallow chew crush empty
"""
_POPULATIONS = """
    adult adults child children infant infants baby babies newborn newborns neonate neonates toddler toddlers teenager
    teenagers adolescent adolescents young younger old older elderly women woman men man female females male males
    girl girls boy boys people person persons patient patients pregnant pregnancy breastfeeding breastfed lactating
    postmenopausal premenopausal menopausal everyone anyone someone everybody anybody somebody smokers smoker healthy
    diabetic diabetics immunocompromised immunosuppressed frail disabled carers parents
"""
_DATES = """
    january february march april june july august september october november december jan feb mar apr jun jul aug sep
    sept oct nov dec monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday morning noon
    midday afternoon evening night midnight bedtime spring summer autumn winter annual
"""

_LISTED: dict[str, Kind] = {}
for _kind, _words in (
    (Kind.NUMBER, _NUMBERS),
    (Kind.NEGATION, _NEGATIONS),
    (Kind.UNIT, _UNITS),
    (Kind.STRENGTH, _STRENGTHS),
    (Kind.DIRECTION, _DIRECTIONS),
    (Kind.POPULATION, _POPULATIONS),
    (Kind.DATE, _DATES),
):
    for _word in _words.split():
        _LISTED.setdefault(_word, _kind)

# Punctuation that carries no meaning of its own; every other sign does, or may.
_SILENT = frozenset({"Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sk", "Cf"})
_SPEAKING = frozenset("%‰‱/^†‡&§")


@lru_cache(maxsize=50_000)
def kind_of(text: str) -> Kind:
    """The kind of one token, as reading.py gives it."""
    if text.startswith("]("):
        return Kind.LINK
    if text.startswith("@"):
        return Kind.CITATION
    if text in _LISTED:
        return _LISTED[text]
    if any(character.isnumeric() for character in text):
        return Kind.NUMBER
    if is_drug(text):
        return Kind.DRUG
    return Kind.WORD if text[0].isalpha() else Kind.SIGN


@lru_cache(maxsize=5_000)
def speaks(sign: str) -> bool:
    """Whether a character that is neither letter, digit nor space is more than punctuation."""
    return sign in _SPEAKING or (unicodedata.category(sign) not in _SILENT and sign not in "|`")
