// Every interactive element of Block Kit. Each builder gives {node, focusable}.
import { combobox } from "./choose.js";
import { h, iconButton, menu, uid } from "./dom.js";
import { emoji, text } from "./mrkdwn.js";
import { ask } from "./ask.js";
import { avatar } from "./people.js";

const TYPING = 400; // milliseconds after the last key before the app is told

const plain = (part) => (part ? emoji(part.text) : "");

/** Build an element; `at` says where it stands: {block, element, label, hint, optional, dispatches}. */
export function build(at, context) {
  const builder = BUILDERS[at.element.type];
  return builder ? builder(at, context) : { node: h("em", {}, `(${at.element.type} is not shown here)`) };
}

function use(at, context, value) {
  context.keep(at, value);
  if (!at.dispatches) return undefined;
  return ask(at.element.confirm).then((yes) => (yes ? context.act(at, value) : undefined));
}

function button(at, context) {
  const { element } = at;
  const style = element.style ? ` button-${element.style}` : "";
  const press = async () => {
    if (!(await ask(element.confirm))) return;
    node.classList.add("busy");
    const failure = await context.act(at, null);
    node.classList.remove("busy");
    if (failure) context.failure(node, failure);
  };
  const props = { class: `button${style}`, "aria-label": element.accessibility_label, onclick: press };
  const node = element.url
    ? h("a", { ...props, href: /^https?:/i.test(element.url) ? element.url : null, target: "_blank", rel: "noopener noreferrer", role: "button" }, plain(element.text))
    : h("button", { ...props, type: "button" }, plain(element.text));
  return { node, focusable: node };
}

function overflow(at, context) {
  const node = iconButton("more", "More options", { class: "button button-icon", "aria-haspopup": "menu" });
  const choose = async (option) => {
    if (option.url) open(option.url, "_blank", "noopener");
    if (!(await ask(at.element.confirm))) return;
    const failure = await context.act(at, option);
    if (failure) context.failure(node, failure);
  };
  node.addEventListener("click", () => menu(node, at.element.options.map((option) => ({
    text: plain(option.text), detail: plain(option.description), do: () => choose(option),
  })), { label: "More options" }));
  return { node, focusable: node };
}

function typed(kind) {
  return (at, context) => {
    const { element } = at;
    const tag = element.multiline ? "textarea" : "input";
    const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
    const tell = () => context.act(at, node.value || null);
    const node = h(tag, {
      id: at.id, class: "text-input", type: tag === "input" ? kind : null, rows: tag === "textarea" ? "3" : null,
      inputmode: { "email": "email", "url": "url" }[kind] ?? (element.type === "number_input" ? "decimal" : null),
      placeholder: plain(element.placeholder), value: context.value(at) ?? "", autocomplete: "off",
      maxlength: element.max_length, "aria-describedby": at.describedby, "aria-required": at.optional ? null : "true",
      oninput: () => {
        context.keep(at, node.value || null);
        if (at.dispatches && triggers.includes("on_character_entered")) context.soon(at, tell, TYPING);
      },
      onkeydown: (event) => {
        if (event.key !== "Enter" || tag === "textarea" || !at.dispatches || !triggers.includes("on_enter_pressed")) return;
        event.preventDefault();
        context.soon(at, tell, 0);
      },
    });
    return { node, focusable: node };
  };
}

function picker(kind, { read = (value) => value || null, write = (value) => value ?? "" } = {}) {
  return (at, context) => {
    const node = h("input", {
      id: at.id, type: kind, class: "text-input picker", value: write(context.value(at)),
      "aria-describedby": at.describedby, "aria-label": at.labeled ? null : plain(at.element.placeholder) || "Choose",
      onchange: () => use(at, context, read(node.value)),
    });
    const zone = at.element.timezone ? h("span", { class: "zone" }, at.element.timezone) : null;
    return { node: zone ? h("span", { class: "with-zone" }, node, zone) : node, focusable: node };
  };
}

/** Minutes that a zone is ahead of UTC at an instant. */
function offset(seconds, zone) {
  const shown = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  return (Date.parse(`${shown.format(new Date(seconds * 1000)).replace(" ", "T")}Z`) / 1000 - seconds) / 60;
}

function moment(at, context) {
  const zone = context.state.people[context.state.me].tz;
  const local = (seconds) => new Date((seconds + offset(seconds, zone) * 60) * 1000).toISOString().slice(0, 16);
  const instant = (value) => {
    const wall = Date.parse(`${value}Z`) / 1000;
    return wall - offset(wall - offset(wall, zone) * 60, zone) * 60;
  };
  return picker("datetime-local", {
    read: (value) => (value ? instant(value) : null),
    write: (value) => (value ? local(value) : ""),
  })(at, context);
}

