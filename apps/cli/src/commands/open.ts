import { spawn } from "node:child_process";
import { lockStore, type Store } from "@codex-toolloop/store";
import { type Io, print } from "../io.ts";

/** `open`: prints the dashboard's address and opens it where there is a desktop. Never fails without one. */
export async function openCommand(io: Io, store: Store): Promise<number> {
  const { url, running } = await dashboardAddress(store);
  print(io, url);
  if (!running) print(io, "no dashboard runs on this store; start it with: npm start");
  else openInBrowser(io, url);
  return 0;
}

/** Where this store's dashboard is: what its lock holder says, else where it would be. */
export async function dashboardAddress(store: Store): Promise<{ url: string; running: boolean; pid?: number }> {
  const fallback = `http://127.0.0.1:${store.settings().settings.port}/`;
  const lock = await lockStore(store.root, {});
  if (lock.held) {
    await lock.lock.release();
    return { url: fallback, running: false };
  }
  lock.cancel();
  const { holder } = lock;
  const address = holder?.address !== undefined && isLoopback(holder.address) ? holder.address : fallback;
  return { url: address, running: true, ...(holder ? { pid: holder.pid } : {}) };
}

/** The lock's answer comes from another process: only an address of this machine is shown or opened. */
function isLoopback(address: string): boolean {
  try {
    const { protocol, hostname } = new URL(address);
    return protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
  } catch {
    return false;
  }
}

function openInBrowser(io: Io, url: string): void {
  const program = opener(io.env);
  if (program === undefined) return;
  spawn(program, [url], { detached: true, stdio: "ignore" })
    .on("error", () => {})
    .unref();
}

function opener(env: Io["env"]): string | undefined {
  if (process.platform === "darwin") return "open";
  return env.DISPLAY || env.WAYLAND_DISPLAY ? "xdg-open" : undefined;
}
