"""Which words after a name are degrees, fellowships and licences, however they are written."""

import re

from articles.importing.vocabulary import word_set

_KNOWN = """
MD DO PhD DPhil MBBS MBChB MBBCh BMBCh BMBS MBBChir MB BS ChB BCh BChir BAO MDCM MSc MS MA MPH MPhil MHS
MHSc MHA MBA MEd MSEd MMed MMedSc MClinSc MRes EdD EdS JD LLM LLB PharmD RPh BPharm MPharm BScPharm DDS DMD
BDS DVM VMD BVSc RN NP FNP FNP-BC FNP-C AGNP-C AGPCNP-BC CPNP CPNP-PC ACNP PNP CRNP APRN DNP BSN MSN CNM CNS
CRNA LPN LVN PA PA-C MPAS MMSc RD RDN LDN LD CDCES CDE CSO CSSD PT DPT OT OTR/L OTR OTD SLP CCC-SLP LCSW MSW
LMSW LICSW LMFT LPC PsyD DSc ScD DrPH DSW DHSc DC ND OD DPM AuD BA BSc BS AB BM BSocSc BN BNurs FRCP FRCS
FRCPath FRCR FRCOG FRCPC FRCSC FRACP FRACS FRCPCH FRCPsych FRCGP FRCPE FRANZCP FACP FACS FACC FAHA FASCO
FAAN FAAP FAAFP FACOG FESC FCCP FIDSA FMedSci FRS FACR FACG AGAF FASN FACEP FAAD FSCAI FHRS FASE MRCP MRCGP
MRCS MRCPCH MRCPsych MRCOG MRPharmS DCH DTM&H DRCOG DGM PGCE PGDip CBE OBE MBE KBE DBE ONC OCN AOCNP AOCN
CCRN CPH CHES MCHES CIH MTP MStat MBiostat MMath MEng BEng DEng DTMH MSt DLitt LPCC CGC LCGC ABPP BCPS BCOP
BCACP BCPP CPE IBCLC ELS CMPP ATC CSCS RRT RDH EMT NREMT FAPA FACPM FASAM FAES PhDs MSt MFA MFT MACP MSCE
MSCI MSHP MSPH MHPE FHM SFHM Esq CPA
"""
KNOWN = frozenset(_KNOWN.split())
_DOTTED = frozenset(known.casefold() for known in KNOWN)
# Degrees that are not capitals: German, Italian, Spanish, French, Dutch and Polish ways, and those of Asia.
_ABROAD = re.compile(
    r"^(?:Dr\.? ?(?:(?:h\.? ?c|med|rer|nat|phil|dent|vet|habil|mult|oec|troph|sc|hum|biol|pharm|iur|theol)\b\.? ?){1,4}"
    r"|Prof\.?(?: Dr\.?)?|PD(?: Dr\.?.{0,20})?|Priv\.-?Doz\.?.{0,20}"
    r"|Dipl\.?-?[A-Z][a-zäöü]{1,12}\.?(?: ?\([^()]{1,20}\))?"
    r"|Mag\.?(?: [a-z]{2,8}\.)?|Lic\.?.{0,20}|Ing\.?|(?:B|M)\. ?(?:Sc|A|Ed|Eng)\.?|Dr\.|Dra\.|Dott\.(?:ssa)?|drs?\.?"
    r"|lek\.? ?(?:med\.?)?|dr hab\.?|M\.?Sc\.?|B\.?Sc\.?|Pharm\.? ?D\.?|Ed\.? ?D\.?|Psy\.? ?D\.?"
    r"|D\.? ?Phil\.?|Ph\. ?D\.?"
    r"|医学博士|博士|修士|医師|専門医|教授|准教授|看護師|薬剤師|管理栄養士|歯科医師|医学士|主任医师|医生)$"
)
_CAPITALS = re.compile(
    r"^(?=.{2,14}$)(?=(?:[^A-Z]*[A-Z]){2})[A-Z][A-Za-z]{0,5}(?:[A-Z&/+-][A-Za-z0-9]{0,5})*$"
)
_ASIDE = re.compile(r"[()\[\]（）]")
_REMARKS = word_set("Hons Hons. Hon. hons candidate cand. (c) ret. retired emeritus")
_PARENTHESIS = re.compile(r"\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]")


def is_known(word: str) -> bool:
    """Whether one word is a degree that may stand after a name without a comma."""
    bare = word.strip(",;")
    if bare in KNOWN or bool(_ABROAD.match(bare)):
        return True
    return "." in bare and bare.replace(".", "").casefold() in _DOTTED and bare[0].isupper()


def is_credential(chunk: str) -> bool:
    """Whether a piece between commas is a credential, perhaps with a place, a remark or broken brackets."""
    chunk = chunk.strip().rstrip(";").strip()
    if not chunk or len(chunk) > 60:
        return False
    if _ABROAD.match(chunk):
        return True
    words = (_PARENTHESIS.sub(" ", chunk) if chunk[0] not in "([（" else chunk).split()
    if not words:
        return False
    first = words[0].strip("()[]（）.")
    if not (
        is_known(words[0])
        or is_known(first)
        or is_known(re.split(r"[(\[（]", words[0])[0])
        or _looks_so(first)
    ):
        return False
    return all(
        w in _REMARKS or is_known(w) or _looks_so(w.strip("()[].")) or _ASIDE.search(w) for w in words[1:]
    )


def is_certain(chunk: str) -> bool:
    """Whether a piece between commas begins with a degree from the list, not just with capitals."""
    first = re.split(r"[\s(\[（]", chunk.strip(), maxsplit=1)[0]
    return is_known(first) or bool(_ABROAD.match(chunk.strip()))


def split(chunk: str) -> list[str]:
    """A credential as written, or several when a piece holds nothing but known degrees (`MD PhD`)."""
    chunk = chunk.strip()
    words = chunk.split()
    together = {("MB", "BS"), ("MB", "ChB"), ("MB", "BCh"), ("BM", "BCh"), ("BM", "BS")}
    if (
        len(words) < 2
        or _ABROAD.match(chunk)
        or not all(is_known(_PARENTHESIS.sub("", word)) for word in words)
    ):
        return [chunk]
    found: list[str] = []
    for word in (word.strip(",;") for word in words):
        if found and (found[-1], word) in together:
            found[-1] = f"{found[-1]} {word}"
        else:
            found.append(word)
    return found


def _looks_so(word: str) -> bool:
    return bool(_CAPITALS.match(word)) and sum(c.isupper() for c in word) * 2 >= sum(
        c.isalpha() for c in word
    )
