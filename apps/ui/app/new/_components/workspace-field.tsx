import { Button } from "../../../components/button.tsx";
import { describedBy, FIELD_CLASS, Field } from "../../../components/field.tsx";

export interface WorkspaceChoice {
  id: string;
  name: string;
  path: string;
  trusted: boolean;
  /** Nothing may start in it: shown, not to be chosen. */
  disabled?: boolean | undefined;
}

/** Which folder to work in: a registered one, or another by its path. */
export function WorkspaceField({
  choices,
  need,
  values,
  attempt,
  error,
}: {
  choices: readonly WorkspaceChoice[];
  need: "required" | "optional";
  values: Readonly<Record<string, string>>;
  /** Changes with every answer, so that the list shows what the answer chose. */
  attempt: number;
  error: string | undefined;
}) {
  const open = (need === "required" && choices.length === 0) || Boolean(values.workspacePath);
  const listError = open ? undefined : error;
  return (
    <div className="space-y-2">
      <Field id="workspaceId" label="Workspace" required={need === "required"} error={listError}>
        <select
          key={attempt}
          name="workspaceId"
          {...describedBy("workspaceId", undefined, listError)}
          defaultValue={
            values.workspaceId ?? (need === "required" && choices.length === 1 ? choices[0]?.id : undefined) ?? ""
          }
          className={FIELD_CLASS}
        >
          <option value="">{need === "required" ? "Choose a folder …" : "No workspace"}</option>
          {choices.map((w) => (
            <option key={w.id} value={w.id} disabled={w.disabled}>
              {w.name} — {w.path}
              {w.disabled ? " (disabled)" : ""}
            </option>
          ))}
        </select>
      </Field>
      <details open={open} className="group rounded-md border border-line px-3 py-2">
        <summary className="text-muted hover:text-fg">Another folder, by its path</summary>
        <div className="mt-2 space-y-2">
          <Field
            id="workspace"
            label="Path of the folder"
            help="Takes the place of the choice above, and joins the list."
            error={open ? error : undefined}
          >
            <input
              name="workspacePath"
              {...describedBy("workspace", true, open ? error : undefined)}
              defaultValue={values.workspacePath ?? ""}
              autoComplete="off"
              spellCheck={false}
              placeholder="/home/me/code/my-repo"
              className={`${FIELD_CLASS} font-mono`}
            />
          </Field>
          <div className="flex flex-wrap items-center justify-between gap-2">
            <label className="flex items-center gap-2">
              <input
                type="checkbox"
                name="trust"
                defaultChecked={values.trust === "on"}
                className="size-4 accent-accent"
              />
              Trusted: its own workflows may be started
            </label>
            <Button type="submit" name="intent" value="add-workspace" formNoValidate>
              Add to the list
            </Button>
          </div>
        </div>
      </details>
    </div>
  );
}
