// A small picture of linked cases: sigma draws, graphology holds, a click says which node.
import Graph from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";
import Sigma from "sigma";
import { toBlob } from "@sigma/export-image";
import { button, download, make, onChange, shown } from "./dom.js";

const FONT = "'Noto Sans CJK SC','Microsoft YaHei',sans-serif";
const FADED = "#e3e7ec";

// The same id gives the same start, so the same data gives the same picture.
function start(id) {
  let hash = 2166136261;
  for (const letter of id) hash = Math.imul(hash ^ letter.codePointAt(0), 16777619);
  return { x: ((hash >>> 16) & 0xffff) / 64, y: (hash & 0xffff) / 64 };
}

function colours(groups) {
  return new Map(groups.map((group) => [group.key, group.color]));
}

function graphOf(nodes, edges, groups) {
  const colour = colours(groups);
  const graph = new Graph({ multi: true, type: "undirected" });
  for (const node of nodes) {
    const id = String(node.id);
    const place = node.x != null && node.y != null ? { x: node.x, y: node.y } : start(id);
    graph.mergeNode(id, { ...place, size: node.size ?? 7, label: shown(node.label), title: shown(node.title), color: colour.get(node.group) ?? "#64748b" });
  }
  for (const edge of edges) {
    const [from, to] = [String(edge.source), String(edge.target)];
    if (graph.hasNode(from) && graph.hasNode(to)) graph.addEdge(from, to, { size: edge.weight ?? 1, color: "#aab5c1", label: shown(edge.label) });
  }
  return graph;
}

function settle(graph, placed, rounds = graph.order > 800 ? 80 : 500) {
  if (placed || graph.order < 3) return;
  forceAtlas2.assign(graph, { iterations: rounds, settings: { ...forceAtlas2.inferSettings(graph), barnesHutOptimize: graph.order > 500, gravity: 0.6 } });
}

function render({ model, el }) {
  const box = make("div", { class: "wb-network-canvas" });
  const info = make("span", { class: "wb-count" });
  const legend = make("div", { class: "wb-legend" });
  const query = make("input", { type: "search", class: "wb-search", placeholder: "查找编号或名称…", "aria-label": "查找节点", onchange: () => seek(query.value.trim()) });
  const bar = make("div", { class: "wb-table-bar" }, info, make("span", { class: "wb-gap" }), query,
    button("重新布局", "重新排列节点", () => (settle(graph, false), sigma?.refresh())),
    button("复位", "回到全图并取消选择", reset), button("导出图片", "保存为 PNG", save));
  const root = make("div", { class: "wb-box" }, bar, box, legend);
  el.append(root);
  let graph = new Graph();
  let sigma = null;
  let chosen = "";
  let near = new Set();

  function nodeLook(node, data) {
    if (!chosen) return data;
    if (node === chosen) return { ...data, highlighted: true, zIndex: 2 };
    return near.has(node) ? { ...data, zIndex: 1 } : { ...data, color: FADED, label: "", zIndex: 0 };
  }

  function edgeLook(edge, data) {
    if (!chosen) return data;
    return graph.extremities(edge).includes(chosen) ? { ...data, color: "#41566b" } : { ...data, hidden: true };
  }

  function build() {
    sigma?.kill();
    const [nodes, edges, groups] = ["nodes", "edges", "groups"].map((name) => model.get(name));
    graph = graphOf(nodes, edges, groups);
    settle(graph, nodes.length > 0 && nodes.every((node) => node.x != null && node.y != null));
    sigma = new Sigma(graph, box, { labelFont: FONT, labelSize: 13, labelRenderedSizeThreshold: graph.order > 200 ? 9 : 3, labelDensity: 0.8, zIndex: true, nodeReducer: nodeLook, edgeReducer: edgeLook });
    sigma.on("clickNode", ({ node }) => select(node));
    sigma.on("clickStage", () => select(""));
    info.textContent = `${graph.order} 个节点 · ${graph.size} 条关联`;
    legend.replaceChildren(...groups.map((group) => make("span", {}, make("i", { style: `background:${/^#[0-9a-f]{3,8}$/i.test(group.color) ? group.color : "#64748b"}` }), shown(group.label))));
    root.dataset.ready = String(graph.order);
    follow();
  }

  function select(node) {
    model.set("selected", node);
    model.save_changes();
    follow();
  }

  function follow() {
    const wanted = model.get("selected");
    chosen = wanted && graph.hasNode(wanted) ? wanted : "";
    near = new Set(chosen ? graph.neighbors(chosen) : []);
    sigma?.refresh({ skipIndexation: true });
  }

  function seek(text) {
    const node = text && graph.findNode((id, data) => id === text || data.label.includes(text));
    if (!node) return;
    select(node);
    const { x, y } = sigma.getNodeDisplayData(node);
    sigma.getCamera().animate({ x, y, ratio: 0.4 }, { duration: 300 });
  }

  function reset() {
    query.value = "";
    select("");
    sigma?.getCamera().animatedReset();
  }

  async function save() {
    if (sigma) download("关联图.png", await toBlob(sigma, { format: "png", backgroundColor: "#ffffff" }));
  }

  // sigma cannot be made in a container without width (a tab not shown yet)
  const observer = new ResizeObserver(() => {
    if (!box.clientWidth) return;
    if (sigma) sigma.resize();
    else build();
  });
  box.style.height = model.get("height") + "px";
  observer.observe(box);
  const stopBuild = onChange(model, ["nodes", "edges", "groups"], () => box.clientWidth && build());
  const stopFollow = onChange(model, ["selected"], follow);
  return () => {
    observer.disconnect();
    stopBuild();
    stopFollow();
    sigma?.kill();
  };
}

export default { render };
