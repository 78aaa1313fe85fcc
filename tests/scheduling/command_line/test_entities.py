"""What stands in a line and is no time: found whole, and no date or clock taken for it."""

import pytest

from bot.scheduling.command_line.entities import EntityKind, find_entities


def found(text: str) -> list[tuple[str, str]]:
    return [(entity.kind.name, text[entity.start : entity.end]) for entity in find_entities(text)]


# Of federal courts, of states, of agencies, of arbitrators and insurers.
CASES = """
    2:26-cv-01184-JAK-PVC
    26-cv-4410
    1:25-cr-00312
    24STCV03215
    24stcv03215
    BC712345
    BC 712345
    SC126044
    CGC-26-612345
    RIC2601234
    37-2026-00012345-CU-PA-CTL
    2026L004512
    2026-L-004512
    DC-26-01234
    D-1-GN-26-001234
    A-26-812345-C
    2026-CV-204
    CV-26-812345
    26CV012345
    L-001234-26
    502026CA001234
    654321/2026
    MDL 2741
    ADJ12345678
    01-26-0001-2345
    1:26-cv-00123-ABC-DEF
    26-cv-1234
    8:26-bk-01234-CED
    26 Cr. 123
    26 CV 4410
    26 C 4410
    3:26cv215
    1:26CV00123
    CV 26-01234-JAK
    CR-26-00123-PHX
    MDL No. 3045
    MDL-3045
    23-60167-CV-SCOLA
    26-11234
    26-10001-mew
    26-1234
    22-1867
    30-2026-01234567-CU-PA-CJC
    CIVSB2601234
    CVRI2601234
    RG26012345
    C26-01234
    MSC26-01234
    26-CIV-01234
    26CV-0123
    26CVP0123
    2026CUPA012345
    STK-CV-UPI-2026-0001234
    SCV-273456
    SCV0012345
    VCU301234
    BCV-26-100123
    FCS060123
    CU26-01234
    34-2026-00123456
    S-CV-0051234
    26CECG01234
    26STFL01234
    BD 612345
    BA 512345
    YC 071234
    2026-12345
    2026-CI-01234
    CC-26-01234-A
    348-123456-26
    416-01234-2026
    26-DCV-301234
    26-03-01234
    C-1234-26-A
    05-26-00123-CV
    2026-CA-001234-O
    26-CA-012345
    502026CA001234XXXXMB
    50-2026-CA-001234-XXXX-MB
    CACE-26-012345
    CACE26012345
    2026-012345-CA-01
    16-2026-CA-001234
    E2026001234
    EF2026-12345
    807123/2026E
    BER-L-001234-26
    MID-L-1234-26
    FM-02-1234-26
    260301234
    GD-26-001234
    2026 L 004512
    26 L 1234
    26 CH 01234
    2026 D 530123
    26 WC 012345
    26-A-01234-1
    26EV001234
    SUCV2026000123
    A2600123
    A 2600123
    26-012345-NI
    2684CV01234
    CL26-1234
    CL-2026-0001234
    CV2026-001234
    C20261234
    2026CV30123
    27-CV-26-1234
    49D01-2601-CT-001234
    2622-CC00123
    26SL-CC00123
    CT-1234-26
    C-24-CV-26-001234
    24-C-26-001234
    2026-CAB-001234
    2026 CA 001234 B
    2026-CP-10-01234
    26 CVS 1234
    01-CV-2026-900123.00
    D-202-CV-2026-01234
    1CCV-26-0001234
    3AN-26-01234CI
    HHD-CV26-6123456-S
    226-2026-CV-00123
    N26C-01-123
    2026-0123-JTL
    CV01-26-01234
    49CIV26-000123
    337-TA-1234
    IPR2026-00123
    480-2026-01234
    31-CA-312345
    A123-456-789
    A 123 456 789
    IOE0912345678
    CLM-2026-00123
    26 Civ. 4410
    18 Civ. 4410
    JCCP 5244
    MID-L-004512-25
    26-2-01234-5
    512345/2026
"""


