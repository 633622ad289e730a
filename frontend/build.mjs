// Builds what pages load into carrefour/web/static/dist/.
import { build } from "esbuild";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { feature } from "topojson-client";

const out = "carrefour/web/static/dist";
await rm(out, { recursive: true, force: true });
await mkdir(`${out}/fonts`, { recursive: true });
await mkdir(`${out}/maplibre`, { recursive: true });

await build({
  entryPoints: [
    "frontend/site.js",
    "frontend/site.css",
    "frontend/frame.js",
    "frontend/desk.css",
    "frontend/contribution.css",
    "frontend/exchange.css",
    "frontend/editorial.css",
    "frontend/workshop.js",
    "frontend/workshop.css",
  ],
  outdir: out,
  bundle: true,
  minify: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  external: ["*.woff2"],
  chunkNames: "[name]-[hash]",
});

// A classic script of its own: the frame that it runs in may import nothing.
await build({ entryPoints: ["frontend/picker.js"], outdir: out, bundle: true, minify: true, format: "iife", target: "es2022" });

// On pages of others: one file, by an address that stays.
await build({ entryPoints: ["frontend/embed.js"], outdir: out, bundle: true, minify: true, format: "esm", target: "es2022" });

for (const font of ["bricolage-grotesque", "source-sans-3"]) {
  await cp(
    `node_modules/@fontsource-variable/${font}/files/${font}-latin-wght-normal.woff2`,
    `${out}/fonts/${font}.woff2`,
  );
}
// Further letters, for what the server draws: PDF.
for (const letters of ["latin-ext", "greek", "cyrillic"]) {
  await cp(
    `node_modules/@fontsource-variable/source-sans-3/files/source-sans-3-${letters}-wght-normal.woff2`,
    `${out}/fonts/source-sans-3-${letters}.woff2`,
  );
}
for (const file of ["maplibre-gl.mjs", "maplibre-gl-shared.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css"]) {
  const text = await readFile(`node_modules/maplibre-gl/dist/${file}`, "utf8");
  await writeFile(`${out}/maplibre/${file}`, text.replace(/\n\/\/# sourceMappingURL=.*$/m, ""));
}
await cp("frontend/logo.svg", `${out}/logo.svg`);

// Outlines for when no tile server is set: France in detail, the rest of the world in outline.
const round = (c) => (typeof c[0] === "number" ? c.map((n) => Math.round(n * 1000) / 1000) : c.map(round));
const load = async (scale) => {
  const world = JSON.parse(await readFile(`node_modules/world-atlas/countries-${scale}.json`, "utf8"));
  return feature(world, world.objects.countries).features;
};
const france = new Set(["250", "540", "258", "666", "876", "652", "663"]);
const features = [
  ...(await load("10m")).filter((f) => france.has(f.id)).map((f) => ({ ...f, properties: { france: 1 } })),
  ...(await load("110m")).filter((f) => !france.has(f.id)).map((f) => ({ ...f, properties: {} })),
].map((f) => ({ ...f, id: undefined, geometry: { ...f.geometry, coordinates: round(f.geometry.coordinates) } }));
await writeFile(`${out}/outlines.json`, JSON.stringify({ type: "FeatureCollection", features }));
