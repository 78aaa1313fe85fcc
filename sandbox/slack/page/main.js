// The page: one state, fetched whenever something changes, and the parts that show it.
import { be, get, listen, post } from "./api.js";
import { block } from "./blocks.js";
import { composer } from "./composer.js";
import { h, icon, iconButton, place, whenChanged } from "./dom.js";
import { isReply, MessageList } from "./messages.js";
import { Modal } from "./modal.js";
import { avatar } from "./people.js";
import { SandboxPanel } from "./panel.js";
import { sidebar, top } from "./sidebar.js";
import { prune, surface } from "./surface.js";

const parts = Object.fromEntries(["top", "sidebar", "main", "side", "modal", "toasts"].map((id) => [id, document.getElementById(id)]));
const wide = matchMedia("(min-width: 1100px)");
const remembered = (key, otherwise) => localStorage.getItem(`docket-sandbox-${key}`) ?? otherwise;
const remember = (key, value) => localStorage.setItem(`docket-sandbox-${key}`, value);

let state = null;
let loaded = null;
let me = remembered("person", "U07ANAREYES");
let channelId = location.hash.slice(1) || remembered("channel", "C07DEPOSITN");
let threadTs = null;
let tab = "home";
let panelOpen = wide.matches && remembered("panel", "open") === "open";
let lost = false;
let channelView = null;
let threadView = null;

const shared = {
  get state() {
    return state;
  },
  current: () => channelId,
  panelOpen: () => panelOpen && !threadTs,
  nameOf: (channel) => (channel.kind === "im" ? shared.other(channel).name : channel.name),
  other: (channel) => state.people[channel.members.find((id) => id !== state.me) ?? state.me],
  openChannel, openThread, become, refresh, toast,
  refocus: () => channelView?.focus(),
  togglePanel,
  toggleSidebar: () => document.body.classList.toggle("sidebar-open"),
  failure: (node, failure) => toast(`That didn’t work: the app didn’t respond in time (${failure}).`),
  attempt: async (asked) => {
    const { error, failure } = await asked;
    if (error || failure) shared.failure(null, error ?? failure);
  },
};

const modal = new Modal(shared, parts.modal);
const panel = new SandboxPanel(shared);

let fetching = null;
let again = false;

/** Fetch and show the newest state; calls in between are one more fetch. */
async function refresh() {
  if (fetching) {
    again = true;
    return fetching;
  }
  fetching = (async () => {
    do {
      again = false;
      const asked = [me, channelId].join();
      const next = await get("state", { as: me, channel: channelId });
      if (asked !== [me, channelId].join()) again = true;
      else show(next);
    } while (again);
  })();
  try {
    await fetching;
  } catch {
    markLost(true);
  } finally {
    fetching = null;
  }
  return undefined;
}

/** What only one person sees is gone once the page is loaded anew, as in Slack. */
const isThere = (message) => !message.only_for || Number(message.ts) > loaded;

function show(next) {
  loaded ??= next.now;
  state = { ...next, messages: next.messages.filter(isThere) };
  if (!state.channels.some((one) => one.id === channelId)) {
    openChannel(state.channels[0].id);
    return;
  }
  top(parts.top, shared);
  sidebar(parts.sidebar, shared);
  showBot(state.bot);
  showChannel();
  showSide();
  modal.show(state.modals);
  const channel = state.channels.find((one) => one.id === channelId);
  const waiting = state.channels.some((one) => one.unread);
  document.title = `${waiting ? "• " : ""}${channel.kind === "im" ? shared.nameOf(channel) : `#${channel.name}`} · Docket sandbox`;
  if (channel.unread && document.visibilityState === "visible") {
    post("read", { channel: channelId, ts: state.messages.at(-1)?.ts ?? "" });
  }
}

const showBot = whenChanged(() => {
  const down = state.bot && !state.bot.running;
  const bar = document.getElementById("bot-down");
  bar.hidden = !down;
  const start = h("button", { type: "button", class: "button button-small", onclick: () => shared.attempt(post("control", { restart: true })) }, "Start again");
  bar.replaceChildren(...(down ? [icon("warn"), h("span", {}, `${state.bot.status}. Nothing already submitted is lost.`), start] : []));
});

