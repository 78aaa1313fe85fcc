"""Email addresses as people paste them."""

from collections.abc import Callable, Sequence
from email.header import Header
from email.utils import formataddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.scheduling.pasted.addresses import (
    AddressProblem,
    BadAddress,
    parse_address,
    parse_addresses,
)

JANE, JOHN = "jane.doe@example.com", "john.smith@example.com"


def refused(text: str) -> BadAddress:
    """Return why a list is not read."""
    with pytest.raises(BadAddress) as bad:
        parse_addresses(text)
    return bad.value


@pytest.mark.parametrize(
    "text",
    [
        "a@b.example, c@d.example",
        "a@b.example; c@d.example",
        "a@b.example c@d.example",
        "a@b.example\nc@d.example\n",
        "a@b.example\r\nc@d.example",
        "a@b.example\u2028c@d.example",
        "a@b.example\x0bc@d.example",
        "a@b.example\u00a0c@d.example",
        "a@b.example\u3000c@d.example",
        " ,a@b.example,, c@d.example ,",
        "a@b.example; ; c@d.example;.",
        "a@b.example，c@d.example；",
        "<a@b.example> <c@d.example>",
        "<a@b.example><c@d.example>",
        "<mailto:a@b.example|a@b.example>, <mailto:c@d.example|c@d.example>",
        "mailto:a@b.example mailto:c@d.example?subject=Deposition",
        "Ann Bee <a@b.example<mailto:a@b.example>>; Dee <c@d.example<mailto:c@d.example>>",
        '["a@b.example", "c@d.example"]',
        "SMTP:a@b.example; EMAIL;TYPE=work:c@d.example",
        "[a@b.example](mailto:a@b.example), [Cee Dee](mailto:c@d.example)",
        "Ann Bee <a@b.example>, Cee Dee <c@d.example>",
        "Ann Bee <a@b.example> Cee Dee <c@d.example>",
        "Ann Bee<a@b.example>Cee Dee<c@d.example>",
        "a@b.example Cee Dee <c@d.example>",
        "Ann Bee <a@b.example> c@d.example",
        "Bee, Ann <a@b.example>; Dee, Cee <c@d.example>",
        "Bee, Ann <a@b.example>, Dee, Cee <c@d.example>",
        "Bee, Ann M. (LAX) <a@b.example>, Dee, Cee [Contractor] <c@d.example>",
        "van der Bee, Ann Mary <a@b.example>; c@d.example",
        "Ann Bee, Esq. <a@b.example>, Cee Dee, Jr. <c@d.example>",
        "Ann Bee, Esq., CSR <a@b.example>, Dee, Cee <c@d.example>",
        "a@b.example، c@d.example and/or A@b.example",
        '"Bee, Ann" <a@b.example>, "Dee, \\"Cee\\"" <c@d.example>',
        "'Ann Bee' <a@b.example>, 'c@d.example' <c@d.example>",
        '"Ann Bee <a@b.example>","Cee Dee <c@d.example>"',
        "a@b.example (Ann Bee), c@d.example (Cee)",
        "Ann Bee (a@b.example) Cee Dee [c@d.example]",
        "Ann Bee\ta@b.example\nCee Dee\tc@d.example",
        "a@b.example\tAnn Bee\nc@d.example\tCee Dee",
        "Ann\tBee\ta@b.example\tSmith Reporting\nCee\tDee\tc@d.example\t",
        "Name,Email\nAnn Bee,a@b.example\nCee Dee,c@d.example",
        '"Last name","First name","E-mail address"\nBee,Ann,a@b.example\nDee,Cee,c@d.example',
        "Name\tEmail\nAnn Bee\ta@b.example\nCee Dee\tc@d.example",
        "Ann Bee,a@b.example\nCee Dee,c@d.example",
        "Ann <a@b.example>\nTo: Cee <c@d.example>",
        "- a@b.example\n- c@d.example",
        "•\ta@b.example\n•c@d.example",
        "1. a@b.example\n2. c@d.example",
        "1) a@b.example 2) c@d.example",
        "a@b.example and c@d.example",
        "Ann <a@b.example> & c@d.example.",
        "a@b.example/c@d.example",
        "*a@b.example* _c@d.example_ `a@b.example`",
        "Team: a@b.example, c@d.example;",
        "Invitees: a@b.example; Email: c@d.example",
        "=?utf-8?Q?J=C3=BCrgen?= <a@b.example>, =?utf-8?B?RGVlLCBDZWU=?= <c@d.example>",
        "\ufeffa@b.example\u200b, \u202ac@d.example\u202c",
        "a\u00ad@b.ex\u00adample, c\u200b@d.example",
        "a＠b.example ﻿c@d.example",
        "a@b.example, A@B.example, c@d.example",
    ],
)
def test_a_list_in_any_form_is_the_same_addresses(text: str) -> None:
    assert sorted(each.lower() for each in parse_addresses(text)) == ["a@b.example", "c@d.example"]


