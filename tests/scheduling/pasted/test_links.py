"""Links as people paste them: the sentence around them, and the wrappers of mail programs."""

import base64
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.scheduling.model.links import safe_link
from bot.scheduling.pasted.links import find_links
from bot.scheduling.pasted.wrapped_links import MAX_WRAPPERS, SealedLink, unwrap

CALL = "https://zoom.us/j/123456789?pwd=AbC"


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("{}, tomorrow 2pm", "tomorrow 2pm"),
        ("<{}>, tomorrow 2pm", "tomorrow 2pm"),
        ("({}) tomorrow 2pm", "tomorrow 2pm"),
        ("tomorrow 2pm {}.", "tomorrow 2pm"),
        ("tomorrow 2pm ({}).", "tomorrow 2pm"),
        ('"{}" tomorrow 2pm', "tomorrow 2pm"),
        ("“{}”; tomorrow 2pm", "tomorrow 2pm"),
        ("«{}» tomorrow 2pm", "tomorrow 2pm"),
        ("'{}' tomorrow 2pm", "tomorrow 2pm"),
        ("`{}` tomorrow 2pm", "tomorrow 2pm"),
        ("*{}* tomorrow 2pm", "tomorrow 2pm"),
        ("{}!? tomorrow 2pm", "tomorrow 2pm"),
        ("（{}）。tomorrow 2pm", "tomorrow 2pm"),
        ("<{}|Join the call> tomorrow 2pm", "tomorrow 2pm"),
        ("[Join the call]({}), tomorrow 2pm", "tomorrow 2pm"),
        ("[{0}]({0}) tomorrow 2pm", "tomorrow 2pm"),
        ("{0} {0}\n tomorrow 2pm", "tomorrow 2pm"),
        ("&lt;{}&gt; tomorrow 2pm", "tomorrow 2pm"),
        ("\u200b{}\u200b\u00a0tomorrow 2pm", "tomorrow 2pm"),
        ("tomorrow 2pm: {}", "tomorrow 2pm:"),
    ],
)
def test_the_sentence_around_a_link_is_no_part_of_it(text: str, rest: str) -> None:
    found = find_links(text.format(CALL))
    assert (found.links, found.rest) == ((CALL,), rest)
    assert not found.unwrapped


@pytest.mark.parametrize(
    "link",
    [
        "https://firm.example/room_(b)",
        "https://firm.example/room_(b)?x=[1]",
        "https://firm.example/?t=aB_",
        "https://firm.example/?t=aB-",
        "https://firm.example/?t=aB==",
        "https://firm.example/?a=1&copy=2",
        "https://firm.example/?next=https://firm.example/b",
    ],
)
def test_what_belongs_to_a_link_stays(link: str) -> None:
    assert find_links(f"({link}), please").links == (link,)


def test_an_entity_is_decoded_once() -> None:
    assert find_links(f"{CALL}&amp;uname=Doe&#38;x=%2526").links == (f"{CALL}&uname=Doe&x=%2526",)
    assert find_links(f"{CALL}&amp;amp;").links == (f"{CALL}&amp",)


@pytest.mark.parametrize(
    "text",
    [
        "https://zoom.us/j/1 https://zoom.us/j/2",
        "https://zoom.us/j/1,https://zoom.us/j/2",
        "https://zoom.us/j/1https://zoom.us/j/2",
        "<https://zoom.us/j/1|https://zoom.us/j/2>",
        "[https://zoom.us/j/1](https://zoom.us/j/2)",
    ],
)
def test_none_of_several_links_is_passed_over(text: str) -> None:
    assert sorted(find_links(text).links) == ["https://zoom.us/j/1", "https://zoom.us/j/2"]


@pytest.mark.parametrize("text", ["https://zoom.us/j/123…", "https://zoom.us/j/123... tomorrow"])
def test_a_link_that_was_cut_for_showing_is_none(text: str) -> None:
    (link,) = find_links(text).links
    assert safe_link(link) is None


