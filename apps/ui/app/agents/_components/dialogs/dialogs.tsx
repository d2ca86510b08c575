import { Suspense } from "react";
import { UrlDialog } from "../../../../components/url-dialog.tsx";
import { agentsPath, placeOf } from "../../agents-params.ts";
import type { ConsoleView } from "../../load-console.ts";
import { AddFolder } from "./add-folder.tsx";
import { Clone } from "./clone.tsx";
import { ImportGit } from "./import-git.tsx";
import { RemoveWorkspace } from "./remove-workspace.tsx";
import { Scan } from "./scan.tsx";

/** The dialog that the address names. */
export function Dialogs({ view: { params, workspace } }: { view: ConsoleView }) {
  const close = agentsPath(placeOf(params));
  if (params.open === "import")
    return (
      <UrlDialog key="import" title="Import a git repository" close={close}>
        {params.clone ? <Clone runId={params.clone} params={params} /> : <ImportGit workspace={params.workspace} />}
      </UrlDialog>
    );
  if (params.open === "folder")
    return (
      <UrlDialog key="folder" title="Add a folder of this machine" close={close}>
        <AddFolder />
      </UrlDialog>
    );
  if (params.open === "scan")
    return (
      <UrlDialog key="scan" title="Repositories below the allowed roots" close={close}>
        <Suspense fallback={<Reading>Looking for repositories …</Reading>}>
          <Scan />
        </Suspense>
      </UrlDialog>
    );
  if (params.open === "remove" && workspace)
    return (
      <UrlDialog key="remove" title={`Remove ${workspace.display_name}`} close={close}>
        <Suspense fallback={<Reading>Looking what would be lost …</Reading>}>
          <RemoveWorkspace workspace={workspace} />
        </Suspense>
      </UrlDialog>
    );
  return null;
}

function Reading({ children }: { children: string }) {
  return (
    <p role="status" className="py-6 text-center text-muted">
      {children}
    </p>
  );
}
