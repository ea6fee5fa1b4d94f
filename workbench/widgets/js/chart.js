// A plotly figure drawn by our own copy of plotly; a click on a point goes back to Python.
import { make, onChange, onWidth } from "./dom.js";
import { plotly } from "./plotly.js";

const HIDDEN = ["zoom2d", "pan2d", "select2d", "lasso2d", "zoomIn2d", "zoomOut2d", "autoScale2d"];

function settings(name) {
  return {
    locale: "zh-CN",
    displaylogo: false,
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

async function render({ model, el }) {
  const box = make("div", { class: "wb-chart", role: "img" });
  el.append(box);
  let Plotly;
  try {
    Plotly = await plotly(model);
  } catch {
    box.textContent = "图表组件没能载入，请重新载入本页。";
    return;
  }
  let listening = false;

  async function draw() {
    if (!box.clientWidth) return;
    const figure = model.get("figure");
    box.setAttribute("aria-label", model.get("label") || "图表");
    box.style.height = model.get("height") + "px";
    const layout = { ...figure.layout, width: box.clientWidth, height: model.get("height") };
    await Plotly.react(box, figure.data ?? [], layout, settings(model.get("label")));
    if (!listening) listen();
  }

  function listen() {
    listening = true;
    box.on("plotly_hover", () => box.classList.add("wb-over"));
    box.on("plotly_unhover", () => box.classList.remove("wb-over"));
    box.on("plotly_click", (event) => {
      const seq = (model.get("clicked")?.seq ?? 0) + 1;
      model.set("clicked", pointed(event.points[0], seq));
      model.save_changes();
    });
  }

  const stopWidth = onWidth(box, draw);
  const stopTraits = onChange(model, ["figure", "height", "label"], draw);
  return () => {
    stopWidth();
    stopTraits();
    Plotly.purge(box);
  };
}

export default { render };
