"""The gate for links: what Docket passes on, and what may carry a password."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from bot.scheduling.model.links import LONGEST, SafeLink, carries_secret, host_of, safe_link
from tests.links import HOSTILE, PLAIN, SAFE, SECRET


class Holder(BaseModel):
    """A model that holds a link."""

    link: SafeLink = None


def shown(link: str) -> str:
    return ascii(link)[:60]


@pytest.mark.parametrize("link", SAFE, ids=shown)
def test_a_plain_link_is_passed_on_as_it_is(link: str) -> None:
    assert safe_link(link) == link
    assert Holder(link=link).link == link
    assert host_of(link) == urlsplit(link).hostname


def test_a_scheme_is_written_small() -> None:
    assert safe_link("HTTPS://prevail.ai/X") == "https://prevail.ai/X"


@pytest.mark.parametrize("link", HOSTILE, ids=shown)
def test_any_other_is_none(link: str) -> None:
    assert safe_link(link) is None
    assert Holder(link=link).link is None


@pytest.mark.parametrize("given", [None, 7, [], {"href": "https://prevail.ai"}, b"https://a.b"])
def test_what_is_no_text_is_no_link(given: object) -> None:
    assert Holder.model_validate({"link": given}).link is None


@given(st.text(max_size=40), st.sampled_from(["https://", "https://prevail.ai", "HTTPS:/", ""]))
def test_whatever_is_passed_on_reads_the_same_to_everybody(text: str, opening: str) -> None:
    link = safe_link(opening + text)
    if link is None:
        return
    parts = urlsplit(link)
    assert (parts.scheme, parts.username, parts.password) == ("https", None, None)
    assert parts.hostname
    assert "." in parts.hostname
    assert link.isascii()
    assert link.isprintable()
    assert not set(link) & set(' \\"<>`|^{}')
    assert len(link) <= LONGEST


@pytest.mark.parametrize("link", SECRET)
def test_what_stands_behind_the_path_may_be_a_password(link: str) -> None:
    assert safe_link(link) == link
    assert carries_secret(link)


@pytest.mark.parametrize("link", PLAIN)
def test_a_link_that_is_all_path_carries_none(link: str) -> None:
    assert not carries_secret(link)


@pytest.mark.parametrize("link", ["https://[", "javascript:x", "", "/x"])
def test_what_is_no_link_has_no_host(link: str) -> None:
    assert host_of(link) == ""