def test_nothing_is_no_address() -> None:
    assert parse_addresses(" \n ") == ()
    assert parse_addresses(" ,; ") == ()


@pytest.mark.parametrize(
    "text",
    [
        "a@",
        "@b.example",
        "a b@c.example",
        "a@b@c.example",
        "ruiz",
        "jane @example.com",
        "jane@example",
        "=?utf-8?b?a?= <jane@>",
        "=?no-such-charset?q?Jane?= <jane@>",
        ";",
    ],
)
def test_what_is_no_address_is_named(text: str) -> None:
    with pytest.raises(BadAddress) as bad:
        parse_address(text)
    assert bad.value.text == text


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("a@b.example, oops, c@d.example", "oops"),
        ("ruiz, c@d.example", "ruiz"),
        ("John Smith, jane.doe@example.com", "John Smith"),
        ("jane.doe@example.com, John Smith", "John Smith"),
        ("John Smith; Jane Doe <jane.doe@example.com>", "John Smith"),
        ("John Smith, Jane Doe <jane.doe@example.com>", "John Smith"),
        ("jane.doe@example.com and John Smith", "John Smith"),
        ("Jane Doe\nJohn Smith <john.smith@example.com>", "Jane Doe"),
        ("john smith@example.com", "john"),
        ("jane@ , john.smith@example.com", "jane@"),
        ("jane at example.com, john.smith@example.com", "jane at example.com"),
        ("jane.doe@example.com, jane at example dot com", "jane at example dot com"),
        ("jane.doe@example.com, jane.example.com", "jane.example.com"),
        ("jane@example,com", "jane@example"),
        ("jane@example..com", "jane@example..com"),
        ("<jane doe@example.com>", "jane doe@example.com"),
        ("Jane <>, john.smith@example.com", ""),
        ("jane.doe@example.com's", "jane.doe@example.com's"),
        ("john.smith@example.com, Ruiz, Kim, Jane <jane.doe@example.com>", "Ruiz"),
        ("john.smith@example.com, jane.doe@example.co…", "jane.doe@example.co…"),
        ("john.smith@example.com, jane.doe@example.co...", "jane.doe@example.co…"),
        ("jane.doe@example.com, jane.d…", "jane.d…"),
        ("-jane.doe@example.com", "-jane.doe@example.com"),
        ("@jane.doe", "@jane.doe"),
        ("undisclosed-recipients:;", "undisclosed-recipients:;"),
        ('"john.smith@example.com" <jane.doe@example.com>', "john.smith@example.com"),
        ("<mailto:jane.doe@example.com|john.smith@example.com>", "john.smith@example.com"),
        ("mailto:jane.doe@example.com?cc=john.smith@example.com", None),
        ("ｊane@example.com", "ｊane@example.com"),
    ],
)
def test_what_belongs_to_nobody_is_named(text: str, named: str | None) -> None:
    assert named is None or refused(text).text == named


@pytest.mark.parametrize(
    "text",
    [
        "jane.doe@example.com\u200bJohn Smith",
        "jane.doe@example.com\u00adjohn.smith@example.com",
        "1.jane.doe@example.com 2.john.smith@example.com",
    ],
)
def test_what_would_run_together_is_asked_about(text: str) -> None:
    assert refused(text).why is AddressProblem.RUN_TOGETHER


def test_what_hides_in_a_word_joins_nothing_where_no_address_is_whole_by_itself() -> None:
    assert parse_addresses("jane.doe@exam\u00adple.com") == ("jane.doe@example.com",)
    with pytest.raises(BadAddress) as bad:
        parse_addresses("jane.doe@exam\u00adple")
    assert bad.value.why is not AddressProblem.RUN_TOGETHER


def test_what_stands_in_brackets_is_taken_to_the_letter() -> None:
    odd = ("1.jane@example.com", "-jane@example.com", "o'neil@example.com")
    assert parse_addresses(" ".join(f"<{each}>" for each in odd)) == odd


