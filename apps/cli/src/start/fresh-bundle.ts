import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** From source (`npm run dev:cli`), run processes are the bundle too: it is made anew where it is older. A bundle is left alone. */
export async function freshBundle(): Promise<void> {
  const bundler = new URL("../../../../scripts/bundle.mjs", import.meta.url);
  if (!import.meta.url.endsWith(".ts") || !existsSync(fileURLToPath(bundler))) return;
  const { bundleStale }: { bundleStale(which: { server: boolean }): Promise<unknown> } = await import(bundler.href);
  await bundleStale({ server: false });
}
