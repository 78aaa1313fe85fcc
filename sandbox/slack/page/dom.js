// Building and reconciling elements. Text only ever becomes text nodes: nothing typed is markup.

export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) set(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "class") node.className = value;
  else if (name === "value") node.value = value;
  else if (name === "data") Object.assign(node.dataset, value);
  else node.setAttribute(name, value === true ? "" : value);
}

const SHAPES = {
  plus: "M10 4v12M4 10h12",
  send: "M3 10 17 3.5 12.5 17l-3-5.5z",
  close: "m5 5 10 10M15 5 5 15",
  down: "m5 8 5 5 5-5",
  more: "M10 4.5v.01M10 10v.01M10 15.5v.01",
  reply: "M4 5.5h12v8H9.5L6 16.5v-3H4z",
  menu: "M3.5 6h13M3.5 10h13M3.5 14h13",
  lock: "M6 9V7a4 4 0 0 1 8 0v2M5 9h10v7H5z",
  eye: "M2.5 10S5.5 5 10 5s7.5 5 7.5 5-3 5-7.5 5-7.5-5-7.5-5zM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
  bolt: "M11 3 5 11.5h4.5L9 17l6-8.5h-4.5z",
  sliders: "M4 6h7M15 6h1M4 14h1M9 14h7M13 4v4M7 12v4",
  check: "m4.5 10.5 3.5 3.5 7.5-8",
  warn: "M10 3.5 18 17H2zM10 8.5v3.5M10 14.4v.01",
  info: "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM10 9v4.5M10 6.4v.01",
  back: "m12 5-5 5 5 5",
};

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

export function iconButton(name, label, { class: extra = "", ...props } = {}) {
  return h("button", { type: "button", class: `icon-button ${extra}`, "aria-label": label, title: label, ...props }, icon(name));
}

/** Put nodes into a parent without moving those that stay, so that focus and scrolling survive. */
export function place(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  let cursor = parent.firstChild;
  for (const node of nodes) {
    if (node === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(node, cursor);
  }
}

/** Remembers built nodes: the same key and content give the same node again. */
export class Kept {
  #nodes = new Map();

  list(items, key, content, build) {
    const next = new Map();
    const nodes = items.map((item) => {
      const id = key(item);
      const made = JSON.stringify(content(item));
      const old = this.#nodes.get(id);
      const entry = old && old.made === made ? old : { made, node: build(item) };
      next.set(id, entry);
      return entry.node;
    });
    this.#nodes = next;
    return nodes;
  }
}

/** Draw a part of the page again only when what it shows has changed, so that focus stays. */
export function whenChanged(draw) {
  let drawn = null;
  return (content, ...rest) => {
    const now = JSON.stringify(content);
    if (now === drawn) return;
    drawn = now;
    draw(...rest);
  };
}

let counter = 0;
export const uid = (prefix) => `${prefix}-${++counter}`;

/** Show a floating box beside its anchor; it goes away when anything else is used. */
export function float(anchor, box, { width = null, onclose = () => {} } = {}) {
  const host = anchor.closest("dialog") ?? document.body;
  box.classList.add("float");
  host.append(box);
  const put = () => {
    const at = anchor.getBoundingClientRect();
    box.style.left = "0";
    box.style.maxHeight = "";
    if (width === "anchor") box.style.width = `${at.width}px`;
    const below = innerHeight - at.bottom - 12;
    const above = at.top - 12;
    const up = box.offsetHeight > below && above > below;
    box.style.maxHeight = `${Math.max(120, up ? above : below)}px`;
    box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - box.offsetWidth - 8))}px`;
    box.style.top = up ? `${at.top - box.offsetHeight - 4}px` : `${at.bottom + 4}px`;
  };
  put();
  const outside = (event) => {
    if (!box.contains(event.target) && !anchor.contains(event.target)) close();
  };
  const close = () => {
    if (!box.isConnected) return;
    box.remove();
    removeEventListener("pointerdown", outside, true);
    removeEventListener("resize", close);
    removeEventListener("scroll", scrolled, true);
    onclose();
  };
  const scrolled = (event) => {
    if (!box.contains(event.target)) put();
  };
  addEventListener("pointerdown", outside, true);
  addEventListener("resize", close);
  addEventListener("scroll", scrolled, true);
  return { close, put };
}

/** A menu of choices, moved through with the arrow keys. */
export function menu(anchor, choices, { label }) {
  if (anchor.getAttribute("aria-expanded") === "true") return;
  const box = h("div", { class: "menu", role: "menu", "aria-label": label });
  anchor.setAttribute("aria-expanded", "true");
  const shown = float(anchor, box, { onclose: () => anchor.setAttribute("aria-expanded", "false") });
  const items = choices.map((choice) =>
    choice === "-"
      ? h("hr", {})
      : h("button", {
          type: "button",
          role: choice.checked === undefined ? "menuitem" : "menuitemradio",
          "aria-checked": choice.checked === undefined ? null : String(choice.checked),
          onclick: () => {
            shown.close();
            anchor.focus();
            choice.do();
          },
        }, choice.node ?? choice.text, choice.detail ? h("span", { class: "menu-detail" }, choice.detail) : null));
  box.append(...items);
  shown.put();
  const buttons = items.filter((item) => item.tagName === "BUTTON");
  buttons[0]?.focus();
  box.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) buttons[(at + step + buttons.length) % buttons.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") {
      shown.close();
      anchor.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
