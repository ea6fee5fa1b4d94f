// The canvas: sigma draws the graph, tells what was clicked, moved or pointed at, and shows the chosen in front of the rest.
import Sigma from "sigma";
import { EdgeArrowProgram, EdgeDoubleArrowProgram, EdgeRectangleProgram, NodeCircleProgram, NodePointProgram } from "sigma/rendering";
import { drawHover, drawSigns } from "./explorer_signs.js";

const FADED = "#e1e6ec";
const NEAR = "#6c8299";
const ROUTE = "#c8650a";
const MANY = 1500; // above this, lines are not asked for under the mouse and signs wait until one looks closer

function settings(order) {
  return {
    renderLabels: false, defaultDrawNodeHover: drawHover, // labels are drawn with the signs, where they find room
    nodeProgramClasses: { circle: NodeCircleProgram, point: NodePointProgram }, defaultNodeType: order > 1000 ? "point" : "circle", // a point is drawn faster
    edgeProgramClasses: { line: EdgeRectangleProgram, arrow: EdgeArrowProgram, double: EdgeDoubleArrowProgram }, defaultEdgeType: "line",
    enableEdgeEvents: order <= MANY, hideEdgesOnMove: order > 1000, zIndex: true, minCameraRatio: 0.02, maxCameraRatio: 4, stagePadding: 36,
  };
}

// `scene` is what to draw: {graph, passed, chosen, near, route, link, sign(node)}; `on` what to call: pick, pickLink, point, moved, open.
export function makeView(box, scene, on) {
  const looks = { nodeReducer: (node, data) => nodeLook(scene, node, data), edgeReducer: (line, data) => lineLook(scene, line, data) };
  const sigma = new Sigma(scene.graph, box, { ...settings(scene.graph.order), ...looks });
  const signs = signsOf(sigma, scene);
  listen(sigma, scene, on);
  drag(sigma, scene, on);
  let frame = 0;
  return {
    sigma,
    draw: () => redraw(sigma, scene),
    refresh: () => (frame ||= requestAnimationFrame(() => ((frame = 0), sigma.refresh({ skipIndexation: true })))), // once for all that changed
    fit: () => sigma.getCamera().animatedReset({ duration: 300 }),
    seek: (node) => seek(sigma, node),
    kill: () => (cancelAnimationFrame(frame), signs(), sigma.kill()),
  };
}

function redraw(sigma, scene) {
  sigma.setCustomBBox(null);
  for (const [name, value] of Object.entries(settings(scene.graph.order))) sigma.setSetting(name, value);
  sigma.setGraph(scene.graph);
}

function seek(sigma, node) {
  const data = sigma.getNodeDisplayData(node);
  if (data) sigma.getCamera().animate({ x: data.x, y: data.y, ratio: Math.min(0.5, sigma.getCamera().ratio) }, { duration: 300 });
}

function nodeLook({ passed, chosen, near, route }, node, data) {
  if (!passed.nodes.has(node)) return { ...data, hidden: true };
  if (chosen.has(node)) return { ...data, zIndex: 3, rank: 3 };
  if (route.length) return route.includes(node) ? { ...data, zIndex: 2, rank: 2 } : faded(data);
  if (!chosen.size) return data;
  return near.has(node) ? { ...data, zIndex: 2, rank: 1 } : faded(data);
}

function faded(data) {
  return { ...data, color: FADED, rank: -1, zIndex: 0 };
}

function lineLook({ graph, passed, chosen, route, link }, line, data) {
  if (!passed.lines.has(line)) return { ...data, hidden: true };
  const [one, other] = graph.extremities(line);
  if (link && data.links.some((held) => held === link)) return { ...data, color: "#1f3a5f", size: data.size + 1.5, zIndex: 3 };
  const behind = (color) => (graph.order > 1000 ? { ...data, hidden: true } : { ...data, color, zIndex: 0 });
  if (route.length) return isStep(route, one, other) ? { ...data, color: ROUTE, size: data.size + 2, zIndex: 2 } : behind(FADED);
  if (!chosen.size) return data;
  return chosen.has(one) || chosen.has(other) ? { ...data, color: NEAR, size: data.size + 0.4, zIndex: 2 } : behind("#edf0f3");
}

function isStep(route, one, other) {
  return route.some((node, at) => at > 0 && ((node === one && route[at - 1] === other) || (node === other && route[at - 1] === one)));
}

function signsOf(sigma, scene) {
  sigma.createCanvasContext("signs", { afterLayer: "nodes" });
  sigma.resize(true);
  const canvas = sigma.getCanvases().signs;
  canvas.style.pointerEvents = "none";
  const draw = () => {
    const isMany = scene.graph.order > MANY;
    const isMoving = scene.graph.order > 1000 && (sigma.getCamera().isAnimated() || sigma.getMouseCaptor().isMoving);
    scene.written = isMoving ? clear(sigma, canvas) : drawSigns(sigma, canvas.getContext("2d"), scene.graph, isMany && sigma.getCamera().ratio > 0.3 ? () => null : scene.sign);
  };
  sigma.on("afterRender", draw);
  return () => sigma.off("afterRender", draw);
}

function clear(sigma, canvas) {
  const { width, height } = sigma.getDimensions();
  canvas.getContext("2d").clearRect(0, 0, width, height);
  return new Map();
}

function listen(sigma, scene, on) {
  const isMore = (event) => event.original.ctrlKey || event.original.metaKey || event.original.shiftKey;
  let last = "";
  const pick = (node, event) => on.pick((last = node), isMore(event));
  sigma.on("clickNode", ({ node, event }) => pick(node, event));
  sigma.on("clickEdge", ({ edge }) => on.pickLink(edge));
  sigma.on("clickStage", ({ event }) => pick("", event));
  // two quick clicks on two nodes are no double click, though sigma takes them for one
  const twice = (node, event) => (event.preventSigmaDefault(), node && node === last ? on.open(node) : pick(node, event));
  sigma.on("doubleClickNode", ({ node, event }) => twice(node, event));
  sigma.on("doubleClickStage", ({ event }) => last && twice("", event));
  sigma.on("enterNode", ({ node }) => on.point({ node }));
  sigma.on("enterEdge", ({ edge }) => on.point({ line: edge }));
  for (const name of ["leaveNode", "leaveEdge"]) sigma.on(name, () => on.point({}));
}

function drag(sigma, scene, on) {
  let held = "";
  let isMoved = false;
  sigma.on("downNode", ({ node }) => {
    held = node;
    isMoved = false;
    if (!sigma.getCustomBBox()) sigma.setCustomBBox(sigma.getBBox());
  });
  sigma.on("moveBody", ({ event }) => {
    if (!held) return;
    isMoved = true;
    scene.graph.mergeNodeAttributes(held, { ...sigma.viewportToGraph(event), held: true });
    event.preventSigmaDefault();
    event.original.preventDefault();
  });
  const drop = () => {
    if (held && isMoved) on.moved();
    held = "";
  };
  sigma.on("upNode", drop);
  sigma.on("upStage", drop);
}
