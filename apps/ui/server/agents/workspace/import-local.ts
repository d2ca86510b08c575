import { homedir } from "node:os";
import { fieldErrors, type Outcome, refuse, type Workspace } from "@codex-toolloop/protocol";
import { StoreError } from "@codex-toolloop/store";
import { z } from "zod";
import type { AgentsContext } from "../context.ts";
import { toWorkspace } from "./to-workspace.ts";

/** Body of `POST /api/workspaces/import-local`. */
const ImportLocalBody = z.strictObject({
  path: z
    .string()
    .min(1, "must not be empty")
    .max(4096)
    .transform((path) => path.replace(/^~(?=\/|$)/, () => homedir()))
    .pipe(z.string().startsWith("/", "must be an absolute path (beginning with / or ~/)")),
  display_name: z.string().trim().min(1).max(120).optional(),
});
const WHAT = "Not imported";

/** See `AgentsService.importLocal`: the same folder twice is one workspace. */
export async function importLocal(
  context: Pick<AgentsContext, "store" | "hub">,
  body: unknown,
): Promise<Outcome<Workspace>> {
  const parsed = ImportLocalBody.safeParse(body);
  if (!parsed.success) {
    const errors = fieldErrors(parsed.error);
    return refuse(400, "invalid", WHAT, errors.map((e) => `${e.path}: ${e.message}`).join("; "), errors);
  }
  const { path, display_name } = parsed.data;
  try {
    const record = await context.store.workspaces.add(path, display_name);
    context.hub.tell({ type: "workspaces.changed" });
    return { ok: true, value: await toWorkspace(context, record) };
  } catch (error) {
    if (!(error instanceof StoreError) || (error.code !== "invalid" && error.code !== "denied")) throw error;
    return refuse(400, "invalid", WHAT, error.message, [{ path: "path", message: error.message }]);
  }
}
