// Inside a frame on another site: the map where there is one, and how high the page is.
import { watchMap } from "./map/watch.js";

if (parent !== window) {
  // Nobody learns more from it than a number, whoever they are.
  const tell = () => parent.postMessage({ carrefour: "height", height: document.body.scrollHeight }, "*");
  new ResizeObserver(tell).observe(document.body);
}
const map = document.querySelector("#carte");
if (map) watchMap(map);
