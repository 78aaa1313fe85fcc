"""What places and zones are called that no data package has; a line more teaches one more name."""

from collections.abc import Mapping

NICKNAMES: Mapping[str, str] = {
    "America/New_York": "new york city|nyc|n y c|dc|d c|washington dc|washington d c"
    "|philly|philidelphia|conn|penn|atl|jfk",
    "America/Los_Angeles": "la|l a|sf|san fran|bay area|vegas|silicon valley|socal|norcal"
    "|cali|lax|sfo|los angelas|calif",
    "America/Chicago": "alabama|chi town|chitown|nola|des moines|okc|dfw|twin cities|stl|msp|minn|okla|wis",
    "America/Phoenix": "ariz",
    "America/Denver": "slc|albequerque|colo",
    "America/Indiana/Indianapolis": "indy",
    "Pacific/Honolulu": "hilo|kona|maui|kauai|oahu|waikiki",
    "America/Toronto": "ontario|ontario canada|quebec|quebec canada|gta",
    "America/Winnipeg": "manitoba",
    "America/Edmonton": "alberta",
    "America/Vancouver": "bc|british columbia",
    "America/Halifax": "atlantic|atlantic canada|nova scotia|new brunswick|pei|prince edward island",
    "America/Regina": "sask",
    "America/Whitehorse": "yukon|yukon territory",
    "America/St_Johns": "newfoundland|st john's|st johns",
    "America/Goose_Bay": "labrador",
    "America/St_Johns America/Goose_Bay": "newfoundland and labrador",
    "America/Edmonton America/Inuvik": "northwest territories|nwt",
    "America/Iqaluit America/Rankin_Inlet America/Cambridge_Bay": "nunavut",
    "America/Puerto_Rico": "puerto rico|pr",
    "America/Sao_Paulo": "brasilia|brazil eastern",
    "Europe/London": "uk|u k|england|britain|great britain|british|scotland|wales|gb"
    "|united kingdom|northern ireland",
    "Europe/Paris": "central european|central europe|french|france",
    "Europe/Athens": "eastern european|eastern europe",
    "Europe/Lisbon": "western european|western europe|portugal|portuguese",
    "Europe/Moscow": "moscow",
    "Europe/Madrid": "peninsular|spain|spanish|mainland spain",
    "Europe/Amsterdam": "holland|the netherlands|netherlands|dutch",
    "Europe/Prague": "czech republic|czechia",
    "Europe/Istanbul": "turkey|turkish|turkiye",
    "Europe/Berlin": "german|germany",
    "Europe/Zurich": "swiss|zurcher|geneve|genf",
    "Atlantic/Canary": "canaria|canarias|canary",
    "Atlantic/Azores": "acores|azores",
    "Europe/Dublin": "irish",
    "Europe/Rome": "italian|italy",
    "Asia/Jerusalem": "israel|israeli",
    "Asia/Dubai": "gulf|uae|u a e|emirates|united arab emirates|arabian",
    "Africa/Johannesburg": "south african|south africa",
    "Asia/Kolkata": "india|indian|bombay|calcutta|bangalore|madras|delhi",
    "Asia/Shanghai": "china|chinese|mainland china|prc",
    "Asia/Tokyo": "japan|japanese",
    "Asia/Seoul": "south korea|korea|korean",
    "Asia/Manila": "philippine|philippines|the philippines",
    "Asia/Ho_Chi_Minh": "vietnam|saigon",
    "Asia/Kabul": "afghanistan",
    "Australia/Sydney": "new south wales|nsw|victoria australia|canberra",
    "Australia/Brisbane": "queensland",
    "Australia/Hobart": "tasmania",
    "Australia/Adelaide": "australian central|central australia|south australia",
    "Australia/Darwin": "northern territory",
    "Australia/Lord_Howe": "lord howe island",
    "Australia/Perth": "australian western|western australia|western australian",
    "Pacific/Guam": "guam",
}
"""What else places are called, alternatives separated by `|`, by the zones (IANA) that they mean."""

_NEVER_PERSONAL_NAMES = (
    "chicago seattle miami atlanta detroit philadelphia pittsburgh minneapolis milwaukee honolulu "
    "anchorage baltimore cincinnati memphis sacramento albuquerque omaha tucson fresno "
    "texas california hawaii alaska pennsylvania massachusetts michigan minnesota illinois wisconsin "
    "connecticut colorado utah nevada idaho ohio iowa kansas oklahoma arkansas louisiana kentucky "
    "tennessee alabama mississippi nebraska wyoming oregon vermont indiana maryland delaware arizona "
    "vancouver ottawa moncton whitehorse yellowknife iqaluit alberta manitoba ontario quebec saskatchewan "
    "yukon nunavut toronto montreal winnipeg calgary edmonton "
    "tokyo osaka singapore mumbai beijing shanghai manila "
    "munich frankfurt brussels amsterdam copenhagen stockholm oslo zurich dubai dublin "
    "japan canada mexico germany italy spain brazil australia nyc la sf dc uk"
)
NEVER_PERSONAL_NAMES = frozenset(_NEVER_PERSONAL_NAMES.split())
"""Places that no one is called by; others are names of people too, as Austin, Jordan, Paris are."""

WINDOWS_ENDING = " standard time"
"""How Windows and Outlook end the names of zones."""
ONLY_WINDOWS = frozenset({"us mountain", "gmt"})
"""Names without that ending that mean something else where Windows does not use them."""
