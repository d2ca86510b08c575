import type { Removal } from "@codex-toolloop/protocol";
import type { Metadata } from "next";
import { PageHeader } from "../../components/page-header.tsx";
import { dashboard } from "../../lib/server.ts";
import { AddWorkspace } from "./_components/add-workspace.tsx";
import { WorkspaceItem } from "./_components/workspace-item.tsx";

export const metadata: Metadata = { title: "Workspaces" };

/** The folders that runs may work in, and which of them may bring their own workflows. */
export default async function WorkspacesPage() {
  const { store, catalog } = dashboard();
  const workspaces = store.redactor().json(await store.workspaces.list());
  const rows = await Promise.all(
    workspaces.map(async (record) => ({
      record,
      runs: catalog.query({ workspace: record.id, limit: 1, offset: 0 }).total,
      own: await ownWorkflows(record),
      lost: await lostWith(record.id),
    })),
  );
  return (
    <>
      <PageHeader title="Workspaces">
        Folders that runs work in. A folder joins the list here, on the form of a new run, or with{" "}
        <code className="font-mono text-xs whitespace-nowrap">--workspace</code> in a terminal.
      </PageHeader>
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
        {rows.length === 0 ? (
          <p className="rounded-lg border border-dashed border-line-strong px-4 py-10 text-center text-muted">
            No folder yet. Add the first one by its path.
          </p>
        ) : (
          <ul className="overflow-hidden rounded-lg border border-line bg-panel" aria-label="Workspaces">
            {rows.map((row) => (
              <WorkspaceItem key={row.record.id} {...row} />
            ))}
          </ul>
        )}
        <AddWorkspace />
      </div>
    </>
  );
}

async function lostWith(id: string): Promise<Removal | null> {
  const { store, agents } = dashboard();
  const outcome = await agents.removal(id);
  return outcome.ok ? store.redactor().json(outcome.value) : null;
}

/** Names of the workflows that a folder defines itself; only read where it is trusted. */
async function ownWorkflows(record: { id: string; trusted: boolean }): Promise<string[]> {
  if (!record.trusted) return [];
  const { entries } = await dashboard().workflows(record.id);
  return entries.filter((e) => e.source === "workspace").map((e) => e.definition.name);
}
