"""The words by which documents in several languages announce their parts."""

import re
from enum import StrEnum

_NUMBERING = re.compile(r"^(?:\(?\d{1,2}(?:\.\d{1,2}){0,3}[.)]?|[ivx]{1,4}[.)]|[a-z][.)])\s+", re.IGNORECASE)
_COUNT = re.compile(r"\s*[(\[]\d{1,4}[)\]]$")
_TRIM = " \t\u00a0:：.。…!?？！*_#=-–—•|¿¡"


class Part(StrEnum):
    """What the text under a heading is."""

    SECTION = "section"
    KEY_POINTS = "key points"
    SUMMARY = "summary"
    REFERENCES = "references"
    RESOURCES = "resources"
    TOPICS = "topics"


_KEY_POINTS = """
key points|key point|key takeaways|key takeaway|key take-aways|takeaways|takeaway|take-aways|main takeaways
take-home|take home|take-home points|take-home message|take-home messages|take-home point|at a glance|highlights
key messages|key message|key facts|key findings|key highlights|key learnings|key insights|main points|main messages
article highlights|study highlights|essential points|practice points|practice pearls|clinical pearls|points to remember
fast facts|quick facts|quick take|quick takes|what to know|need to know|what you need to know|core messages|in a glance
puntos clave|puntos principales|puntos destacados|ideas clave|mensajes clave|aspectos clave|de un vistazo|lo esencial
claves|conclusiones clave|points clés|points essentiels|à retenir|l'essentiel|ce qu'il faut retenir|messages clés
en un coup d'œil|en un coup d'oeil|das wichtigste in kürze|kernpunkte|kernaussagen|auf einen blick|das wichtigste
wichtige punkte|die wichtigsten punkte|wichtigste punkte|kernbotschaften|punti chiave|punti salienti|messaggi chiave
in sintesi|punti principali|pontos-chave|pontos chave|pontos principais|principais pontos|destaques|mensagens-chave
kernpunten|belangrijkste punten|hoofdpunten|viktiga punkter|najważniejsze informacje|główne punkty|ключевые моменты
ключевые положения|основные положения|главное|要点|ポイント|重要なポイント|キーポイント|主なポイント
重要ポイント|關鍵要點
关键点|关键要点|重點|要點|핵심 포인트|주요 내용|요점|النقاط الرئيسية|أهم النقاط|النقاط الأساسية|أبرز النقاط
"""
# In order: where a document has several, the first of these is its summary.
_SUMMARY = """
the bottom line|bottom line|bottom-line|what's the bottom line|plain language summary|plain-language summary|lay summary
in brief|in short|in a nutshell|tl;dr|tldr|executive summary|summary|abstract|synopsis
en resumen|resumen|en pocas palabras|resumen en lenguaje sencillo|en bref|en résumé|résumé|zusammenfassung|kurzfassung
kurz gesagt|in kürze|in breve|riassunto|sommario|em resumo|resumo|samenvatting|in het kort|sammanfattning|streszczenie
podsumowanie|резюме|кратко|аннотация|要約|概要|要旨|摘要|总结|總結|요약|초록|الخلاصة|خلاصة|ملخص|الملخص|باختصار
"""
_REFERENCES = """
references|reference|reference list|references and notes|references & notes|bibliography|citations|citation|works cited
sources|source list|literature|literature cited|notes and references|sources and references|references cited
cited literature|study references|referencias|referencias bibliográficas|bibliografía|fuentes|références|bibliographie
références bibliographiques|literatur|literaturverzeichnis|quellen|quellenangaben|quellen und literatur|einzelnachweise
bibliografia|riferimenti|riferimenti bibliografici|fonti|referências|referências bibliográficas|fontes|referenties
bronnen|literatuur|referenser|källor|piśmiennictwo|źródła|литература|список литературы|источники|ссылки
参考文献|引用文献|文献|出典|参考资料|參考文獻|참고문헌|참고 문헌|المراجع|المصادر|المصادر والمراجع
"""
_RESOURCES = """
links and resources|links & resources|resources|resources and links|links|useful links|helpful links|further reading
additional resources|more resources|further information|for more information|more information|additional information
read more|learn more|external links|related links|related resources|resources and references|references and resources
where to learn more|where to find more information|enlaces y recursos|recursos|enlaces|más información
enlaces de interés
liens et ressources|ressources|liens|liens utiles|pour en savoir plus|en savoir plus|links und ressourcen
weiterführende links|weitere informationen|weiterführende informationen|mehr informationen|link e risorse|risorse
link utili|links e recursos|recursos e links|mais informações|links úteis|links en bronnen|meer informatie
関連リンク|リンク|関連情報|参考リンク|相关链接|روابط|روابط ومصادر|روابط مفيدة|لمزيد من المعلومات|полезные ссылки
"""
_TOPICS = """
topics|topic|tags|tag|keywords|key words|keyword|categories|category|filed under|related topics|subjects|mesh terms
temas|tema|etiquetas|palabras clave|categorías|categoría|thèmes|mots-clés|mots clés|étiquettes|catégories|themen
schlagwörter|schlagworte|stichwörter|stichworte|schlüsselwörter|kategorien|kategorie|argomenti|parole chiave|categorie
tópicos|palavras-chave|categorias|onderwerpen|trefwoorden|キーワード|タグ|カテゴリー|カテゴリ|关键词|标签|關鍵詞
الكلمات المفتاحية|كلمات مفتاحية|الوسوم|المواضيع|ключевые слова|теги
"""
# Headings of studies: good for a heading inside a line (`METHODS: We asked …`), and marks of a research summary.
_STUDY = """
background|introduction|objective|objectives|aim|aims|purpose|methods|method|materials and methods|methodology
methods and participants|participants and methods|patients and methods|participants|study design|design|setting
results|findings|main results|outcomes|main outcomes|main outcome measures|discussion|conclusion|conclusions|limitations
interpretation|rationale|study population|conclusions and relevance|importance|trial registration|funding
who performed the research and where was it presented|who performed the research|who did the research|who did the study
what the researchers did|what the researchers found|what did the researchers do|what did the researchers find
antecedentes|contexto|introducción|objetivo|objetivos|métodos|método|participantes|métodos y participantes|resultados
conclusión|conclusiones|discusión|limitaciones|contexte|objectif|objectifs|méthodes|participants et méthodes|résultats
méthodes et participants|hintergrund|einleitung|ziel|ziele|methoden|methodik|methoden und teilnehmer|ergebnisse
schlussfolgerung|schlussfolgerungen|diskussion|fazit|teilnehmer|contesto|introduzione|metodi|risultati|conclusioni
discussione|obiettivi|introdução|métodos e participantes|conclusão|conclusões|discussão|achtergrond|inleiding|methode
resultaten|conclusie|conclusies|bakgrund|metod|resultat|slutsats|введение|методы|результаты|выводы|заключение|обсуждение
背景|目的|方法|対象と方法|結果|結論|考察|はじめに|おわりに|研究方法|结果|结论|讨论|引言|背景与目的|배경|방법|결과|결론
الخلفية|المقدمة|مقدمة|خلفية|الهدف|الأهداف|الطرق|المنهجية|طرق البحث|النتائج|الاستنتاجات|الاستنتاج|المناقشة|الخاتمة
"""
_EXPLAINER = """
overview|symptoms|signs and symptoms|causes|cause|diagnosis|treatment|treatments|prevention|risk factors|side effects
prognosis|outlook|complications|definition|when to see a doctor|when to seek care|questions to ask your doctor|types
living with|coping and support|lifestyle and home remedies|frequently asked questions|faq|faqs|self-care|screening
síntomas|causas|causa|diagnóstico|tratamiento|prevención|factores de riesgo|efectos secundarios|complicaciones
preguntas frecuentes|symptômes|traitement|diagnostic|prévention|symptome|ursachen|ursache|diagnose|behandlung|therapie
vorbeugung|risikofaktoren|nebenwirkungen|häufige fragen|sintomi|cause|diagnosi|trattamento|prevenzione|sintomas
tratamento|prevenção|symptomen|oorzaken|behandeling|症状|原因|診断|治療|予防|治疗|诊断|病因|预防|よくある質問
الأعراض|الأسباب|التشخيص|العلاج|الوقاية|أعراض|أسباب|симптомы|причины|диагностика|лечение|профилактика
"""
_OTHER = """
what this means|what does this mean|what this means for patients|what this means for you|why this matters|why it matters
next steps|disclosures|disclosure|conflict of interest|conflicts of interest|acknowledgements|acknowledgments|disclaimer
about the author|about the authors|about the reviewer|expert commentary|expert perspective|perspective|commentary
clinical implications|implications|clinical significance|safety|efficacy|adverse events|study details|the study
the findings|expert quote|quote|quotes|quotation|expert opinion|expert insight|expert insights
what's next|quality of life|correspondence|affiliations|author affiliations|glossary|appendix|notes
"""


