"""How addresses, numbers and labels are written in American lines in English, as regular expressions.

Court numbers are in the shapes of federal courts, of states, agencies, arbitrators and insurers.
"""

import re

_BEGINS = r"(?<![\w@./#$+-])"
_ENDS = r"(?![\w@#]|[-/.:#][A-Za-z0-9])"
EMAIL = re.compile(r"(?<![\w@.+-])[\w.!#%&'*+/=?^`{|}~-]*[\w+-]@[\w-]+(?:\.[\w-]+)*\.[^\W\d]{2,}")
LINK = re.compile(
    r"(?<![\w@.-])(?:https?://[^\s<>\"]+|www\.[^\s<>\"]+"
    r"|(?:[a-z0-9-]+\.)+[a-z]{2,}/[^\s<>\"]+)(?<![.,;:!?)\]])",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)"
_MONTHS = rf"{_MONTH}[a-z]*"
BIRTH_OR_INJURY_DATE = re.compile(
    r"\b(?:DOB|D\.O\.B\.?|D/O/B|born|DOI|DOL)[:\s]+(?:"
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}"
    rf"|{_MONTHS}\.?\s\d{{1,2}},?\s\d{{4}}|\d{{1,2}}\s{_MONTHS}\.?,?\s\d{{4}})",
    re.IGNORECASE,
)

