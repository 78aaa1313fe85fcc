"""What stands in a line and is no time: found whole, and no date or clock taken for it."""

import pytest

from bot.scheduling.asides import AsideKind, asides


def found(text: str) -> list[tuple[str, str]]:
    return [(aside.kind.name, text[aside.start : aside.end]) for aside in asides(text)]


@pytest.mark.parametrize(
    "number",
    [
        "2:26-cv-01184-JAK-PVC",
        "26-cv-4410",
        "1:25-cr-00312",
        "24STCV03215",
        "26STCV01234",
        "BC712345",
        "BC 712345",
        "SC126044",
        "CGC-26-612345",
        "RIC2601234",
        "37-2026-00012345-CU-PA-CTL",
        "2026L004512",
        "2026-L-004512",
        "DC-26-01234",
        "D-1-GN-26-001234",
        "A-26-812345-C",
        "2026-CV-204",
        "CV-26-812345",
        "26CV012345",
        "L-001234-26",
        "502026CA001234",
        "654321/2026",
        "MDL 2741",
        "ADJ12345678",
        "480-2026-01234",
        "01-26-0001-2345",
    ],
)
def test_case_numbers_are_found_whole(number: str) -> None:
    assert found(f"Reyes depo ({number}) Dec 11 1pm") == [("CASE", number)]
    assert found(f"{number} Reyes Dec 11 1pm") == [("CASE", number)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("No. 26-1234 oral argument", "26-1234"),
        ("UM claim 0423-11-9981 Ortiz", "0423-11-9981"),
        ("claim no. 77881234", "77881234"),
        ("file 12-55012 depo", "12-55012"),
    ],
)
def test_bare_digits_are_a_case_behind_a_word_that_says_so(text: str, number: str) -> None:
    assert found(text) == [("CASE", number)]


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
        ("BIRTH", "DOB 3/4/1988"),
        ("SECTION", "30(b)(6)"),
        ("SECTION", "26(f)"),
        ("SECTION", "§ 1983"),
    ],
)
def test_what_is_no_time_is_found_by_its_kind(kind: str, said: str) -> None:
    assert (AsideKind[kind].name, said) in found(f"Smith {said}, Friday 2pm")


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
    ],
)
def test_times_are_no_asides(text: str) -> None:
    assert found(text) == []