def test_one_address_is_asked_for_where_two_are_given() -> None:
    with pytest.raises(BadAddress) as bad:
        parse_address(f"{JANE}, {JOHN}")
    assert bad.value.why is AddressProblem.SEVERAL
    assert parse_address(f"Jane Doe <{JANE}>, {JANE.upper()}").casefold() == JANE


def test_an_address_of_another_script_is_taken() -> None:
    assert parse_addresses("dvořák@firma.cz") == ("dvořák@firma.cz",)


def test_a_host_is_the_same_in_both_its_spellings() -> None:
    assert parse_addresses("j@bücher.example, j@xn--bcher-kva.example") == ("j@bücher.example",)


_WORD = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=8)
_LOCAL = st.builds(
    "{}{}{}".format,
    st.sampled_from("abcxyz"),
    _WORD,
    st.sampled_from(["", ".x", "+tag", "-y", "_z", "'s"]),
)
_ADDRESS = st.builds("{}@{}.example".format, _LOCAL, st.builds("h{}".format, _WORD))
_NAMES = st.lists(
    st.text("ABCabcéßØ李'-", min_size=1, max_size=8).map(lambda word: f"N{word}"),
    min_size=1,
    max_size=3,
).map(" ".join)
_PERSON = st.tuples(_NAMES, _ADDRESS)


def _encoded(name: str) -> str:
    return Header(name, "utf-8").encode()


_FORMS: dict[str, Callable[[Sequence[tuple[str, str]]], str]] = {
    "mail": lambda people: ", ".join(formataddr((name, email)) for name, email in people),
    "one line": lambda people: " ".join(f"{name} <{email}>" for name, email in people),
    "glued": lambda people: "".join(f"{name}<{email}>" for name, email in people),
    "last first": lambda people: "; ".join(
        f"Last, {name.split()[0]} <{email}>" for name, email in people
    ),
    "quoted": lambda people: ",".join(f'"La\\"st, {name}" <{email}>' for name, email in people),
    "bare": lambda people: " ".join(email for _, email in people),
    "sentence": lambda people: " and ".join(email for _, email in people) + ".",
    "comments": lambda people: ", ".join(f"{email} ({name})" for name, email in people),
    "slack": lambda people: " ".join(f"<mailto:{email}|{email}>" for _, email in people),
    "links": lambda people: " ".join(f"[{name}](mailto:{email})" for name, email in people),
    "columns": lambda people: "\n".join(f"{name}\t{email}" for name, email in people),
    "columns turned": lambda people: "\r\n".join(f"{email}\t{name}" for name, email in people),
    "csv": lambda people: "Name,Email\n" + "\n".join(f'"{n}",{email}' for n, email in people),
    "bullets": lambda people: "\n".join(f"• {email}" for _, email in people),
    "numbers": lambda people: "\n".join(
        f"{number}. {name} <{email}>" for number, (name, email) in enumerate(people, start=1)
    ),
    "group": lambda people: f"Team: {', '.join(email for _, email in people)};",
    "encoded": lambda people: ", ".join(f"{_encoded(name)} <{email}>" for name, email in people),
    "hidden": lambda people: ",".join(f"\u200b\u202a{email}\u202c\ufeff" for _, email in people),
}


@pytest.mark.parametrize("form", _FORMS)
@given(people=st.lists(_PERSON, min_size=1, max_size=5))
def test_everybody_put_into_a_list_comes_out_once_and_nobody_else(
    form: str, people: list[tuple[str, str]]
) -> None:
    read = parse_addresses(_FORMS[form](people))
    assert [each.casefold() for each in read] == list(dict.fromkeys(email for _, email in people))


@given(
    text=st.lists(
        st.sampled_from(
            [
                *"@.,;:<>()[]\"' \t\n&|/*\u200b\u00ad",
                "jane",
                "x.example",
                "a@b.example",
                "mailto:",
                "=?utf-8?Q?a?=",
                "and",
            ]
        ),
        max_size=12,
    ).map("".join)
)
def test_no_address_comes_out_that_nobody_typed(text: str) -> None:
    try:
        found = parse_addresses(text)
    except BadAddress:
        return
    shown = text.replace("\u200b", "").replace("\u00ad", "")
    assert all(each in shown for each in found)
    assert "@" not in text or found


@pytest.mark.parametrize(
    "piece", ["a@", "a@b<", '\\"', "=?", "<mailto:", "[x](mailto:", "at ", ";"]
)
def test_a_field_full_of_marks_is_read_to_its_end(piece: str) -> None:
    try:
        found = parse_addresses((piece * 3000)[:3000])
    except BadAddress:
        found = ()
    assert found == ()
