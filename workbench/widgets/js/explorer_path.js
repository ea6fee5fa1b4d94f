// Looking for a path: one node, then another; what stands between them is asked of Python.
import { button } from "./dom.js";

// `wants(node)` says whether a path may end there; `ask(from, to)` asks for it.
export function pathMode({ tool, line, wants, labelOf, ask }) {
  let from = null; // null: not looking; "": wanting the first end

  function show(text) {
    tool?.setAttribute("aria-pressed", "true");
    line.tell(text, "info", [button("取消", "不查路径", end)]);
  }

  function start(node) {
    from = node;
    show(`路径：起点“${labelOf(node)}”，请点选终点`);
  }

  function end() {
    from = null;
    tool?.setAttribute("aria-pressed", "false");
    line.tell("");
  }

  function pick(node) {
    if (!wants(node)) return show("信访人和汇总的组不能作路径的一端；请另点一个节点");
    if (!from) return start(node);
    if (node === from) return show(`起点和终点相同；请点选“${labelOf(node)}”以外的节点`);
    const first = from;
    end();
    ask(first, node);
  }

  function flip(chosen) {
    if (from !== null) return end();
    if (chosen && wants(chosen)) return start(chosen);
    from = "";
    show("路径：请点选起点（事项、信访件、单位、地点或项目）");
  }

  return { flip, start, pick, end, isOn: () => from !== null };
}
