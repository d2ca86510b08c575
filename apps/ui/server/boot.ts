import type { IncomingMessage, ServerResponse } from "node:http";
import { dashboardLogPath, findStoreRoot, openStore, StoreError } from "@codex-toolloop/store";
import { createSupervisor, probeKillLevels, strongestKillLevel } from "@codex-toolloop/supervisor";
import { setDashboard, setGate } from "../lib/server.ts";
import { createApi } from "./api/create-api.ts";
import { isApiTarget, serveApi } from "./api/serve-api.ts";
import { askOther, STORE_HEADER, storeMark } from "./ask-other.ts";
import { createAuth } from "./auth.ts";
import { createDashboard } from "./create-dashboard.ts";
import { findRoot, readVersion } from "./find-root.ts";
import { createGate } from "./gate.ts";
import { listen } from "./listen.ts";
import { createLog } from "./log.ts";
import { prepareNext } from "./next-app.ts";
import type { ServerOptions } from "./options.ts";
import { enforcementLines, printStart } from "./print-start.ts";
import { startRetention } from "./retention.ts";
import { runCommandLine } from "./run-command-line.ts";
import { createRunSecrets, withSecrets } from "./run-secrets.ts";
import { onSignals } from "./shutdown.ts";

/**
 * Starts the dashboard: the port is taken first, everything else is made ready side by side; a request that comes
 * meanwhile waits. Resolves when it serves. Ends the process itself where there is nothing to serve.
 */
export async function boot(options: ServerOptions): Promise<void> {
  const root = findRoot();
  const version = readVersion(root);
  const store = await openStore(findStoreRoot(process.env, process.cwd()), { create: true }).catch(giveUp);
  const log = createLog({
    verbose: options.verbose,
    redactor: () => store.redactor(),
    file: dashboardLogPath(store.root),
  });
  onCrash(log);
  const { settings, errors, origins } = store.settings();
  const auth = createAuth(settings);
  const mark = storeMark(store.root);

  let port = 0;
  let ready: () => void = () => {};
  const isReady = new Promise<void>((resolve) => {
    ready = resolve;
  });
  let handle: (request: IncomingMessage, response: ServerResponse) => Promise<void> = async () => {};
  const server = createGate({
    dev: options.dev,
    port: () => port,
    auth: () => auth,
    serve: async (request, response) => {
      await isReady;
      await handle(request, response);
    },
    ...(options.dev && { upgrade: (request, socket, head) => void app.gate.emit("upgrade", request, socket, head) }),
    log,
    onSignIn: () => void auth.then((a) => console.log(`Signed in. Next launch link: ${address}${a.launchQuery()}`)),
  });
  // Only whoever knows the store's path can read this: it tells a second start that we are its dashboard.
  server.prependListener("request", (_request, response) => void response.setHeader(STORE_HEADER, mark));

  // A port that somebody asked for now is meant; one from config.yaml or the default may give way to the next.
  const fixed = options.port !== undefined || origins.some((o) => o.name === "port" && o.from === "environment");
  const found = await listen(server, { port: options.port ?? settings.port, fixed }, (p) => askOther(p, store.root));
  if (found.kind === "ours") {
    console.log(`This store's dashboard is already running: ${found.address}`);
    process.exit(0);
  }
  if (found.kind === "busy") {
    console.error(
      `Port ${found.port} is used by another program. Choose another: npm start -- --port ${found.port + 1}`,
    );
    process.exit(1);
  }
  port = found.port;
  const address = `http://127.0.0.1:${port}/`;
  server.on("error", (error) => {
    log.error("the server failed", error);
    process.exit(1);
  });

  const app = prepareNext({ root, dev: options.dev, port });
  const [{ mode, why, bearer, launchQuery, token }, catalog, { probes, killLevel }] = await Promise.all([
    auth,
    store.catalog(),
    findKillLevel(settings.killLevel),
    app.ready,
  ]);
  setGate({ port, dev: options.dev, bearer });
  const secrets = createRunSecrets();
  const commandLine = { root, storeRoot: store.root, env: process.env };
  const supervisor = createSupervisor({
    store,
    commandFor: (request, runDir) => withSecrets(secrets, request, runCommandLine(commandLine, request, runDir)),
    killLevel,
    address,
    log,
  });
  await supervisor.start();
  const enforcement = enforcementLines({ port, auth: { mode, why } });
  const dashboard = createDashboard({
    ...{ store, catalog, supervisor, root, version, address, killLevel, probes, log, secrets },
    auth: { mode, enforcement },
  });
  setDashboard(dashboard);
  const api = createApi(dashboard, (error) => log.error("a request failed", error));
  handle = async (request, response) =>
    isApiTarget(request.url ?? "") ? await serveApi(api, request, response) : await app.handle(request, response);
  const stopRetention = startRetention({ store, catalog, supervisor, log });
  ready();

  onSignals({ server, dashboard, log, stopRetention, closeNext: app.close });
  printStart({
    dashboard,
    enforcement,
    killLevel,
    errors,
    link: mode === "token" ? { query: launchQuery(), token } : null,
  });
}

async function findKillLevel(preference: Parameters<typeof strongestKillLevel>[0]) {
  const probes = await probeKillLevels();
  return { probes, killLevel: await strongestKillLevel(preference, probes) };
}

function giveUp(error: unknown): never {
  if (!(error instanceof StoreError)) throw error;
  console.error(error.message);
  process.exit(1);
}

/** What nobody caught ends the dashboard; the runs go on, and the next start adopts them. */
function onCrash(log: ReturnType<typeof createLog>): void {
  for (const event of ["uncaughtException", "unhandledRejection"] as const)
    process.on(event, (error: unknown) => {
      log.error(`${event}: the dashboard ends, runs go on`, error);
      process.exit(1);
    });
}
