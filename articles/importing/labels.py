"""Lines that say what they are: `Written by …`, `Last updated: …`, `Source: …`, in several languages."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Field(StrEnum):
    """What a labelled line fills."""

    AUTHOR = "author"
    REVIEWER = "reviewer"
    BOTH = "author and reviewer"
    PUBLISHED = "published"
    REVIEWED = "reviewed"
    UPDATED = "updated"
    SOURCE = "source"
    TOPICS = "topics"
    TITLE = "title"
    NONE = "none"  # it says what it is, but an article has no such field


_HOW = (
    r"(?:(?:medical(?:ly)?|clinical(?:ly)?|scientific(?:ally)?|professional(?:ly)?|expert(?:ly)?|editorial(?:ly)?"
    r"|peer|physician|doctor|legally|last|fact)[- ]{0,3}(?:(?:and|&) [a-z]{1,14}(?:ly)? )?){0,2}"
)
_THIS = r"(?:(?:(?:this|the) )?(?:article|page|content|information|post|text) (?:(?:was|has been|is) )?)?"
_FOR = r"(?: for (?:(?:medical|clinical|scientific|factual) )?(?:accuracy|correctness|content))?"
# Phrases that only ever introduce the value; a colon after them is optional.
_PHRASES = {
    Field.BOTH: _THIS + r"(?:written|authored) (?:and|&) " + _HOW + r"(?:reviewed|checked) by",
    Field.AUTHOR: _THIS
    + r"(?:authored|(?:co[- ]?)?written|contributed|prepared|reported|posted|words|story|text|article|compiled) by"
    r"|escrito por|redactado por|texto de|écrit par|rédigé par|verfasst von|geschrieben von|scritto da|a cura di"
    r"|geschreven door|skriven av|skrevet av|napisane przez|بقلم|كتبه|كتبته|تأليف|إعداد",
    Field.REVIEWER: _THIS
    + _HOW
    + r"(?<=al )reviewers?(?= )|"
    + _THIS
    + _HOW
    + r"(?:review(?:ed)?|check(?:ed)?|verified|approved|vetted|validated|verification)"
    r"(?: (?:and|&) (?:approved|edited|verified|updated|checked|"
    + _HOW
    + r"(?:reviewed|checked)))?"
    + _FOR
    + r" by"
    r"|(?:revisado|revisada|verificado|verificada|comprobado|validado|aprobado)(?: (?:médica|clínica"
    r"|científica)mente)? por"
    r"|(?:médica|clínica)mente revisado por|revisión médica (?:por|de)|revisão (?:médica|técnica) (?:por|de)"
    r"|(?:relu|révisé|revu|vérifié|validé|contrôlé)(?: (?:médicalement|scientifiquement))? par"
    r"|relecture médicale (?:par|de)"
    r"|(?:medizinisch|ärztlich|fachlich|wissenschaftlich|inhaltlich)?(?:^| )?(?:geprüft|überprüft"
    r"|begutachtet|kontrolliert) (?:von|durch)"
    r"|(?:revisionato|revisionata|verificato|validato) da|revisione (?:medica|scientifica) (?:di|a cura di)"
    r"|(?:medisch )?(?:beoordeeld|gecontroleerd|nagekeken) door|medicinskt granskad av|راجعه(?: طبيا"
    r"| طبيًا)?|راجعته(?: طبيا| طبيًا)?"
    r"|تمت المراجعة(?: الطبية)? (?:من قبل|بواسطة)|مراجعة طبية|المراجعة الطبية|دققه|تحقق منه",
    Field.NONE: r"edited by|editado por|photo(?:graph)?s? by|photo credit|illustrat(?:ed|ion) by"
    r"|translated by|traducido por"
    r"|next (?:scheduled )?review(?: due)?(?: date)?|review due|expires|nächste überprüfung|próxima revisión",
}
# Nouns: without a colon (or the end of the line) they are words like any other.
_NOUNS = {
    Field.AUTHOR: r"(?:co-?)?authors?(?:\(s\))?|writers?|author names?|bylines?|contributors?|autor(?:es"
    r"|a|as|in|innen|en)?"
    r"|autor/in|auteur(?:e|s)?|autor[ei]|autrice|tekst|著者|執筆者?|文|筆者|作者|撰文|글쓴이|작성자|저자|الكاتبة?|المؤلفة?|المؤلفون"
    r"|авторы?|by|por|par|von|di|door|av|текст",
    Field.REVIEWER: _HOW + r"(?:reviewers?|reviewer\(s\)|checkers?|review|fact[- ]?check(?:ed|er|ing)?)"
    r"|revisor(?:es|a)?(?: (?:médic[oa]s?|clínic[oa]s?))?|revisión (?:médica|clínica|científica)|revisores? técnicos?"
    r"|relecteurs?|relectrice|relecture|(?:medizinische|ärztliche|fachliche) (?:prüfung|überprüfung|durchsicht)"
    r"|revisore|revisione (?:medica|scientifica)|revisor médico|revisão (?:médica|técnica)|medische controle"
    r"|監修者?|医学監修|医療監修|監修医師?|査読者?|審閱|审核|审阅|医学审核|審核|감수|의학 감수|المراجعة?"
    r"|المراجع الطبي|рецензенты?",
    Field.NONE: r"editors?|correspond(?:ence|ing author)(?: to)?|contact|reading time|read time"
    r"|word count|tiempo de lectura"
    r"|e-?mail|phone|tel|fax|photo|image|caption|language|lang|slug|permalink|status",
    Field.PUBLISHED: r"date|dated|datum|fecha|data|日付|التاريخ|дата",
    Field.SOURCE: r"source|journal|publication|outlet|journal name|source journal|published in|originally published in"
    r"|appeared in|as published in|fuente|revista|publicado en|quelle|zeitschrift|erschienen in|revue|fonte|rivista"
    r"|tijdschrift|bron|出典|掲載誌|来源|來源|المصدر|المجلة|источник|журнал",
    Field.TITLE: r"title|headline|titel|título|titulo|titre|titolo|タイトル|表題|題名|标题|標題|제목"
    r"|العنوان|заголовок|название",
    Field.TOPICS: r"topics?|tags?|key ?words?|categor(?:y|ies)|filed under|posted in|temas?|etiquetas"
    r"|palabras clave|themen"
    r"|schlagw[oö]rter|schlagworte|stichw[oö]rter|mots[- ]clés|thèmes|parole chiave|argomenti"
    r"|palavras-chave|trefwoorden"
    r"|キーワード|タグ|关键词|标签|الكلمات المفتاحية|الوسوم|ключевые слова",
}
# With these, only a date makes the label; `Updated guidance says …` is prose.
_DATED = {
    Field.UPDATED: _THIS
    + r"(?:date )?(?:last |most recently |content )?(?:updated?|modified|revised|amended|edited)(?: (?:date|on))?"
    r"|(?:última )?actualizaci[óo]n|actualizado(?: el)?|actualizada(?: el)?|fecha de actualización"
    r"|(?:dernière )?mise à jour"
    r"|mis à jour le|modifié le|(?:zuletzt )?aktualisiert(?: am)?|letzte (?:aktualisierung|änderung)"
    r"|stand|aggiornato il"
    r"|ultimo aggiornamento|atualizado em|última atualização|bijgewerkt op|laatst bijgewerkt|更新日?"
    r"|最終更新日?|更新日期|更新时间"
    r"|آخر تحديث|تاريخ التحديث|تم التحديث(?: في)?|обновлено|дата обновления|수정일|업데이트",
    Field.REVIEWED: _THIS
    + r"(?:date )?(?:of )?"
    + _HOW
    + r"(?:reviewed|review|checked)(?: (?:date|on))?|revisado el|revisada el|fecha de revisión"
    r"|última revisión|relu le|révisé le"
    r"|date de (?:révision|relecture)|dernière révision|(?:zuletzt )?(?:medizinisch )?(?:geprüft|überprüft)(?: am)?"
    r"|letzte (?:prüfung|überprüfung)|revisionato il|ultima revisione|revisado em|última revisão|監修日"
    r"|審核日期|审核日期"
    r"|تاريخ المراجعة|آخر مراجعة|تمت المراجعة(?: في)?|дата проверки",
    Field.PUBLISHED: _THIS + r"(?:date )?(?:of )?(?:first |originally |initially |date )?"
    r"(?:published|publication|posted|released?|issued|created|online)(?: (?:date|on|online|online on))?"
    r"|publicado(?: el)?|publicada(?: el)?|fecha de publicación|publié le|date de (?:publication|parution)|paru le"
    r"|veröffentlicht(?: am)?|erschienen am|erstellt am|veröffentlichungsdatum|pubblicato il|data di pubblicazione"
    r"|publicado em|data de publicação|gepubliceerd op|公開日?|掲載日|公開日時|投稿日|发布日期|发布于"
    r"|發布日期|게시일|작성일"
    r"|تاريخ النشر|نشر في|نُشر في|опубликовано|дата публикации",
}
_COLON = r"\s*(?P<colon>[:：]|\s[–—-](?=\s)|$)"


def _compiled(listed: dict[Field, str], after: str) -> list[tuple[Field, re.Pattern[str]]]:
    return [(field, re.compile(rf"(?:{words}){after}", re.IGNORECASE)) for field, words in listed.items()]


_RULES = [
    *_compiled(_PHRASES, rf"(?!\w)(?:{_COLON})?"),
    *_compiled(_NOUNS, rf"(?!\w){_COLON}"),
    *_compiled(_DATED, rf"(?!\w)(?:{_COLON})?"),
]
_BARE_BY = re.compile(r"(?:by|por|par|von|di|door|av)(?=\s+\S)", re.IGNORECASE)
_PARTING = re.compile(
    r"\s*[|•·∙●¦]\s*|\s+[–—/-]\s+|\s*[;；]\s*|[.,)]\s+|\s*[（(]|\s{2,}|\s+(?:and|&|y|et|und)\s+",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"\b(?:(?:medically |clinically |fact[- ]?)?(?:reviewed|checked) by|authored by|written by"
    r"|(?:last )?updated:|published:)",
    re.IGNORECASE,
)
_EDGE = " \t:：|•·;；,，–—-*_"
MAX_LENGTH = 600


@dataclass(frozen=True)
class Labelled:
    """One label in a line and what stands after it."""

    field: Field
    label: str
    value: str
    dated: bool = False  # only a date as its value makes this a label


@lru_cache(maxsize=2048)
def labelled(line: str) -> tuple[Labelled, ...]:
    """The line's labels with their values, in order; empty unless the line begins with a label."""
    if len(line) > MAX_LENGTH:
        return ()
    line = line.strip().strip("*_").strip()
    first = _label_at(line, 0)
    if first is None:
        return ()
    found = [(0, *first)]
    for place in _places(line, first[2]):
        if place >= found[-1][3] and (label := _label_at(line, place)):
            found.append((place, *label))
    ends = [start for start, *_ in found[1:]] + [len(line)]
    return tuple(
        Labelled(field, line[start:after].strip(_EDGE), _value(line[after:end], end < len(line)), dated)
        for (start, field, dated, after), end in zip(found, ends, strict=True)
    )


def _places(line: str, start: int) -> list[int]:
    """Where a further label may begin: after a separator, or anywhere if it is unmistakable."""
    parted = {match.end() for match in _PARTING.finditer(line, start)}
    return sorted(parted | {match.start() for match in _STRONG.finditer(line, start)})


def _label_at(line: str, place: int) -> tuple[Field, bool, int] | None:
    for index, (field, pattern) in enumerate(_RULES):
        if match := pattern.match(line, place):
            return field, index >= len(_PHRASES) + len(_NOUNS), match.end()
    if match := _BARE_BY.match(line, place):
        return Field.AUTHOR, False, match.end()
    return None


def _value(text: str, another_follows: bool) -> str:
    value = text.strip(_EDGE)
    return re.sub(r"(?:\s+(?:and|&|y|et|und)|\s*[(（.])$", "", value) if another_follows else value
