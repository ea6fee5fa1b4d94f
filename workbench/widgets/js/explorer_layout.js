// Where nodes stand: the same start for the same id, newcomers beside a neighbour, then ForceAtlas2 in a worker.
import DEFAULTS from "graphology-layout-forceatlas2/defaults.js";
import { graphToByteArrays } from "graphology-layout-forceatlas2/helpers.js";
import code from "worker:explorer_worker.js";

function hash(text) {
  let found = 2166136261;
  for (const letter of text) found = Math.imul(found ^ letter.codePointAt(0), 16777619);
  found = Math.imul(found ^ (found >>> 15), 2246822507);
  return (found ^ (found >>> 13)) >>> 0;
}

// A point on a disc, by the id alone.
function point(id, reach) {
  const found = hash(id);
  const [angle, far] = [(found & 0xffff) / 65536, Math.sqrt((found >>> 16) / 65536)];
  return { x: Math.cos(angle * 2 * Math.PI) * far * reach, y: Math.sin(angle * 2 * Math.PI) * far * reach };
}

// Gives every node without a place one; returns how many there were.
export function place(graph) {
  const isNew = new Set(graph.filterNodes((_, data) => data.x == null));
  const reach = 10 * Math.sqrt(graph.order + 1);
  const isFirst = isNew.size === graph.order;
  for (const node of isNew) {
    const known = isFirst ? null : graph.findNeighbor(node, (_, data) => data.x != null);
    const spot = point(node, known ? reach / 8 : reach);
    const centre = known ? graph.getNodeAttributes(known) : { x: 0, y: 0 };
    graph.mergeNodeAttributes(node, { x: centre.x + spot.x, y: centre.y + spot.y });
  }
  return isNew;
}

// Few nodes: what hangs together stands apart from what does not. Many: hubs stay within what hangs on them.
function forces(order) {
  const common = { ...DEFAULTS, slowDown: 1 + Math.log(order), barnesHutOptimize: order > 250, barnesHutTheta: 1 };
  if (order <= 500) return { ...common, linLogMode: true, gravity: 1.2, scalingRatio: 6 };
  return { ...common, strongGravityMode: true, gravity: 0.02, scalingRatio: 20 };
}

function rounds(order) {
  return order <= 500 ? 700 : order <= 2000 ? 240 : 120;
}

// Moves the free nodes until they rest; `moved` is called on the way, `rested` at the end. Returns a way to stop.
export function settle(graph, fixed, box, moved, rested) {
  if (graph.order - fixed.size < 1 || graph.order < 2) return () => {};
  const nodes = graph.nodes();
  const worker = started();
  const stop = () => worker.terminate();
  worker.onmessage = ({ data }) => {
    assign(graph, nodes, data.places);
    if (data.done) stop();
    (data.done ? rested : moved)();
  };
  worker.onerror = (fault) => rested(`自动排布没有运行（${fault.message || "浏览器不允许后台程序"}）；可用鼠标拖动节点`);
  worker.postMessage(task(graph, nodes, fixed, box));
  return stop;
}

function started() {
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const worker = new Worker(address);
  URL.revokeObjectURL(address);
  return worker;
}

function task(graph, nodes, fixed, box) {
  const matrices = graphToByteArrays(graph, (_, data) => 1 + Math.log2(data.many));
  nodes.forEach((node, row) => fixed.has(node) && (matrices.nodes[row * 10 + 9] = 1));
  const sizes = nodes.map((node) => graph.getNodeAttribute(node, "size"));
  const stretch = Math.min(1.7, Math.max(1, box.width / box.height));
  return { ...matrices, settings: forces(graph.order), sizes, stretch, box, rounds: fixed.size ? 200 : rounds(graph.order) };
}

function assign(graph, nodes, places) {
  const row = new Map(nodes.map((node, at) => [node, at]));
  graph.updateEachNodeAttributes((node, data) => {
    const at = row.get(node);
    return at == null || data.held ? data : { ...data, x: rounded(places[2 * at]), y: rounded(places[2 * at + 1]) };
  }, { attributes: ["x", "y"] });
}

export function positions(graph) {
  return Object.fromEntries(graph.mapNodes((node, { x, y }) => [node, [rounded(x), rounded(y)]]));
}

// Places are kept to a hundredth, in the picture as in Python: an echo of our own places then moves nothing.
function rounded(place) {
  return Math.round(place * 100) / 100;
}
