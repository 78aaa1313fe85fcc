"""States, provinces, countries and continents by the names that no data package has for them."""

_PROVINCES_TABLE = (
    ("01", "AB", "alberta"),
    ("02", "BC", "british columbia"),
    ("03", "MB", "manitoba"),
    ("04", "NB", "new brunswick"),
    ("05", "NL", "newfoundland and labrador"),
    ("07", "NS", "nova scotia"),
    ("08", "ON", "ontario"),
    ("09", "PE", "prince edward island"),
    ("10", "QC", "quebec"),
    ("11", "SK", "saskatchewan"),
    ("12", "YT", "yukon"),
    ("13", "NT", "northwest territories"),
    ("14", "NU", "nunavut"),
)
PROVINCES_BY_NUMBER = {number: code for number, code, _ in _PROVINCES_TABLE}
"""The two letters of Canada's provinces and territories by their numbers in GeoNames."""
PROVINCES_BY_NAME = {name: code for _, code, name in _PROVINCES_TABLE}
"""The same by their names in lower case."""
PROVINCES = frozenset(PROVINCES_BY_NAME.values())
"""Those two letters, which no state of the US has."""
SMALL_CAPITALS = frozenset({"charlottetown", "fredericton"})
"""Capitals of provinces: too small to be known by their people, and no zone is named after them."""

_SHORTENED = (
    "ala:AL ariz:AZ ark:AR calif:CA colo:CO conn:CT fla:FL ga:GA ill:IL ind:IN kan:KS mass:MA mich:MI "
    "minn:MN miss:MS mont:MT neb:NE nev:NV okla:OK ore:OR penn:PA tenn:TN tex:TX wash:WA wis:WI wyo:WY "
    "alta:AB man:MB nfld:NL newfoundland:NL labrador:NL nwt:NT ont:ON pei:PE que:QC sask:SK"
)
STATES_SHORTENED = dict(pair.split(":") for pair in _SHORTENED.split())
"""States and provinces as newspapers shorten them, and their two letters."""
COUNTRY_CODES = {
    "uk": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "usa": "US",
    "america": "US",
}
"""What countries are also called, and their codes."""
COUNTRIES_AFTER_STATES = frozenset({"usa", "us", "canada"})
"""Countries that are said after their states: `Georgia, USA`."""
CONTINENTS = frozenset({"africa", "america", "asia", "europe", "oceania"})
"""Continents, which have no time of their own."""