_YEAR = r"(?:19|20)\d{2}"
_DIVISIONS = r"L|C|D|CH|CA|CC|Civ\.|Cr\.|CVS?|CRS?|WC|LA|LM|MR"
_CASES = (
    # Written with blanks: `26 Civ. 4410` in New York, `2026 L 004512` in Chicago, `BC 712345`.
    rf"(?:{_YEAR}|[12]\d)[ ](?-i:{_DIVISIONS})[ ]\d{{3,8}}(?:[ ](?-i:[A-Z])\b)?",
    r"(?:CV|CR)[ ]\d{2}-\d{3,6}(?:-[A-Z]{2,4})*",
    r"(?:MDL|JCCP)(?:[ ]No\.?)?[ -]\d{3,4}",
    r"(?-i:[B-HK-NPRSTVY]C|B[ADPSV]|ADJ|YD|VCU|SCV|FCS)[ ]\d{5,8}",
    r"(?-i:A)[ ]\d{7}|(?-i:A)[ ]\d{3}[ -]\d{3}[ -]\d{3}",
    # Digits alone, in no shape of a date, a phone or two clocks.
    rf"\d{{3}}-\d{{5}}-{_YEAR}|\d{{3}}-\d{{6}}-\d{{2}}|\d{{3}}-20\d{{2}}-\d{{5}}|\d{{2}}-20\d{{2}}-\d{{6,8}}",
    r"\d{2}-\d{2}-\d{4}-\d{4}|\d{2}-\d-\d{5}-\d{1,2}|\d{2}-\d{2}-\d{5}|20\d{2}-\d{5,6}|\d{2}-\d{5}(?:-[a-z]{3})?",
    r"2[5-9]-\d{4}|(?:1\d|2[0-4])-\d{2}[6-9]\d|\d{9}",
    rf"\d{{5,7}}/{_YEAR}E?",
    # One word of letters and digits: nearly every court's; `entities.py` says what it may not be.
    r"(?P<mixed>(?=(?:[\w:.-]*\d){4})(?=[\d:.-]*[A-Z])[A-Z0-9]+(?:[-:.][A-Z0-9]+)*)",
)
_UNLABELED_CASE = rf"{_BEGINS}#?(?P<unlabeled>{'|'.join(_CASES)}){_ENDS}"
_NUMBER = (
    rf"(?!\d{{2,4}}[ ](?-i:{_DIVISIONS})[ ]\d)"
    r"(?=[A-Z0-9-]*\d{3})(?:\d{4,6}/\d{2}|[A-Z0-9]+(?:-[A-Z0-9]+)+|[A-Z]{0,4}\d{4,12})"
)
# Bare digits are the number of a case only after a word that says so.
_CASE_WORDS = r"case|file|claim|index|docket|matter|policy|report|cause|ref\.?|MRN"
_LABELED_CASE = (
    r"\b(?:no\.|no|nr\.?|\#)[:\s]*(?P<after_no>\d{2,6}(?:-\d{2,8})*-\d{3,8}|\d{5,12})"
    rf"|\b(?:{_CASE_WORDS})"
    r"(?:(?:\s(?:no\.?|number|id))?[:#\s]*[:#]\s*|\s(?:no\.?|number|id)\s)"
    rf"(?P<after_label>{_NUMBER})"
    rf"|\b(?:{_CASE_WORDS})\s(?P<after_word>{_NUMBER})"
)
CASE_NUMBER = re.compile(f"{_UNLABELED_CASE}|(?:{_LABELED_CASE}){_ENDS}", re.IGNORECASE)
# The number itself, without the word or mark before it, is in one of these groups.
CASE_NUMBER_GROUPS = ("unlabeled", "after_no", "after_label", "after_word")
COURT_LETTERS = re.compile(
    r"(?:c[vrpfahi]|mc|m[dj]|bk|ap|po|sw|ml|misc|pc|dr|gs|civ|bky|lc|ud|fl|pb)$", re.IGNORECASE
)
DAY_OF_JULY = re.compile(r"24/7(?!\w|\s+[^\W\d]{3,}|-[^\W\d])")
PAGE_LABEL_BEFORE = re.compile(r"\bbates(?:\snos?\.?)?[:#\s]*$", re.IGNORECASE)
# Not a case number: a date, however it is joined, or two clocks with a dash between them.
_CLOCK = r"(?:[01]?\d|2[0-4])(?::?[0-5]\d)?(?:[ap]\.?m?)?"
LIKE_TIME = re.compile(
    rf"\d(?:st|nd|rd|th)?-?{_MONTH}-?\d|^{_MONTH}-?\d"
    r"|\dT\d{2}|\d{3,4}(?:z|utc|gmt|[ecmp][ds]?t)(?:-?\d|$)|(?:utc|gmt)[+-]?\d"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*-?\d|\d[ap]\.?m(?![A-Z])"
    rf"|^{_CLOCK}-{_CLOCK}$",
    re.IGNORECASE,
)
LIKE_DATE = re.compile(r"\d{1,2}-\d{1,2}-(?:\d{2}|20\d{2})|20\d{2}-\d{1,2}-\d{1,2}")
_NO_DATE = r"(?!\d{1,2}/\d{1,2}\b|\d{1,2}[.-]\d{1,2}[.-]\d{2,4}\b|20\d{2}-\d{1,2}-\d{1,2}\b)"
_IDS = r"(?:meeting|conference|conf\.?|webinar|zoom|webex|teams|participant|attendee)\s(?:id|code|\#)|id"
_SECRETS = r"passcode|pass\scode|password|pwd|pw|pin|pc|(?:access|entry|host|door|gate)\scode"
ACCESS_CODE = re.compile(
    rf"\b(?:(?:{_IDS}|{_SECRETS}|code)(?:\sis)?[:\s]+{_NO_DATE}"
    rf"(?:\d{{3,5}}(?:[ -]\d{{2,4}}){{1,3}}\#?|\d{{3,12}}\#?)"
    rf"|(?:webex|zoom|teams)\s{_NO_DATE}\d{{3,4}}(?:[ -]\d{{2,4}}){{2,3}}"
    rf"|(?:{_SECRETS})(?:\sis)?[:\s]+(?=\S*\d)(?=\S*[^\W\d])(?!\d{{1,2}}(?::\d\d)?[ap]\.?m?\b)[^\s,;]{{4,}}"
    rf"|(?:(?:ext\.?|extension)[ ]?|x)\d{{1,6}}){_ENDS}",
    re.IGNORECASE,
)
PHONE = re.compile(
    rf"{_BEGINS}(?:(?=\+(?:[ .()-]*\d){{7}})"
    rf"\+\d{{1,3}}[ .-]?(?:\(\d+\)[ .-]?)?\d{{1,4}}(?:[ .-]?\d{{2,4}}){{1,4}}"
    rf"|(?:1[ .-]?)?\(\d{{3}}\)[ ]?\d{{3}}[ .-]\d{{4}}"
    rf"|(?:1[ .-])?\d{{3}}[-. ]\d{{3}}[-. ]\d{{4}}|\d{{3}}-\d{{4}}|1-\d{{3}}-(?-i:[A-Z]{{7}})"
    rf"|\d{{3}}[ ]\d{{4}}[ ]\d{{4}}|\d{{3}}[ ]\d{{3}}[ ]\d{{3,4}}(?:[ ]\d\d)?"
    rf"|0\d{{2,4}}[ ]\d{{3,4}}[ ]?\d{{3,6}}|1?[2-9]\d{{9}}|\d{{4,12}}\#)"
    rf"(?:[ ]?(?:x|ext\.?)[ ]?\d{{1,6}})?{_ENDS}",
    re.IGNORECASE,
)
AMOUNT = re.compile(
    rf"(?<!\w)(?:[$€£]|(?:USD|EUR|GBP|CAD)[ ])\s?{_NO_DATE}"
    r"\d(?:[\d,]*\d)?(?:\.\d+)?"
    r"(?:[KkMmBb]\b|[ ](?:million|billion)\b)?"
    r"|(?<![\w.,$/:-])\d[\d,]{2,}(?:\.\d+)?[ ](?:USD|EUR|GBP|CAD|dollars)\b(?!\s\d[\d,.]*(?:\s|$))"
)
# Counts and fractions that are not dates.
MEASUREMENT = re.compile(
    r"(?<![\w/.-])(?:24[/-]7|50/50|BP\s\d{2,3}/\d{2,3}|H\dN\d|A1c(?:\s\d\d?(?:\.\d)?)?"
    r"|\d{1,2}/\d{1,2}[ -](?:ton|inch|mile|acre|share|interest|cup|pint|split)"
    r"|\d{1,2}/\d{1,2}\")(?![\w/])",
    re.IGNORECASE,
)
CITATION = re.compile(
    r"(?<![\w:])(?:§{1,2}\s?\d[\w.-]*|\d{1,3}(?:\([a-z0-9]{1,3}\))+"
    r"|\d{1,2}[ ]U\.?S\.?C\.?(?:[ ]§{1,2})?[ ]\d{1,5}[a-z]?\b"
    r"|(?-i:[SHA]\.?B\.?|H\.?R\.?|A\.?C\.?R\.?)[ ]\d{1,5}(?![\w:]|\s?[ap]\.?m))",
    re.IGNORECASE,
)
# House numbers that cannot be days of a month.
STREET_ADDRESS = re.compile(
    r"(?<![\w@./#$:-])(?:3[2-9]|[4-9]\d|\d{3,5})[ ](?:[NSEW]\.?[ ])?(?:[A-Z][\w.'-]+[ ]){1,3}"
    r"(?:St|Street|Ave|Avenue|Blvd|Boulevard|Rd|Road|Ln|Lane|Pkwy|Parkway|Plaza|Pl|Way|Hwy|Broadway)\b"
)
_LABELS = (
    r"exh?s?\.|exh|exhibits?|vols?\.?|volume|rooms?|rm\.?|ste\.?|suite|dept\.?|department|ctrm\.?|"
    r"courtroom|apt\.?|unit|gate|bldg\.?|hwy\.?|highway|interstate|route|rte\.?|rules?|sec\.|section|"
    r"art\.|article|ch\.|chapter|prop|form|tab|topics?|batch|slot|bay|track|lot|flight|bates|CCP|FRCP|I-|"
    r"part|phase|witness|items?|counts?|panel|stage|level|group|class\sof|windows|PM[KQ]\sno\.|"
    r"(?<!next\s)(?<!same\s)(?<!\bthe\s)(?<!every\s)(?<!each\s)(?<!ing\s)(?<!all\s)(?:day|week)|"
    r"(?<!\d\s)(?<!m\s)(?<!\d[ap]\s)(?-i:[Pp]t)"
)
# A number right after its label, unless it continues as a clock or a length.
NUMBERED_ITEM = re.compile(
    rf"\b(?:{_LABELS})\s?\#?(?:\d{{1,5}}(?:-\d{{1,5}})?(?:\.\d+)?(?-i:[A-Z])?)"
    r"(?:\sof\s\d{1,2})?"
    r"(?![\w@#]|[-/.:'][A-Za-z0-9]|\s?(?:[ap]\.?m\b|[ap]\b|o'?clock|h\b|hrs?\b|hours?\b|min))"
    # `Vol 2 Dec 10am`, `witness 8 Dec 2026` have no other day than the 2nd, the 8th.
    rf"(?!\s{_MONTHS}\.?,?(?:\s\d{{1,2}}(?::\d\d|\s?[ap]\.?m?\b)|\s\d{{4}}\b|\s+[^\d\s]|$))",
    re.IGNORECASE,
)
ROAD_NUMBER = re.compile(r"(?:route|rte\.?|hwy\.?|highway|interstate)\s?\d+$", re.IGNORECASE)
