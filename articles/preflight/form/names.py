"""Words that are written with a capital inside, and words that seldom end up there unless a space was lost."""

import re

# Names of registers, tools, firms, tests, devices, trials and people, as their owners write them.
_NAMES = """
AbbVie AccuChek AlexaFluor AlloMap AlphaFold AngioJet AstraZeneca AutoCAD BeiGene BioFire BioNTech BioRender
bioRxiv BlueCross BlueShield BrightFocus CancerCare CancerLinQ CardioMEMS CellSearch ChatGPT CheckMate
chemRxiv ClinicalKey ClinicalTrials ClinVar CoaguChek CodeBreaK CoreValve CrossRef CyberKnife CytoSorb
DailyMed DaVinci DeepMind DermNet DexCom DrugBank DuoDERM eBioMedicine EbioMedicine eClinicalMedicine
EClinicalMedicine EconLit EnChroma EndNote EndoPredict EpiPen EudraVigilance EuroQol ExAC FaceTime FacTIT
FastQC FitzGerald FitzGibbon FitzHugh FitzPatrick FitzSimons FlexPen FlowJo FluMist FluZone
FoundationMedicine FoundationOne FreeStyle FreeSurfer GammaKnife GastroPlus GenBank GeneCards GeneReviews
GeneXpert GitHub GlaxoSmithKline GlobalData GlobeNewswire GoodRx GraphPad GuardantHealth GuideStar
HandiHaler HealthCare HealthDay HealthTree HealthUnlocked HeartMate HeartWare HemaCare HemaSphere HemoCue
HubMed HumaLog ImmunoGen InPen InterStim iScience isiXhosa isiZulu JavaScript KidneyIntelX kwaZulu KwikPen
LabCorp LeukaemiaNet LeukemiaNet LexisNexis LibreOffice LibreView LifeVest LinkedIn LiverTox MacArthur
MacBook MacDonald MacMillan MammaPrint MathWorks MedicAlert MedlinePlus MedPage medRxiv MedWatch MicroMedex
MicroRNA MiniMed MitraClip monarchE MorphoSys MotherToBaby MyChart MyelomaNet MyFitnessPal NanoDrop
NanoString NephCure NephroCheck NeuroPace NeuroStar NewsGuard NovaSure NovoLog NovoPen NovoRapid NovoSeven
OmniPod OncLive OncoKB OncoLive OncotypeDX OneTouch OpenAlex openEHR OpenEpi openFDA OpenMRS OpenNotes
OrphaNet OxyContin PatientPoint PatientsLikeMe PatientView PayPal PeerView PharmaCare PharmaMar PharmGKB
PhosphoSite PhysioNet PillCam PleurX PowerPoint preBötzinger PreCheck ProQuest PsycInfo PubChem PubMed
QuantiFERON QuantStudio QuickTime RayStation RefSeq ResearchGate ReSound RespiMat RevMan RoseTTAFold
ScienceDirect SciFinder SeqStudio SharePoint SigmaPlot SoloStar SpringerLink SpringWorks StatPearls StatXact
SureScan SurveyMonkey SwissProt SynchroMed TaqMan TeamViewer TearLab TensorFlow ThermoFisher ThinPrep TikTok
TomoTherapy TreeAge TrialNet TriNetX TrueBeam TruSight TurboHaler UniProt UnitedHealth UnitedHealthcare
UnityPoint UpToDate UroLift VanderWeele VenaSeal VigiBase VisionCare VisuMax WebMD WebPlot WellCare WhatsApp
WinNonlin WordPress YouTube
"""
NAMES = {name.casefold() for name in _NAMES.split()}

# Beginnings that are no words by themselves: what follows them was joined on purpose.
_COMBINING = """
accu alpha anti apo astra auto bio cardio chemo clono cryo cyber della derma dalla electro endo euro
fibro fitz gastro glaxo gluco haemo hemo hepato hydro hyper immuno inter intra iso kilo macro mega meta
micro mini multi myo nano nephro neuro nor novo omni onco ophthalmo ortho osteo oxy para pharma physio
pico pneumo poly post pre pro proteo psycho pulmo radio retro rheumo semi thera thermo thrombo tomo
trans tri ultra uni uro vander vanden vaso veno vita xeno isi
"""
COMBINING = set(_COMBINING.split())

# Endings of firms', services' and devices' names.
_BRAND_ENDINGS = """
aid app bank base beam bio biotech book box care cast check chek clip cloud connect direct drop express
flex gen gene genes genetics genomics guard haler hub kit knife lab labs life like line link map mate
med medicine metrics net one path pen pharma pharmaceuticals plus point port portal print pulse pump ray
scan scape script scope search seq smart space sphere star street tech therapeutics touch track tube
valve view vision vue ware watch wave wire works
"""
BRAND_ENDINGS = set(_BRAND_ENDINGS.split())

# Headings of an abstract, which run into what follows them.
_HEADINGS = """
Abstract Aim Aims Background Conclusion Conclusions Discussion Disclosure Disclosures Findings Funding
Importance Interpretation Introduction Keywords Limitations Methods Objective Objectives Purpose
References Results Summary
"""
HEADINGS = set(_HEADINGS.split())

# Words with which sentences, headings and bylines begin.
_STARTERS = """
A About According After All Along Also Although Among An And Another Are As At Authored Authors
Available Average Background Based Because Before Between Both But By Can Cancer Cells Children Clinical
Click Clinicians Common Conclusion Conclusions Contact Current Data Despite Discussion Disclosure
Disclosures Doctors Does During Each Early Efficacy Eligible Every Findings First For Four From Funding
Further Future Had Has Have He Her Here High His How However I If Important In Introduction Is It Its
Key Last Learn Limitations Long Low Many Median Medical Medically Men Methods More Most My New Next No
None Not Now Objective Objectives Of On Once One Only Or Other Our Overall Participants Patients People
Please Presented Professor Published Purpose Rates Read Recent References Related Research Researchers
Response Results Reviewed Safety Scientists See Several Severe She Share Should Side Since Six Some
Study Such Summary Survival Symptoms Take Ten That The Their Them Then There These They Things This
Those Three To Today Topics Treatment Treatments Trial Trials Two Updated Use Using View Visit Was Watch
We Were What When Where Whether Which While Who Why With Without Women Written You Your
"""
STARTERS = set(_STARTERS.split())

# Endings of ordinary words, in words that are long enough to be one.
ORDINARY = re.compile(
    r".{2,}(?:tion|sion|logy|ment|ity|ness|ance|ence|cine|emia|aemia|oma|itis|osis|pathy|apy|atry|"
    r"graphy|ysis|ism|"
    r"ical|ients?|ers|ists?|ists|ions|ies|ing|ed|ease|ases|ital|ncer|tute|ncet|rnal|enter|entre|ives?|"
    r"oms?|cells?)",
    re.IGNORECASE,
)

# Words that hang together only when a space was lost; no English word is spelled so.
_RUN_TOGETHER = """
andthe asthe atthe bythe forthe fromthe hasbeen havebeen inthe intothe isthe itis ofthe onthe ofa inthis
thatthe thepatient thepatients thestudy tothe tobe wasthe withthe withthis willbe
"""
RUN_TOGETHER = set(_RUN_TOGETHER.split())

# Word parts that chemists list with commas.
_ISOMERS = """
alpha anti beta cis delta endo erythro exo gamma iso meso meta ortho para rac sec syn tert threo trans
"""
ISOMERS = set(_ISOMERS.split())
