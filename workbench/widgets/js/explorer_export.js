// The picture as it stands, for a report: SVG with its legend, edition and counts; PNG from that; JSON with places.
import { download, shown, svg } from "./dom.js";
import { FONT } from "./explorer_signs.js";
import { linkId } from "./explorer_graph.js";
import { positions } from "./explorer_layout.js";

const FOOT = 54;

// `view` is the canvas's sigma, `scene` what it shows, `entries` the legend's [{label, color, sign}].
export function drawing(sigma, scene, entries, stamp) {
  const { width, height } = sigma.getDimensions();
  const picture = svg("svg", { xmlns: "http://www.w3.org/2000/svg", width, height: height + FOOT, viewBox: `0 0 ${width} ${height + FOOT}`, style: `font:12.5px ${FONT}` });
  picture.append(svg("rect", { width, height: height + FOOT, fill: "#ffffff" }), lines(sigma, scene), nodes(sigma, scene), foot(scene, entries, stamp, width, height));
  return picture;
}

function spot(sigma, node) {
  return sigma.framedGraphToViewport(sigma.getNodeDisplayData(node));
}

function lines(sigma, { graph }) {
  const group = svg("g", {});
  graph.forEachEdge((line, _, one, other) => {
    const data = sigma.getEdgeDisplayData(line);
    if (!data || data.hidden) return;
    const [from, to] = [spot(sigma, one), spot(sigma, other)];
    group.append(svg("line", { x1: from.x, y1: from.y, x2: to.x, y2: to.y, stroke: data.color, "stroke-width": sigma.scaleSize(data.size) }));
    if (data.type !== "line") group.append(arrow(from, to, sigma.scaleSize(sigma.getNodeDisplayData(other).size), data.color));
    if (data.type === "double") group.append(arrow(to, from, sigma.scaleSize(sigma.getNodeDisplayData(one).size), data.color));
  });
  return group;
}

function arrow(from, to, radius, colour) {
  const far = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [x, y] = [(to.x - from.x) / far, (to.y - from.y) / far];
  const [tipX, tipY] = [to.x - x * radius, to.y - y * radius];
  const side = (way) => `${tipX - x * 9 + y * 4 * way},${tipY - y * 9 - x * 4 * way}`;
  return svg("path", { d: `M${tipX},${tipY}L${side(1)}L${side(-1)}Z`, fill: colour });
}

function nodes(sigma, { graph, sign, written }) {
  const group = svg("g", {});
  graph.forEachNode((node) => {
    const data = sigma.getNodeDisplayData(node);
    if (!data || data.hidden) return;
    const [{ x, y }, radius] = [spot(sigma, node), sigma.scaleSize(data.size)];
    group.append(svg("circle", { cx: x, cy: y, r: radius, fill: data.color }));
    if (radius > 6 && sign(node)) group.append(svg("text", { x, y: y + radius * 0.42, fill: "#ffffff", "text-anchor": "middle", "font-size": radius * 1.15, text: sign(node).sign }));
  });
  for (const name of written.values()) group.append(svg("text", { x: name.x, y: name.y + 4.5, fill: "#1f2a37", stroke: "#ffffff", "stroke-width": 3, "paint-order": "stroke", "font-weight": name.isBold ? 600 : 400, text: name.text }));
  return group;
}

function foot({ graph, passed }, entries, stamp, width, height) {
  const group = svg("g", {}, svg("line", { x1: 0, x2: width, y1: height, y2: height, stroke: "#dde3ea" }));
  let x = 14;
  for (const { label, color } of entries) {
    const wide = [...label].length * 13 + 34;
    if (x + wide > width) break;
    group.append(svg("circle", { cx: x + 5, cy: height + 17, r: 5, fill: color }), svg("text", { x: x + 15, y: height + 21, fill: "#41566b", text: label }));
    x += wide;
  }
  const counts = `${passed.nodes.size} 个节点、${passed.lines.size} 条连线${passed.nodes.size < graph.order ? `（图中共 ${graph.order} 个节点，其余按筛选未显示）` : ""}`;
  group.append(svg("text", { x: 14, y: height + 43, fill: "#5b6b7c", text: [stamp && `数据版本 ${stamp}`, counts, "只统计事项与单位责任，不评价信访人"].filter(Boolean).join(" · ") }));
  return group;
}

export function saveSvg(picture) {
  download("关联网络图.svg", new Blob([new XMLSerializer().serializeToString(picture)], { type: "image/svg+xml" }));
}

export async function savePng(picture, scale = 2) {
  const image = new Image();
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(picture));
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width * scale, image.height * scale];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => download("关联网络图.png", blob));
}

// Only what is shown; days, evidence and places with it.
export function saveJson({ graph, passed }, stamp, look) {
  const places = positions(graph);
  const nodes = graph.mapNodes((node, data) => ({ ...data.node, x: places[node][0], y: places[node][1] })).filter((node) => passed.nodes.has(node.id));
  const links = graph.mapEdges((line, data) => (passed.lines.has(line) ? passed.links(data) : [])).flat().map((link) => ({ id: linkId(link), ...link }));
  const text = JSON.stringify({ directed: true, multigraph: true, graph: { edition: shown(stamp), look }, nodes, links }, null, 1);
  download("关联网络图.json", new Blob([text], { type: "application/json" }));
}
