// A channel's messages and the thread beside it.
import { post } from "./api.js";
import { block } from "./blocks.js";
import { h, icon, iconButton, Kept, menu, place } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";
import { avatar } from "./people.js";
import { surface } from "./surface.js";
import { clock, dayKey, dayName } from "./time.js";

const TOGETHER = 300; // seconds in which one person's messages stand together

const seconds = (message) => Number(message.ts);
export const isReply = (message) => message.thread_ts && message.thread_ts !== message.ts;

/** Keeps a scrolling list of messages up to date; `thread` is the list's own root, if it is a thread. */
export class MessageList {
  #kept = new Kept();
  #last = "";

  constructor(shared, { thread = null, label }) {
    this.shared = shared;
    this.thread = thread;
    this.node = h("div", { class: "messages", role: "log", "aria-label": label, tabindex: "0" });
  }

  show(messages, head) {
    const { state } = this.shared;
    const zone = state.people[state.me].tz;
    const rows = [];
    let before = null;
    for (const message of messages) {
      const day = dayKey(seconds(message), zone);
      if (!this.thread && day !== (before && dayKey(seconds(before), zone))) rows.push({ divider: day, at: seconds(message) });
      const compact = before && before.author === message.author && before.only_for === message.only_for &&
        seconds(message) - seconds(before) < TOGETHER && !this.thread;
      rows.push({ message, compact, replies: this.#replies(message), me: state.me });
      before = message;
      if (this.thread && message.ts === this.thread && messages.length > 1) rows.push({ count: messages.length - 1 });
    }
    const nodes = this.#kept.list(rows, rowKey, (row) => row, (row) => this.#row(row, zone));
    const newest = messages.at(-1);
    const fresh = newest && newest.ts > this.#last;
    const mine = fresh && (!this.#last || newest.author === state.me || newest.only_for);
    const near = this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < 120;
    place(this.node, head ? [head, ...nodes] : nodes);
    if (mine || near) this.node.scrollTop = this.node.scrollHeight;
    this.#last = newest?.ts ?? "";
  }

  #replies(message) {
    if (this.thread || isReply(message)) return null;
    const replies = this.shared.state.messages.filter((one) => isReply(one) && one.thread_ts === message.ts);
    if (!replies.length) return null;
    return { count: replies.length, authors: [...new Set(replies.map((one) => one.author))].slice(0, 3), last: replies.at(-1).ts };
  }

  #row(row, zone) {
    if (row.divider) return h("div", { class: "day", role: "separator" }, h("span", {}, dayName(row.at, zone)));
    if (row.count) return h("div", { class: "reply-count" }, h("span", {}, row.count === 1 ? "1 reply" : `${row.count} replies`));
    return this.#message(row, zone);
  }

  #message({ message, compact, replies }, zone) {
    const { state } = this.shared;
    const author = state.people[message.author];
    const context = surface(this.shared, { channel: message.channel, ts: message.ts }, message.inputs);
    const body = message.blocks.length
      ? message.blocks.map((one) => block(one, context))
      : [h("div", { class: "prose" }, mrkdwn(message.text, context))];
    const edited = message.edited ? h("span", { class: "edited" }, " (edited)") : null;
    const time = h("time", { class: "time", datetime: new Date(seconds(message) * 1000).toISOString() }, clock(seconds(message), zone));
    return h("article", {
      class: `message${compact ? " compact" : ""}${message.only_for ? " ephemeral" : ""}`,
      "aria-label": `${author.name}, ${clock(seconds(message), zone)}`,
      data: { ts: message.ts },
    },
      message.only_for ? h("div", { class: "only-you" }, icon("eye"), "Only visible to you") : null,
      h("div", { class: "gutter" }, compact ? time.cloneNode(true) : avatar(author, "large")),
      h("div", { class: "message-body" },
        compact ? null : h("div", { class: "byline" }, h("b", {}, author.name),
          message.is_app ? h("span", { class: "badge" }, "APP") : null, time),
        body, edited, replies ? this.#threadLink(message, replies) : null),
      this.#tools(message));
  }

  #threadLink(message, replies) {
    const { state } = this.shared;
    return h("button", { type: "button", class: "thread-link", onclick: () => this.shared.openThread(message) },
      replies.authors.map((id) => avatar(state.people[id], "tiny")),
      h("span", { class: "thread-count" }, replies.count === 1 ? "1 reply" : `${replies.count} replies`),
      h("span", { class: "thread-last" }, "View thread"));
  }

  #tools(message) {
    if (message.only_for) return null;
    const { shortcuts } = this.shared.state.app;
    const more = iconButton("more", "More actions", { "aria-haspopup": "menu" });
    const choices = shortcuts.filter((one) => one.type === "message").map((one) => ({
      text: one.name, detail: this.shared.state.app.name,
      do: () => this.shared.attempt(post("shortcut", { callback_id: one.callback_id, channel: message.channel, ts: message.ts })),
    }));
    more.addEventListener("click", () => menu(more, choices, { label: "More actions" }));
    return h("div", { class: "tools" },
      this.thread ? null : iconButton("reply", "Reply in thread", { onclick: () => this.shared.openThread(message) }),
      choices.length ? more : null);
  }
}

const rowKey = (row) => row.message?.ts ?? row.divider ?? "count";
