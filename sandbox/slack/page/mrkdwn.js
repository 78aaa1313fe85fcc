// Slack's message text and rich text, as elements.
import { h } from "./dom.js";
import { format } from "./time.js";

const EMOJI = {
  calendar: "📅", spiral_calendar_pad: "🗓️", white_check_mark: "✅", heavy_check_mark: "✔️", warning: "⚠️", x: "❌",
  no_entry: "⛔", no_entry_sign: "🚫", hourglass: "⌛", hourglass_flowing_sand: "⏳", clock1: "🕐", alarm_clock: "⏰",
  bell: "🔔", lock: "🔒", key: "🔑", link: "🔗", memo: "📝", pencil2: "✏️", mega: "📣", loudspeaker: "📢", eyes: "👀",
  wave: "👋", tada: "🎉", bulb: "💡", information_source: "ℹ️", question: "❓", rotating_light: "🚨", robot_face: "🤖",
  arrow_right: "➡️", repeat: "🔁", video_camera: "📹", speech_balloon: "💬", busts_in_silhouette: "👥", telephone_receiver: "📞",
  large_green_circle: "🟢", large_yellow_circle: "🟡", red_circle: "🔴", white_circle: "⚪", large_blue_circle: "🔵",
};

export const emoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => EMOJI[name] ?? whole);

export const decode = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

const safe = (url) => (/^(https?|mailto|tel|slack):/i.test(url) ? url : null);

export function anchor(url, ...inside) {
  const decoded = safe(decode(url));
  if (!decoded) return h("span", {}, ...inside);
  return h("a", { href: decoded, target: "_blank", rel: "noopener noreferrer" }, ...inside);
}

function token(body, context) {
  const bar = body.indexOf("|");
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? "" : body.slice(bar + 1);
  if (target.startsWith("@")) {
    const person = context.state.people[target.slice(1)];
    return h("span", { class: `mention${person?.id === context.state.me ? " mention-me" : ""}` }, `@${person?.name ?? target.slice(1)}`);
  }
  if (target.startsWith("#")) {
    const channel = context.state.channels.find((one) => one.id === target.slice(1));
    if (!channel) return h("span", { class: "mention" }, label ? `#${decode(label)}` : "a private channel");
    return h("button", { type: "button", class: "mention", onclick: () => context.openChannel(channel.id) }, `#${channel.name}`);
  }
  if (target.startsWith("!date^")) return date(target, label, context);
  if (target.startsWith("!")) return h("span", { class: "mention mention-me" }, `@${target.slice(1).split("^")[0]}`);
  return anchor(target, emoji(decode(label || target.replace(/^mailto:/, ""))));
}

function date(target, fallback, context) {
  const [, stamp, tokens, link] = target.split("^");
  const seconds = Number(stamp);
  if (!Number.isFinite(seconds) || !tokens) return decode(fallback);
  const zone = context.state.people[context.state.me].tz;
  const shown = h("time", {
    datetime: new Date(seconds * 1000).toISOString(),
    title: format("{date_long_full} at {time}", seconds, zone),
  }, format(decode(tokens), seconds, zone));
  return link ? anchor(link, shown) : shown;
}

