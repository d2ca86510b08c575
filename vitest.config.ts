import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/**
 * Three projects: `unit` (fast, part of `npm run check`), `dom` (components in jsdom), and `system` (real processes,
 * the built server, a real browser; `npm test` only).
 */
export default defineConfig({
  test: {
    pool: "forks",
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          environment: "node",
          include: ["packages/**/*.test.ts", "apps/**/*.test.ts", "tests/support/**/*.test.ts", "tests/*.test.ts"],
          exclude: ["**/*.system.test.ts", "**/node_modules/**"],
        },
      },
      {
        extends: true,
        plugins: [react()],
        test: {
          name: "dom",
          environment: "jsdom",
          include: ["apps/ui/**/*.test.tsx"],
          setupFiles: ["./tests/support/dom-setup.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "system",
          environment: "node",
          include: ["**/*.system.test.ts"],
          exclude: ["**/node_modules/**"],
          fileParallelism: false,
          // Real processes and a real browser on a shared, noisy machine: CI asks once more before it says no. At home
          // a flake shows.
          retry: process.env.CI ? 1 : 0,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
