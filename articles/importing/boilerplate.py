"""Lines that belong to a site, not to an article: ownership, privacy, leaving notices, buttons."""

import re

_MAX = 400
_RULES = {
    "ownership line": r"\b(?:is|are) (?:wholly |jointly )?owned (?:and|&) (?:operated|published|managed|run) by\b"
    r"|^(?:copyright (?:©|\(c\)|(?:19|20)\d{2})|©|\(c\)\s*(?:19|20)\d{2})|\ball rights reserved\b"
    r"|todos los derechos reservados|tous droits réservés"
    r"|alle rechte vorbehalten|tutti i diritti riservati|todos os direitos reservados|無断転載|版权所有"
    r"|جميع الحقوق محفوظة"
    r"|^(?:a (?:service|publication|division|subsidiary) of|powered by) (?-i:[A-Z])[\w .&,'’-]{2,80}\.?$",
    "leaving notice": r"\b(?:you are (?:now )?leaving|(?:to )?leave this (?:web)?site)\b"
    r"|\bleaving (?:this|our) (?:web)?site\b"
    r"|\bcontinue to (?:the )?external (?:web)?site\b|\bexternal link disclaimer\b|está saliendo de"
    r"|vous quittez (?:ce|notre) site"
    r"|sie verlassen (?:diese|unsere) (?:web)?s(?:e)?ite|外部サイト",
    "privacy line": r"\bprivacy (?:policy|choices|notice|statement|settings|preferences|center)\b"
    r"|\bcookie (?:policy|settings"
    r"|preferences|notice)\b|\b(?:this|our) (?:web)?site uses cookies\b|\bwe use cookies\b"
    r"|\bdo not sell (?:or share )?my"
    r"|\bterms (?:of (?:use|service)|(?:and|&) conditions)\b|política de privacidad|aviso legal"
    r"|datenschutz(?:erklärung)?$"
    r"|^impressum$|politique de confidentialité|mentions légales|informativa sulla privacy|política de privacidade"
    r"|プライバシーポリシー|利用規約|隐私政策|سياسة الخصوصية|شروط الاستخدام|^accept (?:all )?cookies$",
    "button or menu": r"^(?:share(?: this)?(?: (?:article|page|on .{1,20}))?"
    r"|print(?: this)?(?: (?:article|page))?|e-?mail this"
    r"|tweet|save|bookmark|comments?(?: \(\d+\))?|advertisement|ad|sponsored(?: content)?"
    r"|skip to (?:main )?content|back to top"
    r"|menu|search|home|log ?in|sign ?in|sign ?up|register|subscribe(?: now)?|load more|show more"
    r"|read next|related articles"
    r"|related (?:posts|stories|content)|you may also like|most (?:read|popular)|trending(?: now)?"
    r"|recommended(?: for you)?"
    r"|facebook|twitter|linkedin|whatsapp|previous|next|compartir|imprimir|partager|imprimer|teilen|drucken)[.:…»›>]*$"
    r"|^(?:sign up|subscribe) (?:for|to) (?:our|the)\b|\bnewsletter sign-?up\b|^unsubscribe\b"
    r"|^follow us\b|^click (?:here|below)\b|^(?:home|inicio|startseite) [>»›/] ",
    "slogan": r"\bno (?:registration|sign-?up|log-?in|subscription) (?:required|needed|necessary)\b",
}
_COMPILED = {what: re.compile(rule, re.IGNORECASE) for what, rule in _RULES.items()}
_SENTENCE = re.compile(r"[.!?]\s+")


def kind_of(line: str) -> str:
    """What of the site a line is (`ownership line`, `privacy line`, …), or nothing if it may be the article's."""
    if len(line) > _MAX or len(line.split()) > 45:
        return ""
    for what, rule in _COMPILED.items():
        if rule.search(line) and (what != "privacy line" or _stands_alone(line)):
            return what
    return ""


def is_slogan(line: str) -> bool:
    """Whether a line above a title is a row of catchwords: several sentences of hardly more than four words each."""
    sentences = [sentence for sentence in _SENTENCE.split(line.strip()) if sentence]
    return (
        len(sentences) >= 3
        and len(line) <= 160
        and len(line.split()) <= 6 * len(sentences)
        and line[-1:] in ".!"
    )


def _stands_alone(line: str) -> bool:
    """Whether the words on privacy are the line's business, not part of a longer sentence on something else."""
    return len(line.split()) <= 14