const INLINE = new RegExp([
  /`([^`\n]+)`/, /<([^<>]+)>/,
  /(?<![\w*])\*(?=\S)([^*\n]*[^*\s])\*(?![\w*])/,
  /(?<![\w_])_(?=\S)([^_\n]*[^_\s])_(?![\w_])/,
  /(?<![\w~])~(?=\S)([^~\n]*[^~\s])~(?![\w~])/,
  /(https?:\/\/(?:(?!&[lg]t;)[^\s<>|])*(?!&[lg]t;)[^\s<>|.,;:!?)\]'"])/,
].map((one) => one.source).join("|"));

function inline(text, context) {
  const nodes = [];
  let rest = text;
  for (let found; (found = INLINE.exec(rest)); rest = rest.slice(found.index + found[0].length)) {
    if (found.index) nodes.push(emoji(decode(rest.slice(0, found.index))));
    const [whole, code, inAngles, bold, italic, struck] = found;
    if (code !== undefined) nodes.push(h("code", {}, ...plainInside(code, context)));
    else if (inAngles !== undefined) nodes.push(token(inAngles, context));
    else if (bold !== undefined) nodes.push(h("strong", {}, ...inline(bold, context)));
    else if (italic !== undefined) nodes.push(h("em", {}, ...inline(italic, context)));
    else if (struck !== undefined) nodes.push(h("s", {}, ...inline(struck, context)));
    else nodes.push(anchor(whole, decode(whole)));
  }
  if (rest) nodes.push(emoji(decode(rest)));
  return nodes;
}

function plainInside(text, context) {
  return text.split(/<([^<>]+)>/).map((piece, index) => (index % 2 ? token(piece, context) : decode(piece)));
}

function lines(text, context) {
  const nodes = [];
  const quoted = [];
  const flush = () => {
    if (quoted.length) nodes.push(h("blockquote", {}, ...joined(quoted.splice(0), context)));
  };
  const plain = [];
  const flushPlain = () => {
    if (plain.length) nodes.push(...joined(plain.splice(0), context));
  };
  for (const line of text.split("\n")) {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quote) {
      flushPlain();
      quoted.push(quote[1]);
    } else {
      flush();
      plain.push(line);
    }
  }
  flush();
  flushPlain();
  return nodes;
}

const joined = (rows, context) =>
  rows.flatMap((row, index) => (index ? [h("br"), ...inline(row, context)] : inline(row, context)));

/** Render mrkdwn. */
export function mrkdwn(text, context) {
  return text.split(/\n?```\n?([\s\S]+?)\n?```\n?/).flatMap((piece, index) =>
    index % 2 ? [h("pre", {}, ...plainInside(piece, context))] : lines(piece, context));
}

/** Render a text object of Block Kit. */
export function text(part, context) {
  if (!part) return [];
  if (part.type === "mrkdwn") return mrkdwn(part.text, context);
  return emoji(part.text).split("\n").flatMap((row, index) => (index ? [h("br"), row] : [row]));
}

/** Render standard Markdown, as far as Slack's markdown block is used for prose. */
export function markdown(source, context) {
  const escaped = source.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const slackish = escaped
    .replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, "<$2|$1>")
    .replace(/\*\*([^*\n]+)\*\*/g, "*$1*")
    .replace(/^#{1,6} +(.+)$/gm, "*$1*")
    .replace(/^[-*] +/gm, "• ");
  return mrkdwn(slackish, context);
}

/** Render rich text. */
export function rich(node, context) {
  const inside = () => (node.elements ?? []).map((child) => rich(child, context));
  switch (node.type) {
    case "text": return styled(node.text, node.style);
    case "emoji": return EMOJI[node.name] ?? `:${node.name}:`;
    case "link": return anchor(node.url, styled(node.text ?? node.url, node.style));
    case "user": return token(`@${node.user_id}`, context);
    case "channel": return token(`#${node.channel_id}`, context);
    case "broadcast": return token(`!${node.range}`, context);
    case "date": return date(`!date^${node.timestamp}^${node.format}`, node.fallback ?? "", context);
    case "rich_text_quote": return h("blockquote", {}, inside());
    case "rich_text_preformatted": return h("pre", {}, inside());
    case "rich_text_list": return h(node.style === "ordered" ? "ol" : "ul", {}, inside().map((item) => h("li", {}, item)));
    default: return h("div", {}, inside());
  }
}

function styled(value, style = {}) {
  const wraps = { bold: "strong", italic: "em", strike: "s", code: "code" };
  return Object.entries(wraps).reduce((inner, [key, tag]) => (style[key] ? h(tag, {}, inner) : inner), value);
}
