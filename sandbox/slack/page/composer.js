// Where a person writes: messages, and slash commands with their hints.
import { post } from "./api.js";
import { h, icon, iconButton, menu, uid } from "./dom.js";
import { avatar } from "./people.js";

/** Build a composer; `where()` gives {channel, thread_ts}. */
export function composer(shared, { placeholder, where, commands }) {
  const listId = uid("suggestions");
  let offered = [];
  let active = 0;
  const suggestions = h("div", { class: "suggestions", id: listId, role: "listbox", "aria-label": "Suggestions", hidden: true });
  suggestions.addEventListener("pointerdown", (event) => event.preventDefault());
  const area = h("textarea", {
    class: "composer-text", rows: "1", placeholder, "aria-label": placeholder, autocomplete: "off",
    "aria-autocomplete": "list", "aria-controls": listId,
    oninput: changed, onkeydown: key, onblur: () => offer([]),
  });
  const send = h("button", { type: "submit", class: "send", "aria-label": "Send now", title: "Send now", disabled: true }, icon("send"));
  const plus = iconButton("plus", "Shortcuts", { class: "plus", "aria-haspopup": "menu" });
  plus.addEventListener("click", () => menu(plus, shortcuts(), { label: "Shortcuts" }));
  const hint = h("span", { class: "composer-hint", "aria-live": "polite" });
  const node = h("form", { class: "composer", onsubmit: (event) => (event.preventDefault(), submit()) },
    suggestions, h("div", { class: "composer-box" }, area, h("div", { class: "composer-tools" }, commands ? plus : null, hint, send)));

  function shortcuts() {
    const { app } = shared.state;
    const globals = app.shortcuts.filter((one) => one.type === "global").map((one) => ({
      text: one.name, detail: one.description,
      do: () => shared.attempt(post("shortcut", { callback_id: one.callback_id, channel: where().channel })),
    }));
    const typed = app.commands.map((one) => ({
      text: one.command, detail: one.description, do: () => write(`${one.command} `),
    }));
    return globals.length ? [...globals, "-", ...typed] : typed;
  }

  function write(text) {
    area.value = text;
    changed();
    area.focus();
    area.setSelectionRange(text.length, text.length);
  }

  function changed() {
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, 200)}px`;
    send.disabled = !area.value.trim();
    offer(matching());
    const named = /^(\/\S+)\s/.exec(area.value)?.[1];
    const { app } = shared.state;
    const command = commands && [...app.commands, ...app.built_in].find((one) => one.command === named);
    hint.textContent = command?.usage_hint ? `${command.command} ${command.usage_hint}` : "";
  }

  function matching() {
    const text = area.value.slice(0, area.selectionStart);
    if (commands && /^\/\S*$/.test(text)) {
      const { app, people } = shared.state;
      const known = [...app.commands.map((one) => ({ ...one, of: app.user })), ...app.built_in.map((one) => ({ ...one, of: "USLACKBOT" }))];
      return known.filter((one) => one.command.startsWith(text.toLowerCase())).map((one) => ({
        complete: `${one.command} `, from: 0,
        node: [avatar(people[one.of], "small"), h("span", { class: "suggestion-text" },
          h("span", {}, h("b", {}, one.command), " ", h("span", { class: "usage" }, one.usage_hint)),
          h("span", { class: "suggestion-detail" }, one.description))],
      }));
    }
    const mention = /(^|\s)([@#])([\w. -]{0,30})$/.exec(text);
    if (!mention) return [];
    const [, , sign, typed] = mention;
    const from = text.length - typed.length - 1;
    const names = sign === "@" ? Object.values(shared.state.people).filter((one) => one.id !== "USLACKBOT") : shared.state.channels.filter((one) => one.kind !== "im");
    return names.filter((one) => one.name.toLowerCase().startsWith(typed.toLowerCase()) && typed !== one.name).slice(0, 6).map((one) => ({
      complete: `${sign}${one.name} `, from,
      node: [sign === "@" ? avatar(one, "small") : h("span", { class: "hash" }, "#"), h("span", { class: "suggestion-text" }, h("b", {}, one.name), h("span", { class: "suggestion-detail" }, one.title ?? ""))],
    }));
  }

  function offer(next) {
    offered = next;
    active = 0;
    suggestions.hidden = !next.length;
    suggestions.replaceChildren(...next.map((one, index) => h("div", {
      class: "suggestion", role: "option", id: `${listId}-${index}`, onclick: () => take(one),
    }, one.node)));
    point(0);
  }

  function point(index) {
    active = offered.length ? (index + offered.length) % offered.length : 0;
    [...suggestions.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === active)));
    if (offered.length) area.setAttribute("aria-activedescendant", `${listId}-${active}`);
    else area.removeAttribute("aria-activedescendant");
  }

  function take(one) {
    const rest = area.value.slice(area.selectionStart);
    write(area.value.slice(0, one.from) + one.complete + rest.trimStart());
    offer([]);
  }

  function key(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const whole = offered.length === 1 && offered[active].complete.trim() === area.value.trim();
    if (offered.length && step) point(active + step);
    else if (offered.length && (event.key === "Tab" || (event.key === "Enter" && !whole))) take(offered[active]);
    else if (offered.length && event.key === "Escape") offer([]);
    else if (event.key === "Enter" && !event.shiftKey) submit();
    else return;
    event.preventDefault();
  }

  async function submit() {
    const text = area.value.trim();
    if (!text) return;
    write("");
    offer([]);
    const verb = commands && text.startsWith("/") ? "command" : "say";
    const { error } = await post(verb, { ...where(), text });
    if (error) {
      write(text);
      shared.toast(error);
    }
  }

  return {
    node,
    /** Put the caret here: a dialog that closes gives the focus back without one. */
    focus: () => {
      area.blur();
      area.focus();
    },
  };
}
