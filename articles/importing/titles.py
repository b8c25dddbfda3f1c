"""The title of a document, and the journal whose name was glued to it when the page was copied."""

import re
from itertools import pairwise

from articles.importing import vocabulary
from articles.importing.blocks import Block, Kind
from articles.importing.vocabulary import word_set

_MAX_CHARACTERS, _MAX_WORDS = 300, 40
_GLUE = re.compile(r"(?<=[^\W\d_])(?=[^\W\d_])")
_JOURNAL_WORDS = word_set(
    """
    journal annals archives advances lancet review reviews oncology hematology haematology cardiology
    medicine nature letters reports proceedings bulletin news today times weekly daily science sciences
    nursing pharmacy practice quarterly gazette magazine digest monthly research diabetes care circulation
    gut chest thorax stroke neurology pediatrics paediatrics leukemia leukaemia lymphoma blood cancer cell
    plos frontiers cureus revista zeitschrift annales annali giornale rivista anales ärzteblatt therapy
    therapeutics surgery radiology pathology immunology psychiatry dermatology urology nephrology
    gastroenterology endocrinology rheumatology infection infections disease diseases health education
    management opinion open online wire herald post tribune chronicle observer insider investigation
    transplantation genetics genomics biology biochemistry physiology virology microbiology epidemiology
    anesthesiology anaesthesiology geriatrics obstetrics gynecology gynaecology ophthalmology pulmonology
    hepatology allergy pain sleep trials studies perspectives insights discovery clinics outlook update
    updates forum
    """
)
_FIRST = frozenset({"journal", "annals", "archives", "revista", "zeitschrift", "proceedings", "annales"})
_OUTLETS = word_set(
    """
    jama nejm bmj pnas asco ash esmo eclinicalmedicine cebm nhs cdc who nih
    """
)
_OPENERS = word_set(
    """
    the a an how why what when where who which is are can could does do did should will new in on from with
    without for first phase study trial study's researchers scientists doctors this these using early real
    long one two three more most high low after before at by under over between among beyond toward towards
    understanding managing treating role impact effect effects safety efficacy outcomes approval update case
    patients adults children women men el la los las un una cómo por le les l'essor comment der die das ein
    eine wie warum il lo gli o os as
    """
)
# What English, software, firms and registers write as one word with a capital inside it.
_INNER = word_set(
    """
    net script day page live gate plus tube point base card pass link lab labs chip seq tech gen gene zeneca
    pharma bio med cell scan track watch star path core max pro pen trials book space works ware quest map
    line check mark port print report ntech q vita bron smith kline cure onc web md hub wire view soft doc
    pad phone pod cloud kids one id imaging surveillance intervention image string xpert sorb george dyke
    donald
    """
)
_SMALL = word_set(
    """
    of in and the for on to de la le du des et y e & der die das und für an a
    """
)
_STOP = re.compile(r"[.;,:…。：]\s*$")
_LISTED_KICKERS = """
health|health news|science|medicine|wellness|breaking news|press release|news release|feature|features|opinion|research
news brief|latest news|top story|top stories|patient education|cancer news|nutrition|lifestyle|special report|salud
gesundheit|santé|salute|saúde|健康|صحة
"""
_KICKERS = frozenset(re.split(r"[|\n]", _LISTED_KICKERS.strip()))
_GENERIC = {
    "news": "clinical_news",
    "clinical news": "clinical_news",
    "medical news": "clinical_news",
    "research summary": "research_summary",
    "study summary": "research_summary",
    "lay research summary": "research_summary",
    "explainer": "explainer",
    "patient guide": "explainer",
    "health guide": "explainer",
}


def kind_named(line: str) -> str:
    """The kind of article that a line above a title names (`CLINICAL NEWS`), or nothing."""
    return _GENERIC.get(vocabulary.name_of(line), "")


def is_kicker(line: str) -> bool:
    """Whether a line above a title only names the desk it comes from."""
    return vocabulary.name_of(line) in _KICKERS


def may_be_title(block: Block, following: Block | None) -> bool:
    """Whether the first line that is no byline is written like a title: short, no sentence, no section's name."""
    text = block.plain
    if block.kind not in {Kind.PARAGRAPH, Kind.HEADING} or following is None:
        return False
    if len(text) > _MAX_CHARACTERS or len(text.split()) > _MAX_WORDS or "\n" in text:
        return False
    if _STOP.search(text) or text[0] in '"“„«‹「『‘' or "://" in text or not any(c.isalpha() for c in text):
        return False
    return not vocabulary.is_known(text)


def goes_on(title: str, following: Block) -> bool:
    """Whether a title was broken and goes on in the next line."""
    text = following.plain
    if following.kind is not Kind.PARAGRAPH or following.gap or len(text) > 200 or len(text.split()) > 25:
        return False
    last = title.split()[-1].casefold()
    unfinished = (
        last in _SMALL | {"with", "by", "from", "or", "vs", "versus", "after"} or title[-1] in ":,–—-&"
    )
    return unfinished or (text[0].islower() and not _STOP.search(text))


def parted(line: str) -> tuple[str, str]:
    """A journal's name and the title glued to it; an empty name where nothing is glued."""
    for match in _GLUE.finditer(line[:200]):
        left, right = line[: match.start()], line[match.start() :]
        if right[0].isupper() and _is_glued(left, right):
            return left, right
    return "", line


def is_journal(line: str) -> bool:
    """Whether a line of its own is the name of a journal or an outlet."""
    words = [word.strip(",.:").casefold() for word in line.split()]
    if (
        not 1 <= len(words) <= 9
        or _STOP.search(line)
        or re.search(r"[?!\d]", line)
        or not _is_capitalised(line)
    ):
        return False
    known = [["the", "lancet"], ["clinical", "advances"], ["the", "journal"], ["new", "england"]]
    return (
        words[0] in _FIRST
        or words[0] in _OUTLETS
        or words[:2] in known
        or words[1:3] == ["new", "england"]
        or ("journal", "of") in pairwise(words)
        or (len(words) > 1 and words[-1] == "journal")
    )


def _is_glued(left: str, right: str) -> bool:
    left_words, right_words = left.split(), right.split()
    first = right_words[0].strip(",:;’'").casefold()
    last = left_words[-1].strip("(&-").casefold()
    if len(right_words) < 3 or first in _INNER or not _is_capitalised(left):
        return False
    if left[-1].isupper():
        # `JAMAThe …`: capitals run into each other, so only a known outlet and a common opening tell.
        return last in _OUTLETS and first in _OPENERS and len(first) > 1
    if not left[-1].islower():
        return False
    opens = first in _OPENERS
    journal = _is_field(last) or any(word.casefold() in _JOURNAL_WORDS for word in left_words[:-1])
    if opens:
        return journal or len(left_words) >= 2
    return _is_field(last) and (len(left_words) >= 2 or last in {"blood", "nature", "medscape", "lancet"})


def _is_field(word: str) -> bool:
    """Whether a journal's name may end in this word."""
    return word in _JOURNAL_WORDS or word.endswith(
        ("ology", "ología", "ologia", "ologie", "iatrics", "iatría", "medicina")
    )


def _is_capitalised(name: str) -> bool:
    words = [word for word in name.split() if word.casefold() not in _SMALL]
    return (
        bool(words) and all(word[0].isupper() or not word[0].isalpha() for word in words) and len(words) <= 10
    )
