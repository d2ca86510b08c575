import { RunId } from "@codex-toolloop/protocol";
import { dashboard } from "../../lib/server.ts";

/**
 * What was asked in an earlier prompt, where the text is that one's as it was shown: "again" means the same text, not the
 * asterisks over its secrets. A text that was edited is taken as it is.
 * @param from the earlier prompt's run
 */
export async function originalPrompt(text: string, from: string | undefined): Promise<string> {
  if (!RunId.safeParse(from).success) return text;
  const { store } = dashboard();
  const raw = await store.readSpec(from ?? "");
  return raw !== undefined && plain(store.redactor().text(raw)) === plain(text) ? raw : text;
}

/** A text area gives line ends back as CRLF. */
function plain(text: string): string {
  return text.replace(/\r\n/g, "\n");
}
