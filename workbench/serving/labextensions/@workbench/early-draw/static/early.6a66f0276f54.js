/* Draws the page from the state of its widgets that came with the page, before there is a connection to the kernel.
   When the connection is there, the widget manager reads every state once more, so that nothing said meanwhile is lost. */
(function () {
  "use strict";
  const NAME = "@workbench/early-draw";
  const TURNS = 250; // of some 4 ms: without the modules the manager does everything by itself later

  function states() {
    const holder = document.getElementById("workbench-widget-state");
    return holder ? JSON.parse(holder.textContent) : {};
  }

  async function registered(manager, modules) {
    for (let turn = 0; turn < TURNS; turn++) {
      if (modules.every((name) => manager._registry.getAllVersions(name))) return true;
      await new Promise((next) => setTimeout(next));
    }
    return false;
  }

  function withBuffers({ state, buffers = [] }) {
    for (const { path, data } of buffers) {
      const last = path[path.length - 1];
      const holder = path.slice(0, -1).reduce((part, key) => part[key], state);
      holder[last] = new DataView(Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)).buffer);
    }
    return state;
  }

  /* Models are there for whoever asks when this is done; what they load is waited for where they are drawn. */
  async function restore(manager) {
    const given = Object.entries(states());
    if (!given.length) return;
    if (!(await registered(manager, [...new Set(given.map(([, one]) => one.model_module))]))) return;
    for (const [id, one] of given) {
      if (manager.has_model(id)) continue;
      const comm = await manager._create_comm(manager.comm_target_name, id);
      const { model_name, model_module, model_module_version } = one;
      manager.new_model({ model_name, model_module, model_module_version, model_id: id, comm }, withBuffers(one));
    }
  }

  const plugin = {
    id: NAME + ":plugin",
    autoStart: true,
    activate: async (app) => {
      try {
        await restore(await app.widgetManagerPromise.promise);
      } catch (problem) {
        console.error("early draw", problem); // the manager reads the states itself
      }
    },
  };

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB[NAME] = { init: async () => {}, get: async () => () => ({ default: plugin, __esModule: true }) };
})();
