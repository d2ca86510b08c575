const KEY = "toolloop.notify-approvals";

/** Whether this browser was asked to say on the desktop that a run waits for a decision. */
export function wantsApprovals(): boolean {
  try {
    return localStorage.getItem(KEY) === "on" && "Notification" in window && Notification.permission === "granted";
  } catch {
    return false;
  }
}

/** Remembers the wish, for every tab. */
export function wishApprovals(on: boolean): void {
  try {
    localStorage.setItem(KEY, on ? "on" : "off");
  } catch {
    // Without storage the wish cannot be kept: the button then stays.
  }
  window.dispatchEvent(new Event(KEY));
}

/** Calls back when the wish changes, in this tab or another. */
export function onApprovalWish(listener: () => void): () => void {
  window.addEventListener(KEY, listener);
  window.addEventListener("storage", listener);
  return () => {
    window.removeEventListener(KEY, listener);
    window.removeEventListener("storage", listener);
  };
}
