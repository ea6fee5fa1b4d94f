// One copy of plotly per page: from our own server on a dashboard, from Python over the comm in JupyterLab.
import zh from "plotly.js-locales/zh-cn";

export function plotly(model) {
  window.workbenchPlotly ??= load(model).then((Plotly) => {
    Plotly.register(zh);
    return Plotly;
  });
  return window.workbenchPlotly;
}

async function load(model) {
  const served = document.querySelector('meta[name="workbench-static"]');
  const address = served
    ? served.content + "plotly.min.js?v=" + served.dataset.version
    : URL.createObjectURL(new Blob([await asked(model)], { type: "text/javascript" }));
  await script(address);
  return window.Plotly;
}

function asked(model) {
  return new Promise((resolve) => {
    const answer = (message, buffers) => {
      if (message?.kind !== "plotly") return;
      model.off("msg:custom", answer);
      resolve(buffers[0]);
    };
    model.on("msg:custom", answer);
    model.send({ kind: "plotly" });
  });
}

function script(address) {
  const define = window.define; // with an AMD loader on the page plotly would hide in it
  window.define = undefined;
  return new Promise((resolve, reject) => {
    const node = document.createElement("script");
    node.src = address;
    node.onload = resolve;
    node.onerror = () => reject(new Error("plotly.min.js"));
    document.head.append(node);
  }).finally(() => (window.define = define));
}
