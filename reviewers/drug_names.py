"""Which words are names of drugs: by the ends that INN names share, and by a list of common names that have none.

This is a word list, not a drug register. It does not know brand names, misspelt names, names in other languages than
English, plants and supplements, vaccines, or drugs whose names end like no other and are not in the list below; and a
word that merely ends like a drug counts as one unless it stands in NOT_DRUGS. Those who use it decide what that means.
"""

import re
from functools import lru_cache


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# The ends of international nonproprietary names (WHO, "Use of stems in the selection of INN").
STEMS = _words("""
    adol afil amivir arabine arone arotene azepam azepine azine azodone azolam azole azoline azosin bactam
    barbital bendazole buvir caine cavir cel ciclib ciclovir cillin clidinium conazole cort coxib curium cycline
    degib dipine dopa dralazine drine dronate dronic emycin entan ercept etanide ezolid fenacin fenamate fibrate
    floxacin formin fungin gatran gepant gliflozin glinide gliptin glitazone glutide grastim grel ilide imod imus
    irudin isant isomide ivaptan kalant kinra leucel leukin lisib lukast mab mestane micin moxin mustine mycin
    naltrexone navir nermin nib nidazole olol olone onide orphan oxacin oxanide oxetine oxicam pafant pamil parib
    parin parinux penem pezil phylline pitant plase platin poetin prazole prednisolone prednisone pressin previr
    pril prilat profen prost quine quinil rafenib relin relix ribine rubicin sartan semide setron sidase siran
    solone sone statin steride stigmine sulfan tacept tadine taxel tegravir tepa terol thiazide thiouracil tide
    tidine tinib tocin toin trexate triptan triptyline tropium uracil uridine vaptan vastatin vir virine vudine
    xaban xanox zepam zolamide zolid zomib
""")

COMMON_NAMES = _words("""
    abiraterone acarbose acetaminophen acetazolamide acetylcysteine acitretin adalimumab adenosine adrenaline
    albuterol allopurinol alteplase amantadine amiloride aminophylline amiodarone amphetamine anastrozole apixaban
    apomorphine aripiprazole aspirin atropine azathioprine baclofen baricitinib benserazide betahistine
    bicalutamide bisacodyl bleomycin botulinum bromocriptine buprenorphine bupropion buspirone cabergoline
    caffeine calcipotriol calcitonin calcitriol cannabidiol capecitabine carbamazepine carbidopa carbimazole
    carboplatin chlorambucil chloramphenicol chlorhexidine chloroquine cholecalciferol ciclosporin cinacalcet
    citalopram clofazimine clomifene clonidine clopidogrel clozapine codeine colchicine colecalciferol
    corticosteroid cortisone cyclizine cyclophosphamide cyclosporin cyclosporine cyproterone dapsone deferasirox
    denosumab desmopressin dexamethasone dexamfetamine diamorphine diazoxide diclofenac digoxin diltiazem
    dipyridamole disulfiram domperidone donepezil dopamine doxorubicin duloxetine ephedrine epinephrine
    ergocalciferol escitalopram estradiol estriol estrogen etanercept ethambutol ethinylestradiol etoposide
    everolimus exemestane ezetimibe fentanyl finasteride flecainide fludarabine fluorouracil flutamide folate
    frusemide fulvestrant furosemide gabapentin galantamine ganciclovir gentamicin glatiramer glibenclamide
    gliclazide gliflozin glimepiride glipizide gliptin glucagon glucosamine glyceryl goserelin guaifenesin
    haloperidol heparin hydralazine hydrocortisone hydromorphone hydroxocobalamin hydroxycarbamide
    hydroxychloroquine hydroxyurea hyoscine ibuprofen imatinib imiquimod indapamide indomethacin infliximab
    insulin interferon iodine ipratropium isoniazid isosorbide isotretinoin ivabradine ivermectin ketamine
    ketorolac lactulose lamotrigine latanoprost leflunomide lenalidomide leuprorelin levetiracetam levodopa
    levonorgestrel levothyroxine linezolid liothyronine lithium loperamide loratadine lorazepam mannitol
    mebeverine melatonin meloxicam melphalan memantine mercaptopurine mesalazine metformin methadone methotrexate
    methyldopa methylphenidate metoclopramide metolazone metronidazole midodrine mifepristone minoxidil
    mirtazapine misoprostol modafinil montelukast morphine mycophenolate nabilone naloxone naltrexone naproxen
    nicorandil nicotine nitrate nitrofurantoin nitroglycerin nitroglycerine noradrenaline norepinephrine nystatin
    octreotide oestradiol oestrogen olanzapine olaparib opioid orlistat oxybutynin oxycodone oxytocin paclitaxel
    paracetamol penicillamine penicillin pentoxifylline perindopril permethrin phenobarbital phenobarbitone
    phenytoin pioglitazone pizotifen podophyllotoxin pomalidomide potassium prednisolone prednisone pregabalin
    primidone probenecid prochlorperazine procyclidine progesterone progestogen promethazine propofol
    propylthiouracil pseudoephedrine pyrazinamide pyridostigmine quetiapine quinine raloxifene ranolazine
    rasagiline remdesivir ribavirin rifampicin rifampin riluzole risperidone rivastigmine ropinirole salbutamol
    selegiline semaglutide senna sertraline sildenafil sirolimus somatropin spironolactone statin steroid
    stilboestrol strontium sucralfate sulfadiazine sulfasalazine sulphasalazine tacrolimus tamoxifen tamsulosin
    temozolomide teriflunomide testosterone thalidomide theophylline thyroxine tiagabine tibolone ticagrelor
    tiotropium tirzepatide tizanidine topiramate tramadol tranexamic trazodone tretinoin trimethoprim triptan
    ulipristal ursodiol valproate valproic vancomycin varenicline venetoclax venlafaxine verapamil vigabatrin
    vinblastine vincristine vinorelbine warfarin zinc zoledronic zolpidem zonisamide zopiclone
""")

# Ordinary words that end as drugs do.
NOT_DRUGS = _words("""
    animus april cancel chancel cholesterol cystatin escort excel gasoline intercept
    magazine marcel maximus neuropeptide nucleotide
    oligonucleotide oligopeptide optimus orphan parcel peptide phytosterol
    polypeptide rehab triumvir
""")

_STEMMED = re.compile(rf"[^\W\d_]{{2,}}(?:{'|'.join(sorted(STEMS))})")


@lru_cache(maxsize=20_000)
def is_drug(word: str) -> bool:
    """Whether a word, in any case, singular or plural, reads as the name of a drug or of a class of drugs."""
    word = word.casefold()
    forms = {word, word.removesuffix("s"), word.removesuffix("es")}
    if forms & NOT_DRUGS:
        return False
    return bool(forms & COMMON_NAMES) or any(_STEMMED.fullmatch(form) for form in forms)
