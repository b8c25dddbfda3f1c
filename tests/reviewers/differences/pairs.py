"""Pairs of texts, and what of their difference is to be called out: written by hand, to be read by people."""

from typing import NamedTuple

NOTHING: list[tuple[str, str, str]] = []


class TextPair(NamedTuple):
    """Two bodies, and the call-outs as (kind, old words, new words), the most dangerous first."""

    name: str
    old: str
    new: str
    callouts: list[tuple[str, str, str]]


SPRINT = "Treating to below 120 mmHg reduced events by 25% in people over 50 [@sprint]."
TABLE = "| Drug | Dose | Fell ill |\n|---|---|---|\n| Losartan | 50 mg | 12% |\n| Enalapril | 5 mg | 14% |"
LIST = "- Walk each day.\n- Eat less salt.\n- Sleep enough.\n- See your doctor."


def text(name: str, old: str, new: str, *callouts: tuple[str, str, str]) -> TextPair:
    return TextPair(name, old, new, list(callouts))


TEXTS = [
    # Numbers
    text(
        "digits of a percentage swapped",
        "It helped 72% of them.",
        "It helped 27% of them.",
        ("percentage", "72%", "27%"),
    ),
    text(
        "per cent as a word",
        "It helped 72 percent.",
        "It helped 27 percent.",
        ("percentage", "72 percent", "27 percent"),
    ),
    text("percent becomes points", "A fall of 5%.", "A fall of 5 points.", ("percentage", "5%", "5 points")),
    text("decimal point lost", "The odds were 1.5 then.", "The odds were 15 then.", ("number", "1.5", "15")),
    text("decimal comma moved", "The ratio was 0,25.", "The ratio was 2,5.", ("number", "0,25", "2,5")),
    text("sign lost", "It changed by −2 points.", "It changed by 2 points.", ("number", "−2", "2")),
    text("thousands", "It had 9,361 people.", "It had 9,631 people.", ("number", "9,361", "9,631")),
    text("range", "Between 10–20 weeks.", "Between 10–25 weeks.", ("number", "20 weeks", "25 weeks")),
    text(
        "whole range",
        "It took 10–20 weeks.",
        "It took 12–25 weeks.",
        ("number", "10–20 weeks", "12–25 weeks"),
    ),
    text(
        "confidence interval",
        "(95% CI 0.64 to 0.89)",
        "(95% CI 0.46 to 0.98)",
        ("number", "0.64 to 0.89", "0.46 to 0.98"),
    ),
    text("confidence level", "(95% CI 0.64 to 0.89)", "(90% CI 0.64 to 0.89)", ("percentage", "95%", "90%")),
    text("p-value", "(p = 0.04)", "(p = 0.4)", ("number", "0.04", "0.4")),
    text("p-value turned", "(p < 0.05)", "(p > 0.05)", ("sign", "p < 0.05", "p > 0.05")),
    text(
        "number word", "Of two trials, none helped.", "Of ten trials, none helped.", ("number", "two", "ten")
    ),
    text("number written out", "It took 2 visits.", "It took two visits.", ("number", "2", "two")),
    text("fraction", "A third of them fell.", "A quarter of them fell.", ("number", "third", "quarter")),
    text(
        "blood pressure", "Below 140/90 mmHg.", "Below 130/80 mmHg.", ("number", "140/90 mmHg", "130/80 mmHg")
    ),
    text(
        "two numbers swapped",
        "It was 5 of 10 then.",
        "It was 10 of 5 then.",
        ("number", "5 of 10", "10 of 5"),
    ),
    text("ratio", "1 in 100 had it.", "1 in 10 had it.", ("number", "100", "10")),
    # Doses, units, dates
    text("milligram for microgram", "Take 10 mg.", "Take 10 µg.", ("dose", "10 mg", "10 µg")),
    text("dose tenfold", "Take 10 mg daily.", "Take 100 mg daily.", ("dose", "10 mg", "100 mg")),
    text("range of a dose", "Take 10 to 20 mg.", "Take 10 to 200 mg.", ("dose", "20 mg", "200 mg")),
    text(
        "tablets as words", "Take two tablets.", "Take ten tablets.", ("dose", "two tablets", "ten tablets")
    ),
    text("frequency", "Once daily.", "Once weekly.", ("dose", "Once daily", "Once weekly")),
    text("unit alone", "It was 5 kg less.", "It was 5 lb less.", ("unit", "5 kg", "5 lb")),
    text("litres", "Drink 2 l.", "Drink 2 dl.", ("dose", "2 l", "2 dl")),
    text("hours and days", "For 3 hours.", "For 3 days.", ("unit", "3 hours", "3 days")),
    text(
        "day and month",
        "Updated on 3 May 2024.",
        "Updated on 5 March 2024.",
        ("date", "3 May 2024", "5 March 2024"),
    ),
    text(
        "year", "Since May 2024 it is sold.", "Since May 2025 it is sold.", ("date", "May 2024", "May 2025")
    ),
    text("date in figures", "As of 2024-05-03.", "As of 2024-03-05.", ("date", "2024-05-03", "2024-03-05")),
    text("may the verb is no date", "It may help.", "It must help.", ("advice or safety", "may", "must")),
    # Negation, drugs, direction, advice, people
    text("not removed", "Do not take it.", "Do take it.", ("negation", "Do not take", "Do take")),
    text("not added", "It does work.", "It does not work.", ("negation", "does work", "does not work")),
    text("contraction", "You can take it.", "You can't take it.", ("negation", "can", "can't")),
    text("no", "There was a benefit.", "There was no benefit.", ("negation", "a", "no")),
    text("without", "Take it with food.", "Take it without food.", ("negation", "with", "without")),
    text("unsafe", "It is safe then.", "It is unsafe then.", ("negation", "safe", "unsafe")),
    text("uncommon", "This is common.", "This is uncommon.", ("negation", "common", "uncommon")),
    text("incomplete", "It was complete.", "It was incomplete.", ("negation", "complete", "incomplete")),
    text(
        "hyper and hypo",
        "It causes hyperkalaemia.",
        "It causes hypokalaemia.",
        ("negation", "hyperkalaemia", "hypokalaemia"),
    ),
    text(
        "drug swapped",
        "Take ibuprofen for it.",
        "Take warfarin for it.",
        ("drug name", "ibuprofen", "warfarin"),
    ),
    text(
        "drug and dose",
        "Take warfarin 5 mg.",
        "Take aspirin 75 mg.",
        ("dose", "warfarin 5 mg", "aspirin 75 mg"),
    ),
    text(
        "higher and lower",
        "The risk is higher.",
        "The risk is lower.",
        ("comparison or direction", "higher", "lower"),
    ),
    text(
        "increase",
        "Its increase was slow.",
        "Its decrease was slow.",
        ("comparison or direction", "increase", "decrease"),
    ),
    text(
        "more and less",
        "It took more time.",
        "It took less time.",
        ("comparison or direction", "more", "less"),
    ),
    text(
        "before and after",
        "Take it before meals.",
        "Take it after meals.",
        ("comparison or direction", "before", "after"),
    ),
    text("and becomes or", "Rest and drink.", "Rest or drink.", ("advice or safety", "and", "or")),
    text("must becomes may", "You must stop it.", "You may stop it.", ("advice or safety", "must", "may")),
    text(
        "adults become children",
        "It is for adults.",
        "It is for children.",
        ("group of people", "adults", "children"),
    ),
    text(
        "only added",
        "It is used in adults.",
        "It is used in pregnant adults.",
        ("group of people", "in adults", "in pregnant adults"),
    ),
    # Sentences and paragraphs
    text(
        "sentence added",
        "Rest.",
        "Rest. Do not take it with wine, beer or any other alcohol.",
        ("negation", "", "Do not take it with wine, beer or any other alcohol"),
    ),
    text(
        "sentence removed",
        "Rest. Do not drive a car for some hours after it.",
        "Rest.",
        ("negation", "Do not drive a car for some hours after it", ""),
    ),
    text(
        "paragraph removed",
        f"{SPRINT}\n\nStop it if your tongue swells.",
        SPRINT,
        ("negation", "Stop it if your tongue swells", ""),
    ),
    text(
        "moved and one number changed",
        f"Rest much.\n\nDrink water and tea.\n\n{SPRINT}",
        f"{SPRINT.replace('25', '52')}\n\nRest much.\n\nDrink water and tea.",
        ("percentage", "25%", "52%"),
    ),
    text(
        "moved under another heading",
        "## Take it if\n\nYou are well.\n\n## Do not take it if\n\nYou are ill.",
        "## Take it if\n\n## Do not take it if\n\nYou are ill.\n\nYou are well.",
        (
            "moved under another heading",
            "You are well. (under “Take it if”)",
            "You are well. (under “Do not take it if”)",
        ),
    ),
    text(
        "heading turned",
        "## Who should take it\n\nYou.",
        "## Who should not take it\n\nYou.",
        ("negation", "should take", "should not take"),
    ),
    # Tables and citations
    text("dose in a table", TABLE, TABLE.replace("50 mg", "500 mg"), ("dose", "50 mg", "500 mg")),
    text(
        "two cells of a table",
        TABLE,
        TABLE.replace("12%", "21%").replace("14%", "41%"),
        ("percentage", "12%", "21%"),
        ("percentage", "14%", "41%"),
    ),
    text(
        "two cells exchanged",
        TABLE,
        TABLE.replace("12%", "X").replace("14%", "12%").replace("X", "14%"),
        ("percentage", "12%", "14%"),
        ("percentage", "14%", "12%"),
    ),
    text(
        "column heading",
        TABLE,
        TABLE.replace("Fell ill", "Did not fall ill"),
        ("negation", "Fell", "Did not fall"),
    ),
    text("other citation", "It helps [@a].", "It helps [@b].", ("citation", "[@a]", "[@b]")),
    text(
        "citation to another sentence",
        "Salt harms [@a]. Walking helps.",
        "Salt harms. Walking helps [@a].",
        ("citation", "harms [@a]", "harms"),
        ("citation", "helps", "helps [@a]"),
    ),
    text(
        "link",
        "See [this](https://a.example/).",
        "See [this](https://b.example/).",
        ("link", "https://a.example/", "https://b.example/"),
    ),
    # Unicode
    text("number in an Arabic sentence", "خذ 10 mg يوميا.", "خذ 100 mg يوميا.", ("dose", "10 mg", "100 mg")),
    text("unbreakable space in a dose", "Take 10\u00a0mg.", "Take 20\u00a0mg.", ("dose", "10 mg", "20 mg")),
]

