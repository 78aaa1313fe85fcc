// Times as the person who looks reads them: in the zone of their Slack profile.

const ORDINALS = new Intl.PluralRules("en", { type: "ordinal" });
const ENDINGS = { one: "st", two: "nd", few: "rd", other: "th" };

const part = (date, zone, options) => new Intl.DateTimeFormat("en-US", { timeZone: zone, ...options }).format(date);

export const clock = (seconds, zone) => part(new Date(seconds * 1000), zone, { hour: "numeric", minute: "2-digit" });

export const dayKey = (seconds, zone) =>
  new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(new Date(seconds * 1000));

function daysAway(seconds, zone) {
  const day = (value) => Date.parse(dayKey(value, zone));
  return Math.round((day(seconds) - day(Date.now() / 1000)) / 86_400_000);
}

export function dayName(seconds, zone) {
  const near = { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[daysAway(seconds, zone)];
  return near ?? format("{date_long}", seconds, zone);
}

function ago(seconds) {
  const distance = seconds - Date.now() / 1000;
  for (const [size, unit] of [[86_400, "day"], [3_600, "hour"], [60, "minute"]]) {
    if (Math.abs(distance) >= size) {
      return new Intl.RelativeTimeFormat("en").format(Math.trunc(distance / size), unit);
    }
  }
  return "now";
}

/** Render the tokens of `<!date^…>`, e.g. `{date_long} at {time}`. */
export function format(tokens, seconds, zone) {
  const date = new Date(seconds * 1000);
  const day = Number(part(date, zone, { day: "numeric" }));
  const ordinal = `${day}${ENDINGS[ORDINALS.select(day)]}`;
  const near = Math.abs(seconds - Date.now() / 1000) < 183 * 86_400;
  const year = near ? "" : `, ${part(date, zone, { year: "numeric" })}`;
  const month = part(date, zone, { month: "long" });
  const written = {
    date_num: dayKey(seconds, zone),
    date_slash: part(date, zone, { year: "numeric", month: "2-digit", day: "2-digit" }),
    date: `${month} ${ordinal}${year}`,
    date_short: `${part(date, zone, { month: "short" })} ${day}${year}`,
    date_long: `${part(date, zone, { weekday: "long" })}, ${month} ${ordinal}${year}`,
    date_long_full: `${part(date, zone, { weekday: "long" })}, ${month} ${ordinal}, ${part(date, zone, { year: "numeric" })}`,
    time: clock(seconds, zone),
    time_secs: part(date, zone, { hour: "numeric", minute: "2-digit", second: "2-digit" }),
    ago: ago(seconds),
  };
  const pretty = { "-1": "yesterday", 0: "today", 1: "tomorrow" }[daysAway(seconds, zone)];
  return tokens.replace(/\{(\w+)\}/g, (whole, name) => {
    if (name.endsWith("_pretty") && pretty) return pretty;
    return written[name.replace(/_pretty$/, "")] ?? whole;
  });
}
