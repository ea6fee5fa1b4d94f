// The explorer of linked cases: puts canvas, tools, time axis, legend and the chosen node's card together.
import { download, make, onChange, shown } from "./dom.js";
import { fillChoice, fillColours, strip, toolbar } from "./explorer_bar.js";
import { card, lineTip, tip } from "./explorer_card.js";
import { colouring, modes } from "./explorer_colour.js";
import { drawing, saveJson, savePng, saveSvg } from "./explorer_export.js";
import { beside, grown, linkId, passing } from "./explorer_graph.js";
import { place, positions, settle } from "./explorer_layout.js";
import { legendPanel } from "./explorer_legend.js";
import { pathMode } from "./explorer_path.js";
import { timeAxis } from "./explorer_time.js";
import { makeView } from "./explorer_view.js";
import Graph from "graphology";

const WIDE = 540; // pixels a picture is laid out for, the same on every screen
const PATIENCE = 30000; // milliseconds after which an unanswered request no longer holds the next back

function render({ model, el }) {
  const get = (name) => model.get(name);
  const canvas = make("div", { class: "wb-explorer-canvas", style: `height:${Math.max(240, get("height"))}px` });
  const hint = make("div", { class: "wb-tip", hidden: true });
  const blank = make("div", { class: "wb-explorer-blank", hidden: true });
  const [chosenCard, legendBox, timeBox] = [make("div", { class: "wb-explorer-card" }), make("div", { class: "wb-explorer-legend" }), make("div")];
  const aside = make("div", { class: "wb-explorer-aside", style: `max-height:${Math.max(240, get("height"))}px` }, chosenCard, legendBox);
  const line = strip();
  const can = (act) => get("acts").includes(act);
  const tools = toolbar({
    undo: () => ask("undo"), settle: again, fit: () => view?.fit(), path: () => path.flip(get("selected").at(-1)), time: flipTime,
    color: (color) => change({ color }), group: (name) => ask("group", "", "", name), find: seek, save: askName, open: (name) => name && ask("open", "", "", name),
    file: save, legend: () => root.classList.toggle("wb-explorer-wide"),
  }, can);
  const count = make("div", { class: "wb-explorer-count" });
  const stage = make("div", { class: "wb-explorer-stage" }, canvas, count, blank, hint);
  const root = make("div", { class: "wb-box wb-explorer" }, tools.element, line.element, timeBox, make("div", { class: "wb-explorer-body" }, stage, aside));
  el.append(root);

  const scene = { graph: new Graph(), passed: { nodes: new Set(), lines: new Set(), links: () => [] }, chosen: new Set(), near: new Set(), route: [], link: null, written: new Map(), sign };
  let view = null;
  let colours = { of: () => "#64748b", entries: [] };
  let stopLayout = () => {};
  let asked = 0; // when the request that waits was made
  let pointed = 0;
  let ours = null; // positions told by this page

  const kindOf = (node) => get("legend").nodes.find((kind) => kind.key === node.type);
  const nodeOf = (id) => (scene.graph.hasNode(id) ? scene.graph.getNodeAttribute(id, "node") : null);
  const labelOf = (id) => shown(nodeOf(id)?.label) || id;

  const path = pathMode({ tool: tools.parts.path, line, wants, labelOf, ask: (from, to) => ask("path", from, to) });

  // --- the picture -------------------------------------------------------------------------------------------------

  function build() {
    stopLayout();
    const before = scene.graph;
    scene.graph = grown(get("nodes"), get("edges"), get("legend"), before, get("positions"));
    const isNew = place(scene.graph);
    const isGrown = isNew.size < scene.graph.order * 0.7; // else it is another picture, and laid out anew
    const fixed = new Set(isGrown ? scene.graph.filterNodes((node) => !isNew.has(node)) : []);
    recolour();
    refilter();
    follow();
    draw();
    timeBox.hidden || drawTime();
    blank.hidden = scene.graph.order > 0;
    blank.textContent = get("empty");
    if (isNew.size) run(fixed);
    root.dataset.ready = String(scene.graph.order);
  }

  function draw() {
    if (!canvas.clientWidth || !scene.graph.order) return void (view && (view.kill(), (view = null)));
    if (view) view.draw();
    else view = makeView(canvas, scene, { pick, pickLink, point, moved: tellPlaces, open: (node) => (path.isOn() ? pick(node, false) : can("expand") && wants(node) && ask("expand", node)) });
    root.wbView = view;
  }

  function run(fixed) {
    root.dataset.rested = "";
    stopLayout = settle(scene.graph, fixed, { width: WIDE, height: Math.max(200, get("height") - 72) }, () => view?.refresh(), (fault) => {
      root.dataset.rested = "1";
      if (fault) line.tell(fault, "warn");
      view?.refresh();
      tellPlaces();
    });
    if (scene.graph.order < 2) root.dataset.rested = "1";
  }

  function again() {
    stopLayout();
    scene.graph.updateEachNodeAttributes((_, data) => ({ ...data, x: null, y: null, held: false }));
    place(scene.graph);
    view?.sigma.setCustomBBox(null);
    run(new Set());
  }

  function tellPlaces() {
    ours = positions(scene.graph);
    set({ positions: ours });
  }

  function replaced() {
    const places = get("positions");
    if (places === ours || !view) return;
    scene.graph.updateEachNodeAttributes((node, data) => (places[node] ? { ...data, x: places[node][0], y: places[node][1] } : data));
    view.refresh();
  }

  // --- looks: colours, filters, legend ------------------------------------------------------------------------------

  function recolour() {
    const found = modes(get("nodes"), can("community"));
    const mode = found.includes(get("look").color) ? get("look").color : "type";
    colours = colouring(get("nodes"), mode, get("legend"), get("names"));
    scene.graph.updateEachNodeAttributes((_, data) => ({ ...data, color: colours.of(data.node) }), { attributes: ["color"] });
    fillColours(tools.parts.color, found, mode);
  }

  function refilter(look = get("look")) {
    scene.passed = passing(scene.graph, look, get("legend"));
    const { nodes, lines } = scene.passed;
    const part = nodes.size < scene.graph.order ? `显示 ${nodes.size} / ${scene.graph.order}` : `${nodes.size}`;
    count.textContent = scene.graph.order ? `${part} 个节点 · ${lines.size} 条连线` : "";
  }

  function restyle() {
    recolour();
    refilter();
    follow();
    view?.refresh();
  }

  function change(part) {
    set({ look: { ...get("look"), ...part } });
    restyle();
  }

  function drawLegend() {
    legendBox.replaceChildren(...legendPanel({ nodes: get("nodes"), edges: get("edges"), legend: get("legend"), look: get("look"), colours: colours.entries, change }));
  }

  function sign(node) {
    const data = nodeOf(node);
    const isQuiet = (scene.chosen.size || scene.route.length) && !scene.chosen.has(node) && !scene.near.has(node) && !scene.route.includes(node);
    if (isQuiet) return null;
    return { sign: kindOf(data)?.sign ?? "", more: outside(node), ring: scene.chosen.has(node) ? "#1f3a5f" : scene.route.includes(node) ? "#c8650a" : "" };
  }

  function outside(node) {
    return Object.values(get("more")[node] ?? {}).reduce((sum, many) => sum + many, 0);
  }

  // --- choosing -----------------------------------------------------------------------------------------------------

  function pick(node, isMore) {
    if (path.isOn() && node) return path.pick(node);
    const former = get("selected").filter((one) => one !== node);
    const isThere = get("selected").includes(node);
    set({ selected: !node ? [] : !isMore ? [node] : isThere ? former : [...former, node], link: "" });
    follow();
    view?.refresh();
  }

  function pickLink(edge) {
    const [first] = scene.passed.links(scene.graph.getEdgeAttributes(edge));
    if (first) set({ link: linkId(first), selected: [] });
    follow();
    view?.refresh();
  }

  function follow() {
    const chosen = get("selected").filter((node) => scene.graph.hasNode(node));
    scene.chosen = new Set(chosen);
    scene.near = new Set(chosen.flatMap((node) => [...beside(scene.graph, scene.passed, node)]));
    scene.route = get("route").filter((node) => scene.graph.hasNode(node));
    scene.link = get("link") ? get("edges").find((link) => linkId(link) === get("link")) : null;
    drawCard(chosen);
    drawLegend();
    if (tools.parts.undo) tools.parts.undo.disabled = !get("can_undo");
  }

  function drawCard(chosen) {
    const node = chosen.length === 1 ? nodeOf(chosen[0]) : null;
    const given = { kind: node && kindOf(node), more: node && get("more")[node.id], page: get("page"), can, ask, startPath: path.start, isMany: chosen.length > 1 };
    chosenCard.replaceChildren(scene.link && !node ? linkCard() : card(node, given));
  }

  function linkCard() {
    return make("div", { class: "wb-explorer-link", text: lineTip([scene.link], labelOf, get("legend")) });
  }

  function point({ node, line: edge }) {
    clearTimeout(pointed);
    const text = node ? tip(nodeOf(node), kindOf(nodeOf(node)), get("more")[node]) : edge ? lineTip(scene.passed.links(scene.graph.getEdgeAttributes(edge)), labelOf, get("legend")) : "";
    canvas.style.cursor = text ? "pointer" : "";
    hint.hidden = !text;
    hint.textContent = text;
    pointed = setTimeout(() => get("hovered") !== (node ?? "") && set({ hovered: node ?? "" }), 150);
  }

  function besidePointer(event) {
    const at = stage.getBoundingClientRect();
    const [x, y] = [event.clientX - at.left, event.clientY - at.top];
    hint.style.left = `${x > at.width / 2 ? Math.max(4, x - 14 - hint.offsetWidth) : x + 14}px`;
    hint.style.top = `${Math.max(4, Math.min(y + 14, at.height - hint.offsetHeight - 4))}px`;
  }

  function seek(text) {
    if (!text) return;
    const found = scene.graph.filterNodes((id, { node }) => scene.passed.nodes.has(id) && (id === text || id.endsWith(`:${text}`) || shown(node.label).includes(text)));
    if (!found.length) return line.tell(`图中没有“${text}”；若要从它画起，请用页面上的检索`, "warn");
    const next = found[(found.indexOf(get("selected")[0]) + 1) % found.length];
    line.tell(found.length > 1 ? `图中有 ${found.length} 个，再按回车看下一个` : "");
    pick(next, false);
    view?.seek(next);
  }

  // --- time, files --------------------------------------------------------------------------------------------

  function wants(node) {
    return !node.includes("*") && nodeOf(node)?.type !== "contact";
  }

  function flipTime() {
    timeBox.hidden = !timeBox.hidden;
    tools.parts.time.setAttribute("aria-pressed", String(!timeBox.hidden));
    if (!timeBox.hidden) drawTime();
    else if ((get("look").window ?? []).length) change({ window: [] });
  }

  function drawTime() {
    const axis = timeAxis(get("nodes"), get("edges"), get("look").window ?? [], (window, isDone) => {
      if (isDone) return change({ window });
      refilter({ ...get("look"), window });
      view?.refresh();
    });
    timeBox.replaceChildren(axis ?? make("div", { class: "wb-explorer-time wb-hint", text: "图中没有日期，不能按时间筛选" }));
  }

  function save(kind) {
    if (!view) return line.tell("图是空的，没有可导出的内容", "warn");
    if (kind === "gexf" || kind === "graphml") return ask("export", "", "", kind);
    if (kind === "json") return saveJson(scene, get("stamp"), get("look"));
    const legend = get("legend").nodes.filter((one) => get("nodes").some((node) => node.type === one.key));
    const picture = drawing(view.sigma, scene, colours.entries.length ? colours.entries : legend, get("stamp"));
    return kind === "svg" ? saveSvg(picture) : kind === "png" ? savePng(picture) : null;
  }

  function askName() {
    if (!scene.graph.order) return line.tell("图是空的，没有可保存的内容", "warn");
    line.ask("保存这张图，名称：", (name) => (ask("save", "", "", name), line.tell("")), () => line.tell(""));
  }

  // --- asking Python ------------------------------------------------------------------------------------------------

  function set(values) {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
  }

  function ask(act, node = "", other = "", name = "") {
    const seq = get("asked").seq ?? 0;
    if (seq > get("answered") && performance.now() - asked < PATIENCE) return line.tell("上一步还在进行，请稍候", "warn");
    asked = performance.now();
    root.classList.add("wb-explorer-busy");
    set({ asked: { act, node, other, name, seq: Math.max(seq, get("answered")) + 1 } });
  }

  function answered() {
    root.classList.toggle("wb-explorer-busy", (get("asked").seq ?? 0) > get("answered"));
    tell();
  }

  function tell() {
    const notes = get("notes").map(shown).join("；");
    line.tell([shown(get("said")), notes].filter(Boolean).join("；"), notes && get("tone") !== "error" ? "warn" : get("tone"));
    if (tools.parts.open) fillChoice(tools.parts.open, Object.fromEntries(get("saved").map((name) => [name, name])), "打开");
    if (tools.parts.open) tools.parts.open.hidden = !get("saved").length;
    if (tools.parts.group) tools.parts.group.hidden = !get("nodes").some((node) => node.id.includes("*"));
    if (tools.parts.group) fillChoice(tools.parts.group, get("legend").groupings, "汇总");
  }

  function offered() {
    const { name, text } = get("file");
    if (name) download(name, new Blob([text], { type: "application/xml" }));
  }

  // Python may set several traits at once; each part of the page is drawn once for all of them.
  const waiting = new Set();
  const soon = (act) => () => {
    if (!waiting.size) queueMicrotask(drawWaiting);
    waiting.add(act);
  };
  function drawWaiting() {
    const acts = [...waiting];
    waiting.clear();
    acts.forEach((one) => one());
  }

  const chosenAgain = () => (follow(), view?.refresh());
  const stops = [
    onChange(model, ["nodes", "edges", "legend"], soon(build)), onChange(model, ["look", "names"], soon(restyle)), onChange(model, ["positions"], soon(replaced)),
    onChange(model, ["selected", "route", "link", "more", "can_undo"], soon(chosenAgain)), onChange(model, ["said", "tone", "notes", "saved", "nodes"], soon(tell)),
    onChange(model, ["answered"], soon(answered)), onChange(model, ["file"], soon(offered)),
  ];
  // sigma cannot be made in a container without width (a tab not shown yet)
  const observer = new ResizeObserver(() => canvas.clientWidth && (view ? (view.sigma.resize(), view.refresh()) : draw()));
  timeBox.hidden = true;
  stage.addEventListener("mousemove", besidePointer);
  stage.addEventListener("mouseleave", () => point({}));
  root.addEventListener("keydown", (event) => event.key === "Escape" && path.isOn() && path.end());
  build();
  tell();
  observer.observe(canvas);
  return () => {
    stopLayout();
    observer.disconnect();
    stops.forEach((stop) => stop());
    view?.kill();
  };
}

export default { render };