SILENT = [
    text(
        "moved under a heading that asks nothing else",
        "## What happens after surgery\n\nRest.\n\n## What you can do\n\nWalk.",
        "## What happens after surgery\n\n## What you can do\n\nWalk.\n\nRest.",
    ),
    text("white space", "Take  10 mg.", "Take 10 mg."),
    text("unbreakable space", "Take 10 mg.", "Take 10\u00a0mg."),
    text("line break", "One line.\nAnother.", "One line.\n\nAnother."),
    text("comma", "Rest, walk and eat 5 fruits.", "Rest, walk, and eat 5 fruits."),
    text("dash", "It fell - by 5%.", "It fell – by 5%."),
    text("quotation marks", 'It is "safe" at 5 mg.', "It is “safe” at 5 mg."),
    text("bold", "Take 10 mg daily.", "Take **10 mg** daily."),
    text("case", "take 10 mg.", "Take 10 mg."),
    text("heading level", "## Doses of 5 mg\n\nYes.", "### Doses of 5 mg\n\nYes."),
    text("heading renamed", "## Background\n\nYes.", "## The story so far\n\nYes."),
    text("spelling", "The center was randomized.", "The centre was randomised."),
    text("is and are", "The data is from 2 trials.", "The data are from 2 trials."),
    text("thousands with a comma", "It had 9361 people.", "It had 9,361 people."),
    text("decimal sign", "It was 0·5 mg.", "It was 0.5 mg."),
    text("micro sign and Greek mu", "Take 10 \u00b5g.", "Take 10 \u03bcg."),
    text("minus sign", "It was -2.", "It was \u22122."),
    text("soft hyphen", "Take aspirin 5 mg.", "Take as\u00adpirin 5 mg."),
    text(
        "reworded without a listed word",
        "Doctors speak of a silent illness.",
        "Nurses talk about a hidden illness.",
    ),
    text(
        "paragraph moved",
        f"Rest well.\n\n{SPRINT}\n\nDrink water.",
        f"{SPRINT}\n\nRest well.\n\nDrink water.",
    ),
    text("sentence moved", f"Rest well. {SPRINT} Drink water.", f"{SPRINT} Rest well. Drink water."),
    text(
        "two sentences exchanged",
        "Rest. It fell by 5% in men there. It rose by 7% in women here. Walk.",
        "Rest. It rose by 7% in women here. It fell by 5% in men there. Walk.",
    ),
    text("list re-ordered", LIST, "\n".join(reversed(LIST.split("\n")))),
    text(
        "sentence split",
        "It fell by 5% there, it rose by 7% here.",
        "It fell by 5% there. It rose by 7% here.",
    ),
    text("paragraphs joined", f"Rest well now.\n\n{SPRINT}", f"Rest well now. {SPRINT}"),
    text("paragraph added without a listed word", "Rest.", "Rest.\n\nThe story of salt goes far back."),
    text("table drawn anew", TABLE, TABLE.replace("|---|---|---|", "| --- | :-- | --- |")),
    text("can't written out", "You can't take it.", "You cannot take it."),
    text("right to left", "الصحة مهمة جدا.", "الحياة مهمة جدا."),
    text("long word", "x" * 5000, "y" * 5000),
]
