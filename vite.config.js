// The front-end build: every tisserand/<room>/static_src/*.js becomes dist/<room>-<name>.js (ui's own keep their
// bare name), styles and fonts beside them, and one SVG sprite of the icons in use. Names are stable: Django's
// ManifestStaticFilesStorage hashes them when static files are collected.
import { existsSync, readdirSync } from "node:fs";
import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { bundleIcons } from "./tisserand/ui/static_src/build/icons.js";

const root = fileURLToPath(new URL(".", import.meta.url));

function entries() {
  const found = {};
  for (const room of readdirSync(resolve(root, "tisserand"))) {
    const folder = resolve(root, "tisserand", room, "static_src");
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder).filter((file) => file.endsWith(".js"))) {
      const name = basename(file, ".js");
      found[room === "ui" ? name : `${room}-${name}`] = resolve(folder, file);
    }
  }
  return found;
}

export default defineConfig({
  root,
  base: "./",
  publicDir: false,
  plugins: [bundleIcons(root)],
  css: {
    preprocessorOptions: {
      scss: {
        loadPaths: [resolve(root, "node_modules"), resolve(root, "tisserand/ui/static_src/styles")],
        quietDeps: true,
        silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
      },
    },
  },
  build: {
    outDir: resolve(root, "tisserand/ui/static/ui/dist"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    cssCodeSplit: true,
    modulePreload: false,
    reportCompressedSize: true,
    target: ["es2020", "chrome87", "firefox88", "safari14"],
    rollupOptions: {
      // htmx holds an eval it never reaches: `allowEval` is off, and the Content-Security-Policy forbids it.
      checks: { eval: false },
      input: entries(),
      // A shared module goes into a chunk of its own: a page must never load main.js twice under two names.
      preserveEntrySignatures: "strict",
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "shared/[name]-[hash].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
