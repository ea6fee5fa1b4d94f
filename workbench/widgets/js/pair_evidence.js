// The machine's grounds as a waterfall: each bar begins where the one before ended. Python sends them only when they may be seen.
import { make, shown, svg } from "./dom.js";

const WIDTH = 240;
const HEIGHT = 9;

const signed = (bits) => (Math.abs(bits) < 0.05 ? "0" : (bits > 0 ? "+" : "−") + Math.abs(bits).toFixed(1));

function percent(score) {
  if (score > 0.999) return "大于 99.9%";
  if (score < 0.001) return "小于 0.1%";
  return (score * 100).toFixed(1) + "%";
}

function bar(from, to, scale, name) {
  const [start, end] = [scale(from), scale(to)];
  const rule = (at, kind) => svg("line", { class: kind, x1: at, x2: at, y1: 0, y2: HEIGHT });
  return svg("svg", { class: "wb-pair-bar", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { class: name, x: Math.min(start, end), y: 1, width: Math.max(1.5, Math.abs(end - start)), height: HEIGHT - 2 }),
    rule(scale(0), "wb-pair-zero"));
}

function line(word, bits, drawn, name) {
  return make("li", { class: name },
    make("span", { class: "wb-pair-word", text: shown(word) }), make("span", { class: "wb-pair-bits", text: signed(bits) }), drawn);
}

function lines(found) {
  const { low, high } = found;
  const scale = (bits) => ((bits - low) / (high - low || 1)) * (WIDTH - 4) + 2;
  const kind = (bits) => (bits < 0 ? "wb-pair-against" : "wb-pair-for");
  return [
    line("起点（未看依据前）", found.prior, bar(0, found.prior, scale, "wb-pair-prior"), "wb-pair-base"),
    ...found.rows.map((one) => line(one.word, one.weight, bar(one.from, one.to, scale, kind(one.weight)), kind(one.weight))),
    line("合计", found.total, bar(0, found.total, scale, "wb-pair-sum"), "wb-pair-total"),
  ];
}

function others(found) {
  if (!found.others?.length) return null;
  return make("div", { class: "wb-pair-others" }, "他人认定：", found.others.map(([actor, verdict]) => `${shown(actor)} ${shown(verdict)}`).join("；"));
}

export function evidence(model) {
  const box = make("input", { type: "checkbox", onchange: () => (model.set("peek", box.checked), model.save_changes()) });
  const peek = make("label", { class: "wb-pair-switch", title: "先看依据再判，容易受机器影响；平时不勾" }, box, "先看依据");
  const body = make("div", { class: "wb-pair-grounds" });
  const node = make("section", { class: "wb-pair-evidence", "aria-label": "机器的依据" },
    make("div", { class: "wb-pair-head" }, make("strong", { text: "机器的依据" }), make("span", { class: "wb-gap" }), peek), body);

  function draw() {
    const found = model.get("evidence") ?? {};
    box.checked = model.get("peek");
    if (!found.rows) return body.replaceChildren(make("p", { class: "wb-pair-hidden", text: "您作出判断之后才显示依据和分值，以免先入为主。" }));
    body.replaceChildren(
      make("p", { class: "wb-pair-score" }, "机器估计 ", make("b", { text: percent(found.score) }), make("small", { text: "只用于排队，不是结论" })),
      make("ul", { class: "wb-pair-lines" }, ...lines(found)),
      make("p", { class: "wb-hint", text: "＋为支持，−为反对；每加 1，胜算翻一倍。" }),
      ...[others(found)].filter(Boolean));
    body.scrollTop = 0;
  }
  return { node, draw };
}
