/** Where a prompt that was typed and not sent is kept in this browser: by session, and by workspace before there is one. */
export function draftKey(owner: string): string {
  return `toolloop.prompt.${owner}`;
}

/** What was typed before there was a session goes with the session that was made for it. */
export function moveDraft(workspaceId: string, sessionId: string): void {
  try {
    const text = localStorage.getItem(draftKey(workspaceId));
    if (text === null) return;
    localStorage.setItem(draftKey(sessionId), text);
    localStorage.removeItem(draftKey(workspaceId));
  } catch {
    // Without storage there is no draft.
  }
}
