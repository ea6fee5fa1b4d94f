// A chart of bars, lines and points drawn as SVG by ourselves: there as soon as the page is, where plotly takes a second.
import { make, onChange, onWidth, savePng, svg } from "./dom.js";
import { indexAt, marksOf } from "./light_marks.js";
import { scaleOf, textWidth } from "./light_scale.js";

const TOP = 50;
const BOTTOM = 34;
const RIGHT = 14;
const KINDS = ["bar", "scatter"];

// Whether every trace is of a kind that is drawn here.
export function isLight(figure) {
  return (figure.data ?? []).every((trace) => KINDS.includes(trace.type) && (trace.type === "bar" || /lines|markers/.test(trace.mode ?? "")));
}

export function drawLight(model, box, plain, clicked) {
  const hidden = new Set();
  const tip = make("div", { class: "wb-chart-tip", hidden: true });
  let picture = null;

  function draw() {
    if (!box.clientWidth) return;
    const figure = plain(model.get("figure"));
    box.setAttribute("aria-label", model.get("label") || "图表");
    box.style.height = model.get("height") + "px";
    picture = drawn(figure, box.clientWidth, model.get("height"), hidden, (name) => {
      hidden.delete(name) || hidden.add(name);
      draw();
    });
    const save = make("button", { type: "button", class: "wb-button wb-chart-save", title: "存为图片", "aria-label": "存为图片", text: "存图", onclick: () => keepPicture(picture, model.get("label") || "图表") });
    box.replaceChildren(picture, tip, save);
    tip.hidden = true;
  }

  box.addEventListener("mousemove", (event) => tell(tip, box, event));
  box.addEventListener("mouseleave", () => (tip.hidden = true));
  box.addEventListener("click", (event) => {
    const met = pointed(event, box);
    if (met) clicked(asPlotly(met, plain(model.get("figure"))));
  });
  const stops = [onWidth(box, draw), onChange(model, ["figure", "height", "label"], draw)];
  return () => stops.forEach((stop) => stop());
}

function pointed(event, box) {
  const point = event.target.closest?.(".wb-mark")?.point;
  return point && { trace: point.trace, index: indexAt(point, event.clientX - box.getBoundingClientRect().left) };
}

function asPlotly({ trace, index }, figure) {
  const curveNumber = figure.data.findIndex((one) => one.name === trace.name);
  return { data: trace, customdata: trace.customdata?.[index], x: trace.x[index], y: trace.y[index], curveNumber, pointNumber: index };
}

// --- the drawing ----------------------------------------------------------------------------------------------------

function drawn({ data, layout }, width, height, hidden, toggle) {
  const font = layout.font ?? {};
  const picture = svg("svg", { class: "wb-light", width, height, viewBox: `0 0 ${width} ${height}`, "font-family": font.family, "font-size": 12.5, fill: font.color });
  picture.append(svg("rect", { width, height, fill: layout.paper_bgcolor ?? "#fff" }));
  const axes = { x: layout.xaxis ?? {}, y: layout.yaxis ?? {} };
  const shown = data.filter((trace) => !hidden.has(trace.name));
  const all = (name) => (shown.length ? shown : data).flatMap((trace) => trace[name]);
  const size = axes.y.tickfont?.size ?? 12.5;
  const room = (scale) => Math.min(width / 2, Math.max(40, 12 + Math.max(0, ...scale.ticks.map((tick) => textWidth(tick.text, size, font.family)))));
  const left = room(scaleOf(axes.y, all("y"), height - BOTTOM, TOP, 30));
  const scales = { x: scaleOf(axes.x, all("x"), left, width - RIGHT, 62), y: scaleOf(axes.y, all("y"), height - BOTTOM, TOP, 30) };
  const area = { left, right: width - RIGHT, top: TOP, bottom: height - BOTTOM };
  picture.append(...gridOf(axes, scales, area, size), ...marksOf(shown, scales, layout), legendOf(data, hidden, toggle, left, width, font.family));
  return picture;
}

