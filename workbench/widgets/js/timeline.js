// Lanes of acts along time: exact days as dots, part dates as hatched ranges, deadlines as flags, today as a line.
import { button, download, make, onChange, onWidth, shown, svg, tone } from "./dom.js";
import { pack } from "./pack.js";
import { DAY, dated, day, ticks } from "./scale.js";

const SIDE = 112; // width of the lanes' names
const TOP = 30;
const LINE = 24;
const FONT = "13px 'Noto Sans CJK SC','Microsoft YaHei',sans-serif";

function spanOf(items, today) {
  const moments = items.flatMap((item) => [item.from, item.to]);
  if (today != null) moments.push(today);
  if (!moments.length) return null;
  const [from, to] = [Math.min(...moments), Math.max(...moments)];
  const edge = Math.max((to - from) * 0.04, 3 * DAY);
  return { from: from - edge, to: to + edge * 3 }; // room to the right for the last label
}

function read(item) {
  const from = day(item.start);
  if (from == null) return null;
  const end = day(item.end);
  const kind = item.kind === "deadline" ? "deadline" : end != null && end > from ? "range" : "point";
  const isVague = Boolean(item.precision) && item.precision !== "day";
  return { ...item, from, to: Math.max(end ?? from, from), kind, isVague, label: shown(item.label) };
}

function mark(item, y, colour) {
  const middle = y + LINE / 2;
  if (item.kind === "deadline")
    return svg("g", {}, svg("path", { d: `M${item.x0},${middle + 9}V${middle - 9}h11l-3,4 3,4h-11`, fill: colour, stroke: colour, "stroke-width": 1.4, "stroke-linejoin": "round" }));
  if (item.kind === "point") return svg("circle", { cx: item.x0, cy: middle, r: 5, fill: colour, stroke: "#ffffff", "stroke-width": 1.5 });
  const width = Math.max(item.x1 - item.x0, 4);
  const look = item.isVague
    ? { fill: colour, "fill-opacity": 0.16, stroke: colour, "stroke-dasharray": "4 3" }
    : { fill: colour, "fill-opacity": 0.75, stroke: colour };
  return svg("rect", { x: item.x0, y: middle - 6, width, height: 12, rx: 3, ...look });
}

function when(item) {
  if (item.kind === "range") return `${dated(item.from)} 至 ${dated(item.to)}${item.isVague ? "（日期不确切）" : ""}`;
  return dated(item.from) + (item.kind === "deadline" ? "（到期）" : "");
}

