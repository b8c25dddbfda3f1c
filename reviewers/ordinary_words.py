"""Capitalised words that name no product: for telling a brand or a company from everything else that is capitalised.

A word list, in English. It holds no towns and no people; a name it lacks may be taken for a product, and a company that
is called like a listed word, alone, is not seen.
"""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# A name that contains one of these is an institution, and no part of it is a product.
INSTITUTIONS = _words("""
    university universities hospital hospitals institute institutes institution college school faculty department
    clinic clinics ministry trust infirmary academy surgery ward centre center council parliament government
    """)
# A name that contains one of these is no product, but it may be named after a company.
BODIES = _words("""
    foundation foundations society association journal journals board committee federation network alliance charity
    union league group collaboration consortium registry fund agency authority organisation organization congress
    conference commission programme program award prize guideline guidelines
    """)
STUDIES = _words("trial trials study studies registry cohort")
EPONYM_NOUNS = _words("""
    disease diseases syndrome lymphoma sarcoma palsy chorea phenomenon sign test score scale index criteria fracture
    contracture thyroiditis anaemia anemia oesophagus esophagus dementia ulcer cell cells tumour tumor
    """)
ACRONYMS = _words("""
    nhs who uk us usa eu fda ema nice mhra gmc bma nih cdc md phd mph msc bsc frcp mrcp rn mbbs dphil rct ct mri dna
    rna mrna hiv aids copd gp icu ecg ekg bmi covid sars icmje orcid doi ceo cme esmo asco ash aha esc easd ada ok tv
    """)
FUNCTION = _words("""
    a an the i me my we our us you your he his him she her it its they their them this that these those who whom whose
    which what when where why how if then than and or but nor so yet as at by for from in into of off on onto out over
    to up with within without about above after again against all also always am any are be because been before being
    below between both can could did do does doing done down during each either every few had has have having here
    however is just less may might more most much must neither never no none not nothing now once one two three four
    five six seven eight nine ten only other others ought own per same several shall should since some such there
    through under until upon very was were will would yes
""")
_ORDINARY = """
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday spring summer autumn winter today yesterday year years month months week weeks day
    days past last first second
    medicine medical research clinical health healthcare care therapy treatment drug drugs medication medications
    tablet tablets product products device devices company companies industry pharma pharmaceutical pharmaceuticals
    manufacturer manufacturers maker sponsor sponsors sponsored sponsorship funding funded funds grant grants fee fees
    honorarium honoraria payment payments paid pay royalty royalties stock stocks share shares equity option options
    patent patents consultancy consultant consultants consulting consult advisor adviser advisers advisors advisory
    speaker speakers speaking lecture lectures lecturer lecturing talk talks travel expenses support supported supports
    employee employees employer employment employed investigator investigators principal member members membership
    chair chairman chairwoman president vice director head chief officer manager trustee fellow professor prof doctor
    dr mr mrs ms miss sir dame nurse nurses physician physicians surgeon surgeons pharmacist haematologist
    hematologist cardiologist oncologist neurologist dermatologist psychiatrist radiologist rheumatologist
    endocrinologist gastroenterologist specialist reader writer author authors editor editors reviewer reviewers
    article articles page text statement disclosure disclosures declaration interest interests conflict conflicts
    competing financial personal declare declared disclose disclosed report reported relationship relationships
    received receive receives receiving work worked working works given give served serve serving taught teach
    teaching named name names none
    patient patients people person adult adults child children man men woman women family wife husband spouse partner
    son daughter mother father brother sister friend
    trial trials study studies results phase registry evidence data review reviews news summary background methods
    conclusion conclusions introduction question questions answer answers key points point
    cardiology oncology haematology hematology neurology dermatology psychiatry radiology rheumatology endocrinology
    gastroenterology paediatrics pediatrics surgery gynaecology gynecology obstetrics urology nephrology immunology
    ophthalmology anaesthesia pathology pharmacology epidemiology physiotherapy rehabilitation nursing
    cancer leukaemia leukemia lymphoma myeloma diabetes asthma stroke heart kidney liver lung blood bone brain
    osteoporosis hypertension arthritis dementia depression disease diseases disorder syndrome pain infection vaccine
    vaccines insurance internet web website email english latin
    parkinson alzheimer crohn hodgkin non-hodgkin huntington cushing addison graves raynaud paget hashimoto sjogren
    sjögren down turner marfan tourette lyme ebola zika barrett bell meniere ménière dupuytren kaposi burkitt
    lancet bmj jama nature nejm cochrane medline pubmed embase plos annals archives proceedings science
    national international royal american british european global world united general public private local regional
    northern southern eastern western north south east west new state states county city street lane road
"""
_COUNTRIES = """
    africa african america americas american asia asian australasia europe european scandinavia scandinavian
    afghanistan afghan albania albanian algeria algerian argentina argentine argentinian armenia armenian australia
    australian austria austrian azerbaijan bahrain bangladesh bangladeshi belarus belgium belgian bolivia bolivian
    bosnia bosnian botswana brazil brazilian britain british bulgaria bulgarian cambodia cameroon canada canadian chile
    chilean china chinese colombia colombian congo croatia croatian cuba cuban cyprus cypriot czech czechia denmark
    danish dane ecuador egypt egyptian england english estonia estonian ethiopia ethiopian finland finnish france
    french georgia georgian germany german ghana ghanaian greece greek guatemala haiti hungary hungarian iceland
    icelandic india indian indonesia indonesian iran iranian iraq iraqi ireland irish israel israeli italy italian
    jamaica jamaican japan japanese jordan jordanian kazakhstan kenya kenyan korea korean kuwait latvia latvian lebanon
    lebanese libya libyan lithuania lithuanian luxembourg macedonia malawi malaysia malaysian malta maltese mexico
    mexican moldova mongolia morocco moroccan mozambique myanmar namibia nepal nepalese netherlands dutch holland
    zealand nicaragua nigeria nigerian norway norwegian oman pakistan pakistani palestine palestinian panama paraguay
    peru peruvian philippines filipino poland polish portugal portuguese qatar romania romanian russia russian rwanda
    saudi arabia arabian arabic scotland scottish scots senegal serbia serbian singapore slovakia slovak slovenia
    slovenian somalia somali spain spanish sudan sudanese sweden swedish swiss switzerland syria syrian taiwan
    taiwanese tanzania tanzanian thailand thai tunisia tunisian turkey turkish uganda ugandan ukraine ukrainian emirates
    uruguay uzbekistan venezuela venezuelan vietnam vietnamese wales welsh yemen zambia zambian zimbabwe hong kong
"""
ORDINARY = FUNCTION | _words(_ORDINARY + _COUNTRIES) | INSTITUTIONS | BODIES
