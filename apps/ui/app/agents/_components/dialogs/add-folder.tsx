import { addFolderAction } from "../../workspace-actions.ts";
import { PathForm } from "./path-form.tsx";

/** Registers a folder of this machine. */
export function AddFolder() {
  return (
    <PathForm
      action={addFolderAction}
      field="path"
      label="Path"
      placeholder="/home/me/code/my-repo"
      help="An absolute path. Nothing is written into it by adding it."
      button={{ label: "Add folder", pending: "Adding …" }}
    />
  );
}
