"""The words around clocks and days in languages that the grammar does not know."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """The words of one language, each a pattern of its alternatives.

    `lead` stands before an hour, `unit` behind it or between it and its minutes; `half` lacks half an
    hour, `past` is half an hour more; `numbers` are the hours from one on in words; where `amounts`
    stands in a text, its hours are amounts and no clocks. `ties` only tie a day to the rest, `coming`
    is the next of its weekday or that of next week; `instead` says what dateparser does not know in
    words that it knows.
    """

    lead: str = ""
    unit: str = ""
    am: str = ""
    pm: str = ""
    half: str = ""
    past: str = ""
    minutes: str = ""
    numbers: str = ""
    amounts: str = ""
    ties: str = ""
    coming: str = ""
    instead: tuple[tuple[str, str], ...] = ()


_SCANDINAVIAN = (
    "ett|en|et två|to tre fyra|fire fem sex|seks sju|syv åtta|otte|åtte nio|ni tio|ti elva|elleve "
    "tolv"
)
OTHERS: Mapping[str, OtherLanguage] = {
    "it": OtherLanguage(
        lead=r"(?:alle|dalle)(?:\s+ore)?|ore|h",
        am="di mattina|della mattina|del mattino|di notte",
        pm="di pomeriggio|del pomeriggio|pomeriggio|di sera|della sera|stasera",
        past=r"e (?:mezza|mezzo|trenta)",
        numbers="una due tre quattro cinque sei sette otto nove dieci undici dodici",
        ties="il|lo|la|di|del|per",
        coming="della prossima settimana|prossimo|prossima",
        instead=(("dopodomani", "tra 2 giorni"), ("fra", "tra"), ("una settimana", "1 settimana")),
    ),
    "nl": OtherLanguage(
        lead="om",
        unit="uur|u|h",
        am="'s ochtends|'s morgens|ochtend",
        pm="'s middags|'s avonds|vanmiddag|vanavond|middag|avond",
        half="half",
        numbers="een|één twee drie vier vijf zes zeven acht negen tien elf twaalf",
        amounts=r"\b(?:over|binnen)\b",
        ties="op|de",
        coming="volgende week|volgende|komende|aanstaande",
        instead=(("een week", "1 week"),),
    ),
    "pl": OtherLanguage(
        lead=r"o godzinie|o godz\.?|godzina|godz\.?|o",
        am="rano",
        pm="po południu|wieczorem",
        numbers="pierwszej drugiej trzeciej czwartej piątej szóstej siódmej ósmej dziewiątej "
        "dziesiątej jedenastej dwunastej",
        half="wpół do",
        ties="w|we|dnia",
        instead=(("tydzień", "1 tydzień"),),
        coming="w przyszłym tygodniu|przyszły|przyszłą|następny|następną|najbliższy",
    ),
    "sv": OtherLanguage(
        lead=r"klockan|kl\.?",
        am="på morgonen|på förmiddagen|fm",
        pm="på eftermiddagen|på kvällen|em",
        half="halv",
        numbers=_SCANDINAVIAN,
        ties="på|den",
        coming="nästa vecka|nästa",
        instead=(("(?:i )?övermorgon", "om 2 dagar"),),
    ),
    "da": OtherLanguage(
        lead=r"klokken|kl\.?",
        am="om morgenen|om formiddagen",
        pm="om eftermiddagen|om aftenen",
        half="halv",
        numbers=_SCANDINAVIAN,
        ties="på|den",
        coming="næste uge|næste",
        instead=(("(?:i )?overmorgen", "om 2 dage"),),
    ),
    "nb": OtherLanguage(
        lead=r"klokken|klokka|kl\.?",
        am="om morgenen|om formiddagen",
        pm="på ettermiddagen|på kvelden|om kvelden",
        half="halv",
        numbers=_SCANDINAVIAN,
        ties="på|den",
        coming="neste uke|neste",
        instead=(("(?:i )?overmorgen", "om 2 dager"),),
    ),
    "fi": OtherLanguage(
        lead="kello|klo",
        am="aamulla",
        pm="iltapäivällä|illalla",
        half="puoli",
        coming="ensi viikon|ensi",
        instead=(("ylihuomenna", "2 päivän kuluttua"),),
    ),
    "tr": OtherLanguage(
        lead="saat",
        am="sabah",
        pm="öğleden sonra|akşam",
        ties="günü",
        coming="gelecek hafta|gelecek|önümüzdeki",
    ),
    "ru": OtherLanguage(
        lead="в|к",
        unit=r"часов|часа|час|ч\.?",
        am="утра|ночи",
        pm="дня|вечера",
        amounts="через",
        ties="в|во",
        coming="следующий|следующую|следующее",
    ),
    "uk": OtherLanguage(
        lead="об|о",
        unit=r"годині|год\.?",
        am="ранку|ночі",
        pm="дня|вечора",
        amounts="через",
        ties="у|в",
    ),
    "cs": OtherLanguage(
        lead="v|ve|od",
        unit=r"hodin|hod\.?|h",
        am="ráno|dopoledne",
        pm="odpoledne|večer",
        amounts="za",
        ties="v|ve",
    ),
    "sk": OtherLanguage(
        lead="o",
        unit=r"hodine|hod\.?|h",
        am="ráno|dopoludnia",
        pm="popoludní|večer",
        ties="v|vo",
    ),
    "hu": OtherLanguage(
        unit="órakor|óra", am=r"reggel|délelőtt|de\.", pm=r"délután|este|du\.", amounts="múlva"
    ),
    "ro": OtherLanguage(
        lead="la ora|ora|la",
        am="dimineața",
        pm="după-amiaza|seara",
        ties="pe",
        instead=(("astăzi", "azi"), ("poimâine", "peste 2 zile")),
    ),
    "el": OtherLanguage(
        lead="στις",
        am=r"π\.?μ\.?|το πρωί",
        pm=r"μ\.?μ\.?|το απόγευμα|το βράδυ",
        ties="την",
    ),
    "id": OtherLanguage(lead="jam|pukul", am="pagi", pm="siang|sore|malam"),
    "vi": OtherLanguage(lead="lúc", unit="giờ|h", am="sáng", pm="chiều|tối", amounts="nữa|sau"),
    "ja": OtherLanguage(
        unit="時(?!間)",
        am="午前|朝",
        pm="午後|夜",
        minutes="分",
        past="半",
        ties="の",
        coming="来週",
    ),
    "zh": OtherLanguage(
        unit="点|點|时|時",
        am="上午|早上|凌晨",
        pm="下午|晚上",
        minutes="分",
        past="半",
        coming="下个|下個|下",
    ),
    "ko": OtherLanguage(
        unit="시(?!간)",
        am="오전|아침",
        pm="오후|저녁",
        minutes="분",
        past="반",
        coming="다음 ?주",
        instead=(("모레", "2일 후"),),
    ),
    "he": OtherLanguage(lead="בשעה|ב-?"),
    "ar": OtherLanguage(lead="الساعة", am="صباحا|ص", pm="مساء|م"),
    "hi": OtherLanguage(unit="बजे", am="सुबह", pm="दोपहर|शाम"),
}
