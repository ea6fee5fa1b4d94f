// A row of figures, each with the fraction it comes from; a click says which.
import { make, onChange, shown, tone } from "./dom.js";

function render({ model, el }) {
  const row = make("div", { class: "wb-metrics", role: "group" });
  el.append(row);

  function click(key) {
    model.set("clicked", { key, seq: (model.get("clicked")?.seq ?? 0) + 1 });
    model.save_changes();
  }

  function card(metric) {
    const value = typeof metric.value === "number" ? metric.value.toLocaleString("zh-CN") : shown(metric.value);
    return make(
      metric.key ? "button" : "div",
      {
        type: metric.key ? "button" : null,
        class: "wb-metric wb-tone-" + tone(metric.tone),
        title: metric.hint || null,
        "aria-pressed": metric.key ? String(metric.key === model.get("selected")) : null,
        onclick: () => metric.key && click(metric.key),
      },
      make("span", { class: "wb-metric-label", text: shown(metric.label) }),
      make("span", { class: "wb-metric-value" }, value || "—", metric.unit ? make("small", { text: metric.unit }) : null),
      make("span", { class: "wb-metric-fraction", text: shown(metric.fraction) || "\u00a0" }),
    );
  }

  const draw = () => row.replaceChildren(...model.get("metrics").map(card));
  draw();
  return onChange(model, ["metrics", "selected"], draw);
}

export default { render };