@pytest.mark.parametrize("number", CASES.strip().splitlines())
def test_case_numbers_are_found_whole(number: str) -> None:
    number = number.strip()
    assert found(f"Reyes depo ({number}) Dec 11 1pm") == [("CASE_NUMBER", number)]
    assert found(f"{number} Reyes Dec 11 1pm") == [("CASE_NUMBER", number)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("No. 26-1234 oral argument", "26-1234"),
        ("UM claim 0423-11-9981 Ortiz", "0423-11-9981"),
        ("claim no. 77881234", "77881234"),
        ("file 12-55012 depo", "12-55012"),
        ("Policy # 92-B1-C123-4 exam", "92-B1-C123-4"),
        ("claim #26-1130 exam", "26-1130"),
        ("file no 1030 review", "1030"),
        ("Case no. 2023 CA 816508 hearing", "2023 CA 816508"),
        ("Index No. 51223/25 EBT", "51223/25"),
        ("JAMS ref. 1220061234 hearing", "1220061234"),
    ],
)
def test_bare_digits_are_a_case_behind_a_word_that_says_so(text: str, number: str) -> None:
    assert found(text) == [("CASE_NUMBER", number)]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("EMAIL", "april.may@pacificlaw.com"),
        ("EMAIL", "j_ortega+dec2@gmail.com"),
        ("EMAIL", "interpreter@2pmlang.com"),
        ("LINK", "https://zoom.us/j/98765?pwd=2pm"),
        ("LINK", "zoom.us/j/91234567890"),
        ("PHONE", "555-0142"),
        ("PHONE", "(213) 555-0142 x12"),
        ("PHONE", "1-888-555-0134"),
        ("PHONE", "+44 20 7946 0958"),
        ("PHONE", "812 0330 1100"),
        ("PHONE", "774411#"),
        ("AMOUNT", "$1,200"),
        ("AMOUNT", "€3.50"),
        ("BIRTH_OR_INJURY_DATE", "DOB 3/4/1988"),
        ("CITATION", "30(b)(6)"),
        ("CITATION", "26(f)"),
        ("CITATION", "§ 1983"),
        ("CITATION", "42 U.S.C. 1983"),
        ("CITATION", "A.B. 1234"),
        ("CITATION", "H.R. 1030"),
        ("PHONE", "213 555 0142"),
        ("PHONE", "2135550142"),
        ("PHONE", "1.800.555.0134"),
        ("PHONE", "1-800-FLOWERS"),
        ("PHONE", "+44 (0)20 7946 0958"),
        ("PHONE", "020 7946 0958"),
        ("PHONE", "07700 900123"),
        ("PHONE", "+33 1 23 45 67 89"),
        ("PHONE", "+81-3-1234-5678"),
        ("ACCESS_CODE", "ext 1030"),
        ("ACCESS_CODE", "passcode 1030"),
        ("ACCESS_CODE", "passcode: 451230"),
        ("ACCESS_CODE", "PIN 1234"),
        ("ACCESS_CODE", "pw 2pm123"),
        ("PHONE", "123456#"),
        ("PHONE", "234 567 891 23"),
        ("ACCESS_CODE", "WebEx 2550 118 4421"),
        ("AMOUNT", "USD 1,200"),
        ("AMOUNT", "1200 USD"),
        ("AMOUNT", "$1.2M"),
        ("BIRTH_OR_INJURY_DATE", "DOB Mar 4, 1961"),
        ("BIRTH_OR_INJURY_DATE", "born 4 March 1961"),
        ("NUMBERED_ITEM", "Exh. 7-12"),
        ("NUMBERED_ITEM", "Dept. 1030"),
        ("NUMBERED_ITEM", "Ctrm 5A"),
        ("NUMBERED_ITEM", "Rule 35"),
        ("NUMBERED_ITEM", "Article 78"),
        ("NUMBERED_ITEM", "day 2 of 3"),
        ("NUMBERED_ITEM", "Class of 2027"),
        ("NUMBERED_ITEM", "pt 2"),
        ("MEASUREMENT", "24/7"),
        ("MEASUREMENT", "BP 140/90"),
        ("MEASUREMENT", "3/4 ton"),
        ("MEASUREMENT", "H1N1"),
        ("STREET_ADDRESS", "1200 Market St"),
        ("STREET_ADDRESS", "500 W Temple St"),
    ],
)
def test_what_is_no_time_is_found_by_its_kind(kind: str, said: str) -> None:
    assert (EntityKind[kind].name, said) in found(f"Smith {said}, Friday 2pm")


@pytest.mark.parametrize(
    "text",
    [
        "Dec 11 2026 10am",
        "12-11-2026 10:30",
        "2026-12-11T10:00",
        "1/6 8:45am",
        "12/11/2026 9-12",
        "Dec 10 1030-1200",
        "20261211 10am",
        "12-Dec-2026",
        "11-DEC-26 0930",
        "5DEC2026 10am",
        "2026-DEC-11",
        "Case management conference 9am",
        "No 10am",
        "file 12-15-2026",
        "30 min call 2:30",
        "Fri 14h30",
        "+2 hours",
        "Vol 2 Dec 10am",
        "witness 8 Dec 2026 10am",
        "next day 3",
        "4pm PT 2 Dec",
        "case 9-1030",
        "file 10-1130",
        "9A-1030A",
        "1030A-1130A",
        "10:00AM-11:30AM",
        "9am-1030",
        "0900-1030",
        "1030EST-1130EST",
        "1030EST",
        "10-1130",
        "8-930",
        "20261211T1000",
        "2026-12-11T10:00Z",
        "12DEC2026",
        "Dec-11-2026",
        "11Dec26-0930",
        "FRI1030-1200",
        "2026-12-11",
        "14h30-16h00",
        "12.11.2026",
        "11.12.26",
        "1400-1530hrs",
        "10:30-11:45",
        "9:00-17:00",
        "UTC+05:30",
        "UTC-0500",
        "GMT+0530",
        "COVID-2019",
        "10000mg",
        "12000sqft",
        "5000-7000",
        "100-150",
        "C-130J",
        "737-800",
        "10/500mg",
        "pin 2pm",
        "code 9am",
        "id 1030am",
        "ext 10am",
        "rule 9am",
        "Room 9 am",
        "Suite 10 a.m.",
        "vol 2 hours",
        "unit 3 hrs",
        "Tab 9p",
        "x 10am",
        "track 2 pm",
    ],
)
def test_times_are_no_asides(text: str) -> None:
    assert found(text) == []


def test_a_word_without_end_is_looked_through_once() -> None:
    assert find_entities("a" * 1_000_000) == ()
    assert found(f"{'a' * 1_000_000} (pat@patient.example)") == [("EMAIL", "pat@patient.example")]
