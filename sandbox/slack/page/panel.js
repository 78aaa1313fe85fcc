// The Sandbox panel: what the providers have booked, the bot's health, and faults to plan.
import { get, post } from "./api.js";
import { h, iconButton } from "./dom.js";

const EVERY = 1500; // milliseconds between two looks at the providers

const FAULTS = [
  ["error", "returns an error"], ["rate_limited", "is rate limited"], ["slow", "is slow"],
  ["slow_after", "acts, then is slow to answer"], ["server_error", "fails (500, HTML)"], ["html", "answers with a web page"],
  ["drop", "drops the connection before acting"], ["drop_after", "drops the connection after acting"],
];

export class SandboxPanel {
  #timer = null;
  #drawn = "";
  #rows = new Map();

  constructor(shared) {
    this.shared = shared;
    this.body = h("div", { class: "panel-body" });
    this.node = h("section", { class: "panel", "aria-label": "Sandbox" },
      h("header", { class: "room-head" }, h("h1", {}, "Sandbox"), h("span", { class: "topic" }, "Providers and faults"),
        iconButton("close", "Close the Sandbox panel", { onclick: () => shared.togglePanel() })), this.body);
  }

  start() {
    if (this.#timer) return;
    this.#timer = setInterval(() => this.#look(), EVERY);
    this.#look();
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
  }

  async #look() {
    if (document.hidden) return;
    try {
      const channel = this.shared.state.channels.find((one) => one.id === this.shared.current());
      this.#draw({ ...(await get("sandbox")), bot: this.shared.state.bot, channel });
    } catch {
      // The page says by itself that the sandbox does not answer.
    }
  }

