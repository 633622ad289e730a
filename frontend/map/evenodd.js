// What the even-odd rule takes as the inside of a ring that crosses itself, which is what the search
// takes: the library would fill something else.

// Where two edges cross between their ends, as [lng, lat]; null where they do not.
function crossing([[x1, y1], [x2, y2]], [[x3, y3], [x4, y4]]) {
  const across = (x2 - x1) * (y4 - y3) - (y2 - y1) * (x4 - x3);
  if (!across) return null;
  const one = ((x3 - x1) * (y4 - y3) - (y3 - y1) * (x4 - x3)) / across;
  const other = ((x3 - x1) * (y2 - y1) - (y3 - y1) * (x2 - x1)) / across;
  return one > 0 && one < 1 && other > 0 && other < 1 ? [x1 + one * (x2 - x1), y1 + one * (y2 - y1)] : null;
}

const edgesOf = (corners) => corners.map((corner, place) => [corner, corners[(place + 1) % corners.length]]);
// Edges next to one another share a corner, which is no crossing.
const crossings = (edges) => edges.flatMap((edge, place) =>
  edges.slice(place + 2, place ? undefined : -1).map((other) => crossing(edge, other)).filter(Boolean));

// The inside of the ring through `corners` ([lng, lat]) as rings that do not cross themselves. One that
// crosses nowhere is one ring; another is cut at the latitude of each corner and each crossing, and
// between two such the edges bound, in pairs, what is inside.
export function insides(corners) {
  const edges = edgesOf(corners);
  const crossed = crossings(edges);
  if (!crossed.length) return [corners];
  const levels = [...new Set([...corners, ...crossed].map(([, lat]) => lat))].sort((a, b) => a - b);
  return levels.slice(1).flatMap((north, place) => {
    const south = levels[place];
    const middle = (south + north) / 2;
    const on = ([[x1, y1], [x2, y2]], lat) => x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1);
    const met = edges.filter(([[, y1], [, y2]]) => y1 < middle !== y2 < middle).sort((a, b) => on(a, middle) - on(b, middle));
    return Array.from({ length: met.length / 2 }, (_, pair) => {
      const [west, east] = met.slice(2 * pair, 2 * pair + 2);
      return [[on(west, south), south], [on(east, south), south], [on(east, north), north], [on(west, north), north]];
    });
  });
}
