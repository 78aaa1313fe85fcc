"""The methods that show modals and Home tabs.

Source: docs.slack.dev, reference/methods/views.*.
"""

from collections.abc import Callable
from typing import Any, Final

from sandbox.slack import views
from sandbox.slack.web_api.method import Answer, Args, Context, Function, method
from sandbox.slack.workspace import View


def _by_trigger(show: Callable[..., View]) -> Function:
    """Return the function of a method that shows a view to whom a trigger id was issued."""

    def carry_out(context: Context, args: Args) -> Answer:
        trigger = context.tokens.use_trigger_id(args.need("trigger_id"))
        view = show(context.workspace, trigger=trigger, spec=args.structure("view"))
        return {"view": views.payload(view)}

    return carry_out


def _views_update(context: Context, args: Args) -> Answer:
    view = views.update(
        context.workspace,
        view_id=args.text("view_id"),
        external_id=args.text("external_id"),
        **_content(args),
    )
    return {"view": views.payload(view)}


def _views_publish(context: Context, args: Args) -> Answer:
    view = views.publish(context.workspace, user=args.need("user_id"), **_content(args))
    return {"view": views.payload(view)}


def _content(args: Args) -> dict[str, Any]:
    """Return the view that is to be shown, and the hash of the one that was seen."""
    return {"spec": args.structure("view"), "seen": args.text("hash")}


METHODS: Final = {
    "views.open": method(_by_trigger(views.open_modal)),
    "views.push": method(_by_trigger(views.push)),
    "views.update": method(_views_update),
    "views.publish": method(_views_publish),
}