def test_what_follows_a_blank_in_a_link_stays_to_be_asked_about() -> None:
    assert find_links("https://zoom.us/j/123\n456?pwd=AbC").rest == "456?pwd=AbC"


def test_a_text_without_links_has_none() -> None:
    assert find_links("mailto:jane@example.com").links == ()
    assert find_links("").links == ()


def _urldefense_2(link: str) -> str:
    written = re.sub(r"[^A-Za-z0-9./]", lambda sign: f"-{ord(sign[0]):02X}", link)
    return (
        "https://urldefense.proofpoint.com/v2/url?u="
        f"{written.replace('/', '_')}&d=DwMFaQ&c=a&r=b&m=c&s=d&e="
    )


def _urldefense_3(link: str) -> str:
    lengths = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    unusual = re.compile(r"[^A-Za-z0-9/:.?=&_-]{1,65}")
    left_out = "".join(unusual.findall(link))

    def marked(run: re.Match[str]) -> str:
        return "*" if len(run[0]) == 1 else f"**{lengths[len(run[0]) - 2]}"

    code = base64.urlsafe_b64encode(left_out.encode()).decode().rstrip("=")
    written = unusual.sub(marked, link).replace("https://", "https:/")
    return f"https://urldefense.com/v3/__{written}__;{code}!!Jyx3!aB-c_d$"


def _all(link: str) -> str:
    return quote(link, safe="")


WRAPPERS: dict[str, Callable[[str], str]] = {
    "safe links": lambda link: (
        f"https://nam02.safelinks.protection.outlook.com/?url={_all(link)}"
        "&data=05%7C01%7Cjane%40example.com%7C&sdata=Zz%3D&reserved=0"
    ),
    "safe links, copied as HTML": lambda link: (
        f"https://EUR01.safelinks.protection.outlook.com/?url={_all(link)}&amp;data=05&amp;reserved=0"
    ),
    "teams": lambda link: (
        "https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html"
        f"?url={_all(link)}&locale=en-us"
    ),
    "url defense 1": lambda link: (
        f"https://urldefense.proofpoint.com/v1/url?u={_all(link)}&k=oI%3D%0A&r=a&m=b&s=c"
    ),
    "url defense 2": _urldefense_2,
    "url defense 3": _urldefense_3,
    "google": lambda link: f"https://www.google.com/url?q={_all(link)}&sa=D&source=calendar",
    "google search": lambda link: f"https://www.google.co.uk/url?sa=t&url={_all(link)}&usg=A",
    "barracuda": lambda link: f"https://linkprotect.cudasvc.com/url?a={_all(link)}&c=E,1,x&typo=1",
    "slack": lambda link: f"https://slack-redir.net/link?url={_all(link)}&v=3",
    "google meet": lambda link: (
        f"https://meet.google.com/linkredirect?authuser=0&dest={_all(link)}"
    ),
    "check point": lambda link: (
        f"https://protect.checkpoint.com/v2/___{link}___.YzJ1OmE6YzpvOjE6aA"
    ),
    "check point, by region": lambda link: (
        f"https://protect.checkpoint.com/v2/r01/___{link}___.YzJ1OmFjbWU6YzpvOjdi:7:ab12:cd34:p:T:N"
    ),
    "avanan": lambda link: f"https://url.avanan.click/v2/___{link}___.YXAzOmFjbWU6YTpvOjdi",
    "cisco": lambda link: f"https://secure-web.cisco.com/1aB-c_d/{_all(link)}",
    "symantec": lambda link: f"https://clicktime.symantec.com/3A?u={_all(link)}",
}
LINKS = st.builds(
    "https://{}.example/{}".format,
    st.text("abcxyz0123456789", min_size=1, max_size=8),
    st.text("abcXYZ019-._~!$'()*+,;=:@/?%#[]", max_size=30).map(
        lambda text: re.sub(r"%", "%3a", text)
    ),
).filter(
    # Python's reader of links leaves out an empty query before a fragment, which means the same.
    lambda link: safe_link(link) is not None and "?#" not in link
)