function choices(kind) {
  return (at, context) => {
    const name = uid("choices");
    const current = [context.value(at) ?? []].flat();
    const rows = at.element.options.map((option) => {
      const input = h("input", {
        type: kind, name, id: uid("choice"), checked: current.some((one) => one.value === option.value),
        onchange: () => {
          const on = at.element.options.filter((_, index) => rows[index].firstChild.checked);
          use(at, context, kind === "radio" ? on[0] ?? null : on);
        },
      });
      return h("div", { class: "choice" }, input, h("label", { for: input.id }, text(option.text, context),
        option.description ? h("span", { class: "choice-description" }, text(option.description, context)) : null));
    });
    const role = kind === "radio" ? "radiogroup" : "group";
    const node = h("div", { class: "choices", role, id: at.id, "aria-labelledby": at.labelId, "aria-describedby": at.describedby }, rows);
    return { node, focusable: rows[0]?.firstChild };
  };
}

const fits = (typedText, ...texts) => texts.some((one) => one.toLowerCase().includes(typedText.toLowerCase()));

const asOption = (option) => ({ key: option.value, text: plain(option.text), description: plain(option.description), value: option });

function fromOptions(at) {
  const groups = at.element.option_groups ?? [{ options: at.element.options }];
  return (typedText) => groups
    .map((group) => ({
      label: plain(group.label),
      options: group.options.map(asOption).filter((one) => fits(typedText, one.text, one.description)),
    }))
    .filter((group) => group.options.length);
}

function fromApp(at, context) {
  const shortest = at.element.min_query_length ?? 3;
  let timer;
  let wake = () => {};
  return (typedText) => {
    if (typedText.length < shortest) {
      return Object.assign([], { note: `Type ${shortest} or more characters` });
    }
    clearTimeout(timer);
    wake([]);
    return new Promise((done) => {
      wake = done;
      timer = setTimeout(async () => {
        const found = await context.suggest(at, typedText);
        if (found.failure) return done(Object.assign([], { note: "Couldn’t load the options" }));
        const groups = found.option_groups.length ? found.option_groups : [{ options: found.options }];
        return done(groups.map((group) => ({ label: plain(group.label), options: group.options.map(asOption) })));
      }, typedText ? 250 : 0);
    });
  };
}

const person = (one) => ({ key: one.id, text: one.name, description: one.title, value: one.id, badge: () => avatar(one, "tiny") });

const channel = (one, context) => ({
  key: one.id,
  text: one.kind === "im" ? context.nameOf(one) : `#${one.name}`,
  value: one.id,
});

function fromPeople(_, context) {
  const everybody = Object.values(context.state.people).filter((one) => one.id !== "USLACKBOT");
  return (typedText) => [{ options: everybody.map(person).filter((one) => fits(typedText, one.text)) }];
}

function fromChannels(at, context) {
  const { filter = {} } = at.element;
  const kinds = at.element.type.includes("channels_select") ? ["public"] : filter.include ?? ["im", "private", "public"];
  const shown = context.state.channels
    .filter((one) => kinds.includes(one.kind))
    .filter((one) => !(filter.exclude_external_shared_channels && one.is_ext_shared))
    .filter((one) => !(filter.exclude_bot_users && one.kind === "im" && one.members.includes(context.state.app.user)));
  return (typedText) => [{ options: shown.map((one) => channel(one, context)).filter((one) => fits(typedText, one.text)) }];
}

function pickedFrom(value, context) {
  if (value && typeof value === "object") return asOption(value);
  const somebody = context.state.people[value];
  if (somebody) return person(somebody);
  const place = context.state.channels.find((one) => one.id === value);
  return place ? channel(place, context) : { key: value, text: value, value };
}

function select(source, many) {
  return (at, context) => combobox({
    id: at.id, labelledby: at.labelId, describedby: at.describedby, many, optional: at.optional,
    most: at.element.max_selected_items, placeholder: plain(at.element.placeholder) || (many ? "Select options" : "Select an option"),
    picked: [context.value(at) ?? []].flat().map((value) => pickedFrom(value, context)),
    offer: source(at, context),
    changed: (options) => use(at, context, many ? options.map((one) => one.value) : options[0]?.value ?? null),
  });
}

const BUILDERS = {
  button, overflow,
  plain_text_input: typed("text"),
  email_text_input: typed("email"),
  url_text_input: typed("url"),
  number_input: typed("text"),
  datepicker: picker("date"),
  timepicker: picker("time"),
  datetimepicker: moment,
  checkboxes: choices("checkbox"),
  radio_buttons: choices("radio"),
  static_select: select(fromOptions, false),
  multi_static_select: select(fromOptions, true),
  external_select: select(fromApp, false),
  multi_external_select: select(fromApp, true),
  users_select: select(fromPeople, false),
  multi_users_select: select(fromPeople, true),
  conversations_select: select(fromChannels, false),
  multi_conversations_select: select(fromChannels, true),
  channels_select: select(fromChannels, false),
  multi_channels_select: select(fromChannels, true),
};
