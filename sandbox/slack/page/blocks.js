// Block Kit blocks, as messages, modals and the Home tab show them.
import { h, icon, uid } from "./dom.js";
import { build } from "./fields.js";
import { emoji, markdown, rich, text } from "./mrkdwn.js";

/** Build one block. */
export function block(one, context) {
  const builder = BUILDERS[one.type];
  return builder ? builder(one, context) : h("div", { class: "block" }, h("em", {}, `(${one.type} is not shown here)`));
}

const element = (one, inside, context) =>
  build({ block: one, element: inside, dispatches: true, optional: true }, context).node;

function section(one, context) {
  const accessory = one.accessory?.type === "image" ? picture(one.accessory, "thumb") : one.accessory && element(one, one.accessory, context);
  return h("div", { class: "block section" },
    h("div", { class: "section-text" },
      one.text ? h("div", { class: "prose" }, text(one.text, context)) : null,
      one.fields ? h("div", { class: "fields" }, one.fields.map((field) => h("div", { class: "prose" }, text(field, context)))) : null),
    accessory ? h("div", { class: "accessory" }, accessory) : null);
}

function picture(one, kind) {
  const alt = () => h("span", { class: "picture-alt" }, one.alt_text);
  const image = h("img", { class: `picture picture-${kind}`, src: /^https?:/i.test(one.image_url) ? one.image_url : null, alt: one.alt_text, loading: "lazy", onerror: () => image.replaceWith(alt()) });
  return image;
}

function input(one, context) {
  const [id, labelId, hintId, errorId] = [uid("field"), uid("label"), uid("hint"), uid("error")];
  const describedby = one.hint ? `${hintId} ${errorId}` : errorId;
  const made = build({
    block: one, element: one.element, id, labelId, labeled: true, describedby,
    optional: Boolean(one.optional), dispatches: Boolean(one.dispatch_action),
  }, context);
  const error = h("div", { class: "error", id: errorId, role: "alert", hidden: true });
  const grouped = ["checkboxes", "radio_buttons"].includes(one.element.type);
  const node = h("div", { class: "block input" },
    h(grouped ? "span" : "label", { id: labelId, for: grouped ? null : id, class: "label" }, emoji(one.label.text),
      one.optional ? h("span", { class: "optional" }, " (optional)") : null),
    made.node, error,
    one.hint ? h("div", { class: "hint", id: hintId }, text(one.hint, context)) : null);
  node.complain = (complaint) => {
    error.hidden = !complaint;
    error.replaceChildren(...(complaint ? [icon("warn"), complaint] : []));
    node.classList.toggle("invalid", Boolean(complaint));
    made.focusable?.setAttribute("aria-invalid", String(Boolean(complaint)));
  };
  node.focusable = made.focusable;
  return node;
}

const ALERTS = { default: "info", info: "info", warning: "warn", error: "warn", success: "check" };

const BUILDERS = {
  section, input,
  header: (one) => h(`h${Math.min(6, (one.level ?? 1) + 2)}`, { class: "block header" }, emoji(one.text.text)),
  divider: () => h("hr", { class: "block divider" }),
  context: (one, context) => h("div", { class: "block context" }, one.elements.map((part) =>
    part.type === "image" ? picture(part, "icon") : h("span", { class: "prose" }, text(part, context)))),
  actions: (one, context) => h("div", { class: "block actions" }, one.elements.map((part) => element(one, part, context))),
  image: (one, context) => h("figure", { class: "block image" },
    one.title ? h("figcaption", {}, text(one.title, context)) : null, picture(one, "full")),
  rich_text: (one, context) => h("div", { class: "block prose" }, rich(one, context)),
  markdown: (one, context) => h("div", { class: "block prose" }, markdown(one.text, context)),
  alert: (one, context) => {
    const level = one.level ?? "default";
    return h("div", { class: `block alert alert-${level}`, role: level === "error" ? "alert" : "status" },
      icon(ALERTS[level]), h("span", { class: "prose" }, text(one.text, context)));
  },
};
