"""Addresses as people list them."""

import pytest

from handlers.addresses import BadAddress, address, addresses


@pytest.mark.parametrize(
    "text",
    [
        "a@b.example, c@d.example",
        "a@b.example; c@d.example",
        "a@b.example c@d.example",
        "a@b.example\nc@d.example\n",
        " ,a@b.example,, c@d.example ,",
        "<mailto:a@b.example|a@b.example>, <mailto:c@d.example|c@d.example>",
        "Ann Bee <a@b.example>, Cee Dee <c@d.example>",
        "a@b.example, A@B.example, c@d.example",
    ],
)
def test_a_list_in_any_form_is_the_same_addresses(text: str) -> None:
    assert sorted(each.lower() for each in addresses(text)) == ["a@b.example", "c@d.example"]


def test_nothing_is_no_address() -> None:
    assert addresses(" \n ") == ()


@pytest.mark.parametrize("text", ["a@", "@b.example", "a b@c.example", "a@b@c.example", "ruiz"])
def test_what_is_no_address_is_named(text: str) -> None:
    with pytest.raises(BadAddress) as bad:
        address(text)
    assert bad.value.text == text


def test_the_one_bad_address_among_good_ones_is_named() -> None:
    with pytest.raises(BadAddress) as bad:
        addresses("a@b.example, oops, c@d.example")
    assert bad.value.text == "oops"


def test_an_address_of_another_script_is_taken() -> None:
    assert addresses("dvořák@firma.cz") == ("dvořák@firma.cz",)
