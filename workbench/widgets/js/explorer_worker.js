// ForceAtlas2 in a worker: a fixed number of rounds, so that the same picture always comes to rest the same way.
import iterate from "graphology-layout-forceatlas2/iterate.js";
import { apart } from "./explorer_apart.js";

const WIDTH = 10; // numbers per node in the algorithm's matrix: x, y first, whether it is fixed last
const EVERY = (order) => (order <= 1000 ? 120 : 700); // milliseconds between two looks at the picture on its way

// The canvas is wider than high, and so the picture is: x is `stretch` times what the forces say.
function places(nodes, stretch) {
  const found = new Float32Array((nodes.length / WIDTH) * 2);
  for (let node = 0; node * WIDTH < nodes.length; node++) {
    found[2 * node] = nodes[node * WIDTH] * stretch;
    found[2 * node + 1] = nodes[node * WIDTH + 1];
  }
  return found;
}

self.onmessage = ({ data: { nodes, edges, settings, rounds, stretch, sizes, box } }) => {
  for (let at = 0; at < nodes.length; at += WIDTH) nodes[at] /= stretch;
  let told = performance.now();
  for (let round = 0; round < rounds; round++) {
    iterate(settings, nodes, edges);
    if (performance.now() - told < EVERY(sizes.length)) continue;
    self.postMessage({ places: places(nodes, stretch), done: false });
    told = performance.now();
  }
  const isFixed = sizes.map((_, node) => nodes[node * WIDTH + WIDTH - 1]);
  self.postMessage({ places: apart(places(nodes, stretch), sizes, isFixed, box), done: true });
};