function showChannel() {
  const key = `${me} ${channelId}`;
  if (channelView?.key !== key) {
    channelView = channelId === state.app.dm ? appView(key) : roomView(key);
    parts.main.replaceChildren(channelView.node);
    if (wide.matches) channelView.focus();
  }
  channelView.show();
}

const roots = () => state.messages.filter((one) => !isReply(one));

function roomView(key) {
  const channel = state.channels.find((one) => one.id === channelId);
  const name = channel.kind === "im" ? shared.nameOf(channel) : `#${channel.name}`;
  const list = new MessageList(shared, { label: `Messages in ${name}` });
  const write = composer(shared, { placeholder: `Message ${name}`, where: () => ({ channel: channel.id }), commands: true });
  const members = h("span", { class: "members" });
  const node = h("section", { class: "room", "aria-label": name },
    h("header", { class: "room-head" }, h("h1", {}, channel.kind === "private" ? icon("lock") : null, channel.kind === "private" ? channel.name : name),
      h("span", { class: "topic" }, channel.topic), members),
    banner(channel), list.node, write.node);
  return {
    key, node, focus: write.focus,
    show: () => {
      const now = state.channels.find((one) => one.id === channel.id);
      members.replaceChildren(...now.members.slice(0, 4).map((id) => avatar(state.people[id], "tiny")), String(now.members.length));
      list.show(roots(), beginning(now, name));
    },
  };
}

function banner(channel) {
  if (channel.is_ext_shared) return h("div", { class: "banner" }, icon("info"), "People from Acme LLP are in this channel too.");
  if (channel.kind !== "im" && !channel.members.includes(state.app.user)) {
    return h("div", { class: "banner" }, icon("info"), `${state.app.name} is not a member of this channel.`);
  }
  return null;
}

function beginning(channel, name) {
  const commands = state.app.examples.map((one) => h("button", { type: "button", class: "try", onclick: () => tryOut(one) }, one));
  const signature = JSON.stringify([channel.id, channel.members.length]);
  if (channelView?.begun?.signature === signature) return channelView.begun.node;
  const node = h("div", { class: "beginning" },
    h("h2", {}, `This is the beginning of ${name}`),
    h("p", {}, channel.members.includes(state.app.user) ? "Try one of these commands. To see what someone else sees, switch people at the top right." : `You can use ${state.app.name}’s commands here, but it can’t post in this channel on its own.`),
    h("div", { class: "tries" }, commands));
  if (channelView) channelView.begun = { signature, node };
  return node;
}

function tryOut(text) {
  const area = parts.main.querySelector(".composer-text");
  area.value = text;
  area.dispatchEvent(new Event("input"));
  area.focus();
}

function appView(key) {
  const { app } = state;
  if (!app.home_tab) tab = "messages";
  const list = new MessageList(shared, { label: `Messages with ${app.name}` });
  const write = composer(shared, { placeholder: `Message ${app.name}`, where: () => ({ channel: app.dm }), commands: true });
  const readOnly = h("div", { class: "read-only" }, `Sending messages to ${app.name} has been turned off. Type its commands in a channel.`);
  const tabs = [["home", "Home", app.home_tab], ["messages", "Messages", app.messages_tab], ["about", "About", true]]
    .filter(([, , on]) => on)
    .map(([id, label]) => h("button", { type: "button", role: "tab", id: `tab-${id}`, data: { tab: id }, onclick: () => choose(id) }, label));
  const body = h("div", { class: "app-body", role: "tabpanel" });
  const node = h("section", { class: "room", "aria-label": app.name },
    h("header", { class: "room-head app-head" }, h("h1", {}, avatar(state.people[app.user], "small"), app.name), h("div", { role: "tablist", class: "tabs" }, tabs)), body);
  const greeting = h("div", { class: "beginning" }, avatar(state.people[app.user], "large"), h("h2", {}, app.name), h("p", {}, `${app.description} Messages just for you appear here.`));
  let home = null;
  const choose = (id) => {
    tab = id;
    if (id !== "about") shared.attempt(post("home", { tab: id }));
    view.show();
  };
  const view = {
    key, node,
    focus: () => (tab === "messages" && !app.read_only ? write.focus() : null),
    show: () => {
      for (const one of tabs) one.setAttribute("aria-selected", String(one.dataset.tab === tab));
      body.setAttribute("aria-labelledby", `tab-${tab}`);
      if (tab === "messages") {
        place(body, [list.node, app.read_only ? readOnly : write.node]);
        list.show(roots(), greeting);
      } else if (tab === "about") body.replaceChildren(about(app));
      else home = showHome(body, home);
    },
  };
  if (tab === "home") shared.attempt(post("home", { tab }));
  return view;
}

