"""Abbreviations that a text uses and never spells out."""

import re
from collections.abc import Iterable

_MOST = 20
_ABBREVIATION = re.compile(r"(?<![\w@./-])(?=[A-Z0-9-]*[A-Z][a-z]?[A-Z])[A-Z][A-Za-z0-9]{1,7}s?(?![\w@/])")
# What readers know by these letters better than by the words; units, and names that stand for nothing longer.
_FAMILIAR = """
AIDS AM BBC BMI CD CNN COVID CT DNA DVD ECG EKG EMA EU FDA GP HIV HPV ID IQ IT IV IVF JAMA MD MRI NASA NATO NHS NIH OK
PCR PDF PM PhD RNA SARS TB TV UK UN URL US USA UTC UV WHO XML kPa mL mmHg pH
"""
_KNOWN = frozenset(_FAMILIAR.split())


def unexplained(texts: Iterable[str]) -> list[str]:
    """The abbreviations in these texts, in their order, that stand nowhere beside their words: twenty at most.

    `chronic lymphocytic leukaemia (CLL)` and `CLL (chronic lymphocytic leukaemia)` both spell it out, in brackets of
    either kind. A plural is the same abbreviation.
    """
    found: dict[str, bool] = {}
    for text in texts:
        for match in _ABBREVIATION.finditer(text):
            name = match[0].removesuffix("s")
            if name not in _KNOWN:
                found[name] = found.get(name, False) or _is_spelt_out(text, match.start(), match.end())
    return [name for name, spelt_out in found.items() if not spelt_out][:_MOST]


def _is_spelt_out(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 2) : start], text[end : end + 12]
    in_brackets = before.endswith(("(", "[")) and re.match(r"[)\],;]", after) and text[: start - 1].strip()
    return bool(in_brackets or re.match(r"\s?[(\[][a-z]{3}", after))
