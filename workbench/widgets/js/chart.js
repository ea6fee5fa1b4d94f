// A figure drawn by ourselves where it is asked to be light and can be, else by our own copy of plotly; a click goes back to Python.
import { make, onChange, onWidth } from "./dom.js";
import { drawLight, isLight } from "./light.js";
import { plotly } from "./plotly.js";

const HIDDEN = ["zoom2d", "pan2d", "select2d", "lasso2d", "zoomIn2d", "zoomOut2d", "autoScale2d", "sendChartToCloud"];

function settings(name) {
  return {
    locale: "zh-CN",
    displaylogo: false,
    showSendToCloud: false, // on by default since plotly.js 4: a button that sends the chart's data to plotly.com
    plotlyServerURL: "",
    modeBarButtonsToRemove: HIDDEN,
    toImageButtonOptions: { format: "png", scale: 2, filename: name || "图表" },
  };
}

// Python writes < as &lt; so that plotly shows it as text; here it goes back.
function plain(value) {
  if (typeof value === "string") return value.replaceAll("&lt;", "<").replaceAll("&amp;", "&");
  if (Array.isArray(value)) return value.map(plain);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  return value;
}

function pointed(point, seq) {
  const trace = point.fullData ?? point.data ?? {};
  const along = trace.orientation === "h" ? point.y : point.x;
  return {
    customdata: plain(point.customdata ?? null),
    label: plain(point.label ?? along ?? ""),
    curve: point.curveNumber ?? 0,
    point: point.pointNumber ?? null,
    trace: plain((point.data ?? point.fullData?._input)?.name ?? ""), // the name given, not one plotly makes up
    seq,
  };
}

function tellPython(model, point) {
  model.set("clicked", pointed(point, (model.get("clicked")?.seq ?? 0) + 1));
  model.save_changes();
}

function render({ model, el }) {
  const box = make("div", { class: "wb-chart", role: "img", "aria-label": model.get("label") || "图表", style: `height:${model.get("height")}px` });
  el.append(box);
  if (model.get("light") && isLight(model.get("figure"))) return drawLight(model, box, plain, (point) => tellPython(model, point));
  let stop = null;
  let isGone = false;
  // the page does not wait for plotly: the other parts are shown meanwhile
  plotly(model).then(
    (Plotly) => !isGone && (stop = drawn(Plotly, model, box)),
    () => (box.textContent = "图表组件没能载入，请重新载入本页。"),
  );
  return () => {
    isGone = true;
    stop?.();
  };
}

function drawn(Plotly, model, box) {
  let isListening = false;

  async function draw() {
    if (!box.clientWidth) return;
    const [figure, height, label] = ["figure", "height", "label"].map((name) => model.get(name));
    box.setAttribute("aria-label", label || "图表");
    box.style.height = height + "px";
    await Plotly.react(box, figure.data ?? [], { ...figure.layout, width: box.clientWidth, height }, settings(label));
    if (!isListening) listen();
  }

  function listen() {
    isListening = true;
    box.on("plotly_hover", () => box.classList.add("wb-over"));
    box.on("plotly_unhover", () => box.classList.remove("wb-over"));
    box.on("plotly_click", (event) => tellPython(model, event.points[0]));
  }

  const stops = [onWidth(box, draw), onChange(model, ["figure", "height", "label"], draw), () => Plotly.purge(box)];
  return () => stops.forEach((stop) => stop());
}

export default { render };
