import type { Server } from "node:http";
import type { Dashboard } from "../lib/contract.ts";
import type { Log } from "./log.ts";

/** A terminal's Ctrl-C comes twice through npm: once from the kernel, once passed on. That is one wish. */
const SAME_WISH_MS = 400;

/** SIGINT, SIGTERM and SIGHUP end the dashboard in order; a second one hurries. */
export function onSignals(parts: {
  server: Server;
  dashboard: Dashboard;
  log: Log;
  stopRetention(): void;
  closeNext(): Promise<void>;
}): void {
  let last = 0;
  let asked = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      const now = performance.now();
      if (asked && now - last < SAME_WISH_MS) return;
      last = now;
      if (asked) {
        console.log("Hurrying: runs are killed now.");
        void parts.dashboard.supervisor.shutdown({ hurry: true });
        return;
      }
      asked = true;
      end(parts, signal).then(
        () => process.exit(0),
        (error: unknown) => {
          parts.log.error("the shutdown failed", error);
          process.exit(1);
        },
      );
    });
}

async function end({ server, dashboard, stopRetention, closeNext }: Parameters<typeof onSignals>[0], signal: string) {
  const { supervisor, hub, store } = dashboard;
  const running = supervisor.authority().held ? supervisor.slots().running : 0;
  const leave = store.settings().settings.onShutdown === "leave";
  console.log(
    `${signal}: closing${running === 0 ? "" : leave ? `; ${running} runs go on` : `; stopping ${running} runs (again to hurry)`}.`,
  );
  stopRetention();
  server.close();
  dashboard.agents.close();
  const { stopped, left } = await supervisor.shutdown();
  if (stopped.length + left.length > 0) console.log(`${stopped.length} runs stopped, ${left.length} go on.`);
  hub.close();
  server.closeIdleConnections();
  await store.close();
  await within(closeNext(), 500);
  server.closeAllConnections();
}

/** Waits for something that is only tidiness, so long and no longer. */
async function within(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}
