// Lanes of acts along time: exact days as dots, part dates as hatched ranges, clocks as bars, today as a line.
import { make, onChange, onWidth, shown, svg, tone } from "./dom.js";
import { pack } from "./pack.js";
import { DAY, day, ticks } from "./scale.js";
import { asked, read, spanOf, when } from "./timeline_items.js";
import { controls } from "./timeline_bar.js";
import { card, undated } from "./timeline_card.js";
import { after, LINE, mark } from "./timeline_marks.js";
import { savePng, saveSvg } from "./timeline_save.js";

const SIDE = 84; // width of the lanes' names
const TOP = 27;
const FONT = "12.5px 'Noto Sans CJK SC','Microsoft YaHei',sans-serif";

function render({ model, el }) {
  const tones = model.get("tones");
  const colourOf = (name) => tones[tone(name)] ?? tones.neutral;
  const state = { lanes: new Set(), record: "", unit: "", words: "" };
  const tip = make("div", { class: "wb-tip", role: "tooltip", hidden: true });
  const axis = svg("svg", { height: TOP, class: "wb-timeline-axis", style: `font:${FONT}` });
  const body = svg("svg", { role: "group", style: `font:${FONT}` });
  const scroll = make("div", { class: "wb-timeline-scroll", tabindex: "0" }, axis, body);
  const none = make("div", { class: "wb-empty", hidden: true });
  const loose = undated(select);
  const opened = card(() => select({ id: "" }));
  const stage = make("div", { class: "wb-timeline-stage" }, scroll, none, tip, opened.node);
  let view = null;
  let all = [];
  let hidden = 0;
  const bar = controls(state, { draw, zoom, whole: () => ((view = null), draw()), saveSvg: () => all.length && saveSvg(axis, body, TOP), savePng: () => all.length && savePng(axis, body, TOP) });
  el.append(make("div", { class: "wb-box wb-timeline" }, bar.node, stage, loose.node));

  const inner = () => Math.max(scroll.clientWidth - SIDE - 12, 100);
  const x = (ms) => SIDE + ((ms - view.from) / (view.to - view.from)) * inner();

  function lanes() {
    const given = model.get("lanes");
    return given.concat([...new Set(all.map((item) => shown(item.lane)))].filter((lane) => !given.includes(lane)));
  }

  function load() {
    const given = model.get("items");
    all = given.map(read).filter(Boolean);
    hidden = given.length - all.length;
    bar.read(all, lanes());
    loose.show(model.get("undated"));
    draw();
    choose();
  }

  function draw() {
    if (!stage.clientWidth) return;
    const items = all.filter((item) => asked(item, state));
    const today = day(model.get("today"));
    view ??= spanOf(items.length ? items : all, today);
    bar.tell(items.length, all.length, lanes());
    none.hidden = Boolean(view && items.length);
    none.textContent = all.length ? "没有符合筛选的步骤" : "没有可以画出的日期" + (hidden ? `（另有 ${hidden} 个日期不详）` : "");
    scroll.hidden = !none.hidden;
    scroll.style.maxHeight = model.get("height") ? model.get("height") + "px" : "";
    hush();
    if (!scroll.hidden) paint(items, today);
  }

  // As many labelled lines a lane as the height leaves room for.
  function rowsOf(items) {
    const names = lanes().filter((name) => !state.lanes.has(name));
    const most = model.get("height") ? model.get("height") - TOP - 6 : Infinity;
    for (const lines of [4, 3, 2]) {
      const rows = names.map((name) => laid(name, items, lines));
      if (lines === 2 || rows.reduce((sum, row) => sum + row.height, 0) <= most) return rows;
    }
  }

  function paint(items, today) {
    const rows = rowsOf(items);
    const height = rows.reduce((sum, row) => sum + row.height, 0) + 4;
    const width = scroll.clientWidth;
    for (const [node, tall] of [[axis, TOP], [body, height]]) (node.setAttribute("width", width), node.setAttribute("height", tall));
    body.setAttribute("aria-label", model.get("label"));
    axis.replaceChildren(svg("rect", { width: "100%", height: TOP, fill: "#ffffff" }), ...scale(today), svg("line", { x1: 0, x2: width, y1: TOP - 0.5, y2: TOP - 0.5, stroke: "#b8c4d0" }));
    body.replaceChildren(svg("rect", { width: "100%", height, fill: "#ffffff" }), ...grid(height), ...stacked(rows, width), ...line(today, height));
  }

  function laid(name, items, lines) {
    const here = items.filter((item) => shown(item.lane) === name && item.to >= view.from && item.from <= view.to);
    const placed = pack(here.map((item) => ({ ...item, x0: x(item.from), x1: Math.max(x(item.to), x(item.from) + 6) })), here.some((item) => item.kind === "bar") ? lines + 1 : lines);
    return { name, placed: placed.placed, height: placed.lines * LINE + 5 };
  }

  const marks = () => ticks(view.from, view.to, inner()).filter(({ at }) => x(at) >= SIDE - 6);

  function scale(today) {
    const isCovered = (at) => today != null && x(at) + 44 > x(today) - 20 && x(at) < x(today) + 20;
    const named = marks().filter(({ at }) => !isCovered(at) && x(at) < scroll.clientWidth - 42).map(({ at, text, major }) =>
      svg("text", { x: x(at) + 3, y: 17, fill: major ? "#1f3a5f" : "#5b6b7c", "font-weight": major ? 600 : 400, text }));
    if (today == null || today < view.from || today > view.to) return named;
    const at = x(today);
    return [...named, svg("rect", { x: at - 18, y: 3, width: 36, height: 18, rx: 3, fill: "#a61b1b" }),
      svg("text", { x: at, y: 16.5, fill: "#ffffff", "text-anchor": "middle", "font-size": 12, text: shown(model.get("today_word")) || "今天" })];
  }

  const grid = (height) => marks().map(({ at, major }) => svg("line", { x1: x(at), x2: x(at), y1: 0, y2: height, stroke: major ? "#c6d0da" : "#edf1f4" }));

  function line(today, height) {
    if (today == null || today < view.from || today > view.to) return [];
    return [svg("line", { x1: x(today), x2: x(today), y1: 0, y2: height, stroke: "#a61b1b", "stroke-dasharray": "5 4", "stroke-width": 1.3, "pointer-events": "none" })];
  }

  function stacked(rows, width) {
    let y = 3;
    return rows.flatMap((row) => {
      const drawn = laneOf(row, y, width);
      y += row.height;
      return drawn;
    });
  }

  function laneOf({ name, placed, height }, y, width) {
    const label = name.length > 6 ? name.slice(0, 5) + "…" : name;
    const side = svg("g", {}, svg("title", { text: name }), svg("rect", { x: 0, y: y - 3, width: SIDE - 8, height: height - 1, fill: "#f4f6f8" }), svg("text", { x: 8, y: y + 14, fill: "#41566b", text: label }));
    const under = svg("line", { x1: 0, x2: width, y1: y + height - 3, y2: y + height - 3, stroke: "#e1e7ed" });
    return [under, ...placed.map((item) => drawn(item, y + item.line * LINE)), side];
  }

  function drawn(item, y) {
    const isChosen = item.id != null && String(item.id) !== "" && String(item.id) === model.get("selected");
    const node = svg("g", { class: "wb-item" + (isChosen ? " wb-chosen" : ""), tabindex: "0", role: "button", "data-id": item.id ?? "", "aria-label": `${item.label} ${when(item)}` },
      svg("rect", { x: item.x0 - 6, y, width: item.x1 - item.x0 + 14, height: LINE, fill: isChosen ? "#c9def5" : "transparent" }),
      mark(item, y, colourOf(item.tone), x), item.text ? svg("text", { x: after(item) + 4, y: y + LINE / 2 + 4.5, fill: "#1f2a37", text: item.text }) : null);
    const tell = () => hint(node, item);
    for (const [name, act] of [["mouseenter", tell], ["focus", tell], ["mouseleave", hush], ["blur", hush], ["click", () => select(item)]]) node.addEventListener(name, act);
    node.addEventListener("keydown", (event) => event.key === "Enter" && select(item));
    return node;
  }

  function hint(node, item) {
    tip.textContent = [item.label, when(item), shown(item.tooltip)].filter(Boolean).join("\n");
    tip.hidden = false;
    const [outer, box] = [stage.getBoundingClientRect(), node.getBoundingClientRect()];
    const below = box.bottom - outer.top + 4;
    tip.style.left = Math.max(4, Math.min(box.left - outer.left, outer.width - tip.offsetWidth - 8)) + "px";
    tip.style.top = (below + tip.offsetHeight > outer.height && box.top - outer.top > tip.offsetHeight ? box.top - outer.top - tip.offsetHeight - 4 : below) + "px";
  }

  function hush() {
    tip.hidden = true;
  }

  function select(item) {
    if (item.id == null) return;
    hush();
    model.set("selected", String(item.id));
    model.save_changes();
  }

  function choose() {
    const id = model.get("selected");
    const found = id === "" ? null : all.find((item) => String(item.id) === id) ?? model.get("undated").find((item) => String(item.id) === id);
    opened.show(found ?? null);
    for (const node of body.querySelectorAll(".wb-item")) {
      const isChosen = id !== "" && node.dataset.id === id;
      node.classList.toggle("wb-chosen", isChosen);
      node.firstChild.setAttribute("fill", isChosen ? "#c9def5" : "transparent");
    }
  }

  function zoom(by, around = view && (view.from + view.to) / 2) {
    if (!view) return;
    const span = Math.min(Math.max((view.to - view.from) * by, 5 * DAY), 200 * 366 * DAY);
    const share = (around - view.from) / (view.to - view.from);
    view = { from: around - span * share, to: around + span * (1 - share) };
    draw();
  }

  function pan(share) {
    if (!view) return;
    const by = (view.to - view.from) * share;
    view = { from: view.from + by, to: view.to + by };
    draw();
  }

  scroll.addEventListener("wheel", (event) => {
    if (!event.ctrlKey || !view) return;
    event.preventDefault();
    const at = event.clientX - scroll.getBoundingClientRect().left;
    zoom(event.deltaY > 0 ? 1.25 : 0.8, view.from + ((at - SIDE) / inner()) * (view.to - view.from));
  }, { passive: false });

  scroll.addEventListener("keydown", (event) => {
    if (event.target !== scroll) return;
    const act = { "+": () => zoom(0.6), "=": () => zoom(0.6), "-": () => zoom(1 / 0.6), ArrowLeft: () => pan(-0.15), ArrowRight: () => pan(0.15) }[event.key];
    if (act) (event.preventDefault(), act());
  });

  scroll.addEventListener("pointerdown", (event) => {
    if (!view || event.button !== 0 || event.offsetX > scroll.clientWidth) return;
    const [began, at] = [{ ...view }, event.clientX];
    const move = (moved) => {
      if (Math.abs(moved.clientX - at) < 4) return;
      const by = ((at - moved.clientX) / inner()) * (began.to - began.from);
      view = { from: began.from + by, to: began.to + by };
      draw();
    };
    const stop = () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", stop);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", stop);
  });

  const stops = [onWidth(stage, draw), onChange(model, ["items", "lanes", "today", "undated"], load), onChange(model, ["selected"], choose), onChange(model, ["height", "today_word"], draw)];
  load();
  return () => stops.forEach((stop) => stop());
}

export default { render };
