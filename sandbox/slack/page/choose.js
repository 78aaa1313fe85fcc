// A menu to type into: the combobox behind every kind of select.
import { float, h, icon, iconButton, uid } from "./dom.js";

/**
 * `offer(typed)` gives groups `[{label, options: [{key, text, description, value, badge}]}]`, maybe later.
 * `picked` holds the chosen options; `changed(options)` is told of every change.
 */
export function combobox({ id, labelledby, describedby, placeholder, many, most, optional, picked, offer, changed }) {
  const listId = uid("list");
  const input = h("input", {
    id, class: "choose-input", type: "text", role: "combobox", autocomplete: "off", spellcheck: "false",
    "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": listId,
    "aria-labelledby": labelledby, "aria-describedby": describedby, "aria-label": labelledby ? null : placeholder,
    placeholder,
  });
  const tokens = h("span", { class: "choose-tokens" });
  const clear = iconButton("close", "Clear the choice", { class: "choose-clear", onclick: () => choose([]) });
  const node = h("div", { class: `choose${many ? " choose-many" : ""}` }, tokens, input, clear, icon("down"));
  let chosen = [...picked];
  let shown = null;
  let options = [];
  let active = -1;
  let asked = 0;

  function draw() {
    tokens.replaceChildren(...(many ? chosen.map(token) : []));
    clear.hidden = many || !optional || !chosen.length;
    if (!many && !shown) input.value = chosen[0]?.text ?? "";
    input.placeholder = many && chosen.length ? "" : placeholder;
    node.classList.toggle("choose-empty", !chosen.length);
  }

  const token = (option) => h("span", { class: "token" }, option.badge?.() ?? null, option.text,
    iconButton("close", `Remove ${option.text}`, {
      onclick: (event) => {
        event.stopPropagation();
        choose(chosen.filter((one) => one.key !== option.key));
        input.focus();
      },
    }));

  function choose(next) {
    chosen = next;
    changed(chosen);
    draw();
  }

  function pick(option) {
    if (!many) {
      close();
      choose([option]);
      input.select();
      return;
    }
    const has = chosen.some((one) => one.key === option.key);
    if (!has && most && chosen.length >= most) return;
    input.value = "";
    choose(has ? chosen.filter((one) => one.key !== option.key) : [...chosen, option]);
    list();
  }

  function open() {
    if (shown) return;
    const box = h("div", { class: "choose-list", id: listId, role: "listbox", "aria-multiselectable": many ? "true" : null });
    box.addEventListener("pointerdown", (event) => event.preventDefault());
    shown = float(node, box, { width: "anchor", onclose: closed });
    shown.box = box;
    input.setAttribute("aria-expanded", "true");
    if (!many) input.select();
    list(true);
  }

  function closed() {
    shown = null;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    if (many) input.value = "";
    draw();
  }

  const close = () => shown?.close();

  async function list(fresh = false) {
    const typed = fresh && !many ? "" : input.value.trim();
    const turn = ++asked;
    const waiting = offer(typed);
    if (waiting instanceof Promise) shown.box.replaceChildren(h("div", { class: "choose-note" }, "Looking…"));
    const groups = await waiting;
    if (turn !== asked || !shown) return;
    options = groups.flatMap((group) => group.options);
    shown.box.replaceChildren(...groups.flatMap((group) => [
      group.label ? h("div", { class: "choose-group", role: "presentation" }, group.label) : null,
      ...group.options.map(row),
    ].filter(Boolean)));
    if (!options.length) shown.box.append(h("div", { class: "choose-note" }, groups.note ?? "No matching results"));
    const current = fresh ? options.findIndex((one) => chosen.some((other) => other.key === one.key)) : 0;
    activate(Math.max(0, current));
    shown.put();
  }

  const row = (option) => h("div", {
    class: "choose-option", role: "option", id: uid("option"),
    "aria-selected": String(chosen.some((one) => one.key === option.key)),
    onclick: () => pick(option),
    onpointermove: () => activate(options.indexOf(option), false),
  }, option.badge?.() ?? null, h("span", { class: "choose-text" }, option.text,
    option.description ? h("span", { class: "choose-description" }, option.description) : null), icon("check"));

  function activate(index, scroll = true) {
    const rows = [...shown.box.querySelectorAll("[role=option]")];
    rows[active]?.classList.remove("active");
    active = rows.length ? (index + rows.length) % rows.length : -1;
    const now = rows[active];
    if (!now) return;
    now.classList.add("active");
    input.setAttribute("aria-activedescendant", now.id);
    if (scroll) now.scrollIntoView({ block: "nearest" });
  }

  input.addEventListener("click", open);
  input.addEventListener("input", () => (open(), list()));
  input.addEventListener("blur", close);
  node.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button") || event.target === input) return;
    event.preventDefault();
    input.focus();
    if (shown) close();
    else open();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Backspace" && many && !input.value && chosen.length) return choose(chosen.slice(0, -1));
    if (["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      if (!shown) return open();
      return activate(active + (event.key === "ArrowDown" ? 1 : -1));
    }
    if (!shown) return undefined;
    if (event.key === "Enter" && options[active]) pick(options[active]);
    else if (event.key === "Escape") close();
    else return undefined;
    event.preventDefault();
    event.stopPropagation();
    return undefined;
  });
  draw();
  return { node, focusable: input };
}
