"""The methods about people and user groups.

Source: docs.slack.dev, reference/methods.
"""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sandbox.slack import people
from sandbox.slack.errors import SlackError
from sandbox.slack.people import Person, Role
from sandbox.slack.web_api.method import Answer, Args, Context, method
from sandbox.slack.web_api.pages import page


def _users_info(context: Context, args: Args) -> Answer:
    person = context.workspace.person(args.need("user"))
    return {"user": _user(context, person, locale=args.flag("include_locale"))}


def _users_list(context: Context, args: Args) -> Answer:
    locale = args.flag("include_locale")
    members = [_user(context, p, locale=locale) for p in context.workspace.people.values()]
    return page("members", members, args)


def _lookup(context: Context, args: Args) -> Answer:
    email = args.need("email").casefold()
    for person in people.PEOPLE:
        if person.email == email:
            return {"user": _user(context, person, locale=False)}
    raise SlackError("users_not_found")


def _group_members(context: Context, args: Args) -> Answer:
    members = context.workspace.usergroups.get(args.need("usergroup"))
    if members is None:
        raise SlackError("no_such_subteam")
    return {"users": sorted(members)}


def _user(context: Context, person: Person, *, locale: bool) -> Answer:
    profile = {
        "real_name": person.name,
        "display_name": person.name.split()[0],
        "title": person.title,
    }
    scopes = context.workspace.manifest.scopes
    if "users:read.email" in scopes and person.tells_email and not person.is_bot:
        profile["email"] = person.email
    shown: Answer = {
        "id": person.id,
        "team_id": person.company.team_id,
        "name": person.handle,
        "real_name": person.name,
        "deleted": person.deleted,
        "profile": profile,
        "is_admin": person.role in {Role.ADMIN, Role.OWNER},
        "is_owner": person.role is Role.OWNER,
        "is_primary_owner": False,
        "is_restricted": person.is_guest,
        "is_ultra_restricted": person.role is Role.ONE_CHANNEL_GUEST,
        "is_stranger": person.is_stranger,
        "is_bot": person.is_bot,
        "is_app_user": False,
    }
    shown |= _zone(context, person) | _enterprise_user(person)
    return shown | ({"locale": person.locale} if locale else {})


def _zone(context: Context, person: Person) -> Answer:
    if not person.tells_zone:
        return {"tz": None}
    offset = datetime.fromtimestamp(context.workspace.clock(), ZoneInfo(person.tz)).utcoffset()
    seconds = int(offset.total_seconds()) if offset else 0
    return {"tz": person.tz, "tz_label": person.tz_label, "tz_offset": seconds}


def _enterprise_user(person: Person) -> Answer:
    """Say which organization somebody belongs to, and which of its workspaces, on Enterprise Grid."""
    company = person.company
    if not company.enterprise_id:
        return {}
    return {
        "enterprise_user": {
            "id": person.id,
            "enterprise_id": company.enterprise_id,
            "enterprise_name": company.name,
            "is_admin": False,
            "is_owner": False,
            "teams": [company.team_id],
        }
    }


METHODS: Final = {
    "users.info": method(_users_info, "users:read"),
    "users.list": method(_users_list, "users:read"),
    "users.lookupByEmail": method(_lookup, "users:read.email"),
    "usergroups.users.list": method(_group_members, "usergroups:read"),
}