def word_set(words: str) -> frozenset[str]:
    """The words of a list that is written as running text."""
    return frozenset(words.split())


def name_of(heading: str) -> str:
    """A heading in the one form by which headings are compared: no number, colon, capitals or article."""
    name = _COUNT.sub("", " ".join(heading[:200].split()).casefold().strip(_TRIM))
    name = _NUMBERING.sub("", name).strip(_TRIM).replace("\u2019", "'")
    name = re.sub(r"[-\u2010\u2011\u00a0]", " ", name)
    return name[4:] if name.startswith("the ") else name


def _names(listed: str) -> dict[str, int]:
    return {name_of(name): rank for rank, name in enumerate(re.split(r"[|\n]", listed.strip()))}


KEY_POINTS, SUMMARY = _names(_KEY_POINTS), _names(_SUMMARY)
STUDY, EXPLAINER = _names(_STUDY), _names(_EXPLAINER)
_PARTS = {
    **dict.fromkeys(_names(_TOPICS), Part.TOPICS),
    **dict.fromkeys(_names(_RESOURCES), Part.RESOURCES),
    **dict.fromkeys(_names(_REFERENCES), Part.REFERENCES),
    **dict.fromkeys(SUMMARY, Part.SUMMARY),
    **dict.fromkeys(KEY_POINTS, Part.KEY_POINTS),
}
_KNOWN = _PARTS.keys() | STUDY.keys() | EXPLAINER.keys() | _names(_OTHER).keys()
_NOTES = _names(
    "disclosures|disclosure|conflict of interest|conflicts of interest|acknowledgements|acknowledgments"
)
_RUNNING_IN = {Part.KEY_POINTS, Part.SUMMARY, Part.REFERENCES}
_POINTS_AND_MORE = re.compile(
    r"^(?:key (?:points?|take ?aways?|messages?|findings|facts)|take ?aways?|take home (?:points?|messages?))"
    r" (?:for|from|of|to|about|on)\b|\bat a glance$"
)


def part_of(heading: str) -> Part:
    """What a heading announces."""
    name = name_of(heading)
    if name in _PARTS:
        return _PARTS[name]
    if len(name.split()) <= 8 and _POINTS_AND_MORE.search(name):
        return Part.KEY_POINTS
    return Part.SECTION


def is_known(heading: str) -> bool:
    """Whether documents commonly have a heading of this name."""
    return name_of(heading) in _KNOWN or part_of(heading) is not Part.SECTION


def may_run_in(heading: str) -> bool:
    """Whether these words before a colon open a section in the same line (`RESULTS: Of 60 people …`)."""
    name = name_of(heading)
    return name in STUDY or name in _NOTES or _PARTS.get(name) in _RUNNING_IN


def is_study(heading: str) -> bool:
    """Whether this is a heading of studies, such as may run in without a colon (`Results. Of 60 people …`)."""
    return name_of(heading) in STUDY
