"use client";

import { formatBytes, LIMITS } from "@codex-toolloop/protocol";
import { type DragEvent, useEffect, useRef, useState } from "react";
import { buttonClass } from "../../../components/button.tsx";
import { describedBy, FIELD_CLASS, Field } from "../../../components/field.tsx";
import { useDraft } from "../../../components/use-draft.ts";
import { readSpecFile } from "../spec-file.ts";

/** The text that a workflow works from: typed, pasted, dropped or chosen; kept as a draft in this browser until it starts. */
export function SpecField({
  workflow,
  need,
  value,
  error,
}: {
  workflow: string;
  need: "required" | "optional";
  value: string | undefined;
  error: string | undefined;
}) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [bytes, setBytes] = useState(() => sizeOf(value ?? ""));
  const [over, setOver] = useState(false);
  const [fileProblem, setFileProblem] = useState<string>();
  const draft = useDraft(`toolloop.spec.${workflow}`, value === undefined);
  const put = (text: string) => {
    if (area.current) area.current.value = text;
    setBytes(sizeOf(text));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when a draft turns up, never over what is typed
  useEffect(() => {
    if (draft.found !== undefined && area.current?.value === "") put(draft.found);
  }, [draft.found]);

  const take = async (file: File | undefined) => {
    if (!file) return;
    const read = await readSpecFile(file);
    setFileProblem(read.ok ? undefined : read.message);
    if (!read.ok || read.text === undefined) return;
    put(read.text);
    draft.save(read.text);
  };
  const onDrop = (e: DragEvent) => {
    e.preventDefault();
    setOver(false);
    void take(e.dataTransfer.files[0]);
  };
  const problem =
    bytes > LIMITS.specBytes
      ? `${formatBytes(bytes)} are too much; at most ${formatBytes(LIMITS.specBytes)} fit`
      : (fileProblem ?? error);
  const help = "Paste or drop a file of UTF-8 text. Stored with the run as spec.md and given to its steps by path.";
  return (
    <Field id="spec" label="Spec" required={need === "required"} help={help} error={problem} aside={formatBytes(bytes)}>
      <textarea
        ref={area}
        name="spec"
        {...describedBy("spec", help, problem)}
        rows={9}
        spellCheck={false}
        defaultValue={value ?? ""}
        onChange={(e) => {
          setBytes(sizeOf(e.target.value));
          draft.save(e.target.value);
        }}
        onDragOver={(e) => {
          e.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        className={`${FIELD_CLASS} resize-y font-mono text-xs leading-relaxed ${over ? "outline-2 outline-accent" : ""}`}
      />
      <div className="mt-1 flex flex-wrap items-center gap-2">
        <label className={`${buttonClass("plain", "", "sm")} cursor-pointer has-focus-visible:outline-2`}>
          Choose a file
          <input
            type="file"
            name="specFile"
            className="sr-only"
            onChange={(e) => {
              const input = e.currentTarget;
              void take(input.files?.[0]).then(() => {
                input.value = "";
              });
            }}
          />
        </label>
        {draft.found !== undefined ? (
          <span className="text-xs text-muted">
            Draft from this browser.{" "}
            <button
              type="button"
              className="underline hover:text-fg"
              onClick={() => {
                draft.discard();
                put("");
              }}
            >
              Discard it
            </button>
          </span>
        ) : null}
      </div>
    </Field>
  );
}

function sizeOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