@pytest.mark.parametrize("wrapper", WRAPPERS)
@given(link=LINKS)
def test_a_wrapped_link_comes_out_as_it_went_in(wrapper: str, link: str) -> None:
    once = WRAPPERS[wrapper](link).replace("&amp;", "&")
    assert unwrap(once) == link
    assert unwrap(WRAPPERS["safe links"](once)) == link


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_a_wrapped_link_is_found_in_a_sentence(wrapper: str) -> None:
    found = find_links(f"({WRAPPERS[wrapper](CALL)}), tomorrow 2pm")
    assert (found.links, found.rest) == ((CALL,), "tomorrow 2pm")
    assert found.unwrapped


@pytest.mark.parametrize(
    ("link", "inside"),
    [
        (
            "https://urldefense.com/v3/__https:/google.com:443/search?q=a*test&gs=ps__;Kw!-612Flbf$",
            "https://google.com:443/search?q=a+test&gs=ps",
        ),
        (
            (
                "https://urldefense.com/v3/__https://teams.microsoft.com/l/meetup-join/19*3ameeting*40thread.v2"
                "/0?context=*7b*22Tid*22__;JSUlJSU!!aB!cD$"
            ),
            "https://teams.microsoft.com/l/meetup-join/19%3ameeting%40thread.v2/0?context=%7b%22Tid%22",
        ),
        (
            "https://urldefense.com/v3/__https://firm.example/**A__;w6nDqA!!x$",
            "https://firm.example/éè",
        ),
    ],
)
def test_version_3_of_url_defense_puts_back_what_it_left_out(link: str, inside: str) -> None:
    assert unwrap(link) == inside


@pytest.mark.parametrize(
    "link",
    [
        "https://protect-us.mimecast.com/s/AbCdEf?domain=zoom.us",
        "https://url.us.m.mimecastprotect.com/s/AbCdEf?domain=zoom.us",
        "https://nam02.safelinks.protection.outlook.com/?data=05",
        "https://urldefense.com/v3/__https://firm.example/*__;!!x$",
        "https://urldefense.com/v3/__https://firm.example/**Z__;w6nDqA!!x$",
        "https://urldefense.com/v3/__https://firm.example/*__;Kys!!x$",
        "https://urldefense.com/v3/__https://firm.example/*__;_w!!x$",
        "https://urldefense.proofpoint.com/v2/url?d=DwMFaQ&c=x",
        "https://www.google.com/url?sa=t",
        "https://meet.google.com/linkredirect?authuser=0",
        "https://protect.checkpoint.com/v2/___https://zoom.us/j/1",
        "https://protect.checkpoint.com/v1/r02/url?x=1",
    ],
)
def test_a_link_that_nobody_can_take_out_is_said_to_be_sealed(link: str) -> None:
    with pytest.raises(SealedLink):
        unwrap(link)
    found = find_links(link)
    assert found.links == (link,)
    assert found.sealed_by


def test_wrappers_without_end_are_not_followed() -> None:
    link = CALL
    for _ in range(MAX_WRAPPERS):
        link = WRAPPERS["barracuda"](link)
    with pytest.raises(SealedLink):
        unwrap(link)


@pytest.mark.parametrize(
    "link",
    [
        CALL,
        "https://www.google.com/search?q=https%3A%2F%2Fzoom.us",
        "https://safelinks.protection.outlook.com.evil.example/?url=https%3A%2F%2Fzoom.us",
        "https://evil.example/?url=https%3A%2F%2Fnam02.safelinks.protection.outlook.com",
        "https://[",
    ],
)
def test_no_other_link_is_taken_for_a_wrapper(link: str) -> None:
    assert unwrap(link) == link


@given(st.text("htps:/.x?=&*_;!$ ()<>|[]%3Aurldefnco\u200b", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    for opening in ("", "https://urldefense.com/v3/__", "https://www.google.com/url?q="):
        find_links(opening + text)
