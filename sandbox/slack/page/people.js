// How people look: a square with initials, or the app's own mark.
import { h } from "./dom.js";

const COLORS = ["#c0563f", "#2f7d6b", "#5b5fc7", "#b0802a", "#8a4a7d", "#3b78a8"];

/** Build an avatar: `size` is "large", "small" or "tiny". */
export function avatar(person, size) {
  const props = { class: `avatar avatar-${size}`, "aria-hidden": "true" };
  if (person.is_bot) return h("img", { ...props, src: "/page/files/icon.svg", alt: "" });
  const initials = person.name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("");
  const node = h("span", props, initials);
  const sum = [...person.id].reduce((total, letter) => total * 31 + letter.charCodeAt(0), 7) >>> 0;
  node.style.backgroundColor = person.id === "USLACKBOT" ? "#454147" : COLORS[sum % COLORS.length];
  return node;
}
