"""Whether one word is another, spelt right: only kinds of slips that hardly ever lead from one real word to another.

There is no dictionary here. “Injection” and “infection” differ by one letter, so that distance alone proves nothing:
what is let through is British for American spelling, two neighbouring letters swapped, a doubled consonant, and a vowel
in the midst of a long word; each but for pairs known to be two words. Every other slip counts as a new word.
"""

import re
from functools import lru_cache

_VOWELS = frozenset("aeiouy")

# Pairs of words that the rules below would take for one word.
_PAIRS = """
    form/from diary/dairy trail/trial trails/trials casual/causal casually/causally united/untied angel/angle
    quiet/quite dose/does on/no tow/two own/won begin/being calm/clam left/felt sign/sing signed/singed
    fats/fast salt/slat unclear/nuclear discreet/discrete infarction/infraction sacred/scared board/broad
    bread/beard there/three spilt/split serve/sever lines/liens silver/sliver reserve/reverse
    conservation/conversation dinner/diner latter/later desert/dessert planning/planing hopping/hoping
    tapping/taping stripped/striped bitter/biter supper/super comma/coma filling/filing barred/bared
    ratted/rated matting/mating starring/staring cuter/cutter scarred/scared tapped/taped tapper/taper
    stripping/striping sloping/slopping griping/gripping wining/winning pinning/pining cannula/canula
    stepping/stopping stepped/stopped dripping/dropping spitting/spotting blinding/blending stronger/stranger
    strongest/strangest prescribe/proscribe prescribed/proscribed prescribes/proscribes
    prescribing/proscribing prescription/proscription dilation/dilution perineal/peroneal perineum/peroneum
    inhibit/inhabit inhibited/inhabited inhibits/inhabits inhibiting/inhabiting morning/mourning
    swelling/swilling antenatal/antinatal compliment/complement complimentary/complementary venous/venus
    mucous/mucus aural/oral ileum/ilium callus/callous facial/faecal fetal/fatal foetal/fatal insulin/inulin
    aesthetic/asthetic anaesthetic/aesthetic personal/personnel metre/meter ureter/urether neurones/neurons
    positive/postive tired/tried goal/gaol lose/sloe calve/clave cure/crue distal/distil spilling/spelling
    thrushes/thrashes blistering/blustering withdrawn/withdrewn flashing/flushing flushes/flashes
    flushed/flashed clapping/clipping slipping/slapping dribbling/drabbling batter/butter retinal/retinol
    squashed/squished grinding/grounding ablation/oblation lateral/literal laterally/literally
    affection/effection emersion/immersion
"""
_DIFFERENT = {frozenset(pair.split("/")) for pair in _PAIRS.split()}
_AMERICAN = (
    (re.compile("ae|oe"), "e"),
    (re.compile("our(?=$|s$|ed$|ing$|less$|able$|ful$|al$|er$|ite$)"), "or"),
    (re.compile("is(?=e$|es$|ed$|ing$|ation$|ations$|er$|ers$)"), "iz"),
    (re.compile("ys(?=e$|ed$|ing$|er$)"), "yz"),
    (re.compile("(?<=[^aeiou])re(?=$|s$)"), "er"),
    (re.compile("ogue(?=$|s$)"), "og"),
    (re.compile("ll(?=ed$|ing$|er$|ers$)"), "l"),
    (re.compile("mme(?=$|s$)"), "m"),
    (re.compile("ence$"), "ense"),
)


@lru_cache(maxsize=20_000)
def is_same_word(one: str, other: str) -> bool:
    """Whether two case-folded words are one word in two spellings. The order does not matter."""
    if one == other:
        return True
    if frozenset({one, other}) in _DIFFERENT or not (one.isalpha() and other.isalpha()):
        return False
    if min(len(one), len(other)) >= 5 and _american(one) == _american(other):
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < 3 or one[0] != other[0]:
        return False
    if len(short) == len(long):
        return _is_swap(one, other) or _is_other_vowel(one, other)
    return len(long) - len(short) == 1 and _is_missing(short, long)


def _american(word: str) -> str:
    for pattern, spelling in _AMERICAN:
        word = pattern.sub(spelling, word)
    return word


def _is_swap(one: str, other: str) -> bool:
    places = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return (
        len(places) == 2
        and places[1] == places[0] + 1
        and one[places[0]] == other[places[1]]
        and one[places[1]] == other[places[0]]
    )


def _is_other_vowel(one: str, other: str) -> bool:
    places = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) != 1 or len(one) < 8 or not 2 <= places[0] < len(one) - 1:
        return False
    return {one[places[0]], other[places[0]]} <= _VOWELS


def _is_missing(short: str, long: str) -> bool:
    place = next((place for place, letter in enumerate(short) if letter != long[place]), len(short))
    if short[place:] != long[place + 1 :] or place == len(short):
        return False
    letter = long[place]
    if letter in _VOWELS:
        return len(short) >= 7 and place >= 2
    return len(short) >= 5 and letter == long[place - 1]
