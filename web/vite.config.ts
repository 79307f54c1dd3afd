// Builds the page into dist/: hashed files under assets/, nothing inlined (the hub's content policy allows no data: and no inline code).
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

interface Modules {
  getModuleInfo: (id: string) => { isEntry: boolean; importers: readonly string[] } | null;
}

/** Whether the page can't begin without it: the entry leads there by imports that don't wait. */
function isFirst(id: string, modules: Modules, seen = new Set<string>()): boolean {
  if (seen.has(id)) return false;
  seen.add(id);
  const info = modules.getModuleInfo(id);
  return info !== null && (info.isEntry || info.importers.some((importer) => isFirst(importer, modules, seen)));
}

const hub = process.env.HUB_URL ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    // One file for the first load: left to itself the bundler cuts what screens share into dozens, and over a slow network
    // each six of them cost a round trip.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: (id, modules) => (isFirst(id, modules) && !id.endsWith(".css") ? "page" : null) }] } },
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: {
      "/api": { target: hub },
      "/ws": { target: hub, ws: true },
    },
  },
  test: { include: ["src/**/*.test.ts", "src/**/*.test.tsx"], restoreMocks: true },
});
