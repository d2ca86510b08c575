import { importGitAction } from "../../workspace-actions.ts";
import { PathForm } from "./path-form.tsx";

/** Clones a repository into a folder of the store. */
export function ImportGit({ workspace }: { workspace: string | null }) {
  return (
    <PathForm
      action={importGitAction}
      field="source_uri"
      label="Repository"
      placeholder="owner/repo"
      help="owner/repo on GitHub, or any address that git clone takes. Credentials in it are used once and not kept."
      button={{ label: "Import", pending: "Asking …" }}
    >
      <input type="hidden" name="workspace" value={workspace ?? ""} />
    </PathForm>
  );
}