function render({ model, el }) {
  const tones = model.get("tones");
  const colourOf = (name) => tones[tone(name)] ?? tones.neutral;
  const count = make("span", { class: "wb-count" });
  const tip = make("div", { class: "wb-tip", role: "tooltip", hidden: true });
  const stage = make("div", { class: "wb-timeline-stage", tabindex: "0" }, tip);
  const bar = make("div", { class: "wb-table-bar" }, count, make("span", { class: "wb-gap" }),
    make("span", { class: "wb-hint", text: "拖动平移，按住 Ctrl 滚动缩放" }),
    button("放大", "放大", () => zoom(0.6)), button("缩小", "缩小", () => zoom(1 / 0.6)), button("全部", "显示全部时间", () => ((view = null), draw())),
    button("存为 SVG", "保存为矢量图", saveSvg), button("存为 PNG", "保存为图片", savePng));
  el.append(make("div", { class: "wb-box wb-timeline" }, bar, stage));
  let view = null;
  let picture = null;
  let items = [];

  const inner = () => Math.max(stage.clientWidth - SIDE - 12, 100);
  const x = (ms) => SIDE + ((ms - view.from) / (view.to - view.from)) * inner();

  function lanes() {
    const given = model.get("lanes");
    const missing = [...new Set(items.map((item) => shown(item.lane)))].filter((lane) => !given.includes(lane));
    return given.concat(missing);
  }

  function draw() {
    if (!stage.clientWidth) return;
    items = model.get("items").map(read).filter(Boolean);
    const today = day(model.get("today"));
    view ??= spanOf(items, today);
    count.textContent = `${items.length} 个节点` + (items.length < model.get("items").length ? `，另有 ${model.get("items").length - items.length} 个日期不详未画` : "");
    picture?.remove();
    picture = null;
    if (!view || !items.length) return empty();
    stage.querySelector(".wb-empty")?.remove();
    const rows = lanes().map(laid);
    const height = TOP + rows.reduce((sum, row) => sum + row.height, 0) + 8;
    picture = svg("svg", { width: stage.clientWidth, height, role: "group", "aria-label": model.get("label"), style: `font:${FONT}` });
    picture.append(svg("rect", { width: "100%", height, fill: "#ffffff" }), axis(height, today), ...stacked(rows));
    if (today != null) picture.append(...now(today, height));
    stage.append(picture);
  }

  function empty() {
    stage.querySelector(".wb-empty")?.remove();
    stage.append(make("div", { class: "wb-empty", text: "没有可以画出的日期" }));
  }

  function laid(name) {
    const visible = items.filter((item) => shown(item.lane) === name && item.to >= view.from && item.from <= view.to);
    const { placed, lines } = pack(visible.map((item) => ({ ...item, x0: x(item.from), x1: Math.max(x(item.to), x(item.from) + 6) })));
    return { name, placed, height: lines * LINE + 10 };
  }

  function axis(height, today) {
    const isCovered = (at) => today != null && x(at) + 48 > x(today) - 20 && x(at) < x(today) + 20;
    const marks = ticks(view.from, view.to, inner()).map(({ at, text, major }) =>
      svg("g", {}, svg("line", { x1: x(at), x2: x(at), y1: TOP - 6, y2: height, stroke: major ? "#b8c4d0" : "#e8edf2" }),
        isCovered(at) ? null : svg("text", { x: x(at) + 4, y: 18, fill: major ? "#1f3a5f" : "#5b6b7c", "font-weight": major ? 600 : 400, text })));
    return svg("g", {}, ...marks, svg("line", { x1: SIDE, x2: stage.clientWidth, y1: TOP - 6, y2: TOP - 6, stroke: "#b8c4d0" }));
  }

  function stacked(rows) {
    let y = TOP;
    return rows.flatMap((row) => {
      const drawn = laneOf(row, y);
      y += row.height;
      return drawn;
    });
  }

  function laneOf({ name, placed, height }, y) {
    const label = name.length > 8 ? name.slice(0, 7) + "…" : name;
    const side = svg("g", {}, svg("title", { text: name }), svg("rect", { x: 0, y: y - 4, width: SIDE - 6, height: height - 2, fill: "#f4f6f8" }),
      svg("text", { x: 8, y: y + 13, fill: "#1f2a37", text: label }));
    const under = svg("line", { x1: 0, x2: stage.clientWidth, y1: y + height - 6, y2: y + height - 6, stroke: "#e1e7ed" });
    return [under, ...placed.map((item) => drawn(item, y + item.line * LINE)), side];
  }

  function drawn(item, y) {
    const colour = colourOf(item.tone);
    const isChosen = item.id != null && String(item.id) === model.get("selected");
    const after = item.x1 + (item.kind === "deadline" ? 16 : item.kind === "point" ? 4 : 6);
    const node = svg("g", { class: "wb-item" + (isChosen ? " wb-chosen" : ""), tabindex: "0", role: "button", "data-id": item.id ?? "", "aria-label": `${item.label} ${when(item)}` },
      svg("rect", { x: item.x0 - 6, y, width: item.x1 - item.x0 + 14, height: LINE, fill: isChosen ? "#dbe8f6" : "transparent" }),
      mark(item, y, colour), item.text ? svg("text", { x: after, y: y + LINE / 2 + 4.5, fill: "#1f2a37", text: item.text }) : null);
    const tell = () => hint(node, item);
    for (const [name, act] of [["mouseenter", tell], ["focus", tell], ["mouseleave", hush], ["blur", hush], ["click", () => select(item)]]) node.addEventListener(name, act);
    node.addEventListener("keydown", (event) => event.key === "Enter" && select(item));
    return node;
  }

  function now(today, height) {
    if (today < view.from || today > view.to) return [];
    const at = x(today);
    return [svg("line", { x1: at, x2: at, y1: TOP - 6, y2: height, stroke: "#a61b1b", "stroke-dasharray": "5 4", "stroke-width": 1.4, "pointer-events": "none" }),
      svg("rect", { x: at - 18, y: 3, width: 36, height: 19, rx: 3, fill: "#a61b1b" }),
      svg("text", { x: at, y: 17, fill: "#ffffff", "text-anchor": "middle", "font-size": 12, text: "今天" })];
  }

  function hint(node, item) {
    tip.textContent = [item.label, when(item), shown(item.tooltip)].filter(Boolean).join("\n");
    tip.hidden = false;
    const [outer, box] = [stage.getBoundingClientRect(), node.getBoundingClientRect()];
    tip.style.left = Math.max(4, Math.min(box.left - outer.left, outer.width - tip.offsetWidth - 8)) + "px";
    tip.style.top = box.bottom - outer.top + stage.scrollTop + 4 + "px";
  }

  function hush() {
    tip.hidden = true;
  }

  function select(item) {
    if (item.id == null) return;
    model.set("selected", String(item.id));
    model.save_changes();
  }

  function zoom(by, around = (view.from + view.to) / 2) {
    if (!view) return;
    const span = Math.min(Math.max((view.to - view.from) * by, 5 * DAY), 200 * 366 * DAY);
    const share = (around - view.from) / (view.to - view.from);
    view = { from: around - span * share, to: around + span * (1 - share) };
    draw();
  }

  stage.addEventListener("wheel", (event) => {
    if (!event.ctrlKey || !view) return;
    event.preventDefault();
    const at = event.clientX - stage.getBoundingClientRect().left;
    zoom(event.deltaY > 0 ? 1.25 : 0.8, view.from + ((at - SIDE) / inner()) * (view.to - view.from));
  }, { passive: false });

  stage.addEventListener("pointerdown", (event) => {
    if (!view || event.button !== 0) return;
    const [began, at] = [{ ...view }, event.clientX];
    const move = (moved) => {
      if (Math.abs(moved.clientX - at) < 4) return;
      const by = ((at - moved.clientX) / inner()) * (began.to - began.from);
      view = { from: began.from + by, to: began.to + by };
      hush();
      draw();
    };
    const stop = () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", stop);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", stop);
  });

  function text() {
    const copy = picture.cloneNode(true);
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    return new XMLSerializer().serializeToString(copy);
  }

  function saveSvg() {
    if (picture) download("时间线.svg", new Blob([text()], { type: "image/svg+xml" }));
  }

  function savePng() {
    if (!picture) return;
    const [width, height] = [picture.width.baseVal.value, picture.height.baseVal.value];
    const image = new Image();
    image.onload = () => {
      const canvas = make("canvas", { width: width * 2, height: height * 2 });
      const pen = canvas.getContext("2d");
      pen.scale(2, 2);
      pen.drawImage(image, 0, 0);
      canvas.toBlob((blob) => download("时间线.png", blob));
    };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text());
  }

  const stopWidth = onWidth(stage, draw);
  const stopAll = onChange(model, ["items", "lanes", "today"], () => ((view = null), draw()));
  const stopChosen = onChange(model, ["selected"], draw);
  return () => {
    stopWidth();
    stopAll();
    stopChosen();
  };
}

export default { render };
