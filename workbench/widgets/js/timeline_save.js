// The picture as a file: axis and lanes in one drawing, as they are shown now.
import { download, savePng as toPng, svg } from "./dom.js";

function joined(axis, body, top) {
  const [width, height] = [body.width.baseVal.value, top + body.height.baseVal.value];
  const whole = svg("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`, style: body.getAttribute("style") });
  const lower = svg("g", { transform: `translate(0,${top})` });
  lower.append(...body.cloneNode(true).childNodes);
  whole.append(...axis.cloneNode(true).childNodes, lower);
  return { text: new XMLSerializer().serializeToString(whole), width, height };
}

export function saveSvg(axis, body, top) {
  download("时间线.svg", new Blob([joined(axis, body, top).text], { type: "image/svg+xml" }));
}

export function savePng(axis, body, top) {
  const { text, width, height } = joined(axis, body, top);
  toPng(text, width, height, "时间线");
}
