import { join } from "node:path";
import type { Store } from "@codex-toolloop/store";
import { type Io, print } from "../io.ts";
import { jsonLine } from "../render/sanitise.ts";
import { table } from "../render/table.ts";

/** `config`: every setting with its value and where it comes from. @returns 1 when something in it is wrong. */
export async function configCommand(io: Io, store: Store, json: boolean): Promise<number> {
  const { origins, extra, errors } = store.settings();
  const path = join(store.root, "config.yaml");
  const code = errors.length > 0 ? 1 : 0;
  if (json) {
    print(io, jsonLine({ store: store.root, config: path, settings: origins, ...extra, errors }));
    return code;
  }
  print(io, `store ${store.root}`, `file  ${path}`, "");
  const rows = origins.map((o) => [o.name, JSON.stringify(o.value), o.from, o.env, o.doc]);
  print(io, table(["SETTING", "VALUE", "FROM", "VARIABLE", "WHAT"], rows, io.stdout.columns));
  const allowed = extra.allowedWorkflows;
  print(io, "", `allowedWorkflows ${allowed === undefined ? "(all that are known)" : allowed.join(", ") || "(none)"}`);
  print(io, `redact ${extra.redact?.length ?? 0} patterns of your own`);
  for (const error of errors) print(io, io.style.red(error));
  return code;
}
