// Time along a line: days as UTC milliseconds, and the ticks a reader expects at each zoom.

export const DAY = 86400000;

export function day(text) {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(text ?? "");
  return match ? Date.UTC(+match[1], +match[2] - 1, +match[3]) : null;
}

export function dated(ms) {
  const moment = new Date(ms);
  return `${moment.getUTCFullYear()}年${moment.getUTCMonth() + 1}月${moment.getUTCDate()}日`;
}

const STEPS = [
  { days: 1, unit: "day", by: 1 },
  { days: 7, unit: "day", by: 7 },
  { days: 14, unit: "day", by: 14 },
  { days: 30.4, unit: "month", by: 1 },
  { days: 91.3, unit: "month", by: 3 },
  { days: 182.6, unit: "month", by: 6 },
  { days: 365.2, unit: "month", by: 12 },
  { days: 730.5, unit: "month", by: 24 },
  { days: 1826, unit: "month", by: 60 },
  { days: 3652, unit: "month", by: 120 },
];

// Ticks between two moments, at least `gap` pixels apart on `width` pixels: [{at, text, major}].
export function ticks(from, to, width, gap = 64) {
  const days = (to - from) / DAY;
  const step = STEPS.find((one) => (one.days / days) * width >= gap) ?? STEPS.at(-1);
  const found = [];
  for (let at = first(from, step); at <= to; at = later(at, step)) if (at >= from) found.push({ at, ...named(at, step) });
  return found;
}

function first(from, step) {
  const moment = new Date(from);
  if (step.unit === "day") return Math.floor(from / DAY / step.by) * step.by * DAY;
  const months = moment.getUTCFullYear() * 12 + moment.getUTCMonth();
  const start = Math.floor(months / step.by) * step.by;
  return Date.UTC(Math.floor(start / 12), start % 12, 1);
}

function later(at, step) {
  if (step.unit === "day") return at + step.by * DAY;
  const moment = new Date(at);
  return Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth() + step.by, 1);
}

function named(at, step) {
  const moment = new Date(at);
  const [year, month, date] = [moment.getUTCFullYear(), moment.getUTCMonth() + 1, moment.getUTCDate()];
  if (step.unit === "month" && month === 1) return { text: `${year}年`, major: true };
  if (step.unit === "month") return { text: `${month}月`, major: false };
  return { text: `${month}月${date}日`, major: date === 1 };
}