const about = (app) => h("div", { class: "about" }, avatar(state.people[app.user], "large"), h("h2", {}, app.name), h("p", {}, app.description),
  h("dl", {}, app.commands.flatMap((one) => [h("dt", {}, h("code", {}, one.command), " ", one.usage_hint), h("dd", {}, one.description)])));

function showHome(body, before) {
  const view = state.home;
  if (!view) {
    body.replaceChildren(h("div", { class: "empty" }, "The app’s Home tab will appear here."));
    return null;
  }
  if (before?.hash === view.hash && body.contains(before.node)) return before;
  const context = before?.context ?? surface(shared, { view_id: view.id }, view.inputs);
  prune(context, view.inputs);
  const node = h("div", { class: "home" }, view.spec.blocks.map((one) => block(one, context)));
  body.replaceChildren(node);
  return { hash: view.hash, node, context };
}

function showSide() {
  const root = threadTs && state.messages.find((one) => one.ts === threadTs);
  if (threadTs && !root) threadTs = null;
  document.body.classList.toggle("side-open", Boolean(root) || panelOpen);
  parts.side.hidden = !root && !panelOpen;
  if (root) showThread(root);
  else {
    threadView = null;
    if (panelOpen) {
      place(parts.side, [panel.node]);
      panel.start();
    }
  }
  if (root || !panelOpen) panel.stop();
}

function showThread(root) {
  const key = `${me} ${root.ts}`;
  if (threadView?.key !== key) {
    const list = new MessageList(shared, { thread: root.ts, label: "Thread" });
    const write = composer(shared, { placeholder: "Reply…", where: () => ({ channel: channelId, thread_ts: root.ts }), commands: false });
    const channel = state.channels.find((one) => one.id === channelId);
    const node = h("section", { class: "thread", "aria-label": "Thread" },
      h("header", { class: "room-head" }, h("h1", {}, "Thread"), h("span", { class: "topic" }, channel.kind === "im" ? shared.nameOf(channel) : `#${channel.name}`),
        iconButton("close", "Close thread", { onclick: () => openThread(null) })), list.node, write.node);
    threadView = { key, node, list };
  }
  place(parts.side, [threadView.node]);
  threadView.list.show([root, ...state.messages.filter((one) => isReply(one) && one.thread_ts === root.ts)]);
}

function openChannel(id) {
  channelId = id;
  threadTs = null;
  remember("channel", id);
  history.replaceState(null, "", `#${id}`);
  document.body.classList.remove("sidebar-open");
  return refresh();
}

function openThread(message) {
  threadTs = message?.thread_ts ?? message?.ts ?? null;
  top(parts.top, shared);
  showSide();
  parts.side.querySelector(".composer-text")?.focus();
}

function become(id) {
  me = id;
  be(id);
  threadTs = null;
  remember("person", id);
  return refresh();
}

function togglePanel() {
  panelOpen = threadTs ? true : !panelOpen;
  threadTs = null;
  remember("panel", panelOpen ? "open" : "closed");
  top(parts.top, shared);
  showSide();
}

function toast(text) {
  const node = h("div", { class: "toast" }, icon("warn"), text);
  parts.toasts.append(node);
  setTimeout(() => node.remove(), 8000);
}

function markLost(now) {
  if (lost === now) return;
  lost = now;
  document.body.classList.toggle("lost", now);
  if (now) toast("The sandbox isn’t responding. This page reconnects automatically.");
}

be(me);
addEventListener("visibilitychange", () => state && show(state));
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && threadTs && !parts.modal.open) openThread(null);
});
listen(refresh, markLost);
refresh();
