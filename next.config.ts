import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

// Next evaluates this file as if it stood in apps/ui, so the root is looked for from there.
const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..").replace(/[\\/]node_modules.*$/, "");

const config: NextConfig = {
  // A start serves a build's own copy (scripts/lib/build.mjs), so that a later build does not pull it away.
  distDir: process.env.TOOLLOOP_NEXT_DIR ?? ".next",
  turbopack: { root },
  outputFileTracingRoot: root,
  images: { unoptimized: true },
  poweredByHeader: false,
  // Nothing leaves this machine: packing and unpacking costs more than it saves.
  compress: false,
  reactStrictMode: true,
  // The types are checked by `npm run check`; a start does not pay for it again.
  typescript: { ignoreBuildErrors: true },
  typedRoutes: true,
  devIndicators: false,
  experimental: {
    serverActions: { bodySizeLimit: "2mb" },
    // A page is loaded when it is first asked for; a start does not wait for all of them.
    preloadEntriesOnStart: false,
  },
};

export default config;
