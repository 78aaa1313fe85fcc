// The top bar and the list of channels.
import { h, icon, iconButton, menu, whenChanged } from "./dom.js";
import { avatar } from "./people.js";

const bar = whenChanged(drawTop);
const list = whenChanged(drawSidebar);

/** Show the bar: which workspace this is, and who you are. */
export const top = (node, shared) => bar([shared.state.me, shared.state.people, shared.panelOpen()], node, shared);

/** Show the channels, direct messages and apps. */
export const sidebar = (node, shared) => list([shared.state.me, shared.state.channels, shared.current()], node, shared);

function drawTop(node, shared) {
  const { state } = shared;
  const me = state.people[state.me];
  const others = Object.values(state.people).filter((one) => !one.is_bot && one.id !== "USLACKBOT");
  const elsewhere = others.some((one) => one.id !== state.me && one.waiting);
  const who = h("button", {
    type: "button", class: "who", id: "who", "aria-haspopup": "menu", "aria-label": `You are ${me.name}. Switch people${elsewhere ? "; someone has unread messages" : ""}`,
  }, avatar(me, "small"), h("span", { class: "who-name" }, h("span", { class: "who-label" }, "You are"), me.name),
    elsewhere ? h("span", { class: "dot" }) : null, icon("down"));
  who.addEventListener("click", () => menu(who, others.map((one) => ({
    checked: one.id === state.me,
    do: () => shared.become(one.id),
    node: [avatar(one, "small"), h("span", { class: "menu-person" }, h("b", {}, one.standing ? `${one.name} · ${one.standing}` : one.name), h("span", { class: "menu-detail" }, `${one.title} · ${one.tz.replace("_", " ")}`)),
      one.waiting && one.id !== state.me ? h("span", { class: "dot", title: "has unread messages" }) : null],
  })), { label: "Switch people" }));
  node.replaceChildren(
    iconButton("menu", "Channels", { class: "burger", onclick: shared.toggleSidebar }),
    h("span", { class: "team" }, state.team, h("span", { class: "team-note" }, "Docket sandbox · everything stays on this machine")),
    h("button", { type: "button", class: "panel-toggle", "aria-label": "Sandbox", "aria-pressed": String(shared.panelOpen()), onclick: shared.togglePanel }, icon("sliders"), h("span", {}, "Sandbox")),
    who);
}

function drawSidebar(node, shared) {
  const { state } = shared;
  const rooms = state.channels.filter((one) => one.kind !== "im");
  const direct = state.channels.filter((one) => one.kind === "im" && one.id !== state.app.dm);
  const app = state.people[state.app.user];
  const row = (channel, mark, name, note) => h("a", {
    href: `#${channel.id}`, class: `channel${channel.unread ? " unread" : ""}`,
    "aria-current": channel.id === shared.current() ? "page" : null,
    onclick: (event) => (event.preventDefault(), shared.openChannel(channel.id)),
  }, mark, h("span", { class: "channel-name" }, name), note ?? null, channel.unread ? h("span", { class: "unread-mark", "aria-label": "unread" }) : null);
  const dm = state.channels.find((one) => one.id === state.app.dm);
  node.replaceChildren(
    h("h2", {}, "Channels"),
    ...rooms.map((one) => row(one, one.kind === "private" ? icon("lock") : h("span", { class: "hash", "aria-hidden": "true" }, "#"), one.name,
      one.is_ext_shared ? h("span", { class: "shared", title: "Shared with another company" }, "shared") : null)),
    direct.length ? h("h2", {}, "Direct messages") : "",
    ...direct.map((one) => row(one, avatar(shared.other(one), "tiny"), shared.nameOf(one))),
    h("h2", {}, "Apps"),
    row(dm, avatar(app, "tiny"), app.name));
}
