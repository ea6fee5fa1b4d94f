// Items of a timeline as they are drawn: days as moments, what kind of mark each becomes, and which a reader asked for.
import { shown } from "./dom.js";
import { DAY, dated, day } from "./scale.js";

export function read(item) {
  const from = day(item.start);
  if (from == null) return null;
  const end = day(item.end);
  const kind = ["deadline", "bar", "meeting"].includes(item.kind) ? item.kind : end != null && end > from ? "range" : "point";
  const isVague = Boolean(item.precision) && item.precision !== "day";
  const late = day(item.late_to);
  const pauses = (item.pauses ?? []).map(([one, other]) => [day(one), day(other)]).filter(([one, other]) => one != null && other != null);
  const to = Math.max(end ?? from, from);
  return { ...item, from, to: late != null && late > to ? late : to, due: to, done: day(item.done), pauses, kind, isVague, label: shown(item.label) };
}

export function spanOf(items, today) {
  const moments = items.flatMap((item) => [item.from, item.to]);
  if (today != null) moments.push(today);
  if (!moments.length) return null;
  const [from, to] = [Math.min(...moments), Math.max(...moments)];
  const edge = Math.max((to - from) * 0.025, 3 * DAY);
  return { from: from - edge, to: to + edge * 2.4 }; // room to the right for the last label
}

// wanted: {lanes: Set of hidden ones, record, unit, words}
export function asked(item, wanted) {
  if (wanted.lanes.has(shown(item.lane))) return false;
  if (wanted.record && shown(item.record) !== wanted.record) return false;
  if (wanted.unit && ![item.unit, item.target].map(shown).includes(wanted.unit)) return false;
  return !wanted.words || [item.label, item.tooltip].map(shown).join("\n").includes(wanted.words);
}

// The values an item may be chosen by, the most frequent first.
export function choices(items, keys) {
  const counted = new Map();
  for (const item of items) for (const key of keys) if (shown(item[key])) counted.set(shown(item[key]), (counted.get(shown(item[key])) ?? 0) + 1);
  return [...counted].sort((a, b) => b[1] - a[1]).map(([value]) => value);
}

export function when(item) {
  if (item.kind === "bar") return `${dated(item.from)} 至 ${dated(item.due)}`;
  if (item.kind === "range") return `${dated(item.from)} 至 ${dated(item.to)}${item.isVague ? "（日期不确切）" : ""}`;
  return dated(item.from) + (item.kind === "deadline" ? "（到期）" : "");
}