  #draw(around) {
    const drawn = JSON.stringify(around);
    this.body.querySelector(".busy")?.classList.remove("busy");
    if (drawn === this.#drawn || this.body.querySelector("select:focus, input:focus")) return;
    this.#drawn = drawn;
    const open = new Set([...this.body.querySelectorAll("details[open]")].map((one) => one.dataset.key));
    for (const one of around.providers) if (this.#isNews(one)) open.add(one.provider);
    const folds = [...around.providers.map((one) => this.#provider(one)), this.#slackFaults(around.faults)];
    if (around.channel.kind !== "im") folds.push(this.#channel(around.channel));
    for (const fold of folds) fold.open = open.has(fold.dataset.key);
    this.body.replaceChildren(around.bot ? this.#bot(around.bot) : "", ...folds);
  }

  /** Whether a provider holds something else than at the last look; at the first, the first one counts. */
  #isNews(one) {
    const rows = JSON.stringify(one.sections ?? one.error);
    const before = this.#rows.get(one.provider);
    const first = this.#rows.size === 0;
    this.#rows.set(one.provider, rows);
    return before === undefined ? first : before !== rows;
  }

  async #control(what) {
    const { error } = await post("control", what);
    if (error) this.shared.toast(error);
    await this.#look();
  }

  #bot(bot) {
    return h("div", { class: `bot ${bot.running ? "bot-up" : "bot-down"}`, role: "status" },
      h("span", { class: "lamp", "aria-hidden": "true" }),
      h("span", { class: "bot-status" }, bot.status),
      h("button", { type: "button", class: "button button-small", onclick: (event) => (event.target.classList.add("busy"), this.#control({ restart: true })) }, bot.running ? "Restart" : "Start again"));
  }

  #provider(one) {
    if (one.error) return fold(one.provider, one.provider, h("p", { class: "none" }, one.error));
    const active = one.active.map((planned) => `${labelOf(one.faults, planned.name)} (${planned.left} more)`);
    return fold(one.provider, one.provider,
      one.sections.map((section) => this.#section(one, section)),
      h("div", { class: "faults" },
        picker("Fault for the next call", one.faults.map((fault) => [fault.name, fault.label]),
          (name) => this.#control({ provider: one.provider, faults: { name, times: 1 } })),
        active.length ? h("p", { class: "faults-now" }, `Planned: ${active.join(", ")} `,
          h("button", { type: "button", class: "linkish", onclick: () => this.#control({ provider: one.provider, faults: { name: "clear" } }) }, "Clear")) : null));
  }

  #section(provider, section) {
    const rows = section.rows.toReversed().map((row) => h("li", { class: "booked" },
      h("dl", {}, section.columns.flatMap((column, index) => present(row.cells[index]) ? [h("dt", {}, column), h("dd", {}, linked(row.cells[index]))] : [])),
      (row.actions ?? []).map((action) => h("button", {
        type: "button", class: "button button-small",
        onclick: () => this.#control({ provider: provider.provider, action: { name: action.name, id: row.id } }),
      }, action.label))));
    return h("div", { class: "section-of" }, h("h3", {}, section.title, h("span", { class: "count" }, String(rows.length))),
      rows.length ? h("ul", {}, rows) : h("p", { class: "none" }, "Nothing yet"));
  }

  /** What can happen to the channel that is open, whoever reads along there afterwards. */
  #channel(channel) {
    const name = h("input", { "aria-label": "New name", value: channel.name, spellcheck: "false" });
    const change = async (what, more = {}) => {
      const { error } = await post("channel", { channel: channel.id, change: what, ...more });
      if (error) this.shared.toast(error);
      document.activeElement.blur();
      await this.#look();
    };
    const press = (label, what) => h("button", { type: "button", class: "button button-small", onclick: () => change(what) }, label);
    return fold("channel", `Changes to #${channel.name}`,
      h("p", { class: "none" }, "Slack notifies the bot of every change except making a channel private."),
      h("div", { class: "channel-changes" },
        channel.is_ext_shared ? press("Stop sharing", "unshare") : press("Share with Acme LLP", "share"),
        channel.kind === "private" ? null : press("Make private", "make private"),
        channel.is_archived ? press("Unarchive", "unarchive") : press("Archive", "archive")),
      h("form", { class: "slack-faults", onsubmit: (event) => (event.preventDefault(), change("rename", { name: name.value })) },
        name, h("button", { type: "submit", class: "button button-small" }, "Rename")));
  }

  #slackFaults({ methods, active }) {
    const method = h("select", { "aria-label": "Method" }, ["*", ...methods].map((name) => h("option", { value: name }, name === "*" ? "any method" : name)));
    const fault = h("select", { "aria-label": "Fault" }, FAULTS.map(([value, label]) => h("option", { value }, label)));
    const error = h("input", { "aria-label": "Error", value: "internal_error", spellcheck: "false" });
    const seconds = h("input", { "aria-label": "Seconds", type: "number", min: "0", max: "120", value: "5", hidden: true });
    const times = h("input", { "aria-label": "Times", type: "number", min: "1", max: "100", value: "1" });
    const note = h("span", { class: "unit", hidden: true }, "seconds");
    fault.addEventListener("change", () => {
      error.hidden = fault.value !== "error";
      note.hidden = seconds.hidden = !["slow", "slow_after", "rate_limited"].includes(fault.value);
    });
    const send = async (event) => {
      event.preventDefault();
      const { error: refused } = await post("faults", {
        method: method.value, fault: fault.value, error: error.value || "internal_error", seconds: Number(seconds.value), times: Number(times.value),
      });
      if (refused) this.shared.toast(refused);
      document.activeElement.blur();
      await this.#look();
    };
    const planned = active.map((one) => h("li", {}, `${one.method}: ${one.fault === "error" ? one.error : one.fault.replace("_", " ")} × ${one.times}`));
    return fold("slack", "Slack faults", h("p", { class: "none" }, "Make Slack fail, and see how Docket handles it."),
      h("form", { class: "slack-faults", onsubmit: send }, method, fault, error, h("span", { class: "with-unit" }, seconds, note),
        h("span", { class: "with-unit" }, times, h("span", { class: "unit" }, "times")),
        h("button", { type: "submit", class: "button button-small" }, "Add fault")),
      planned.length ? h("div", { class: "faults-now" }, h("ul", {}, planned), h("button", { type: "button", class: "linkish", onclick: async () => {
        await post("faults", { clear: true });
        await this.#look();
      } }, "Clear")) : null);
  }
}

const present = (cell) => cell !== null && cell !== undefined && cell !== "";

const linked = (cell) => (/^https?:\/\/\S+$/.test(cell) ? h("span", { class: "url", title: cell }, cell) : String(cell));

const labelOf = (faults, name) => faults.find((one) => one.name === name)?.label ?? name;

const fold = (key, title, ...inside) => h("details", { data: { key } }, h("summary", {}, title), inside);

function picker(label, choices, chosen) {
  const node = h("select", { "aria-label": label, onchange: () => {
    const { value } = node;
    node.value = "";
    node.blur();
    if (value) chosen(value);
  } }, h("option", { value: "" }, `${label}…`), choices.map(([value, text]) => h("option", { value }, text)));
  return node;
}
