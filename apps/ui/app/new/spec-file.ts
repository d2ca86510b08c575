import { formatBytes, LIMITS } from "@codex-toolloop/protocol";

export type SpecFile = { ok: true; text?: string } | { ok: false; message: string };

/** The text of a file sent with the form (without JavaScript; with it, the file is already in the text area). */
export async function readSpecFile(file: FormDataEntryValue | null): Promise<SpecFile> {
  if (!(file instanceof File) || file.size === 0) return { ok: true };
  if (file.size > LIMITS.specBytes)
    return {
      ok: false,
      message: `${file.name} has ${formatBytes(file.size)}; at most ${formatBytes(LIMITS.specBytes)} fit`,
    };
  try {
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer()) };
  } catch {
    return { ok: false, message: `${file.name} is not UTF-8 text` };
  }
}
