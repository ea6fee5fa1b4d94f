// What the board shows, read once from the model: cards by id, who is in no sitting, clashes by card and sitting.
import { shown } from "./dom.js";

const GRAVE = ["placing", "release", "note"];

export function boardOf(model) {
  const cards = new Map(model.get("cards").map((one) => [String(one.id), one]));
  const sittings = model.get("sittings");
  const given = model.get("order") ?? {};
  const order = Object.fromEntries(sittings.map((one) => [one.id, (given[one.id] ?? []).map(String).filter((id) => cards.has(id))]));
  const held = new Set(Object.values(order).flat());
  const clashes = [...model.get("clashes")].sort((a, b) => GRAVE.indexOf(a.mark) - GRAVE.indexOf(b.mark));
  return {
    cards, sittings, order, clashes, times: model.get("times") ?? {}, reasons: model.get("reasons") ?? {},
    out: [...cards.keys()].filter((id) => !held.has(id)),
    of: (matter) => clashes.filter((one) => one.matter === matter),
    at: (sitting) => clashes.filter((one) => one.sitting === sitting && !one.matter),
    where: (matter) => sittings.find((one) => order[one.id].includes(matter))?.id ?? "",
  };
}

// The same order with one matter elsewhere; "" takes it out. `at` counts the others in that sitting.
export function moved(board, matter, sitting, at = Infinity) {
  const next = Object.fromEntries(Object.entries(board.order).map(([id, matters]) => [id, matters.filter((one) => one !== matter)]));
  if (sitting) next[sitting].splice(Math.min(at, next[sitting].length), 0, matter);
  return next;
}

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export function clock(minute) {
  const text = (number) => String(number).padStart(2, "0");
  return Number.isFinite(minute) ? `${text(Math.floor(minute / 60))}:${text(minute % 60)}` : "";
}

export function used(board, sitting) {
  return board.order[sitting.id].reduce((sum, one) => sum + Number(board.cards.get(one).minutes || 0), 0);
}

export const papers = (card) => (card.missing?.length ? `材料缺 ${card.missing.length}` : "材料齐");

export const placeName = (sitting) => `${shown(sitting.when)} ${shown(sitting.where)}`.trim();
