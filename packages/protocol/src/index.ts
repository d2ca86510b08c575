/** What are things called and shaped? Zod schemas and pure functions only: no `node:` import, safe in a browser. */
export * from "./control.ts";
export * from "./events.ts";
export * from "./exit.ts";
export * from "./format.ts";
export * from "./http.ts";
export * from "./ids.ts";
export * from "./items.ts";
export * from "./limits.ts";
export * from "./meta.ts";
export * from "./node-support.ts";
export * from "./record.ts";
export * from "./request.ts";
export * from "./resolve-status.ts";
export * from "./settings.ts";
export * from "./status.ts";
export * from "./stream.ts";
export * from "./workspace.ts";