function gridOf(axes, scales, area, size) {
  const [grid, line] = [axes.x.gridcolor ?? "#e6ebf0", axes.x.linecolor ?? "#b8c4d0"];
  const across = scales.y.ticks.flatMap((tick) => [
    axes.y.type === "category" ? null : svg("path", { d: `M${area.left},${tick.at}H${area.right}`, stroke: grid }),
    svg("text", { x: area.left - 6, y: tick.at, "text-anchor": "end", "dominant-baseline": "central", "font-size": size, fill: axes.y.tickfont?.color, text: tick.text }),
  ]);
  const down = scales.x.ticks.flatMap((tick) => [
    svg("path", { d: `M${tick.at},${area.top}V${area.bottom}`, stroke: grid }),
    svg("text", { x: tick.at, y: area.bottom + 16, "text-anchor": tick.at + 20 > area.right + RIGHT ? "end" : "middle", fill: axes.x.tickfont?.color, text: tick.text }),
  ]);
  const frame = svg("path", { d: `M${area.left},${area.top}V${area.bottom}H${area.right}`, fill: "none", stroke: line });
  return [...across, ...down, frame].filter((node) => node);
}

function legendOf(data, hidden, toggle, left, width, family) {
  const row = svg("g", { class: "wb-light-legend" });
  const wide = data.map((trace) => 34 + textWidth(trace.name, 12.5, family) + 14);
  const total = wide.reduce((sum, one) => sum + one, 0);
  let x = Math.max(8, Math.min(left, width - total - RIGHT));
  data.forEach((trace, index) => {
    const item = svg("g", { transform: `translate(${x},26)`, opacity: hidden.has(trace.name) ? 0.4 : 1, onclick: () => toggle(trace.name) });
    item.append(svg("rect", { x: 0, y: -12, width: wide[index], height: 24, fill: "transparent" }), keyOf(trace));
    item.append(svg("text", { x: 32, y: 0, "dominant-baseline": "central", text: trace.name }));
    row.append(item);
    x += wide[index];
  });
  return row;
}

function keyOf(trace) {
  if (trace.type === "bar") return svg("rect", { x: 12, y: -6, width: 12, height: 12, fill: trace.marker?.color });
  if (trace.mode.includes("lines")) return svg("path", { d: "M0,0H26", fill: "none", stroke: trace.line?.color, "stroke-width": 2, "stroke-dasharray": trace.line?.dash ? "3 3" : null });
  return svg("path", { d: "M18,-7L25,0L18,7L11,0Z", fill: trace.marker?.color });
}

// --- what is pointed at, and the picture as a file -------------------------------------------------------------------

function tell(tip, box, event) {
  const met = pointed(event, box);
  tip.hidden = !met;
  if (!met) return;
  tip.replaceChildren(...words(met).map((line) => make("div", { text: line })));
  const { left, top, width } = box.getBoundingClientRect();
  const x = event.clientX - left;
  tip.style.left = Math.max(4, x + 12 + tip.offsetWidth > width ? x - 12 - tip.offsetWidth : x + 12) + "px";
  tip.style.top = Math.max(4, event.clientY - top - tip.offsetHeight - 8) + "px";
}

function words({ trace, index }) {
  const given = { x: trace.x[index], y: trace.y[index] };
  const template = (trace.hovertemplate ?? "%{x} " + trace.name + " %{y}").replace(/<extra>.*<\/extra>/, "");
  return template.split("<br>").map((line) => line.replace(/%\{([xy])(?::\.(\d)f)?\}/g, (_, name, digits) => (digits ? (+given[name]).toFixed(+digits) : given[name])));
}

function keepPicture(picture, name) {
  const { width, height } = picture.viewBox.baseVal;
  savePng(new XMLSerializer().serializeToString(picture), width, height, name);
}
