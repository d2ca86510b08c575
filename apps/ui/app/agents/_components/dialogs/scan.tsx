import { Callout } from "../../../../components/callout.tsx";
import { visibleText } from "../../../../lib/run-view/visible-text.ts";
import { dashboard } from "../../../../lib/server.ts";
import { ScanForm } from "./scan-form.tsx";

/** Git folders below the allowed roots, to be ticked. */
export async function Scan() {
  const { agents, store } = dashboard();
  const { roots, folders, truncated } = store.redactor().json(await agents.scan());
  if (roots.length === 0)
    return (
      <Callout level="info" title="No roots are set, so there is nowhere to look.">
        <p>
          Name the folders that hold your repositories in <code className="font-mono text-xs">config.yaml</code> of the
          store as <code className="font-mono text-xs">workspaceRoots</code>, or in the dashboard's environment as{" "}
          <code className="font-mono text-xs">TOOLLOOP_WORKSPACE_ROOTS</code>, separated by colons:
        </p>
        <pre className="mt-1.5 overflow-x-auto rounded-md border border-line bg-code px-2.5 py-1.5 font-mono text-xs">
          {`workspaceRoots:\n  - /home/me/code`}
        </pre>
      </Callout>
    );
  const broken = roots.filter((r) => r.problem);
  return (
    <div className="space-y-3">
      {broken.map((r) => (
        <Callout key={r.path} level="warning" title={visibleText(r.path)}>
          {r.problem}
        </Callout>
      ))}
      {folders.length === 0 ? (
        <p className="py-4 text-center text-muted">
          No repository was found below {roots.map((r) => visibleText(r.path)).join(", ")}.
        </p>
      ) : (
        <ScanForm folders={folders} />
      )}
      {truncated ? <p className="text-xs text-muted">There may be more: the search ends at a bound.</p> : null}
    </div>
  );
}
