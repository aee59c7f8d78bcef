// One SVG sprite, made of the Bootstrap icons whose names appear between quotes in templates or Python files.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const SOURCE = /\.(html|py)$/;
// Nothing is drawn from there, and words of theirs are names of icons too ("archive", "123").
const DRAWS_NOTHING = /(^|\/)(tests|migrations)\//;
const QUOTED = /["']([^"'\n]{1,200})["']/g;
const WORD = /[a-z0-9]+(?:-[a-z0-9]+)*/g;
// Attributes of components whose value may hold a template expression around the names.
const ICON_ATTRIBUTE = /\bicon\s*[=:]\s*["']([^"'\n]*)|<c-icon\b[^>]*?\bname="([^"]*)"/g;

function* namesIn(source) {
  for (const [, quoted] of source.matchAll(QUOTED)) if (/^[a-z0-9-]+$/.test(quoted)) yield quoted;
  for (const [, a, b] of source.matchAll(ICON_ATTRIBUTE)) for (const [word] of (a ?? b).matchAll(WORD)) yield word;
}

function symbol(name, svg) {
  const [, viewBox] = svg.match(/viewBox="([^"]+)"/);
  const body = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="${viewBox}">${body}</symbol>`;
}

export function bundleIcons(root) {
  const folder = join(root, "node_modules/bootstrap-icons/icons");
  return {
    name: "tisserand-icons",
    generateBundle() {
      const known = new Set(readdirSync(folder).map((file) => file.replace(/\.svg$/, "")));
      const used = new Set();
      for (const file of readdirSync(join(root, "tisserand"), { recursive: true }).filter((file) => SOURCE.test(file) && !DRAWS_NOTHING.test(file)))
        for (const name of namesIn(readFileSync(join(root, "tisserand", file), "utf8")))
          if (known.has(name)) used.add(name);
      const symbols = [...used].sort().map((name) => symbol(name, readFileSync(join(folder, `${name}.svg`), "utf8")));
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`;
      this.emitFile({ type: "asset", fileName: "icons.svg", source });
    },
  };
}
