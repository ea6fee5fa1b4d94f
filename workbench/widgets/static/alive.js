/* Says "本页已停止更新" when the page's kernel has ended or the server cannot be reached: old figures must not look live. */
(function () {
  "use strict";
  const config = JSON.parse(document.getElementById("jupyter-config-data").textContent);
  const address = config.baseUrl + "api/kernels/" + config.kernelId;
  const every = config.workbenchBeat || 10000;
  let missed = 0;

  function stop(reason) {
    clearInterval(timer);
    const bar = document.createElement("div");
    bar.id = "wb-stopped";
    bar.setAttribute("role", "alert");
    const text = document.createElement("span");
    text.textContent = "本页已停止更新：" + reason + "下面的数字不再变化。";
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = "重新载入";
    again.addEventListener("click", () => location.reload());
    bar.append(text, again);
    document.body.prepend(bar);
    const cells = document.getElementById("rendered_cells");
    if (cells) {
      cells.style.opacity = "0.45";
      cells.inert = true;
    }
  }

  async function beat() {
    if (document.getElementById("wb-stopped")) return;
    let status = 0;
    try {
      status = (await fetch(address, { cache: "no-store", credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(5000) })).status;
    } catch {
      status = 0;
    }
    if (status === 404) return stop("后台已结束。");
    missed = status === 200 ? 0 : missed + 1;
    if (missed >= 2) stop("连不上服务。");
  }

  const timer = setInterval(beat, every);
  document.addEventListener("visibilitychange", beat); // someone comes back to the page: do not wait for the next beat
  // a page shown from the browser's back-forward cache has lost its connection
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  // free the kernel when the page is left; the server checks that this comes from its own page
  window.addEventListener("pagehide", () => fetch(config.baseUrl + "voila/api/shutdown/" + config.kernelId, { method: "POST", keepalive: true }));
})();
