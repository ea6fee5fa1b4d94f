// Scales of a plain chart: where a value lies along an axis, and the ticks a reader expects there.
import { day, ticks as dateTicks } from "./scale.js";

const pen = document.createElement("canvas").getContext("2d");

export function textWidth(text, size, family) {
  pen.font = `${size}px ${family}`;
  return pen.measureText(text).width;
}

// {at(value), band, ticks: [{at, text}], zero} along `from`…`to` in pixels; `values` are all that lie on the axis.
export function scaleOf(axis, values, from, to, gap) {
  if (axis.type === "category") return categories(axis, values, from, to, gap);
  const isDate = axis.type === "date" || typeof values[0] === "string";
  return isDate ? dates(values, from, to, gap) : numbers(axis, values, from, to, gap);
}

function categories(axis, values, from, to, gap) {
  const names = [...new Set(values)];
  const band = (to - from) / Math.max(1, names.length);
  const place = new Map(names.map((name, index) => [name, from + band * (index + 0.5)]));
  const every = axis.dtick ?? Math.max(1, Math.ceil(gap / Math.abs(band)));
  const ticks = names.filter((_, index) => index % every === 0).map((name) => ({ at: place.get(name), text: name }));
  return { at: (value) => place.get(value), band: Math.abs(band), ticks };
}

function dates(values, from, to, gap) {
  const moments = values.map(day).filter((moment) => moment !== null);
  const first = Math.min(...moments);
  const last = Math.max(...moments) + (Math.max(...moments) - first) * 0.07; // room for the last mark's words
  const at = (moment) => from + ((moment - first) / Math.max(1, last - first)) * (to - from);
  return { at: (value) => at(day(value)), ticks: dateTicks(first, last, Math.abs(to - from), gap).map((tick) => ({ at: at(tick.at), text: tick.text })) };
}

function numbers(axis, values, from, to, gap) {
  const [low, high] = axis.range ?? [Math.min(0, ...values), Math.max(0, ...values) * 1.05 || 1];
  const at = (value) => from + ((value - low) / (high - low)) * (to - from);
  const step = nice((high - low) / Math.max(1, Math.abs(to - from) / gap));
  const ticks = [];
  for (let value = Math.ceil(low / step) * step; value <= high + step / 1e6; value += step) ticks.push({ at: at(value), text: +value.toFixed(6) + (axis.ticksuffix ?? "") });
  return { at, ticks, zero: at(Math.max(low, 0)) };
}

// The least of 1, 2, 5 times a power of ten that is not less; counts are never cut into parts.
function nice(least) {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
  return [1, 2, 5, 10].map((by) => by * power).find((step) => step >= least);
}
